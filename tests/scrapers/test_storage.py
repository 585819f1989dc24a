"""Photos on disk or in a bucket: the same crawl, the same bytes, and one line where it cannot be."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from scrapy.settings import Settings

from curation.errors import CrawlError
from scrapers import storage
from scrapers.storage import Bucket, Folder, split

KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "us-east-1"}


@pytest.fixture(scope="module")
def s3():
    """moto's S3 on loopback, as boto finds it; gives its address."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**KEYS, "AWS_ENDPOINT_URL": f"http://{host}:{port}"}.items():
            patch.setenv(name, value)
        yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3):
    """An empty bucket; gives what lies in it, by key."""
    import s3fs

    files = s3fs.S3FileSystem(skip_instance_cache=True, use_listings_cache=False)
    files.mkdir("wardrobe")
    yield lambda: {key.removeprefix("wardrobe/"): files.cat_file(key) for key in files.find("wardrobe")}
    files.rm("wardrobe", recursive=True)


def test_a_crawl_into_a_bucket_puts_there_what_a_crawl_into_a_folder_puts_on_disk(field, bucket, tmp_path):
    with field("zalando", 4, 3) as zalando:
        on_disk = zalando.crawl(tmp_path / "disk")
        arguments = ("-s", f"LOCAL_WORKSPACE={tmp_path / 'here'}")
        done = zalando.crawl("s3://wardrobe/fashion", *arguments)
        again = zalando.crawl("s3://wardrobe/fashion", *arguments, "-a", "refresh=yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(f"; s3://wardrobe/fashion/raw/zalando, ledger in {tmp_path / 'here'}/raw/zalando\n")
    assert done.stdout.split(";")[0] == on_disk.stdout.split(";")[0]
    photos = {
        path.relative_to(tmp_path / "disk").as_posix(): path.read_bytes() for path in (tmp_path / "disk").rglob("*.jpg")
    }
    there = {key.removeprefix("fashion/"): body for key, body in bucket().items()}
    assert {key: body for key, body in there.items() if key.endswith(".jpg")} == photos
    for table in ("products.csv", "images.csv"):
        assert there[f"raw/zalando/{table}"] == (tmp_path / "here/raw/zalando" / table).read_bytes()
    assert not list((tmp_path / "here").rglob("*.jpg"))
    assert again.stdout.startswith("zalando: 0 products (4 unchanged), 0 photos stored")


def test_a_refresh_fills_a_bucket_that_a_crawl_moved_to(field, bucket, tmp_path):
    with field("zalando", 4, 3) as zalando:
        first = zalando.crawl(tmp_path)
        arguments = ("-s", f"LOCAL_WORKSPACE={tmp_path}", "-a", "refresh=yes")
        moved = zalando.crawl("s3://wardrobe/fashion", *arguments)
    assert (moved.returncode, moved.stderr) == (0, "")
    assert moved.stdout.split(";")[0] == first.stdout.split(";")[0]
    photos = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*.jpg")}
    there = {key.removeprefix("fashion/"): body for key, body in bucket().items() if key.endswith(".jpg")}
    assert there == photos != {}


def test_a_photo_that_is_gone_from_the_bucket_is_not_there(bucket, tmp_path):
    kept = Bucket("s3://wardrobe/fashion", tmp_path)
    kept.write("raw/zalando/a.jpg", b"bytes")
    assert kept.holds("raw/zalando/a.jpg")
    assert bucket() == {"fashion/raw/zalando/a.jpg": b"bytes"}
    assert not kept.holds("raw/zalando/b.jpg")


def test_a_bucket_that_does_not_exist_is_one_line_before_anything_is_asked_for(field, s3, tmp_path):
    with field("zalando", 2, 3) as zalando:
        done = zalando.crawl("s3://nowhere", "-s", f"LOCAL_WORKSPACE={tmp_path}")
        assert zalando.store.asked == []
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == ("Error: the bucket 'nowhere' of s3://nowhere does not exist; make it, or name another\n")


def test_a_bucket_that_cannot_be_reached_says_what_to_look_at(tmp_path, monkeypatch):
    for name, value in {**KEYS, "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1"}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(CrawlError) as error:
        Bucket("s3://wardrobe", tmp_path)
    assert re.fullmatch(r"s3://wardrobe cannot be used \(.+\); look at the keys and the network", str(error.value))


@pytest.mark.parametrize("address", ["ftp://host/folder", "s3://", "https://wardrobe.s3.example/"])
def test_an_address_that_is_no_bucket_names_those_that_are(address, tmp_path):
    with pytest.raises(CrawlError) as error:
        Bucket(address, tmp_path)
    assert str(error.value) == f"photos can be kept in s3://bucket/folder or gs://bucket/folder, not in '{address}'"


@pytest.mark.parametrize(("scheme", "extra"), [("s3", "s3"), ("gs", "gcs")])
def test_without_the_extra_the_error_names_it(scheme, extra, tmp_path, monkeypatch):
    monkeypatch.setattr(storage.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(CrawlError) as error:
        Bucket(f"{scheme}://wardrobe", tmp_path)
    assert str(error.value) == f"{scheme}:// needs the extra '{extra}': pip install 'pairwear[{extra}]'"


def test_a_workspace_in_a_bucket_leaves_the_ledger_on_disk():
    settings = Settings({"WORKSPACE": "s3://wardrobe/fashion", "LOCAL_WORKSPACE": "here"})
    split(settings)
    split(settings)
    assert (settings["WORKSPACE"], settings["PHOTOS"]) == ("here", "s3://wardrobe/fashion")


def test_a_folder_holds_what_was_written_to_it(tmp_path):
    kept = Folder(tmp_path)
    kept.write("raw/a/b.jpg", b"bytes")
    assert (tmp_path / "raw/a/b.jpg").read_bytes() == b"bytes"
    assert kept.holds("raw/a/b.jpg")
    assert not kept.holds("raw/a/c.jpg")


class CloudStorage(BaseHTTPRequestHandler):
    """As much of Google's JSON interface as putting and finding objects takes."""

    objects: dict[str, bytes]

    def do_GET(self) -> None:
        name = unquote(urlsplit(self.path).path).partition("/o/")[2]
        if not name:
            prefix = parse_qs(urlsplit(self.path).query).get("prefix", [""])[0]
            found = [self.described(key) for key in self.objects if key.startswith(prefix)]
            self.send(200, {"items": found} if "/o" in self.path else {"name": "wardrobe"})
        elif name in self.objects:
            self.send(200, self.described(name))
        else:
            self.send(404, {"error": {"code": 404, "message": "No such object"}})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        # multipart/related: a description as JSON, then the bytes
        boundary = re.search(r"boundary=['\"]?([^'\";]+)", self.headers["Content-Type"])[1].encode()
        head, data = body.split(b"--" + boundary)[1:3]
        name = json.loads(head.split(b"\n\n", 1)[-1] if b"\n\n" in head else head.split(b"\r\n\r\n", 1)[1])["name"]
        self.objects[name] = re.split(rb"\r?\n\r?\n", data, maxsplit=1)[1].rstrip(b"\r\n")
        self.send(200, self.described(name))

    def described(self, name: str) -> dict[str, object]:
        return {"name": name, "bucket": "wardrobe", "size": str(len(self.objects[name])), "kind": "storage#object"}

    def send(self, status: int, answer: object) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_google_cloud_storage_takes_photos_too(tmp_path, monkeypatch):
    handler = type("Handler", (CloudStorage,), {"objects": {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", f"http://127.0.0.1:{server.server_port}")
    try:
        kept = Bucket("gs://wardrobe/fashion", tmp_path)
        kept.write("raw/zalando/a.jpg", b"\xff\xd8bytes")
        assert handler.objects == {"fashion/raw/zalando/a.jpg": b"\xff\xd8bytes"}
        assert kept.holds("raw/zalando/a.jpg")
        assert not kept.holds("raw/zalando/b.jpg")
    finally:
        server.shutdown()
        server.server_close()
