"""What a wallet tells of a badge that it was given (OpenID4VCI 1.0, section 11.1). Pure."""

import json
import re

from app.wallet.errors import malformed_notification, unknown_notification
from app.wallet.models import WalletEvent

ID = re.compile(r"[A-Za-z0-9_-]{1,43}")


def read_notification(body: str) -> tuple[str, WalletEvent]:
    """The id and the event of a notification. Raises Invalid; other members, such as a description, are let be."""
    try:
        sent = json.loads(body)
        notification_id, event = sent["notification_id"], WalletEvent(sent["event"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise malformed_notification() from error
    if not isinstance(notification_id, str):
        raise malformed_notification()
    if not ID.fullmatch(notification_id):
        raise unknown_notification()
    return notification_id, event
