"""The grammar: what people type, what is understood, and what they are told."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recovery.errors import Refusal
from recovery.grammar import LONGEST_REASON, Command, command_text, parse
from recovery.references import TableReference
from recovery.verbs import LATER_VERBS, VERBS

NOW = datetime(2026, 11, 12, 2, 20, 30, 123456, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
ORDERS = TableReference(name="orders")


def understood(text: str) -> Command:
    """Parse, and prove on every use that the command written out means the same."""
    command = parse(text, now=NOW, zone=BERLIN)
    assert parse(command.text, now=NOW, zone=BERLIN) == command
    return command


def refused(text: str) -> Refusal:
    """Refuse, and prove on every use that the commands offered instead work."""
    with pytest.raises(Refusal) as caught:
        parse(text, now=NOW, zone=BERLIN)
    for command in caught.value.commands:
        understood(command)
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        'restore orders --at "10 minutes ago"',
        "restore orders --at '10 minutes ago'",
        "restore orders --at `10 minutes ago`",
        "restore orders --at 10 minutes ago",
        "restore --at 10 minutes ago orders",
        'restore --at "10 minutes ago" orders',
        "restore orders --at -10m",
        "restore orders --at=-10m",
        'restore orders --at="10 minutes ago"',
        "restore orders --at=10 minutes ago",
        "restore `orders` -at -10m",
        "restore orders —at “10 minutes ago”",
        "restore orders –at −10m",  # noqa: RUF001  what phones make of it
        "Restore orders --AT 2026-11-12T02:10:30Z",
        "/ddbdr restore orders --at 03:10:30",
        "ddbdr restore orders --at 03:10:30 Europe/Berlin",
        "@ddbdr restore orders --at today 03:10:30",
    ],
)
def test_one_restore_in_many_spellings(text: str) -> None:
    command = understood(text)
    assert command.text == "restore orders --at 2026-11-12T02:10:30Z"
    assert command.params == {"at": "2026-11-12T02:10:30Z"}
    assert command.table == ORDERS
    assert not command.missing


def test_every_option_of_restore() -> None:
    command = understood(
        "restore prod/us-east-2/orders --reason bad batch job --latest --as orders-2 "
        "--region us-west-1 --account prod --without-indexes --billing pay_per_request "
        "--kms-key alias/orders"
    )
    assert command.table == TableReference(account="prod", region="us-east-2", name="orders")
    assert command.params == {
        "latest": True,
        "as": "orders-2",
        "region": "us-west-1",
        "account": "prod",
        "without_indexes": True,
        "billing": "PAY_PER_REQUEST",
        "kms_key": "alias/orders",
    }
    assert command.reason == "bad batch job"
    assert command.text == (
        "restore prod/us-east-2/orders --latest --as orders-2 --region us-west-1 --account prod "
        "--without-indexes --billing PAY_PER_REQUEST --kms-key alias/orders "
        '--reason "bad batch job"'
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", ""),
        ("   ", ""),
        ("/ddbdr", ""),
        ("help", "help"),
        ("?", "help"),
        ("--help", "help"),
        ("help restore", "help restore"),
        ("help help", "help help"),
        ("restore --help", "help restore"),
        ("restore -h", "help restore"),
        ("restore help", "help restore"),
        ("restore orders --latest --help", "help restore"),
        ("HELP Restore", "help restore"),
        ("tables", "tables"),
        ("list tables", "tables"),
        ("list table", "tables"),
        ("backups", "backups"),
        ("list backups", "backups"),
        ("List Backups orders", "backups orders"),
        ("show backup orders", "backups orders"),
        ("show status", "status"),
        ("show job 7f3k2q1", "job J-7F3K2Q1"),
        ("show J-7f3k2ql", "job J-7F3K2Q1"),
        ("j-7f3k2qi", "job J-7F3K2Q1"),
        ("job j-7f3koq1", "job J-7F3K0Q1"),
        ("jobs --page 2 --all", "jobs --all --page 2"),
        ("jobs --page=3", "jobs --page 3"),
        ("backups J-7F3K2Q1", "backups J-7F3K2Q1"),
        ("restore J-7F3K2Q1 --latest", "restore J-7F3K2Q1 --latest"),
        ("restore us-east-2/J-7F3K2Q1 --latest", "restore us-east-2/J-7F3K2Q1 --latest"),
        ("restore orders --backup LATEST-one", "restore orders --backup LATEST-one"),
        ("copy orders", "copy orders"),
        (
            "copy us-east-2/orders --switch-on --keep 48h --backup latest --region us-west-1",
            "copy us-east-2/orders --region us-west-1 --backup latest --keep 2d --switch-on",
        ),
        ("copy prod/us-east-2/orders --account dr", "copy prod/us-east-2/orders --account dr"),
        ("delete --backup nightly", "delete --backup nightly"),
        ("delete orders --backup=nightly", "delete orders --backup nightly"),
        ("approve 7F3K2Q1 --digest abc123", "approve J-7F3K2Q1 --digest abc123"),
        ("reject J-7F3K2Q1 --reason it's wrong", 'reject J-7F3K2Q1 --reason "it\'s wrong"'),
        ("cancel J-7F3K2Q1 --reason help", "cancel J-7F3K2Q1 --reason help"),
        ('retry J-7F3K2Q1 --reason "--help"', 'retry J-7F3K2Q1 --reason "--help"'),
        ('backup orders --reason "a" --name b-1', "backup orders --name b-1 --reason a"),
        ('backup --reason "bad batch" orders', 'backup orders --reason "bad batch"'),
        ('backup "-orders"', 'backup "-orders"'),
        ('backup "help"', 'backup "help"'),
        ('backup "Help"', 'backup "Help"'),
        ('pitr "off"', 'pitr "off"'),
        ("pitr on orders", "pitr on orders"),
        ("pitr orders ON --days 14", "pitr on orders --days 14d"),
        ("pitr status orders", "pitr orders"),
        ('pitr on "off"', "pitr on off"),
        ("pitr-off orders", "pitr off orders"),
        ("protect orders --rpo 120m --keep 35", "protect orders --rpo 2h --keep 35d"),
        ("pitr us-east-2/off", "pitr us-east-2/off"),
        ("status", "status"),
        ("health", "health"),
        ("whoami", "whoami"),
        ("backup <http://orders.prod|orders.prod>", "backup orders.prod"),
    ],
)
def test_what_is_understood_written_out(text: str, written: str) -> None:
    assert understood(text).text == written


def test_nothing_typed_is_home() -> None:
    assert parse("", now=NOW, zone=BERLIN) == Command(verb="home")


def test_a_job_stands_for_its_table() -> None:
    command = understood("restore J-7F3K2Q1 --latest")
    assert (command.job, command.table, command.missing) == ("J-7F3K2Q1", None, ())


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("restore", ("table", "point")),
        ("restore orders", ("point",)),
        ("restore --latest", ("table",)),
        ("restore --as orders-2", ("table", "point")),
        ("backup", ("table",)),
        ("pitr", ("table",)),
        ("pitr on", ("table",)),
        ("job", ("job",)),
        ("approve", ("job",)),
        ("reject --reason no", ("job",)),
        ("backups", ()),
        ("status", ()),
        ("help", ()),
    ],
)
def test_what_is_missing_is_listed_and_not_refused(text: str, missing: tuple[str, ...]) -> None:
    assert understood(text).missing == missing


@pytest.mark.parametrize(
    ("text", "what", "advice"),
    [
        ("bakup orders", "No verb `bakup`.", "Did you mean `backup`?"),
        ("Restroe orders --latest", "No verb `Restroe`.", "Did you mean `restore`?"),
        ("frobnicate", "No verb `frobnicate`.", "`help` lists the verbs."),
        ("orders", "No verb `orders`.", "`help` lists the verbs."),
        ("help bakup", "No verb `bakup`.", "Did you mean `backup`?"),
        ("help cutover", "`cutover` comes in a later version.", "`help` shows"),
        ("<!channel>", "No verb `@channel`.", "`help`"),
        ("list", "`list` needs something to show.", "`backups`"),
        ("show orders", "`show` needs something to show.", "`tables`"),
        ("show restore orders", "`show` needs something to show.", "`tables`"),
        ("restore orders --att x", "`restore` has no option `--att`.", "Did you mean `--at`?"),
        ("restore orders --frobnicate", "no option `--frobnicate`.", "It has --at, --latest"),
        ("jobs --reason x", "`jobs` has no option `--reason`.", "It has --all, --page."),
        ("health --at 02:10", "`health` has no option `--at`.", "It has no options."),
        ("restore orders -x", "no option `--x`", "It has"),
        ("restore orders --at 02:10 --latest", "contradict each other.", "Choose one."),
        ("restore orders --backup latest --latest", "`--latest` and `--backup`", "Choose one."),
        ("restore orders --latest --latest", "`--latest` is given twice.", "Give it once."),
        ("restore --as a --as b", "`--as` is given twice.", "Give it once."),
        ("restore orders --latest=yes", "`--latest` takes no value.", "Leave"),
        ("restore orders --as", "`--as` needs a value: the new table's name.", "`--as NAME`"),
        ("restore orders --as --latest", "`--as` needs a value", "`--as NAME`"),
        ('restore orders --reason ""', "`--reason` needs a value", "TEXT"),
        ("restore orders --reason=", "`--reason` needs a value", "TEXT"),
        ("restore orders --billing free", "PAY_PER_REQUEST or PROVISIONED", "Choose one."),
        ("restore orders customers", "`customers` is too much: `restore` takes one table.", ""),
        ("health orders", "`orders` is too much: `health` stands alone.", ""),
        ("job J-7F3K2Q1 J-7F3K2Q2", "`job` takes one job.", ""),
        ("restore orders 10 minutes ago", "`10 minutes ago` looks like an instant.", "`--at`"),
        ("job orders", "`orders` is not a job's id.", "J-7F3K2Q1"),
        ("restore or*ders --latest", "`or*ders` cannot be a table's name.", "3 to 255"),
        ("restore prod/orders", "`prod` is not an AWS region.", "`us-east-2/orders`"),
        ("restore orders --region us-est-1", "`us-est-1` is not an AWS region.", "Did you mean"),
        ("restore orders --as us-west-1", "is a region's name", "--region"),
        ("restore orders --as a/b", "cannot be a table's name", "3 to 255"),
        ("restore orders --backup a?b", "`a?b` is not a backup.", "`latest`"),
        ("restore orders --kms-key a?b", "`a?b` is not a KMS key.", "ARN"),
        ("restore orders --account a?b", "`a?b` cannot be an account's name.", "ddbdr.yaml"),
        ("backup orders --name a?b", "cannot be a backup's name.", "3 to 245"),
        ("approve J-7F3K2Q1 --digest ?", "is not a plan's digest.", "card"),
        ("jobs --page 0", "`0` is not a page.", "1, 2, 3"),
        ("jobs --page ٣", "is not a page.", "1, 2, 3"),
        ("restore orders --at 11/12", "`11/12` could be two days.", "2026-11-12T14:00"),
        ("restore --at 11/12 orders", "`11/12` could be two days.", "2026-11-12T14:00"),
        ("restore orders --at soon please", "`soon please` is not an instant.", "10 minutes ago"),
        ('restore orders --at "soon" x', "`x` is too much", "quotes"),
        ("restore orders --at now", "`now` is not an instant.", "--latest"),
        ("restore orders --at 2026-11-12T02:20:31Z", "is in the future", "--latest"),
        ("restore orders --at 2026-10-25T02:30", "happened twice", "2026-10-25T00:30:00Z"),
        ('restore orders --at "10 minutes', "The quote at character 21", "Close it"),
        ("pitr orders on off", "`off` is too much: `pitr on` takes one table.", "quotes"),
        ("protect orders --rpo soon", "`soon` is not a duration.", "45m, 1h or 7d"),
        ("protect orders --keep 36h", "`36h` is not a number of days.", "35d"),
        ("protect orders --strategy hope", "is one of copies, backups or pitr", "Choose one."),
        ("backups us-east-2/orders --region us-west-1", "contradict each other.", "Name one"),
        ("restore prod/us-east-2/orders --account x --latest", "contradict each", "Name one"),
        ("backup orders\u202e", "U+202E, RIGHT-TO-LEFT OVERRIDE", "without it"),
        ("backup orders --reason " + "x" * 501, "501 characters; the limit is 500", "shorter"),
        ("x" * 3001, "3,001 characters", "Shorten"),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_answered(text: str, what: str, advice: str) -> None:
    caught = refused(text)
    assert what in caught.what
    assert advice in caught.advice


@pytest.mark.parametrize("verb", LATER_VERBS)
def test_verbs_of_later_versions_are_named_as_such(verb: str) -> None:
    assert refused(f"{verb} orders").what == f"`{verb}` comes in a later version."


def test_a_corrected_command_keeps_what_was_typed() -> None:
    corrected = refused('restor orders --at "10 minutes ago" --reason "a b"').commands
    assert corrected == ('restore orders --at "10 minutes ago" --reason "a b"',)
    assert refused("restore orders 10 minutes ago").commands == (
        'restore orders --at "10 minutes ago"',
    )


def test_a_corrected_command_that_would_be_refused_too_is_not_offered() -> None:
    assert refused("restor orders --at 11/12").commands == ()


def test_same_region_or_account_twice_is_no_contradiction() -> None:
    assert understood("backups us-east-2/orders --region us-east-2").params
    assert understood("restore us-east-2/orders --region us-west-1 --latest").params


def test_a_reason_may_hold_anything_that_can_be_seen() -> None:
    reason = """it's "bad" \\ — `batch` <!channel> & $x; rm -rf / 日本"""
    command = understood(f"backup orders --reason {reason}")
    assert command.reason == reason.replace("<!channel>", "@channel")
    assert understood("backup orders --reason " + "x" * LONGEST_REASON).reason


def test_text_written_out_refuses_parameters_a_verb_does_not_have() -> None:
    with pytest.raises(ValueError, match="backup has no at"):
        command_text("backup", table=ORDERS, params={"at": "x"})


def test_text_written_out_from_a_form() -> None:
    assert command_text("home") == ""
    assert command_text("jobs", params={"all": False}) == "jobs"
    assert (
        command_text("restore", table=ORDERS, params={"latest": True}, reason='so "it" is')
        == 'restore orders --latest --reason "so \\"it\\" is"'
    )
    assert command_text("approve", job="J-7F3K2Q1") == "approve J-7F3K2Q1"


NAMES = st.from_regex(r"[A-Za-z0-9_.-]{3,12}", fullmatch=True)
TABLES = st.builds(
    TableReference,
    region=st.sampled_from(["us-east-2", "eu-central-1"]),
    name=NAMES,
) | NAMES.filter(lambda name: not re.match("[jJ]-", name)).map(lambda n: TableReference(name=n))
PARAMS = st.fixed_dictionaries(
    {},
    optional={
        "as": NAMES,
        "region": st.sampled_from(["us-west-1", "eu-west-1"]),
        "without_indexes": st.just(value=True),
        "billing": st.sampled_from(["PAY_PER_REQUEST", "PROVISIONED"]),
        "kms_key": st.just("arn:aws:kms:us-east-2:123456789012:key/1-2"),
    },
)
POINTS = st.sampled_from(
    [{}, {"at": "2026-11-12T02:10:30Z"}, {"latest": True}, {"backup": "latest"}]
)
REASONS = st.none() | st.text(
    st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=80
)


@settings(max_examples=600)
@given(TABLES, PARAMS, POINTS, REASONS)
def test_every_form_that_is_filled_in_reads_back(
    table: TableReference,
    params: dict[str, str | bool],
    point: dict[str, str | bool],
    reason: str | None,
) -> None:
    text = command_text("restore", table=table, params={**params, **point}, reason=reason)
    command = attempt(text)
    if isinstance(command, Refusal):  # only a reason that is blank can be wrong here
        assert "--reason" in command.what
        return
    assert command.table == table
    assert command.params == {**params, **point}
    assert (command.reason is None) == (reason is None)


def attempt(text: str) -> Command | Refusal:
    try:
        return understood(text)
    except Refusal as caught:
        return caught


PIECES = st.sampled_from(
    [
        *VERBS, *LATER_VERBS, "list", "show", "orders", "us-east-2/orders", "prod/us-east-2/orders",
        "J-7F3K2Q1", "7f3k2q1", "--at", "--latest", "--backup", "--as", "--region", "--reason",
        "--name", "--page", "--all", "--digest", "--help", "—at", "–latest", "10 minutes ago",  # noqa: RUF001
        "-10m", "02:10", "11/12", "2", "on", '"', "'", "`", "“", "”", "=", "<@U1|bob>",
        "<!channel>", "&amp;", "&lt;", "\\", "--", "-", "—", "\u200b", "\u202e", "\xa0", "",
        "latest", "us-west-1", "<https://a.b|a.b>", "|", ">", "it's", "help",
    ]
)  # fmt: skip


@settings(max_examples=600)
@given(st.lists(PIECES | st.text(max_size=5), max_size=9), st.sampled_from([" ", ""]))
@example(["restore", "orders", "--reason", '"<@U1|a"b>"'], " ")
@example(["backup", "orders", "--reason", "&amp;amp;lt;!channel&gt;"], " ")
def test_any_line_is_understood_or_answered(pieces: list[str], glue: str) -> None:
    result = attempt(glue.join(pieces))
    if isinstance(result, Refusal):
        assert result.what.endswith(".")
        assert len(str(result)) < 600
        for command in result.commands:
            understood(command)
    else:
        assert result.verb in {*VERBS, "home"}


@given(st.text(max_size=200))
def test_any_text_at_all_is_understood_or_answered(text: str) -> None:
    attempt(text)


@settings(max_examples=600)
@given(st.sampled_from(sorted(VERBS)), st.text(max_size=40))
def test_any_text_after_a_verb_is_understood_or_answered(verb: str, text: str) -> None:
    attempt(f"{verb} {text}")
