from tests.web.furnished import app, furnished, world

__all__ = ["app", "furnished", "world"]
