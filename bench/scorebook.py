"""A gradebook that takes every score at once: `python -m bench.scorebook`. What is measured is the sender."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from bench import platform

ANSWERS: dict[str, tuple[int, object]] = {
    "/token": (
        200,
        {"access_token": "bench", "token_type": "Bearer", "expires_in": 3600, "scope": " ".join(platform.SCOPES)},
    ),
    "/lineitems/1": (200, {"id": platform.ISSUER + "/lineitems/1", "label": "Bench", "scoreMaximum": 100}),
    "/lineitems/1/results": (200, []),
    "/lineitems/1/scores": (200, None),
    "/healthz": (200, {"status": "ok"}),
}


class Gradebook(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, content = ANSWERS.get(urlsplit(self.path).path, (404, None))
        body = b"" if content is None else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = answer  # noqa: N815 - the names that http.server calls

    def log_message(self, *args: object) -> None:
        """Say nothing: the output is the measurement's."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", urlsplit(platform.ISSUER).port or 80), Gradebook).serve_forever()
