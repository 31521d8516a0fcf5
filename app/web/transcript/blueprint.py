"""Where the pages of transcript and credit live: below "My credentials"."""

from flask import Blueprint

from app.web.access import lms_blueprint

blueprint = lms_blueprint("transcript", __name__, "/credentials")
public = Blueprint("transcripts", __name__, url_prefix="/transcripts")
