"""The DR region is gone for an hour: backups go on, copies catch up, and people know throughout.

The clock stands at hand: what happens is what the tests let happen, however slow the machine is.
"""

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from recovery.inventory import AWS_BACKUP
from recovery.record import State
from sandbox.aws.clients import backup
from sandbox.processes import wait_until
from sandbox.slack.person import read
from tests.e2e.crew import ALERTS
from tests.e2e.running import Running, running

CONFIG = """
slack: {team: T01TEST, channels: {operations: C01OPS, alerts: C02ALERTS}, default_zone: UTC}
accounts:
  - {name: prod, id: "123456789012", region: us-east-2, dr_region: us-west-1, vault: ddbdr}
tables: [{match: orders, rpo: 80m}]
operators: [U01ALICE]
approvals:
  - {actions: [protect], quorum: 0}
  - {actions: [copy], approvers: [U02BOB], quorum: 1, expires: 60m}
"""
"""Hourly backups are in the DR region some 70 minutes after the ones before, so that 80 are met;
an hour without copies is more than 1.25 times that."""
HOME, DR, VAULT = "us-east-2", "us-west-1", "ddbdr"
COPY_SECONDS = 360
STEP_SECONDS = 0.2
PATIENCE_SECONDS = 60.0
WATCHED = ("RpoUnknown", "RpoKnown", "RpoMissed", "RpoMet")
Json = dict[str, Any]


class Scene:
    """Orders, backed up and copied each hour, and the hands of the clock."""

    def __init__(self, running_: Running) -> None:
        self.crew = running_.crew
        self._stack = running_.stack

    def until(self, minute: int) -> None:
        """Let the clock go on to that minute of this hour or the next."""
        now = self.crew.now()
        later = timedelta(minutes=(minute - now.minute) % 60 or 60)
        instant = now.replace(second=0, microsecond=0) + later
        self._stack.set_clock(advance_seconds=(instant - now).total_seconds())

    def looks(self, *regions: str) -> None:
        """Alice looks at the backups, whereupon AWS is read; then the RPO watch has its turn."""
        self._stack.set_clock(advance_seconds=61)  # a younger reading would do for her
        since = self.crew.now()
        assert self.crew.alice.types("/ddbdr backups orders")["ok"]
        for region in regions:
            wait_until(
                f"a reading of {region}",
                lambda region=region: self._read_at(region) >= since,  # type: ignore[misc]
                seconds=PATIENCE_SECONDS,
            )
        self._stack.set_clock(advance_seconds=61)

    def strolls(self, done: Callable[[], bool]) -> None:
        """Let some time pass in small steps, as far as that is needed."""
        for _ in range(60):
            if done():
                return
            self._stack.set_clock(advance_seconds=15)
            time.sleep(STEP_SECONDS)
        wait_until("it", done, seconds=PATIENCE_SECONDS)

    def points(self, region: str) -> list[Json]:
        """Recovery points of orders in the vault, past the product."""
        client = backup(self.crew.aws_url, region)
        found = client.list_recovery_points_by_backup_vault(BackupVaultName=VAULT)
        return [dict(p) for p in found["RecoveryPoints"] if p["Status"] == "COMPLETED"]

    def copies(self) -> list[str]:
        """The states of all copy jobs."""
        found = backup(self.crew.aws_url, HOME).list_copy_jobs()["CopyJobs"]
        return [str(job["State"]) for job in found]

    def told(self, name: str) -> list[str]:
        """Texts of the notices of that name."""
        return [m["text"] for m in self.crew.alice.messages(ALERTS) if m["text"].startswith(name)]

    def await_told(self, name: str, count: int = 1) -> list[str]:
        """The same, once there are so many."""
        wait_until(
            f"{count} {name}", lambda: len(self.told(name)) >= count, seconds=PATIENCE_SECONDS
        )
        return self.told(name)

    def _read_at(self, region: str) -> datetime:
        read_at = [
            one.at
            for one in self.crew.ledger.sightings.readings()
            if (one.region, one.what) == (region, AWS_BACKUP) and one.at
        ]
        return max(read_at, default=datetime.min.replace(tzinfo=self.crew.now().tzinfo))


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The first backup is at home and in the DR region."""
    config = tmp_path_factory.mktemp("region") / "ddbdr.yaml"
    config.write_text(CONFIG)
    with running(config, ("U02BOB",), speed=1) as running_:
        scene = Scene(running_)
        scene.crew.aws.profile(copy_job_seconds=COPY_SECONDS, backup_event_seconds=0)
        scene.until(30)
        scene.crew.succeeds(scene.crew.asks("protect orders --rpo 2h --rto 4h"))
        scene.until(15)
        scene.await_told("CopyCompleted · orders")
        scene.looks(HOME, DR)
        yield scene


def test_an_hour_without_the_dr_region(scene: Scene) -> None:
    crew, aws = scene.crew, scene.crew.aws
    assert (len(scene.points(HOME)), len(scene.points(DR))) == (1, 1)
    scene.until(50)
    scene.looks(HOME, DR)
    aws.outage(DR, "refused")

    scene.until(10)
    _, made = scene.await_told("BackupCompleted · orders", 2)
    assert re.search(r" · as of \d\d:\d\d", made), made
    assert "us-west-1 could not be asked: it does not answer" in made
    assert len(scene.points(HOME)) == 2, "backups go on"
    job_id = crew.asks("copy orders --region us-west-1")
    card = crew.card(job_id, "awaiting approval")
    assert re.search(r"not checked \(.*vault in prod/us-west-1", read(card)), read(card)
    assert crew.alice.clicks(card, "Details")["ok"]
    assert "prod/us-west-1 gave no answer" in read(crew.alice.modal())
    crew.alice.closes()
    crew.types_approvals(job_id)
    crew.reaches(job_id, State.RUNNING)
    scene.strolls(lambda: "does not answer" in crew.job(job_id).progress)
    scene.until(35)
    scene.looks(HOME)
    assert scene.copies() == ["CREATED", "COMPLETED"], "the copy waits for the region"
    (unknown,) = scene.await_told("RpoUnknown")
    assert "us-west-1" in unknown
    assert scene.told("Copy") == scene.told("CopyCompleted · orders")

    scene.until(50)
    aws.end_outage()
    scene.looks(HOME, DR)
    (missed,) = scene.await_told("RpoMissed · orders")
    assert re.search(r"1 h [45]\d min could be lost", missed), missed
    scene.until(25)
    scene.await_told("CopyCompleted · orders", 4)
    assert crew.succeeds(job_id)
    scene.looks(HOME, DR)
    assert len(scene.points(HOME)) == len(scene.points(DR)) == 4
    assert set(scene.copies()) == {"COMPLETED"}

    for minute in (45, 0, 15, 35, 59):
        scene.until(minute)
        scene.looks(HOME, DR)
    scene.await_told("RpoMet · orders")
    crew.all_told()
    told = {name: len(scene.told(name)) for name in WATCHED}
    assert told == dict.fromkeys(WATCHED, 1)
    (known,) = scene.told("RpoKnown")
    assert re.search(r"AWS Backup is read again after 5\d min|after 1 h", known), known
    assert scene.told("BackupFailed") == scene.told("CopyFailed") == []
