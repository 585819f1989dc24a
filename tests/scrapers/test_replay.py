"""Every URL has one place on the mirror, and a mirror is on loopback or it is none."""

import pytest

from curation.errors import CrawlError
from scrapers.replay import check_mirror, mirrored


@pytest.mark.parametrize(
    ("url", "there"),
    [
        ("https://www.zalando.de/", "http://127.0.0.1:8000/www.zalando.de/"),
        ("https://www.zalando.de", "http://127.0.0.1:8000/www.zalando.de/"),
        ("https://img01.ztat.net/a/b.jpg?imwidth=1800", "http://127.0.0.1:8000/img01.ztat.net/a/b.jpg?imwidth=1800"),
    ],
)
def test_host_path_and_query_follow_the_mirrors_address(url, there):
    assert mirrored("http://127.0.0.1:8000/", url) == there


@pytest.mark.parametrize("mirror", ["http://127.0.0.1:8000", "http://localhost:1", "http://[::1]:9"])
def test_loopback_addresses_are_mirrors(mirror):
    check_mirror(mirror)


@pytest.mark.parametrize(
    "mirror", ["https://127.0.0.1", "http://192.168.0.7:8000", "http://www.zalando.de", "ftp://127.0.0.1", "demo"]
)
def test_anything_else_is_refused_because_there_are_no_delays(mirror):
    with pytest.raises(CrawlError) as error:
        check_mirror(mirror)
    assert str(error.value) == (
        f"REPLAY must be an http address on loopback such as http://127.0.0.1:8000, not '{mirror}'"
    )
