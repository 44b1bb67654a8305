"""Whole jobs on moto's own server, which is no sandbox of ours: it does all at once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from recovery.job import Job
from recovery.plan import CheckResult
from recovery.record import State
from tests.workers.moto_world import add_orders, client, place, serving
from tests.workers.world import ALICE, World

OURS = "orders-ddbdr-7F3K2Q"


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with serving() as endpoint:
        yield endpoint


@pytest.fixture
def moto(endpoint: str) -> Any:  # noqa: ANN401
    """A client of a moto that holds nothing but `orders`."""
    return add_orders(endpoint)


@pytest.fixture
def world(endpoint: str) -> World:
    world = World(sandbox=True)
    place(world, endpoint)
    return world


def restored(world: World, table: str = "orders", **params: str | bool) -> Job:
    job_id = world.ask("restore", table, **params)
    world.approved(job_id)
    return world.run_to_end(job_id)


def test_a_backup_and_the_restore_of_it(world: World, moto: Any) -> None:  # noqa: ANN401
    backup = world.run_to_end(world.ask("backup", "orders"))
    assert backup.state is State.SUCCEEDED, backup.outcome
    job = restored(world, backup="latest")
    assert job.state is State.SUCCEEDED, job.outcome
    assert moto.scan(TableName=f"{OURS}2")["Count"] == 1


@pytest.mark.parametrize("point", ["at", "latest"])
def test_a_restore_to_an_instant_and_to_the_newest(
    world: World,
    moto: Any,  # noqa: ANN401
    point: str,
) -> None:
    at = (world.time.now() - timedelta(minutes=10)).isoformat()
    job = restored(world, **({"at": at} if point == "at" else {"latest": True}))
    assert job.state is State.SUCCEEDED, job.outcome
    unchecked = {
        check.name for check in world.plan(job.id).checks if check.result is CheckResult.NOT_CHECKED
    }
    assert unchecked == {"room for one more table"} | (
        {"instant is restorable"} if point == "at" else set()
    )
    assert moto.scan(TableName=f"{OURS}1")["Count"] == 1


def test_a_table_that_is_gone(world: World, moto: Any) -> None:  # noqa: ANN401
    world.run_to_end(world.ask("backup", "orders"))
    moto.delete_table(TableName="orders")
    job = restored(world, latest=True)
    assert job.state is State.SUCCEEDED, job.outcome
    assert moto.scan(TableName="orders")["Count"] == 1


@pytest.mark.usefixtures("moto")
def test_what_moto_cannot_do_ends_clearly(world: World, endpoint: str) -> None:
    job = restored(world, latest=True, region="us-west-1")
    assert job.state is State.FAILED
    assert "RestoreTableToPointInTime in prod/us-west-1" in job.outcome
    assert client(endpoint, region="us-west-1").list_tables()["TableNames"] == []


@pytest.mark.parametrize("point", ["at", "latest", "backup"])
def test_a_cancelled_restore_leaves_nothing(
    world: World,
    moto: Any,  # noqa: ANN401
    point: str,
) -> None:
    world.run_to_end(world.ask("backup", "orders"))
    at = (world.time.now() - timedelta(minutes=10)).isoformat()
    points: dict[str, dict[str, str | bool]] = {
        "at": {"at": at},
        "latest": {"latest": True},
        "backup": {"backup": "latest"},
    }
    job_id = world.ask("restore", "orders", **points[point])
    world.approved(job_id)
    world.run_until(lambda: world.job(job_id).cursor == 2)
    world.say(job_id, "cancel", ALICE)
    assert world.run_to_end(job_id).state is State.CANCELLED
    assert moto.list_tables()["TableNames"] == ["orders"]
