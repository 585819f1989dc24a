"""A local page answers its own browser, and refuses everybody else by name."""

import http.client
import socket
import subprocess
import sys

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from curation.errors import PageError
from curation.localpage import LocalPage, climbs

APP = Starlette(routes=[Route("/{rest:path}", lambda request: PlainTextResponse("here"), methods=["GET", "POST"])])


@pytest.fixture
def page():
    with LocalPage(APP, "curate review") as running:
        yield running


def ask(page, path: str = "/", method: str = "GET", body: str = "", **headers: str) -> tuple[int, str, dict[str, str]]:
    """A request as sent: no client mends the path or the headers."""
    connection = http.client.HTTPConnection("127.0.0.1", page.port, timeout=10)
    given = {"Host": f"127.0.0.1:{page.port}", **{name.replace("_", "-"): value for name, value in headers.items()}}
    connection.putrequest(method, path, skip_host=True)
    for name, value in given.items():
        connection.putheader(name, value)
    if body:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body.encode() or None)
    answer = connection.getresponse()
    found = answer.status, answer.read().decode(), {name.lower(): value for name, value in answer.getheaders()}
    connection.close()
    return found


def cookie(page) -> str:
    return f"pairwear-{page.port}={page.token}"


def test_the_token_of_the_first_address_becomes_a_cookie_and_leaves_the_address(page):
    status, _, headers = ask(page, f"/pairs/dresses?order=telling&token={page.token}")
    assert (status, headers["location"]) == (303, "/pairs/dresses?order=telling")
    assert headers["set-cookie"] == f"pairwear-{page.port}={page.token}; HttpOnly; Path=/; SameSite=strict"
    assert ask(page, Cookie=cookie(page))[:2] == (200, "here")


def test_every_answer_forbids_what_a_page_does_not_need(page):
    for answer in (ask(page, Cookie=cookie(page)), ask(page)):
        headers = answer[2]
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; ")
        assert "unsafe" not in headers["content-security-policy"]
        assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
        assert (headers["cache-control"], headers["cross-origin-resource-policy"]) == ("no-store", "same-origin")


TOKEN = "refused: {} token; open the address that `curate review` printed\n"


def test_without_the_token_nothing_is_shown(page):
    assert ask(page)[:2] == (403, TOKEN.format("missing"))
    assert ask(page, "/?token=x")[:2] == (403, TOKEN.format("wrong"))
    assert ask(page, Cookie=f"pairwear-{page.port}=x")[:2] == (403, TOKEN.format("wrong"))
    assert ask(page, Cookie=f"pairwear-1={page.token}")[:2] == (403, TOKEN.format("missing"))


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{}", ""])
def test_a_foreign_host_is_refused_by_name(page, host):
    host = host.format(page.port)
    said = f"refused: foreign Host '{host}'; this page answers to 127.0.0.1:{page.port} only\n"
    assert ask(page, Host=host, Cookie=cookie(page))[:2] == (403, said)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:{}"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_foreign_origin_is_refused_by_name(page, origin, method):
    origin = origin.format(page.port)
    said = f"refused: foreign Origin '{origin}'; only this page itself may ask\n"
    assert ask(page, method=method, Origin=origin, Cookie=cookie(page))[:2] == (403, said)


def test_its_own_origin_may_ask(page):
    for host in ("127.0.0.1", "localhost"):
        assert ask(page, method="POST", Origin=f"http://{host}:{page.port}", Cookie=cookie(page))[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../etc/passwd",
        "/static/../../secret",
        "/photo/%2e%2e/x",
        "/photo/..%2fx",
        "/a/%2E./b",
        "/a/%252e%252e/b",
        "/a/%25252e%25252e%25252fb",
        "/a\\..\\b",
        "/a/..;/b",
    ],
)
def test_a_path_that_climbs_is_refused_even_with_the_token(page, path):
    said = "refused: the path holds '..', which no address of this page does\n"
    assert ask(page, path, Cookie=cookie(page))[:2] == (400, said)


@pytest.mark.parametrize("times", range(5))
def test_two_dots_are_found_however_often_they_are_encoded(times):
    path = "/a/%2e%2e/b" if times else "/a/../b"
    for _ in range(times - 1):
        path = path.replace("%", "%25")
    assert climbs(path)
    assert not climbs("/a/b.c/d%2ejpg")


def test_a_request_that_is_too_large_is_refused(page):
    status, said, _ = ask(page, method="POST", body="x" * 70_000, Cookie=cookie(page))
    assert (status, said) == (413, "refused: a request has at most 65,536 bytes\n")


def test_a_body_without_a_length_cannot_grow_beyond_the_limit(page):
    connection = http.client.HTTPConnection("127.0.0.1", page.port, timeout=10)
    headers = {"Host": f"127.0.0.1:{page.port}", "Cookie": cookie(page)}
    connection.request("POST", "/", body=iter([b"x" * 10_000] * 10), headers=headers, encode_chunked=True)
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (411, b"refused: a request states its length\n")
    connection.close()


def test_a_second_server_on_the_port_is_refused_by_name(page):
    with pytest.raises(PageError) as error:
        LocalPage(APP, "curate review", page.port)
    assert str(error.value) == (
        f"port {page.port} of 127.0.0.1 is in use, perhaps by another `curate review`; stop that one, "
        "or name another port with --port"
    )


def test_the_port_is_free_again_when_the_page_is_closed():
    with LocalPage(APP, "first") as first:
        assert ask(first, Cookie=cookie(first))[0] == 200
    with LocalPage(APP, "second", first.port) as second:
        assert ask(second, Cookie=cookie(second))[0] == 200


def test_it_listens_on_loopback_only(page):
    outside = next((found[4][0] for found in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)), "")
    if outside.startswith("127."):
        outside = "127.0.0.2"  # another of this machine's own addresses, which 0.0.0.0 would answer, too
    with pytest.raises(OSError, match=r"refused|timed out"):
        socket.create_connection((outside, page.port), timeout=2)


def test_errors_and_local_pages_load_nothing_of_the_rooms():
    code = "import sys, curation.localpage; print([m for m in sys.modules if m.startswith(('curation.r', 'cv2'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
