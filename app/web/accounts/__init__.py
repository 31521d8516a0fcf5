"""Your accounts: the other accounts that count as the same human being, and how to connect one more."""

from app.web.accounts import routes
from app.web.accounts.blueprint import blueprint

__all__ = ["blueprint", "routes"]
