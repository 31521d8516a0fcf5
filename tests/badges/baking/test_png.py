"""Badges in PNG: what was baked is read again, also by others, and a hostile picture hurts nobody."""

import time
import tracemalloc
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib import baking as theirs
from PIL import Image

from app.badges.baking import MOST_BADGE_BYTES, Baked, bake_png, read_png
from app.badges.baking.png import MOST_CHUNKS, SIGNATURE
from app.errors import Invalid
from tests.badges.baking.world import JSON, JWT, PNG, chunk, itxt, with_chunks

CREDENTIAL, ASSERTION = b"openbadgecredential", b"openbadges"


def code_of(png: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        read_png(png)
    return refused.value.code


def test_what_is_baked_is_read_again_letter_by_letter() -> None:
    assert read_png(bake_png(PNG, JSON)) == Baked(credential=JSON)
    both = bake_png(PNG, JSON.encode(), b'{"type": "Assertion"}')
    assert read_png(both) == Baked(credential=JSON, assertion='{"type": "Assertion"}')


def test_another_implementation_reads_both_badges() -> None:
    both = bake_png(PNG, JSON, JWT)
    assert theirs.extract_png(both, keyword=CREDENTIAL) == JSON
    assert theirs.extract_png(both, keyword=ASSERTION) == JWT
    with Image.open(BytesIO(both)) as image:
        assert image.text["openbadgecredential"] == JSON
        image.load()


def test_the_picture_stays_the_same_to_the_pixel() -> None:
    with Image.open(BytesIO(PNG)) as plain, Image.open(BytesIO(bake_png(PNG, JSON))) as baked:
        assert plain.tobytes() == baked.tobytes()


def test_a_badge_that_another_implementation_baked_is_read() -> None:
    assert read_png(theirs.bake_png(PNG, JWT, keyword=CREDENTIAL)) == Baked(credential=JWT)


def test_baking_again_replaces_what_was_there_and_leaves_one_of_each() -> None:
    again = bake_png(bake_png(PNG, JSON, JWT), "{}")
    assert read_png(again) == Baked(credential="{}")
    assert again.count(b"openbadge") == 1


def test_what_hides_behind_the_pictures_end_is_gone_after_baking() -> None:
    assert b"hidden" not in bake_png(PNG + b"hidden", JSON)
    assert read_png(PNG + itxt(CREDENTIAL, b"hidden")) == Baked()


def test_a_picture_without_a_badge_is_just_that() -> None:
    assert read_png(PNG).is_empty
    assert read_png(with_chunks(itxt(b"Comment", b"hello"), chunk(b"tEXt", b"Title\0x"))).is_empty


@pytest.mark.parametrize("kind", ["iTXt", "zTXt"])
def test_a_packed_badge_is_unpacked(kind: str) -> None:
    packed = zlib.compress(JSON.encode())
    part = itxt(CREDENTIAL, packed, b"\1\0") if kind == "iTXt" else chunk(b"zTXt", CREDENTIAL + b"\0\0" + packed)
    assert read_png(with_chunks(part)).credential == JSON


def test_a_plain_text_part_of_the_early_days_is_read() -> None:
    address = "https://badges.example/assertions/1"
    assert read_png(with_chunks(chunk(b"tEXt", b"openbadges\0" + address.encode()))).assertion == address


@pytest.mark.parametrize(
    "second", [itxt(CREDENTIAL, b"{}"), chunk(b"tEXt", CREDENTIAL + b"\0{}")], ids=["same", "kind"]
)
@pytest.mark.parametrize("first_is_ours", [True, False])
def test_two_badges_of_one_kind_are_refused_in_either_order(second: bytes, first_is_ours: bool) -> None:
    first = itxt(CREDENTIAL, JSON.encode())
    assert code_of(with_chunks(*((first, second) if first_is_ours else (second, first)))) == "picture-holds-two-badges"


def test_a_second_badge_behind_the_pixels_counts_too() -> None:
    assert (
        code_of(PNG[:-12] + itxt(CREDENTIAL, b"1") + itxt(CREDENTIAL, b"2") + PNG[-12:]) == "picture-holds-two-badges"
    )


def test_a_packed_bomb_is_never_unpacked() -> None:
    bomb = zlib.compress(b"0" * (400 * MOST_BADGE_BYTES), 9)
    tracemalloc.start()
    try:
        assert code_of(with_chunks(itxt(CREDENTIAL, bomb, b"\1\0"))) == "picture-too-large"
        assert tracemalloc.get_traced_memory()[1] < 8 * MOST_BADGE_BYTES
    finally:
        tracemalloc.stop()


def test_a_badge_above_a_megabyte_is_refused_unpacked_too() -> None:
    assert code_of(with_chunks(itxt(CREDENTIAL, b"0" * (MOST_BADGE_BYTES + 1)))) == "picture-too-large"


def test_a_file_above_ten_megabytes_is_not_looked_into() -> None:
    assert code_of(PNG + bytes(11 * 1024 * 1024)) == "picture-too-large"


def test_a_picture_of_countless_parts_is_given_up() -> None:
    assert code_of(with_chunks(*[chunk(b"tEXt", b"")] * MOST_CHUNKS)) == "picture-too-large"


def test_a_length_that_lies_is_believed_only_as_far_as_the_file_goes() -> None:
    lying = (2**31 - 1).to_bytes(4, "big") + b"iTXt" + CREDENTIAL
    assert code_of(PNG[:33] + lying) == "picture-damaged"


def test_a_badge_whose_checksum_is_wrong_is_refused() -> None:
    baked = bake_png(PNG, JSON)
    assert code_of(baked.replace(b"Question", b"Xuestion", 1)) == "picture-damaged"


@pytest.mark.parametrize(
    "png",
    [
        b"",
        b"GIF89a",
        SIGNATURE,
        PNG[:40],
        SIGNATURE + PNG[33:],
        with_chunks(itxt(CREDENTIAL, b"\xff\xfe")),
        with_chunks(itxt(CREDENTIAL, b"no zlib", b"\1\0")),
        with_chunks(itxt(CREDENTIAL, zlib.compress(b"x" * 900)[:-6], b"\1\0")),
        with_chunks(chunk(b"iTXt", CREDENTIAL)),
        with_chunks(chunk(b"iTXt", CREDENTIAL + b"\0\0\0en")),
    ],
    ids=["empty", "gif", "head only", "cut off", "no header", "not utf-8", "not zlib", "cut zlib", "bare", "no text"],
)
def test_what_cant_be_read_is_refused_in_words(png: bytes) -> None:
    assert code_of(png) == "picture-damaged"


@given(st.binary(max_size=300))
def test_no_bytes_do_worse_than_a_refusal(noise: bytes) -> None:
    for png in (noise, SIGNATURE + noise, with_chunks(noise), with_chunks(chunk(b"iTXt", CREDENTIAL + b"\0" + noise))):
        try:
            read_png(png)
        except Invalid as refused:
            assert refused.words and refused.way_out


def test_a_full_sized_hostile_file_is_done_with_in_a_second() -> None:
    many = with_chunks(*[chunk(b"iTXt", b"Comment\0" + bytes(2000))] * (MOST_CHUNKS - 10))
    began = time.perf_counter()
    assert read_png(many).is_empty
    assert time.perf_counter() - began < 1
