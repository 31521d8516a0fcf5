"""A conversation about one column: what an LMS says must be understood before anything is taken away or made."""

import pytest
from flask import Flask

from app.flows.column_talk import ColumnDelivery, ColumnTalk
from app.gradebook import ColumnTerms, Temper
from app.lti import ServiceRefused
from app.services import Services
from tests.lti.platform_server import Answer, Platform, ags_of, known, running_platform

ITEMS, ITEM = "/items", "/items/7"
UNREADABLE = Answer(document={"error": "maintenance"})


def talk_of(services: Services, platform: Platform) -> ColumnTalk:
    terms = ColumnTerms(1, "", f"{platform.url}{ITEM}", "Planning", 1000, "res", "mc-total", "link", None, True)
    registration_id = known(platform, services)
    delivery = ColumnDelivery(terms, registration_id, Temper.OTHER, f"{platform.url}{ITEMS}", "http://localhost:8000")
    return ColumnTalk(ags_of(services), delivery, lambda: True)


def test_a_column_whose_results_cannot_be_read_is_not_taken_away(database: Flask, services: Services) -> None:
    with running_platform() as platform:
        platform.on("GET", f"{ITEM}/results", UNREADABLE)
        with pytest.raises(ServiceRefused, match="answer-not-a-list"):
            talk_of(services, platform).take_away(f"{platform.url}{ITEM}")
        assert platform.heard("DELETE", ITEM) == []


def test_no_second_column_is_made_where_the_columns_cannot_be_read(database: Flask, services: Services) -> None:
    with running_platform() as platform:
        platform.on("GET", ITEMS, UNREADABLE)
        with pytest.raises(ServiceRefused, match="answer-not-a-list"):
            talk_of(services, platform).found_or_made()
        assert platform.heard("POST", ITEMS) == []
