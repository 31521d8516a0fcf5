"""Pages and documents for anyone, without a launch: badges, achievements, issuers, status lists."""

from app.web.public.pages import STATUS_WORDS
from app.web.public.routes import blueprint

__all__ = ["STATUS_WORDS", "blueprint"]
