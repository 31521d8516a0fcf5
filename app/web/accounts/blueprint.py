"""Where the pages of a person's accounts live: below "My credentials"."""

from app.web.access import lms_blueprint

blueprint = lms_blueprint("accounts", __name__, "/credentials/accounts")
