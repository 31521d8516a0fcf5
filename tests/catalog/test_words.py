from decimal import Decimal

import pytest

from app.catalog import CreditUnit, credit_in_words


@pytest.mark.parametrize(
    ("rule", "value", "words"),
    [
        ("wy-ptsb", "0.5", "0.5 credit by the rule of Wyoming's Professional Teaching Standards Board"),
        ("demo-half-credit", "0.50", "0.5 credit by the demo rule of half a credit for each micro-credential"),
        ("elsewhere", "2", "2 credits by the rule elsewhere"),
        ("elsewhere", "10", "10 credits by the rule elsewhere"),
    ],
)
def test_a_credit_names_its_rule_in_words_and_an_unknown_rule_by_its_key(rule: str, value: str, words: str) -> None:
    assert credit_in_words(CreditUnit(rule, Decimal(value))) == words
