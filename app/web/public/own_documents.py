"""Public documents of this very server, for the verification page: read inside, not by a call to itself.

A tool that asked itself over the network would hold two threads for one visitor, and behind a school's firewall
its own name may lie on an inner address, which it never calls.
"""

from collections.abc import Mapping

from flask import Flask, Response
from werkzeug.test import EnvironBuilder

from app import http
from app.verification import OwnDocuments

FOLDERS = ("/credentials/", "/share/", "/achievements/", "/issuers/", "/status/", "/evidence/")
"""Where documents for anybody live. Nothing else is read this way."""


def own_documents(app: Flask, public_url: str) -> OwnDocuments:
    """Answers addresses of `public_url` as a stranger would be answered, and no others."""

    def answer(url: str, headers: Mapping[str, str]) -> http.Response | None:
        path = own_path(url, public_url)
        if path is None:
            return None
        environ = EnvironBuilder(path, base_url=public_url, headers=list(headers.items())).get_environ()
        # A context of its own: what the visitor's request keeps in `g` isn't the document's.
        with app.app_context():
            found = Response.from_app(app.wsgi_app, environ, buffered=True)
        return http.Response(found.status_code, dict(found.headers), found.get_data(), url)

    return answer


def own_path(url: str, public_url: str) -> str | None:
    """The path of an address of ours that holds a document for anybody; None for every other address."""
    path = url.removeprefix(public_url).partition("#")[0]
    if path == url or not path.startswith(FOLDERS) or ".." in path:
        return None
    return path
