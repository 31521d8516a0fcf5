"""Issuers and their keys: who signs badges with what. For reading; keys are changed on the command line."""

from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app.administration import organisations
from app.badges import KeptIssuer, KeyAlgorithm
from app.db import reading
from app.flows.look_after_badges import issuers_within
from app.web.access import current_services
from app.web.admin.console_page import Frame, frame
from app.web.admin.mount import both, current_scope

PURPOSE = {KeyAlgorithm.ED25519: "the files", KeyAlgorithm.RSA: "the tokens"}


@dataclass(frozen=True, slots=True)
class IssuerCard:
    """One issuer, whose it is, and where its keys are published."""

    kept: KeptIssuer
    organisation: str
    page_url: str
    did_url: str


@dataclass(frozen=True, slots=True)
class IssuersPage:
    """What templates/admin/issuers.html shows."""

    frame: Frame
    cards: tuple[IssuerCard, ...]
    runs_cairn: bool


@both("/badges/issuers")
def issuers() -> ResponseReturnValue:
    """All issuers, or the organisation's own."""
    scope, base = current_scope(), current_services().settings.public_url
    with reading() as session:
        names = {each.id: each.name for each in organisations(session)}
        cards = tuple(
            IssuerCard(
                kept=kept,
                organisation=names.get(kept.organisation_id or 0, ""),
                page_url=base + url_for("public.issuer", slug=kept.issuer.slug),
                did_url=base + url_for("public.did_document", slug=kept.issuer.slug),
            )
            for kept in issuers_within(session, scope)
        )
    return render_template("admin/issuers.html", page=IssuersPage(frame(), cards, scope.is_operator), purpose=PURPOSE)
