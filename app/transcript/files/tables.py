"""CSV and XLSX, by which no spreadsheet is made to run anything."""

import csv
import io
from collections.abc import Iterable, Sequence

from xlsxwriter import Workbook

from app.transcript.files.rows import COLUMNS, row
from app.transcript.rules import plain_cell
from app.transcript.views import Transcript

WIDE = {"title": 40, "issuer": 30, "issuer_did": 40, "credit": 45, "credential_id": 38, "verify_url": 60, "earner": 28}
USUAL = 16


def csv_file(transcript: Transcript) -> bytes:
    """UTF-8, comma, CR LF (RFC 4180); a cell that would be a formula begins with an apostrophe."""
    return csv_of(COLUMNS, (row(transcript, line) for line in transcript.lines))


def csv_of(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Any table as `csv_file` writes it."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([plain_cell(cell) for cell in each] for each in rows)
    return written.getvalue().encode()


def xlsx_file(transcript: Transcript) -> bytes:
    """One sheet, every cell text as it is: nothing is taken for a formula, a link or a number."""
    written = io.BytesIO()
    book = Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {"title": f"Transcript of {transcript.holder}", "created": transcript.made_at.replace(tzinfo=None)}
    )
    sheet, bold = book.add_worksheet("Transcript"), book.add_format({"bold": True})
    for place, name in enumerate(COLUMNS):
        sheet.set_column(place, place, WIDE.get(name, USUAL))
        sheet.write_string(0, place, name, bold)
    for number, line in enumerate(transcript.lines, start=1):
        for place, cell in enumerate(row(transcript, line)):
            sheet.write_string(number, place, cell)
    sheet.freeze_panes(1, 0)
    book.close()
    return written.getvalue()
