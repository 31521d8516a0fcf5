"""Transcript and credit: what an earner sees of both inside the LMS, and what a registrar sees by a code."""

from app.web.transcript import credit_routes, public_routes, routes
from app.web.transcript.blueprint import blueprint, public

__all__ = ["blueprint", "credit_routes", "public", "public_routes", "routes"]
