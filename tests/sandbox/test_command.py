"""`python -m app.sandbox`, as somebody types it."""

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from app.sandbox import Lms
from app.sandbox.__main__ import main

ROOT = Path(__file__).parents[2]


def test_it_serves_until_it_is_interrupted_and_keeps_its_data(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app.sandbox", "--port", "0", "--data", str(tmp_path), "--temper", "canvas"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        said = process.stderr.readline()
        (address,) = re.findall(r"http://127\.0\.0\.1:\d+", said)
        with urllib.request.urlopen(f"{address}/sign-in") as answer:
            assert "Ada Okafor" in answer.read().decode()
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(20) == 0
        finally:
            process.kill()
    again = Lms.new(tmp_path, temper="canvas")
    assert again.person_named("Ada").email == "ada.okafor@example.edu"
    again.close()


@pytest.mark.parametrize("arguments", [["--host", "0.0.0.0"], ["--host", "192.168.0.4"]])
def test_it_refuses_to_be_reached_from_other_machines(arguments: list[str], caplog: pytest.LogCaptureFixture) -> None:
    assert main(arguments) == 1
    assert "this machine only" in caplog.text


def test_a_busy_port_gets_a_clear_word(caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["--port", str(taken.getsockname()[1])]) == 1
    assert "can't start" in caplog.text


def test_a_tool_that_does_not_answer_is_named(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    item = tmp_path / "item.json"
    item.write_text(json.dumps({"type": "ltiResourceLink", "title": "First"}))
    arguments = ["--port", "0", "--tool-registration-url", "http://127.0.0.1:9/register", "--first-activity", str(item)]
    assert main(arguments) == 1
    assert "could not be registered" in caplog.text


def test_a_file_of_another_version_is_not_touched(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    lms = Lms.new(tmp_path)
    lms.platform.store.change("PRAGMA user_version = 99")
    lms.close()
    assert main(["--port", "0", "--data", str(tmp_path)]) == 1
    assert "another version" in caplog.text
