"""What the pool runs, and all that it refuses."""

import pytest
from redis import Redis

from workers.pool import refusal
from workers.rq_queue import ADVANCE, JSONSerializer, Queue, RqJob
from workers.tick import advance

NOWHERE = Redis(port=1)


def job(name: str = ADVANCE, *arguments: object, **named: object) -> RqJob:
    created: RqJob = RqJob.create(
        name,
        args=arguments or (["J-7F3K2Q1"],),
        kwargs=named,
        connection=NOWHERE,
        serializer=JSONSerializer,
    )
    return created


def test_a_batch_of_ids_may_run() -> None:
    assert refusal(job()) == ""


@pytest.mark.parametrize("name", ["os.system", "workers.tick.equip", "builtins.eval"])
def test_another_function_is_refused(name: str) -> None:
    assert "is not on the list" in refusal(job(name, "true"))


def test_other_arguments_are_refused() -> None:
    assert "one list of ids" in refusal(job(ADVANCE, "J-7F3K2Q1"))
    assert "one list of ids" in refusal(job(ADVANCE, ["a"], ["b"]))
    assert "one list of ids" in refusal(job(ADVANCE, ["a"], ids=["b"]))


@pytest.mark.parametrize(
    "extra",
    [
        "_success_callback_name",
        "_failure_callback_name",
        "_stopped_callback_name",
        "_dependency_ids",
    ],
)
def test_whatever_else_it_would_make_rq_do_is_refused(extra: str) -> None:
    carrying = job()
    setattr(carrying, extra, ["os.system"] if extra.endswith("ids") else "os.system")
    assert "it has" in refusal(carrying)


def test_rq_retries_are_refused() -> None:
    carrying = job()
    carrying.retries_left = 3
    assert "retries_left" in refusal(carrying)


def test_data_that_cannot_be_read_is_refused() -> None:
    broken = job()
    broken.data = b"\x80\x04 not JSON"
    assert "cannot be read" in refusal(broken)


def test_every_key_of_rq_carries_our_hash_tag() -> None:
    assert Queue("ticks", connection=NOWHERE).key == "{ddbdr}:rq:queue:ticks"
    assert RqJob.key_for("x") == "{ddbdr}:rq:job:x"


@pytest.mark.parametrize("ids", ["J-7F3K2Q1", [1], None])
def test_advance_takes_ids_only(ids: object) -> None:
    with pytest.raises((TypeError, RuntimeError)):
        advance(ids)  # type: ignore[arg-type]
