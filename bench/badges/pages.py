"""How long strangers and earners wait for the pages of badges, over HTTP from a running Cairn."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import select

from app.badges import Visibility, bakeable_badge, share, signing
from app.badges.did import PublicKey, did_document, verification_method
from app.badges.models import Credential
from app.db import transaction
from app.web.access import COOKIE_PREFIX
from bench.badges.classroom import Classroom
from bench.load import Connection, expect
from bench.servers import Server, serving

REQUESTS = 60
AT_ONCE = 2
THREADS = 8
BOUNDARY = "bench-boundary"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


@dataclass(slots=True)
class Page:
    """One page that is asked for again and again, and how long each answer took."""

    name: str
    target: str
    cookie: str = ""
    form: bytes = b""
    says: str = ""
    """Words that a right answer has."""
    seconds: list[float] = field(default_factory=list)
    processor: float = 0.0
    """Processor milliseconds of the server for each."""

    def percentile(self, share: float) -> float:
        """Milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def measure(classroom: Classroom, environment: Mapping[str, str]) -> list[Page]:
    """Ask for each page in turn, two at a time; the class's badges are signed already."""
    pages = _pages(classroom)
    with serving("cairn", "wsgi:app", classroom.port, environment, threads=THREADS) as server:
        for page in pages:
            asyncio.run(_ask(server, page, 4))
            page.seconds.clear()
            used = server.processor_seconds()
            asyncio.run(_ask(server, page, REQUESTS))
            page.processor = (server.processor_seconds() - used) * 1000 / REQUESTS
    return pages


def _pages(classroom: Classroom) -> list[Page]:
    services, learner = classroom.services, classroom.learner
    with classroom.app.app_context(), transaction() as session:
        uuid = session.scalars(select(Credential.uuid).order_by(Credential.id.desc()).limit(1)).one()
        badge = share(session, services.clock, uuid, Visibility.LINK)
        files = bakeable_badge(session, uuid)
    mine = f"/l/{learner.launch_id}/credentials/"
    genuine = "This badge is genuine"
    return [
        Page("verify: our JSON", "/verify", form=upload("badge.json", files.document), says=genuine),
        Page("verify: foreign JSON", "/verify", form=upload("badge.json", _foreign(files.document)), says="Open Badge"),
        Page("verify: JWT", "/verify", form=upload("badge.jwt", files.jwt.encode()), says=genuine),
        Page("verify: PNG", "/verify", form=upload("badge.png", files.png()), says=genuine),
        Page("share page", f"/share/{badge.share_token}", says=badge.name),
        Page("My credentials", mine, cookie=f"{COOKIE_PREFIX}{learner.launch_id}={learner.secret}", says=badge.name),
    ]


def _foreign(written: bytes) -> bytes:
    """A badge of somebody whom we don't know: signed by a did:key, and without a status list of ours."""
    pair = signing.new_key_pair()
    issuer = f"did:key:{pair.multibase}"
    known = did_document(issuer, [PublicKey(pair.multibase, pair.multibase)])
    document = signing.without_proof(written)
    del document["credentialStatus"]
    document["issuer"] |= {"id": issuer}
    key = signing.SigningKey(verification_method(issuer, pair.multibase), pair.private_pem, known)
    return signing.secure(document, key, datetime.now(UTC))


def upload(name: str, content: bytes) -> bytes:
    """The form of the verification page with a file chosen."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


async def _ask(server: Server, page: Page, times: int) -> None:
    async def work() -> None:
        connection = Connection("127.0.0.1", server.port)
        await connection.open()
        for _ in range(times // AT_ONCE):
            began = time.perf_counter()
            answer = await connection.send(
                "POST" if page.form else "GET", page.target, cookie=page.cookie, form=page.form, media_type=MULTIPART
            )
            page.seconds.append(time.perf_counter() - began)
            expect(answer, 200)
            if page.says not in answer.body.decode():
                raise RuntimeError(f"{page.name} says something else: {answer.body[:3000]!r}")
        connection.writer.close()

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
