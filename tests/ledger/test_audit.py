"""The audit format, which must never change: spelled out once, by hand."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.ledger import audit
from recovery.ledger.epoch import instant, micros

AT = datetime(2026, 11, 12, 16, 0, 0, 5, tzinfo=timezone(timedelta(hours=2)))


def test_the_format_to_the_letter() -> None:
    canonical = (
        '{"actor":"T01TEST/U02BOB","at":"2026-11-12T14:00:00.000005+00:00",'
        '"detail":{"a":null,"z":["\\u00fc",1]},"event":"planned","job_id":"J-1","version":2}'
    )
    digest, text = audit.link(
        audit.GENESIS,
        job_id="J-1",
        version=2,
        at=AT,
        event="planned",
        actor="T01TEST/U02BOB",
        detail={"z": ["ü", 1], "a": None},
    )
    assert digest == hashlib.sha256(("0" * 64 + canonical).encode()).hexdigest()
    assert digest == "9e65ab8508ff2885da1c793a73a5db0be87e203fecfcfa07d3ae79c9a38abf1e"
    assert json.loads(text) == json.loads(canonical) | {"previous": "0" * 64, "digest": digest}


def test_what_is_not_plain_is_a_defect() -> None:
    for value in (AT, float("nan"), {1, 2}):
        with pytest.raises((TypeError, ValueError)):
            audit.link(
                audit.GENESIS,
                job_id="J-1",
                version=1,
                at=AT,
                event="planned",
                actor="clock",
                detail={"value": value},
            )


def test_an_empty_chain_holds() -> None:
    audit.verify(())


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.timezones()))  # noqa: DTZ001
def test_microseconds_lose_nothing(at: datetime) -> None:
    assert instant(micros(at)) == at.astimezone(UTC)
    assert float(micros(at)) == micros(at)


def test_a_time_without_a_zone_is_a_defect() -> None:
    with pytest.raises(TypeError):
        micros(datetime(2026, 11, 12))  # noqa: DTZ001
