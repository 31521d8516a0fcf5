"""Other people's software and 1EdTech's schemas, into var/elsewhere: fetched when they are wanted, never committed."""

import importlib.metadata
import json
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path

import requests

FOLDER = Path("var/elsewhere")
NODE = Path(__file__).parent / "node"
PYTHONS = {
    "bakery": (("openbadges-bakery==2.0.0",),),
    "validator": (("openbadges==1.1.2",), ("python-jose[pycryptodome]==3.5.0", "pycryptodome==3.24.1")),
}
"""Programs of 2020 and 2021, each in an environment of its own: what is installed there, one step after the other. What
the validator asks for itself no longer runs on a Python of today, so two of its libraries are lifted."""
OPENBADGESLIB = "openbadgeslib"
SCHEMA_IN_SDIST = "/tests/fixtures/ob_schemas/ob_v3p0_achievementcredential_schema.json"
"""1EdTech's schema as openbadgeslib's own tests keep it, where 1EdTech's address can't be reached."""
SCHEMAS = {
    "open-badges-3.0.json": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
    "clr-2.0.json": "https://purl.imsglobal.org/spec/clr/v2p0/schema/json/clr_v2p0_clrcredential_schema.json",
}
MINUTES = 10


class NotHad(Exception):  # noqa: N818 - it is a finding, not an error
    """Something can't be fetched or installed here; `str()` says why in a few words."""


def node_packages() -> dict[str, str]:
    """The npm packages, exactly as locked; their versions by name. Raises NotHad."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for each in NODE.iterdir():
        shutil.copy(each, FOLDER)
    if not (FOLDER / "node_modules").is_dir() or not _as_locked():
        _run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], FOLDER)
        shutil.copy(NODE / "package-lock.json", FOLDER / "installed.json")
    locked = json.loads((NODE / "package-lock.json").read_text())["packages"]
    mark = "node_modules/"
    return {name.removeprefix(mark): each["version"] for name, each in locked.items() if name.startswith(mark)}


def python_with(program: str) -> Path:
    """The Python that has one of PYTHONS. Raises NotHad."""
    home = FOLDER.absolute() / program
    python, mark = home / "bin" / "python", home / PYTHONS[program][0][0]
    if not mark.exists():
        _run([sys.executable, "-m", "venv", str(home)])
        for packages in PYTHONS[program]:
            _run([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages])
        mark.touch()
    return python


def pinned(program: str) -> str:
    """The version of one of PYTHONS."""
    return PYTHONS[program][0][0].partition("==")[2]


def schemas() -> dict[str, str]:
    """Have the schemas in a folder; for each that can't be had, why not."""
    folder, missing = FOLDER / "schemas", {}
    folder.mkdir(parents=True, exist_ok=True)
    for name, address in SCHEMAS.items():
        if not (folder / name).exists():
            try:
                (folder / name).write_text(json.dumps(_schema(address)))
            except NotHad as problem:
                missing[address] = str(problem)
    return missing


def _schema(address: str) -> object:
    try:
        answer = requests.get(address, timeout=15)
        answer.raise_for_status()
        return answer.json()
    except (requests.RequestException, ValueError) as error:
        if not address.endswith(SCHEMA_IN_SDIST.rpartition("/")[2]):
            raise NotHad(f"1EdTech can't be reached ({type(error).__name__})") from error
    return _schema_of_openbadgeslib()


def _schema_of_openbadgeslib() -> object:
    folder = FOLDER / "sdist"
    wanted = f"{OPENBADGESLIB}=={importlib.metadata.version(OPENBADGESLIB)}"
    command = ["download", "-q", "--no-deps", "--no-binary", OPENBADGESLIB, "--dest", str(folder), wanted]
    _run([sys.executable, "-m", "pip", *command])
    with tarfile.open(next(folder.glob("*.tar.gz"))) as archive:
        name = next((each for each in archive.getnames() if each.endswith(SCHEMA_IN_SDIST)), None)
        found = archive.extractfile(name) if name else None
        if found is None:
            raise NotHad("openbadgeslib no longer carries it")
        return json.loads(found.read())


def _as_locked() -> bool:
    kept = FOLDER / "installed.json"
    return kept.exists() and kept.read_bytes() == (NODE / "package-lock.json").read_bytes()


def _run(command: Sequence[str], folder: Path | None = None) -> None:
    try:
        done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, timeout=60 * MINUTES)
    except FileNotFoundError as error:
        raise NotHad(f"{command[0]} isn't installed") from error
    except subprocess.TimeoutExpired as error:
        raise NotHad(f"it took more than {MINUTES} minutes") from error
    if done.returncode:
        raise NotHad((done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1])
