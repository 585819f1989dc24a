"""Which addresses a crawl may connect to: public ones, whatever a page, a redirect or a name server says.

A URL that spells an address out is refused before anything is sent. A name is checked where it is resolved, and the
connection goes to that very address: an answer that changes between check and use (DNS rebinding) has no place to
change. With REPLAY, requests go to loopback and nowhere else.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

_GLOBAL_UNICAST = IPv6Network("2000::/3")
# For examples in documents; Python 3.11 does not know it yet.
_DOCUMENTATION = IPv6Network("3fff::/20")
_NAT64 = IPv6Network("64:ff9b::/96")


class AddressError(IgnoreRequest):
    """A URL that leads somewhere it must not. `reason` is the snake_case word kept in tables."""

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        super().__init__(message)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to the public internet.

    Not public: loopback, private and unique local, link-local, carrier-grade NAT, multicast, reserved, unspecified,
    documentation; an IPv6 address that stands for an IPv4 one is judged as that.
    """
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if inner is None and address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        return address in _GLOBAL_UNICAST and address.is_global and address not in _DOCUMENTATION
    return address.is_global and not (address.is_multicast or address.is_reserved)


def literal(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host spells out, in every notation that the system's resolver takes; None for a name.

    >>> literal("0x7f.1"), literal("2130706433"), literal("laden.example")
    (IPv4Address('127.0.0.1'), IPv4Address('127.0.0.1'), None)
    """
    try:
        return ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):  # ValueError: a NUL or a character outside ASCII
        return None


def check(url: str, *, replaying: bool = False) -> None:
    """Refuse a URL that must not be asked for, as far as it can be told without resolving its name.

    Raises:
        AddressError: `scheme_not_allowed`, `no_host`, `userinfo_in_url` or `private_address`.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise AddressError("no_host", f"'{url[:200]}' is no address ({error})") from None
    if parts.scheme not in ("http", "https"):
        raise AddressError("scheme_not_allowed", f"'{url[:200]}' is neither http nor https")
    if not host:
        raise AddressError("no_host", f"'{url[:200]}' names no host")
    if "@" in parts.netloc:
        raise AddressError("userinfo_in_url", f"'{url[:200]}' hides its host {host} behind a user name")
    address = literal(host)
    if address and not replaying and not is_public(address):
        raise AddressError("private_address", f"'{url[:200]}' leads to {address}, which is no public address")


class AddressGate:
    """Downloader middleware: the first to see a request, also after a redirect, and the last to see its error."""

    def __init__(self, crawler: Crawler) -> None:
        self.replaying = bool(crawler.settings.get("REPLAY"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request, spider: Any = None) -> None:
        """Let a request through.

        Raises:
            AddressError: as `check` does.
        """
        check(request.url, replaying=self.replaying)

    def process_exception(self, request: Request, exception: Exception, spider: Any = None) -> None:
        """Say why a name was not resolved, where that was our own doing.

        Raises:
            AddressError: `private_address`.
        """
        host = urlsplit(request.url).hostname or ""
        if isinstance(exception, CannotResolveHostError) and host in PublicResolver.refused:
            address = PublicResolver.refused[host]
            raise AddressError("private_address", f"{host} leads to {address}, which is no public address")


class PublicResolver(CachingThreadedResolver):
    """Scrapy's resolver, for public addresses; with REPLAY for loopback."""

    refused: ClassVar[dict[str, str]] = {}
    """The last address that a refused name stood for."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float, *, replaying: bool = False) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.replaying = replaying

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        resolver = super().from_crawler(crawler, reactor)
        resolver.replaying = bool(crawler.settings.get("REPLAY"))
        return resolver

    def getHostByName(self, name: str, timeout: Any = ()) -> "Deferred[str]":  # noqa: N802 - Twisted's name
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        found = ip_address(address)
        if found.is_loopback if self.replaying else is_public(found):
            return address
        self.refused[name] = address
        raise DNSLookupError(f"{name} leads to {address}")
