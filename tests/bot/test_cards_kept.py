"""Cards of protect, pitr on and pitr off: from real plans, in every state, by Slack's rules."""

from dataclasses import replace

import pytest

from bot.render.card import card, final
from bot.render.scene import Scene
from bot.render.views import aws_commands, details
from recovery.record import State
from recovery.strategies import POLICY_TAG
from sandbox.slack.second_opinion import complaints
from tests.bot.conftest import DIRECTORY
from tests.bot.speaking import words
from tests.workers.protect_world import ProtectWorld
from tests.workers.world import ALICE


@pytest.fixture
def world() -> ProtectWorld:
    return ProtectWorld()


def shown(world: ProtectWorld, job_id: str) -> str:
    """All words of the card, which Slack takes."""
    scene = Scene(now=world.time.now(), directory=DIRECTORY)
    found = world.dossier(job_id)
    for message in (card(found, scene), final(found, scene)):
        assert complaints(message.payload(), "message") == []
    assert complaints(details(found, (), scene), "modal") == []
    assert complaints(aws_commands(found), "modal") == []
    return words(card(found, scene).payload())


def waiting(world: ProtectWorld, kind: str, **params: str | bool) -> str:
    job_id = world.ask(kind, "orders", **params)
    world.run_to_state(job_id, State.AWAITING_APPROVAL, State.SUCCEEDED, State.REFUSED)
    return job_id


def test_the_plan_shows_the_policy_the_bill_and_the_honest_rpo(world: ProtectWorld) -> None:
    job_id = waiting(world, "protect", rpo="1h", rto="4h")
    text = shown(world, job_id)
    for said in (
        "Protect orders",
        "840 full backups",
        "Target of 1 h is missed: more than 1 h at worst, if us-east-2 is lost.",
        "about $1,826 a month",
        "Needs both",
        "Sets up: PITR on, deletion protection on",
        "Approve protect",
    ):
        assert said in text
    assert len(text) < 1500, "somebody who was woken up reads it"
    whole = words(
        details(world.dossier(job_id), (), Scene(now=world.time.now(), directory=DIRECTORY))
    )
    for said in ("1h-35d-us-west-1-35d: AWS Backup backs up and copies", "copy unknown"):
        assert said in whole
        assert said not in text


def test_what_somebody_changed_is_what_approving_changes(world: ProtectWorld) -> None:
    world.protected(rpo="1h")
    stored = world.cloud.region().tables["orders"]
    stored.attached = replace(stored.attached, tags=((POLICY_TAG, "keep-for-ever"),))
    text = shown(world, waiting(world, "protect", rpo="1h"))
    assert "Changes the table's tag: keep-for-ever instead of 1h-35d-us-west-1-35d." in text
    assert "Sets up" not in text


def test_a_success_says_that_it_goes_on_without_us(world: ProtectWorld) -> None:
    text = shown(world, world.protected(rpo="1h"))
    assert "orders is protected" in text
    assert "AWS does it by itself from here on, whether or not ddbdr runs." in text
    assert "protect orders · succeeded — set up in" in text


def test_what_is_so_already_says_so(world: ProtectWorld) -> None:
    world.protected(rpo="1h")
    text = shown(world, waiting(world, "protect", rpo="1h"))
    assert "orders is protected so already" in text
    assert "protect orders · succeeded — nothing to do\n" in text, "what took no work took no time"
    assert "Target of 1 h is missed" in text, "protected as it can be is not met"
    assert "Nothing was done: all of it was so already." in text
    assert "Approve" not in text


def test_a_protect_that_was_called_off_names_what_stays(world: ProtectWorld) -> None:
    job_id = waiting(world, "protect", rpo="1h")
    world.approved_by_two(job_id)
    world.run_until(lambda: world.job(job_id).cursor == 5)
    assert "Tag, plan and schedule are taken back." in shown(world, job_id)
    world.say(job_id, "cancel", ALICE)
    world.run_to_end(job_id)
    text = shown(world, job_id)
    assert "that were set up stay" in text
    assert "nothing is left behind" not in text


def test_taking_it_away_says_what_stays(world: ProtectWorld) -> None:
    world.protected(rpo="1h")
    job_id = waiting(world, "protect", off=True)
    text = shown(world, job_id)
    assert "Takes away: the tag ddbdr:policy" in text
    assert "Approve protect --off" in text
    assert "Stop protecting orders?" in text
    assert "every backup and copy for as long as it is kept" in text
    assert "As aws commands" not in text, "there are none"
    world.approved_by_two(job_id)
    world.run_until(lambda: world.job(job_id).state is State.RUNNING)
    assert "Taking away what protects orders" in shown(world, job_id)
    world.run_to_end(job_id)
    assert "orders is not protected any more" in shown(world, job_id)


def test_switching_off_says_what_is_lost_before_anyone_agrees(world: ProtectWorld) -> None:
    world.run_to_end(world.ask("pitr-on", "orders"))
    job_id = waiting(world, "pitr-off")
    text = shown(world, job_id)
    assert "The whole window is lost at once, and cannot be had back." in text
    assert "*Table*\norders, us-east-2, prod" in text
    assert "Approve PITR off" in text
    world.approved_by_two(job_id)
    world.run_to_end(job_id)
    assert "Point-in-time recovery of orders is off" in shown(world, job_id)


def test_a_switch_that_was_so_already(world: ProtectWorld) -> None:
    world.run_to_end(world.ask("pitr-on", "orders"))
    job_id = world.ask("pitr-on", "orders")
    world.run_to_end(job_id)
    assert "Point-in-time recovery of orders is on already" in shown(world, job_id)
