"""QR codes: they hold the address, have their quiet zone, and run nothing."""

from xml.etree import ElementTree

import pytest
import segno

from app.badges.images import qr_svg

ADDRESS = "https://badges.example.edu/credentials/0f3c9d52-6f2e-4f0c-9a54-2a4c2f6f7b11"


def test_a_code_is_a_drawing_with_a_title_on_white() -> None:
    root = ElementTree.fromstring(qr_svg(ADDRESS, "QR code <1>"))
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "QR code <1>"
    ground = root[1]
    assert ground.get("fill") == "#fff"


def test_a_code_has_four_modules_of_quiet_around_it() -> None:
    side = segno.make(ADDRESS, error="m", micro=False).symbol_size(border=4)[0]
    assert f'viewBox="0 0 {side} {side}"' in qr_svg(ADDRESS)


def test_another_address_gives_another_code() -> None:
    assert qr_svg(ADDRESS) != qr_svg(f"{ADDRESS}1")
    assert "script" not in qr_svg(ADDRESS) and "style" not in qr_svg(ADDRESS)


def test_an_address_that_fits_no_code_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        qr_svg("https://x.example/" + "a" * 4000)
