"""A host's place in Scrapy's downloader: where its requests wait, and when the next one may leave."""

from collections import deque

from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.http import Response
from twisted.internet.defer import Deferred


class _Line(deque[tuple[Request, "Deferred[Response]"]]):
    """The requests that wait in a slot; the one that leaves counts as under way at once.

    Scrapy 2.19 counts it when its task first runs, and until then sends as many more as wait, whatever the limit is.
    """

    def __init__(self, under_way: set[Request]) -> None:
        super().__init__()
        self.under_way = under_way

    def popleft(self) -> "tuple[Request, Deferred[Response]]":
        request, answer = super().popleft()
        self.under_way.add(request)
        return request, answer


class HostSlot(Slot):
    """A host's place in the downloader, with its pauses; the downloader asks for the delay before each request."""

    def __init__(self, concurrency: int, delay: float, jitter: float) -> None:
        super().__init__(concurrency, delay, jitter)
        self.queue = _Line(self.transferring)
        self.own_delay = delay
        """Seconds, as the settings have it: what a doubled delay comes back to."""
        self.least = 0.0
        """Seconds that the host's robots.txt asks for; jitter does not go below."""
        self.paused_until = 0.0
        """On the monotonic clock."""

    def download_delay(self) -> float:
        return max(super().download_delay(), self.least, self.paused_until - self.lastseen)
