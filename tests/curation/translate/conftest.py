"""One engine for all tests of the room: loading the vocabularies takes a tenth of a second."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from curation.translate.engine import Engine
from curation.workspace import Workspace, shipped


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine(Workspace(shipped()))


@pytest.fixture(scope="session")
def german(engine):
    """What a German phrase says, as {attribute: value}; an attribute with several values has a sorted list."""

    def read(value: str, key: str = "") -> dict[str, object]:
        found: dict[str, object] = {}
        for claim in engine.readers["de"].read(key, value).claims:
            if claim.attribute in ("details", "care"):
                found[claim.attribute] = sorted([*found.get(claim.attribute, []), claim.value])
            else:
                found[claim.attribute] = claim.value
        return found

    return read


@pytest.fixture
def loopback():
    """A server on 127.0.0.1 that gives one answer, and what it was asked."""
    servers = []

    def start(answer: bytes, status: int = 200):
        seen = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                seen.append((self.path, self.headers["Authorization"], body))
                self.send_response(status)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *words) -> None:
                """Nothing on the terminal."""

        server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/", seen

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
