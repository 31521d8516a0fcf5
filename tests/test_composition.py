"""What `create_app` puts together."""

from dataclasses import replace

import pytest
import structlog

from app import create_app
from app.config import Settings


def test_the_log_level_decides_what_is_logged(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    create_app(replace(settings, log_level="ERROR"))
    structlog.get_logger().warning("not so bad")
    structlog.get_logger().error("quite bad")
    create_app(settings)
    structlog.get_logger().warning("worth a look")
    said = capsys.readouterr().out
    assert "not so bad" not in said and "quite bad" in said and "worth a look" in said


def test_a_trace_in_the_log_does_not_show_the_values_of_variables(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    create_app(settings)
    password = "open sesame"
    try:
        raise RuntimeError(len(password))
    except RuntimeError as error:
        structlog.get_logger().error("crashed", exc_info=error)
    said = capsys.readouterr().out
    assert "RuntimeError: 11" in said and "open sesame" not in said.replace('password = "open sesame"', "")
