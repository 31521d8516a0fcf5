"""Addresses of the reviewers: `/l/<launch>/reviews/…`."""

from dataclasses import replace

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.catalog import definition_of
from app.db import reading, transaction
from app.evidence import attempt_file
from app.flows.release_decision import BadgeFate, keep_badge, release_decision
from app.flows.review_work import change_decision, give_back, reviewable, save_review, take_up
from app.reports.review_queue import QueueFilter
from app.review import SavedDraft
from app.web.access import REVIEW, allowed, current_actor, current_services, lms_blueprint
from app.web.downloads import send_evidence
from app.web.placed import current_placement, find_current_placement
from app.web.reviewer.done_page import build_done
from app.web.reviewer.evidence_part import neutral_item_name
from app.web.reviewer.forms import note_from, notes_from
from app.web.reviewer.queue_page import build_queue
from app.web.reviewer.review_page import build_review
from app.web.reviewer.summary_page import build_summary

blueprint = lms_blueprint("reviewer", __name__, "/reviews")


@blueprint.get("/")
@allowed(REVIEW)
def queue() -> ResponseReturnValue:
    """What waits, what the reviewer holds, what was decided."""
    actor, placement = current_actor(), current_placement()
    show = _filter(request.args.get("show", ""))
    with reading() as session:
        page = build_queue(
            session,
            actor,
            placement,
            current_services().clock.now(),
            show,
            whole=request.args.get("of") == "course",
            number=request.args.get("page", 1, type=int),
        )
    return render_template("reviewer/queue.html", page=page)


@blueprint.get("/<int:attempt_id>/")
@allowed(REVIEW)
def review(attempt_id: int) -> ResponseReturnValue:
    """Evidence beside the rubric; a form for whoever holds the attempt, for reading otherwise."""
    find_current_placement()
    with reading() as session:
        attempt = reviewable(session, current_actor(), attempt_id)
        page = build_review(session, current_actor(), attempt, current_services().clock.now())
    return render_template("reviewer/review.html", page=page)


@blueprint.post("/<int:attempt_id>/take")
@allowed(REVIEW)
def take(attempt_id: int) -> ResponseReturnValue:
    """Begin, or go on after the lease ran out."""
    with transaction() as session:
        take_up(session, current_services(), current_actor(), attempt_id)
    return redirect(url_for("reviewer.review", attempt_id=attempt_id), 303)


@blueprint.post("/<int:attempt_id>/give-back")
@allowed(REVIEW)
def give_back_work(attempt_id: int) -> ResponseReturnValue:
    """Let somebody else do it."""
    with transaction() as session:
        give_back(session, current_services(), current_actor(), attempt_id)
    return redirect(url_for("reviewer.queue"), 303)


@blueprint.post("/<int:attempt_id>/draft")
@allowed(REVIEW)
def save(attempt_id: int) -> ResponseReturnValue:
    """Keep the form, then stay or go on to the summary, as the button says."""
    receipt = _save(attempt_id)
    then = request.form.get("then", "stay")
    if receipt.warning or then == "stay":
        return redirect(url_for("reviewer.review", attempt_id=attempt_id, _anchor="rubric"), 303)
    return redirect(url_for("reviewer.summary", attempt_id=attempt_id, kind=_kind(then)), 303)


@blueprint.post("/<int:attempt_id>/autosave")
@allowed(REVIEW)
def autosave(attempt_id: int) -> ResponseReturnValue:
    """The same from the page's script: a receipt as JSON."""
    receipt = _save(attempt_id)
    return jsonify(
        saved_at=receipt.saved_at.isoformat(), rated=receipt.rated, total=receipt.total, warning=receipt.warning
    )


@blueprint.get("/<int:attempt_id>/summary")
@allowed(REVIEW)
def summary(attempt_id: int) -> ResponseReturnValue:
    """What releasing would tell to whom."""
    find_current_placement()
    with reading() as session:
        attempt = reviewable(session, current_actor(), attempt_id)
        incomplete = request.args.get("kind") == "incomplete"
        now = current_services().clock.now()
        page = build_summary(session, current_actor(), attempt, now, incomplete=incomplete)
    return render_template("reviewer/summary.html", page=page)


@blueprint.post("/<int:attempt_id>/release")
@allowed(REVIEW)
def release(attempt_id: int) -> ResponseReturnValue:
    """Make it the decision: earner, gradebook and badge follow in the same transaction."""
    with transaction() as session:
        release_decision(
            session,
            current_services(),
            current_actor(),
            attempt_id,
            incomplete=request.form.get("kind") == "incomplete",
            badge_fate=_fate(request.form.get("badge", "")),
        )
    return redirect(url_for("reviewer.done", attempt_id=attempt_id), 303)


@blueprint.get("/<int:attempt_id>/done")
@allowed(REVIEW)
def done(attempt_id: int) -> ResponseReturnValue:
    """What was released, and what waits next."""
    placement = find_current_placement()
    with reading() as session:
        attempt = reviewable(session, current_actor(), attempt_id)
        page = build_done(session, current_actor(), attempt, current_services().clock.now(), placement)
    return render_template("reviewer/done.html", page=page)


@blueprint.post("/<int:attempt_id>/keep-badge")
@allowed(REVIEW)
def keep_the_badge(attempt_id: int) -> ResponseReturnValue:
    """Undo a revocation while there is time."""
    with transaction() as session:
        keep_badge(session, current_services(), current_actor(), attempt_id)
    return redirect(url_for("reviewer.done", attempt_id=attempt_id), 303)


@blueprint.post("/<int:attempt_id>/change")
@allowed(REVIEW)
def change(attempt_id: int) -> ResponseReturnValue:
    """Begin to change a decision; it stands until the new one is released."""
    with transaction() as session:
        change_decision(session, current_services(), current_actor(), attempt_id, request.form.get("reason", ""))
    return redirect(url_for("reviewer.review", attempt_id=attempt_id), 303)


@blueprint.get("/<int:attempt_id>/files/<int:item_id>")
@allowed(REVIEW)
def evidence_file(attempt_id: int, item_id: int) -> ResponseReturnValue:
    """A file that was handed in, under a name that doesn't tell whose it is."""
    with reading() as session:
        attempt = reviewable(session, current_actor(), attempt_id)
        view = attempt_file(session, attempt.id, item_id)
        name = neutral_item_name(definition_of(session, attempt.version_id), attempt, item_id)
    return send_evidence(current_services().files, replace(view, name=name), in_page="show" in request.args)


def _save(attempt_id: int) -> SavedDraft:
    with transaction() as session:
        attempt = reviewable(session, current_actor(), attempt_id)
        criteria = [criterion.id for criterion in definition_of(session, attempt.version_id).rubric.criteria]
        notes = notes_from(request.form, criteria)
        return save_review(session, current_services(), current_actor(), attempt_id, notes, note_from(request.form))


def _filter(wanted: str) -> QueueFilter:
    return QueueFilter(wanted) if wanted in set(QueueFilter) else QueueFilter.WAITING


def _fate(wanted: str) -> BadgeFate | None:
    return BadgeFate(wanted) if wanted in set(BadgeFate) else None


def _kind(then: str) -> str | None:
    return "incomplete" if then == "incomplete" else None
