"""How badges look: chosen by the people who run Cairn, and by an organisation for its own issuer's badges."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import badges
from app.db import reading, transaction
from app.flows.change_picture import achievements_for, repaint, require_achievement
from app.web.access import current_services
from app.web.admin.console_page import Frame, frame
from app.web.admin.mount import both, current_scope
from app.web.plain import without_nul


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One badge that can be earned, by the body that awards it."""

    key: str
    name: str
    version: str
    issuer: str
    image_url: str


@dataclass(frozen=True, slots=True)
class PicturesPage:
    """What templates/admin/pictures.html shows."""

    frame: Frame
    rows: tuple[PictureRow, ...]


@dataclass(frozen=True, slots=True)
class PicturePage:
    """What templates/admin/picture.html shows. `alternative` is only that of a picture of the issuer's own."""

    frame: Frame
    row: PictureRow
    level: str
    colour: str
    colours: tuple[tuple[str, str], ...]
    brought: bool
    alternative: str


@both("/pictures/")
def pictures() -> ResponseReturnValue:
    """All badges that were announced or awarded, by address."""
    with reading() as session:
        rows = tuple(_row(each) for each in achievements_for(session, current_scope()))
    return render_template("admin/pictures.html", page=PicturesPage(frame(), rows))


@both("/pictures/<key>")
def picture(key: str) -> ResponseReturnValue:
    """How one badge looks now, and what can be chosen."""
    with reading() as session:
        row = _row(require_achievement(session, current_scope(), key))
        shown = badges.picture_of(session, key)
    names = {hue: name for name, hue in badges.COLOURS.items()}
    page = PicturePage(
        frame=frame(),
        row=row,
        level=shown.level,
        colour=names.get(shown.hue, "") if shown.hue is not None else "",
        colours=(("", "The title's own"), *((name, name.capitalize()) for name in sorted(badges.COLOURS))),
        brought=shown.uploaded is not None,
        alternative=shown.alternative if shown.uploaded is not None else "",
    )
    return render_template("admin/picture.html", page=page)


@both("/pictures/<key>", "POST")
def choose_picture(key: str) -> ResponseReturnValue:
    """Have it drawn so, or show the picture that was sent. The pixels are redrawn before the transaction opens."""
    form = without_nul(request.form)
    sent = request.files.get("file")
    drawn = form.get("drawn") == "yes"
    file = sent.stream.read(badges.MOST_PICTURE_BYTES + 1) if sent and sent.filename and not drawn else b""
    choice = badges.PictureChoice(
        level=form.get("level", ""),
        hue=badges.COLOURS.get(form.get("colour", "")),
        png=badges.prepared(file) if file else None,
        alternative="" if drawn else form.get("alternative", ""),
    )
    with transaction() as session:
        repaint(session, current_services(), current_scope(), key, choice, keeps_own=not drawn and not file)
    return redirect(url_for(".picture", key=key), 303)


def _row(achievement: badges.AchievementView) -> PictureRow:
    return PictureRow(
        key=achievement.key,
        name=achievement.document["name"],
        version=achievement.document["version"],
        issuer=achievement.issuer.name,
        image_url=url_for("public.achievement_image", key=achievement.key),
    )
