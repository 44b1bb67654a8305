"""The Home tab on its way: somebody opens it, the poster draws it and keeps it true."""

from collections.abc import Iterator

import pytest

from recovery.events import CancelAsked, Expired
from recovery.people import Person
from tests.bot.conftest import World
from tests.bot.posting import Posting
from tests.bot.samples import ALICE, BOB, asked, at, change, said, store, waiting_job
from tests.bot.slack_double import Fault
from tests.bot.speaking import words
from tests.bot.test_home import labels, parts

ID = "J-7F3K2Q1"


@pytest.fixture
def posting(world: World) -> Iterator[Posting]:
    made = Posting(world)
    yield made
    made.poster.close()


def drawn(world: World) -> int:
    """How often any tab was drawn."""
    return len(world.slack_api.called("views.publish"))


def shown(world: World, person: Person = BOB) -> str:
    return words(world.slack_api.homes[person.user])


def opens(world: World, person: Person = BOB) -> None:
    assert world.slack.opens_home(person.user).status_code == 200


def test_who_opens_it_sees_what_waits_for_them(world: World, posting: Posting) -> None:
    waiting_job(world.ledger)
    posting.turns(2)
    opens(world)
    posting.turn()
    view = world.slack_api.homes["U02BOB"]
    assert ID in parts(view)["Waits for your approval"]
    card = world.slack_api.top()[0]
    links = [block["accessory"]["url"] for block in view["blocks"] if "accessory" in block]
    assert links == [f"https://sandbox.slack.com/{card.channel}/{card.ts}"]


def test_the_bot_itself_calls_nothing(world: World) -> None:
    opens(world)
    assert world.slack_api.calls == []
    assert set(world.ledger.homes.opened(since=0)) == {BOB}


def test_the_messages_tab_is_not_home(world: World) -> None:
    assert world.slack.opens_home("U02BOB", tab="messages").status_code == 200
    assert world.ledger.homes.opened(since=0) == {}


def test_it_follows_the_job_to_its_end(world: World, posting: Posting) -> None:
    opens(world)
    posting.turn()
    assert "All quiet" in shown(world)
    job, plan = waiting_job(world.ledger)
    posting.turns(4)
    assert "Approve" not in shown(world)
    assert ID in parts(world.slack_api.homes["U02BOB"])["Waits for your approval"]
    world.ledger.jobs.decide(ID, said(plan, "approve", BOB))
    posting.turns(4)
    assert "Nothing waits for you." in shown(world)
    assert ID in parts(world.slack_api.homes["U02BOB"])["Under way"]
    world.ledger.jobs.save(job.after(Expired(), at(1)), change("x"), expected=job.version)
    posting.turns(6)
    ended = parts(world.slack_api.homes["U02BOB"])["Ended in the last 24 hours"]
    assert ID in ended
    assert "expired" in ended


def test_what_ended_long_ago_is_not_shown(world: World, posting: Posting) -> None:
    job = store(world.ledger, asked())
    ended = job.after(CancelAsked(by=ALICE), at(1))
    world.ledger.jobs.save(ended, change("x"), expected=job.version)
    posting.turns(3)
    opens(world)
    posting.turn()
    assert ID in shown(world)
    world.pass_time(hours=25)
    opens(world)
    posting.turn()
    assert ID not in shown(world)


def test_what_has_not_changed_is_drawn_once(world: World, posting: Posting) -> None:
    opens(world)
    posting.turns(20)
    assert drawn(world) == 1


def test_who_opens_it_again_has_it_drawn_again(world: World, posting: Posting) -> None:
    """Slack may have forgotten it: an app installed anew has empty tabs."""
    opens(world)
    posting.turn()
    world.pass_time(seconds=1)
    opens(world)
    posting.turn()
    assert drawn(world) == 2


def test_many_changes_are_drawn_together(world: World, posting: Posting) -> None:
    opens(world)
    posting.turn()
    for n in range(10):
        world.pass_time(seconds=0.1)
        store(world.ledger, asked(id=f"J-000000{n}"))
        posting.turn()
    posting.turns(3)
    assert drawn(world) == 2
    assert "J-0000009" in shown(world)


def test_an_hour_later_it_is_left_alone(world: World, posting: Posting) -> None:
    opens(world)
    posting.turn()
    world.pass_time(hours=1)
    store(world.ledger, asked())
    posting.turns(5)
    assert drawn(world) == 1


def test_a_tab_drawn_by_another_poster_meanwhile_is_drawn_from_the_ledger(
    world: World, posting: Posting
) -> None:
    opens(world)
    posting.turn()
    world.slack_api.home_hashes["U02BOB"] = "by another poster"
    store(world.ledger, asked())
    posting.turns(4)
    assert ID in shown(world)
    *_, refused, last = world.slack_api.called("views.publish")
    assert refused["hash"] == "hash-1"
    assert "hash" not in last


def test_a_limit_is_obeyed_and_the_newest_state_drawn_after_it(
    world: World, posting: Posting
) -> None:
    opens(world)
    world.slack_api.fail("views.publish", Fault(status=429, retry_after=5))
    posting.turns(4)
    assert drawn(world) == 1
    assert world.slack_api.homes == {}
    store(world.ledger, asked())
    posting.turns(4)
    assert ID in shown(world)


def test_without_a_home_tab_in_the_app_the_cards_go_on(world: World, posting: Posting) -> None:
    opens(world)
    world.slack_api.fail("views.publish", Fault(error="not_enabled"))
    store(world.ledger, asked())
    posting.turns(3)
    assert len(world.slack_api.top()) == 1


def test_a_link_slack_does_not_give_costs_only_the_link(world: World, posting: Posting) -> None:
    waiting_job(world.ledger)
    posting.turns(2)
    world.slack_api.fail("chat.getPermalink", Fault(error="message_not_found"))
    opens(world)
    posting.turn()
    assert "card in <#C01OPS>" in shown(world)


def test_quick_buttons_open_the_forms(world: World, posting: Posting) -> None:
    opens(world, ALICE)
    posting.turn()
    assert labels(world.slack_api.homes["U01ALICE"]) == [
        "Restore a table",
        "Back up a table",
        "Help",
    ]
    world.slack.click_home("start_restore", "restore", user="U01ALICE")
    world.slack.click_home("start_backup", "backup", user="U01ALICE")
    world.slack.click_home("help", "help", user="U01ALICE")
    world.openings.close()
    titles = {view["title"]["text"]: view for view in world.slack_api.views}
    assert set(titles) == {"Restore a table", "Back up a table", "Help"}
    assert "/ddbdr restore orders" in words(titles["Help"])


def test_who_may_not_ask_sees_no_such_button_and_gets_no_form(
    world: World, posting: Posting
) -> None:
    opens(world, Person(team="T01TEST", user="U04VIC"))
    posting.turn()
    assert labels(world.slack_api.homes["U04VIC"]) == ["Help"]
    world.slack.click_home("start_backup", "backup", user="U04VIC")
    posting.turns(2)
    assert world.slack_api.views == []
    told = world.slack_api.top()[0]
    assert told.channel == "U04VIC"
    assert "not among the operators" in told.text


def test_a_form_that_opens_too_late_is_answered_in_a_direct_message(
    world: World, posting: Posting
) -> None:
    world.slack_api.fail("views.open", Fault(error="expired_trigger_id"))
    world.slack.click_home("start_backup", "backup", user="U01ALICE")
    world.openings.close()
    posting.turn()
    told = world.slack_api.top()[0]
    assert told.channel == "U01ALICE"
    assert "/ddbdr backup orders" in words(told.blocks)


def test_following_a_link_changes_nothing(world: World) -> None:
    waiting_job(world.ledger)
    world.slack.click_home("open", "open", user="U02BOB")
    assert world.ledger.jobs.decisions(ID) == ()
    assert world.ledger.outbox.waiting() == 0
