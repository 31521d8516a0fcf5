"""The way back to the LMS, with what it may say there (LTI 1.3 core, launch presentation: return_url)."""

from urllib.parse import urlencode, urlsplit

LONGEST_SAID = 300


def saying(url: str, *, message: str = "", error: str = "", log: str = "") -> str:
    """The return address of a launch with words for the person (`message`, or `error` where something went wrong)
    and for the LMS's log. What the address asks for already stays as it is."""
    said = {"lti_msg": message, "lti_errormsg": error, "lti_errorlog": log}
    query = urlencode({name: words[:LONGEST_SAID] for name, words in said.items() if words})
    parts = urlsplit(url)
    return parts._replace(query="&".join(part for part in (parts.query, query) if part)).geturl()
