"""The poster against a strict Slack: what stands, what is found again, what waits, what is told."""

import threading
from collections.abc import Iterator

import pytest

from bot import letters
from bot.asking import Asking
from bot.troubles import Troubles
from recovery.answer import Answer
from recovery.cards import Letter
from recovery.errors import LedgerAway
from recovery.events import Expired, Refused
from recovery.job import Job
from recovery.ledger import Change
from recovery.outcome import Notice, Wait
from recovery.people import Person
from tests.bot.conftest import World
from tests.bot.posting import Posting
from tests.bot.samples import (
    ALICE,
    BOB,
    asked,
    at,
    change,
    restore_plan,
    running,
    said,
    states,
    store,
    succeeded,
    waiting_job,
)
from tests.bot.slack_double import Fault, Message

ID = "J-7F3K2Q1"
VIC = Person(team="T01TEST", user="U04VIC")


@pytest.fixture
def posting(world: World) -> Iterator[Posting]:
    made = Posting(world)
    yield made
    made.poster.close()


def card(world: World) -> Message:
    """The living message; there must be exactly one."""
    found = [
        message
        for message in world.slack_api.top()
        if message.metadata and message.metadata["event_payload"].get("role") == "living"
    ]
    assert len(found) == 1, [message.text for message in found]
    return found[0]


def finals(world: World) -> list[Message]:
    return [
        message
        for message in world.slack_api.top()
        if message.metadata and message.metadata["event_payload"].get("role") == "final"
    ]


def work(world: World, before: Job, after: Job) -> None:
    world.ledger.jobs.save(after, change("worked"), expected=before.version)


def clean(world: World) -> bool:
    return world.ledger.cards.dirty(limit=9) == ()


def test_a_new_job_gets_its_card_at_once(world: World, posting: Posting) -> None:
    store(world.ledger, asked())
    posting.turn()
    assert card(world).text == "J-7F3K2Q1 · restore orders · planning — looking at AWS"
    assert card(world).channel == "C01OPS"
    assert clean(world)


def test_the_whole_story_is_one_message_a_thread_and_an_end(world: World, posting: Posting) -> None:
    job = asked()
    store(world.ledger, job)
    posting.turn()
    plan = restore_plan()
    waiting = states()["awaiting-approval"].job
    world.ledger.jobs.save(waiting, change("planned", plan), expected=1)
    posting.turns(2)
    living = card(world)
    assert "awaiting approval" in living.text
    thread = world.slack_api.thread(living.ts)
    assert "<@U02BOB> or <!subteam^S0DRTEAM>" in thread[0].text
    world.ledger.jobs.decide(ID, said(plan, "approve", BOB))
    posting.turns(2)
    assert card(world).text.endswith("running — approved by @bob, starting")
    assert "Approve restore" not in str(card(world).blocks)
    ran = running(waiting)
    work(world, waiting, ran)
    posting.turns(4)
    work(world, ran, succeeded(waiting))
    posting.turns(4)
    assert card(world).text.endswith("succeeded — orders-ddbdr-7F3K2Q1 in 38 min, about 12.1 GB")
    assert [message.text for message in finals(world)] == [card(world).text]
    texts = [message.text for message in world.slack_api.thread(living.ts)]
    assert len(texts) == 2
    assert texts[1] == "Approved by <@U02BOB>, started."
    assert clean(world)


def test_approvers_are_mentioned_once_a_plan(world: World, posting: Posting) -> None:
    waiting_job(world.ledger)
    for _ in range(3):
        posting.turns(2)
        world.ledger.cards.mark(ID)
    assert len(world.slack_api.thread(card(world).ts)) == 1


def test_what_has_not_changed_is_not_sent(world: World, posting: Posting) -> None:
    waiting_job(world.ledger)
    posting.turns(3)
    for _ in range(5):
        world.ledger.cards.mark(ID)
        posting.turn()
    assert world.slack_api.called("chat.update") == []


def test_a_crash_between_post_and_save_posts_no_second_card(world: World) -> None:
    """Slack did the work and the answer was lost: the next poster finds the message."""
    store(world.ledger, asked())
    world.slack_api.fail("chat.postMessage", Fault(status=500, after_work=True))
    first = Posting(world, "one")
    first.turn()
    first.poster.close()
    assert len(world.slack_api.top()) == 1
    assert world.ledger.cards.delivery(ID).ts is None
    world.pass_time(seconds=30)
    second = Posting(world, "two")
    second.turns(3)
    second.poster.close()
    assert world.ledger.cards.delivery(ID).ts == card(world).ts
    assert clean(world)


def test_where_history_may_not_be_read_it_posts_anew_and_says_so(
    world: World, posting: Posting
) -> None:
    world.slack_api.can_read_history = False
    store(world.ledger, asked())
    world.slack_api.fail("chat.postMessage", Fault(status=500, after_work=True))
    posting.turns(5)
    assert len(world.slack_api.top()) == 2
    assert "an earlier copy may stand above" in str(world.slack_api.top()[1].blocks)


def test_the_end_is_posted_once_though_its_answer_was_lost(world: World, posting: Posting) -> None:
    waiting, plan = waiting_job(world.ledger)
    posting.turns(3)
    world.slack_api.fail("chat.postMessage", Fault(status=503, after_work=True))
    world.ledger.jobs.save(waiting.after(Expired(), at(61)), change("x"), expected=waiting.version)
    posting.turns(6)
    assert len(finals(world)) == 1
    assert world.ledger.cards.delivery(ID).final_ts == finals(world)[0].ts
    assert plan.digest == waiting.plan_digest


def test_a_limit_is_obeyed_and_nothing_is_lost(world: World, posting: Posting) -> None:
    store(world.ledger, asked())
    world.slack_api.fail("chat.postMessage", Fault(status=429, retry_after=20))
    posting.turns(19)
    assert len(world.slack_api.called("chat.postMessage")) == 1
    posting.turns(3)
    assert len(world.slack_api.top()) == 1
    assert clean(world)


def test_an_outage_is_waited_out(world: World, posting: Posting) -> None:
    store(world.ledger, asked())
    world.slack_api.fail("chat.postMessage", *[Fault(status=503)] * 5)
    posting.turns(4)
    assert "away" in posting.poster.troubles.told()
    posting.turns(20)
    assert len(world.slack_api.top()) == 1
    assert posting.poster.troubles.told() == ""


def test_a_slow_job_does_not_hold_another_up(world: World, posting: Posting) -> None:
    store(world.ledger, asked())
    store(world.ledger, asked(id="J-0000002", channel="C02ALERTS"))
    world.slack_api.fail("chat.postMessage", Fault(status=503))
    posting.turn()
    assert len(world.slack_api.top()) == 1


def test_updates_of_a_workspace_stay_within_fifty_a_minute(world: World, posting: Posting) -> None:
    world.slack_api.channels |= {f"C1{number:03}" for number in range(80)}
    waiting = states()["awaiting-approval"].job
    jobs = [
        running(waiting).model_copy(
            update={"id": f"J-00000{number:02}", "channel": f"C1{number:03}"}
        )
        for number in range(80)
    ]
    for job in jobs:
        store(world.ledger, job, restore_plan())
    posting.turns(4)
    assert len(world.slack_api.top()) == 80
    for _ in range(4):
        world.pass_time(seconds=31)
        before = len(world.slack_api.called("chat.update"))
        posting.turns(28)
        assert len(world.slack_api.called("chat.update")) - before <= 50


def test_progress_leaves_room_for_what_is_urgent(world: World, posting: Posting) -> None:
    world.slack_api.channels |= {f"C1{number:03}" for number in range(80)}
    waiting, plan = waiting_job(world.ledger)
    ran = running(waiting)
    for number in range(60):
        job = ran.model_copy(update={"id": f"J-00000{number:02}", "channel": f"C1{number:03}"})
        store(world.ledger, job, plan)
    posting.turns(4)
    world.pass_time(seconds=90)
    posting.turns(6)
    spent = len(world.slack_api.called("chat.update"))
    assert spent == 35
    world.ledger.jobs.decide(ID, said(plan, "approve", BOB))
    posting.turn()
    assert card_of(world, ID).text.endswith("approved by @bob, starting")


def card_of(world: World, job_id: str) -> Message:
    return next(message for message in world.slack_api.top() if message.text.startswith(job_id))


def test_a_card_that_was_held_back_says_so(world: World, posting: Posting) -> None:
    job = store(world.ledger, running(states()["awaiting-approval"].job), restore_plan())
    posting.turns(3)
    world.slack_api.fail("chat.update", Fault(status=429, retry_after=25))
    world.pass_time(seconds=120)
    posting.turns(30)
    assert "held this card back" in str(card(world).blocks)
    assert job.id in card(world).text


def test_a_plan_that_waits_keeps_telling_how_long_ago_its_point_is(
    world: World, posting: Posting
) -> None:
    waiting_job(world.ledger)
    posting.turns(2)
    assert "10 min ago" in str(card(world).blocks)
    posting.turns(600, step=10)
    assert "20 min ago" in str(card(world).blocks)
    assert card(world).edits <= 3


def test_a_card_that_is_edited_all_the_time_is_not_called_held_back(
    world: World, posting: Posting
) -> None:
    """A job at work changes before its card is clean, for minutes."""
    job = store(world.ledger, running(states()["awaiting-approval"].job), restore_plan())
    for second in range(60):
        changed = job.after(Wait(seconds=1, progress=f"look {second}"), world.now)
        work(world, job, changed)
        job = changed
        posting.turns(1)
    assert card(world).edits > 3
    assert "held this card back" not in str(card(world).blocks)


def test_a_job_that_is_over_before_its_first_post_is_told_once(
    world: World, posting: Posting
) -> None:
    store(world.ledger, asked().after(Refused(reason="There is no table."), at(0.1)))
    posting.turns(5)
    assert len(world.slack_api.top()) == 1
    assert "refused — There is no table." in card(world).text
    assert world.ledger.cards.delivery(ID).final_ts == card(world).ts
    assert clean(world)


def test_a_running_card_is_drawn_again_as_time_passes(world: World, posting: Posting) -> None:
    store(world.ledger, running(states()["awaiting-approval"].job), restore_plan())
    world.now = at(10)
    posting.turns(3)
    assert card(world).text.endswith("running — 9 of about 44 min")
    posting.turns(130)
    assert card(world).text.endswith("running — 11 of about 44 min")
    assert card(world).edits <= 5


def test_progress_is_drawn_at_most_every_three_seconds(world: World, posting: Posting) -> None:
    job = store(world.ledger, running(states()["awaiting-approval"].job), restore_plan())
    posting.turns(3)
    for number in range(12):
        newer = job.model_copy(update={"version": job.version + 1, "progress": f"at {number}"})
        work(world, job, newer)
        job = newer
        posting.turns(0.5, step=0.5)
    posting.turns(3)
    assert card(world).edits <= 4
    assert "at 11" in str(card(world).blocks)


def test_a_word_is_shown_at_once_though_progress_was_just_drawn(
    world: World, posting: Posting
) -> None:
    job = store(world.ledger, running(states()["awaiting-approval"].job), restore_plan())
    posting.turns(3)
    for number in range(2):
        newer = job.model_copy(update={"version": job.version + 1, "progress": f"at {number}"})
        work(world, job, newer)
        job = newer
        posting.turn()
    world.ledger.jobs.decide(ID, said(restore_plan(), "cancel", ALICE))
    posting.turn()
    assert card(world).text.endswith("reverting — cancelled by @alice")
    assert "Cancel restore" not in str(card(world).blocks)


def test_a_closed_channel_sends_the_card_to_operations_and_a_link_to_the_asker(
    world: World, posting: Posting
) -> None:
    store(world.ledger, asked(channel="C09GONE"))
    posting.turns(2)
    public, private = world.slack_api.messages
    assert (public.channel, private.channel) == ("C01OPS", "U01ALICE")
    assert "<#C09GONE> cannot be posted to (channel_not_found)" in str(public.blocks)
    assert "https://sandbox.slack.com/C01OPS/" in private.text
    assert world.ledger.cards.delivery(ID).channel == "C01OPS"


def test_no_channel_at_all_is_tried_again_and_told_in_health(
    world: World, posting: Posting
) -> None:
    world.slack_api.channels = set()
    store(world.ledger, asked(channel="C09GONE"))
    posting.turns(3)
    assert "channel_not_found" in posting.poster.troubles.told()
    world.slack_api.channels = {"C01OPS"}
    posting.turns(70)
    assert card(world).channel == "C01OPS"


def test_a_card_somebody_deleted_is_posted_anew(world: World, posting: Posting) -> None:
    waiting, plan = waiting_job(world.ledger)
    posting.turns(3)
    world.slack_api.messages.clear()
    world.ledger.jobs.decide(ID, said(plan, "approve", BOB))
    posting.turns(3)
    assert card(world).text.endswith("approved by @bob, starting")
    assert waiting.id in card(world).text


def test_a_card_that_is_posted_anew_asks_the_approvers_no_second_time(
    world: World, posting: Posting
) -> None:
    waiting_job(world.ledger)
    posting.turns(3)
    asked_in = [
        each for each in world.slack_api.called("chat.postMessage") if each.get("thread_ts")
    ]
    world.slack_api.messages.clear()
    world.pass_time(minutes=6)
    posting.turns(12)
    assert card(world).text.startswith(ID)
    threads = [each for each in world.slack_api.called("chat.postMessage") if each.get("thread_ts")]
    assert threads == asked_in
    assert len(asked_in) == 1


def test_what_a_thread_told_is_not_told_again_under_a_card_that_is_posted_anew(
    world: World, posting: Posting
) -> None:
    store(world.ledger, states()["running"].job, restore_plan())
    posting.turns(6)
    told = [each.text for each in world.slack_api.messages if each.thread_ts]
    assert told
    world.slack_api.messages.clear()
    world.pass_time(minutes=6)
    posting.turns(12)
    assert card(world).text.startswith(ID)
    assert [each for each in world.slack_api.messages if each.thread_ts] == []


def test_a_post_slack_did_not_take_is_not_looked_for(world: World, posting: Posting) -> None:
    refused = Fault(status=429, retry_after=2)
    world.slack_api.fail("chat.postMessage", refused)
    job = asked()
    store(world.ledger, job)
    posting.turns(5)
    world.slack_api.fail("chat.postMessage", refused)
    work(world, job, job.after(Refused(reason="There is no such table."), at(1)))
    posting.turns(8)
    assert len(finals(world)) == 1
    assert world.slack_api.called("conversations.history") == []
    assert not any(
        call.get("unfurl_links") in {"1", "true", "True", True}
        for call in world.slack_api.called("chat.postMessage")
    )


def test_blocks_slack_refuses_do_not_lose_the_news(world: World, posting: Posting) -> None:
    store(world.ledger, asked())
    world.slack_api.fail("chat.postMessage", Fault(error="invalid_blocks"))
    posting.turns(2)
    assert card(world).text.startswith(ID)
    assert card(world).blocks == []


def test_a_dead_token_is_told_and_tried_again(world: World, posting: Posting) -> None:
    store(world.ledger, asked())
    world.slack_api.fail("chat.postMessage", Fault(error="invalid_auth"))
    posting.turn()
    assert "invalid_auth" in posting.poster.troubles.told()
    posting.turns(61)
    assert len(world.slack_api.top()) == 1


def test_trouble_with_one_card_stays_told_while_the_rest_works(
    world: World, posting: Posting
) -> None:
    """A job that Slack refuses is not well because answers to commands go out."""
    store(world.ledger, asked())
    posting.turns(2)
    world.slack_api.fail("chat.update", *[Fault(error="invalid_arguments")] * 9)
    waiting = states()["awaiting-approval"].job
    world.ledger.jobs.save(waiting, change("planned", restore_plan()), expected=1)
    told = []
    for number in range(6):
        store(world.ledger, asked(id=f"J-000000{number}", channel="C02ALERTS"))
        posting.turns(1)
        told.append(posting.poster.troubles.told())
    assert told == ["Slack refuses chat.update: invalid_arguments"] * 6
    assert len(world.slack_api.top()) > 5


def test_a_letter_waits_for_a_token_that_works(world: World, posting: Posting) -> None:
    asking = Asking(person=ALICE, channel="C01OPS", via="mention", request_id="Ev9", thread_ts="1")
    world.ledger.outbox.put(letters.in_thread(asking, Answer(lines=("hi",))), wall=world.wall)
    world.slack_api.fail("chat.postMessage", Fault(error="token_revoked"))
    posting.turn()
    assert "token_revoked" in posting.poster.troubles.told()
    assert world.ledger.outbox.waiting() == 1
    posting.turns(62)
    assert [message.text for message in world.slack_api.messages] == ["hi"]
    assert posting.poster.troubles.told() == ""


def test_who_no_longer_leads_has_no_trouble() -> None:
    wall = 0.0
    troubles = Troubles(lambda: wall)
    troubles.note("J-1", "Slack is away")
    troubles.note("J-2", "Slack is away")
    troubles.note("J-3", "no channel")
    assert troubles.told() == "Slack is away; no channel"
    troubles.over("J-3")
    assert troubles.told() == "Slack is away"
    troubles.forget()
    assert troubles.told() == ""


def test_trouble_nobody_tries_again_is_forgotten() -> None:
    times = [0.0]
    troubles = Troubles(lambda: times[0])
    troubles.note("a letter", "Slack is away")
    times[0] = 149.0
    assert troubles.told()
    times[0] = 150.0
    assert troubles.told() == ""


def test_one_poster_leads_and_another_takes_over(world: World, posting: Posting) -> None:
    other = Posting(world, "two")
    posting.turn()
    store(world.ledger, asked())
    other.turn()
    assert world.slack_api.calls == []
    world.pass_time(seconds=11)
    other.turns(2)
    assert len(world.slack_api.top()) == 1
    other.poster.close()


def reply(world: World, *, url: str = "") -> Letter:
    asking = Asking(
        person=ALICE,
        channel="C01OPS",
        via="click",
        request_id="r1",
        response_url=url or f"{world.slack_api.root}/respond/r1",
    )
    return letters.reply(asking, Answer(lines=("No.",)), wall=world.wall)


def test_who_leads_says_so_again_before_another_may_take_over(
    world: World, posting: Posting
) -> None:
    other = Posting(world, "two")
    assert posting.poster.leads()
    world.pass_time(seconds=6)
    assert posting.poster.leads()
    world.pass_time(seconds=6)
    assert not other.poster.leads()
    other.poster.close()


def test_a_private_answer_goes_to_its_response_url(world: World, posting: Posting) -> None:
    world.ledger.outbox.put(reply(world), wall=world.wall)
    posting.turn()
    answer = world.slack_api.answers[0]
    assert (answer["text"], answer["response_type"]) == ("No.", "ephemeral")
    assert answer["replace_original"] is False
    assert world.ledger.outbox.waiting() == 0


def test_answers_are_never_sent_anywhere_but_to_slack(world: World, posting: Posting) -> None:
    letter = reply(world, url="https://evil.example/respond/r1")
    world.ledger.outbox.put(letter, wall=world.wall)
    posting.turn()
    assert world.slack_api.answers == []
    assert world.ledger.outbox.waiting() == 0


def test_an_answer_nobody_waits_for_any_more_is_dropped(world: World, posting: Posting) -> None:
    world.ledger.outbox.put(reply(world), wall=world.wall)
    world.pass_time(seconds=1800)
    posting.turn()
    assert world.slack_api.answers == []
    assert world.ledger.outbox.waiting() == 0


@pytest.mark.parametrize("fault", [Fault(status=500), Fault(status=429, retry_after=1)])
def test_an_answer_slack_did_not_take_is_sent_again(
    world: World, posting: Posting, fault: Fault
) -> None:
    world.slack_api.fail("response_url", fault)
    world.ledger.outbox.put(reply(world), wall=world.wall)
    posting.turns(40)
    assert len(world.slack_api.answers) == 1


def test_a_used_up_response_url_is_given_up(world: World, posting: Posting) -> None:
    world.slack_api.fail("response_url", Fault(status=404))
    world.ledger.outbox.put(reply(world), wall=world.wall)
    posting.turns(5)
    assert world.ledger.outbox.waiting() == 0


def test_a_mentions_answer_stands_in_its_thread(world: World, posting: Posting) -> None:
    asking = Asking(
        person=ALICE, channel="C01OPS", via="mention", request_id="Ev1", thread_ts="17.1"
    )
    letter = letters.in_thread(asking, Answer(title="Right now"))
    world.ledger.outbox.put(letter, wall=world.wall)
    posting.turn()
    assert world.slack_api.messages[0].thread_ts == "17.1"


NEWS = Notice(
    name="BackupCompleted",
    key="arn:backup",
    table="orders",
    account="prod",
    region="us-east-2",
    detail=(("size", "12.1 GB"), ("expires", "30 Dec")),
    job_id=ID,
)


def publish(world: World) -> None:
    job = asked()
    told = Change(event="worked", actor="t", detail={}, records=(NEWS,))
    world.ledger.jobs.create(job.model_copy(update={"due": None}), told)


def test_a_notice_begins_with_its_name_in_the_alerts_channel(
    world: World, posting: Posting
) -> None:
    publish(world)
    posting.turns(2)
    notice = next(m for m in world.slack_api.top() if m.channel == "C02ALERTS")
    assert notice.text == "BackupCompleted · orders · us-east-2 · 12.1 GB · expires 30 Dec"


def test_a_notice_whose_answer_was_lost_is_not_told_twice(world: World, posting: Posting) -> None:
    publish(world)
    world.slack_api.channels.discard("C01OPS")
    world.slack_api.fail("chat.postMessage", *[Fault(status=500, after_work=True)] * 2)
    posting.turns(20)
    told = [m for m in world.slack_api.messages if m.text.startswith("BackupCompleted")]
    assert len(told) == 1
    assert world.ledger.outbox.waiting() == 0


def test_a_letter_of_no_known_kind_does_not_block_the_others(
    world: World, posting: Posting
) -> None:
    world.ledger.outbox.put(Letter(id="x", lane="fast", kind="pigeon"), wall=world.wall)
    broken = Letter(id="y", lane="fast", kind="reply", body={})
    world.ledger.outbox.put(broken, wall=world.wall)
    world.ledger.outbox.put(reply(world), wall=world.wall)
    posting.turn()
    assert len(world.slack_api.answers) == 1
    assert world.ledger.outbox.waiting() == 0


def test_the_directory_is_read_when_asked_and_when_old(world: World, posting: Posting) -> None:
    posting.turn()
    assert world.slack_api.called("users.list") == []
    world.ledger.people.ask_fresh()
    posting.turns(6)
    directory = world.ledger.people.directory()
    assert directory.users["U05GUEST"].is_guest
    assert directory.users["U0DDBDR"].is_bot
    assert directory.groups == {"S0DRTEAM": ("U02BOB", "U03EVE")}
    assert directory.channels["C01OPS"].is_member
    before = len(world.slack_api.called("users.list"))
    posting.turns(310, step=5)
    assert len(world.slack_api.called("users.list")) == before + 2


def test_groups_that_may_not_be_read_stay_as_they_were(world: World, posting: Posting) -> None:
    world.slack_api.fail("usergroups.list", Fault(error="missing_scope"))
    world.ledger.people.ask_fresh()
    posting.turns(6)
    assert "U01ALICE" in world.ledger.people.directory().users
    assert world.ledger.people.directory().groups["S0ONCALL"] == ("U01ALICE",)


def test_a_missing_scope_is_told_in_health_until_it_is_there(
    world: World, posting: Posting
) -> None:
    missing = Fault(error="missing_scope", needed="usergroups:read")
    world.slack_api.fail("usergroups.list", missing)
    world.ledger.people.ask_fresh()
    posting.turns(6)
    told = world.slack.say("health")
    assert "Needs care" in told
    assert "read its user groups: the scope `usergroups:read` is missing" in told
    assert "as they were last read" in told
    assert "reinstall it to the workspace" in told
    assert world.slack.get("/readyz").status_code == 200
    world.ledger.people.ask_fresh()
    posting.turns(6)
    assert "usergroups:read" not in world.slack.say("health")


def test_a_missing_scope_to_post_is_told_with_its_name(world: World, posting: Posting) -> None:
    store(world.ledger, asked())
    world.slack_api.fail("chat.postMessage", Fault(error="missing_scope", needed="chat:write"))
    posting.turn()
    assert "chat:write" in posting.poster.troubles.told()


def test_a_fresh_directory_wakes_what_waited_for_it(world: World, posting: Posting) -> None:
    _, plan = waiting_job(world.ledger)
    world.ledger.jobs.decide(ID, said(plan, "approve", BOB))
    world.ledger.due.claim(now=at(2), wall=world.wall, limit=9, lease_seconds=30)
    world.ledger.due.take(ID, "x", wall=world.wall, lease_seconds=30)
    world.ledger.due.finish(ID, "x", at=at(50))
    world.ledger.people.ask_fresh()
    posting.turns(6)
    due = world.ledger.due.next_due()
    assert due is not None
    assert due <= world.now


def test_who_turns_out_to_be_no_approver_is_told_once(world: World, posting: Posting) -> None:
    _, plan = waiting_job(world.ledger)
    for nobody in (VIC, Person(team="T01TEST", user="U06MAX")):
        world.ledger.jobs.decide(ID, said(plan, "approve", nobody))
    posting.turn()
    for _ in range(2):
        world.ledger.people.ask_fresh()
        posting.turns(6)
    told = world.slack_api.called("chat.postEphemeral")
    assert sorted(call["user"] for call in told) == ["U04VIC", "U06MAX"]
    assert "Your word on `J-7F3K2Q1` (approve) does not count." in told[0]["text"]
    assert "You are not among its approvers" in told[0]["text"]


def test_a_question_for_people_is_kept_while_slack_cannot_answer_it(
    world: World, posting: Posting
) -> None:
    posting.turns(1)
    world.slack_api.fail("users.list", Fault(status=429, retry_after=20))
    world.ledger.people.ask_fresh()
    posting.turns(6)
    world.ledger.people.ask_fresh()
    posting.turns(6)
    assert len(world.slack_api.called("users.list")) == 1
    posting.turns(25)
    assert len(world.slack_api.called("users.list")) > 1


def test_the_ledger_away_is_waited_out(world: World, posting: Posting) -> None:
    """`run` goes on after the ledger was away, and stops when told."""
    store(world.ledger, asked())
    whole = world.ledger.cards
    answers = iter([LedgerAway("gone")])

    class Flaky:
        def __getattr__(self, name: str) -> object:
            error = next(answers, None)
            if error is not None:
                raise error
            return getattr(whole, name)

    world.ledger.cards = Flaky()  # type: ignore[assignment]
    runner = threading.Thread(target=posting.poster.run)
    runner.start()
    deadline = threading.Event()
    while not world.slack_api.messages and not deadline.wait(0.01):
        assert runner.is_alive()
    posting.poster.stop()
    world.ledger.cards.mark(ID)
    runner.join(10)
    assert not runner.is_alive()
