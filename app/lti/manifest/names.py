"""What an LMS is called."""

NAMES = {
    "blackboard": "Blackboard",
    "blackboardlearn": "Blackboard",
    "canvas": "Canvas",
    "desire2learn": "Brightspace",
    "moodle": "Moodle",
    "sakai": "Sakai",
}
"""By the product's own code, as its launches name it or an administrator enters it."""


def product_name(code: str | None) -> str:
    """The name for a page: an unknown product by its code; empty where no launch has told one yet."""
    return NAMES.get(code.lower(), code.capitalize()) if code else ""
