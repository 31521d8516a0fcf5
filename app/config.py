"""Settings: read once from the environment, checked all at once, frozen ever after."""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

USUAL_PORTS = {"https": 443, "http": 80}
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
MEBIBYTE = 1024 * 1024
ON, OFF = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

Parsed = TypeVar("Parsed")


class SettingsError(Exception):
    """Names every setting that is missing or wrong; `problems` has one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("Cairn can't start:\n" + "\n".join(f"  - {problem}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may differ between two installations. Built by `read_settings`."""

    public_url: str
    """Scheme, host and port that everything is built from; no trailing slash."""
    secret_key: str
    """Signs login states and form tokens; at least 32 characters."""
    key_encryption_keys: tuple[str, ...]
    """Fernet keys that private keys are sealed under; the first seals."""
    data_dir: Path
    """Folder of the SQLite database and of stored files."""
    database_url: str
    """SQLAlchemy address; SQLite in `data_dir` unless DATABASE_URL says otherwise."""
    redis_url: str | None
    """Huey and rate limits on Redis or Valkey instead of in the process."""
    allow_private_networks: bool
    """Whether platforms on private or loopback addresses may be called."""
    worker_in_process: bool
    """Whether the web process runs the worker's threads too."""
    trusted_proxies: int
    """How many proxies in front set X-Forwarded-* headers."""
    rate_limits: bool
    """Whether addresses that ask too often are told to wait."""
    key_rotation_days: int
    """How long one of the tool's own keys signs before the next one takes over."""
    max_request_bytes: int
    """Upper bound of one upload, above every slot's own limit."""
    log_level: str

    @property
    def host(self) -> str:
        """Host and port of `public_url`, as in a did:web or an LTI tool's domain."""
        return urlsplit(self.public_url).netloc

    @property
    def on_loopback(self) -> bool:
        return is_loopback(self.public_url)


def is_loopback(url: str) -> bool:
    """Whether the address names this very machine, where plain http is as good as https."""
    return urlsplit(url).hostname in LOOPBACK_NAMES


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from an environment. Raises SettingsError that names all problems together."""
    reader = _Reader(environ)
    data_dir = Path(reader.text("DATA_DIR", default="data")).absolute()
    public_url = reader.checked("PUBLIC_URL", _public_url, "")
    loopback = is_loopback(public_url)
    settings = Settings(
        public_url=public_url,
        secret_key=reader.checked("SECRET_KEY", _secret, ""),
        key_encryption_keys=reader.checked("KEY_ENCRYPTION_KEY", _fernet_keys, ()),
        data_dir=data_dir,
        database_url=_psycopg(reader.text("DATABASE_URL", default=f"sqlite:///{data_dir / 'cairn.sqlite3'}")),
        redis_url=reader.text("REDIS_URL", default="") or None,
        allow_private_networks=reader.flag("ALLOW_PRIVATE_NETWORKS", default=loopback),
        worker_in_process=reader.flag("WORKER_IN_PROCESS", default=True),
        trusted_proxies=reader.number("TRUSTED_PROXIES", default=0),
        rate_limits=reader.flag("RATE_LIMITS", default=True),
        key_rotation_days=reader.number("KEY_ROTATION_DAYS", default=90, least=2),
        max_request_bytes=reader.number("MAX_UPLOAD_MB", default=512) * MEBIBYTE,
        log_level=reader.choice("LOG_LEVEL", LOG_LEVELS, default="INFO"),
    )
    if reader.problems:
        raise SettingsError(reader.problems)
    return settings


class _Reader:
    """Reads one variable after the other and keeps the complaints for the end."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []

    def text(self, name: str, *, default: str) -> str:
        return self._environ.get(name, "").strip() or default

    def checked(self, name: str, parse: Callable[[str], Parsed], fallback: Parsed) -> Parsed:
        try:
            return parse(self.text(name, default=""))
        except ValueError as problem:
            self.problems.append(f"{name} {problem}")
            return fallback

    def flag(self, name: str, *, default: bool) -> bool:
        word = self.text(name, default=str(default)).lower()
        if word not in {*ON, *OFF}:
            self.problems.append(f"{name} must be true or false, not {word!r}")
        return word in ON

    def choice(self, name: str, choices: tuple[str, ...], *, default: str) -> str:
        word = self.text(name, default=default).upper()
        if word not in choices:
            self.problems.append(f"{name} must be one of {', '.join(choices)}, not {word!r}")
            return default
        return word

    def number(self, name: str, *, default: int, least: int = 0) -> int:
        word = self.text(name, default=str(default))
        if not word.isdecimal() or int(word) < least:
            from_on = f" from {least} on" if least else ""
            self.problems.append(f"{name} must be a whole number{from_on}, not {word!r}")
            return default
        return int(word)


def _public_url(text: str) -> str:
    if not text:
        raise ValueError("is missing: the address that people reach Cairn at, such as https://cairn.example.edu")
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"must be an address like https://cairn.example.edu, not {text!r}")
    if parts.path not in {"", "/"} or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError(f"must be scheme, host and port only, not {text!r}")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK_NAMES:
        raise ValueError("must begin with https://; plain http is for localhost only")
    return _as_browsers_write(parts.scheme, parts.hostname, parts.port)


def _as_browsers_write(scheme: str, host: str, port: int | None) -> str:
    """An origin: in small letters and without the scheme's own port, since browsers' Origin is compared with it."""
    name = f"[{host}]" if ":" in host else host
    return f"{scheme}://{name}" + ("" if port in {None, USUAL_PORTS[scheme]} else f":{port}")


def _secret(text: str) -> str:
    if not text:
        raise ValueError("is missing: at least 32 random characters")
    if len(text) < 32:
        raise ValueError(f"is too short: at least 32 random characters, not {len(text)}")
    return text


def _fernet_keys(text: str) -> tuple[str, ...]:
    keys = tuple(part.strip() for part in text.split(",") if part.strip())
    if not keys:
        raise ValueError("is missing: 32 random bytes in url-safe base64; the README has a command that prints them")
    for key in keys:
        try:
            length = len(base64.urlsafe_b64decode(key))
        except binascii.Error:
            length = 0
        if length != 32:
            raise ValueError("must be 32 bytes in url-safe base64, several separated by commas")
    return keys


def _psycopg(url: str) -> str:
    """PostgreSQL addresses name the psycopg 3 driver, however they were written."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url
