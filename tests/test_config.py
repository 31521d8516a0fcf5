from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from app.config import SettingsError, read_settings


def good(**changes: str) -> dict[str, str]:
    environment = {
        "PUBLIC_URL": "https://cairn.example.edu",
        "SECRET_KEY": "x" * 32,
        "KEY_ENCRYPTION_KEY": Fernet.generate_key().decode(),
        "DATA_DIR": "/srv/cairn",
    }
    return {**environment, **changes}


def problems(**changes: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read_settings(good(**changes))
    return caught.value.problems


def test_an_empty_environment_names_everything_that_is_missing_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({})
    assert [problem.split()[0] for problem in caught.value.problems] == [
        "PUBLIC_URL",
        "SECRET_KEY",
        "KEY_ENCRYPTION_KEY",
    ]
    assert "Cairn can't start" in str(caught.value)


def test_no_secret_has_a_default() -> None:
    assert len(problems(SECRET_KEY="", KEY_ENCRYPTION_KEY="")) == 2


@pytest.mark.parametrize(
    "url",
    [
        "http://cairn.example.edu",
        "cairn.example.edu",
        "https://x.edu/path",
        "ftp://x.edu",
        "https://x.edu?q=1",
        "https://me@x.edu",
    ],
)
def test_the_public_address_is_https_and_nothing_but_scheme_and_host(url: str) -> None:
    assert problems(PUBLIC_URL=url)[0].startswith("PUBLIC_URL")


@pytest.mark.parametrize("url", ["http://localhost:8000", "http://127.0.0.1:5000", "http://[::1]:80"])
def test_plain_http_is_taken_on_loopback_and_lets_private_networks_be_called(url: str) -> None:
    settings = read_settings(good(PUBLIC_URL=url))
    assert settings.on_loopback
    assert settings.allow_private_networks


def test_private_networks_are_closed_on_a_public_host_unless_a_setting_opens_them() -> None:
    assert not read_settings(good()).allow_private_networks
    assert read_settings(good(ALLOW_PRIVATE_NETWORKS="yes")).allow_private_networks


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("https://Cairn.Example.EDU:443/", "https://cairn.example.edu"),
        ("HTTPS://cairn.example.edu:8443", "https://cairn.example.edu:8443"),
        ("http://LOCALHOST:80", "http://localhost"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_the_public_address_is_kept_as_browsers_write_an_origin(written: str, known: str) -> None:
    assert read_settings(good(PUBLIC_URL=written)).public_url == known


def test_a_trailing_slash_of_the_public_address_is_dropped() -> None:
    assert read_settings(good(PUBLIC_URL="https://cairn.example.edu/")).public_url == "https://cairn.example.edu"


@pytest.mark.parametrize("key", ["short", "!" * 44, "a" * 43 + "="])
def test_a_key_that_is_no_fernet_key_is_refused_unless_it_decodes_to_32_bytes(key: str) -> None:
    if key.startswith("a"):
        assert read_settings(good(KEY_ENCRYPTION_KEY=key)).key_encryption_keys == (key,)
    else:
        assert "32 bytes" in problems(KEY_ENCRYPTION_KEY=key)[0]


def test_several_keys_are_taken_in_their_order() -> None:
    keys = [Fernet.generate_key().decode() for _ in range(2)]
    assert read_settings(good(KEY_ENCRYPTION_KEY=", ".join(keys))).key_encryption_keys == tuple(keys)


def test_words_that_are_no_flag_and_no_number_are_both_named() -> None:
    found = problems(WORKER_IN_PROCESS="perhaps", TRUSTED_PROXIES="two", SECRET_KEY="short")
    assert [problem.split()[0] for problem in found] == ["SECRET_KEY", "WORKER_IN_PROCESS", "TRUSTED_PROXIES"]


def test_postgresql_addresses_get_the_driver_and_sqlite_lies_in_the_data_folder() -> None:
    assert read_settings(good(DATABASE_URL="postgres://u@h/d")).database_url == "postgresql+psycopg://u@h/d"
    assert read_settings(good(DATABASE_URL="postgresql://u@h/d")).database_url == "postgresql+psycopg://u@h/d"
    assert read_settings(good()).database_url == f"sqlite:///{Path('/srv/cairn/cairn.sqlite3')}"


def test_a_log_level_is_one_that_there_is() -> None:
    assert read_settings(good(LOG_LEVEL="warning")).log_level == "WARNING"
    assert problems(LOG_LEVEL="loud") == ["LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR, not 'LOUD'"]


def test_a_superscript_is_no_whole_number() -> None:
    assert problems(TRUSTED_PROXIES="²") == ["TRUSTED_PROXIES must be a whole number, not '²'"]
