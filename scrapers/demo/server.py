"""Serve demo stores on loopback over HTTP/1.1."""

import hashlib
import sys
import threading
import time
from collections.abc import Sequence
from email.utils import formatdate, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from scrapers.demo.answer import Answer, Store
from scrapers.demo.mall import Mall

LOOPBACK = "127.0.0.1"
CONNECTIONS = 64
IDLE_S = 30
# The goods never change while a server runs, nor between two servers: one date for everything.
LAST_MODIFIED = 1_693_910_359


class RunningServer:
    """A server at work in a thread of its own. Leave the `with` block, or `close()`, and its port is free again."""

    def __init__(self, http: "_Http") -> None:
        self._http = http
        self._thread = threading.Thread(target=http.serve_forever, args=(0.05,), name="demo-stores", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._http.server_address[1])

    @property
    def url(self) -> str:
        """Such as http://127.0.0.1:8018, without a slash at its end: the crawler's REPLAY setting."""
        return f"http://{LOOPBACK}:{self.port}"

    def close(self) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def __enter__(self) -> "RunningServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def serve(stores: Sequence[Store], port: int = 0, delay: float = 0.0) -> RunningServer:
    """Start to serve stores on 127.0.0.1, and nowhere else.

    `port` 0 takes any free one; `delay` is waited before each answer, in seconds.

    Raises:
        OSError: the port is in use or not ours to take.
    """
    return RunningServer(_Http(port, Mall(stores), delay))


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, mall: Mall, delay: float) -> None:
        self.mall = mall
        self.delay = delay
        self._free = threading.BoundedSemaphore(CONNECTIONS)
        super().__init__((LOOPBACK, port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """A thread a connection, up to a bound; a connection beyond it is closed at once."""
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle of an answer is no news; anything else is our fault."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Http
    protocol_version = "HTTP/1.1"
    server_version = "demo-stores"
    sys_version = ""
    timeout = IDLE_S
    # Head and body in one segment: two small writes wait for each other's acknowledgement, 40 ms a request.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._respond()

    def do_HEAD(self) -> None:
        self._respond()

    def _respond(self) -> None:
        answer = self.server.mall.answer(self.path)
        if self.server.delay or answer.wait_s:
            time.sleep(self.server.delay + answer.wait_s)
        tag = f'"{hashlib.sha256(answer.body).hexdigest()[:32]}"'
        known = answer.status == 200 and self._is_known(tag)
        self.send_response(304 if known else answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status == 200:
            self.send_header("ETag", tag)
            self.send_header("Last-Modified", formatdate(LAST_MODIFIED, usegmt=True))
        if not known:
            self.send_header("Content-Length", str(self._length(answer)))
        self.end_headers()
        if self.command == "GET" and not known:
            self.wfile.write(answer.body)

    def _length(self, answer: Answer) -> int:
        """Of the body, or what the store announces instead; then the connection ends where the body does."""
        if answer.announced is None:
            return len(answer.body)
        self.close_connection = True
        return answer.announced

    def _is_known(self, tag: str) -> bool:
        """Whether the client has these bytes: If-None-Match decides, If-Modified-Since only without it."""
        if tags := self.headers.get("If-None-Match"):
            return "*" in tags or tag in tags
        try:
            return parsedate_to_datetime(self.headers.get("If-Modified-Since", "")).timestamp() >= LAST_MODIFIED
        except ValueError:
            return False

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the crawler keeps the log."""
