"""A list of participants, fifty at a time: `python -m bench.rollbook 10000`. What is measured reads it."""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from bench import platform

PAGE = 50
PATH = "/memberships"


def page(start: int, end: int) -> bytes:
    """People with names, as Canvas sends them: not more than fifty at a time."""
    members = [
        {
            "status": "Active",
            "user_id": f"listed-{number}",
            "roles": [platform.LEARNER],
            "name": f"Learner Number {number}",
            "given_name": "Learner",
            "family_name": f"Number {number}",
            "email": f"learner{number}@example.edu",
        }
        for number in range(start, end)
    ]
    return json.dumps({"id": platform.ISSUER + PATH, "members": members}).encode()


class Rollbook(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    people = 0

    def do_GET(self) -> None:
        start = int(parse_qs(urlsplit(self.path).query).get("from", ["0"])[0])
        end = min(start + PAGE, self.people)
        self.answer(page(start, end), f'<{PATH}?from={end}>; rel="next"' if end < self.people else "")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.answer(json.dumps({"access_token": "bench", "token_type": "Bearer", "expires_in": 3600}).encode())

    def answer(self, body: bytes, following: str = "") -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if following:
            self.send_header("Link", following)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing: the output is the measurement's."""


if __name__ == "__main__":
    Rollbook.people = int(sys.argv[1])
    ThreadingHTTPServer(("127.0.0.1", urlsplit(platform.ISSUER).port or 80), Rollbook).serve_forever()
