"""Faults on demand: a page for people, and the same as JSON for scripts on this machine."""

from typing import Any

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.sandbox.faults import ALL, FAMILY_NAMES, Fault, FaultKind, Faults
from app.sandbox.pages.chrome import administrator
from app.sandbox.platform import current_platform

blueprint = Blueprint("trouble", __name__)
ABOUT = {
    FaultKind.DOWN: "Down for maintenance (503)",
    FaultKind.SERVER_ERROR: "Internal error (500)",
    FaultKind.TOO_MANY: "Too many requests (429 with Retry-After)",
    FaultKind.THROTTLED: "Throttled (403 Rate Limit Exceeded)",
    FaultKind.SLOW: "Slow: answers after the seconds below",
    FaultKind.RESET: "Connection broken before anything is done",
    FaultKind.LOST_ANSWER: "Done, but the answer is lost on the way",
    FaultKind.EXPIRED_TOKEN: "Access token not accepted (401)",
    FaultKind.GONE: "Not found (404), as after a deleted column",
    FaultKind.GARBAGE: "200 with something that is not JSON",
}


def faults() -> Faults:
    return Faults(current_platform().store)


@blueprint.get("/admin/trouble")
def overview() -> str:
    administrator()
    return render_template("trouble.html", faults=faults().active(), families=(ALL, *FAMILY_NAMES), about=ABOUT)


@blueprint.post("/admin/trouble")
def switch() -> ResponseReturnValue:
    administrator()
    if "off" in request.form:
        faults().switch_off(request.form.get("off", type=int))
    else:
        _switch_on(request.form.to_dict())
    return redirect(url_for("trouble.overview"), 303)


@blueprint.get("/sandbox/faults")
def listed() -> ResponseReturnValue:
    return jsonify([_document(fault) for fault in faults().active()])


@blueprint.post("/sandbox/faults")
def switch_on() -> ResponseReturnValue:
    """`{"kind", "family", "times", "seconds"}`; `times` null lasts until it is switched off."""
    body = request.get_json()
    if not isinstance(body, dict):
        abort(400, "A fault is a JSON object.")
    return jsonify(_document(_switch_on(body))), 201


@blueprint.delete("/sandbox/faults")
def switch_off() -> ResponseReturnValue:
    faults().switch_off()
    return "", 204


def _switch_on(values: dict[str, Any]) -> Fault:
    times = values.get("times", 1)
    try:
        return faults().switch_on(
            FaultKind(values.get("kind", "")),
            str(values.get("family") or ALL),
            times=int(times) if times else None,
            seconds=float(values.get("seconds") or 1),
        )
    except (ValueError, TypeError) as error:
        abort(400, str(error))


def _document(fault: Fault) -> dict[str, Any]:
    return {
        "id": fault.id,
        "kind": fault.kind.value,
        "family": fault.family,
        "times": fault.remaining,
        "seconds": fault.seconds,
    }
