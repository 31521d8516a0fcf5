"""The doctor's report as text to pass on. It names products, servers and codes; never a person, a course or a key."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from app.flows.examine.facts import Facts
from app.flows.examine.findings import Finding, Mark


def report(facts: Facts, findings: Iterable[Finding]) -> str:
    """One line for the place, one for each finding."""
    registration, launched = facts.registration, facts.launched
    lines = [
        f"Cairn launch doctor, {facts.at:%Y-%m-%d %H:%M} UTC",
        f"Cairn at {urlsplit(facts.public_url).netloc}",
        f"LMS {registration.product_family or 'unknown'} at {urlsplit(registration.issuer).netloc}, "
        f"platform {registration.id}, {registration.status}",
    ]
    if facts.deployment is not None:
        lines.append(f"Deployment {facts.deployment.id}, {facts.deployment.status}")
    if launched is not None:
        where = launched.launch.lms_placement or "activity"
        lines.append(f"Launch {launched.launch.message_type} from {where}, role {launched.launch.role}")
    return "\n".join([*lines, "", *map(_line, findings)])


def _line(finding: Finding) -> str:
    detail = f" [{finding.detail}]" if finding.detail else ""
    mender = f" Mended by {finding.mender}." if finding.mender and finding.mark is not Mark.GOOD else ""
    return f"{finding.mark.upper():8}{finding.code}: {finding.words}{mender}{detail}"
