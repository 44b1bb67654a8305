"""A table with more backups than a plan has time to list: never silently an older one."""

from datetime import timedelta

import pytest

from recovery.record import State
from sandbox.fakes.cloud import Profile
from tests.workers.world import START, World

DAY = timedelta(days=1)


@pytest.fixture
def world() -> World:
    """Pages of one backup, so that a plan reads eight backups of one listing, twenty in all."""
    return World(profile=Profile(page=1))


def add_backups(world: World, count: int, *, youngest: timedelta, apart: timedelta) -> None:
    """The oldest first, as their ARNs sort."""
    for number in reversed(range(count)):
        world.cloud.add_backup("orders", name=f"b-{number}", age=youngest + number * apart)


def source_of(world: World, **params: str | bool) -> str:
    job_id = world.ask("restore", "orders", **params)
    job = world.run_to_state(job_id, State.AWAITING_APPROVAL, State.REFUSED)
    assert job.state is State.AWAITING_APPROVAL, job.outcome
    return world.plan(job_id).source["backup_arn"]


@pytest.mark.parametrize("days", [1, 5, 30])
def test_the_newest_of_too_many_is_found_among_the_recent_ones(world: World, days: int) -> None:
    world.cloud.add_table("orders")
    add_backups(world, 30, youngest=days * DAY - timedelta(hours=1), apart=10 * DAY)
    newest = max(world.cloud.region().backups.values(), key=lambda one: one.detail.backup.created)
    assert source_of(world, backup="latest") == newest.detail.backup.arn
    assert source_of(world, backup="b-0") == newest.detail.backup.arn
    assert world.cloud.count("ListBackups") <= 2 * 20


def test_of_a_gone_table_too(world: World) -> None:
    add_backups(world, 30, youngest=3 * DAY, apart=10 * DAY)
    newest = max(world.cloud.region().backups.values(), key=lambda one: one.detail.backup.created)
    assert source_of(world, latest=True) == newest.detail.backup.arn


@pytest.mark.parametrize(
    ("youngest", "apart"), [(timedelta(hours=1), timedelta(minutes=1)), (40 * DAY, DAY)]
)
@pytest.mark.parametrize("wanted", ["latest", "b-29"])
def test_what_cannot_be_told_is_said_with_what_to_type(
    world: World, youngest: timedelta, apart: timedelta, wanted: str
) -> None:
    world.cloud.add_table("orders")
    add_backups(world, 30, youngest=youngest, apart=apart)
    job = world.run_to_end(world.ask("restore", "orders", backup=wanted))
    assert job.state is State.REFUSED
    assert job.outcome.endswith("could not be told.")
    assert "aws dynamodb list-backups --region us-east-2 --table-name orders" in job.advice
    assert world.cloud.count("ListBackups") <= 20


def test_a_gone_table_with_backups_that_cannot_be_told_is_not_called_missing(
    world: World,
) -> None:
    add_backups(world, 30, youngest=40 * DAY, apart=DAY)
    job = world.run_to_end(world.ask("restore", "orders", latest=True))
    assert "could not be told" in job.outcome
    at = (START - DAY).isoformat()
    assert "too many backups" in world.run_to_end(world.ask("restore", "orders", at=at)).advice


def test_recovery_that_is_off_does_not_claim_that_there_is_no_backup(world: World) -> None:
    world.cloud.add_table("orders", pitr_since=None)
    add_backups(world, 30, youngest=40 * DAY, apart=DAY)
    job = world.run_to_end(world.ask("restore", "orders", latest=True))
    assert job.advice.startswith("It has too many backups to list them in time.")
