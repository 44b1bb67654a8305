"""What people type: every verb, what cannot be understood, what may not be asked."""

import pytest

from recovery.grammar import parse
from recovery.inventory import BackupEntry, TableEntry
from recovery.record import State
from recovery.verbs import VERBS
from recovery.vitals import Vital
from sandbox.slack.second_opinion import complaints
from tests.bot.conftest import DIRECTORY, NOW, World
from tests.bot.samples import BOB, asked, at, said, store, waiting_job

ARN = "arn:aws:dynamodb:us-east-2:123456789012:table/orders"


def with_inventory(world: World, count: int = 1) -> None:
    tables = [
        TableEntry(
            account="prod",
            region="us-east-2",
            name="orders" if place == 0 else f"table-{place:02}",
            arn=ARN if place == 0 else f"{ARN}-{place:02}",
            size_bytes=12_992_276_070,
            pitr="on" if place == 0 else "off",
            earliest=at(-1440) if place == 0 else None,
            latest=at(-5) if place == 0 else None,
        )
        for place in range(count)
    ]
    world.ledger.sightings.replace_tables("prod", "us-east-2", tables, at=at(-0.5))
    backup = BackupEntry(
        account="prod",
        region="us-east-2",
        table="orders",
        name="orders-J-0000001",
        arn=f"{ARN}/backup/01489602797149-73d8d5bc",
        size_bytes=1000,
        created=at(-60),
    )
    world.ledger.sightings.replace_backups("prod", "us-east-2", [backup], at=at(-0.5))


@pytest.mark.parametrize("verb", VERBS)
def test_every_example_of_help_is_answered_with_words_and_blocks_slack_takes(
    world: World, verb: str
) -> None:
    with_inventory(world)
    waiting_job(world.ledger)
    for example in VERBS[verb].examples:
        answer = world.slack.command(example)
        assert answer["text"].strip()
        assert complaints(answer, "message") == []


@pytest.mark.parametrize("command", ["backup orders", 'restore orders --at "10 minutes ago"'])
def test_starting_says_the_id_the_state_and_where_the_card_follows(
    world: World, command: str
) -> None:
    said = world.slack.say(command)
    job = world.ledger.jobs.open_jobs(limit=1)[0]
    assert f"`{job.id}` · {job.kind} orders · planning" in said
    assert "The card follows in <#C01OPS>." in said
    assert job.state is State.PLANNING
    assert job.requester.user == "U01ALICE"
    assert world.ledger.cards.dirty(limit=9)[0][0] == job.id


def test_a_job_holds_what_was_asked_with_the_instant_pinned(world: World) -> None:
    world.slack.command("restore us-east-2/orders —at 10 minutes ago --reason “bad batch job”")
    job = world.ledger.jobs.open_jobs(limit=1)[0]
    assert job.params == {"table": "us-east-2/orders", "at": "2026-11-14T02:09:00Z"}
    assert job.reason == "bad batch job"
    assert job.table == "orders"
    again = parse(job.command, now=NOW, zone=world.config.slack.default_zone)
    assert again.params["at"] == "2026-11-14T02:09:00Z"
    assert job.due == NOW


def test_a_taken_id_is_drawn_again(world: World) -> None:
    draws = iter([0] * 7 + [0] * 7 + [1] * 7)
    world.desk.randbelow = lambda _below: next(draws)
    world.slack.command("backup orders")
    world.slack.command("backup orders")
    ids = [job.id for job in world.ledger.jobs.open_jobs(limit=9)]
    assert sorted(ids) == ["J-0000000", "J-1111111"]


def test_a_job_may_stand_for_its_table(world: World) -> None:
    store(world.ledger, asked())
    world.pass_time(seconds=1)
    world.slack.command("backup J-7F3K2Q1")
    job = world.ledger.jobs.open_jobs(limit=1)[0]
    assert (job.kind, job.table) == ("backup", "orders")


@pytest.mark.parametrize("channel", ["D0ALICE", "C03RANDOM"])
def test_where_no_card_can_stand_it_goes_to_the_tables_channel(world: World, channel: str) -> None:
    said = world.slack.say("backup orders", channel_id=channel)
    assert "in <#C01OPS>, where others can see" in said
    assert world.ledger.jobs.open_jobs(limit=1)[0].channel == "C01OPS"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("bakup orders", "Did you mean `backup`?"),
        ("frobnicate", "No verb `frobnicate`."),
        ("failover orders", "comes in a later version"),
        ("backup orders --naem x", "Did you mean `--name`?"),
        ("restore orders --at 11/12", "could be two days"),
        ("restore orders --at 2030-01-01T00:00", "is in the future"),
        ("restore orders --at soon", "is not an instant"),
        ("restore orders --latest --at 02:00", "contradict each other"),
        ("restore orders --latest --as us-west-1", "is a region's name"),
        ("restore orders --latest --as no/slash", "cannot be a table's name"),
        ("backup nowhere/us-east-2/orders", "No account `nowhere`."),
        ("restore orders --latest --account nope", "No account `nope`."),
        ('backup orders --reason "never closed', "is never closed"),
        ("backup " + "x" * 3000, "characters; the limit is 3,000"),
        ("backup ord\u202eers", "cannot be seen: U+202E"),
        ("backup ord\x07ers", "cannot be seen: U+0007"),
        ("approve", "needs a job"),
        ("job J-0000000", "There is no job `J-0000000`."),
        ("approve J-0000000", "There is no job `J-0000000`."),
        ("status J-0000000", "There is no job `J-0000000`."),
        ("jobs --page 0", "is not a page"),
    ],
)
def test_what_cannot_be_done_is_told_and_loses_nothing(world: World, text: str, told: str) -> None:
    assert told in world.slack.say(text)
    assert world.ledger.jobs.page(size=1, page=1).total == 0


def test_a_mass_mention_typed_is_told_back_as_text(world: World) -> None:
    answer = str(world.slack.command("<!channel> backup orders"))
    assert "<!channel>" not in answer
    said = world.slack.say('backup orders --reason "<!channel> &lt;!here&gt;"')
    assert "planning" in said
    job = world.ledger.jobs.open_jobs(limit=1)[0]
    assert "<!channel>" not in world.slack.say(f"job {job.id}")


@pytest.mark.parametrize("user", ["U04VIC", "U05GUEST"])
def test_who_is_no_operator_may_look_and_not_start(world: World, user: str) -> None:
    assert "You are not among the operators" in world.slack.say("backup orders", user=user)
    assert "planning" not in world.slack.say("jobs", user=user)
    assert world.ledger.jobs.page(size=1, page=1).total == 0


def test_another_workspace_may_not_start(world: World) -> None:
    said = world.slack.say("backup orders", team_id="T09OTHER")
    assert "not a member of the workspace" in said


def test_bare_shows_what_waits_for_me_and_what_runs(world: World) -> None:
    waiting_job(world.ledger)
    store(world.ledger, asked(id="J-0000009", kind="backup", table="customers"))
    bob, alice = world.slack.say("", user="U02BOB"), world.slack.say("", user="U01ALICE")
    assert "*Waits for you*\n`J-7F3K2Q1`" in bob
    assert "/ddbdr approve J-7F3K2Q1" in bob
    assert "Waits for you" not in alice
    assert "`J-0000009` · backup customers · planning" in alice


def test_jobs_come_twenty_a_page_with_next(world: World) -> None:
    for number in range(45):
        store(world.ledger, asked(id=f"J-00000{number:02}"))
    first = world.slack.command("jobs")
    assert "45 open jobs, page 1 of 3" in first["text"]
    table = next(block for block in first["blocks"] if block["type"] == "table")
    assert len(table["rows"]) == 21
    button = first["blocks"][-1]["elements"][0]
    assert (button["text"]["text"], button["value"]) == ("Next", "jobs --page 2")
    last = world.slack.command("jobs --page 3")
    assert len(next(b for b in last["blocks"] if b["type"] == "table")["rows"]) == 6
    assert not [block for block in last["blocks"] if block["type"] == "actions"]


def test_next_shows_the_next_page_in_place(world: World) -> None:
    for number in range(45):
        store(world.ledger, asked(id=f"J-00000{number:02}"))
    world.slack.click("show", "jobs --page 2", user="U01ALICE")
    letter = world.ledger.outbox.ready("fast", wall=world.wall, limit=9)[0]
    assert letter.body["replace"] is True
    assert "page 2 of 3" in letter.body["answer"]["title"]


def test_a_forged_next_button_cannot_start_anything(world: World) -> None:
    world.slack.click("show", "backup orders", user="U01ALICE")
    assert world.ledger.jobs.page(size=1, page=1).total == 0
    letter = world.ledger.outbox.ready("fast", wall=world.wall, limit=9)[0]
    assert "only shows" in letter.body["answer"]["lines"][0]


def test_lists_say_how_old_they_are(world: World) -> None:
    with_inventory(world, 25)
    for text in ("tables", "backups orders", "pitr orders", "status"):
        assert "prod us-east-2 read 30 s ago" in world.slack.say(text)
    world.ledger.sightings.failed("prod", "us-east-2", "AccessDenied <x>")
    assert "cannot be read now: AccessDenied &lt;x&gt;" in world.slack.say("tables")


@pytest.mark.parametrize("text", ["tables", "backups orders", "pitr orders", "status"])
def test_who_looks_at_what_is_old_has_it_read_again(world: World, text: str) -> None:
    with_inventory(world, 3)
    chore = "chore:inventory:prod/us-east-2"
    world.ledger.due.schedule(chore, at=at(5))
    assert "reading again" not in world.slack.say(text)
    assert world.ledger.due.next_due() == at(5)
    world.pass_time(minutes=2)
    assert "prod us-east-2 read 2 min ago, reading again" in world.slack.say(text)
    assert world.ledger.due.next_due() == world.now


def test_a_region_no_longer_configured_is_not_read_again(world: World) -> None:
    world.ledger.sightings.replace_tables("prod", "eu-west-1", [], at=at(-10))
    assert "reading again" not in world.slack.say("tables")
    assert world.ledger.due.next_due() is None


@pytest.mark.parametrize("what", ["tables", "backups"])
def test_a_page_after_the_last_one_says_so(world: World, what: str) -> None:
    with_inventory(world, 3)
    said = world.slack.say(f"{what} --page 9")
    assert f"No {what} on page 9" in said
    assert f"/ddbdr {what}" in said


def test_empty_lists_say_what_would_fill_them(world: World) -> None:
    assert "backup orders" in world.slack.say("jobs")
    assert "once a worker has read the accounts" in world.slack.say("tables")
    assert "/ddbdr backup orders" in world.slack.say("backups orders")


def test_tables_say_that_sizes_are_old_and_name_those_that_are_not_known(world: World) -> None:
    entry = TableEntry(account="prod", region="us-east-2", name="fresh", arn=ARN, size_bytes=None)
    world.ledger.sightings.replace_tables("prod", "us-east-2", [entry], at=at(-0.5))
    told = world.slack.say("tables")
    assert "unknown size" in told
    assert "every six hours" in told


def test_status_puts_the_unprotected_first(world: World) -> None:
    with_inventory(world, 3)
    said = world.slack.say("status")
    assert said.index("unprotected") < said.index("missed in us-west-1")
    assert "everything" in said


def test_pitr_tells_the_window(world: World) -> None:
    with_inventory(world)
    said = world.slack.say("pitr orders")
    assert "any second from 13 Nov 02:19 UTC to 02:14 UTC (5 min ago)" in said
    assert "/ddbdr restore us-east-2/orders --latest" in said


def test_pitr_that_is_off_offers_to_switch_it_on(world: World) -> None:
    with_inventory(world, count=2)
    entries = world.ledger.sightings.tables()
    off = next(entry for entry in entries if entry.pitr == "off")
    said = world.slack.say(f"pitr {off.region}/{off.name}")
    assert "only backups can be restored" in said
    assert f"/ddbdr pitr on {off.region}/{off.name}" in said


@pytest.mark.parametrize(
    ("text", "job"),
    [
        ("pitr on orders --days 14", "pitr-on"),
        ("pitr off orders", "pitr-off"),
        ("protect orders --rpo 1h --rto 4h", "protect"),
    ],
)
def test_what_keeps_a_table_starts_a_job_of_its_own_kind(world: World, text: str, job: str) -> None:
    said = world.slack.say(text)
    (made,) = world.ledger.jobs.open_jobs(limit=5)
    assert (made.kind, made.table) == (job, "orders")
    assert f"{job} orders · planning" in said


def test_health_names_what_is_silent_and_what_is_in_trouble(world: World) -> None:
    for process in ("bot", "poster", "clock"):
        vital = Vital(process=process, instance="here:1", at=world.wall - 5)
        world.ledger.vitals.beat(vital)
    trouble = Vital(process="worker", instance="here:2", at=world.wall, trouble="AWS denies me")
    world.ledger.vitals.beat(trouble)
    said = world.slack.say("health")
    assert "worker on here:2: AWS denies me" in said
    assert "No poster" not in said
    world.pass_time(seconds=120)
    assert "No poster has given a sign for a minute." in world.slack.say("health")


def test_what_i_have_approved_waits_for_others(world: World) -> None:
    _, plan = waiting_job(world.ledger, quorum=2)
    for user in ("U02BOB", "U03EVE"):
        assert "Waits for you" in world.slack.say("", user=user)
    world.ledger.jobs.decide("J-7F3K2Q1", said(plan, "approve", BOB))
    assert "Waits for you" not in world.slack.say("", user="U02BOB")
    assert "Waits for you" in world.slack.say("", user="U03EVE")


def test_whoami_names_no_action_of_later_versions(world: World) -> None:
    rule = world.config.approvals[1].model_copy(update={"actions": ("restore", "failover")})
    changed = world.config.model_copy(update={"approvals": (rule,)})
    world.desk.config = changed
    assert "May ask for: restore\n" in world.slack.say("whoami")


def test_an_operator_by_group_is_told_when_groups_are_old(world: World) -> None:
    old = DIRECTORY.model_copy(update={"groups": {}, "read_at": world.wall - 3600})
    world.ledger.people.replace(old)
    said = world.slack.say("backup orders", user="U04VIC")
    assert "as far as Slack's user groups are known here" in said
    assert world.ledger.people.is_asked()
    world.pass_time(seconds=10)
    groups = {"S0ONCALL": ("U04VIC",)}
    world.ledger.people.replace(DIRECTORY.model_copy(update={"groups": groups}))
    assert "backup orders · planning" in world.slack.say("backup orders", user="U04VIC")


def test_somebody_in_no_group_is_refused_plainly_when_groups_are_fresh(world: World) -> None:
    assert "You are not among the operators, who" in world.slack.say("backup orders", user="U04VIC")
    assert not world.ledger.people.is_asked()


def test_whoami_says_what_policy_would(world: World) -> None:
    assert "May ask for: backup, restore" in world.slack.say("whoami")
    eve = world.slack.say("whoami", user="U03EVE")
    assert "May ask for: nothing" in eve
    assert "what you asked for yourself: restore" in eve


def test_help_puts_an_example_first(world: World) -> None:
    overview = world.slack.say("help")
    assert "*Get data back*" in overview
    lines = world.slack.say("help restore").split("\n")
    example = next(place for place, line in enumerate(lines) if "/ddbdr restore orders" in line)
    option = next(place for place, line in enumerate(lines) if line.startswith("`--at"))
    assert example < option


def test_a_job_tells_its_story(world: World) -> None:
    waiting_job(world.ledger)
    said = world.slack.say("job J-7F3K2Q1")
    assert "J-7F3K2Q1 · restore orders · awaiting approval" in said
    assert "Cost: about $1.80 once" in said
    assert "/ddbdr approve J-7F3K2Q1" in said


def test_sandbox_is_said_when_a_job_starts(world: World) -> None:
    world.desk.is_sandbox = True
    assert "SANDBOX" in world.slack.say("backup orders")
