"""Sheets for administrators, one readable page of Markdown for each LMS that is filled in by hand."""

from collections.abc import Iterable

from app.lti.manifest.products import PRODUCTS, Field, Product
from app.lti.manifest.tool import ToolAddresses, tool_addresses
from app.lti.manifest.variables import CUSTOM
from app.lti.scopes import ALL_SCOPES, LINE_ITEM, LINE_ITEM_READ, MEMBERSHIP_READ, RESULT_READ, SCORE

SHEETS = tuple(product.key for product in PRODUCTS)
MENU = " \u203a "
"""The sign between two menus, as people know it."""
PURPOSES = {
    LINE_ITEM: "making a gradebook column where the LMS made none",
    LINE_ITEM_READ: "finding the column",
    RESULT_READ: "looking before a grade is changed",
    SCORE: "sending scores",
    MEMBERSHIP_READ: "the roster of the course",
}


def sheet_for(key: str, public_url: str) -> str:
    """The sheet of a product, with this Cairn's addresses in it. Raises KeyError for a product that has none."""
    product = {each.key: each for each in PRODUCTS}[key]
    parts = (
        f"# Cairn in {product.title}",
        product.before,
        "\n".join(f"{number}. {step}" for number, step in enumerate(product.steps, 1)),
        "## Into the LMS",
        _table(("the LMS calls it", "value"), _values(product, tool_addresses(public_url))),
        _services(),
        "## Out of the LMS, into Cairn",
        "Letter by letter, as the LMS shows it:",
        _table(("the LMS calls it", "option"), ((word, f"`{option}`") for word, option in product.out)),
        _command(product),
        "## Placing a micro-credential",
        product.placing,
        *product.notes,
        "Launches from a place that Cairn wasn't told of wait for an administrator's approval: "
        "`flask lti platforms` lists them.",
    )
    return "\n\n".join(parts).replace(" > ", MENU) + "\n"


def _values(product: Product, addresses: ToolAddresses) -> Iterable[Field]:
    fixed = (("LTI version", "1.3"), ("Signing", "RS256, by the key set address above"))
    told = ((word, f"`{getattr(addresses, name)}`") for word, name in product.into)
    custom = "<br>".join(f"`{name}={value}`" for name, value in CUSTOM.items())
    return (*told, *fixed, ("Custom parameters", custom))


def _services() -> str:
    """Which services to allow, and what for."""
    rows = ((f"`{scope}`", PURPOSES[scope]) for scope in ALL_SCOPES)
    words = (
        "Allow line items (read and manage), scores, results (read), names and roles. Share name and email if badges "
        "are to carry a name; Cairn also works without."
    )
    return f"{words}\n\n{_table(('scope', 'for'), rows)}"


def _command(product: Product) -> str:
    """The command that takes in what was noted, with what is the same everywhere filled in."""
    known = dict(product.known)
    options = dict.fromkeys(["--issuer", *(option for _, option in product.out), *known])
    lines = ["flask lti add-platform", '--label "Example University"']
    lines += [f"--product {product.code}"] if product.code else []
    lines += [f"{option} {known.get(option, '…')}" for option in options]
    return "```\n" + " \\\n  ".join(lines) + "\n```"


def _table(head: Field, rows: Iterable[Field]) -> str:
    return "\n".join(f"| {left} | {right} |" for left, right in (head, ("---", "---"), *rows))
