"""A badge on its way back into the LMS and out of it again: from the reviewer's click to what the gradebook shows."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from app.badges import CredentialView, credential_of, credential_view, ensure_issuer, undo_revocation
from app.db import reading, transaction
from app.flows.release_decision import release_decision
from app.flows.review_work import save_review, take_up
from app.flows.revoke_badge import ask_to_revoke
from app.gradebook import switch_badge_page
from app.placement import PlacementView
from app.sandbox.records import Activity, Result
from app.services import Services
from tests.conftest import ManualClock
from tests.gradebook.live import Site, actor_like, site_of
from tests.review.world import ALL_MET, PLAN, World, hand_in

QUARTER = 15 * 60
REASON = "The recording was not the earner's own."


@dataclass
class Scene:
    """Ben and Tess in a course of one LMS."""

    site: Site
    activity: Activity
    placement: PlacementView
    world: World

    def earn(self) -> CredentialView:
        """Ben hands in, Tess decides; what follows is for the worker."""
        site, tess = self.site, self.world.actors["tess"]
        with transaction() as session:
            attempt = hand_in(session, site.clock, self.world, "ben")
        with transaction() as session:
            take_up(session, site.services, tess, attempt.id)
            save_review(session, site.services, tess, attempt.id, ALL_MET, "Well done.")
            release_decision(session, site.services, tess, attempt.id)
        site.deliver()
        with reading() as session:
            badge = credential_of(session, self.placement.id, self.world.person("ben"))
        assert badge is not None and badge.is_signed
        return badge

    def ask_to_revoke(self, badge: CredentialView) -> None:
        with transaction() as session:
            ask_to_revoke(session, self.site.services, badge.uuid, REASON)

    def later(self, seconds: int) -> None:
        self.site.clock.advance(seconds=seconds)
        self.site.deliver()

    @property
    def result(self) -> Result:
        return self.site.result(self.activity)


@pytest.fixture(params=["moodle", "canvas"])
def scene(request: pytest.FixtureRequest, app: Flask, services: Services, clock: ManualClock) -> Iterator[Scene]:
    with site_of(request.param, app, services, clock) as site:
        with transaction() as session:
            ensure_issuer(session, clock=clock, sealer=services.sealer, public_url=services.settings.public_url)
        activity, placement = site.assignment()
        actors = {"ben": actor_like(site.learner(), site), "tess": actor_like(site.newcomer("Tess"), site)}
        yield Scene(site, activity, placement, World(placement, PLAN, actors, {}))


def test_the_comment_beside_the_grade_ends_with_the_badges_address(scene: Scene) -> None:
    badge = scene.earn()
    assert scene.result.score == pytest.approx(77.78)
    assert scene.result.comment.endswith(f"Well done. Badge: {badge.url}")
    assert len(scene.result.comments) == scene.result.attempts == 1


def test_a_revocation_reaches_the_comment_and_leaves_grade_and_attempts_alone(scene: Scene) -> None:
    badge = scene.earn()
    before = scene.result.score
    scene.ask_to_revoke(badge)
    scene.later(QUARTER - 1)
    assert badge.url in scene.result.comment and "revoked" not in scene.result.comment
    scene.later(1)
    after = scene.result
    assert after.comment == f"The badge for this work was revoked: {REASON} {badge.url}"
    assert after.score == before
    assert after.attempts == 1 or not scene.site.is_canvas, "Moodle has no attempts"
    scene.later(QUARTER)
    assert scene.result.comments == after.comments, "it is told once"


def test_a_revocation_that_is_undone_in_time_is_never_heard_of(scene: Scene) -> None:
    badge = scene.earn()
    scene.ask_to_revoke(badge)
    with transaction() as session:
        undo_revocation(session, scene.site.clock, badge.uuid)
    scene.later(QUARTER)
    assert scene.result.comment.endswith(f"Badge: {badge.url}") and len(scene.result.comments) == 1
    with reading() as session:
        assert credential_view(session, badge.uuid).revoked_at is None


def test_the_badges_page_is_what_speedgrader_shows_where_a_teacher_wants_it(scene: Scene) -> None:
    scene.site.do(switch_badge_page, scene.placement, scene.world.person("ben"), on=True)
    badge = scene.earn()
    handed = scene.result.handed
    if scene.site.is_canvas:
        assert handed is not None and (handed.kind, handed.data) == ("online_url", badge.url)
    else:
        assert handed is None, "Moodle has no such thing; its comment has the link"
    assert scene.result.comment.endswith(f"Badge: {badge.url}")
