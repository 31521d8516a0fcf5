"""Wallets: the earner's page inside the LMS, and the addresses that her wallet talks to."""

from app.web.wallet.api import api
from app.web.wallet.pages import blueprint

__all__ = ["api", "blueprint"]
