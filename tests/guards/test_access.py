"""Every in-LMS route declares who may use it."""

from flask import Flask

from app.web.access import POLICY


def test_every_route_inside_the_lms_declares_its_policy(app: Flask) -> None:
    without = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/l/") and not hasattr(app.view_functions[rule.endpoint], POLICY)
    ]
    assert not without
    assert any(rule.rule.startswith("/l/") for rule in app.url_map.iter_rules())
