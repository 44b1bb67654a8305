"""Cards in every state: their JSON is kept in golden/, and Slack's rules hold for each.

After a change that is meant: `DDBDR_GOLDEN=write python -m pytest tests/bot/test_cards.py`,
then read the difference.
"""

import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.render.card import card, final
from bot.render.message import Message
from bot.render.scene import Scene
from bot.render.thread import entries
from bot.render.views import aws_commands, details
from recovery.cards import Delivery
from recovery.events import Approved, Began, CancelAsked, Refused, RetryAsked
from recovery.ledger import Dossier
from recovery.outcome import Done, Fail, Wait
from recovery.plan import Check, CheckResult, TimeEstimate
from sandbox.slack.second_opinion import complaints
from tests.bot.conftest import DIRECTORY
from tests.bot.samples import (
    ALICE,
    ASKED,
    BOB,
    asked,
    at,
    dossier,
    planned,
    restore_plan,
    running,
    said,
    states,
)
from tests.bot.speaking import words

GOLDEN = Path(__file__).parent / "golden"
STATES = states()
NOW = at(13)


def scene(**changes: object) -> Scene:
    fields: dict[str, object] = {"now": NOW, "directory": DIRECTORY}
    return Scene(**(fields | changes))  # type: ignore[arg-type]


def shown(name: str) -> Message:
    now = at(0) if name == "planning-later" else NOW
    return card(STATES[name], scene(now=now), posting="p1")


@pytest.mark.parametrize("name", STATES)
def test_the_card_is_what_it_was(name: str) -> None:
    message = shown(name)
    made = {"living": message.payload()}
    if STATES[name].job.state.is_terminal:
        made["final"] = final(STATES[name], scene(), posting="p2").payload()
    path = GOLDEN / f"{name}.json"
    text = json.dumps(made, indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("DDBDR_GOLDEN") == "write":
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("name", STATES)
def test_slack_takes_the_card(name: str) -> None:
    for message in (shown(name), final(STATES[name], scene())):
        payload = message.payload()
        assert complaints(payload, "message") == []
        assert len(payload["blocks"]) < 10


TEXTS = {
    "planning": "J-7F3K2Q1 · restore orders · planning — looking at AWS",
    "planning-later": "J-7F3K2Q1 · restore orders · planning — starts at 02:24 UTC",
    "awaiting-approval": "J-7F3K2Q1 · restore orders · awaiting approval — "
    "0 of 1 approved, until 03:19 UTC",
    "awaiting-two": "J-7F3K2Q1 · restore orders · awaiting approval — "
    "1 of 2 approved, until 03:19 UTC",
    "approved-not-folded": "J-7F3K2Q1 · restore orders · running — approved by @bob, starting",
    "running": "J-7F3K2Q1 · restore orders · running — 12 of about 44 min",
    "running-waits": "J-7F3K2Q1 · restore orders · running — waits for J-0000001",
    "cancel-not-folded": "J-7F3K2Q1 · restore orders · reverting — cancelled by @alice",
    "reverting": "J-7F3K2Q1 · restore orders · reverting — cancelled by @alice",
    "stuck": "J-7F3K2Q1 · restore orders · stuck — AWS reports `orders-ddbdr-7F3K2Q1` as ARCHIVED.",
    "succeeded": "J-7F3K2Q1 · restore orders · succeeded — "
    "orders-ddbdr-7F3K2Q1 in 38 min, about 12.1 GB",
    "failed": "J-7F3K2Q1 · restore orders · failed — "
    "AWS denied dynamodb:RestoreTableToPointInTime on `orders`.",
    "rejected": "J-7F3K2Q1 · restore orders · rejected — by @bob: wrong table",
    "expired": "J-7F3K2Q1 · restore orders · expired — nobody approved it in time",
    "cancelled": "J-7F3K2Q1 · restore orders · cancelled — by @alice: found the data",
    "cancelled-before": "J-7F3K2Q1 · restore orders · cancelled — by @alice",
}


@pytest.mark.parametrize("name", TEXTS)
def test_the_text_is_the_contract(name: str) -> None:
    assert shown(name).text == TEXTS[name]


@pytest.mark.parametrize("size", [None, 0])
def test_what_aws_has_not_counted_is_left_out(size: int | None) -> None:
    job = running(planned(asked(), restore_plan()))
    ended = dossier(job.after(Done(facts={"size_bytes": size}), at(39)), restore_plan())
    for message in (card(ended, scene(), posting="p1"), final(ended, scene(), posting="p2")):
        assert message.text.endswith("succeeded — orders-ddbdr-7F3K2Q1 in 38 min")
        assert "bytes" not in words(list(message.blocks))


@pytest.mark.parametrize("name", STATES)
def test_only_the_message_with_the_approve_button_says_awaiting_approval(name: str) -> None:
    message = shown(name)
    has_button = "Approve restore" in words(list(message.blocks))
    assert ("awaiting approval" in message.text) == has_button


@pytest.mark.parametrize("name", STATES)
def test_metadata_says_the_same_as_data(name: str) -> None:
    message = shown(name)
    assert message.metadata is not None
    payload = message.metadata["event_payload"]
    assert payload["job"] == "J-7F3K2Q1"
    assert f"· {payload['state']}" in message.text
    assert payload["posting"] == "p1"


def test_nothing_from_outside_can_mention_or_link() -> None:
    nasty = "<!channel> <https://evil.example|click> @here & `code` \u202e"
    job = asked(reason=nasty, table="orders")
    plan = restore_plan().model_copy(
        update={"stated": (("From", nasty),), "stays_away": (nasty,), "title": "Restore"}
    )
    text = words(list(card(dossier(job, plan), scene()).blocks))
    assert "<!channel>" not in text
    assert "<https" not in text
    assert "@here" not in text
    assert "\u202e" not in text
    assert "&lt;!channel&gt;" in text


def test_names_and_reasons_are_shown_as_they_are_and_never_formatted() -> None:
    reason = "drop *all* of _tmp_ ~now~"
    job = asked(reason=reason, table="_orders_")
    plan = restore_plan().model_copy(update={"target": {"table": "_orders_"}})
    for each in (asked(reason=reason, table="_orders_"), planned(job, plan)):
        text = words(list(card(dossier(each, plan), scene()).blocks))
        assert "“drop `*all*` of `_tmp_` `~now~`”" in text
        assert "``" not in text
    assert "Makes `_orders_`." in text
    assert card(dossier(job), scene()).text.startswith("J-7F3K2Q1 · restore `_orders_` · ")
    plainly = card(dossier(asked(table="orders_v2")), scene()).text
    assert plainly.startswith("J-7F3K2Q1 · restore orders_v2 · ")


def test_buttons_carry_the_job_and_the_digest_and_nothing_else() -> None:
    plan = restore_plan()
    found = []
    for block in shown("awaiting-approval").blocks:
        for element in block.get("elements", []):
            found += [element["value"]] if "value" in element else []
            found += [option["value"] for option in element.get("options", [])]
    assert found
    for value in found:
        kept = value.removeprefix("aws_commands ").removeprefix("cancel ")
        assert kept == f"J-7F3K2Q1 {plan.digest}"


def test_approving_asks_first_and_names_target_and_cost() -> None:
    text = json.dumps(shown("awaiting-approval").payload(), ensure_ascii=False)
    assert "Cost: about $1.80 once. Makes `orders-ddbdr-7F3K2Q1`." in text.replace("\\n", " ")


def test_the_longest_names_leave_the_cost_in_the_question() -> None:
    plan = restore_plan().model_copy(update={"target": {"table": "t" * 255}})
    text = json.dumps(card(dossier(planned(asked(), plan), plan), scene()).payload())
    assert '"Cost: about $1.80 once.\\nMakes `ttt' in text


def test_slack_takes_the_longest_of_everything_in_every_state() -> None:
    name, reason = "n" * 255, "<&>" * 166
    checks = tuple(
        Check(name=f"check {n}", result=result, detail="d" * 300)
        for n, result in enumerate([CheckResult.PASSED, CheckResult.FAILED] * 20)
    )
    longest = restore_plan(checks=checks).model_copy(
        update={
            "title": f"Restore {name} to 02:09 UTC",
            "target": {"table": name, "region": "ap-southeast-1"},
            "stated": tuple((f"Label {n}", "s" * 3000) for n in range(12)),
            "stays_away": ("w" * 400,) * 10,
            "commands": ("aws " + "c" * 4000,),
        }
    )
    for made in STATES.values():
        job = made.job.model_copy(
            update={
                "table": name,
                "reason": reason,
                "outcome": reason * 10,
                "advice": reason * 10,
                "progress": reason * 10,
                "command": f"restore {name} --latest --reason {reason}",
            }
        )
        full = replace(made, job=job, plan=made.plan and longest)
        messages = [card(full, scene(), posting="p"), final(full, scene(), posting="p")]
        messages += [entry.message for entry in entries(full, scene())]
        for message in messages:
            assert complaints(message.payload(), "message") == []
        assert complaints(details(full, (), scene()), "modal") == []
        assert complaints(aws_commands(full), "modal") == []


def test_a_time_with_only_a_lower_bound_says_so_everywhere() -> None:
    unbounded = TimeEstimate(low_seconds=1200, high_seconds=None, basis="AWS, whatever the size")
    plan = restore_plan().model_copy(update={"time": unbounded})
    waiting = planned(asked(), plan)
    text = words(list(card(dossier(waiting, plan), scene()).blocks))
    assert "at least 20 min (AWS, whatever the size)" in text
    runs = card(dossier(running(waiting), plan), scene())
    assert runs.text == "J-7F3K2Q1 · restore orders · running — 12 of at least 20 min"
    assert "12 of at least 20 min" in words(list(runs.blocks))
    late = card(dossier(running(waiting), plan), scene(now=at(31)))
    assert late.text.endswith("running — 30 min, at least 20 min expected")


def test_progress_is_not_told_twice_on_one_card() -> None:
    waits = Wait(seconds=30, progress="AWS is copying the data, 9 min so far.")
    job = running(planned(asked(), restore_plan())).after(waits, at(10))
    text = words(list(card(dossier(job, restore_plan()), scene()).blocks))
    assert text.count("AWS is copying the data") == 1


def test_going_back_tells_the_truth_about_the_restore_once() -> None:
    text = words(list(shown("reverting").blocks))
    assert "AWS cannot stop a restore: `orders-ddbdr-7F3K2Q1` is deleted" in text
    progress = "AWS cannot stop a restore. It is deleted as soon as it is ready."
    told = STATES["reverting"].job.after(Wait(seconds=9, progress=progress), at(14))
    text = words(list(card(replace(STATES["reverting"], job=told), scene()).blocks))
    assert text.count("AWS cannot stop a restore") == 1


def test_a_cancelled_restore_lists_no_step_as_still_to_come() -> None:
    job = planned(asked(), restore_plan()).after(Approved(by=(BOB,)), at(1))
    job = job.after(Began(step="check-again"), at(1)).after(Done(), at(1))
    job = job.after(Began(step="start-restore"), at(1)).after(CancelAsked(by=ALICE), at(2))
    text = words(list(card(dossier(job, restore_plan()), scene()).blocks))
    assert "↩ taking back, until no restored table is left" in text
    assert "· not reached: table becomes active" in text


def test_stuck_in_taking_back_names_what_may_be_left_and_keeps_who_cancelled() -> None:
    denied = Fail(reason="AWS denied DeleteTable.", retryable=False)
    stuck = STATES["reverting"].job.after(denied, at(14))
    text = words(list(card(dossier(stuck, restore_plan()), scene()).blocks))
    assert "being taken back (cancelled by <@U01ALICE>): `orders-ddbdr-7F3K2Q1` may still" in text
    assert "AWS denied DeleteTable." in text
    said_retry = said(restore_plan(), "retry", BOB)
    ahead = card(dossier(stuck, restore_plan(), said_retry), scene())
    folded = card(dossier(stuck.after(RetryAsked(by=BOB), at(15)), restore_plan()), scene())
    for message in (ahead, folded):
        assert "cancelled by <@U01ALICE>: “found the data”" in words(list(message.blocks))
        assert message.text.endswith("reverting — cancelled by @alice")


def test_instants_on_a_refused_card_are_shown_as_people_read_them() -> None:
    reason = "2026-11-14T02:18:00Z cannot be restored yet. The window ends 2026-11-14T02:14:07Z."
    refused = dossier(asked().after(Refused(reason=reason), at(0.1)))
    said = "02:18 UTC cannot be restored yet. The window ends 02:14:07 UTC."
    for message in (card(refused, scene()), final(refused, scene())):
        assert said in message.text
        assert said in words(list(message.blocks))


def test_the_card_says_when_it_is_behind() -> None:
    text = words(list(card(STATES["running"], scene(behind_seconds=42)).blocks))
    assert "held this card back for 42 s" in text


def test_trouble_with_the_channel_is_said() -> None:
    moved = Dossier(
        job=asked(), decisions=(), plan=None, delivery=Delivery(trouble="<#C9> is closed.")
    )
    assert "<#C9> is closed." in words(list(card(moved, scene()).blocks))


def test_sandbox_is_shown_wherever_it_is() -> None:
    assert "SANDBOX" in words(list(shown("sandbox").blocks))
    assert "SANDBOX" not in words(list(shown("awaiting-approval").blocks))
    early = card(STATES["planning"], scene(is_sandbox=True))
    assert "SANDBOX" in words(list(early.blocks))


def test_an_expired_plan_loses_its_buttons_before_a_worker_says_so() -> None:
    late = scene(now=ASKED + timedelta(minutes=61))
    message = card(STATES["awaiting-approval"], late)
    assert message.text.endswith("expired — nobody approved it in time")
    assert "Approve restore" not in words(list(message.blocks))
