"""Zenodo's documented deposit interface in memory."""

import hashlib

from service import Asked, Reply, Service

TOKEN = "zenodo_token_for_tests_only"
BASE = "/api/deposit/depositions"


class Record:
    def __init__(self, number: int, metadata: dict) -> None:
        self.id, self.metadata, self.submitted = number, metadata, False
        self.files: dict[str, bytes] = {}


class ZenodoService(Service):
    def __init__(self) -> None:
        super().__init__()
        self.records: dict[int, Record] = {}

    def reply(self, asked: Asked) -> Reply:
        if asked.headers.get("Authorization") != f"Bearer {TOKEN}":
            self.asked.append(f"{asked.method} {asked.path}")
            return Reply(401, {"message": "The server could not verify that you are authorized.", "status": 401})
        return super().reply(asked)

    def routes(self):
        return [
            ("GET", BASE, self.list),
            ("POST", BASE, self.create),
            ("GET", f"{BASE}/([0-9]+)", lambda asked, number: Reply(200, self.told(self.records[int(number)]))),
            ("PUT", f"{BASE}/([0-9]+)", self.describe),
            ("DELETE", f"{BASE}/([0-9]+)", self.delete),
            ("GET", f"{BASE}/([0-9]+)/files", self.files),
            ("DELETE", f"{BASE}/([0-9]+)/files/(.+)", self.remove),
            ("POST", f"{BASE}/([0-9]+)/actions/publish", self.publish),
            ("POST", f"{BASE}/([0-9]+)/actions/newversion", self.new_version),
            ("PUT", "/api/files/bucket-([0-9]+)/(.+)", self.put),
        ]

    def told(self, record: Record) -> dict:
        links = {
            "html": f"{self.url}/records/{record.id}",
            "bucket": f"{self.url}/api/files/bucket-{record.id}",
            "self": f"{self.url}{BASE}/{record.id}",
        }
        doi = {"doi": f"10.5072/zenodo.{record.id}"} if record.submitted else {}
        return {"id": record.id, "submitted": record.submitted, "metadata": record.metadata, "links": links, **doi}

    def list(self, asked: Asked) -> Reply:
        size, page = int(asked.query["size"]), int(asked.query["page"])
        assert size <= 100
        found = [self.told(record) for record in self.records.values()]
        return Reply(200, found[size * (page - 1) : size * page])

    def create(self, asked: Asked) -> Reply:
        record = Record(len(self.records) + 1, asked.json["metadata"])
        self.records[record.id] = record
        return Reply(201, self.told(record))

    def describe(self, asked: Asked, number: str) -> Reply:
        metadata = asked.json["metadata"]
        if metadata["license"] not in ("cc-by-4.0", "mit"):
            wrong = [{"field": "metadata.license", "message": "Invalid license"}]
            return Reply(400, {"message": "Validation error.", "status": 400, "errors": wrong})
        self.records[int(number)].metadata = metadata
        return Reply(200, self.told(self.records[int(number)]))

    def delete(self, asked: Asked, number: str) -> Reply:
        if self.records[int(number)].submitted:
            return Reply(403, {"message": "Deposition is published", "status": 403})
        del self.records[int(number)]
        return Reply(204)

    def files(self, asked: Asked, number: str) -> Reply:
        files = self.records[int(number)].files.items()
        return Reply(200, [
            {"id": f"id-{name}", "filename": name, "filesize": len(body), "checksum": hashlib.md5(body).hexdigest()}
            for name, body in files
        ])  # fmt: skip

    def remove(self, asked: Asked, number: str, file: str) -> Reply:
        del self.records[int(number)].files[file.removeprefix("id-")]
        return Reply(204)

    def put(self, asked: Asked, number: str, name: str) -> Reply:
        files = self.records[int(number)].files
        if name not in files and len(files) >= 100:
            return Reply(400, {"message": "Uploading selected files will result in 101 files (max 100)"})
        files[name] = asked.body
        return Reply(
            201, {"key": name, "size": len(asked.body), "checksum": f"md5:{hashlib.md5(asked.body).hexdigest()}"}
        )

    def publish(self, asked: Asked, number: str) -> Reply:
        self.records[int(number)].submitted = True
        return Reply(202, self.told(self.records[int(number)]))

    def new_version(self, asked: Asked, number: str) -> Reply:
        old = self.records[int(number)]
        draft = Record(len(self.records) + 1, dict(old.metadata))
        draft.files = dict(old.files)
        self.records[draft.id] = draft
        told = self.told(old)
        told["links"]["latest_draft"] = f"{self.url}{BASE}/{draft.id}"
        return Reply(201, told)
