"""The record under Details: a job's audit chain in the words that people know."""

import re
from datetime import timedelta

import pytest

from bot.render.chain import WORDS, chain_lines
from bot.render.scene import Scene
from bot.render.views import details
from recovery.decisions import Decision, Word
from recovery.ledger import AuditEntry, Change, MemoryLedger
from sandbox.slack.blocks import problems
from tests.bot.conftest import DIRECTORY
from tests.bot.samples import ALICE, ASKED, BOB, at, dossier, restore_plan, running, states
from tests.bot.speaking import words


def entry(event: str, minutes: float, actor: str = "host:12", **detail: object) -> AuditEntry:
    return AuditEntry(
        job_id="J-7F3K2Q1",
        version=1,
        at=at(minutes),
        event=event,
        actor=actor,
        detail=detail,
        previous="",
        digest=f"{int(minutes * 10):08d}ffff",
    )


def told(*audit: AuditEntry, most: int = 20) -> list[str]:
    """The lines, without the digests at their ends."""
    lines = chain_lines(audit, at(60), most=most)
    return [re.sub(r" · `\w{8}`$", "", line) for line in lines]


STORY = (
    entry("asked", 0, str(ALICE)),
    entry("step began", 0, step="plan", state="planning"),
    entry("planned", 1, step="plan", state="awaiting approval"),
    entry("said approve", 2, str(BOB), digest="d", reason=""),
    entry("approved", 2, str(BOB), state="running"),
    entry("step began", 3, step="await-table", state="running"),
    *(
        entry(event, 3 + n, step="await-table", state="running")
        for n in range(1, 9)
        for event in ("wait", "step began")
    ),
    entry("done", 12, step="await-table", state="succeeded"),
)


def test_the_story_reads_as_people_tell_it() -> None:
    assert told(*STORY) == [
        "02:19 UTC · asked for it by <@U01ALICE>",
        "02:19 UTC · looking at AWS · now planning",
        "02:20 UTC · plan made · now awaiting approval",
        "02:21 UTC · approved it by <@U02BOB>",
        "02:21 UTC · enough approvals by <@U02BOB> · now running",
        "02:22 UTC · AWS is copying the data · looked 8 times until 02:30 UTC",
        "02:31 UTC · table active · now succeeded",
    ]


def test_going_back_reads_as_going_back() -> None:
    lines = told(
        entry("said cancel", 0, str(ALICE), reason="wrong <one>"),
        entry("cancel asked", 1, str(ALICE), state="reverting", outcome="wrong <one>"),
        entry("step began", 2, step="start-restore", state="reverting"),
        entry("done", 3, step="start-restore", state="reverting"),
        entry("step began", 4, step="check-again", state="reverting"),
        entry("done", 5, step="check-again", state="cancelled"),
    )
    assert lines == [
        "02:19 UTC · asked to cancel it by <@U01ALICE>: wrong &lt;one&gt;",
        "02:20 UTC · cancel counted by <@U01ALICE>: wrong &lt;one&gt; · now reverting",
        "02:21 UTC · taking back, until no restored table is left",
        "02:22 UTC · taken back: no restored table is left",
        "02:23 UTC · nothing to take back here",
        "02:24 UTC · nothing to take back here · now cancelled",
    ]


def test_no_process_of_ours_is_named() -> None:
    assert "host:12" not in "\n".join(told(*STORY))


def test_the_oldest_lines_are_counted_not_shown() -> None:
    lines = told(*STORY, most=2)
    assert lines[0] == "… 5 earlier lines"
    assert lines[1:] == told(*STORY)[-2:]


def test_an_event_this_version_does_not_know_is_shown_as_it_is() -> None:
    assert told(entry("moon landed *", 0)) == ["02:19 UTC · moon landed `*`"]


@pytest.mark.parametrize("word", ["approve", "reject", "cancel", "retry"])
def test_every_word_people_can_say_is_known(word: Word) -> None:
    assert f"said {word}" in WORDS


def test_the_window_shows_it() -> None:
    ledger = MemoryLedger()
    job = running(states()["awaiting-approval"].job)
    first = job.model_copy(update={"version": 1})
    ledger.jobs.create(first, Change(event="asked", actor=str(ALICE), detail={}))
    decision = Decision(
        word="cancel", person=ALICE, digest=None, at=ASKED + timedelta(minutes=9), reason="no"
    )
    ledger.jobs.decide(job.id, decision)
    scene = Scene(now=at(13), directory=DIRECTORY)
    view = details(dossier(job, restore_plan()), ledger.jobs.audit(job.id), scene)
    assert problems(view, "modal") == []
    text = words(view)
    assert "asked to cancel it by <@U01ALICE>: no" in text
    assert "said cancel" not in text
