"""The same school over HTTPS: cookies, frames and storage as they are where people really work.

The LMS answers at https://127.0.0.1 and the tool at https://localhost: two sites, one certificate of our own.
"""

import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask

from app import worker
from app.config import read_settings
from app.db import transaction
from app.http import PlatformHttp
from app.lti import DeploymentPolicy, list_platforms, set_deployment_policy
from app.sandbox import Lms
from app.sandbox.server import serving
from app.sandbox.toolkeys import ToolKeys
from app.services import Services
from tests.conftest import test_environment
from tests.journeys.school import School, delivering, tool_at
from tests.serving import port_of, reserved, served


@contextmanager
def secure_school(folder: Path, empty_database: Path, temper: str = "canvas") -> Iterator[School]:
    """Tool and LMS over HTTPS; they know each other already."""
    pem = certificate(folder)
    with ExitStack() as stack:
        lms = Lms.new(folder / "lms", base_url="https://127.0.0.1:8001", temper=temper)
        stack.callback(lms.close)
        running = stack.enter_context(ExitStack())
        running.enter_context(serving(lms.app, tls=tls_of(pem)))
        trust_in_lms(lms, pem)
        lms.furnish()
        bound = stack.enter_context(reserved())
        url = f"https://localhost:{port_of(bound)}"
        app = tool_at(url, folder, empty_database)
        trust_in_tool(app, pem)
        stack.enter_context(served(app, bound, tls=tls_of(pem)))
        stack.enter_context(delivering(app))
        school = School(app, lms, url, running)
        school.connect()
        let_in(app)
        yield school


def let_in(app: Flask) -> None:
    """Every deployment of the school's LMSs may launch, also one that Canvas names at the first launch only."""
    with app.app_context(), transaction() as session:
        for platform in list_platforms(session):
            set_deployment_policy(session, platform.id, DeploymentPolicy.APPROVE)


def trust_in_tool(app: Flask, pem: Path) -> None:
    services: Services = app.extensions["cairn"]
    http = PlatformHttp(services.settings, authorities=pem)
    app.extensions["cairn"] = replace(services, http=http)
    worker.attach(app)


def trust_in_lms(lms: Lms, pem: Path) -> None:
    platform = lms.platform
    settings = read_settings(test_environment(pem.parent) | {"PUBLIC_URL": platform.base_url})
    platform.http = PlatformHttp(settings, authorities=pem)
    platform.tool_keys = ToolKeys(platform.http, platform.clock)


def tls_of(pem: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def certificate(folder: Path) -> Path:
    """A key and its certificate for both names in one file; it is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Cairn's journeys")])
    both = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    begun = datetime.now(UTC) - timedelta(days=1)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begun)
        .not_valid_after(begun + timedelta(days=3))
        .add_extension(x509.SubjectAlternativeName(both), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "site.pem"
    plain = serialization.NoEncryption()
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return pem
