"""Bytes that nobody names any more go, a day after they came."""

from sqlalchemy.orm import Session

from app.evidence import all_file_keys
from app.files import sweep_orphans
from app.services import Services


def sweep_files(session: Session, services: Services) -> int:
    """Remove what crashed uploads and removals left behind; how many files went. Safe at any time."""
    return sweep_orphans(services.files, all_file_keys(session), services.clock.now())
