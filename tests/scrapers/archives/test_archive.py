"""What an archive answers: the saved bytes, the same picture at another width, or nothing."""

from scrapers.archives import Archive, Saved

HEX = (
    "https://img01.ztat.net/article/spp-media-p1/0123456789abcdef0123456789abcdef/fedcba9876543210fedcba9876543210.jpg"
)


def saved(url: str, body: bytes = b"x", kind: str = "text/html", status: int = 200) -> Saved:
    return Saved(url, lambda: body, kind, status, size=len(body))


def test_an_address_is_found_without_fragment_and_last_slash():
    archive = Archive([saved("https://a.example/p/1/?q=1")])
    assert archive.find("https://A.example/p/1?q=1#x")
    assert archive.find("https://a.example/p/1") is None


def test_a_picture_is_found_at_the_largest_width_that_was_saved():
    archive = Archive([saved(f"{HEX}?imwidth={w}", b"x" * w, "image/jpeg") for w in (66, 762, 300)])
    assert archive.find(f"{HEX}?imwidth=1800").size == 762
    assert archive.find(f"{HEX}?imwidth=66").size == 66


def test_a_picture_beside_a_saved_page_is_found_by_a_name_that_is_one_of_its_kind():
    archive = Archive([saved(f"file:///x/{name}", kind="image/jpeg") for name in ("0123456789ab.jpg", "1.jpg")])
    assert archive.find("https://c.example/x/0123456789ab.jpg?w=9")
    assert archive.find("https://c.example/x/1.jpg") is None


def test_the_answer_that_worked_is_kept_and_pages_are_listed_once():
    url = "https://a.example/p"
    archive = Archive(
        [saved(url, status=503), saved(url), saved(url, b"other"), saved("https://a.example/x.css", kind="text/css")]
    )
    assert archive.find(url).read() == b"x"
    assert archive.pages == (url,)
