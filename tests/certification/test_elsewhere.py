"""The part of `make verify-elsewhere` that needs nothing but Python: other people's libraries read our files."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from scripts.elsewhere.__main__ import summed_up, with_changes
from scripts.elsewhere.answers import Answer
from scripts.elsewhere.making import Tool, collected, give_badges, running_tool
from scripts.elsewhere.ours import GENUINE, verdict
from scripts.elsewhere.readers import Stranger, asked
from scripts.elsewhere.readings import READINGS, Reading, Where
from scripts.elsewhere.table import Line, Outcome, line_of

YES, NO = Answer(said=True), Answer(said=False, words="Invalid signature")
IN_PYTHON = [each for each in READINGS if each.where is Where.PYTHON]
SIGNED = replace(READINGS[0], bad=("changed/badge.json", "revoked.json"))


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tool]:
    with running_tool(tmp_path_factory.mktemp("elsewhere")) as running:
        yield running


@pytest.fixture(scope="module")
def files(tool: Tool) -> Mapping[str, bytes]:
    return with_changes(collected(tool, give_badges(tool)))


@pytest.mark.parametrize("reading", IN_PYTHON, ids=lambda each: f"{each.package}, {each.form}")
def test_others_take_ours_and_refuse_what_was_changed(tool: Tool, files: Mapping[str, bytes], reading: Reading) -> None:
    said = [asked(reading.reader, files[name], Stranger(tool.pem)) for name in (reading.good, *reading.bad)]
    line = line_of(reading, "", said, files)
    assert line.outcome in {Outcome.RIGHT, Outcome.EXCUSED}, line


def test_a_tool_over_https_on_this_machine_takes_its_own_badge(tool: Tool, files: Mapping[str, bytes]) -> None:
    assert verdict(tool, files["badge.json"].decode()) == GENUINE
    assert verdict(tool, files["changed/badge.json"].decode()) != GENUINE


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ((YES, NO, NO), Outcome.RIGHT),
        ((NO, NO, NO), Outcome.WRONG),
        ((YES, YES, NO), Outcome.WRONG),
        ((YES, NO, YES), Outcome.WRONG),
        ((Answer(missing="no npm"), NO, NO), Outcome.MISSING),
    ],
)
def test_who_says_yes_to_everything_is_wrong_too(answers: tuple[Answer, ...], outcome: Outcome) -> None:
    line = line_of(SIGNED, "1", answers, {})
    assert line.outcome is outcome
    assert summed_up([line]) == (1 if outcome is Outcome.WRONG else 0)


def test_a_rule_of_their_own_excuses_a_no_and_never_a_yes() -> None:
    own = replace(SIGNED, mistaken="it wants a list")
    assert line_of(own, "1", (NO, NO, NO), {}).outcome is Outcome.EXCUSED
    assert line_of(own, "1", (NO, YES, NO), {}).outcome is Outcome.WRONG


def test_what_comes_out_of_a_picture_is_what_went_in() -> None:
    picture = replace(SIGNED, bad=("changed/badge.png",), holds="badge.json")
    files = {"badge.json": b'{"name": "Wait time"}'}
    same, other = Answer(text='{"name":"Wait time"}'), Answer(text='{"name":"Doctor"}')
    assert line_of(picture, "1", (same, other), files).outcome is Outcome.RIGHT
    assert line_of(picture, "1", (other, other), files).outcome is Outcome.WRONG
    assert line_of(picture, "1", (same, same), files).outcome is Outcome.WRONG


def test_what_could_not_be_had_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    line = line_of(SIGNED, "", (Answer(missing="npm isn't installed"),), {})
    assert isinstance(line, Line) and "could not be had: npm isn't installed" in line.cells()
    assert summed_up([line]) == 0 and "could not be had: 1" in capsys.readouterr().out


def test_every_reader_that_is_named_is_there() -> None:
    folder = Path("scripts/elsewhere")
    for each in READINGS:
        if each.where is Where.NODE:
            assert (folder / "node" / f"{each.reader}.mjs").exists(), each.reader
        elif each.where is not Where.PYTHON:
            assert (folder / f"{each.where}.py").exists(), each.where
