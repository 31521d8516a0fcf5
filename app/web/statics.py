"""Static files under addresses that change with their content, so that browsers may keep them for a year."""

import hashlib
from pathlib import Path

from flask import Flask, Response, request, url_for

YEAR_SECONDS = 365 * 24 * 3600


def register(app: Flask) -> None:
    """Hash every file once at start and offer `static_url(name)` to the templates."""
    folder = Path(app.static_folder or "")
    hashes = {str(path.relative_to(folder)): _hash(path) for path in folder.rglob("*") if path.is_file()}

    def static_url(name: str) -> str:
        return url_for("static", filename=name, v=hashes[name])

    app.jinja_env.globals["static_url"] = static_url
    app.after_request(_keep)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _keep(response: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    elif request.endpoint == "bootstrap.static":
        response.headers["Cache-Control"] = "public, max-age=86400"
    return response
