"""What the page answers: two screens, photos by number, decisions; anything else is refused in a sentence."""

import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from curation.reviews import decisions


@pytest.fixture
def ask(served):
    """A maker of requests with the page's cookie: status, headers, body."""
    page, _, _ = served

    def make(path: str, body: object = None) -> tuple[int, dict[str, str], bytes]:
        data = None if body is None else json.dumps(body).encode()
        request = Request(page.url + path, data, {"Cookie": f"pairwear-{page.port}={page.token}"})
        try:
            with urlopen(request, timeout=10) as answer:
                return answer.status, dict(answer.headers), answer.read()
        except HTTPError as error:
            with error:
                return error.code, dict(error.headers), error.read()

    return make


def test_the_start_leads_to_the_first_category(ask):
    status, _, body = ask("/")
    assert status == 200
    assert b"<title>fashion, dresses: pairs</title>" in body
    assert b"0 of 6 decided, 6 remain" in body


def test_no_script_or_style_stands_in_a_page(ask):
    for path in ("/pairs/dresses", "/clusters/dresses"):
        _, headers, body = ask(path)
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert body.count(b"<script") == body.count(b'<script type="module" src="/static/')
        assert b" style=" not in body
        assert b"<style" not in body
        assert b"onclick" not in body


def test_a_photo_is_a_jpeg_that_the_browser_may_keep(ask, served):
    version = served[1].photos.version
    status, headers, body = ask(f"/photo/{version}/2/medium.jpg")
    assert (status, headers["content-type"], body[:2]) == (200, "image/jpeg", b"\xff\xd8")
    assert headers["cache-control"] == "private, max-age=86400, immutable"
    status, headers, body = ask(f"/photo/{version}/99/medium.jpg")
    assert (status, body) == (404, b"no_such_photo: 99 is no photo of this build\n")
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/photo/000000000000/2/medium.jpg",
        "/photo/{}/2/huge.jpg",
        "/photo/{}/raw/medium.jpg",
        "/static/page.py",
        "/static/pairs.html.jinja",
        "/static/%2Fetc%2Fpasswd",
        "/raw/zalando/P0@1.jpg",
        "/etc/passwd",
        "/build/fashion/images.parquet",
    ],
)
def test_no_other_file_can_be_read(ask, served, path):
    path = path.format(served[1].photos.version)
    status, _, body = ask(path)
    assert status == 404
    assert body.startswith(b"no page of this review: /")


@pytest.mark.parametrize(
    ("path", "body", "status", "sentence"),
    [
        ("/pairs/shoes", None, 409, "unknown category 'shoes'; known categories: dresses\n"),
        ("/clusters/shoes", None, 409, "category 'shoes' has no clusters yet; run curate pair --category shoes\n"),
        ("/api/pairs/dresses?order=best", None, 409, "unknown order 'best'; known orders: uncertain, telling\n"),
        ("/api/pairs/dresses?after=-1", None, 400, "after must be a whole number from 0, not '-1'\n"),
        ("/api/pairs/dresses/decide", {"photo": True}, 400, "photo must be the number of a photo, or null for none\n"),
        ("/api/pairs/dresses/decide", [1], 400, "a decision is sent as a JSON object\n"),
        (
            "/api/pairs/dresses/decide",
            {"photo": "../../etc/passwd"},
            400,
            "photo must be the number of a photo, or null for none\n",
        ),
        (
            "/api/pairs/dresses/decide",
            {"photo": None},
            409,
            "the pairs were made anew since this page was loaded; load it again\n",
        ),
        (
            "/api/clusters/dresses/choose",
            {"cluster": "1"},
            400,
            "cluster must be the number of a cluster, or null to withdraw the choice\n",
        ),
        ("/api/clusters/dresses/choose", {"cluster": 8}, 409, "unknown cluster '8'; known clusters: 0, 1, 2\n"),
        ("/center/dresses/8.png", None, 409, "unknown cluster '8'; known clusters: 0, 1, 2\n"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(ask, served, path, body, status, sentence):
    found, _, said = ask(path, body)
    assert (found, said.decode()) == (status, sentence)
    assert not served[2].reviews("fashion").exists()


def test_numbers_beyond_all_photos_and_nested_nonsense_break_nothing(ask, served):
    page, room, _ = served
    assert json.loads(ask(f"/api/pairs/dresses?after={10**30}&count={10**30}")[2])["found"] == []
    assert ask(f"/api/pairs/dresses?after={'9' * 5000}")[0] == 400
    given = {"made": room.items("dresses").version, "store": "zalando", "id": "P0", "photo": 10**30}
    status, _, said = ask("/api/pairs/dresses/decide", given)
    assert status == 409
    assert said.decode() == f"photo {10**30} is none of product 'P0' of zalando; choose one of its own\n"
    headers = {"Cookie": f"pairwear-{page.port}={page.token}"}
    with pytest.raises(HTTPError) as error:
        urlopen(Request(f"{page.url}/api/pairs/dresses/decide", b"[" * 60_000, headers), timeout=10)
    with error.value:
        assert (error.value.code, error.value.read()) == (400, b"a decision is sent as a JSON object\n")


def test_the_next_items_say_of_which_pairing_they_are(ask, served):
    assert json.loads(ask("/api/pairs/dresses")[2])["made"] == served[1].items("dresses").version


def test_a_decision_and_its_undo(ask, served):
    made = served[1].items("dresses").version
    given = {"made": made, "store": "zalando", "id": "P3", "photo": 13}
    assert json.loads(ask("/api/pairs/dresses/decide", given)[2]) == {"items": 6, "decided": 1, "remaining": 5}
    assert decisions(served[2].reviews("fashion")).pairs == {("zalando", "P3"): "raw/zalando/P3@1.jpg"}
    answer = json.loads(ask("/api/pairs/dresses/undo", {})[2])
    assert (answer["item"]["id"], answer["decided"]) == ("P3", 0)


def test_the_centre_is_a_picture(ask):
    status, headers, body = ask("/center/dresses/0.png")
    assert (status, headers["content-type"], body[:4]) == (200, "image/png", b"\x89PNG")


def test_decisions_about_vanished_products_stand_on_the_page(ask, served):
    served[1].decided.decide("dresses", ("zalando", "<b>GONE</b>"), "none", "")
    _, _, body = ask("/pairs/dresses")
    assert b"1 decision names what is no longer there" in body
    assert b"<li>zalando &lt;b&gt;GONE&lt;/b&gt;: the product is not in the build</li>" in body
