"""The pages that platforms call: login, launch, keys. Nothing here needs a launch yet."""

from app.web.lti import jwks, launch, login, notices
from app.web.lti.edge import blueprint

__all__ = ["blueprint", "jwks", "launch", "login", "notices"]
