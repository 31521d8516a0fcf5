"""Canvas in Instructure's cloud: one issuer for all schools, and three environments that must not mix.

Beta and test hold copies of real courses and answer to the same client id; only their issuers and hosts
differ. Each is a registration of its own here, so people, courses and grades of one never meet another's.
Source: Canvas doc/api/lti_dev_key_config.md, "Configuring Canvas in the Tool".
"""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

HOSTS = (".instructure.com", ".canvaslms.com")
LONGEST_SCHOOL = 240


class Environment(StrEnum):
    """Which copy of a school's Canvas. Everything outside that cloud is PRODUCTION."""

    PRODUCTION = "production"
    BETA = "beta"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class CloudAddresses:
    """What one environment answers at; `issuer` is the same for all its schools."""

    issuer: str
    auth_url: str
    token_url: str
    jwks_url: str


def is_cloud(url: str) -> bool:
    """Whether an address or origin is one of that cloud."""
    return (urlsplit(url).hostname or "").endswith(HOSTS)


def environment_of(url: str) -> Environment:
    """The environment that an issuer or another address belongs to: `<school>.beta.instructure.com` is beta.

    A school that is itself called "beta" or "test" is production like any other.
    """
    labels = (urlsplit(url).hostname or "").split(".")
    word = labels[-3] if is_cloud(url) and len(labels) > 3 else ""
    return Environment(word) if word in {Environment.BETA, Environment.TEST} else Environment.PRODUCTION


def cloud_addresses(environment: Environment) -> CloudAddresses:
    """Where an environment is; its first label tells it apart."""
    part = "" if environment is Environment.PRODUCTION else f"{environment.value}."
    service = f"https://sso.{part}canvaslms.com"
    return CloudAddresses(
        issuer=f"https://canvas.{part}instructure.com",
        auth_url=f"{service}/api/lti/authorize_redirect",
        token_url=f"{service}/login/oauth2/token",
        jwks_url=f"{service}/api/lti/security/jwks",
    )


def is_one_environment(*urls: str) -> bool:
    """Whether no address belongs to another environment of that cloud than the first one.

    A first address outside the cloud is of no environment, and then neither may the others be.
    """
    first, *others = urls
    if not is_cloud(first):
        return not any(is_cloud(each) for each in others)
    return all(is_cloud(each) and environment_of(each) is environment_of(first) for each in others)


def labelled(label: str, environment: Environment) -> str:
    """A school's name with the environment behind it, where it isn't the one that counts; a long one is cut for it."""
    return label if environment is Environment.PRODUCTION else f"{label[:LONGEST_SCHOOL]} ({environment.value})"
