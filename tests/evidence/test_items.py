"""The working portfolio: drafts are never lost, limits hold, nobody touches another's."""

import pytest

from app.db import reading, transaction
from app.errors import Conflict, Invalid, NotFound
from app.evidence import (
    ItemView,
    NewFile,
    StaleText,
    add_file,
    add_link,
    is_referenced,
    item_file,
    items_of,
    remove_item,
    save_caption,
    save_text,
)
from app.services import Services
from tests.conftest import ManualClock
from tests.evidence.world import AGENDA, FORUM, PDF, PICTURES, PNG, STORY, store
from tests.review.world import World


def write(world: World, services: Services, text: str, base: int, name: str = "ada") -> ItemView:
    with transaction() as session:
        return save_text(
            session,
            services.clock,
            placement_id=world.placement.id,
            person_id=world.person(name),
            slot=STORY,
            text=text,
            base_version=base,
        )


def add(world: World, services: Services, replaces: int | None = None, name: str = "ada") -> tuple[ItemView, str]:
    stored = store(services, PNG, "wall.png")
    with transaction() as session:
        return add_file(
            session,
            services.clock,
            placement_id=world.placement.id,
            person_id=world.person(name),
            slot=PICTURES,
            new=NewFile(stored, "A wall", replaces),
        )


def held(world: World, name: str = "ada") -> tuple[ItemView, ...]:
    with reading() as session:
        return items_of(session, world.placement.id, world.person(name))


def test_each_save_of_a_text_counts_its_version_up(world: World, services: Services, clock: ManualClock) -> None:
    assert write(world, services, "One", 0).version == 1
    clock.advance(seconds=5)
    second = write(world, services, "One two", 1)
    assert (second.version, second.text, second.saved_at) == (2, "One two", clock.now())
    assert len(held(world)) == 1


def test_a_stale_page_gets_both_texts_and_overwrites_nothing(world: World, services: Services) -> None:
    write(world, services, "Written on the phone", 0)
    with pytest.raises(StaleText) as refusal:
        write(world, services, "Written on the desk", 0)
    assert (refusal.value.mine, refusal.value.stored) == ("Written on the desk", "Written on the phone")
    assert refusal.value.version == 1
    assert held(world)[0].text == "Written on the phone"
    assert write(world, services, "Both", refusal.value.version).version == 2


def test_asking_again_after_a_lost_answer_is_no_conflict(world: World, services: Services) -> None:
    first = write(world, services, "The same", 0)
    assert write(world, services, "The same", 0) == first


def test_a_draft_is_saved_however_long_or_short_it_is(world: World, services: Services) -> None:
    assert write(world, services, "word " * 500, 0).version == 1
    assert write(world, services, "", 1).text == ""


def test_files_are_taken_up_to_the_slots_number(world: World, services: Services) -> None:
    add(world, services)
    add(world, services)
    with pytest.raises(Conflict, match="slot-full"):
        add(world, services)
    assert len(held(world)) == 2


def test_a_replaced_file_keeps_its_place_and_hands_the_old_key_back(world: World, services: Services) -> None:
    first, _ = add(world, services)
    second, _ = add(world, services)
    again, old_key = add(world, services, replaces=first.id)
    assert old_key == first.file_key != again.file_key
    assert [item.id for item in held(world)] == [first.id, second.id]
    with reading() as session:
        assert not is_referenced(session, old_key) and is_referenced(session, again.file_key)


def test_another_persons_item_can_not_be_replaced_removed_captioned_or_opened(world: World, services: Services) -> None:
    theirs, _ = add(world, services, name="ben")
    mine = {"placement_id": world.placement.id, "person_id": world.person("ada"), "item_id": theirs.id}
    with pytest.raises(NotFound):
        add(world, services, replaces=theirs.id)
    with pytest.raises(NotFound), transaction() as session:
        remove_item(session, **mine)
    with pytest.raises(NotFound), transaction() as session:
        save_caption(session, services.clock, **mine, text="Mine now")
    with pytest.raises(NotFound), reading() as session:
        item_file(session, **mine)
    assert held(world, "ben") == (theirs,)


def test_an_item_of_one_placement_is_not_there_in_another(world: World, services: Services) -> None:
    item, _ = add(world, services)
    with pytest.raises(NotFound), reading() as session:
        item_file(session, world.placement.id + 1, world.person("ada"), item.id)


def test_a_file_can_not_take_the_place_of_one_in_another_slot(world: World, services: Services) -> None:
    picture, _ = add(world, services)
    stored = store(services, PDF, "agenda.pdf")
    whose = {"placement_id": world.placement.id, "person_id": world.person("ada")}
    with pytest.raises(NotFound), transaction() as session:
        add_file(session, services.clock, **whose, slot=AGENDA, new=NewFile(stored, replaces=picture.id))


def test_a_slot_takes_only_its_own_type(world: World, services: Services) -> None:
    whose = {"placement_id": world.placement.id, "person_id": world.person("ada")}
    with pytest.raises(Invalid), transaction() as session:
        add_link(session, services.clock, **whose, slot=STORY, url="https://example.org")
    with pytest.raises(Invalid), transaction() as session:
        save_text(session, services.clock, **whose, slot=FORUM, text="Words", base_version=0)


def test_a_removed_item_makes_room_and_a_new_one_goes_behind_the_others(world: World, services: Services) -> None:
    first, _ = add(world, services)
    second, _ = add(world, services)
    with transaction() as session:
        key = remove_item(session, placement_id=world.placement.id, person_id=world.person("ada"), item_id=first.id)
    assert key == first.file_key
    third, _ = add(world, services)
    assert [item.id for item in held(world)] == [second.id, third.id]
