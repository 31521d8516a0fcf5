"""The way out: what a platform's server may do to us, and what we let it."""

import contextlib
import datetime
import socket
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
import urllib3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.config import Settings
from app.http import Limits, PlatformHttp, TransportError, is_public
from tests.loopback import Heard, loopback_server, reply

QUICK = Limits(connect=0.5, read=0.3, total=0.8, body=1000)


def settings_for(*, private: bool = True) -> Settings:
    return Settings(
        public_url="http://localhost:8000",
        secret_key="s" * 32,
        key_encryption_keys=(),
        data_dir=Path("unused"),
        database_url="sqlite://",
        redis_url=None,
        allow_private_networks=private,
        worker_in_process=False,
        trusted_proxies=0,
        max_request_bytes=1,
        rate_limits=True,
        key_rotation_days=90,
        log_level="INFO",
    )


@pytest.fixture
def http():
    return PlatformHttp(settings_for(), limits=QUICK)


def failure(call) -> TransportError:
    with pytest.raises(TransportError) as caught:
        call()
    return caught.value


def test_a_call_names_cairn_and_where_to_reach_its_people(http):
    with loopback_server(lambda handler, heard: reply(handler, body=b'{"a": 1}')) as server:
        response = http.get(f"{server.url}/x?y=1", headers={"Accept": "application/json"})
    assert (response.status, response.ok, response.json()) == (200, True, {"a": 1})
    assert server.heard[0].headers["User-Agent"].endswith("(+http://localhost:8000)")
    assert server.heard[0].headers["Accept"] == "application/json"
    assert server.heard[0].path == "/x?y=1"


def test_a_json_document_is_posted_with_the_media_type_asked_for(http):
    with loopback_server(lambda handler, heard: reply(handler, 201)) as server:
        http.post(server.url, json={"name": "Zoë"}, headers={"content-type": "application/vnd.x+json"})
        http.put(server.url, json={})
        http.post(server.url, form={"a": "b c"})
        http.delete(server.url)
    score, put, form, delete = server.heard
    assert score.headers["content-type"] == "application/vnd.x+json"
    assert score.body == '{"name": "Zoë"}'.encode()
    assert put.headers["Content-Type"] == "application/json"
    assert form.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert form.body == b"a=b+c"
    assert delete.method == "DELETE"


def test_an_answer_of_any_status_is_an_answer(http):
    with loopback_server(
        lambda handler, heard: reply(handler, 400, b"[]", reason="Incorrect score received")
    ) as server:
        response = http.get(server.url)
    assert (response.status, response.ok, response.reason) == (400, False, "Incorrect score received")


def test_rubbish_in_place_of_json_is_told_as_such(http):
    with loopback_server(lambda handler, heard: reply(handler, body=b"<html>\xff")) as server:
        response = http.get(server.url)
    assert "<html>" in response.text
    assert failure(response.json).code == "answer-not-json"


def test_json_without_a_bottom_is_no_json(http):
    deep = PlatformHttp(settings_for(), limits=replace(QUICK, read=5, total=10, body=1_000_000))
    with loopback_server(lambda handler, heard: reply(handler, body=b"[" * 200_000)) as server:
        response = deep.get(server.url)
    assert failure(response.json).code == "answer-not-json"


def test_a_server_that_never_answers_is_left(http):
    with loopback_server(lambda handler, heard: time.sleep(1)) as server:
        error = failure(lambda: http.get(server.url))
    assert (error.code, error.retryable, error.timed_out, error.uncertain) == ("platform-timeout", True, True, True)


def test_an_answer_that_drips_is_left_after_the_total_time(http):
    def drip(handler, heard: Heard) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "900")
        handler.end_headers()
        for _ in range(30):
            handler.wfile.write(b"x")
            time.sleep(0.1)

    with loopback_server(drip) as server:
        begun = time.monotonic()
        error = failure(lambda: http.get(server.url))
    assert error.timed_out
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("place", ["status line", "header", "chunk size", "end of stream"])
def test_a_drip_anywhere_in_the_answer_ends_with_the_total_time(http, place: str):
    beginnings = {
        "status line": b"HTTP/1.1 2",
        "header": b"HTTP/1.1 200 OK\r\nX-Slow: ",
        "chunk size": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "end of stream": b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
    }

    def drip(handler, heard: Heard) -> None:
        handler.connection.sendall(beginnings[place])
        for _ in range(30):
            handler.connection.sendall(b"0")
            time.sleep(0.1)

    with loopback_server(drip) as server:
        begun = time.monotonic()
        error = failure(lambda: http.get(server.url))
        assert time.monotonic() - begun < 2
    assert (error.timed_out, error.uncertain) == (True, True)


def test_a_second_call_on_a_kept_connection_is_watched_too(http):
    def answer(handler, heard: Heard) -> None:
        if heard.path == "/quick":
            reply(handler, body=b"ok")
            return
        handler.connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(30):
            handler.connection.sendall(b"0")
            time.sleep(0.1)

    with loopback_server(answer) as server:
        assert http.get(server.url + "/quick").ok
        begun = time.monotonic()
        assert failure(lambda: http.get(server.url + "/slow")).timed_out
        assert time.monotonic() - begun < 2


def test_a_handshake_that_drips_ends_with_the_total_time(http):
    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(b"\x16\x03\x03\x3f\x00")
            for _ in range(30):
                connection.sendall(b"\x00")
                time.sleep(0.1)

    thread = threading.Thread(target=drip)
    thread.start()
    begun = time.monotonic()
    error = failure(lambda: http.get(f"https://127.0.0.1:{listener.getsockname()[1]}/"))
    assert error.timed_out
    assert time.monotonic() - begun < 2
    thread.join()
    listener.close()


def test_a_connection_that_breaks_is_retryable_and_uncertain(http):
    def break_off(handler, heard: Heard) -> None:
        handler.connection.shutdown(socket.SHUT_RDWR)

    with loopback_server(break_off) as server:
        error = failure(lambda: http.post(server.url, json={}))
    assert (error.code, error.retryable, error.uncertain) == ("platform-unreachable", True, True)


def test_an_answer_cut_short_is_not_taken_for_whole(http):
    def cut(handler, heard: Heard) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "500")
        handler.end_headers()
        handler.wfile.write(b"[1, 2]")
        handler.close_connection = True

    with loopback_server(cut) as server:
        assert failure(lambda: http.get(server.url)).code == "platform-unreachable"


def test_a_port_where_nobody_listens_means_nothing_was_delivered(http):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    error = failure(lambda: http.get(f"http://127.0.0.1:{port}/"))
    assert (error.code, error.retryable, error.uncertain) == ("platform-unreachable", True, False)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_flood_is_cut_at_the_cap(http, chunked: bool):
    def flood(handler, heard: Heard) -> None:
        handler.send_response(200)
        handler.send_header(*(("Transfer-Encoding", "chunked") if chunked else ("Content-Length", "100000000")))
        handler.end_headers()
        for _ in range(1000):
            handler.wfile.write(b"3e8\r\n" + b"x" * 1000 + b"\r\n")

    with loopback_server(flood) as server:
        error = failure(lambda: http.get(server.url))
    assert (error.code, error.retryable) == ("answer-too-large", False)


def test_a_chunked_answer_arrives_whole(http):
    def chunks(handler, heard: Heard) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")

    with loopback_server(chunks) as server:
        assert http.get(server.url).body == b"abcde"


def test_a_redirect_to_another_host_is_not_followed(http):
    with (
        loopback_server(lambda handler, heard: reply(handler)) as elsewhere,
        loopback_server(lambda handler, heard: reply(handler, 302, headers={"Location": elsewhere.url})) as server,
    ):
        assert http.get(server.url).status == 302
    assert elsewhere.heard == []


def test_a_redirect_to_another_name_at_the_same_port_is_not_followed(http):
    def answer(handler, heard: Heard) -> None:
        reply(handler, 302, headers={"Location": f"http://localhost:{handler.server.server_port}/x"})

    with loopback_server(answer) as server:
        assert http.get(server.url).status == 302
    assert len(server.heard) == 1


def test_a_redirect_within_the_host_is_followed_for_a_get_only(http):
    def answer(handler, heard: Heard) -> None:
        if heard.path == "/new":
            reply(handler, body=b"here")
        else:
            reply(handler, 301, headers={"Location": "/new"})

    with loopback_server(answer) as server:
        assert http.get(server.url + "/old").body == b"here"
        assert http.post(server.url + "/old", json={}).status == 301


def test_redirects_in_circles_end(http):
    with loopback_server(lambda handler, heard: reply(handler, 302, headers={"Location": "/"})) as server:
        assert failure(lambda: http.get(server.url)).code == "too-many-redirects"
    assert len(server.heard) == 3


def test_cookies_of_a_platform_are_not_sent_back(http):
    with loopback_server(lambda handler, heard: reply(handler, headers={"Set-Cookie": "a=b; Path=/"})) as server:
        http.get(server.url)
        http.get(server.url)
    assert "Cookie" not in server.heard[1].headers


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://moodle.example.edu/x", "address-not-https"),
        ("ftp://127.0.0.1/x", "address-not-https"),
        ("file:///etc/passwd", "address-unusable"),
        ("https://user:word@moodle.example.edu/", "address-unusable"),
        ("https://[nonsense/", "address-unusable"),
        ("https://host:port/", "address-unusable"),
        ("", "address-unusable"),
        ("https://exa mple.org/", "address-unusable"),
    ],
)
def test_addresses_that_are_not_safe_are_never_called(http, url: str, code: str):
    error = failure(lambda: http.get(url))
    assert (error.code, error.retryable) == (code, False)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_tool_on_the_internet_does_not_call_its_own_machine(host: str):
    outside = PlatformHttp(settings_for(private=False), limits=QUICK)
    with loopback_server(lambda handler, heard: reply(handler)) as server:
        error = failure(lambda: outside.get(server.url.replace("127.0.0.1", host)))
    assert (error.code, error.retryable, server.heard) == ("address-private", False, [])


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b:1::7f00:1", False),
        ("fec0::1", False),
        ("::7f00:1", False),
    ],
)
def test_private_addresses_are_recognised_in_every_wrapping(address: str, public: bool):
    assert is_public(address) is public


def names(monkeypatch, answers: dict[str, list[list[str]]]) -> list[str]:
    """A name server of our own: each question takes the next answer. Returns the list of questions."""
    real, asked = socket.getaddrinfo, []

    def look_up(host, port, *args, **kwargs):
        if host not in answers:
            return real(host, port, *args, **kwargs)
        asked.append(host)
        found = answers[host].pop(0)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_a_name_that_changes_its_mind_after_the_check_gains_nothing(monkeypatch):
    asked = names(monkeypatch, {"moodle.example": [["93.184.216.34"], ["127.0.0.1"]]})
    dialled = []

    def dial(address, *args, **kwargs):
        dialled.append(address)
        raise OSError("nobody there")

    monkeypatch.setattr(urllib3.util.connection, "create_connection", dial)
    outside = PlatformHttp(settings_for(private=False), limits=QUICK)
    failure(lambda: outside.get("https://moodle.example/"))
    assert asked == ["moodle.example"]
    assert dialled == [("93.184.216.34", 443)]


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    names(monkeypatch, {"moodle.example": [["93.184.216.34", "10.0.0.1"]]})
    outside = PlatformHttp(settings_for(private=False), limits=QUICK)
    assert failure(lambda: outside.get("https://moodle.example/")).code == "address-private"


def test_a_name_that_nobody_knows_is_worth_another_try(monkeypatch):
    def unknown(*args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = failure(lambda: PlatformHttp(settings_for()).get("https://moodle.example/"))
    assert (error.code, error.retryable, error.uncertain) == ("platform-unknown-host", True, False)


def certificate_for(name: str, folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begun = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begun)
        .not_valid_after(begun + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_tls_verifies_the_host_name_though_the_address_is_dialled(monkeypatch, tmp_path):
    pem = certificate_for("moodle.example", tmp_path)
    names(monkeypatch, {"moodle.example": [["127.0.0.1"]], "other.example": [["127.0.0.1"]]})
    http = PlatformHttp(settings_for(), limits=QUICK, authorities=pem)
    with loopback_server(lambda handler, heard: reply(handler, body=b"safe"), certificate=pem) as server:
        port = server.url.rsplit(":", 1)[1]
        assert http.get(f"https://moodle.example:{port}/").body == b"safe"
        assert failure(lambda: http.get(f"https://other.example:{port}/")).code == "platform-certificate"
    assert server.heard[0].headers["Host"] == f"moodle.example:{port}"


def test_a_certificate_that_nobody_vouches_for_is_refused(http, monkeypatch, tmp_path):
    pem = certificate_for("moodle.example", tmp_path)
    names(monkeypatch, {"moodle.example": [["127.0.0.1"]]})
    with loopback_server(lambda handler, heard: reply(handler), certificate=pem) as server:
        error = failure(lambda: http.get(server.url.replace("127.0.0.1", "moodle.example")))
    assert (error.code, error.uncertain, server.heard) == ("platform-certificate", False, [])


def test_failures_say_nothing_of_the_path_or_the_query(http):
    with loopback_server(lambda handler, heard: time.sleep(1)) as server:
        error = failure(lambda: http.get(f"{server.url}/x?token=secret"))
    assert "secret" not in str(error)
