"""`flask files`."""

import io

from flask import Flask

from app.services import Services
from tests.conftest import ManualClock


def test_the_sweep_says_how_many_files_went(app: Flask, services: Services, clock: ManualClock) -> None:
    services.files.put_stream(io.BytesIO(b"left behind"), 100)
    run = app.test_cli_runner().invoke
    assert run(args=["files", "sweep"]).output == "0 files removed.\n"
    clock.advance(seconds=400 * 24 * 3600)
    assert run(args=["files", "sweep"]).output == "1 file removed.\n"
