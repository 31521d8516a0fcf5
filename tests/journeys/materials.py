"""What learners hand in: real files, made here, and texts of the length that is asked for."""

import io
import zipfile
from pathlib import Path

from PIL import Image, ImageDraw

SENTENCES = (
    "I asked my colleagues what they had tried before and what they would need on Monday.",
    "Three of them said that they wanted time to work on a unit of their own.",
    "So I cut the talk to ten minutes and let people plan in pairs.",
    "One teacher wrote: the example from a real class helped me most.",
    "Another found the second task too short, and I agree with her.",
)


def essay(words: int) -> str:
    """About this many words in paragraphs, never fewer."""
    text: list[str] = []
    while sum(len(sentence.split()) for sentence in text) < words:
        text.append(SENTENCES[len(text) % len(SENTENCES)])
    return "\n\n".join(" ".join(text[start : start + 6]) for start in range(0, len(text), 6))


def pdf(folder: Path, name: str, words: str = "Agenda") -> Path:
    """One page of A5 with one line of text, and a cross-reference table whose offsets are right."""
    stream = f"BT /F1 18 Tf 40 380 Td ({words}) Tj ET".encode("latin-1")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out = io.BytesIO(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    out.seek(0, io.SEEK_END)
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return _written(folder, name, out.getvalue())


def png(folder: Path, name: str, words: str = "What we made", size: tuple[int, int] = (640, 400)) -> Path:
    """A picture of a sheet of paper with a few words on it, of this width and height in pixels."""
    image = Image.new("RGB", size, "#f4efe4")
    draw = ImageDraw.Draw(image)
    draw.rectangle((24, 24, 616, 376), outline="#7a6a4f", width=3)
    draw.text((60, 60), words, fill="#33291a")
    for line in range(6):
        draw.line((60, 120 + 40 * line, 560 - 30 * (line % 3), 120 + 40 * line), fill="#b9ab90", width=2)
    out = io.BytesIO()
    image.save(out, "PNG")
    return _written(folder, name, out.getvalue())


def xlsx(folder: Path, name: str) -> Path:
    """A sheet with a heading and two answers, in the parts that every office program needs."""
    rows = (("What would make this worth your time?",), ("Time to plan",), ("A case from a class like mine",))
    cells = "".join(
        f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{row[0]}</t></is></c></row>'
        for number, row in enumerate(rows, start=1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">'
        '<sheets><sheet name="Survey" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            archive.writestr(path, head + text)
    return _written(folder, name, out.getvalue())


def _written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
