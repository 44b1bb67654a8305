"""What an ended card offers next: what works, said as people would, taken as if typed."""

from datetime import timedelta

import pytest

from bot.render.card import card
from bot.render.scene import Scene
from recovery.events import Refused
from recovery.grammar import parse
from recovery.record import State
from tests.bot.conftest import DIRECTORY, NOW, World
from tests.bot.samples import BOB, asked, dossier, planned, restore_plan, running, store
from tests.bot.speaking import Json
from tests.workers.copy_world import CopyWorld
from tests.workers.protect_world import ProtectWorld
from tests.workers.world import World as WorkersWorld

ID = "J-7F3K2Q1"


def row(dossier_: object, now: object = NOW) -> list[Json]:
    """The last row of buttons."""
    scene = Scene(now=now, directory=DIRECTORY)  # type: ignore[arg-type]
    shown = card(dossier_, scene).blocks  # type: ignore[arg-type]
    return next(list(block["elements"]) for block in reversed(shown) if block["type"] == "actions")


def offers(world: WorkersWorld, job_id: str) -> dict[str, str]:
    """Label and command of every button that stands for one; each can be typed."""
    buttons = row(world.dossier(job_id), world.time.now())
    assert buttons[-1]["text"]["text"] == "Details"
    found = {
        button["text"]["text"]: button["value"].partition(" ")[2]
        for button in buttons
        if button["action_id"].startswith("command_")
    }
    for command in found.values():
        assert not parse(command, now=NOW, zone=NOW.tzinfo).missing  # type: ignore[arg-type]
    return found


def test_after_protect_one_looks_at_it_takes_a_first_backup_or_takes_it_away_again() -> None:
    world = ProtectWorld()
    table = "prod/us-east-2/orders"
    assert offers(world, world.protected(rpo="1h")) == {
        "Schedules": f"schedules {table}",
        "Back up now": f"backup {table}",
        "Status": f"status {table}",
    }
    gone = world.ask("protect", "orders", off=True)
    world.run_to_state(gone, State.AWAITING_APPROVAL)
    world.approved_by_two(gone)
    world.run_to_end(gone)
    assert offers(world, gone) == {"Backups": "backups orders", "Protect again": f"protect {table}"}


def test_what_was_switched_off_is_switched_on_with_a_click() -> None:
    world = ProtectWorld()
    on = world.ask("pitr-on", "orders")
    world.run_to_end(on)
    assert offers(world, on)["How far back"] == "pitr prod/us-east-2/orders"
    off = world.ask("pitr-off", "orders")
    world.run_to_state(off, State.AWAITING_APPROVAL)
    world.approved_by_two(off)
    world.run_to_end(off)
    assert offers(world, off)["Switch on"] == "pitr on prod/us-east-2/orders"


def test_after_a_copy_its_backups_of_every_region_are_one_click_away() -> None:
    world = CopyWorld()
    copied = world.ask("copy", "prod/us-east-2/orders")
    world.run_to_state(copied, State.AWAITING_APPROVAL)
    world.approved(copied)
    world.run_to_end(copied)
    assert offers(world, copied) == {"Backups": "backups orders"}


COPY = "copy prod/us-east-2/orders --backup arn:aws:backup:us-east-2:1:recovery-point:1"


@pytest.mark.parametrize(
    ("advice", "labels"),
    [
        (f"The backup stays. Copy it with `{COPY}`.", ["Copy again", "Details"]),
        ("Enable it in KMS.", ["Copy again", "Details"]),
        ("`backups` lists what there is.", ["Backups", "Copy again", "Details"]),
    ],
)
def test_a_failed_copy_is_copied_again_without_making_twice_what_was_made(
    advice: str, labels: list[str]
) -> None:
    waiting = planned(asked(kind="copy"), restore_plan().model_copy(update={"kind": "copy"}))
    job = running(waiting)
    buttons = row(dossier(job.model_copy(update={"state": State.FAILED, "advice": advice})))
    assert [button["text"]["text"] for button in buttons] == labels
    assert (COPY in buttons[0]["value"]) == (COPY in advice)


QUOTES = '\\"' * 490
TOO_LONG = f'copy orders --backup {"x" * 1000} --reason "{QUOTES}"'
"""It can be typed, and is longer than what a button may carry."""


def test_a_refusal_offers_what_its_advice_says_once_and_nothing_that_lacks_something() -> None:
    refused = asked().after(
        Refused(
            reason="PITR is off.",
            advice="Write `pitr on orders`, `backups orders`, `protect`, `--at` or `vault: x`, "
            f"not `{TOO_LONG}`.",
            offers=(("Backups", "backups orders", None),),
        ),
        NOW + timedelta(minutes=1),
    )
    labels = [button["text"]["text"] for button in row(dossier(refused))]
    assert labels == ["Backups", "Switch PITR on for orders", "Ask again", "Details"]


def test_what_a_card_offers_is_asked_as_if_typed_and_each_thing_once(world: World) -> None:
    store(world.ledger, asked())
    for command in ("backup orders", "backup orders", "pitr on orders"):
        world.slack.click("command_1", f"{ID} {command}", user="U01ALICE")
    made = {job.command for job in world.ledger.jobs.open_jobs(limit=9)}
    assert made >= {"backup orders", "pitr on orders"}
    assert world.ledger.jobs.page(size=1, page=1).total == 3
    told = [
        letter.body["answer"]["lines"][0]
        for letter in world.ledger.outbox.ready("fast", wall=world.wall, limit=9)
    ]
    assert sum("asked for this here already" in line for line in told) == 1
    world.slack.click("command_1", f"{ID} backup orders", user=BOB.user)
    assert world.ledger.jobs.page(size=1, page=1).total == 4, "another person asks on their own"


def test_an_offer_that_lacks_a_target_asks_for_it_with_a_form(world: World) -> None:
    offered = (("Protect customers", "protect customers", None),)
    refused = asked().after(Refused(reason="No vault.", offers=offered), NOW)
    store(world.ledger, refused)
    world.slack.click("offer_0", ID, user="U01ALICE")
    world.openings.close()
    assert world.slack_api.views[0]["title"]["text"] == "Protect a table"


def test_a_form_that_was_closed_is_opened_again_by_the_same_button(world: World) -> None:
    for action, value in 2 * [("command_0", f"{ID} protect customers"), ("start_backup", "backup")]:
        world.slack.click(action, value, user="U01ALICE")
    world.openings.close()
    titles = [view["title"]["text"] for view in world.slack_api.views]
    assert sorted(titles) == 2 * ["Back up a table"] + 2 * ["Protect a table"]
    assert world.ledger.outbox.ready("fast", wall=world.wall, limit=9) == ()


@pytest.mark.parametrize("action", ["offer_-1", "offer_1", "offer_x", "offer_"])
def test_an_offer_that_a_card_does_not_have_is_gone(world: World, action: str) -> None:
    offered = (("Back up", "backup orders", None),)
    store(world.ledger, asked().after(Refused(reason="No vault.", offers=offered), NOW))
    world.slack.click(action, ID, user="U01ALICE")
    (letter,) = world.ledger.outbox.ready("fast", wall=world.wall, limit=9)
    assert letter.body["answer"]["lines"] == ["This offer is gone."]
    assert world.ledger.jobs.page(size=1, page=1).total == 1


def test_what_was_offered_for_later_leaves_asking_again_open(world: World) -> None:
    """Each of the two, once."""
    later = (("Restore in 5 min", "restore orders --latest", NOW + timedelta(minutes=5)),)
    store(world.ledger, asked().after(Refused(reason="Not yet.", offers=later), NOW))
    for action in ("offer_0", "ask_again", "offer_0", "ask_again"):
        world.slack.click(action, ID, user="U01ALICE")
    assert world.ledger.jobs.page(size=1, page=1).total == 3
