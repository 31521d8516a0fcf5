"""How far an administrator reaches: the operator everywhere, a tenant to its own and no further."""

import time
from dataclasses import replace

import pytest

from app.administration.rules import Holding, Scope, reach

OPERATOR = Scope(by="Olga")
MEADOW = Scope(by="Mia", organisation_id=1)
OWNERS = [(10, 1), (20, None), (30, 2)]
HOLDINGS = [
    Holding(101, 10, 1, None),
    Holding(201, 20, 1, "meadow"),
    Holding(202, 20, 2, "harbour"),
    Holding(203, 20, None, "third"),
    Holding(301, 30, 2, None),
]


def test_the_operator_reaches_everything() -> None:
    found = reach(OPERATOR, OWNERS, HOLDINGS)
    assert found.registrations == found.whole == {10, 20, 30}
    assert found.deployments == {101, 201, 202, 203, 301}


def test_an_organisation_reaches_its_own_and_its_part_of_a_shared_registration() -> None:
    found = reach(MEADOW, OWNERS, HOLDINGS)
    assert found.registrations == {10, 20}
    assert found.deployments == {101, 201}


def test_a_shared_registration_is_nobodys_as_a_whole() -> None:
    assert reach(MEADOW, OWNERS, HOLDINGS).whole == {10}
    lent = [*HOLDINGS, Holding(102, 10, 2, None)]
    assert reach(MEADOW, OWNERS, lent).whole == set()
    assert reach(Scope(by="Hal", organisation_id=2), OWNERS, lent).deployments == {102, 202, 301}


def test_an_organisation_with_nothing_reaches_nothing() -> None:
    found = reach(Scope(by="Neo", organisation_id=9), OWNERS, HOLDINGS)
    assert not (found.registrations | found.whole | found.deployments)


def test_a_launch_without_an_organisation_reaches_its_platform_alone() -> None:
    found = reach(Scope(by="Tom", deployment_id=203), OWNERS, HOLDINGS)
    assert (found.registrations, found.whole, found.deployments) == ({20}, frozenset(), {203})
    same = [*HOLDINGS, Holding(204, 20, None, "third"), Holding(205, 20, None, None)]
    assert reach(Scope(by="Tom", deployment_id=203), OWNERS, same).deployments == {203, 204}


def test_a_platform_that_tells_no_guid_is_one_only_where_no_other_tells_one() -> None:
    plain = [Holding(1, 5, None, None), Holding(2, 5, None, None)]
    assert reach(Scope(by="Tom", deployment_id=1), [(5, None)], plain).deployments == {1, 2}
    mixed = [*plain, Holding(3, 5, None, "other")]
    assert reach(Scope(by="Tom", deployment_id=1), [(5, None)], mixed).deployments == {1}


def test_a_launch_whose_deployment_was_given_away_reaches_nothing() -> None:
    assert not reach(Scope(by="Tom", deployment_id=202), OWNERS, HOLDINGS).deployments
    assert not reach(Scope(by="Tom", deployment_id=999), OWNERS, HOLDINGS).registrations


@pytest.mark.parametrize("scope", [MEADOW, Scope(by="Tom", deployment_id=1)], ids=["organisation", "launch"])
def test_many_deployments_are_gone_through_once_and_not_once_for_each(scope: Scope) -> None:
    many = [Holding(number, 20, 1 if number % 2 else None, None) for number in range(20_000)]
    plain = [replace(each, organisation_id=None) for each in many] if scope.organisation_id is None else many
    began = time.process_time()
    assert len(reach(scope, [(20, None)], plain).deployments) in {10_000, 20_000}
    assert time.process_time() - began < 2
