"""Forms: opened when something is missing, read like commands, refused field by field."""

import json
from datetime import UTC
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from bot.asking import Asking
from bot.desk import Desk
from bot.fields import entered
from bot.forms import form_for
from bot.submissions import FieldRefusal, read_command
from bot.verbs.lacking import lacking
from recovery.config import load_config
from recovery.grammar import parse
from recovery.inventory import RECOVERY_POINT, BackupEntry, TableEntry
from recovery.ledger import MemoryLedger
from recovery.verb import Option, Verb
from recovery.verbs import VERBS
from sandbox.slack.second_opinion import complaints
from tests.bot.conftest import CONFIG, DIRECTORY, NOW, World
from tests.bot.samples import ALICE, at
from tests.bot.slack_double import Fault

DESK = Desk(config=load_config(CONFIG), ledger=MemoryLedger(), now=lambda: NOW)
DESK.ledger.people.replace(DIRECTORY)
ASKING = Asking(person=ALICE, channel="C01OPS", via="command", request_id="r", trigger_id="t")


def opened(world: World, text: str) -> dict[str, Any]:
    world.slack.command(text)
    world.openings.close()
    return dict(world.slack_api.views[0])


def text(value: str) -> dict[str, Any]:
    return {"value": {"type": "plain_text_input", "value": value}}


def chosen(action: str, value: str) -> dict[str, Any]:
    return {action: {"type": "external_select", "selected_option": {"value": value}}}


def form(verb: str, table: str) -> dict[str, Any]:
    return {
        "private_metadata": json.dumps({"verb": verb, "channel": ""}),
        "state": {"values": {"table": chosen("table", table)}},
    }


def boxes(*values: str) -> dict[str, Any]:
    options = [{"value": value} for value in values]
    return {"value": {"type": "checkboxes", "selected_options": options}}


FORMS = [verb for verb in VERBS.values() if verb.has_form]
LACKING = [verb.typed for verb in FORMS] + [
    "restore orders",
    "restore orders --account prod",
    "delete orders",
    'delete --reason "taken twice"',
    "protect customers",
    "protect customers --keep 35d",
    "protect --off",
    "copy --backup latest",
    "pitr on --days 14",
]


@pytest.mark.parametrize("typed", LACKING)
def test_a_verb_without_what_it_needs_opens_its_form(world: World, typed: str) -> None:
    verb = VERBS[parse(typed, now=NOW, zone=UTC).verb]
    said = world.slack.say(typed)
    assert f"A form for `{verb.typed}` opens." in said
    world.openings.close()
    view = world.slack_api.views[0]
    assert complaints(view, "modal") == []
    asked = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    options = {option.parameter for option in verb.options}
    if "point" in verb.needs:
        options = (options - {"latest"}) | {"point"}
    assert asked == {"table"} | options
    assert world.ledger.jobs.page(size=1, page=1).total == 0


@pytest.mark.parametrize("typed", LACKING)
def test_the_text_beside_a_form_is_a_whole_command_that_keeps_what_was_typed(
    world: World, typed: str
) -> None:
    (offered,) = [
        line.strip("`").removeprefix("/ddbdr ")
        for line in world.slack.say(typed).splitlines()
        if line.startswith("`/ddbdr")
    ]
    begun = parse(typed, now=NOW, zone=UTC)
    whole = parse(offered, now=NOW, zone=UTC)
    assert not lacking(whole, world.config)
    assert begun.params.items() <= whole.params.items()
    assert begun.reason == whole.reason


def untouched(view: dict[str, Any]) -> dict[str, Any]:
    """What Slack sends of a form that nobody changed."""
    state: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            sent = {"type": element["type"]}
            if element["type"] == "checkboxes":
                sent["selected_options"] = element.get("initial_options", [])
            elif element["type"] == "plain_text_input":
                sent["value"] = element.get("initial_value")
            else:
                sent["selected_option"] = element.get("initial_option")
            state[block["block_id"]] = {element["action_id"]: sent}
    return state


LONG = "t" * 255
"""As long as a table's name may be: with its place it is no choice of a select."""
VALUES = {
    "flag": st.just(""),
    "instant": st.sampled_from(["2026-11-12T14:00:00Z", '"10 minutes ago"']),
    "table-name": st.sampled_from(["orders-copy", "orders." + "x" * 240]),
    "backup-name": st.just("before-migration"),
    "backup": st.sampled_from(
        ["latest", "nightly", f"arn:aws:dynamodb:us-east-2:123456789012:table/{LONG}/backup/1"]
    ),
    "region": st.sampled_from(["us-west-1", "eu-central-1"]),
    "account": st.just("prod"),
    "kms-key": st.just("alias/backups"),
    "reason": st.sampled_from(["bad", '"it\'s *late*, see <https://x.test|this> & that"']),
    "duration": st.sampled_from(["90m", "2h"]),
    "days": st.sampled_from(["35d", "7"]),
}
TABLES = ["orders", "us-east-2/help", "prod/us-east-2/orders", "J-7F3K2Q1", f"eu-west-1/{LONG}"]


def given(option: Option, draw: st.DrawFn) -> str:
    values = st.sampled_from(option.choices) if option.choices else VALUES[option.reads]
    return f"--{option.name} {draw(values)}".strip()


@st.composite
def commands(draw: st.DrawFn) -> str:
    """A complete command of any verb that has a form."""
    verb: Verb = draw(st.sampled_from(FORMS))
    chosen: dict[str, Option] = {}
    for option in draw(st.lists(st.sampled_from(verb.options))) if verb.options else []:
        chosen[option.one_of or option.name] = option
    for group in verb.needs:
        of_group = [option for option in verb.options if option.one_of == group]
        chosen.setdefault(group, draw(st.sampled_from(of_group)))
    if "off" in chosen:
        chosen = {name: option for name, option in chosen.items() if name in {"off", "reason"}}
    elif verb.name == "protect":
        chosen.setdefault("rpo", verb.options[0])
    table = draw(st.sampled_from(TABLES))
    return " ".join([verb.typed, table, *(given(option, draw) for option in chosen.values())])


@hypothesis.given(typed=commands())
def test_a_form_sent_as_it_was_filled_is_exactly_the_command_that_was_typed(typed: str) -> None:
    command = parse(typed, now=NOW, zone=UTC)
    view = form_for(DESK, ASKING, command)
    assert complaints(view, "modal") == []
    values = entered({"state": {"values": untouched(view)}})
    assert read_command(DESK, command.verb, values) == command


def test_a_form_that_only_looks_shows_its_answer(world: World) -> None:
    view = opened(world, "pitr")
    answer = world.slack.submit(view, {"table": chosen("table", "orders")}, user="U04VIC")
    assert answer is not None
    assert "`orders` has not been seen" in str(answer["view"])
    assert complaints(answer["view"], "modal") == []


def test_a_form_asks_in_the_channel_where_it_was_opened(world: World) -> None:
    world.slack.command("backup", channel_id="C02ALERTS")
    world.openings.close()
    values = {"table": chosen("table", "orders")}
    world.slack.submit(world.slack_api.views[0], values, user="U01ALICE")
    assert world.ledger.jobs.open_jobs(limit=1)[0].channel == "C02ALERTS"


def test_who_may_not_ask_is_told_before_they_fill_in_a_form(world: World) -> None:
    assert "not among the operators" in world.slack.say("restore", user="U04VIC")
    world.openings.close()
    assert world.slack_api.views == []


def test_a_job_that_is_not_named_is_chosen_from_the_list(world: World) -> None:
    assert "`approve` needs a job.\n`/ddbdr jobs`" in world.slack.say("approve")


@pytest.mark.parametrize(
    ("typed", "values", "field", "told"),
    [
        ("delete", {}, "backup", "Choose a backup"),
        ("copy", {}, "table", "Choose a table"),
        ("copy", {"table": "nope/us-east-2/orders"}, "table", "No account `nope`"),
        ("copy", {"table": "orders", "keep": "36h"}, "keep", "not a number of days"),
        ("protect", {"table": "customers"}, "rpo", "Write a target"),
        ("protect", {"table": "customers", "rpo": "soon"}, "rpo", "is not a duration"),
        ("protect", {"table": "orders", "off": True, "rpo": "4h"}, "off", "needs nothing else"),
        ("restore", {"table": "prod/us-east-2/orders", "account": "dr"}, "account", "contradict"),
    ],
)
def test_what_a_form_lacks_or_contradicts_is_told_at_the_field_it_belongs_to(
    typed: str, values: dict[str, str | bool], field: str, told: str
) -> None:
    with pytest.raises(FieldRefusal, match=told) as refused:
        read_command(DESK, typed, values)
    assert refused.value.field == field


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


@pytest.mark.parametrize(
    "carried", ["{", "[]", "null", "{}", '{"verb": "approve"}', '{"verb": "failover"}']
)
def test_a_form_that_is_none_of_this_version_s_starts_nothing_and_says_so(
    world: World, carried: str
) -> None:
    view = opened(world, "backup") | {"private_metadata": carried}
    answer = world.slack.submit(view, {"table": chosen("table", "orders")}, user="U01ALICE")
    assert "cannot be told. Open it again." in str(answer)
    assert world.slack.suggest("backup", "", view) in ([], ["latest"])
    assert world.ledger.jobs.page(size=1, page=1).total == 0


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
    assert asked == {"table", *(option.parameter for option in VERBS["protect"].options)}
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
    view = form("restore", "prod/us-east-2/orders")
    assert world.slack.suggest("backup", "", view) == ["latest", "arn:orders"]
    assert world.slack.suggest("backup", "") == ["latest", "arn:customers", "arn:orders"]
    of_job = form("restore", "J-7F3K2Q1")
    assert world.slack.suggest("backup", "orders-n", of_job) == ["latest", "arn:orders", "orders-n"]


def test_a_table_too_long_for_a_choice_has_its_own_backups_too(world: World) -> None:
    entries = [
        BackupEntry(
            account="prod",
            region="us-east-2",
            table=table,
            name="nightly",
            arn=f"arn:{table[:9]}",
            created=at(-60),
        )
        for table in (LONG, "customers")
    ]
    world.ledger.sightings.replace_backups("prod", "us-east-2", entries, at=at(0))
    view = opened(world, f"restore eu-west-1/{LONG}")
    view["state"] = {"values": untouched(view)}
    assert world.slack.suggest("backup", "", view) == ["latest", "arn:ttttttttt"]
    view["state"]["values"]["table"] = text("no table's name")
    assert world.slack.suggest("backup", "", view) == []


def test_type_ahead_offers_each_verb_the_backups_it_can_use(world: World) -> None:
    native = BackupEntry(
        account="prod", region="us-east-2", table="orders", name="nightly", arn="arn:1", created=NOW
    )
    point = native.model_copy(update={"kind": RECOVERY_POINT, "name": "vault", "arn": "arn:2"})
    too_long = native.model_copy(update={"arn": "arn:" + LONG})
    world.ledger.sightings.replace_backups("prod", "us-east-2", [native, point, too_long], at=NOW)
    offered = {
        verb: world.slack.suggest("backup", "", form(verb, "orders"))
        for verb in ("restore", "copy", "delete")
    }
    assert offered["restore"] == ["latest", "arn:1"]
    assert offered["copy"] == ["latest", "arn:2"]
    assert sorted(offered["delete"]) == ["arn:1", "arn:2"]
