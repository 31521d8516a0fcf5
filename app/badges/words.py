"""How moments, numbers and people are written into signed data. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class HashedIdentity:
    """An e-mail address that only somebody who knows it already can recognise."""

    salt: str
    hash: str


def stamp(moment: datetime) -> str:
    """Whole seconds in UTC with `Z`: what the Open Badges 3.0 schema calls DateTimeZ."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day_stamp(moment: datetime) -> str:
    """The day alone, at midnight UTC: when exactly somebody worked is nobody's business."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT00:00:00Z")


def years_later(moment: datetime, years: int) -> datetime:
    """The same day `years` later; the 29th of February becomes the 1st of March where it must."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, month=3, day=1)


def number(value: Decimal | float) -> int | float:
    """A JSON number; whole ones without a fraction, so that every JSON-LD processor reads the same lexical form."""
    exact = Decimal(str(value))
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def counted(value: Decimal | float) -> str:
    """A number for people: 1.5, 11, 0.25."""
    return str(number(value))


def long_date(day: date) -> str:
    """A date for people, without a machine's locale: 5 November 2026."""
    return f"{day.day} {day:%B} {day.year}"


def hashed_identity(email: str, salt: str) -> HashedIdentity:
    """Open Badges 3.0 IdentityObject: SHA-256 of the trimmed, lower-cased address followed by the salt."""
    digest = hashlib.sha256((email.strip().lower() + salt).encode()).hexdigest()
    return HashedIdentity(salt=salt, hash=f"sha256${digest}")


def review_words(reviewers: int, *, certified: bool) -> str:
    """Who reviewed, as the badge says it: how many people's judgement the levels are, and whether they had shown that
    they agree with expert scores or the issuer does without that. Never who they are."""
    number = {1: "one reviewer", 2: "two reviewers"}.get(reviewers, f"{reviewers} reviewers")
    whose = f"{number} of the course" + ("" if reviewers == 1 else ", each for a part of the criteria")
    said = ", certified for this rubric" if certified else "; certification of reviewers is waived by the issuer"
    return whose + said
