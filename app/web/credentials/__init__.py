""" "My credentials" inside the LMS: the earner's badges, and for each of them who sees what of it."""

from app.web.credentials import evidence_routes, routes
from app.web.credentials.blueprint import blueprint

__all__ = ["blueprint", "evidence_routes", "routes"]
