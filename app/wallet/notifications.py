"""What a wallet tells of a badge that it was given (OpenID4VCI 1.0, section 11.1). Pure."""

import json

from app.wallet.errors import malformed_notification
from app.wallet.models import WalletEvent


def read_notification(body: str) -> tuple[str, WalletEvent]:
    """The id and the event of a notification. Raises Invalid; other members, such as a description, are let be."""
    try:
        sent = json.loads(body)
        notification_id, event = sent["notification_id"], WalletEvent(sent["event"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise malformed_notification() from error
    if not isinstance(notification_id, str):
        raise malformed_notification()
    return notification_id, event
