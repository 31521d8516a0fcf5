"""What tools talk to: login, key set, registration, tokens, gradebook, roster, deep linking."""

from flask import Flask

from app.sandbox.services import (
    answering,
    deep_links,
    line_items,
    notice_handlers,
    openid,
    registration,
    roster,
    scores,
    tokens,
)


def register(app: Flask) -> None:
    """Mounts every service."""
    answering.register(app)
    for part in (openid, registration, tokens, line_items, scores, roster, notice_handlers, deep_links):
        app.register_blueprint(part.blueprint)
