"""The page "What the tool said": every call to the services, as it came and as it was answered."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.sandbox.calls import Calls
from app.sandbox.pages.chrome import staff
from app.sandbox.platform import current_platform

blueprint = Blueprint("calls", __name__)
SHOWN = 100


@blueprint.get("/calls")
def overview() -> str:
    staff()
    calls = Calls(current_platform().store).latest()
    return render_template("calls.html", calls=calls[:SHOWN], total=len(calls))


@blueprint.post("/calls/forget")
def forget() -> ResponseReturnValue:
    staff()
    Calls(current_platform().store).forget()
    return redirect(url_for("calls.overview"), 303)
