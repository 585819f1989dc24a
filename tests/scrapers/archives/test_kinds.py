"""HAR, WARC and folders: what is in them is found, what they are not is said."""

import base64
import gzip
import json
from pathlib import Path

import pytest

from curation.errors import CrawlError
from scrapers.archives import is_archive, open_archive

URL = "https://www.laden.example/p/1"


def har(path: Path, *entries: dict) -> Path:
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": list(entries)}}), encoding="utf-8")
    return path


def entry(url: str, status: int = 200, method: str = "GET", headers: tuple = (), **content: str) -> dict:
    named = [{"name": name, "value": value} for name, value in headers]
    return {
        "request": {"url": url, "method": method},
        "response": {"status": status, "headers": named, "content": content},
    }


def test_a_har_gives_pages_as_utf_8_and_pictures_as_they_were(tmp_path):
    picture = base64.b64encode(b"\xff\xd8\xff").decode()
    archive = open_archive(
        har(
            tmp_path / "a.har",
            entry(
                URL,
                mimeType="text/html; charset=iso-8859-1",
                text="Größe",
                headers=(("Content-Encoding", "br"), ("X-A", "1")),
            ),
            entry("https://b.example/1.jpg?w=300", mimeType="image/jpeg", text=picture, encoding="base64"),
            entry("https://www.laden.example/alt", 301, headers=(("Location", URL),)),
            entry("https://www.laden.example/api", method="POST", mimeType="application/json", text="{}"),
            entry("https://www.laden.example/ohne", mimeType="text/html"),
            {"request": None},
        )
    )
    assert archive.find(URL).read() == "Größe".encode()
    assert archive.find(URL).headers == {"x-a": "1"}
    assert archive.find("https://b.example/1.jpg?w=900").read() == b"\xff\xd8\xff"
    assert archive.find("https://www.laden.example/alt").status == 301
    assert archive.find("https://www.laden.example/api") is None
    assert archive.pages == (URL,)


@pytest.mark.parametrize("text", ["", "[]", '{"log": {}}', '{"log": {"entries": 1}}', "[" * 99_999])
def test_a_file_that_is_no_har_is_named(tmp_path, text):
    path = tmp_path / "a.har"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CrawlError, match=r"a\.har is no HAR file \(.*\); export it again with its contents"):
        open_archive(path)


def test_an_archive_of_nothing_is_refused(tmp_path):
    with pytest.raises(CrawlError) as error:
        open_archive(har(tmp_path / "a.har"))
    assert str(error.value) == (
        f"{tmp_path / 'a.har'} holds no saved answers; a replay needs a .har file, a .warc or .warc.gz file, or a "
        "folder of saved pages"
    )


def record(kind: str, url: str, content: bytes) -> bytes:
    """One WARC record, as archiving tools write it."""
    head = {
        "WARC-Type": kind,
        "WARC-Record-ID": "<urn:uuid:00000000-0000-0000-0000-000000000000>",
        "WARC-Date": "2026-01-01T00:00:00Z",
        "WARC-Target-URI": url,
        "Content-Type": "application/http; msgtype=response" if kind == "response" else "text/plain",
        "Content-Length": str(len(content)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"WARC/1.0\r\n{lines}\r\n".encode() + content + b"\r\n\r\n"


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_warc_gives_bytes_as_a_browser_sees_them(tmp_path, pack):
    pytest.importorskip("warcio", reason="the extra warc is not installed")
    page = gzip.compress(b"<p>1</p>")
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nX-A: 1\r\n"
    answer = head + f"Content-Length: {len(page)}\r\n\r\n".encode() + page
    picture = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8"
    path = tmp_path / ("a.warc" if pack is bytes else "a.warc.gz")
    path.write_bytes(
        pack(record("metadata", URL, b"x"))
        + pack(record("response", URL, answer))
        + pack(record("response", "https://b.example/1.jpg", picture))
    )
    archive = open_archive(path)
    assert archive.find(URL).read() == b"<p>1</p>"
    assert archive.find(URL).headers == {"x-a": "1"}
    assert archive.find("https://b.example/1.jpg?w=1").read() == b"\xff\xd8"
    assert archive.pages == (URL,)


def test_a_file_that_is_no_warc_is_named(tmp_path):
    pytest.importorskip("warcio", reason="the extra warc is not installed")
    path = tmp_path / "a.warc"
    path.write_bytes(b"no archive at all\r\n" * 9)
    with pytest.raises(CrawlError, match=r"a\.warc is no WARC file that can be read to its end"):
        open_archive(path)


def test_a_folder_knows_its_pages_by_index_comment_or_canonical_link(tmp_path):
    (tmp_path / "index.csv").write_text(f"file,url\na.html,{URL}\nshop.json,https://s.example/products.json\n")
    (tmp_path / "a.html").write_text("a")
    (tmp_path / "shop.json").write_text("{}")
    (tmp_path / "b.html").write_text("<!-- saved from url=(0029)https://www.laden.example/p/2 --><p>b")
    (tmp_path / "c.htm").write_text('<link rel="canonical" href="https://www.laden.example/p/3">')
    (tmp_path / "d.html").write_text("nobody knows where from")
    (tmp_path / "b_files").mkdir()
    (tmp_path / "b_files/0123456789ab.webp").write_bytes(b"w")
    archive = open_archive(tmp_path)
    assert sorted(archive.pages) == [
        "https://s.example/products.json",
        URL,
        "https://www.laden.example/p/2",
        "https://www.laden.example/p/3",
    ]
    assert archive.find("https://b.example/0123456789ab.webp").read() == b"w"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,url\n", "must have the columns file and url, not name, url"),
        ("file,url\nx.html,https://a.example/\n", "row 2: no file 'x.html' in the folder"),
        ("file,url\n../secret.html,https://a.example/\n", "row 2: no file '../secret.html' in the folder"),
        ("file,url\na.html,irgendwo\n", "row 2: 'irgendwo' is no http address"),
    ],
)
def test_a_wrong_index_is_told_by_row(tmp_path, text, message):
    folder = tmp_path / "saved"
    folder.mkdir()
    (tmp_path / "secret.html").write_text("x")
    (folder / "a.html").write_text("x")
    (folder / "index.csv").write_text(text)
    with pytest.raises(CrawlError) as error:
        open_archive(folder)
    assert message in str(error.value)


def test_a_page_or_a_picture_is_no_archive(tmp_path):
    path = tmp_path / "a.html"
    path.write_text("x")
    assert not is_archive(path)
    assert not is_archive(tmp_path / "nirgends.har")
    assert is_archive(tmp_path)
