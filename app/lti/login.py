"""The login redirect: pylti1p3 builds it, around our own registrations, states and cookies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pylti1p3.cookie import CookieService
from pylti1p3.oidc_login import OIDCLogin
from pylti1p3.redirect import Redirect
from pylti1p3.registration import Registration as LibraryRegistration
from pylti1p3.request import Request
from pylti1p3.session import SessionService
from pylti1p3.tool_config.abstract import ToolConfAbstract

from app.lti import errors
from app.lti.registrations import RegistrationView
from app.lti.state import NewState, usable_target

LONGEST_PARAMETER = 8000
STATE_PREFIX = "state-"
"""What pylti1p3 puts before every state."""


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """A platform's wish to sign somebody in. The hints belong to the platform and go back as they came."""

    issuer: str
    client_id: str | None
    deployment_id: str | None
    login_hint: str
    message_hint: str | None
    storage_target: str
    """The frame of the LMS that keeps values for tools, where it has one (`lti_storage_target`); else empty."""

    @property
    def key(self) -> tuple[object, ...]:
        """What the registration is found by."""
        return self.issuer, self.client_id, self.deployment_id


def read_login(parameters: Mapping[str, str]) -> LoginRequest:
    """The login initiation of GET or POST parameters. Raises Invalid if issuer or login hint is missing."""

    def parameter(*names: str) -> str | None:
        return next((parameters[name] for name in names if parameters.get(name)), None)

    issuer, login_hint = parameter("iss"), parameter("login_hint")
    if not issuer or not login_hint or any(_is_unusable(value) for value in parameters.values()):
        raise errors.login_incomplete()
    return LoginRequest(
        issuer=issuer,
        client_id=parameter("client_id"),
        deployment_id=parameter("lti_deployment_id", "deployment_id"),
        login_hint=login_hint,
        message_hint=parameter("lti_message_hint"),
        storage_target=usable_target(parameter("lti_storage_target") or ""),
    )


def login_redirect(asked: LoginRequest, registration: RegistrationView, state: NewState, launch_url: str) -> str:
    """The address of the platform's authorization endpoint with all that it must be asked.

    A query that is registered with the endpoint stays; pylti1p3 would add a second question mark.
    """
    login = _Login(asked, registration, state)
    url: str = login.get_redirect_object(launch_url).get_redirect_url()
    if not urlsplit(registration.auth_url).query:
        return url
    return f"{registration.auth_url}&{url.removeprefix(registration.auth_url + '?')}"


def _is_unusable(value: str) -> bool:
    return len(value) > LONGEST_PARAMETER or "\x00" in value


class _Parameters(Request):
    """The login's parameters, as pylti1p3 asks for them."""

    def __init__(self, asked: LoginRequest) -> None:
        self._values = {
            "iss": asked.issuer,
            "client_id": asked.client_id or "",
            "login_hint": asked.login_hint,
            "lti_message_hint": asked.message_hint or "",
        }

    def is_secure(self) -> bool:
        """Asked only where the library sets cookies, which it never does here."""
        return True  # pragma: no cover

    def get_param(self, key: str) -> str:
        return self._values.get(key, "")


class _OneRegistration(ToolConfAbstract[Request]):
    """The registration that was found already. The library's own maps are shared by the whole process; not used."""

    def __init__(self, view: RegistrationView) -> None:
        self._registration = (
            LibraryRegistration()
            .set_issuer(view.issuer)
            .set_client_id(view.client_id)
            .set_auth_login_url(view.auth_url)
        )

    def check_iss_has_one_client(self, _iss: str) -> bool:
        return False

    def find_registration_by_params(self, *_args: Any, **_kwargs: Any) -> LibraryRegistration:
        return self._registration

    find_registration_by_issuer = find_registration_by_params

    def find_deployment(self, *_args: Any) -> None:
        """Deployments are ours to find, at launch."""

    def find_deployment_by_params(self, *_args: Any, **_kwargs: Any) -> None:
        """Deployments are ours to find, at launch."""


class _NoCookies(CookieService):
    """Our own cookie is set by the web layer, with the attributes that an iframe needs."""

    def get_cookie(self, _name: str) -> None:
        """None is needed."""

    def set_cookie(self, *_args: Any, **_kwargs: Any) -> None:
        """The library's cookie would hold the state itself; nothing is set."""


class _NoSession(SessionService):
    """A login stores nothing: the nonce travels inside the signed state."""

    def __init__(self) -> None:
        """No storage to open."""

    def save_nonce(self, _nonce: str) -> None:
        """Kept in the state."""


class _Address(Redirect[str]):
    """The finished address; redirecting to it is the web layer's."""

    def __init__(self, url: str) -> None:
        self._url = url

    def get_redirect_url(self) -> str:
        return self._url

    def set_redirect_url(self, _location: str) -> None:
        """The address is final."""

    do_redirect = do_js_redirect = get_redirect_url


class _Login(OIDCLogin[_Parameters, _OneRegistration, _NoSession, _NoCookies, str]):
    """pylti1p3's login with our state and nonce in it."""

    def __init__(self, asked: LoginRequest, registration: RegistrationView, state: NewState) -> None:
        super().__init__(_Parameters(asked), _OneRegistration(registration), _NoSession(), _NoCookies())
        self._state = state

    def _get_uuid(self) -> str:
        return self._state.text

    def _generate_nonce(self) -> str:
        return self._state.nonce

    def get_redirect(self, url: str) -> _Address:
        return _Address(url)
