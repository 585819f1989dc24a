import pytest

from scrapers.pages.markup import absolute, attributes, crumbs, decode, links, metas, scripts

BASE = "https://www.laden.example/kleider/"


def test_bytes_that_are_utf_8_are_read_as_such_whatever_the_page_claims():
    assert decode('<meta charset="iso-8859-1">Größe'.encode()).endswith("Größe")


def test_bytes_that_are_not_utf_8_are_read_as_the_page_claims():
    assert decode('<meta charset="iso-8859-1">Größe'.encode("iso-8859-1")).endswith("Größe")


def test_scripts_come_with_their_type_in_page_order():
    page = '<SCRIPT type="application/LD+json; charset=utf-8">{}</SCRIPT><script>let a = "<b>";</script><script>cut off'
    assert [(one.type, one.text) for one in scripts(page)] == [("application/ld+json", "{}"), ("", 'let a = "<b>";')]


def test_attributes_are_read_in_every_quoting():
    assert attributes(""" a="1 > 0" B='2 &amp; 3' c=4 """) == {"a": "1 > 0", "b": "2 & 3", "c": "4"}


def test_the_first_meta_tag_of_a_name_counts():
    page = '<meta property="og:title" content="Kleid"><meta content="anders" name="og:title"><meta charset="utf-8">'
    assert metas(page) == {"og:title": "Kleid"}


def test_links_come_with_what_they_are():
    page = '<link rel="Next" href="?p=2"><a class="x" href=/rot>rot</a><a name="hier">'
    assert [(link.href, link.rel) for link in links(page)] == [("?p=2", "next"), ("/rot", "")]


def test_breadcrumbs_are_the_links_of_the_element_that_says_so():
    page = '<a href="/x">x</a><ol data-testid="breadcrumbs"><li><a href="/damen/"><b>Damen</b></a></li></ol>'
    assert crumbs(page) == [("Damen", "/damen/")]


@pytest.mark.parametrize(
    ("address", "full"),
    [
        ("/rot.html", "https://www.laden.example/rot.html"),
        ("//cdn.example/a.jpg", "https://cdn.example/a.jpg"),
        ("http://cdn.example/a.jpg", "http://cdn.example/a.jpg"),
        ("javascript:alert(1)", ""),
        ("data:image/png;base64,AAAA", ""),
        ("http://[kaputt", ""),
        ("https://cdn.example/a b.jpg", ""),
        ("http:///a.jpg", ""),
        ("", ""),
        (None, ""),
        (7, ""),
    ],
)
def test_an_address_is_made_absolute_or_is_none(address: object, full: str):
    assert absolute(address, BASE) == full
