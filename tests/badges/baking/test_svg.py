"""Badges in SVG: what was baked is read again, nothing of a foreign drawing is run, fetched or expanded."""

import time
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib import baking as theirs

from app.badges.baking import Baked, bake_svg, read_svg
from app.badges.baking.svg import MOST_FILE_BYTES
from app.badges.images import Picture, picture_svg
from app.errors import Invalid
from tests.badges.baking.world import JSON, JWT, OPENBADGES, PNG, SVG, with_element

BADGE = f'<openbadges:credential verify="{JWT}"/>'


def code_of(svg: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        read_svg(svg)
    return refused.value.code


def test_a_token_stands_in_the_attribute_directly_behind_the_root() -> None:
    baked = bake_svg(SVG, JWT)
    assert read_svg(baked.encode()) == Baked(credential=JWT)
    first = ElementTree.fromstring(baked)[0]
    assert (first.tag, first.attrib) == (f"{{{OPENBADGES}}}credential", {"verify": JWT})


def test_json_stands_in_a_section_that_needs_no_escaping() -> None:
    baked = bake_svg(SVG, JSON)
    assert read_svg(baked.encode()) == Baked(credential=JSON)
    assert "&lt;" not in baked and "<![CDATA[" in baked


def test_the_drawing_stays_what_it_was_and_still_says_its_words() -> None:
    root = ElementTree.fromstring(bake_svg(SVG, JWT))
    plain = ElementTree.fromstring(SVG)
    assert [each.tag for each in root][1:] == [each.tag for each in plain]
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "Questioner"


def test_a_badge_that_another_implementation_baked_is_read() -> None:
    baked = theirs.bake_svg(SVG.encode(), JWT, element="openbadges:credential", namespace=OPENBADGES)
    assert read_svg(baked).credential == JWT


def test_another_implementation_reads_ours() -> None:
    assert theirs.extract_svg(bake_svg(SVG, JWT).encode(), element="openbadges:credential") == JWT
    as_json = bake_svg(SVG, JSON).encode()
    assert theirs.extract_svg(as_json, element="openbadges:credential", text_fallback=True) == JSON


def test_a_brought_picture_carries_a_badge_too() -> None:
    framed = picture_svg(Picture("A", "B", "A shell on sand", uploaded=PNG))
    assert read_svg(bake_svg(framed, JWT).encode()) == Baked(credential=JWT)


def test_a_2_0_assertion_is_found_with_its_text_repeated_in_clear() -> None:
    old = f'<o:assertion xmlns:o="http://openbadges.org" verify="{JWT}"><![CDATA[{{"id": 1}}]]></o:assertion>'
    assert read_svg(with_element(old, BADGE)) == Baked(credential=JWT, assertion=JWT)


def test_a_drawing_without_a_badge_is_just_that() -> None:
    assert read_svg(SVG.encode()).is_empty


@pytest.mark.parametrize(
    "elements",
    [
        (BADGE, BADGE),
        (BADGE, "<openbadges:credential>{}</openbadges:credential>"),
        (f'<openbadges:credential verify="{JWT}">{{}}</openbadges:credential>',),
        (f"<openbadges:credential>{BADGE}</openbadges:credential>",),
    ],
    ids=["twice", "two ways", "attribute and text", "one in the other"],
)
def test_two_badges_are_refused(elements: tuple[str, ...]) -> None:
    assert code_of(with_element(*elements)) == "picture-holds-two-badges"


def test_a_badge_that_hides_deeper_is_refused() -> None:
    assert code_of(with_element(f"<g><g>{BADGE}</g></g>")) == "picture-damaged"


BILLION_LAUGHS = """<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><svg xmlns="http://www.w3.org/2000/svg"><title>&c;</title></svg>"""
OUTSIDE_FILE = """<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<svg xmlns="http://www.w3.org/2000/svg"><title>&x;</title></svg>"""
OUTSIDE_DTD = '<!DOCTYPE svg SYSTEM "http://127.0.0.1:1/x.dtd"><svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.mark.parametrize("bomb", [BILLION_LAUGHS, OUTSIDE_FILE, OUTSIDE_DTD, "<!DOCTYPE svg><svg/>"])
def test_a_document_type_declaration_ends_the_reading(bomb: str) -> None:
    assert code_of(bomb.encode()) == "picture-damaged"


@pytest.mark.parametrize(
    "element",
    [
        "<script>alert(1)</script>",
        "<g><SCRIPT/></g>",
        "<g onclick='alert(1)'/>",
        "<a href='javascript:alert(1)'><text>x</text></a>",
        "<a xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href=' JavaScript:alert(1)'/>",
        "<image href='https://tracker.example/pixel.png'/>",
        "<image href='data:image/svg+xml;base64,PHN2Zy8+'/>",
        "<use href='https://elsewhere.example/x.svg#a'/>",
        "<foreignObject><p>x</p></foreignObject>",
        "<style>@import 'https://x.example/y.css';</style>",
        "<style>circle { fill: url(https://x.example/y) }</style>",
        "<rect fill='url( \"https://x.example/y\")'/>",
        "<set attributeName='onclick' to='alert(1)'/>",
        "<animate attributeName='xlink:href' to='x'/>",
        "<?xml-stylesheet href='https://x.example/y.css'?>",
    ],
)
def test_what_would_act_in_a_browser_is_noted_and_the_badge_is_read_all_the_same(element: str) -> None:
    seen = read_svg(with_element(BADGE, element))
    assert seen.active
    assert seen.credential == JWT


def test_such_a_drawing_is_never_baked() -> None:
    with pytest.raises(Invalid, match="act when it is opened"):
        bake_svg(with_element("<script>alert(1)</script>").decode(), JWT)
    with pytest.raises(Invalid, match="act when it is opened"):
        bake_svg(with_element(root="onload='alert(1)'").decode(), JWT)
    with pytest.raises(Invalid, match="two badges"):
        bake_svg(bake_svg(SVG, JWT), JWT)


@pytest.mark.parametrize(
    "element",
    [
        "<style>.a { fill: url(#shade) } .b { fill: red }</style>",
        "<rect fill=\"url( '#shade' )\"/>",
        "<use href='#part'/>",
        "<image href='data:image/png;base64,AAAA'/>",
        "<animate attributeName='opacity' to='1'/>",
        "<text>on the url( of javascript:</text>",
    ],
)
def test_a_harmless_drawing_is_not_accused(element: str) -> None:
    assert not read_svg(with_element(BADGE, element)).active


@pytest.mark.parametrize(
    "svg",
    [
        b"",
        b"<svg",
        b"<html><body/></html>",
        b"<svg/>",
        b"\x89PNG\r\n\x1a\n",
        b'<?xml version="1.0" encoding="nonsense"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><title>\xff</title></svg>',
    ],
)
def test_what_is_no_drawing_is_refused_in_words(svg: bytes) -> None:
    assert code_of(svg) == "picture-damaged"


def test_sizes_have_ends() -> None:
    assert code_of(with_element("<g>" * 300 + "</g>" * 300)) == "picture-too-large"
    assert code_of(with_element("<g/>" * 60_000)) == "picture-too-large"
    assert code_of(b" " * (MOST_FILE_BYTES + 1)) == "picture-too-large"
    assert code_of(with_element(f"<openbadges:credential>{'x' * 1_100_000}</openbadges:credential>")) == (
        "picture-too-large"
    )


def test_a_full_sized_hostile_drawing_is_done_with_in_a_second() -> None:
    attributes = " ".join(f"a{number}='url( url( url('" for number in range(90_000))
    began = time.perf_counter()
    read_svg(with_element(f"<g {attributes[: MOST_FILE_BYTES - 10_000].rpartition(' a')[0]}/>"))
    assert time.perf_counter() - began < 1


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_any_json_text_survives_the_drawing(text: str) -> None:
    written = "{" + text.replace("￾", "").replace("￿", "") + "}"
    assert read_svg(bake_svg(SVG, written).encode()).credential == written


@given(st.binary(max_size=200))
def test_no_bytes_do_worse_than_a_refusal(noise: bytes) -> None:
    for svg in (noise, with_element().replace(b"<circle", noise + b"<circle")):
        try:
            read_svg(svg)
        except Invalid as refused:
            assert refused.words and refused.way_out
