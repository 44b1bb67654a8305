"""Forms: opened when something is missing, read like commands, refused field by field."""

from typing import Any

import pytest

from recovery.inventory import BackupEntry, TableEntry
from tests.bot.conftest import World
from tests.bot.samples import at
from tests.bot.slack_double import Fault


def opened(world: World, text: str) -> dict[str, Any]:
    world.slack.command(text)
    world.openings.close()
    return dict(world.slack_api.views[0])


def text(value: str) -> dict[str, Any]:
    return {"value": {"type": "plain_text_input", "value": value}}


def chosen(action: str, value: str) -> dict[str, Any]:
    return {action: {"type": "external_select", "selected_option": {"value": value}}}


def boxes(*values: str) -> dict[str, Any]:
    options = [{"value": value} for value in values]
    return {"value": {"type": "checkboxes", "selected_options": options}}


@pytest.mark.parametrize("typed", ["restore", "backup", "restore orders"])
def test_a_verb_without_what_it_needs_opens_its_form(world: World, typed: str) -> None:
    said = world.slack.say(typed)
    assert f"A form for `{typed.split(maxsplit=1)[0]}` opens." in said
    assert "/ddbdr" in said
    world.openings.close()
    view = world.slack_api.views[0]
    asked = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    assert view["title"]["text"] == ("Back up a table" if typed == "backup" else "Restore a table")
    assert {"table", "reason"} <= asked
    assert ("at" in asked) == typed.startswith("restore")


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("restore us-east-2/customers", 'restore us-east-2/customers --at "10 minutes ago"'),
        ("restore", 'restore orders --at "10 minutes ago"'),
        ("restore J-7F3K2Q1", 'restore J-7F3K2Q1 --at "10 minutes ago"'),
        ("backup", "backup orders"),
    ],
)
def test_the_command_beside_a_form_names_the_same_table(
    world: World, typed: str, command: str
) -> None:
    assert f"`/ddbdr {command}`" in world.slack.say(typed)


def test_a_form_sent_twice_starts_one_job(world: World) -> None:
    view = opened(world, "backup")
    values = {"table": chosen("table", "orders")}
    world.slack.submit(view, values, user="U01ALICE")
    again = world.slack.submit(view, values, user="U01ALICE")
    assert "This form was taken already." in str(again)
    assert world.ledger.jobs.page(size=1, page=1).total == 1


def test_what_was_typed_is_filled_in(world: World) -> None:
    view = opened(world, 'restore us-east-2/orders --reason "bad batch" --without-indexes')
    shown = {block.get("block_id"): block.get("element") for block in view["blocks"]}
    assert shown["table"]["initial_option"]["value"] == "us-east-2/orders"
    assert shown["reason"]["initial_value"] == "bad batch"
    assert shown["without_indexes"]["initial_options"]


def test_a_form_that_cannot_open_is_answered_as_text(world: World) -> None:
    world.slack_api.fail("views.open", Fault(status=500))
    world.slack.command("restore")
    world.openings.close()
    letter = world.ledger.outbox.ready("fast", wall=world.wall, limit=9)[0]
    assert letter.kind == "reply"
    assert "/respond/" in letter.body["response_url"]


def test_a_submitted_restore_starts_and_shows_its_command(world: World) -> None:
    view = opened(world, "restore")
    values = {
        "table": chosen("table", "prod/us-east-2/orders"),
        "point": chosen("value", "at"),
        "at": text("10 minutes ago"),
        "as": text("orders-copy"),
        "without_indexes": boxes("without_indexes"),
        "reason": text("bad batch"),
    }
    answer = world.slack.submit(view, values, user="U01ALICE")
    assert answer is not None
    assert answer["response_action"] == "update"
    job = world.ledger.jobs.open_jobs(limit=1)[0]
    assert job.params == {
        "table": "prod/us-east-2/orders",
        "at": "2026-11-14T02:09:00Z",
        "as": "orders-copy",
        "without_indexes": True,
    }
    assert (job.reason, job.channel) == ("bad batch", "C01OPS")
    assert f"/ddbdr {job.command}" in str(answer["view"])
    assert "--at 2026-11-14T02:09:00Z --as orders-copy --without-indexes" in job.command


def test_a_submitted_protect_starts_and_shows_its_command(world: World) -> None:
    view = opened(world, "protect")
    asked = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    assert {"table", "rpo", "rto", "strategy", "keep", "dr_keep"} <= asked
    assert "off" not in asked
    values = {
        "table": chosen("table", "us-east-2/orders"),
        "rpo": text("120m"),
        "strategy": chosen("value", "copies"),
        "keep": text("35"),
    }
    assert world.slack.submit(view, values, user="U01ALICE") is not None
    job = world.ledger.jobs.open_jobs(limit=1)[0]
    assert job.command == "protect us-east-2/orders --rpo 2h --strategy copies --keep 35d"


def test_the_chosen_point_wins_over_what_else_was_entered(world: World) -> None:
    view = opened(world, "restore")
    values = {
        "table": chosen("table", "orders"),
        "point": chosen("value", "latest"),
        "at": text("not an instant"),
    }
    answer = world.slack.submit(view, values, user="U01ALICE")
    assert answer is not None
    assert world.ledger.jobs.open_jobs(limit=1)[0].params == {"table": "orders", "latest": True}


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("at", "11/12", "could be two days"),
        ("at", "", "Write when"),
        ("as", "us-west-1", "is a region's name"),
        ("as", "a b", "cannot be a table's name"),
        ("kms_key", "no key!", "is not a KMS key"),
    ],
)
def test_a_wrong_field_is_told_at_the_field(
    world: World, field: str, value: str, told: str
) -> None:
    view = opened(world, "restore")
    values = {
        "table": chosen("table", "orders"),
        "point": chosen("value", "at"),
        "at": text("-10m"),
        field: text(value),
    }
    answer = world.slack.submit(view, values, user="U01ALICE")
    assert answer is not None
    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == [field]
    assert told in answer["errors"][field]
    assert world.ledger.jobs.page(size=1, page=1).total == 0


def test_a_table_that_cannot_be_one_is_told_at_the_table(world: World) -> None:
    view = opened(world, "backup")
    answer = world.slack.submit(view, {"table": chosen("table", "a/b/c/d")}, user="U01ALICE")
    assert answer is not None
    assert "is not a table" in answer["errors"]["table"]


def test_who_may_not_ask_is_told_in_the_form(world: World) -> None:
    view = opened(world, "backup")
    answer = world.slack.submit(view, {"table": chosen("table", "orders")}, user="U04VIC")
    assert answer is not None
    assert "not among the operators" in str(answer["view"])
    assert world.ledger.jobs.page(size=1, page=1).total == 0


def test_type_ahead_offers_what_was_seen_and_what_was_typed(world: World) -> None:
    entries = [
        TableEntry(account="prod", region="us-east-2", name=name, arn=f"arn:{name}")
        for name in ("orders", "orders-archive", "customers")
    ]
    world.ledger.sightings.replace_tables("prod", "us-east-2", entries, at=at(0))
    assert world.slack.suggest("table", "ord") == [
        "prod/us-east-2/orders",
        "prod/us-east-2/orders-archive",
        "ord",
    ]
    assert "prod/us-east-2/customers" in world.slack.suggest("table", "")
    assert world.slack.suggest("table", "no such!") == []


def test_type_ahead_of_backups_keeps_to_the_chosen_table(world: World) -> None:
    entries = [
        BackupEntry(
            account="prod",
            region="us-east-2",
            table=table,
            name=f"{table}-nightly",
            arn=f"arn:{table}",
            created=at(-60),
        )
        for table in ("orders", "customers")
    ]
    world.ledger.sightings.replace_backups("prod", "us-east-2", entries, at=at(0))
    view = {"state": {"values": {"table": chosen("table", "prod/us-east-2/orders")}}}
    assert world.slack.suggest("backup", "", view) == ["latest", "arn:orders"]
    assert world.slack.suggest("backup", "") == ["latest", "arn:customers", "arn:orders"]
