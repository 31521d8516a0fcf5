"""The most memory that large things take, each in a process of its own: `python -m bench.badges.memory NAME`."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from app.badges import CredentialStatus
from app.credit import Standing
from app.transcript import Transcript, TranscriptLine, pdf_file, xlsx_file
from app.transcript.views import CreditPart
from bench.badges.classroom import Classroom
from bench.badges.pages import MULTIPART, upload
from bench.load import Answer, Connection
from bench.servers import child_pids, serving

BADGES = 200
LARGEST_READ = 3 * 1024 * 1024 - 1024
LARGE: Mapping[str, tuple[bytes, bytes, int, bytes]] = {
    "an ordinary 2 bytes": (b"{", b"", 0, b"}"),
    "the largest that is read, of small objects": (b'{"a":[', b"{},", LARGEST_READ // 3, b"{}]}"),
    "50 MB": (b'{"a":"', b"x", 50 * 1024 * 1024, b'"}'),
}
"""JSON texts: how each begins, what comes so many times, how it ends."""
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
FILES: Mapping[str, Callable[[Transcript], bytes]] = {"transcript PDF": pdf_file, "transcript XLSX": xlsx_file}


def files() -> dict[str, tuple[float, float]]:
    """For each file of a transcript with 200 badges: MB at the peak before it is made, and after."""
    return {name: _of_child(name) for name in FILES}


def uploads(classroom: Classroom, environment: Mapping[str, str]) -> dict[str, tuple[int, float]]:
    """For each large upload to the verification page: how it is answered, and the peak of a server that had nothing
    else to do before, MB."""
    return {
        name: _uploaded(classroom, environment, begins + repeated * times + ends)
        for name, (begins, repeated, times, ends) in LARGE.items()
    }


def _uploaded(classroom: Classroom, environment: Mapping[str, str], content: bytes) -> tuple[int, float]:
    with serving("cairn", "wsgi:app", classroom.port, environment, threads=8) as server:
        status = asyncio.run(_answer(server.port, upload("badge.json", content))).status
        return status, max(map(_peak, child_pids(server.pid)))


async def _answer(port: int, body: bytes) -> Answer:
    connection = Connection("127.0.0.1", port)
    await connection.open()
    try:
        return await connection.send("POST", "/verify", form=body, media_type=MULTIPART)
    finally:
        connection.writer.close()


def _of_child(name: str) -> tuple[float, float]:
    command = [sys.executable, "-m", "bench.badges.memory", name]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    before, after = answer.split()
    return float(before), float(after)


def _peak(pid: int | str) -> float:
    """The most that a process ever held, MB; 0 where the system doesn't tell."""
    path = Path(f"/proc/{pid}/status")
    if not path.exists():
        return 0.0
    return int(next(line for line in path.read_text().splitlines() if line.startswith("VmHWM:")).split()[1]) / 1024


def _transcript(badges: int) -> Transcript:
    part = CreditPart("wyoming", 1, "Wyoming", "0.5", "credit", Standing.SUGGESTED)
    line = TranscriptLine(
        uuid="0f3c9d52-6f2e-4f0c-9a54-2a4c2f6f7b11",
        url="http://localhost/credentials/0f3c9d52-6f2e-4f0c-9a54-2a4c2f6f7b11",
        micro_credential="questioning-for-student-reasoning",
        version="1.0.0",
        title="Questioning for Student Reasoning",
        is_stack=False,
        issuer="Example College of Education",
        issuer_did="did:web:localhost:issuers:cairn",
        awarded_at=NOW,
        valid_until=None,
        hours=Decimal("7.5"),
        credits=(part,),
        status=CredentialStatus.VALID,
    )
    lines = tuple(replace(line, title=f"{line.title}, part {number}") for number in range(badges))
    return Transcript("Олена Коваленко", "", NOW, "Example College of Education", lines)


if __name__ == "__main__":
    make = FILES[sys.argv[1]]
    make(_transcript(1))
    small = _peak("self")
    make(_transcript(BADGES))
    print(small, _peak("self"))
