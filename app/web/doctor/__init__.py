"""The launch doctor's page: what is known about this connection, and after a click what the LMS says now."""

from app.web.doctor.routes import blueprint

__all__ = ["blueprint"]
