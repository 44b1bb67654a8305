"""What the moves of `test_machine.py` are made of: few ids and little news, so that they meet."""

from datetime import timedelta

from hypothesis import strategies as st

from recovery.cards import Letter
from recovery.decisions import Word
from recovery.events import (
    Approved,
    Began,
    CancelAsked,
    Event,
    Planned,
    RetryAsked,
    StepPlan,
    Stopped,
)
from recovery.ledger import Piece
from recovery.outcome import Done, Notice, Wait
from tests.ledger.samples import ALICE, BOB, NOW, a_plan

JOBS = ("J-1111111", "J-2222222", "J-3333333")
IDS = (*JOBS, "chore:1", "chore:2")
EXECUTORS = ("w1", "w2")
LETTERS = ("l1", "l2", "l3")
LANES = ("fast", "news", "alarms")
PIECES = tuple(
    Piece(channel="C", urgent=False, name="N", account="prod", region="r", table=table)
    for table in ("orders", "users")
)
PLANS = (a_plan("one"), a_plan("two"))

job_ids = st.sampled_from(JOBS)
ids = st.sampled_from(IDS)
executors = st.sampled_from(EXECUTORS)
seconds = st.sampled_from((0, 0.000001, 1, 20, 90))
words: st.SearchStrategy[Word] = st.sampled_from(("approve", "reject", "cancel", "retry"))


def events(number: int) -> Event:
    """Something that can happen to a job."""
    plan = PLANS[number % 2]
    choice: tuple[Event, ...] = (
        Planned(
            digest=plan.digest,
            steps=(StepPlan(name="one"), StepPlan(name="two")),
            quorum=1,
            approvers=("U02BOB",),
            expires=NOW + timedelta(seconds=60 + number),
        ),
        Wait(seconds=20, progress="some"),
        Began(step="plan"),
        Began(step="one"),
        Approved(by=(BOB,)),
        Stopped(reason="a stop"),
        RetryAsked(by=ALICE),
        Done(),
        CancelAsked(by=ALICE),
    )
    return choice[number % len(choice)]


def a_notice(number: int) -> Notice:
    """One of three pieces of news, alone or known to be the same as the next one."""
    return Notice(
        name="N",
        key=f"{number % 3}",
        also=(f"{(number + 1) % 3}",) if number % 2 else (),
        table="orders",
        account="prod",
        region="r",
        urgent=number % 4 == 0,
    )


def letter_of(notice: Notice) -> Letter:
    return Letter(
        id=f"notice:{notice.key}",
        also=tuple(f"notice:{key}" for key in notice.also),
        lane="alarms" if notice.urgent else "news",
        kind="notice",
        body=notice.model_dump(mode="json"),
    )
