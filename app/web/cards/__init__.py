"""Cards for the LMS's own texts: pages of whoever writes there, teacher or learner."""

from app.web.cards.routes import blueprint

__all__ = ["blueprint"]
