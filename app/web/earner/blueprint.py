"""The earner's blueprint: pages under `/l/<launch>/work`."""

from typing import cast

from flask import Flask
from flask.blueprints import BlueprintSetupState

from app.web.access import lms_blueprint
from app.web.earner.upload_request import UploadRequest

blueprint = lms_blueprint("earner", __name__, "/work")


@blueprint.record_once
def _receive_uploads(state: BlueprintSetupState) -> None:
    """Uploads are written once, straight to where they stay, by every form of the application."""
    cast(Flask, state.app).request_class = UploadRequest
