"""A real SMTP server on loopback that misbehaves where it is told to, and keeps what it accepted."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Self

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

Step = Literal["mail", "rcpt", "data", "dot"]
STEPS: tuple[Step, ...] = ("mail", "rcpt", "data", "dot")
Opening = Literal["ehlo", "starttls", "auth", "rset", "quit"]
OPENINGS: tuple[Opening, ...] = ("ehlo", "starttls", "auth", "rset", "quit")


@dataclass(frozen=True)
class Act:
    """What to do at a step instead of what is right.

    `say`: give `answer` and do nothing else. `cut`: break off without an answer, before anything was done.
    `cut after`: do what is right, then break off; at the dot the message is accepted and its answer lost.
    `hang`: at the dot accept, and stay silent. `slow`: do what is right, 0.4 seconds late.
    """

    step: Step | Opening
    how: Literal["say", "cut", "cut after", "hang", "slow"]
    answer: str = ""


@dataclass
class SmtpServer:
    """`with SmtpServer() as server:` listens at `server.port`. TLS from the first byte, or offered, or neither; with login or without."""

    tls: ssl.SSLContext | None = None
    starttls: ssl.SSLContext | None = None
    user: str = ""
    password: str = ""
    accepted: list[tuple[str, bytes]] = field(default_factory=list)  # recipient, message
    script: deque[Act | None] = field(default_factory=deque)  # one for each MAIL; none left: behave
    by_recipient: dict[str, deque[Act]] = field(default_factory=dict)  # one for each RCPT of a recipient
    connections: deque[Act | None] = field(default_factory=deque)  # one for each connection, at a step before or after its messages
    greetings: deque[str] = field(default_factory=deque)  # one for each connection: an answer like "421 later", or "" to break off
    connection_count: int = 0
    login_count: int = 0
    is_hanging: bool = False
    helos: set[str] = field(default_factory=set)
    port: int = 0
    sessions: list[_Session] = field(default_factory=list)

    def play(self, *acts: Act | None) -> None:
        self.script.extend(acts)

    def only_for(self, recipient: str, *acts: Act) -> None:
        self.by_recipient[recipient] = deque(acts)

    def reset(self) -> None:
        for kept in (self.accepted, self.script, self.connections, self.by_recipient, self.greetings):
            kept.clear()

    @property
    def copies(self) -> Counter[str]:
        """How many mails each recipient got."""
        return Counter(recipient for recipient, _ in self.accepted)

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp-server")
        self._thread.start()
        self._listener = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(5)
        self.port = self._listener.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _listen(self) -> asyncio.Server:
        return await self._loop.create_server(lambda: _Session(self, self._loop), "127.0.0.1", 0, ssl=self.tls)

    async def _stop(self) -> None:
        self._listener.close()
        for session in self.sessions:
            if session.transport is not None:
                session.transport.close()  # one that hangs would be left open
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0)


class _Handler:
    """Where aiosmtpd hands over a message."""

    async def handle_DATA(self, session: _Session, _session: object, envelope: Any) -> str:  # noqa: N802
        return await session.take(envelope)


class _Session(SMTP):
    """One connection, following the script."""

    def __init__(self, server: SmtpServer, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(
            _Handler(),
            hostname="localhost",
            loop=loop,
            tls_context=server.starttls,
            require_starttls=server.starttls is not None,
            auth_required=bool(server.user),
            auth_require_tls=server.tls is None,  # aiosmtpd knows of no TLS but STARTTLS
            authenticator=self._login,
        )
        self._server = server
        self._act: Act | None = None
        self._connection_act: Act | None = None
        self._recipient = ""

    def _login(self, _server: object, _session: object, _envelope: object, _mechanism: str, data: LoginPassword) -> AuthResult:
        self._server.login_count += 1
        good = (self._server.user.encode(), self._server.password.encode())
        return AuthResult(success=(data.login, data.password) == good, handled=False)

    async def _handle_client(self) -> None:
        self._server.connection_count += 1
        self._server.sessions.append(self)
        self._connection_act = self._server.connections.popleft() if self._server.connections else None
        if self._server.greetings:
            greeting = self._server.greetings.popleft()
            if greeting:
                await self.push(greeting)
            self._break_off()
            return
        await super()._handle_client()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802  aiosmtpd finds commands by name
        self._server.helos.add(hostname)
        if await self._goes_on("ehlo"):
            await super().smtp_EHLO(hostname)
            await self._afterwards("ehlo")

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802
        if await self._goes_on("starttls"):
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        if await self._goes_on("auth"):
            await super().smtp_AUTH(arg)
            await self._afterwards("auth")

    async def smtp_RSET(self, arg: str) -> None:  # noqa: N802
        if await self._goes_on("rset"):
            await super().smtp_RSET(arg)
            await self._afterwards("rset")

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802
        if await self._goes_on("quit"):
            await super().smtp_QUIT(arg)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        self._act = self._server.script.popleft() if self._server.script else None
        if await self._goes_on("mail"):
            await super().smtp_MAIL(arg)
            await self._afterwards("mail")

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        self._recipient = (arg or "").partition("<")[2].partition(">")[0]
        if acts := self._server.by_recipient.get(self._recipient):
            self._act = acts.popleft()
        if await self._goes_on("rcpt"):
            await super().smtp_RCPT(arg)
            await self._afterwards("rcpt")

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if await self._goes_on("data"):
            await super().smtp_DATA(arg)

    async def push(self, status: Any) -> None:
        await super().push(status)
        if str(status).startswith("354"):
            await self._afterwards("data")

    async def take(self, envelope: Any) -> str:
        """The final dot has come: keeps the message, or does what the script has in mind; the answer."""
        act = self._at("dot")
        if act and act.how in ("say", "cut"):
            await self._goes_on("dot")
            return act.answer
        self._server.accepted.extend((recipient, bytes(envelope.original_content)) for recipient in envelope.rcpt_tos)
        if act:
            await self._goes_on("dot")
            await self._afterwards("dot")
        return "250 2.0.0 Ok: queued"

    def _at(self, step: Step | Opening) -> Act | None:
        return next((act for act in (self._act, self._connection_act) if act and act.step == step), None)

    async def _goes_on(self, step: Step | Opening) -> bool:
        """False if the script has something else in mind than what is right."""
        act = self._at(step)
        match act and act.how:
            case "say" if act and step != "dot":
                await self.push(act.answer)
                if act.answer.startswith("421"):
                    self._break_off()
            case "cut":
                self._break_off()
            case "hang":
                self._server.is_hanging = True
                await asyncio.sleep(60)
            case "slow":
                await asyncio.sleep(0.4)
                return True
            case _:
                return True
        return False

    async def _afterwards(self, step: Step | Opening) -> None:
        act = self._at(step)
        if act and act.how == "cut after":
            self._break_off()

    def _break_off(self) -> None:
        """Closes the connection so that what was answered still arrives, and stops reading."""
        if self.transport is not None:
            self.transport.close()
        raise asyncio.CancelledError


def each(act: Act, count: int) -> Iterable[Act]:
    """The same misbehaviour `count` times."""
    return (act,) * count
