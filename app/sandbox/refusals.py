"""How this platform says no: to a tool's service call, and to a login."""

from enum import StrEnum


class ServiceRefusalError(Exception):
    """An answer other than 2xx to a service call; `reason` goes into the HTTP status line."""

    def __init__(self, status: int, body: object, *, media_type: str = "application/json", reason: str = "") -> None:
        super().__init__(f"{status} {reason or body}")
        self.status = status
        self.body = body
        self.media_type = media_type
        self.reason = reason


class LoginProblem(StrEnum):
    """What can be wrong with an authentication request."""

    CLIENT = "client_id"
    REDIRECT_URI = "redirect_uri"
    RESPONSE_MODE = "response_mode"
    PROMPT = "prompt"
    SCOPE = "scope"
    RESPONSE_TYPE = "response_type"
    NONCE = "nonce"
    HINT = "lti_message_hint"
    USED_HINT = "lti_message_hint, used before"
    USER = "login_hint"
    SIGNED_OUT = "session"
    TOOL_OFF = "tool status"


class LoginRefusalError(Exception):
    """An authentication request that gets no id_token."""

    def __init__(self, problem: LoginProblem) -> None:
        super().__init__(f"Invalid {problem.value}")
        self.problem = problem
