"""Addresses of the teachers: `/l/<launch>/teach/…`."""

from app.web.access import lms_blueprint

blueprint = lms_blueprint("instructor", __name__, "/teach")
