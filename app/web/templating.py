"""What templates may use beside their page: dates, points, Markdown, the form token, the navigation."""

from datetime import datetime

from flask import Flask, g

from app.catalog import credit_in_words
from app.web import csrf
from app.web.access import current_services
from app.web.markdown import render
from app.web.navigation import navigation
from app.web.times import current_times


def register(app: Flask) -> None:
    app.jinja_env.filters.update(credit=credit_in_words)
    app.jinja_env.filters.update(markdown=render, hours=hours, points=points, moment=moment, day=day, size=size)
    app.jinja_env.globals.update(csrf_token=csrf_token, navigation=navigation)
    app.jinja_env.globals.update(frame_origins=frame_origins, launch_key=launch_key)
    app.context_processor(lambda: {"actor": g.get("actor"), "times": current_times()})
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def csrf_token() -> str:
    """The form token of the present launch, or of what `g.form_binding` says where there is none."""
    binding = g.get("form_binding") or (g.launch_id, g.launch_secret)
    return csrf.token(current_services().settings.secret_key, *binding)


def hours(minutes: int) -> str:
    """90 -> "1.5 hours", 60 -> "1 hour", 45 -> "45 minutes"."""
    if minutes < 60:
        return f"{minutes} minute{'' if minutes == 1 else 's'}"
    number = f"{minutes / 60:.2f}".rstrip("0").rstrip(".")
    return f"{number} hour{'' if number == '1' else 's'}"


def points(hundredths: int) -> str:
    """8333 -> "83.33", 10000 -> "100"."""
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")


def moment(when: datetime) -> str:
    """A moment in words, as the present launch asks for it."""
    return current_times().shown(when)


def day(when: datetime) -> str:
    """The day of a moment in words, as the present launch asks for it."""
    return current_times().day(when)


def frame_origins() -> str:
    """The origins of the LMS of the present launch, separated by spaces: whom a page may say its height to."""
    return " ".join(g.get("frame_origins", ()))


def launch_key() -> str:
    """The launch's part of the addresses of a page that is open by key; empty where a cookie holds it open."""
    segment: str = g.get("launch_segment", "")
    return segment if g.get("launch_key") else ""


def size(count: int) -> str:
    """Bytes for people: 812 -> "812 bytes", 2411724 -> "2.3 MB"."""
    amount = float(count)
    for unit in ("bytes", "KB", "MB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} GB"
