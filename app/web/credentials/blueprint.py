"""Where "My credentials" lives; transcript, credit, accounts and wallet have blueprints of their own below it."""

from app.web.access import lms_blueprint

blueprint = lms_blueprint("credentials", __name__, "/credentials")
