"""The Home tab: what each person sees there is kept in golden/, as the cards are.

After a change that is meant: `DDBDR_GOLDEN=write python -m pytest tests/bot/test_home.py`,
then read the difference.
"""

import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.models.blocks import Block

from bot.render.home import Overview, Reader, home
from bot.render.scene import Scene
from recovery.decisions import Decision
from recovery.ledger import Dossier
from recovery.people import Person
from sandbox.slack.blocks import problems
from tests.bot.conftest import DIRECTORY
from tests.bot.samples import ALICE, BOB, EVE, at, dossier, restore_plan, said, states
from tests.bot.speaking import words

GOLDEN = Path(__file__).parent / "golden"
STATES = states()
VIC = Person(team="T01TEST", user="U04VIC")
LINK = "https://sandbox.slack.com/archives/C01OPS/p1790000000000100"
HEALTH = "Healthy: bot, poster, clock, 2 workers"


def scene(**changes: object) -> Scene:
    fields: dict[str, object] = {"now": at(13), "directory": DIRECTORY}
    return Scene(**(fields | changes))  # type: ignore[arg-type]


def named(state: str, job_id: str, *decisions: Decision) -> Dossier:
    """A sample under an id of its own, with what people said of it."""
    made = STATES[state]
    job = made.job.model_copy(update={"id": job_id})
    return replace(made, job=job, decisions=(*made.decisions, *decisions))


BUSY = Overview(
    jobs=(
        named("awaiting-approval", "J-0000001"),
        named("running", "J-0000002"),
        named("planning", "J-0000003"),
        named("stuck", "J-0000004"),
        named("succeeded", "J-0000005"),
        named("failed", "J-0000006"),
    ),
    links={"J-0000001": LINK, "J-0000002": LINK, "J-0000004": LINK},
    health=HEALTH,
)
OPERATOR = ("restore", "backup")
SEEN = {
    "home-approver": home(BUSY, Reader(person=BOB, may_ask=OPERATOR), scene()),
    "home-asker": home(BUSY, Reader(person=ALICE, may_ask=OPERATOR), scene()),
    "home-viewer": home(BUSY, Reader(person=VIC), scene()),
    "home-quiet": home(
        Overview(jobs=(), health=HEALTH), Reader(person=BOB, may_ask=OPERATOR), scene()
    ),
    "home-trouble": home(
        Overview(
            jobs=(named("reverting", "J-0000001"), named("cancel-not-folded", "J-0000002")),
            health="*Needs care:* No worker has given a sign for a minute: `/ddbdr health`",
            behind_seconds=40,
        ),
        Reader(person=BOB, may_ask=OPERATOR),
        scene(is_sandbox=True),
    ),
}


def parts(view: dict[str, Any]) -> dict[str, str]:
    """What stands under each heading."""
    found: dict[str, str] = {}
    heading = ""
    for block in view["blocks"]:
        if block["type"] == "header":
            heading = block["text"]["text"]
        found[heading] = found.get(heading, "") + words(block) + "\n"
    return found


def labels(view: dict[str, Any]) -> list[str]:
    """Every button, in order."""
    elements = [
        element
        for block in view["blocks"]
        for element in [*block.get("elements", ()), block.get("accessory", {})]
    ]
    return [each["text"]["text"] for each in elements if each.get("type") == "button"]


@pytest.mark.parametrize("name", SEEN)
def test_home_is_what_it_was(name: str) -> None:
    path = GOLDEN / f"{name}.json"
    text = json.dumps(SEEN[name], indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("DDBDR_GOLDEN") == "write":
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def check(view: dict[str, Any]) -> None:
    """Both of Slack's checkers take it."""
    assert problems(view, "home") == []
    assert len(view["blocks"]) <= 100
    for block in view["blocks"]:
        parsed = Block.parse(block)
        assert parsed is not None
        parsed.validate_json()


@pytest.mark.parametrize("name", SEEN)
def test_slack_takes_it(name: str) -> None:
    check(SEEN[name])


def test_what_waits_for_me_comes_first_with_the_way_to_its_card() -> None:
    view = SEEN["home-approver"]
    headings = list(parts(view))
    assert headings[1] == "Waits for your approval"
    first = view["blocks"][2]
    assert "Restore orders to 02:09 UTC" in words(first)
    assert "about $1.80 once" in words(first)
    assert "bad batch job" in words(first)
    assert first["accessory"]["url"] == LINK


@pytest.mark.parametrize("person", [ALICE, VIC])
def test_what_waits_for_others_does_not_wait_for_me(person: Person) -> None:
    view = home(BUSY, Reader(person=person), scene())
    assert "Nothing waits for you." in parts(view)["Waits for your approval"]
    assert "J-0000001" in parts(view)["Under way"]


def test_what_i_have_approved_no_longer_waits_for_me() -> None:
    plan = restore_plan()
    waits = replace(STATES["awaiting-two"], decisions=(said(plan, "approve", BOB),))
    for person, mine in ((BOB, False), (EVE, True)):
        view = home(Overview(jobs=(waits,)), Reader(person=person), scene())
        assert ("J-7F3K2Q1" in parts(view)["Waits for your approval"]) == mine


def test_each_job_stands_where_it_belongs() -> None:
    under = parts(SEEN["home-viewer"])
    assert "running — 12 of about 44 min" in under["Under way"]
    assert "J-0000003" in under["Under way"]
    assert "J-0000004" in under["Stuck, needs somebody"]
    ended = under["Ended in the last 24 hours"]
    assert "succeeded" in ended
    assert "AWS denied dynamodb:RestoreTableToPointInTime" in ended


def test_nothing_decides_on_home_and_a_viewer_is_offered_help_alone() -> None:
    assert set(labels(SEEN["home-viewer"])) == {"Open in channel", "Help"}
    offered = {"Open in channel", "Restore a table", "Back up a table", "Help"}
    assert set(labels(SEEN["home-approver"])) == offered
    assert "awaiting approval" not in words(SEEN["home-viewer"])


def test_a_quiet_night_is_told_in_kind_words() -> None:
    text = words(SEEN["home-quiet"])
    assert "All quiet: nothing is under way." in text
    assert "Nothing waits for you." in text
    assert "Stuck" not in text


def test_trouble_is_on_top() -> None:
    first = words(SEEN["home-trouble"]["blocks"][0])
    assert "SANDBOX" in first
    assert "No worker has given a sign for a minute" in first
    assert "held messages back for 40 s" in first


def test_times_are_in_the_readers_own_zone() -> None:
    assert "since <!date^" in words(SEEN["home-viewer"])


def test_the_longest_of_everything_fits() -> None:
    nasty = "<!channel> <https://evil.example|x> `c` " * 12
    jobs = tuple(
        replace(
            made,
            job=made.job.model_copy(
                update={
                    "id": f"J-{n:03}{place:04}",
                    "table": "n" * 255,
                    "reason": nasty,
                    "outcome": nasty * 5,
                }
            ),
            plan=made.plan and made.plan.model_copy(update={"title": "t" * 900}),
        )
        for n in range(20)
        for place, made in enumerate(STATES.values())
    )
    seen = Overview(jobs=jobs, links={each.job.id: LINK for each in jobs}, health=HEALTH)
    view = home(seen, Reader(person=EVE, may_ask=OPERATOR), scene())
    check(view)
    text = words(view)
    assert "more: `/ddbdr jobs`" in text
    assert "<!channel>" not in text
    assert "<https" not in text


def test_only_the_last_block_tells_when_it_was_drawn() -> None:
    later = home(
        Overview(jobs=(dossier(STATES["stuck"].job),)),
        Reader(person=VIC),
        scene(now=at(13) + timedelta(seconds=20)),
    )
    now = home(Overview(jobs=(dossier(STATES["stuck"].job),)), Reader(person=VIC), scene())
    assert later["blocks"][:-1] == now["blocks"][:-1]
    assert later["blocks"][-1] != now["blocks"][-1]
