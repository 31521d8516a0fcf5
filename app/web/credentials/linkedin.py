"""LinkedIn's "add to profile" as a plain link: nothing is loaded from there, and nothing is sent by us."""

from urllib.parse import urlencode

from app.badges import CredentialView

ADD = "https://www.linkedin.com/profile/add"


def add_to_profile(badge: CredentialView) -> str:
    """The address that opens LinkedIn's own form, filled in; only of use for a badge that everybody sees.

    Field names: LinkedIn's help on adding certifications.
    """
    fields = {
        "startTask": "CERTIFICATION_NAME",
        "name": badge.name,
        "organizationName": badge.issuer.name,
        "issueYear": str(badge.awarded_at.year),
        "issueMonth": str(badge.awarded_at.month),
        "certUrl": badge.url,
        "certId": badge.uuid,
    }
    if badge.valid_until:
        fields |= {"expirationYear": str(badge.valid_until.year), "expirationMonth": str(badge.valid_until.month)}
    return f"{ADD}?{urlencode(fields)}"
