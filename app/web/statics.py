"""Static files under addresses that change with their content, so that browsers may keep them for a year."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from flask import Flask, Response, request

YEAR_SECONDS = 365 * 24 * 3600


def register(app: Flask) -> None:
    """Hash every file once at start and offer `static_url(name)` to the templates."""
    folder = Path(app.static_folder or "")
    urls = {name: f"{app.static_url_path}/{name}?v={_hash(folder / name)}" for name in _names(folder)}
    app.jinja_env.globals["static_url"] = urls.__getitem__
    app.after_request(_keep)


def _names(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _keep(response: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    elif request.endpoint == "bootstrap.static":
        response.headers["Cache-Control"] = "public, max-age=86400"
    return response
