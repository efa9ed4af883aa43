"""A web server on loopback that plays publishers: their rules, and how they misbehave. Real HTTP, nothing mocked."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    path: str
    headers: Mapping[str, str]  # names in lower case


@dataclass(frozen=True)
class Reply:
    """One answer. A body that is no bytes is sent piece by piece, without a length, for as long as the client listens."""

    body: bytes | Iterable[bytes] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    silent_seconds: float = 0.0  # before anything is said
    said_length: int | None = None  # a Content-Length that is not true


Answer = Reply | Callable[[Asked], Reply]


class Web:
    """What every path answers: the replies of a list in turn, the last one from then on; `otherwise` for other paths."""

    def __init__(self, address: str) -> None:
        self.address = address  # http://127.0.0.1:PORT
        self.asked: list[Asked] = []
        self.otherwise: Answer = Reply(b"not here", 404)
        self._answers: dict[str, list[Answer]] = {}

    def on(self, path: str, *answers: Answer) -> str:
        """Says what a path answers; the address of the path."""
        self._answers[path] = list(answers)
        return self.address + path

    def paths(self) -> list[str]:
        """What was asked for besides robots.txt, in order."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        answers = self._answers.get(asked.path, [self.otherwise])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return answer if isinstance(answer, Reply) else answer(asked)


@contextlib.contextmanager
def serving(host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Iterator[Web]:
    """A server on a free port of `host` (any of 127.0.0.0/8), over TLS where a context is given."""
    server = _Server((host, 0), _Handler)
    server.web = Web(f"{'https' if tls else 'http'}://{host}:{server.server_port}")
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.web
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    web: Web

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes: the second would wait 40 ms for the first to be acknowledged

    def do_GET(self) -> None:
        reply = self.server.web.reply(Asked(self.path, {name.lower(): value for name, value in self.headers.items()}))
        if reply.silent_seconds:
            time.sleep(reply.silent_seconds)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if isinstance(reply.body, bytes):
            self._send_whole(reply, reply.body)
        else:
            self._send_pieces(reply.body)

    def _send_whole(self, reply: Reply, body: bytes) -> None:
        length = len(body) if reply.said_length is None else reply.said_length
        if reply.status != 304:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = length != len(body)

    def _send_pieces(self, body: Iterable[bytes]) -> None:
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        for piece in body:
            self.wfile.write(piece)

    def log_message(self, *_: object) -> None:
        """Quiet."""
