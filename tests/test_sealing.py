import pytest
from cryptography.fernet import Fernet

from app.errors import Unavailable
from app.sealing import Sealer


def test_what_was_sealed_opens_again_and_is_not_readable_before() -> None:
    sealer = Sealer((Fernet.generate_key().decode(),))
    sealed = sealer.seal(b"a private key")
    assert b"private" not in sealed
    assert sealer.unseal(sealed) == b"a private key"


def test_a_new_key_in_front_still_opens_what_the_old_one_sealed() -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    sealed = Sealer((old,)).seal(b"x")
    assert Sealer((new, old)).unseal(sealed) == b"x"


def test_another_key_says_in_words_that_it_is_another_key() -> None:
    sealed = Sealer((Fernet.generate_key().decode(),)).seal(b"x")
    with pytest.raises(Unavailable, match="sealed-with-another-key"):
        Sealer((Fernet.generate_key().decode(),)).unseal(sealed)
