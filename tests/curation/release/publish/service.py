"""A web service on loopback for tests: routes by pattern, a record of what was asked, and faults on demand."""

import contextlib
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass
class Asked:
    """A request as a route sees it."""

    method: str
    path: str
    query: dict[str, str]
    headers: Any
    body: bytes
    host: str
    """Scheme, name and port that were asked."""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reply:
    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Fault:
    """An answer in place of the usual one, `times` times."""

    method: str
    path: str
    """A regular expression."""
    reply: Reply
    times: int

    def takes(self, asked: Asked) -> bool:
        return self.times > 0 and asked.method == self.method and bool(re.search(self.path, asked.path))


class Service:
    """Runs while it is used as a context manager."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.faults: list[Fault] = []
        self.lock = threading.RLock()

    def fail(self, method: str, path: str, status: int, said: Any = None, times: int = 1000, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.faults.append(Fault(method, path, Reply(status, said, named), times))

    def routes(self) -> list[tuple[str, str, Callable[..., Reply]]]:
        raise NotImplementedError

    def reply(self, asked: Asked) -> Reply:
        with self.lock:
            self.asked.append(f"{asked.method} {asked.path}")
            for fault in self.faults:
                if fault.takes(asked):
                    fault.times -= 1
                    return fault.reply
            for method, pattern, route in self.routes():
                match = re.fullmatch(pattern, asked.path)
                if match and method == asked.method:
                    return route(asked, *map(unquote, match.groups()))
        return Reply(404, {"error": "Not Found", "message": "Not Found"})

    def __enter__(self) -> "Service":
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                parts = urlsplit(self.path)
                query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                asked = Asked(self.command, parts.path, query, self.headers, body, service.url)
                reply = service.reply(asked)
                data = b"" if reply.body is None else json.dumps(reply.body).encode()
                self.send_response(reply.status)
                for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

            def handle(self) -> None:
                with contextlib.suppress(ConnectionError):  # of a client that was killed
                    super().handle()

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
