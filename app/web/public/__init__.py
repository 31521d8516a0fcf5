"""Pages and documents for anyone, without a launch: badges, achievements, issuers, status lists."""

from app.web.public.routes import blueprint

__all__ = ["blueprint"]
