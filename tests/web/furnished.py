"""The furnished world's fixtures, for tests outside of tests/guards that ask for it."""

from tests.guards.conftest import app, furnished, world

__all__ = ["app", "furnished", "world"]
