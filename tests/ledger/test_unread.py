"""A place that cannot be read, through both ledgers: told blind once, and read again once.

Each look is told before it is remembered, and each time the process dies in between.
"""

from datetime import timedelta

from recovery.inventory import AWS_BACKUP, Sighting
from recovery.ledger.writing import letter
from recovery.outcome import Notice
from recovery.unread import BLIND, looked, watch_key
from tests.ledger.samples import NOW, Handle
from workers.chores.watch_told import readable, unreadable

STEP = timedelta(minutes=5)
OUTAGES = range(2, 12), range(14, 24)
"""Looks at which it cannot be read; two in between it is."""


def look(handle: Handle, number: int) -> None:
    """Judge the place by its reading, tell, and remember it only at the second try."""
    now = NOW + number * STEP
    for _ in range(2):
        sightings = handle().sightings
        (reading,) = sightings.readings()
        key = watch_key(reading)
        known = sightings.watches().get(key)
        watch, sight = looked(known, reading, now)
        clear = readable(reading, known, 3) if known else None
        for notice in news(reading, clear, sight):
            handle().outbox.put(letter(notice), wall=float(number))
    sightings.save_watches({key: watch} if watch else {}, gone=[] if watch else [key])


def news(reading: Sighting, clear: Notice | None, sight: str | None) -> list[Notice]:
    """What is told."""
    if sight == "known":
        assert clear is not None
        return [clear]
    return [unreadable(reading, 3)] if sight == "unknown" else []


def test_it_is_one_alarm_and_one_all_clear_for_each_time_it_is_blind(handle: Handle) -> None:
    assert len(OUTAGES[0]) * STEP > BLIND
    for number in range(30):
        sightings = handle().sightings
        if any(number in outage for outage in OUTAGES):
            sightings.failed("prod", "us-west-1", "it does not answer", what=AWS_BACKUP)
        else:
            sightings.succeeded("prod", "us-west-1", at=NOW + number * STEP, what=AWS_BACKUP)
        look(handle, number)
    told = {
        lane: [
            Notice.model_validate(one.body)
            for one in handle().outbox.ready(lane, wall=1e9, limit=9)
        ]
        for lane in ("alarms", "news")
    }
    assert [one.name for one in told["alarms"]] == ["RpoUnknown"] * 2
    assert [one.name for one in told["news"]] == ["RpoKnown"] * 2
    for clear in told["news"]:
        assert clear.detail[0] == ("", "AWS Backup is read again after 55 min")
    assert handle().sightings.watches() == {}
