"""Approve, reject, cancel, retry: by whom, when, for which plan; by click, text and form."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from werkzeug.test import TestResponse

from recovery.decisions import Decision
from recovery.events import Expired
from recovery.job import Job
from recovery.people import Directory
from recovery.plan import Plan
from recovery.record import State
from tests.bot.conftest import DIRECTORY, World
from tests.bot.samples import (
    BOB,
    asked,
    at,
    change,
    restore_plan,
    running,
    states,
    store,
    waiting_job,
)
from tests.bot.slack_double import Fault
from tests.bot.speaking import FORM

ID = "J-7F3K2Q1"


def said(world: World) -> list[tuple[str, str]]:
    return [(each.person.user, each.word) for each in world.ledger.jobs.decisions(ID)]


def answers(world: World) -> list[dict[str, Any]]:
    letters = world.ledger.outbox.ready("fast", wall=world.wall, limit=20)
    return [letter.body["answer"] for letter in letters]


def click(world: World, plan: Plan, action: str, user: str) -> None:
    world.slack.click(action, f"{ID} {plan.digest}", user=user)


def test_an_approver_approves_with_a_click_and_the_card_is_shown_again(world: World) -> None:
    _, plan = waiting_job(world.ledger)
    for job_id, mark in world.ledger.cards.dirty(limit=9):
        world.ledger.cards.clean(job_id, mark)
    click(world, plan, "approve", "U02BOB")
    decision = world.ledger.jobs.decisions(ID)[0]
    assert (decision.person, decision.word, decision.digest) == (BOB, "approve", plan.digest)
    assert decision.via == "click"
    assert decision.event_id.startswith("trigger")
    assert [job_id for job_id, _ in world.ledger.cards.dirty(limit=9)] == [ID]
    assert answers(world) == []


def test_the_requester_never_approves_their_own(world: World) -> None:
    _, plan = waiting_job(world.ledger)
    click(world, plan, "approve", "U01ALICE")
    assert said(world) == []
    assert answers(world)[0]["lines"] == [
        "You asked for this one, so someone else approves: <@U02BOB> or <@U03EVE>."
    ]


@pytest.mark.parametrize("user", ["U04VIC", "U05GUEST"])
def test_who_is_no_approver_cannot_approve(world: World, user: str) -> None:
    _, plan = waiting_job(world.ledger)
    for action in ("approve", "reject"):
        click(world, plan, action, user)
    assert said(world) == []
    told = answers(world)
    assert len(told) == 2
    assert told[0]["lines"] == [
        "You are not among its approvers: <@U02BOB> or <!subteam^S0DRTEAM>."
    ]


def test_a_member_of_the_group_approves(world: World) -> None:
    _, plan = waiting_job(world.ledger)
    click(world, plan, "approve", "U03EVE")
    assert said(world) == [("U03EVE", "approve")]


def test_twice_is_told_and_counts_once(world: World) -> None:
    _, plan = waiting_job(world.ledger, quorum=2)
    click(world, plan, "approve", "U02BOB")
    click(world, plan, "approve", "U02BOB")
    assert said(world) == [("U02BOB", "approve")]
    assert "your first word stands" in answers(world)[0]["lines"][0]


def test_late_is_told_with_a_way_to_ask_again(world: World) -> None:
    _, plan = waiting_job(world.ledger)
    world.now = at(61)
    click(world, plan, "approve", "U02BOB")
    assert said(world) == []
    told = answers(world)[0]
    assert told["lines"] == ["This plan expired at 03:19 UTC."]
    assert told["buttons"][0]["label"] == "Ask again"


def test_another_digest_is_refused(world: World) -> None:
    waiting_job(world.ledger)
    world.slack.click("approve", f"{ID} {'0' * 32}", user="U02BOB")
    assert said(world) == []
    assert "not the plan that waits now" in answers(world)[0]["lines"][0]


@pytest.mark.parametrize("value", ["", "nonsense", "J-0000000 abc", f"{ID} {'x' * 500}"])
def test_a_forged_value_harms_nothing(world: World, value: str) -> None:
    waiting_job(world.ledger)
    world.slack.click("approve", value, user="U02BOB")
    assert said(world) == []
    assert len(answers(world)) == 1


def test_a_replayed_click_is_refused(world: World) -> None:
    _, plan = waiting_job(world.ledger)
    recorded: list[tuple[bytes, dict[str, str]]] = []
    send = world.slack.post

    def record(body: bytes, headers: dict[str, str], content_type: str = FORM) -> TestResponse:
        recorded.append((body, headers))
        return send(body, headers, content_type)

    world.slack.post = record  # type: ignore[method-assign]
    click(world, plan, "approve", "U02BOB")
    body, headers = recorded[0]
    again = send(body, headers)
    assert again.status_code == 401
    assert said(world) == [("U02BOB", "approve")]


def test_a_hundred_clicks_at_once_count_one_a_person(world: World) -> None:
    _, plan = waiting_job(world.ledger, quorum=2)
    people = ["U01ALICE", "U02BOB", "U03EVE", "U04VIC"] * 25
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda user: click(world, plan, "approve", user), people))
    assert sorted(said(world)) == [("U02BOB", "approve"), ("U03EVE", "approve")]


def test_approving_as_text_does_the_same(world: World) -> None:
    _, plan = waiting_job(world.ledger)
    told = world.slack.say(f"approve {ID} --digest {plan.digest[:8]}", user="U02BOB")
    assert "approved, it starts now" in told
    assert world.ledger.jobs.decisions(ID)[0].digest == plan.digest
    assert world.ledger.jobs.decisions(ID)[0].via == "command"


def test_one_of_two_approvals_is_told_as_such(world: World) -> None:
    waiting_job(world.ledger, quorum=2)
    assert "your approval counts, 1 of 2" in world.slack.say(f"approve {ID}", user="U02BOB")
    assert "approved by 2 of 2" in world.slack.say(f"approve {ID}", user="U03EVE")


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("running", "is running, approved by <@U02BOB>; there is nothing to approve"),
        ("succeeded", "is succeeded, approved by <@U02BOB>"),
        ("rejected", "is rejected, by <@U02BOB>; there is nothing to approve"),
        ("expired", "is expired: nobody approved it in time"),
        ("planning", "is planning; there is nothing to approve"),
    ],
)
def test_approving_what_does_not_wait_says_how_it_is(world: World, state: str, told: str) -> None:
    store(world.ledger, states()[state].job, restore_plan())
    assert told in world.slack.say(f"approve {ID}", user="U02BOB")
    assert said(world) == []


def test_a_stale_group_is_asked_for_and_the_word_is_kept_meanwhile(world: World) -> None:
    stale = DIRECTORY.model_copy(update={"groups": {}, "read_at": world.wall - 3600})
    world.ledger.people.replace(stale)
    _, plan = waiting_job(world.ledger)
    click(world, plan, "approve", "U03EVE")
    assert said(world) == [("U03EVE", "approve")]
    assert "it counts once you are found among its approvers" in answers(world)[0]["lines"][0]
    assert world.ledger.people.is_asked()


def test_a_directory_never_read_does_not_let_the_requester_in(world: World) -> None:
    world.ledger.people.replace(Directory())
    _, plan = waiting_job(world.ledger)
    click(world, plan, "approve", "U01ALICE")
    assert said(world) == []


def reject_view(world: World, plan: Plan, user: str = "U02BOB") -> dict[str, Any]:
    click(world, plan, "reject", user)
    world.openings.close()
    return dict(world.slack_api.views[0])


def test_rejecting_asks_why_in_a_form(world: World) -> None:
    _, plan = waiting_job(world.ledger)
    view = reject_view(world, plan)
    values = {"reason": {"value": {"type": "plain_text_input", "value": "wrong table"}}}
    assert world.slack.submit(view, values, user="U02BOB") is None
    decision = world.ledger.jobs.decisions(ID)[0]
    assert (decision.word, decision.reason, decision.via) == ("reject", "wrong table", "modal")


def test_a_rejection_that_comes_too_late_is_told_in_the_form(world: World) -> None:
    _, plan = waiting_job(world.ledger)
    view = reject_view(world, plan)
    world.now = at(61)
    values = {"reason": {"value": {"type": "plain_text_input", "value": "wrong"}}}
    answer = world.slack.submit(view, values, user="U02BOB")
    assert answer is not None
    assert "This plan expired" in str(answer["view"])
    assert said(world) == []


def test_the_requester_gets_no_form_to_reject(world: World) -> None:
    _, plan = waiting_job(world.ledger)
    click(world, plan, "reject", "U01ALICE")
    world.openings.close()
    assert world.slack_api.views == []
    assert "someone else approves" in answers(world)[0]["lines"][0]


@pytest.mark.parametrize(
    ("user", "counts"), [("U01ALICE", True), ("U02BOB", True), ("U04VIC", False)]
)
def test_the_asker_and_operators_cancel(world: World, user: str, *, counts: bool) -> None:
    store(world.ledger, running(waiting()), restore_plan())
    click(world, restore_plan(), "cancel", user)
    assert said(world) == ([(user, "cancel")] if counts else [])
    assert bool(answers(world)) != counts


def waiting() -> Job:
    return states()["awaiting-approval"].job


def test_cancel_in_the_menu_works_too(world: World) -> None:
    _, plan = waiting_job(world.ledger)
    world.slack.click("more", f"cancel {ID} {plan.digest}", user="U01ALICE", overflow=True)
    assert said(world) == [("U01ALICE", "cancel")]


def test_a_second_click_on_cancel_says_nothing_new(world: World) -> None:
    store(world.ledger, running(waiting()), restore_plan())
    for _ in range(2):
        click(world, restore_plan(), "cancel", "U01ALICE")
    assert said(world) == [("U01ALICE", "cancel")]
    events = [entry.event for entry in world.ledger.jobs.audit(ID)]
    assert events.count("said cancel") == 1
    assert answers(world)[0]["lines"] == ["You have asked to cancel it already; it is under way."]


def test_cancelling_says_what_aws_cannot_stop(world: World) -> None:
    store(world.ledger, running(waiting()), restore_plan())
    assert "AWS cannot stop a restore" in world.slack.say(f"cancel {ID}")


def test_cancelling_what_was_just_approved_does_not_promise_that_nothing_began(
    world: World,
) -> None:
    _, plan = waiting_job(world.ledger)
    click(world, plan, "approve", "U02BOB")
    told = world.slack.say(f"cancel {ID}")
    assert "Nothing was started" not in told
    assert "AWS cannot stop a restore" in told


def test_only_what_is_stuck_can_be_retried(world: World) -> None:
    store(world.ledger, states()["stuck"].job, restore_plan())
    assert "goes on where it stood" in world.slack.say(f"retry {ID}")
    assert said(world) == [("U01ALICE", "retry")]
    running_world = World()
    try:
        store(running_world.ledger, running(waiting()), restore_plan())
        assert "nothing to retry" in running_world.slack.say(f"retry {ID}")
    finally:
        running_world.close()


def expired(world: World) -> Job:
    return store(world.ledger, waiting().after(Expired(), at(61)), restore_plan())


def test_ask_again_makes_one_new_job_in_the_clickers_name(world: World) -> None:
    old = expired(world)
    world.now = at(62)
    for _ in range(2):
        world.slack.click("ask_again", f"{ID} {restore_plan().digest}", user="U02BOB")
    found = world.ledger.jobs.open_jobs(limit=9)
    assert len(found) == 1
    assert (found[0].params, found[0].requester.user) == (old.params, "U02BOB")
    assert found[0].id != ID
    told = answers(world)
    assert "planning" in told[0]["lines"][0]
    assert "asked for this again already" in told[1]["lines"][0]


def test_ask_again_is_for_operators_and_for_what_has_ended(world: World) -> None:
    expired(world)
    world.slack.click("ask_again", ID, user="U04VIC")
    assert "not among the operators" in answers(world)[0]["lines"][0]
    store(world.ledger, asked(id="J-0000002"))
    world.slack.click("ask_again", "J-0000002", user="U01ALICE")
    assert "has not ended" in answers(world)[1]["lines"][0]
    assert len(world.ledger.jobs.open_jobs(limit=9)) == 1


def test_an_offer_starts_later(world: World) -> None:
    store(world.ledger, states()["refused"].job)
    world.slack.click("offer_0", ID, user="U01ALICE")
    job = world.ledger.jobs.open_jobs(limit=9)[0]
    assert job.due == at(5)
    assert job.params["at"] == "2026-11-14T02:09:00Z"
    world.slack.click("offer_7", ID, user="U01ALICE")
    assert "offer is gone" in answers(world)[1]["lines"][0]


@pytest.mark.parametrize(
    ("action", "told"),
    [
        ("details", "AWS price list"),
        ("details", "no permission to read it"),
        ("aws_commands", "restore-table-to-point-in-time"),
    ],
)
def test_details_and_commands_open_in_a_window(world: World, action: str, told: str) -> None:
    _, plan = waiting_job(world.ledger)
    click(world, plan, action, "U04VIC")
    world.openings.close()
    assert told in str(world.slack_api.views[0])


def test_details_tell_awss_words_and_who_said_what(world: World) -> None:
    job = store(world.ledger, states()["failed"].job, restore_plan())
    click(world, restore_plan(), "details", "U01ALICE")
    world.openings.close()
    text = str(world.slack_api.views[0])
    assert "AccessDeniedException" in text
    assert job.request_id in text


def test_a_window_slack_refuses_is_answered_as_text(world: World) -> None:
    _, plan = waiting_job(world.ledger)
    world.slack_api.fail("views.open", Fault(error="expired_trigger_id"))
    click(world, plan, "reject", "U02BOB")
    world.openings.close()
    assert answers(world)[0]["commands"] == [f'reject {ID} --reason "why"']


def test_a_word_on_an_old_plan_does_not_count_on_the_new_one(world: World) -> None:
    job, plan = waiting_job(world.ledger)
    newer = plan.model_copy(update={"comes_back": ("items",)})
    changed = job.model_copy(update={"plan_digest": newer.digest, "version": job.version + 1})
    world.ledger.jobs.save(changed, change("planned", newer), expected=job.version)
    click(world, plan, "approve", "U02BOB")
    assert said(world) == []
    click(world, newer, "approve", "U02BOB")
    assert said(world) == [("U02BOB", "approve")]


def test_decisions_are_never_taken_from_another_workspace(world: World) -> None:
    waiting_job(world.ledger)
    told = world.slack.say(f"approve {ID}", user="U02BOB", team_id="T09OTHER")
    assert "not among its approvers" in told
    assert said(world) == []


def test_state_is_left_to_the_worker(world: World) -> None:
    _, plan = waiting_job(world.ledger)
    click(world, plan, "approve", "U02BOB")
    job = world.ledger.jobs.load(ID)
    assert job is not None
    assert job.state is State.AWAITING_APPROVAL
    assert isinstance(world.ledger.jobs.decisions(ID)[0], Decision)
    due = world.ledger.due.next_due()
    assert due is not None
    assert due <= world.now
