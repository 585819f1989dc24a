"""Sitemaps as they are found: XML, text and gzip, with pictures, too large, broken and hostile."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.pages import sitemap

URL = "https://www.laden.example/sitemap.xml"


def entries(*urls: str) -> bytes:
    return "".join(["<urlset>", *(f"<url><loc>{url}</loc></url>" for url in urls), "</urlset>"]).encode()


def test_an_index_names_further_sitemaps():
    body = (
        b'<?xml version="1.0"?><sitemapindex><sitemap><loc> /a.xml </loc></sitemap><sitemap><loc>b.txt</loc></sitemap>'
    )
    assert sitemap.read(body, URL).sitemaps == ["https://www.laden.example/a.xml", "https://www.laden.example/b.txt"]


def test_pages_keep_the_pictures_that_are_named_for_them():
    body = (
        b"<urlset><url><image:image><image:loc>/1.jpg</image:loc></image:image><loc>/p/1?a=1&amp;b=2</loc>"
        b"<image:image><image:loc><![CDATA[/2.jpg]]></image:loc></image:image></url><url><loc>/p/2</loc></url></urlset>"
    )
    found = sitemap.read(body, URL)
    assert found.pages == ["https://www.laden.example/p/1?a=1&b=2", "https://www.laden.example/p/2"]
    pictures = ["https://www.laden.example/1.jpg", "https://www.laden.example/2.jpg"]
    assert found.images == {found.pages[0]: pictures, found.pages[1]: []}


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda body: gzip.compress(gzip.compress(body))])
def test_text_and_xml_are_read_packed_or_not(pack):
    urls = ["https://www.laden.example/p/1", "https://www.laden.example/p/2"]
    assert sitemap.read(pack(f"{urls[0]}\r\n\n# x\n{urls[1]}\n{urls[0]}".encode()), URL).pages == urls
    assert sitemap.read(pack(entries(*urls)), URL).pages == urls


def test_a_bomb_is_cut_and_said_to_be():
    found = sitemap.read(gzip.compress(b"https://a.example/" + b"a" * (sitemap.LARGEST + 9)), URL)
    assert found.cut


def test_more_addresses_than_the_protocol_allows_are_cut():
    found = sitemap.read(entries(*(f"/p/{n}" for n in range(sitemap.MOST + 1))), URL)
    assert (len(found.pages), found.cut) == (sitemap.MOST, True)


def test_entities_are_not_expanded_and_files_not_read():
    body = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><urlset><url><loc>&e;</loc></url></urlset>'
    assert sitemap.read(body, URL).pages == ["https://www.laden.example/&e"]


@pytest.mark.parametrize("body", [b"", b"<html>404</html>", b"\x1f\x8bnot gzip", b"no address", b"<urlset><url><loc>"])
def test_what_is_no_sitemap_names_nothing(body: bytes):
    found = sitemap.read(body, URL)
    assert (found.pages, found.sitemaps) == ([], [])


@given(st.binary(max_size=300))
def test_no_bytes_do_harm(body: bytes):
    assert all(url.startswith("http") for url in sitemap.read(body, URL).pages)
    assert isinstance(sitemap.read(b"\x1f\x8b" + body, URL), sitemap.Sitemap)


def test_robots_names_sitemaps_in_any_spelling():
    body = b"User-agent: *\nDisallow: /x\nSITEMAP: https://a.example/s.xml # ours\nsitemap:/t.xml\nSitemap: ftp://a/x\n"
    assert sitemap.named_in_robots(body, "https://a.example/robots.txt") == [
        "https://a.example/s.xml",
        "https://a.example/t.xml",
    ]
