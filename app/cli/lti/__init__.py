"""`flask lti …`: invite platforms, add them by hand, let them in or keep them out, change Cairn's keys."""

from app.cli.lti import invitations, keys, platforms, standing, telling
from app.cli.lti.group import RefusingCommand, group

__all__ = ["RefusingCommand", "group", "invitations", "keys", "platforms", "standing", "telling"]
