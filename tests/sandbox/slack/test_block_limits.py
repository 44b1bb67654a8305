"""Every limit of the Block Kit checker: kept at the limit, broken one beyond."""

import pytest

from sandbox.slack.block_limits import LIMITS
from sandbox.slack.blocks import problems
from tests.sandbox.slack.limit_cases import CASES

BOUNDS = [(rule, bound) for rule, bounds in LIMITS.items() for bound in bounds]

# A label too long for a point is too long for a category as well.
FOLLOWS = {"data_visualization.point_label": {"data_visualization.point_label.category"}}


def test_every_limit_has_a_case() -> None:
    assert set(CASES) == set(LIMITS)


def within(rule: str, bound: str) -> int:
    """Return the last size that is allowed."""
    limit = LIMITS[rule][bound]
    return limit + 1 if bound == "exclusive_min" else limit


def beyond(rule: str, bound: str) -> int:
    """Return the first size that is not."""
    return within(rule, bound) + (1 if bound.startswith("max") else -1)


@pytest.mark.parametrize(("rule", "bound"), BOUNDS)
def test_at_the_limit_nothing_is_wrong(rule: str, bound: str) -> None:
    surface, payload = CASES[rule](within(rule, bound))

    assert problems(payload, surface) == []


@pytest.mark.parametrize(("rule", "bound"), BOUNDS)
def test_one_beyond_the_limit_is_refused_for_just_that(rule: str, bound: str) -> None:
    surface, payload = CASES[rule](beyond(rule, bound))

    broken = {each.rule for each in problems(payload, surface)}

    assert f"{rule}.{bound}" in broken
    assert broken <= {f"{rule}.{bound}"} | FOLLOWS.get(rule, set())
