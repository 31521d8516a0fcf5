"""House rules about files: templates, sizes, commands, deliveries, settings, decisions. Each is plain data or text."""

import re
from pathlib import Path

import click
import pytest
from flask import Flask, template_rendered
from jinja2 import Environment, FileSystemLoader

from app import badges, gradebook
from app.flows.hear_of_copies import NOTICE_HANDLER
from app.flows.sync_roster import ROSTER
from app.services import Services
from app.worker import handlers
from tests import cast
from tests.guards.routes import ACTIONS, OUTSIDE, PAGES, filled
from tests.world import Window, World, read

ROOT = Path(__file__).parents[2]
APP, TEMPLATES, DECISIONS = ROOT / "app", ROOT / "templates", ROOT / "docs" / "decisions"
SANDBOX = APP / "sandbox" / "templates"

LONG: dict[str, str] = {
    "app/sandbox/tempers/canvas.py": "all of Canvas's manners in one place, read beside those of Moodle",
}
"""Files of more than 300 lines, each with the reason why it is one piece."""
UNESCAPED = {
    "app/web/markdown.py": "cleaned by an allow-list of tags first",
    "app/sandbox/pages/words.py": "only literal tags; every value is escaped",
    "app/sandbox/sanitising.py": "what is left of a fragment once everything that could act is taken out",
}
"""Where Python says that something is HTML already, and why it may."""
RENDERED_ELSEWHERE = {
    "course/nothing_asked.html": "tests/web/course/test_asked.py",
    "admin/organisations.html": "tests/web/admin/test_organisations.py",
    "admin/picture.html": "tests/web/admin/test_pictures.py",
    "admin/sessions.html": "tests/web/admin/test_signing_in.py",
    "admin/sign_in.html": "tests/web/admin/test_signing_in.py",
    "admin/signed_out.html": "tests/web/admin/test_signing_in.py",
    "earner/conflict.html": "tests/web/earner/test_saving.py",
    "home/nothing_to_add.html": "tests/web/test_home.py",
    "transcript/check.html": "tests/web/transcript/test_public.py",
    "lti/new_window.html": "tests/web/lti/test_launch.py",
    "lti/registered.html": "tests/lti/test_registration.py",
    "lti/registration_link.html": "tests/lti/test_registration.py",
    "lti/resume.html": "tests/web/lti/test_resume.py",
    "lti/storage.html": "tests/web/lti/test_storage.py",
    "public/achievement.html": "tests/web/public/test_badges.py",
    "public/badge.html": "tests/web/public/test_badges.py",
    "public/evidence.html": "tests/web/public/test_sharing.py",
    "public/badge_closed.html": "tests/web/public/test_badges.py",
    "earner/_about.html": "tests/web/earner/test_pages.py",
    "earner/handing_in_shown.html": "tests/web/earner/test_handing_in.py",
}
"""Pages that no walk over the routes comes to, with the test that sees them."""

DIRECTLY = re.compile(r'"([a-z_]+(?:/[a-z_]+)*\.html)"')
FROM_TEMPLATE = re.compile(r"{%-?\s*(?:extends|include|import|from)\s+\"([^\"]+)\"")


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*.html")}


def pages() -> set[str]:
    """Templates that Python renders by name."""
    sources = (path.read_text() for path in APP.rglob("*.py") if "sandbox" not in path.parts)
    return {name for source in sources for name in DIRECTLY.findall(source)}


def parts(folder: Path) -> set[str]:
    """Templates that others are made of."""
    return {name for path in folder.rglob("*.html") for name in FROM_TEMPLATE.findall(path.read_text())}


def test_every_template_compiles(app: Flask) -> None:
    for name in sorted(names(TEMPLATES)):
        app.jinja_env.get_template(name)
    for path in sorted(SANDBOX.rglob("*.html")):
        Environment(loader=FileSystemLoader(SANDBOX), autoescape=True).parse(path.read_text(), str(path))


def test_no_template_is_missing_and_none_is_left_over() -> None:
    assert pages() | parts(TEMPLATES) == names(TEMPLATES)


def test_parts_begin_with_an_underscore_or_live_among_layouts_and_macros() -> None:
    for name in names(TEMPLATES) - pages():
        at_home = name == "base.html" or name.startswith(("layouts/", "macros/", "partials/"))
        assert at_home or name.endswith("layout.html") or "/_" in name, name


def test_every_page_is_rendered_in_a_test_that_checks_its_title_and_heading(app: Flask, world: World) -> None:
    """Each answer that a window gets is checked by tests/pages.py."""
    seen: set[str] = set()

    def note(_sender: object, template: object, **_: object) -> None:
        seen.add(str(template.name))  # type: ignore[attr-defined]

    with template_rendered.connected_to(note, app):
        walk(app, world)
    assert pages() - seen <= set(RENDERED_ELSEWHERE), pages() - seen - set(RENDERED_ELSEWHERE)
    for path in RENDERED_ELSEWHERE.values():
        assert (ROOT / path).exists(), path


def walk(app: Flask, world: World) -> None:
    for route in (*PAGES, *(each for each in ACTIONS if each.status == 200)):
        window, path = Window(app, world, route.right), filled(route.example, world)
        window.get(path) if route.method == "GET" else window.post(path, route.form)
    for who, path in ((cast.MEL, "/course/"), (cast.BEN, "/course/"), (cast.NIL, "/"), (cast.VAL, "/")):
        Window(app, world, who).get(path)
    unplaced = Window(app, world, cast.NEWCOMER)
    unplaced.get("/")
    for entry, (path, _) in OUTSIDE.items():
        read(Window(app, world, cast.NIL).client.open(filled(path, world), method=entry.split()[0]))


@pytest.mark.parametrize("folder", [TEMPLATES, SANDBOX], ids=["cairn", "sandbox"])
def test_no_template_switches_escaping_off(folder: Path) -> None:
    for path in folder.rglob("*.html"):
        assert not re.search(r"\|\s*safe\b|autoescape|\|\s*tojson", path.read_text()), path


def test_text_becomes_html_unescaped_only_where_that_is_explained() -> None:
    found = {str(path.relative_to(ROOT)) for path in APP.rglob("*.py") if re.search(r"\bMarkup\(", path.read_text())}
    assert found == set(UNESCAPED)


def test_no_file_grew_beyond_three_hundred_lines_without_a_reason() -> None:
    long = {str(path.relative_to(ROOT)) for path in APP.rglob("*.py") if path.read_text().count("\n") > 300}
    assert long == set(LONG)
    assert all(LONG.values())


def test_no_template_grew_beyond_a_hundred_and_fifty_lines() -> None:
    assert not [str(path) for path in TEMPLATES.rglob("*.html") if path.read_text().count("\n") > 150]


def test_every_command_and_every_option_says_what_it_is_for(app: Flask) -> None:
    def check(group: click.Group, path: str) -> None:
        for name, command in group.commands.items():
            assert command.help or command.short_help, f"{path} {name}"
            if isinstance(command, click.Group):
                check(command, f"{path} {name}")
                continue
            options = [each for each in command.params if isinstance(each, click.Option)]
            assert all(each.help for each in options), (
                f"{path} {name}: {[each.name for each in options if not each.help]}"
            )

    ours = click.Group(commands={name: each for name, each in app.cli.commands.items() if name != "db"})
    assert {"admin", "lti", "catalog", "badges", "files"} <= set(ours.commands)
    check(ours, "flask")


def test_every_kind_of_delivery_has_a_handler(app: Flask) -> None:
    owed = {
        kind
        for path in APP.rglob("*.py")
        if "sandbox" not in path.parts and "outbox" not in path.parts
        for kind in re.findall(r"mark_(?:all_)?due\([^)]*?kind=([\w.]+)", path.read_text())
    }
    services: Services = app.extensions["cairn"]
    named = {"BADGE", "SCORE", "COLUMN", "RESULTS", "ROSTER", "NOTICE_HANDLER", "REVOCATION"}
    assert owed == named, "name the new kind here, and its handler in app/worker"
    kinds = {gradebook.SCORE, gradebook.COLUMN, gradebook.RESULTS, ROSTER, NOTICE_HANDLER}
    kinds |= {badges.BADGE, badges.REVOCATION}
    assert set(handlers(services)) == kinds


def test_the_readmes_settings_are_the_ones_that_are_read() -> None:
    read_here = re.findall(r'reader\.\w+\("([A-Z_]+)"', (APP / "config.py").read_text())
    by_gunicorn = re.findall(r'environ\.get\("([A-Z_]+)"', (ROOT / "gunicorn.conf.py").read_text())
    rows = [line.split("|")[1] for line in (ROOT / "README.md").read_text().splitlines() if line.startswith("| `")]
    told = {name for row in rows for name in re.findall(r"`([A-Z][A-Z_]+)`", row)}
    assert told == {*read_here, *by_gunicorn}


def test_decisions_are_numbered_without_a_gap_and_listed() -> None:
    files = sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    listed = re.findall(r"\]\(([^)]+)\)", (DECISIONS / "README.md").read_text())
    assert listed == files
    for number, name in enumerate(files, 1):
        assert (DECISIONS / name).read_text().startswith(f"# {number}. "), name


def test_every_decision_that_the_code_names_is_there() -> None:
    count = len(list(DECISIONS.glob("[0-9]*.md")))
    for folder in (APP, ROOT / "tests", ROOT / "docs", ROOT / "bench"):
        for path in folder.rglob("*.*"):
            if path.suffix in {".py", ".md", ".html"}:
                named = re.findall(r"\(?[Dd]ecision (\d+)\b", path.read_text())
                assert all(1 <= int(number) <= count for number in named), path


def test_every_link_between_our_documents_leads_somewhere() -> None:
    for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text()):
            assert target.startswith("http") or (path.parent / target).exists(), f"{path}: {target}"
