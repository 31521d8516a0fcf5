"""The furnished world for the pages of transcript and credit: Ben has a badge and a code."""

from tests.web.furnished import app, furnished, world

__all__ = ["app", "furnished", "world"]
