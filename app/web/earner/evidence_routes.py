"""POST: what an earner saves. Each route parses, opens one transaction, calls one flow and answers."""

from typing import cast
from urllib.parse import unquote

from flask import jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from app.catalog import definition_of
from app.clock import isoformat
from app.db import reading, transaction
from app.errors import Conflict, Invalid, NotFound
from app.evidence import ItemView, StaleText, count_words
from app.files import ReceivingRules, Spool, StoredFile, receive, receive_spooled
from app.flows import save_evidence
from app.flows.start_work import start_work
from app.journey import require_enrollment
from app.web.access import EARN, allowed, current_actor, current_services
from app.web.earner.blueprint import blueprint
from app.web.earner.conflict import ConflictPage
from app.web.earner.upload_request import UploadRequest, takes_files
from app.web.numbers import row_number
from app.web.placed import current_placement

NAME_HEADER = "X-File-Name"


@blueprint.post("/start")
@allowed(EARN)
def start() -> ResponseReturnValue:
    placement = current_placement()
    with transaction() as session:
        start_work(session, current_services(), current_actor(), placement)
    return redirect(url_for("earner.steps"), 303)


@blueprint.post("/steps/<step_id>/done")
@allowed(EARN)
def tick_step(step_id: str) -> ResponseReturnValue:
    placement, done = current_placement(), request.form.get("done") == "yes"
    with transaction() as session:
        save_evidence.tick_step(session, current_services(), current_actor(), placement, step_id, done=done)
    return redirect(url_for("earner.steps"), 303)


@blueprint.post("/slots/<slot_id>/text")
@allowed(EARN)
def save_text(slot_id: str) -> ResponseReturnValue:
    """The autosave and the Save button; a page that is behind gets both texts and a 409."""
    placement, text = current_placement(), request.form.get("text", "")
    try:
        with transaction() as session:
            item = save_evidence.save_text(
                session,
                current_services(),
                current_actor(),
                placement,
                slot_id,
                text=text,
                base_version=_whole_number(request.form.get("version", "0")),
            )
    except StaleText as stale:
        return _both_texts(slot_id, stale)
    if _wants_json():
        return jsonify(version=item.version, saved_at=isoformat(item.saved_at), words=count_words(item.text))
    return _back_to(slot_id)


def _upload_rules() -> ReceivingRules:
    """Whether this person may upload into this slot, and what; asked while the form is still arriving."""
    placement, slot_id = current_placement(), (request.view_args or {})["slot_id"]
    with reading() as session:
        return save_evidence.upload_rules(session, current_actor(), placement, slot_id, _replaces())


@blueprint.post("/slots/<slot_id>/files")
@takes_files(_upload_rules)
@allowed(EARN)
def upload_file(slot_id: str) -> ResponseReturnValue:
    """Files from a form, or one file as the bare body with its name in a header, as upload.js sends it."""
    if NAME_HEADER in request.headers:
        item = _keep(slot_id, _receive_body(), request.args.get("caption", ""))
        return jsonify(id=item.id, name=item.file_name, sha256=item.sha256, size=item.size)
    uploads = [upload for upload in request.files.getlist("file") if upload.filename]
    if not uploads:
        raise Invalid("no-file", "No file was chosen.", "Go back, choose a file, then press Upload.")
    rules = _upload_rules()
    for upload in uploads:
        stored = receive_spooled(current_services().files, _spool_of(upload), upload.filename or "", rules)
        _keep(slot_id, stored, request.form.get("caption", ""))
    return _back_to(slot_id)


@blueprint.post("/slots/<slot_id>/links")
@allowed(EARN)
def add_link(slot_id: str) -> ResponseReturnValue:
    placement, form = current_placement(), request.form
    with transaction() as session:
        save_evidence.save_link(
            session,
            current_services(),
            current_actor(),
            placement,
            slot_id,
            url=form.get("url", ""),
            caption=form.get("caption", ""),
        )
    return _back_to(slot_id)


@blueprint.post("/items/<int:item_id>/caption")
@allowed(EARN)
def save_caption(item_id: int) -> ResponseReturnValue:
    placement, text = current_placement(), request.form.get("caption", "")
    with transaction() as session:
        slot_id = save_evidence.save_caption(session, current_services(), current_actor(), placement, item_id, text)
    return _back_to(slot_id)


@blueprint.post("/items/<int:item_id>/remove")
@allowed(EARN)
def remove_item(item_id: int) -> ResponseReturnValue:
    placement = current_placement()
    with transaction() as session:
        slot_id, key = save_evidence.remove_evidence(session, current_services(), current_actor(), placement, item_id)
    _discard(key)
    return _back_to(slot_id)


def _keep(slot_id: str, stored: StoredFile, caption: str) -> ItemView:
    """Record a stored file. If the record is refused, the bytes go too; if it replaced one, that one goes."""
    placement, upload = current_placement(), save_evidence.Upload(stored, caption, _replaces())
    try:
        with transaction() as session:
            item, old_key = save_evidence.save_file(
                session, current_services(), current_actor(), placement, slot_id, upload
            )
    except BaseException:
        current_services().files.delete(stored.key)
        raise
    _discard(old_key)
    return item


def _receive_body() -> StoredFile:
    name = request.headers[NAME_HEADER]
    http = cast(UploadRequest, request)
    try:
        return receive(current_services().files, http.stream, _decoded(name), _upload_rules())
    except (Invalid, Conflict, NotFound):
        http.drain()
        raise


def _decoded(name: str) -> str:
    """Headers are Latin-1; the page sends the name percent-encoded."""
    return unquote(name, errors="replace")


def _spool_of(upload: FileStorage) -> Spool:
    return cast(Spool, upload.stream)


def _discard(key: str) -> None:
    if key:
        with reading() as session:
            save_evidence.discard_file(session, current_services(), key)


def _both_texts(slot_id: str, stale: StaleText) -> ResponseReturnValue:
    if _wants_json():
        answer = jsonify(
            code=stale.code, words=stale.words, way_out=stale.way_out, stored=stale.stored, version=stale.version
        )
    else:
        page = ConflictPage(slot_id, stale.mine, stale.stored, stale.version, stale.saved_at, _step_url(slot_id))
        answer = make_response(render_template("earner/conflict.html", page=page))
    answer.status_code = stale.status
    return answer


def _back_to(slot_id: str) -> ResponseReturnValue:
    return redirect(_step_url(slot_id), 303)


def _step_url(slot_id: str) -> str:
    placement = current_placement()
    with reading() as session:
        enrollment = require_enrollment(session, placement.id, current_actor().person_id)
        step = definition_of(session, enrollment.version_id).step_of(slot_id)
    return url_for("earner.step", step_id=step.id, _anchor=f"slot-{slot_id}")


def _replaces() -> int | None:
    return row_number(request.args.get("replaces", ""))


def _whole_number(raw: str) -> int:
    return row_number(raw) or 0


def _wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
