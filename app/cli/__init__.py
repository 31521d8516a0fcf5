"""The command line: `flask <group> <command>`. Thin: parse, one transaction, one flow, print."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the command groups to `flask`."""
