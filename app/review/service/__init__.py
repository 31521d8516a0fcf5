"""The verbs of the review: take and give back, draft, decide."""

from app.review.service.deciding import decide, reopen
from app.review.service.drafts import Note, SavedDraft, save_draft
from app.review.service.leases import claim, open_for_review, release
from app.review.service.previewing import Preview, preview

__all__ = [
    "Note",
    "Preview",
    "SavedDraft",
    "claim",
    "decide",
    "open_for_review",
    "preview",
    "release",
    "reopen",
    "save_draft",
]
