"""Names that come with uploads are for showing only; nothing in them may mislead or escape."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files import clean_name
from app.files.names import LONGEST_NAME, split_name


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("C:\\Users\\Ann\\My plan.PDF", "My plan.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("zero\u200bwidth.txt", "zerowidth.txt"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        ("...", "file"),
        ("", "file"),
        (".hidden.pdf", "hidden.pdf"),
        ("two\nlines.pdf", "two lines.pdf"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("план урока.pdf", "план урока.pdf"),
        ("授業計画.docx", "授業計画.docx"),
        ("no ending", "no ending"),
    ],
)
def test_a_name_is_made_harmless(raw: str, shown: str) -> None:
    assert clean_name(raw) == shown


def test_a_very_long_name_keeps_its_ending() -> None:
    assert clean_name("x" * 400 + ".docx").endswith("x.docx")
    assert len(clean_name("x" * 400 + ".docx")) == LONGEST_NAME


@given(st.text(max_size=300))
def test_whatever_is_sent_the_name_is_short_visible_and_no_path(raw: str) -> None:
    name = clean_name(raw)
    assert 0 < len(name) <= LONGEST_NAME
    assert not set(name) & set('/\\\0<>:"|?*')
    assert name not in {".", ".."} and not name.startswith(".")
    assert all(unicodedata.category(char) not in {"Cc", "Cf", "Cs"} for char in name)
    assert clean_name(name) == name
    assert split_name(name)[1] == split_name(name)[1].lower()
