"""Pages of the reviewers: queue, review, summary, release."""

from app.web.reviewer.routes import blueprint

__all__ = ["blueprint"]
