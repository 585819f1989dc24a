"""The Hub's documented interface in memory: repositories, large files, commits, tags; what huggingface_hub asks for."""

import base64
import hashlib
import json

from service import Asked, Reply, Service

TOKEN = "hf_a_token_for_tests_only"
LARGE = (".parquet", ".tar", ".jpg", ".png")
REPO = r"/api/datasets/([^/]+/[^/]+)"


class Repo:
    """Commits as git keeps them: one that no branch or tag leads to is gone."""

    def __init__(self) -> None:
        self.large: set[str] = set()
        self.objects: dict[str, bytes] = {}
        self.commits: dict[str, dict[str, bytes]] = {}
        self.parents: dict[str, str] = {}
        self.branches: dict[str, str] = {}
        self.tags: dict[str, str] = {}
        self.commit({".gitattributes": b"*.parquet filter=lfs\n"})

    def named(self, name: str) -> str:
        return self.branches.get(name) or self.tags.get(name) or name

    def revision(self, name: str) -> dict[str, bytes] | None:
        return self.commits.get(self.named(name))

    @property
    def main(self) -> str:
        return self.branches["main"]

    def commit(self, files: dict[str, bytes], branch: str = "main", parent: bool = True) -> str:
        before = self.branches.get(branch, "") if parent else ""
        oid = hashlib.sha1(repr((before, branch, len(self.commits), sorted(files.items()))).encode()).hexdigest()
        self.commits[oid], self.parents[oid], self.branches[branch] = files, before, oid
        return oid

    def history(self, name: str) -> list[str]:
        found, oid = [], self.named(name)
        while oid:
            found.append(oid)
            oid = self.parents[oid]
        return found

    def collect(self) -> None:
        """Forget what nothing leads to."""
        reachable = {oid for name in (*self.branches, *self.tags) for oid in self.history(name)}
        self.commits = {oid: files for oid, files in self.commits.items() if oid in reachable}


class Hub(Service):
    def __init__(self) -> None:
        super().__init__()
        self.repos: dict[str, Repo] = {}
        self.large = LARGE

    def reply(self, asked: Asked) -> Reply:
        signed = asked.path.startswith("/storage/")
        if not signed and asked.headers.get("Authorization") != f"Bearer {TOKEN}":
            self.asked.append(f"{asked.method} {asked.path}")
            return Reply(401, {"error": "Invalid username or password."})
        try:
            return super().reply(asked)
        except KeyError:
            return Reply(404, {"error": "Repository not found"}, {"X-Error-Code": "RepoNotFound"})

    def routes(self):
        return [
            ("POST", "/api/repos/create", self.create),
            ("POST", "/api/validate-yaml", lambda asked: Reply(200, {"errors": [], "warnings": []})),
            ("GET", f"{REPO}/refs", self.refs),
            ("GET", REPO, self.info),
            ("GET", f"{REPO}/revision/(.+)", self.info),
            ("GET", f"{REPO}/tree/(.+)", self.tree),
            ("POST", f"{REPO}/preupload/main", self.preupload),
            ("POST", f"{REPO}/commit/main", self.commit),
            ("POST", f"{REPO}/tag/(.+)", self.tag),
            ("DELETE", f"{REPO}/tag/(.+)", self.untag),
            ("POST", f"{REPO}/super-squash/(.+)", self.squash),
            ("GET", f"{REPO}/commits/(.+)", self.commits),
            ("POST", f"{REPO}/branch/(.+)", self.branch),
            ("DELETE", f"{REPO}/branch/(.+)", self.unbranch),
            ("GET", f"{REPO}/lfs-files", self.large_files),
            ("POST", f"{REPO}/lfs-files/batch", self.delete_large),
            ("POST", r"/datasets/([^/]+/[^/]+)\.git/info/lfs/objects/batch", self.batch),
            ("PUT", r"/storage/([^/]+/[^/]+)/([0-9a-f]{64})", self.store),
        ]

    def unwell(self) -> Reply:
        return Reply(503, {"error": "Service unavailable"})

    def create(self, asked: Asked) -> Reply:
        name = f"{asked.json['organization']}/{asked.json['name']}"
        assert asked.json["type"] == "dataset"
        if name in self.repos:
            return Reply(409, {"error": "You already created this dataset repo", "url": f"{self.url}/datasets/{name}"})
        self.repos[name] = Repo()
        return Reply(200, {"url": f"{self.url}/datasets/{name}"})

    def refs(self, asked: Asked, name: str) -> Reply:
        repo = self.repos[name]
        branches = [
            {"name": branch, "ref": f"refs/heads/{branch}", "targetCommit": oid}
            for branch, oid in repo.branches.items()
        ]
        tags = [{"name": tag, "ref": f"refs/tags/{tag}", "targetCommit": oid} for tag, oid in repo.tags.items()]
        return Reply(200, {"branches": branches, "converts": [], "tags": tags})

    def info(self, asked: Asked, name: str, revision: str = "main") -> Reply:
        return Reply(200, {"id": name, "sha": self.repos[name].main, "private": False, "tags": [], "siblings": []})

    def tree(self, asked: Asked, name: str, revision: str) -> Reply:
        repo = self.repos[name]
        files = repo.revision(revision)
        if files is None:
            return Reply(404, {"error": "Invalid rev id"}, {"X-Error-Code": "RevisionNotFound"})
        return Reply(200, [self.entry(repo, path, body) for path, body in sorted(files.items())])

    def entry(self, repo: Repo, path: str, body: bytes) -> dict:
        entry = {"type": "file", "path": path, "size": len(body), "oid": git_hash(body)}
        if path in repo.large:
            sha256 = hashlib.sha256(body).hexdigest()
            entry |= {"oid": "1" * 40, "lfs": {"oid": sha256, "size": len(body), "pointerSize": 130}}
        return entry

    def preupload(self, asked: Asked, name: str) -> Reply:
        repo = self.repos[name]
        there = repo.revision("main")

        def told(file: dict) -> dict:
            path = file["path"]
            large = path.endswith(self.large)
            oid = None
            if path in there:
                oid = hashlib.sha256(there[path]).hexdigest() if large else git_hash(there[path])
            return {"path": path, "uploadMode": "lfs" if large else "regular", "shouldIgnore": False, "oid": oid}

        return Reply(200, {"files": [told(file) for file in asked.json["files"]]})

    def batch(self, asked: Asked, name: str) -> Reply:
        def told(one: dict) -> dict:
            if one["oid"] in self.repos[name].objects:
                return one
            href = f"{self.url}/storage/{name}/{one['oid']}?signature=secret-signature"
            return {**one, "actions": {"upload": {"href": href}}}

        return Reply(200, {"transfer": "basic", "objects": [told(one) for one in asked.json["objects"]]})

    def store(self, asked: Asked, name: str, oid: str) -> Reply:
        assert hashlib.sha256(asked.body).hexdigest() == oid
        assert "Authorization" not in asked.headers
        self.repos[name].objects[oid] = asked.body
        return Reply(200)

    def commit(self, asked: Asked, name: str) -> Reply:
        repo = self.repos[name]
        files = dict(repo.revision("main"))
        for line in asked.body.splitlines():
            key, value = (part := json.loads(line))["key"], part["value"]
            if key == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif key == "lfsFile":
                files[value["path"]] = repo.objects[value["oid"]]
                repo.large.add(value["path"])
            elif key == "deletedFile":
                files.pop(value["path"])
        oid = repo.commit(files)
        return Reply(200, {"commitUrl": f"{self.url}/datasets/{name}/commit/{oid}", "commitOid": oid})

    def tag(self, asked: Asked, name: str, revision: str) -> Reply:
        repo = self.repos[name]
        if asked.json["tag"] in repo.tags:
            return Reply(409, {"error": "Tag reference exists already."})
        repo.tags[asked.json["tag"]] = repo.named(revision)
        return Reply(200, {})

    def untag(self, asked: Asked, name: str, tag: str) -> Reply:
        if tag not in self.repos[name].tags:
            return Reply(404, {"error": "Tag not found"}, {"X-Error-Code": "RevisionNotFound"})
        del self.repos[name].tags[tag]
        self.repos[name].collect()
        return Reply(200, {})

    def branch(self, asked: Asked, name: str, branch: str) -> Reply:
        repo = self.repos[name]
        if branch in repo.branches:
            return Reply(409, {"error": "Branch exists already."})
        repo.branches[branch] = repo.named(asked.json["startingPoint"])
        return Reply(200, {})

    def unbranch(self, asked: Asked, name: str, branch: str) -> Reply:
        del self.repos[name].branches[branch]
        self.repos[name].collect()
        return Reply(200, {})

    def squash(self, asked: Asked, name: str, branch: str) -> Reply:
        repo = self.repos[name]
        repo.commit(repo.revision(branch), branch, parent=False)
        repo.collect()
        return Reply(200, {})

    def commits(self, asked: Asked, name: str, revision: str) -> Reply:
        told = {"authors": [], "date": WHEN, "title": "", "message": ""}
        return Reply(200, [{"id": oid, **told} for oid in self.repos[name].history(revision)])

    def large_files(self, asked: Asked, name: str) -> Reply:
        told = [
            {"fileOid": f"file-{oid}", "oid": oid, "filename": "x", "size": len(body), "pushedAt": WHEN, "ref": "main"}
            for oid, body in self.repos[name].objects.items()
        ]
        return Reply(200, told)

    def delete_large(self, asked: Asked, name: str) -> Reply:
        for oid in asked.json["deletions"]["sha"]:
            del self.repos[name].objects[oid.removeprefix("file-")]
        return Reply(200, {})


WHEN = "2026-11-21T00:00:00.000Z"


def git_hash(body: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(body) + body).hexdigest()
