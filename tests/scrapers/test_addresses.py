"""Public addresses only: in every notation, after every redirect, after every answer of a name server."""

import os
import re
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError
from twisted.internet.error import DNSLookupError

from scrapers.addresses import AddressError, AddressGate, PublicResolver, check, is_public, literal
from scrapers.demo.server import serve

PRIVATE = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "fc00::1",
    "fdff::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]
PUBLIC = ["8.8.8.8", "93.184.215.14", "2606:2800:21f::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_of_the_public_internet_is_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_one_that_is_is(address):
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_in_every_ipv6_clothing(address):
    for clothing in (f"::ffff:{address}", str(IPv6Address(int(IPv6Address("64:ff9b::")) | int(address)))):
        assert is_public(IPv6Address(clothing)) is is_public(address)


@given(st.ip_addresses(v=4))
def test_every_spelling_of_an_address_is_read(address):
    a, b, c, d = address.packed
    number = int(address)
    spellings = [
        str(address),
        str(number),
        hex(number),
        f"0{number:o}",
        f"{a}.{number & 0xFFFFFF}",
        f"{a}.{b}.{c * 256 + d}",
    ]
    spellings += [f"{a:#x}.{b:#x}.{c:#x}.{d:#x}", f"0{a:o}.0{b:o}.0{c:o}.0{d:o}"]
    assert {literal(spelling) for spelling in spellings} == {address}


def test_names_are_no_addresses():
    for name in ("laden.example", "", "127.0.0.1.example", "1.2.3.4.5", "a\0b", "0x", "ä.example"):
        assert literal(name) is None
    assert literal("[::1]") == IPv6Address("::1")
    assert literal("fe80::1%eth0") == IPv6Address("fe80::1")
    assert literal("127.1") == IPv4Address("127.0.0.1")


@pytest.mark.parametrize(
    ("url", "reason", "message"),
    [
        ("file:///etc/passwd", "scheme_not_allowed", "'file:///etc/passwd' is neither http nor https"),
        ("ftp://x.example/1.jpg", "scheme_not_allowed", "'ftp://x.example/1.jpg' is neither http nor https"),
        ("data:image/png;base64,AA", "scheme_not_allowed", "'data:image/png;base64,AA' is neither http nor https"),
        ("http:///1.jpg", "no_host", "'http:///1.jpg' names no host"),
        ("http://[::1/1.jpg", "no_host", "'http://[::1/1.jpg' is no address (Invalid IPv6 URL)"),
        (
            "https://www.zalando.de@127.0.0.1/1.jpg",
            "userinfo_in_url",
            "'https://www.zalando.de@127.0.0.1/1.jpg' hides its host 127.0.0.1 behind a user name",
        ),
        (
            "http://169.254.169.254/latest/meta-data/",
            "private_address",
            "'http://169.254.169.254/latest/meta-data/' leads to 169.254.169.254, which is no public address",
        ),
        (
            "http://2130706433/",
            "private_address",
            "'http://2130706433/' leads to 127.0.0.1, which is no public address",
        ),
        ("http://0x7f.1/", "private_address", "'http://0x7f.1/' leads to 127.0.0.1, which is no public address"),
        (
            "http://017700000001/",
            "private_address",
            "'http://017700000001/' leads to 127.0.0.1, which is no public address",
        ),
        (
            "http://[::ffff:10.0.0.1]/",
            "private_address",
            "'http://[::ffff:10.0.0.1]/' leads to ::ffff:a00:1, which is no public address",
        ),
        ("http://[fd00::1]/", "private_address", "'http://[fd00::1]/' leads to fd00::1, which is no public address"),
    ],
)
def test_a_url_that_must_not_be_asked_for_says_why(url, reason, message):
    with pytest.raises(AddressError) as error:
        check(url)
    assert (error.value.reason, str(error.value)) == (reason, message)


def test_public_urls_pass_and_replays_may_name_any_host():
    check("https://img01.ztat.net/1.jpg?imwidth=1800")
    check("https://8.8.8.8:8443/1.jpg")
    check("http://192.168.1.1/1.jpg", replaying=True)
    with pytest.raises(AddressError):
        check("file:///etc/passwd", replaying=True)


@given(st.text(max_size=60))
def test_any_text_is_a_public_url_or_an_error_of_ours(text):
    for url in (text, f"http://{text}/"):
        with suppress(AddressError):
            check(url)


def test_what_a_name_stands_for_is_checked_each_time_it_is_resolved():
    """DNS rebinding: the second answer is another, and the connection would go to that very one."""
    resolver = PublicResolver(SimpleNamespace(), 0, 1.0)
    assert resolver._checked("8.8.8.8", "rebinding.example") == "8.8.8.8"
    with pytest.raises(DNSLookupError, match=r"rebinding\.example leads to 192\.168\.0\.1"):
        resolver._checked("192.168.0.1", "rebinding.example")
    gate = AddressGate(SimpleNamespace(settings={}))
    with pytest.raises(AddressError) as error:
        gate.process_exception(Request("https://rebinding.example/1.jpg"), CannotResolveHostError("x"))
    assert (error.value.reason, str(error.value)) == (
        "private_address",
        "rebinding.example leads to 192.168.0.1, which is no public address",
    )
    gate.process_exception(Request("https://no-such-name.example/"), CannotResolveHostError("x"))


def test_a_replay_connects_to_loopback_and_nowhere_else():
    resolver = PublicResolver(SimpleNamespace(), 0, 1.0, replaying=True)
    assert resolver._checked("127.0.0.1", "localhost") == "127.0.0.1"
    with pytest.raises(DNSLookupError):
        resolver._checked("8.8.8.8", "dns.example")


class Silent:
    """A server that counts."""

    name, hosts = "silent", ("localhost",)
    asked = 0

    def answer(self, host: str, path: str, query: str) -> None:
        Silent.asked += 1


RESOLVES_ALL = "import socket; socket.gethostbyname = lambda name: '127.0.0.1'"
"""A name server that says 127.0.0.1 to everything, as a sitecustomize.py."""


@pytest.mark.parametrize(
    ("host", "named"),
    [("127.0.0.1", "'http://127.0.0.1:"), ("127.1", "'http://127.1:"), ("laden.example", "laden.example")],
)
def test_a_live_crawl_reaches_nothing_on_this_machine(scrapy, tmp_path, monkeypatch, host, named):
    """By address before anything is sent; by name, which any page, redirect or name server can give, when resolved."""
    (tmp_path / "sitecustomize.py").write_text(RESOLVES_ALL)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}")
    with serve([Silent()]) as server:
        site = f"http://{host}:{server.port}"
        settings = (f"WORKSPACE={tmp_path}", "CONTACT=us@pairwear.example", "LOG_LEVEL=WARNING", "RETRY_TIMES=0")
        words = (word for setting in (*settings, "DOWNLOAD_DELAY=0") for word in ("-s", setting))
        done = scrapy("crawl", "schemaorg", "-a", f"site={site}", *words)
    assert done.returncode == 1
    assert re.search(rf"{re.escape(named)}\S* leads to 127\.0\.0\.1, which is no public address\n", done.stderr)
    assert Silent.asked == 0
