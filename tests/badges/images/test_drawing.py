"""The drawn picture of a badge: any title gives one, it says its words, and nothing in it acts."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from app.badges.images.drawing import badge_svg, issuer_svg
from app.badges.images.lettering import MAX_LINES, width, wrap


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=120).filter(lambda text: text.strip())
)
def test_any_title_gives_a_picture_that_is_well_formed_and_not_too_wide(title: str) -> None:
    root = ElementTree.fromstring(badge_svg(title, title, title).replace("￾", "").replace("￿", ""))
    assert root.get("role") == "img"
    assert 1 <= len(wrap(title)) <= MAX_LINES
    assert all(width(line) <= 24 for line in wrap(title))


def test_a_picture_says_its_title_and_runs_nothing() -> None:
    svg = badge_svg("Tools & <script>alert(1)</script>", "Example “College”", "A cairn")
    root = ElementTree.fromstring(svg)
    tag = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{tag}title") == "Tools & <script>alert(1)</script>"
    assert root.findtext(f"{tag}desc") == "A cairn"
    assert not [each for each in root.iter() if each.tag.endswith("script")]
    assert "style=" not in svg and "href" not in svg
    assert ElementTree.fromstring(issuer_svg("Example & Sons")).findtext(f"{tag}title") == "Example & Sons"


def test_a_picture_shows_issuer_and_level_in_the_colour_that_was_chosen() -> None:
    svg = badge_svg("Questioner", "Example College", "A cairn", "Level 2", 12)
    words = " ".join("".join(ElementTree.fromstring(svg).itertext()).split())
    assert "Example College" in words and "LEVEL 2" in words and "Questioner" in words
    assert "hsl(12, " in svg
    assert "hsl(200, " in badge_svg("Questioner", "Example College", "A cairn", "Level 2", 200)


def test_wide_scripts_break_between_characters() -> None:
    assert wrap("学習者の考えを引き出す質問の技術") == ["学習者の考えを引き", "出す質問の技術"]
    assert wrap("Questioning for Student Reasoning") == ["Questioning for", "Student Reasoning"]
