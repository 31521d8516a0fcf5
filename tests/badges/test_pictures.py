"""The picture of an achievement as its issuer chooses it, and the picture files of a signed badge."""

import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session

from app.badges import (
    COLOURS,
    PictureChoice,
    bakeable_badge,
    change_picture,
    close_to_public,
    ob2_assertion,
    open_to_public,
    picture_of,
    prepared,
    public_files,
    read_png,
    read_svg,
    revoke,
    shared_credential,
    signed_document,
    signed_jwt,
)
from app.badges.models import BadgeImage, Credential, Visibility
from app.catalog import parse, publish
from app.db import transaction
from app.errors import Invalid, NotFound, Unavailable
from app.flows.change_picture import choose_picture
from app.services import Services
from tests.badges.world import World, a_world, award_signed, give_badge

KEY = "questioning-1.2.0"
SHIPPED = Path(__file__).parents[2] / "micro_credentials"


@pytest.fixture
def session(database: Flask) -> Iterator[Session]:
    with transaction() as opened:
        yield opened


@pytest.fixture
def world(session: Session, services: Services) -> World:
    return a_world(session, services.clock)


@pytest.fixture
def uuid(session: Session, services: Services, world: World) -> str:
    """A badge that Ben holds, signed."""
    return give_badge(session, services, world).uuid


def a_photo() -> bytes:
    written = BytesIO()
    Image.new("RGB", (300, 300), "teal").save(written, "PNG")
    return prepared(written.getvalue())


def test_without_a_choice_the_words_draw_the_picture(session: Session, uuid: str) -> None:
    picture = picture_of(session, KEY)
    assert (picture.title, picture.level) == ("Questioner", "Micro-credential")
    assert picture.alternative == "Badge: Questioner, over a cairn of stacked stones"
    assert picture.uploaded is None and picture.hue is None


def test_level_and_colour_can_be_chosen_and_taken_back(session: Session, services: Services, uuid: str) -> None:
    chosen = change_picture(session, services.clock, KEY, PictureChoice(level=" Level \n 2 ", hue=COLOURS["red"]))
    assert (chosen.level, chosen.hue) == ("Level 2", 12)
    back = change_picture(session, services.clock, KEY, PictureChoice())
    assert (back.level, back.hue) == ("Micro-credential", None)
    assert session.query(BadgeImage).count() == 1


def test_a_picture_of_the_issuers_own_comes_with_its_words(
    session: Session, services: Services, world: World, uuid: str
) -> None:
    before = signed_document(session, uuid)
    choice = PictureChoice(png=a_photo(), alternative="A teal  square")
    picture = change_picture(session, services.clock, KEY, choice)
    assert picture.uploaded == choice.png and picture.alternative == "A teal square"
    assert signed_document(session, uuid) == before
    revoke(session, services.clock, uuid, "To be awarded anew.")
    later = award_signed(session, services, world.request(world.attempt(session, number=2)))
    image = json.loads(signed_document(session, later.uuid))["credentialSubject"]["achievement"]["image"]
    assert image["caption"] == "A teal square" and image["id"].endswith(f"/achievements/{KEY}/image.svg")


@pytest.mark.parametrize(
    "choice",
    [
        PictureChoice(png=b"x"),
        PictureChoice(png=b"x", alternative="  "),
        PictureChoice(png=b"x", alternative="x" * 301),
        PictureChoice(alternative="words without a picture"),
        PictureChoice(level="x" * 41),
    ],
)
def test_a_picture_without_words_and_words_without_a_picture_are_refused(
    session: Session, services: Services, uuid: str, choice: PictureChoice
) -> None:
    with pytest.raises(Invalid):
        change_picture(session, services.clock, KEY, choice)
    assert session.query(BadgeImage).count() == 0


def test_what_nobody_has_earned_yet_can_have_its_picture(session: Session, services: Services, world: World) -> None:
    with pytest.raises(NotFound):
        picture_of(session, KEY)
    assert choose_picture(session, services, KEY, PictureChoice(level="Level 2")).level == "Level 2"
    assert picture_of(session, KEY).level == "Level 2"


def test_what_isnt_in_the_catalogue_has_no_picture(session: Session, services: Services, world: World) -> None:
    for key in ("questioning-9.9.9", "nothing-1.0.0", "nothing", ""):
        with pytest.raises(NotFound):
            choose_picture(session, services, key, PictureChoice())
    with pytest.raises(NotFound):
        change_picture(session, services.clock, KEY, PictureChoice())


def test_the_files_hold_the_very_bytes_that_were_signed(session: Session, uuid: str) -> None:
    files = bakeable_badge(session, uuid)
    assert read_png(files.png()).credential == signed_document(session, uuid).decode()
    assert read_svg(files.svg().encode()).credential == signed_jwt(session, uuid)
    assert read_png(files.png()).assertion is None


def test_before_it_is_signed_a_badge_has_no_files(session: Session, services: Services, uuid: str) -> None:
    row = session.query(Credential).one()
    row.jwt = None
    with pytest.raises(Unavailable):
        bakeable_badge(session, uuid)
    with pytest.raises(NotFound):
        bakeable_badge(session, str(uuid4()))


def test_a_stranger_gets_the_files_of_an_opened_badge_alone(session: Session, services: Services, uuid: str) -> None:
    with pytest.raises(NotFound):
        public_files(session, uuid)
    open_to_public(session, services.clock, uuid)
    assert public_files(session, uuid) == bakeable_badge(session, uuid)
    close_to_public(session, services.clock, uuid)
    with pytest.raises(NotFound):
        public_files(session, uuid)


def test_the_2_0_assertion_is_in_the_file_as_long_as_its_address_answers(
    session: Session, services: Services, uuid: str
) -> None:
    open_to_public(session, services.clock, uuid)
    inside = read_png(bakeable_badge(session, uuid).png())
    assert inside.assertion is not None and json.loads(inside.assertion) == ob2_assertion(session, uuid)
    assert inside.credential == signed_document(session, uuid).decode()
    revoke(session, services.clock, uuid, "Awarded in error.")
    assert read_png(bakeable_badge(session, uuid).png()).assertion is None


def test_a_share_link_leads_to_its_badge_until_it_is_renewed_or_closed(session: Session, uuid: str) -> None:
    row = session.query(Credential).one()
    row.share_token, row.visibility = "a" * 43, Visibility.LINK
    assert shared_credential(session, "a" * 43).uuid == uuid
    row.visibility = Visibility.PUBLIC
    assert shared_credential(session, "a" * 43).uuid == uuid
    row.visibility = Visibility.PRIVATE
    for token in ("a" * 43, "b" * 43, ""):
        with pytest.raises(NotFound):
            shared_credential(session, token)


@pytest.mark.parametrize("own", [False, True], ids=["drawn", "brought"])
def test_the_files_of_every_shipped_micro_credential_stay_below_256_kb(
    session: Session, services: Services, world: World, own: bool
) -> None:
    noise = BytesIO()
    Image.effect_noise((600, 600), 100).save(noise, "PNG")
    for path in sorted(SHIPPED.glob("*.yaml")):
        definition = parse(path.read_text(), path.name)
        version = publish(session, services.clock, definition)
        assert version is not None
        levels = {each.id: definition.rubric.levels[-1].key for each in definition.rubric.criteria}
        request = replace(
            world.request(world.attempt(session, number=version.version_id + 10)),
            version_id=version.version_id, definition=definition, levels=levels,
        )  # fmt: skip
        badge = award_signed(session, services, request)
        if own:
            choice = PictureChoice(png=prepared(noise.getvalue()), alternative="Noise")
            change_picture(session, services.clock, badge.achievement_key, choice)
        open_to_public(session, services.clock, badge.uuid)
        files = bakeable_badge(session, badge.uuid)
        assert files.assertion is not None
        assert len(files.png()) < 256 * 1024, path.name
        assert len(files.svg()) < 256 * 1024, path.name
