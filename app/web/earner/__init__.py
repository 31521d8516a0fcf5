"""The earner's pages: overview, steps, evidence, submitting, result and badge."""

from app.web.earner import badge_routes, evidence_routes, page_routes, submit_routes
from app.web.earner.blueprint import blueprint

__all__ = ["badge_routes", "blueprint", "evidence_routes", "page_routes", "submit_routes"]
