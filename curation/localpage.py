"""What every local web page shares: loopback only, a token, Host and Origin checks, a strict content policy.

A page on 127.0.0.1 is open to every other page the browser shows and to every user of the machine. So a request is
answered only if it carries the random token that was printed (once in the address, then in a cookie that no other site
can send), was made for this very host, and comes from the page itself.
"""

import errno
import hmac
import secrets
import socket
import threading
from types import TracebackType
from urllib.parse import parse_qsl, unquote, urlencode

import uvicorn
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from curation.errors import PageError

LOOPBACK = "127.0.0.1"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""On every answer; an answer's own Cache-Control stands."""
LARGEST_BODY = 65_536
"""Bytes of a request; a decision has a few hundred."""
DECODED = 5
"""How often a path is percent-decoded in search of `..`; nobody writes that in good faith even once."""
START_S = 10
STOP_S = 2
"""Seconds an open connection has when the page is closed."""


class LocalPage:
    """A web application on 127.0.0.1, and nowhere else. The port is taken at once, so that the address can be printed.

    `run()` serves until Ctrl-C; as a context manager it serves in a thread of its own.

    Args:
        app: what answers, once a request is let in.
        name: the command that serves it, for messages.
        port: 0 takes any free one.

    Raises:
        PageError: another server has the port, or it is not ours to take.
    """

    def __init__(self, app: ASGIApp, name: str, port: int = 0) -> None:
        self._socket = _bound(port, name)
        self.port = int(self._socket.getsockname()[1])
        self.token = secrets.token_urlsafe(24)
        guard = Guard(app, name, self.port, self.token)
        config = uvicorn.Config(
            guard,
            log_level="warning",
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=STOP_S,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self.run, name=name, daemon=True)

    @property
    def url(self) -> str:
        """Where it is served, without a slash at the end."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def entrance(self) -> str:
        """The address to open first; it holds the token."""
        return f"{self.url}/?{urlencode({'token': self.token})}"

    def run(self) -> None:
        """Serve until Ctrl-C (which is raised on as KeyboardInterrupt)."""
        self._server.run(sockets=[self._socket])

    def __enter__(self) -> "LocalPage":
        self._thread.start()
        # The socket listens already: a first request waits until the server takes it.
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(START_S)
        self._socket.close()


class Guard:
    """Lets a request through to the application, or refuses it and says why.

    Args:
        app: what answers.
        name: the command that serves it, for messages.
        port: where it is served.
        token: what a request must carry.
    """

    def __init__(self, app: ASGIApp, name: str, port: int, token: str) -> None:
        self._app = app
        self._name = name
        self._hosts = (f"{LOOPBACK}:{port}", f"localhost:{port}")
        self._token = token
        # Cookies know hosts, not ports: two pages at once must not take each other's.
        self._cookie = f"pairwear-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"a local page speaks HTTP, not {scope['type']}")
        request = Request(scope)
        refusal = self._refusal(request)
        if refusal:
            await refusal(scope, receive, _with_headers(send))
        elif "token" in request.query_params:
            await self._welcome(request)(scope, receive, _with_headers(send))
        else:
            await self._app(scope, receive, _with_headers(send))

    def _refusal(self, request: Request) -> Response | None:
        raw = request.scope.get("raw_path") or request.scope["path"].encode()
        if climbs(raw.decode("latin-1")):
            return _said(400, "refused: the path holds '..', which no address of this page does")
        host = request.headers.get("host", "")
        if host not in self._hosts:
            return _said(403, f"refused: foreign Host '{host}'; this page answers to {self._hosts[0]} only")
        origin = request.headers.get("origin")
        if origin is not None and origin not in {f"http://{ours}" for ours in self._hosts}:
            return _said(403, f"refused: foreign Origin '{origin}'; only this page itself may ask")
        given = request.query_params.get("token") or request.cookies.get(self._cookie, "")
        if not hmac.compare_digest(given.encode(), self._token.encode()):
            fault = "wrong token" if given else "missing token"
            return _said(403, f"refused: {fault}; open the address that `{self._name}` printed")
        if "transfer-encoding" in request.headers:
            return _said(411, "refused: a request states its length")
        if int(request.headers.get("content-length") or 0) > LARGEST_BODY:
            return _said(413, f"refused: a request has at most {LARGEST_BODY:,} bytes")
        return None

    def _welcome(self, request: Request) -> Response:
        """The token goes into a cookie and out of the address, where history and other eyes would find it."""
        rest = [(key, value) for key, value in parse_qsl(request.url.query) if key != "token"]
        answer = RedirectResponse(request.url.path + (f"?{urlencode(rest)}" if rest else ""), 303)
        answer.set_cookie(self._cookie, self._token, httponly=True, samesite="strict", path="/")
        return answer


def climbs(path: str) -> bool:
    """Whether `..` stands anywhere in a path, however often percent-encoded."""
    for _ in range(DECODED):
        if ".." in path:
            return True
        path = unquote(path)
    return ".." in path


def _said(status: int, sentence: str) -> Response:
    return PlainTextResponse(sentence + "\n", status)


def _with_headers(send: Send) -> Send:
    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return wrapped


def _bound(port: int, name: str) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # A port whose last server was killed is free for the next one at once; one that is served stays taken.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
        listening.listen(64)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise PageError(
                f"port {port} of {LOOPBACK} is in use, perhaps by another `{name}`; stop that one, or name another "
                "port with --port"
            ) from error
        raise PageError(f"port {port} of {LOOPBACK} cannot be used ({error.strerror}); name another: --port") from error
    return listening
