"""The ledger as CSV. Its columns are stable: states' and districts' systems read them."""

from collections.abc import Iterable, Mapping

from flask import Response

from app.credit import EntryView, in_words
from app.transcript import csv_of
from app.web.downloads import disposition

COLUMNS = (
    "entry_id",
    "date",
    "earner",
    "licence_number",
    "jurisdiction",
    "unit",
    "quantity",
    "category",
    "micro_credential",
    "credential_id",
    "earned_on",
    "rule",
    "rule_version",
    "entry",
    "by",
    "about_entry",
    "reason",
)


def ledger_file(entries: Iterable[EntryView], names: Mapping[int, str], licences: Mapping[int, str]) -> Response:
    """Every line, oldest first; `names` and `licences` by person."""
    response = Response(csv_of(COLUMNS, (_row(each, names, licences) for each in entries)), mimetype="text/csv")
    response.headers["Content-Disposition"] = disposition("credit-ledger.csv", "attachment")
    return response


def _row(entry: EntryView, names: Mapping[int, str], licences: Mapping[int, str]) -> tuple[str, ...]:
    return (
        str(entry.id),
        entry.at.date().isoformat(),
        names.get(entry.person_id, ""),
        licences.get(entry.person_id, ""),
        entry.rule.jurisdiction,
        entry.rule.unit.one,
        in_words(entry.quantity),
        entry.rule.category,
        entry.micro_credential,
        entry.credential_uuid,
        entry.earned_at.date().isoformat(),
        entry.rule.key,
        str(entry.rule.version),
        entry.kind.value,
        entry.by,
        str(entry.of_id or ""),
        entry.words,
    )
