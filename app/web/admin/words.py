"""What codes are called on the console's pages."""

from app.badges import BadgeEventKind

SCOPES = {
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem": "make and change gradebook columns",
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly": "see gradebook columns",
    "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly": "read results",
    "https://purl.imsglobal.org/spec/lti-ags/scope/score": "send scores",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly": "read who is in the course",
}
ACTIONS = {
    "sign-in-link-made": "Made a sign-in link",
    "signed-in": "Signed in",
    "session-ended": "Ended a session",
    "organisation-created": "Added an organisation",
    "organisation-renamed": "Renamed an organisation",
    "registration-added": "Added a connection by hand",
    "registration-renamed": "Renamed a connection",
    "deployment-added": "Let a deployment in before it was seen",
    "registration-made": "Registered by a registration link",
    "registration-renewed": "Renewed by a registration link",
    "registration-assigned": "Said whose a connection is",
    "deployment-assigned": "Said whose a deployment is",
    "registration-blocked": "Blocked a connection",
    "registration-unblocked": "Let a connection in again",
    "policy-changed": "Changed how new deployments are met",
    "deployment-approved": "Approved a deployment",
    "deployment-blocked": "Blocked a deployment",
    "delivery-resumed": "Had waiting deliveries tried at once",
    "invitation-made": "Made a registration link",
    "invitation-withdrawn": "Withdrew a registration link",
    "key-rotated": "Changed the signing key",
    "key-prepared": "Prepared the next key",
    "key-removed": "Removed an old key",
    "badge-picture-changed": "Changed how a badge looks",
    "badge-revocation-asked": "Asked for a badge to be taken back",
    "badge-revocation-undone": "Let a badge stand after all",
    "badge-tried-again": "Had a badge that was stuck tried again",
    "people-merged": "Said that two people are one",
    "people-parted": "Said that two people are two after all",
    "stack-kept": "Kept a stack's badge although a part was revoked",
    "stack-revoked": "Took a stack's badge back after a part was revoked",
    "credit-accepted": "Accepted credit",
    "credit-declined": "Declined credit",
    "credit-reopened": "Took a decision on credit back",
}
BADGE_EVENTS = {
    BadgeEventKind.AWARDED: "Awarded",
    BadgeEventKind.SIGNED: "Signed",
    BadgeEventKind.SIGNED_ANEW: "Signed anew",
    BadgeEventKind.REVOCATION_ASKED: "About to be revoked",
    BadgeEventKind.REVOCATION_UNDONE: "Left to stand after all",
    BadgeEventKind.REVOKED: "Revoked",
    BadgeEventKind.PART_REVOKED: "A part was revoked",
    BadgeEventKind.PART_SETTLED: "Looked at by an administrator",
}
"""What is the issuer's business. Whom the earner shows the badge to is hers, and isn't told here."""
MESSAGES = {
    "LtiResourceLinkRequest": "activity or course",
    "LtiDeepLinkingRequest": "adding content",
    "LtiSubmissionReviewRequest": "review from the gradebook",
}


def action_words(action: str) -> str:
    """What an audit line's action is called; an unknown one by its code."""
    return ACTIONS.get(action, action.replace("-", " ").capitalize())


def scope_words(scope: str) -> str:
    """What a scope lets us do; an unknown one by the end of its name."""
    return SCOPES.get(scope, scope.rsplit("/", 1)[-1])
