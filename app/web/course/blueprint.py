"""Addresses of the course as a whole: `/l/<launch>/course/…`."""

from app.web.access import lms_blueprint

blueprint = lms_blueprint("course", __name__, "/course")
