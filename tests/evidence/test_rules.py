"""How words are counted, what fills a slot, which links are taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog import SlotType
from app.clock import SystemClock
from app.errors import Invalid
from app.evidence import ItemView, agreed, check_link, count_words, missing_pieces, slot_states
from app.evidence.rules import LONGEST_TEXT, clean_caption, clean_text
from tests.evidence.world import GOOD_STORY, TALKS


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("   \n\t", 0),
        ("one", 1),
        ("two words", 2),
        ("non\u00a0breaking", 2),
        ("- a list\n- of two\n\n***\n# Title", 5),
        ("it's one-word", 2),
        ("3.5 %", 1),
        ("— …", 0),
        ("授業計画", 4),
        ("我们 start now", 4),
        ("Привет, мир!", 2),
        ("مرحبا بالعالم", 2),
    ],
)
def test_words_are_counted_as_people_do(text: str, words: int) -> None:
    assert count_words(text) == words


@given(st.text(), st.text())
def test_two_texts_have_as_many_words_together_as_apart(one: str, other: str) -> None:
    assert count_words(f"{one}\n\n{other}") == count_words(one) + count_words(other)


def item(slot_id: str, text: str = "", kind: SlotType = SlotType.TEXT) -> ItemView:
    now = SystemClock().now()
    key = "k" if kind is SlotType.FILE else ""
    return ItemView(1, slot_id, kind, text, "", key, "a.pdf" if key else "", 1, "", "", "", 1, now)


def test_each_missing_piece_says_what_to_do_in_the_order_of_the_steps() -> None:
    pieces = missing_pieces(TALKS, [])
    assert [(piece.slot_id, piece.words) for piece in pieces] == [
        ("story", "Write 5 to 20 words."),
        ("agenda", "Upload a file."),
        ("pictures", "Upload a file."),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("too short", "2 words so far; write at least 5."),
        ("word " * 21, "21 words; shorten it to at most 20."),
        (GOOD_STORY, ""),
        ("   ", "Write 5 to 20 words."),
    ],
)
def test_a_text_is_complete_within_its_limits(text: str, words: str) -> None:
    assert slot_states(TALKS, [item("story", text)])["story"].missing == words


def test_too_many_files_keep_a_slot_from_being_complete() -> None:
    states = slot_states(TALKS, [item("pictures", kind=SlotType.FILE)] * 3)
    assert states["pictures"].missing == "3 files are here; at most 2 can be handed in."
    assert not states["pictures"].filled


def test_an_optional_slot_may_stay_empty_without_counting_as_filled() -> None:
    state = slot_states(TALKS, [])["forum"]
    assert state.complete and not state.filled


@pytest.mark.parametrize(
    "url",
    ["https://example.org/a?b=c#d", "http://example.org", " https://example.org/ü ", "https://[2001:db8::1]/x"],
)
def test_an_ordinary_address_is_taken(url: str) -> None:
    assert check_link(url) == url.strip()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://",
        "https://ann:secret@example.org/",
        "https://ann@example.org/",
        "https://example.org/a b",
        "https://example.org/\nx",
        "https://example.org:99999/",
        "https://[broken",
        'https://example.org/">',
        "https://example.org/" + "a" * 2000,
        "//example.org/x",
    ],
)
def test_an_address_that_is_none_or_carries_a_password_is_refused(url: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_link(url)
    assert refusal.value.way_out


def test_line_ends_are_one_kind_and_nul_is_dropped() -> None:
    assert clean_text("a\r\nb\rc\0") == "a\nb\nc"


def test_a_text_without_end_is_refused_with_advice() -> None:
    with pytest.raises(Invalid, match="text-too-long"):
        clean_text("a" * (LONGEST_TEXT + 1))


def test_a_caption_is_one_line_of_limited_length() -> None:
    assert clean_caption(" two\nlines ") == "two lines"
    with pytest.raises(Invalid, match="caption-too-long"):
        clean_caption("a" * 501)


@pytest.mark.parametrize("keys", [(), ("integrity",), ("student_privacy",), ("integrity", "something")])
def test_both_statements_have_to_be_agreed_to(keys: tuple[str, ...]) -> None:
    with pytest.raises(Invalid, match="attestation-missing"):
        agreed(keys)


def test_the_statements_are_kept_word_for_word() -> None:
    kept = agreed(("integrity", "student_privacy"))
    assert "own work" in kept["integrity"] and "consent" in kept["student_privacy"]
