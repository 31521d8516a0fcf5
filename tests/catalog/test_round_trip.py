"""What is exported loads again to the same content."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.catalog.definition import (
    Achievement,
    Alignment,
    Attempts,
    Citation,
    CreditSuggestion,
    CreditUnit,
    Criterion,
    Definition,
    GradePolicy,
    KeyMethod,
    Level,
    PassRule,
    Privacy,
    Rationale,
    Resource,
    Rubric,
    Slot,
    Step,
)
from app.catalog.parsing import parse
from app.catalog.reading import nominal_hours
from app.catalog.vocabulary import (
    FeedbackRule,
    FileKind,
    GradePolicyKind,
    OnNotYet,
    Recording,
    Sharing,
    SlotType,
    StepKind,
)
from app.catalog.writing import content_hash, to_document, to_yaml

LETTERS = st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"), blacklist_characters="![")
LINE = st.text(LETTERS, min_size=1, max_size=30).map(str.strip).filter(bool)
TEXT = st.lists(st.text(LETTERS, max_size=30), min_size=1, max_size=4).map("\n".join).map(str.strip).filter(bool)
OPTIONAL_TEXT = st.just("") | TEXT
MINUTES = st.integers(1, 600)
URL = st.none() | st.just("https://example.org/a")


@st.composite
def slots(draw: st.DrawFn, number: int) -> tuple[Slot, ...]:
    return tuple(draw(_slot(f"e{place}")) for place in range(number))


@st.composite
def _slot(draw: st.DrawFn, slot_id: str) -> Slot:
    kind = draw(st.sampled_from(SlotType))
    least = draw(st.integers(1, 5))
    common = {
        "id": slot_id,
        "label": draw(LINE),
        "type": kind,
        "required": draw(st.booleans()),
        "sharing": draw(st.sampled_from(Sharing)),
        "deidentify": draw(st.booleans()),
        "hint": draw(OPTIONAL_TEXT),
    }
    if kind is SlotType.TEXT:
        return Slot(**common, words=draw(st.none() | st.just((least, least + 100))))
    if kind is SlotType.LINK:
        return Slot(**common, count=(least, least + 1))
    accept = draw(st.lists(st.sampled_from([FileKind.PDF, FileKind.CSV, FileKind.IMAGE]), min_size=1, unique=True))
    return Slot(**common, count=(1, least), accept=tuple(accept), max_mb=draw(st.integers(1, 500)))


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    levels = tuple(Level(f"l{n}", draw(LINE), n * 2) for n in range(draw(st.integers(2, 4))))
    own_slots = draw(slots(draw(st.integers(1, 3))))
    step = Step(
        "s1", draw(LINE), draw(st.sampled_from(StepKind)), draw(MINUTES), draw(TEXT), tuple(s.id for s in own_slots)
    )
    criterion = Criterion(
        "k1",
        draw(LINE),
        ("e0",),
        tuple(draw(TEXT) for _ in levels),
        draw(st.integers(1, 3)),
        draw(st.sampled_from(FeedbackRule)),
        draw(st.booleans()),
    )
    return Definition(
        slug="a-b",
        version="1.2.3",
        title=draw(LINE),
        summary=draw(TEXT),
        competency=draw(TEXT),
        key_method=KeyMethod(draw(LINE), tuple(draw(st.lists(TEXT, max_size=2)))),
        steps=(step,),
        slots=own_slots,
        rubric=Rubric(levels, (criterion,)),
        pass_rule=PassRule(level=levels[-1].key),
        credit=CreditSuggestion(nominal_hours(step.minutes), draw(units())),
        achievement=Achievement(draw(LINE), "Badge", draw(st.none() | st.integers(1, 9))),
        rationale=draw(
            st.builds(Rationale, OPTIONAL_TEXT, st.lists(st.builds(Citation, TEXT, URL), max_size=2).map(tuple))
        ),
        audience=draw(OPTIONAL_TEXT),
        resources=draw(
            st.just(())
            | st.builds(Resource, st.just("r1"), LINE, URL, st.none() | LINE, st.none() | MINUTES).map(lambda r: (r,))
        ),
        grade=GradePolicy(
            draw(st.integers(1, 100_000)), draw(st.sampled_from(GradePolicyKind)), draw(st.sampled_from(OnNotYet))
        ),
        attempts=Attempts(draw(st.none() | st.integers(1, 9))),
        alignments=draw(st.lists(st.builds(Alignment, LINE, LINE, st.none() | LINE, URL), max_size=2).map(tuple)),
        privacy=draw(st.builds(Privacy, st.sampled_from(Recording), st.sampled_from(Recording))),
        authors=tuple(draw(st.lists(LINE, max_size=2))),
        licence=draw(st.just("") | LINE),
        changes=draw(OPTIONAL_TEXT),
    )


def units() -> st.SearchStrategy[tuple[CreditUnit, ...]]:
    value = st.integers(1, 1000).map(lambda hundredths: Decimal(hundredths) / 100)
    return st.lists(st.builds(CreditUnit, st.just("wy-ptsb"), value), max_size=2).map(tuple)


@given(definitions())
def test_an_export_loads_again_to_an_equal_definition_and_the_same_hash(definition: Definition) -> None:
    again = parse(to_yaml(definition), "export.yaml")
    assert again == definition
    assert content_hash(to_document(again)) == content_hash(to_document(definition))
