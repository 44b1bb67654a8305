"""A region that does not answer holds one worker at most, and less and less often."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from recovery.aws_events import AwsEvent, read_event
from tests import aws_samples as samples
from tests.workers.world import START, World
from workers.chores.names import DIRECTORY, WATCH, all_chores, native_backup_chore
from workers.chores.silence import FIRST, LONGEST
from workers.hearing import hearing_of, with_rpo

AWAY, HOME = "us-west-1", "us-east-2"
HOLDS = 16.0
"""Seconds that two connections take which nobody answers."""


class DeadRegions(set[str]):
    """Regions that hold whoever calls them, while other workers go on; notes every such call."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world
        self.calls: list[datetime] = []
        self.held = self.most_held = 0

    def __contains__(self, region: object) -> bool:
        if not super().__contains__(region):
            return False
        self.calls.append(self._world.time.now())
        self.held += 1
        self.most_held = max(self.most_held, self.held)
        if self.held == 1:
            for _ in range(int(HOLDS)):
                self._world.time.pass_by(1)
                self._world.tick()
        self.held -= 1
        return True


@pytest.fixture
def world() -> World:
    """Everything was read once, an hour of AWS's ago; the DR region has gone since."""
    world = World()
    for chore in all_chores(world.config):
        if chore not in {DIRECTORY, WATCH}:
            world.ledger.due.schedule(chore, at=world.time.now())
    world.settle()
    return world


def dead(world: World) -> DeadRegions:
    world.cloud.unreachable = DeadRegions(world)
    world.cloud.unreachable.add(AWAY)
    return world.cloud.unreachable


def until(world: World, minutes: int, *, looking_every: int = 0) -> None:
    """Let the workers go on; now and then somebody looks at lists, which wakes what reads."""
    end = START + timedelta(minutes=minutes)
    while world.time.now() < end:
        second = (world.time.now() - START).total_seconds()
        if looking_every and second % looking_every == 0:
            for chore in all_chores(world.config):
                world.ledger.due.hasten([chore], at=world.time.now())
        world.tick()
        world.time.pass_by(1)


def read_at(world: World, region: str) -> set[datetime | None]:
    return {one.at for one in world.ledger.sightings.readings() if one.region == region}


def test_it_is_asked_again_after_thirty_seconds_and_then_twice_as_long_each_time(
    world: World,
) -> None:
    """By each of its four chores: the first calls of which come before anybody knows."""
    away = dead(world)
    until(world, 60)
    first, rest = away.calls[:4], away.calls[4:]
    assert rest[0] - first[0] >= FIRST
    assert all(later - before >= FIRST for before, later in pairwise(rest))
    in_the_end = [call for call in away.calls if call >= START + timedelta(minutes=30)]
    assert len(in_the_end) <= 4 * (timedelta(minutes=30) / LONGEST) + 4
    assert len(in_the_end) * HOLDS < 30 * 60 / 4, "three of four seconds nobody is held"


def test_who_looks_at_its_lists_again_and_again_holds_one_worker_at_most(world: World) -> None:
    away = dead(world)
    until(world, 6)
    away.calls.clear()
    away.most_held = 0
    begun = world.time.now()
    until(world, 20, looking_every=5)
    assert away.most_held == 1
    assert len(away.calls) <= (world.time.now() - begun) / FIRST + 1
    fresh = world.time.now() - timedelta(seconds=30)
    assert all(at and at > fresh for at in read_at(world, HOME)), "the other region is read on"


def test_for_the_rpo_of_a_notice_it_is_not_asked_while_it_is_known_to_be_silent(
    world: World,
) -> None:
    away = dead(world)
    until(world, 6)
    away.calls.clear()
    event = read_event(samples.text(samples.backup("COMPLETED")))
    assert isinstance(event, AwsEvent)
    hearing = with_rpo(hearing_of(event, world.config, world.ledger), wall=world.time.wall())
    world.ledger.news.hear(hearing, now=world.time.now(), wall=world.time.wall())
    world.tick()
    (notice,) = world.notices()
    assert notice.detail[-1] == ("", "us-west-1 could not be asked: it does not answer")
    assert away.calls == []


def test_backups_of_others_are_not_looked_for_side_by_side_while_it_is_silent(
    world: World,
) -> None:
    """CloudTrail told of ten right before it went; they are told when it is back."""
    tables = {f"table-{number}" for number in range(10)}
    made = [world.cloud.add_backup(table, region=AWAY).arn for table in sorted(tables)]
    away = dead(world)
    for arn in made:
        world.ledger.due.wake(native_backup_chore(arn), now=world.time.now())
    until(world, 12)
    away.calls.clear()
    begun = world.time.now()
    until(world, 22)
    assert len(away.calls) <= (world.time.now() - begun) / FIRST + 1
    away.clear()
    until(world, 34)
    assert {notice.table for notice in world.notices()} == tables


def test_when_it_answers_again_all_of_it_is_read_at_once(world: World) -> None:
    away = dead(world)
    until(world, 40)
    away.clear()
    until(world, 40 + 6)
    assert len(read_at(world, AWAY)) == 1, "all by the first that was answered"
    problems = {one.problem for one in world.ledger.sightings.readings()}
    assert problems == {""}
    away.add(AWAY)
    away.calls.clear()
    until(world, 46 + 7)
    assert away.calls[-1] - away.calls[0] < LONGEST, "and it begins anew with thirty seconds"
