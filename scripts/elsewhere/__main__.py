"""Make badges, have others read them, print who said what: `make verify-elsewhere`."""

import json
import logging
import os
import platform
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from openbadgeslib.ob3.clr import bundled_clr_contexts
from openbadgeslib.ob3.contexts import bundled_contexts

from scripts.elsewhere import getting
from scripts.elsewhere.answers import Answer
from scripts.elsewhere.changing import changed, without
from scripts.elsewhere.claiming import WALLET, claimed_elsewhere
from scripts.elsewhere.making import Awarded, Tool, collected, give_badges, running_tool
from scripts.elsewhere.ours import read_by_us
from scripts.elsewhere.readers import Stranger, asked, version_of
from scripts.elsewhere.readings import BROKEN, CHANGED, READINGS, Reading, Where
from scripts.elsewhere.table import HEADS, Line, Outcome, line_of, printed

SECONDS = 300
OLDER = (Where.BAKERY, Where.VALIDATOR)
BY_US = ("signed by", "version", "how", "our page to it", "to a changed one", "")


def main() -> int:
    """1 if an implementation that could be asked says something else than it should, else 0."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    print("Fetching other people's software into var/elsewhere (the first time takes a minute or two) ...", flush=True)
    had = Had()
    with tempfile.TemporaryDirectory() as folder, running_tool(Path(folder)) as tool:
        awarded = give_badges(tool)
        taken, claims = taken_by_wallet(had, tool, awarded)
        files = with_changes(collected(tool, awarded) | taken)
        keep(files, Path(folder) / "files")
        lines = [*claims, *read_by_others(had, tool, files, Path(folder) / "files")]
        signed = [] if had.node else read_by_us(tool, getting.FOLDER, had.versions)
    print(f"\nOur badges, read by others (Python {platform.python_version()}):\n{printed(lines, HEADS)}")
    print(f"\nOthers' badges, read by us:\n{printed(signed, BY_US) if signed else f'could not be had: {had.node}'}")
    return summed_up([*lines, *signed])


class Had:
    """What could be fetched. `node` says what is in the way of its packages, `missing` of the older programs."""

    def __init__(self) -> None:
        self.node = ""
        self.versions: dict[str, str] = {}
        self.pythons: dict[Where, Path] = {}
        self.missing: dict[Where, str] = {}
        try:
            self.versions = getting.node_packages()
            (getting.FOLDER / "contexts.json").write_text(json.dumps(bundled_contexts() | bundled_clr_contexts()))
            getting.schemas()
        except getting.NotHad as problem:
            self.node = str(problem)
        for where in OLDER:
            try:
                self.pythons[where] = getting.python_with(where)
            except getting.NotHad as problem:
                self.missing[where] = str(problem)

    def version(self, reading: Reading) -> str:
        """Of the package that reads; empty where nobody knows."""
        if reading.where is Where.NODE:
            return self.versions.get(reading.package, "")
        if reading.where in OLDER:
            return getting.pinned(reading.where)
        return platform.python_version() if " " in reading.package else version_of(reading.package)


def with_changes(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Every file as it is, with something changed in it, and with a member missing, as the readings need them."""
    found = dict(files)
    for name in {each for reading in READINGS for each in reading.bad}:
        kind, _, original = name.rpartition("/")
        if kind == CHANGED:
            found[name] = changed(original, files[original])
        if kind == BROKEN:
            found[name] = without(files[original], "issuer")
    return found


def keep(files: Mapping[str, bytes], folder: Path) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def taken_by_wallet(had: Had, tool: Tool, awarded: Awarded) -> tuple[dict[str, bytes], list[Line]]:
    """What somebody else's wallet got; nothing where there is none to be had."""
    if had.node:
        return {}, []
    taken, line = claimed_elsewhere(tool, awarded, getting.FOLDER, had.versions[WALLET])
    return taken, [line]


def read_by_others(had: Had, tool: Tool, files: Mapping[str, bytes], folder: Path) -> list[Line]:
    """One line for each reading, in their order."""
    tasks = [(reading, name) for reading in READINGS for name in (reading.good, *reading.bad)]
    said = asked_in_node(had, tool, [each for each in tasks if each[0].where is Where.NODE], folder)
    for where in OLDER:
        said |= asked_of_older(had, tool, where, [each for each in tasks if each[0].where is where], folder)
    stranger = Stranger(tool.pem)
    for reading, name in tasks:
        if reading.where is Where.PYTHON:
            said[reading, name] = asked(reading.reader, files[name], stranger)
    return [
        line_of(each, had.version(each), [said[each, name] for name in (each.good, *each.bad)], files)
        for each in READINGS
    ]


Tasks = Sequence[tuple[Reading, str]]
Said = dict[tuple[Reading, str], Answer]


def asked_in_node(had: Had, tool: Tool, tasks: Tasks, folder: Path) -> Said:
    if had.node:
        return dict.fromkeys(tasks, Answer(missing=had.node))
    asking = [{"reader": reading.reader, "path": str(folder / name)} for reading, name in tasks]
    environment = {**os.environ, "NODE_EXTRA_CA_CERTS": str(tool.pem), "NODE_NO_WARNINGS": "1"}
    return answered(tasks, ["node", "main.mjs"], getting.FOLDER, environment, json.dumps(asking))


def asked_of_older(had: Had, tool: Tool, where: Where, tasks: Tasks, folder: Path) -> Said:
    if where in had.missing:
        return dict.fromkeys(tasks, Answer(missing=had.missing[where]))
    program = Path(__file__).with_name(f"{where}.py")
    command = [str(had.pythons[where]), "-W", "ignore", str(program), *(str(folder / name) for _, name in tasks)]
    return answered(tasks, command, Path(), {**os.environ, "REQUESTS_CA_BUNDLE": str(tool.pem)})


def answered(tasks: Tasks, command: list[str], folder: Path, environment: dict[str, str], asking: str = "") -> Said:
    """The answers of another program, which it prints as one JSON list in the order of the tasks."""
    done = subprocess.run(
        command, cwd=folder, env=environment, input=asking, text=True, capture_output=True, timeout=SECONDS, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr}")
    return {task: Answer(**each) for task, each in zip(tasks, json.loads(done.stdout), strict=True)}


def summed_up(lines: Sequence[Line]) -> int:
    counted = Counter(each.outcome for each in lines)
    print("\n" + ", ".join(f"{outcome}: {counted[outcome]}" for outcome in Outcome) + ".")
    return 1 if counted[Outcome.WRONG] else 0


if __name__ == "__main__":
    sys.exit(main())
