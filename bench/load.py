"""A small load of whole launches over keep-alive connections, so that the measured side does most of the work.

A launch is three requests of one person: login initiation, launch, first page. The platform's part
between the first two, signing the message, is done apart and is not timed.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

CONCURRENCY = 16
URLENCODED = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")

    def cookies(self) -> str:
        """What a browser would send back, as one Cookie header."""
        pairs = (value.split(";", 1)[0] for key, value in self.headers if key == "set-cookie")
        return "; ".join(pair for pair in pairs if not pair.endswith("="))


class Connection:
    """One keep-alive connection of one user at a time."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)

    async def send(
        self, method: str, target: str, *, cookie: str = "", form: bytes = b"", media_type: str = URLENCODED
    ) -> Answer:
        lines = [f"{method} {target} HTTP/1.1", f"Host: localhost:{self.port}", "Accept: text/html"]
        if cookie:
            lines.append(f"Cookie: {cookie}")
        if form:
            lines += [f"Content-Type: {media_type}", f"Content-Length: {len(form)}"]
        self.writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + form)
        return await self._receive()

    async def _receive(self) -> Answer:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = [
            (name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in head[1:] if line)
        ]
        answer = Answer(int(head[0].split()[1]), headers, b"")
        answer.body = await self.reader.readexactly(int(answer.header("content-length") or 0))
        if answer.header("connection").lower() == "close":
            self.writer.close()
            await self.open()
        return answer


@dataclass(slots=True)
class User:
    """One person's launch as it goes on."""

    number: int
    state: str = ""
    nonce: str = ""
    login_cookie: str = ""
    message: bytes = b""
    seconds: float = 0.0


async def login(connection: Connection, user: User, parameters: dict[str, str]) -> None:
    started = time.perf_counter()
    answer = await connection.send("GET", "/lti/login?" + urlencode(parameters))
    user.seconds += time.perf_counter() - started
    expect(answer, 302, 303)
    query = parse_qs(urlsplit(answer.header("location")).query)
    user.state, user.nonce = query["state"][0], query["nonce"][0]
    user.login_cookie = answer.cookies()


async def launch(connection: Connection, user: User) -> None:
    started = time.perf_counter()
    answer = await connection.send("POST", "/lti/launch", cookie=user.login_cookie, form=user.message)
    expect(answer, 302, 303)
    cookie, target = answer.cookies(), answer.header("location")
    for _ in range(3):
        parts = urlsplit(target)
        answer = await connection.send("GET", parts.path + (f"?{parts.query}" if parts.query else ""), cookie=cookie)
        if answer.status not in {302, 303}:
            break
        target = answer.header("location")
    user.seconds += time.perf_counter() - started
    expect(answer, 200)


def expect(answer: Answer, *statuses: int) -> None:
    if answer.status not in statuses:
        raise RuntimeError(f"expected {statuses}, got {answer.status}: {answer.body[:300]!r}")


async def _spread(port: int, users: list[User], step: Callable[[Connection, User], Awaitable[None]]) -> float:
    queue = iter(users)
    connections = [Connection("127.0.0.1", port) for _ in range(CONCURRENCY)]
    for connection in connections:
        await connection.open()

    async def work(connection: Connection) -> None:
        for user in queue:
            await step(connection, user)

    started = time.perf_counter()
    await asyncio.gather(*(work(connection) for connection in connections))
    seconds = time.perf_counter() - started
    for connection in connections:
        connection.writer.close()
    return seconds


def run_phase(port: int, users: list[User], step: Callable[[Connection, User], Awaitable[None]]) -> float:
    """Take every user through `step`, 16 at a time; gives the seconds that it took."""
    return asyncio.run(_spread(port, users, step))
