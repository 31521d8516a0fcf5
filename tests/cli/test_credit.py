"""`flask credit …`: what an administrator types, and what comes back."""

from pathlib import Path

from click.testing import Result
from flask import Flask

from tests.credit.world import SHIPPED


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["credit", *words])


def test_the_shipped_rules_are_loaded_with_their_warning(app: Flask) -> None:
    result = run(app, "load")
    assert result.exit_code == 0
    assert "wy-ptsb 1 (Wyoming) loaded. Check with your authority before you count on it." in result.output
    assert "was known already" in run(app, "load").output


def test_the_rules_in_force_are_listed(app: Flask) -> None:
    assert run(app, "rules").output == ""
    run(app, "load")
    assert "tn-pdp 1  Tennessee: professional development points, 60.0 needed" in run(app, "rules").output
    assert "ut-usbe 1  Utah: USBE credits\n" in run(app, "rules").output


def test_what_is_wrong_is_named_and_nothing_is_loaded(app: Flask, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("format: credit/1\nid: x\n")
    result = run(app, "load", str(SHIPPED), str(bad))
    assert result.exit_code == 1
    assert f"{bad}, line 1, authority: This has to be text." in result.stderr
    assert "Nothing was changed." in result.stderr
    assert run(app, "rules").output == ""
    assert run(app, "load", str(tmp_path / "nowhere")).exit_code == 1
