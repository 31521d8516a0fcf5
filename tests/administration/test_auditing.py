"""The audit log: it grows, it is read page by page, and each tenant reads its own lines."""

import ast
from pathlib import Path

from flask import Flask

from app.administration import AuditFilter, audit, audit_page
from app.db import reading, transaction
from app.services import Services
from tests.administration.conftest import Tenants

APP = Path(__file__).parents[2] / "app"


def write(services: Services, action: str, subject: str = "deployment:1", organisation_id: int | None = None) -> None:
    with transaction() as session:
        audit(
            session,
            services.clock,
            by="Olga",
            action=action,
            subject=subject,
            organisation_id=organisation_id,
            detail={"was": "pending"},
        )


def test_a_line_says_who_did_what_and_when(database: Flask, services: Services) -> None:
    write(services, "deployment-approved")
    with reading() as session:
        (line,) = audit_page(session, AuditFilter()).entries
    assert (line.at, line.by, line.action, line.subject) == (
        services.clock.now(),
        "Olga",
        "deployment-approved",
        "deployment:1",
    )
    assert line.detail == {"was": "pending"}


def test_the_log_is_read_page_by_page_newest_first(database: Flask, services: Services) -> None:
    for number in range(101):
        write(services, "counted", f"thing:{number}")
    seen, older_than = [], None
    with reading() as session:
        while True:
            page = audit_page(session, AuditFilter(older_than=older_than))
            seen += [line.subject for line in page.entries]
            older_than = page.older_than
            if older_than is None:
                break
    assert seen == [f"thing:{number}" for number in reversed(range(101))]


def test_fifty_lines_are_one_page(database: Flask, services: Services) -> None:
    for _ in range(50):
        write(services, "counted")
    with reading() as session:
        page = audit_page(session, AuditFilter())
    assert len(page.entries) == 50 and page.older_than is None


def test_the_log_is_filtered_by_action(database: Flask, services: Services) -> None:
    write(services, "blocked")
    write(services, "approved")
    with reading() as session:
        page = audit_page(session, AuditFilter(action="blocked"))
    assert [line.action for line in page.entries] == ["blocked"]
    assert page.actions == ("approved", "blocked")


def test_a_tenant_reads_its_own_lines_only(tenants: Tenants, services: Services) -> None:
    write(services, "meadow-did", organisation_id=tenants.meadow)
    write(services, "harbour-did", organisation_id=tenants.harbour)
    write(services, "operator-did")
    with reading() as session:
        page = audit_page(session, AuditFilter(organisation_id=tenants.meadow))
    assert [line.action for line in page.entries] == ["meadow-did"]
    assert page.actions == ("meadow-did",)
    assert page.entries[0].organisation_name == "Meadow College"


def test_a_launch_without_an_organisation_reads_what_is_about_its_own_things(
    tenants: Tenants, services: Services
) -> None:
    write(services, "mine", "deployment:7")
    write(services, "not-mine", "deployment:8")
    write(services, "given-away", "deployment:7", tenants.harbour)
    with reading() as session:
        page = audit_page(session, AuditFilter(subjects=frozenset({"deployment:7"})))
    assert [line.action for line in page.entries] == ["mine"]


def changing_verbs(source: str) -> list[str]:
    """Calls of update, delete or merge that name the table of the log."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [
        ast.unparse(call)
        for call in calls
        if ast.unparse(call.func).split(".")[-1] in {"update", "delete", "merge"} and "AuditEntry" in ast.unparse(call)
    ]


def test_no_verb_of_the_house_changes_or_removes_a_line() -> None:
    sources = [path.read_text() for path in APP.rglob("*.py")]
    assert any("AuditEntry(" in source for source in sources)
    assert not [found for source in sources for found in changing_verbs(source)]
    owners = {str(path.relative_to(APP)) for path in APP.rglob("*.py") if "AuditEntry" in path.read_text()}
    folder = "administration"
    assert owners == {f"{folder}/{name}.py" for name in ("models", "queries", "service/auditing")}
    assert changing_verbs("session.execute(delete(AuditEntry).where(AuditEntry.id == 1))")
