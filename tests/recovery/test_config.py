"""ddbdr.yaml: read whole, every error by line and path, and a second look at its rules."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.config import Account, Config, ConfigErrors, TableSettings, load_config
from recovery.config_review import explain, warnings
from recovery.errors import Refusal
from recovery.references import TableReference
from recovery.verbs import ACTIONS

SAMPLE = """\
slack: {team: T01TEST, channels: {operations: C01OPS, alerts: C02ALERTS}, default_zone: UTC}
accounts:
  - {name: prod, id: "123456789012", role: null, region: us-east-2, dr_region: us-west-1, vault: ddbdr}
tables:                              # first match wins; name, or account/region/name, with * and ?
  - {match: "orders*", rpo: 1h, rto: 4h, channel: C01OPS, traffic: {ssm: /orders/table}}
operators: [U01ALICE, U02BOB, S0ONCALL]   # who may ask; required
approvals:                           # first match wins; an action that nothing matches is refused
  - {actions: [backup, pitr-on], quorum: 0}
  - {actions: [restore, copy, drill, cutover, undo], approvers: [U02BOB, S0DRTEAM], quorum: 1, expires: 60m}
  - {actions: [failover, failback, delete, pitr-off, protect, thaw], approvers: [U02BOB, U03EVE], quorum: 2, expires: 60m}
"""  # noqa: E501

MINIMAL = """\
slack:
  team: T01TEST
  channels:
    operations: C01OPS
    alerts: C02ALERTS
accounts:
  - name: prod
    id: "123456789012"
    region: us-east-2
    dr_region: us-west-1
operators: [U01ALICE]
"""


UNREADABLE = "not readable as YAML:"
A_USER = "expected a user id such as U01ALICE or a user group's such as S0ONCALL"


def errors(text: str) -> list[str]:
    with pytest.raises(ConfigErrors) as caught:
        load_config(text)
    return [str(error) for error in caught.value.errors]


def changed(old: str, new: str, text: str = MINIMAL) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_the_sample_is_read_whole() -> None:
    config = load_config(SAMPLE)
    assert config.slack.team == "T01TEST"
    assert config.slack.default_zone == ZoneInfo("UTC")
    account = config.account("prod")
    assert (account.id, account.role, account.dr_region) == ("123456789012", None, "us-west-1")
    assert config.operators == ("U01ALICE", "U02BOB", "S0ONCALL")
    restore = config.rule_for("restore")
    assert restore is not None
    assert restore.approvers == ("U02BOB", "S0DRTEAM")
    assert (restore.quorum, restore.expires) == (1, timedelta(minutes=60))
    backup = config.rule_for("backup")
    assert backup is not None
    assert (backup.quorum, backup.approvers) == (0, ())
    assert config.rule_for("freeze") is None


def test_settings_of_a_table_are_those_of_its_first_rule() -> None:
    more = '  - {match: "*/eu-*/cust?mers", rpo: 5m}\n  - {match: "*", channel: G09REST}\noperators'
    config = load_config(changed("operators", more, SAMPLE))
    orders = config.table_settings("prod", "us-east-2", "orders-archive")
    assert (orders.rpo, orders.rto) == (timedelta(hours=1), timedelta(hours=4))
    assert orders.traffic is not None
    assert orders.traffic.ssm == "/orders/table"
    assert config.table_settings("x", "eu-west-1", "customers").rpo == timedelta(minutes=5)
    assert config.channel_for("prod", "us-east-2", "orders") == "C01OPS"
    assert config.channel_for("x", "eu-west-1", "customers") == "C01OPS"
    assert config.channel_for("x", "us-east-2", "customers") == "G09REST"


def test_a_table_without_a_rule_has_no_wishes() -> None:
    config = load_config(MINIMAL)
    assert config.table_settings("prod", "us-east-2", "orders") == TableSettings()
    assert config.channel_for("prod", "us-east-2", "orders") == "C01OPS"
    assert config.slack.default_zone == ZoneInfo("UTC")


def test_which_account_a_table_is_in() -> None:
    one = load_config(MINIMAL)
    second = '  - {name: test, id: "999999999999", region: us-east-2, dr_region: us-west-1}\n'
    two = load_config(changed("operators", second + "operators"))
    orders = TableReference(name="orders")
    assert one.account_of(orders) == one.account("prod")
    assert two.account_of(orders) is None
    named = TableReference(account="test", region="us-east-2", name="orders")
    assert two.account_of(named) == two.account("test")
    with pytest.raises(Refusal, match=r"No account `test`\. ddbdr\.yaml has prod\."):
        one.account_of(named)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("T01TEST", "test", "line 2: slack.team: expected a workspace id such as T01TEST"),
        ("C01OPS", "'#ops'", "line 4: slack.channels.operations: expected a channel id"),
        ("    alerts: C02ALERTS\n", "", "line 3: slack.channels.alerts: is required"),
        ("  team: T01TEST\n", "", "line 1: slack.team: is required"),
        ("operators: [U01ALICE]", "", "line 1: operators: is required"),
        ("[U01ALICE]", "[]", "line 11: operators: expected at least one entry"),
        ("[U01ALICE]", "U01ALICE", "line 11: operators: expected a list"),
        (
            "[U01ALICE]",
            "\n  - U01ALICE\n  - alice",
            f"line 13: operators[1]: {A_USER}",
        ),
        (
            '"123456789012"',
            "123456789012",
            "line 8: accounts[0].id: expected the account id in quotes, as text of 12 digits",
        ),
        (
            '"123456789012"',
            '"12345"',
            'line 8: accounts[0].id: expected an account id of 12 digits, such as "123456789012"',
        ),
        (
            "us-east-2",
            "us-east-9",
            "line 9: accounts[0].region: expected an AWS region such as us-east-2",
        ),
        ("us-west-1", "us-east-2", "line 7: accounts[0]: expected a dr_region other than"),
        (
            "    dr_region",
            "    role: admin\n    dr_region",
            "line 10: accounts[0].role: expected null or a role's ARN",
        ),
        (
            "    dr_region",
            "    vault: a b\n    dr_region",
            "line 10: accounts[0].vault: expected the name of an AWS Backup vault",
        ),
        ("name: prod", "name: a/b", "line 7: accounts[0].name: expected a short name such as prod"),
        (
            "  channels",
            "  default_zone: CET\n  channels",
            "line 3: slack.default_zone: expected UTC or a time zone such as Europe/Berlin",
        ),
        (
            "  channels",
            "  default_zone: 1\n  channels",
            "line 3: slack.default_zone: expected UTC or a time zone such as Europe/Berlin",
        ),
        (
            "operators",
            "tables:\n  - match: '[x]'\noperators",
            "line 12: tables[0].match: expected a table's name or account/region/name",
        ),
        (
            "operators",
            "tables:\n  - match: x\n    rpo: 60\noperators",
            "line 13: tables[0].rpo: expected a duration such as 45m, 1h or 7d",
        ),
        (
            "operators",
            "tables:\n  - match: x\n    rto: soon\noperators",
            "line 13: tables[0].rto: expected a duration such as 45m, 1h or 7d",
        ),
        (
            "operators",
            "tables:\n  - match: x\n    traffic: {dns: x, ssm: /x}\noperators",
            "line 13: tables[0].traffic.dns: is not known here, expected ssm",
        ),
        (
            "operators",
            "approvals:\n  - actions: [restor]\n    quorum: 0\noperators",
            f"line 12: approvals[0].actions[0]: expected one of {', '.join(ACTIONS)}",
        ),
        (
            "operators",
            "approvals:\n  - actions: [restore]\n    quorum: 6\noperators",
            "line 13: approvals[0].quorum: expected a whole number of people from 0 to 5",
        ),
        (
            "operators",
            "approvals:\n  - actions: [restore]\n    quorum: yes\noperators",
            "line 13: approvals[0].quorum: expected a whole number of people from 0 to 5",
        ),
        (
            "operators",
            "approvals:\n  - actions: [restore]\n    quorum: 1\noperators",
            "line 12: approvals[0]: expected approvers, because the quorum is 1",
        ),
        (
            "slack:",
            "colour: red\nslack:",
            "line 1: colour: is not known here, expected slack, accounts, tables",
        ),
    ],
)
def test_an_error_says_line_path_and_what_is_expected(old: str, new: str, error: str) -> None:
    (told,) = errors(changed(old, new))
    assert told.startswith(error)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("  team", "  team: T01X\n  team", "line 3: slack.team: is given twice, first in line 2"),
        (
            "team: T01TEST",
            "team: 2026-13-45",
            "line 2: slack.team: not readable; put it in quotes if it is text",
        ),
        ("T01TEST", "!secret x", "line 2: slack.team: the tag !secret is not used here"),
        (
            "slack:",
            "a: !!set {x}\nslack:",
            "line 1: a: the tag tag:yaml.org,2002:set is not used here",
        ),
        ("slack:", "? [a]\n: b\nslack:", "line 1: expected a word as key"),
        (
            "slack:",
            "a: {b: [}\nslack:",
            f"line 1: {UNREADABLE} expected the node content, but found '}}'",
        ),
        (
            "slack:",
            "a: &x 1\nb: *x\nslack:",
            f"line 2: {UNREADABLE} aliases (*name) are not used here",
        ),
        ("T01TEST", "a\x07b", f"line 2: {UNREADABLE} special characters are not allowed"),
        ("operators", "---\noperators", f"line 11: {UNREADABLE} but found another document"),
        ("slack:", "[" * 3000, "line 1: nested too deeply to be read"),
        ("slack:", "#" * 10**6, "line 1: expected a file of less than a million characters"),
    ],
)
def test_what_is_wrong_as_yaml_has_its_line_too(old: str, new: str, error: str) -> None:
    assert error in errors(changed(old, new))


@pytest.mark.parametrize("text", ["", "# nothing yet", "just text", "[1, 2]", "42"])
def test_a_file_that_is_no_configuration(text: str) -> None:
    assert errors(text) == ["line 1: expected keys with values"]


def test_every_error_is_told_at_once_in_the_order_of_lines() -> None:
    text = MINIMAL.replace("T01TEST", "1").replace("us-east-2", "x").replace("prod", "a/b")
    text = text.replace("[U01ALICE]", "[a, b]") + "extra: 1\n"
    told = errors(text)
    assert [error.split(":")[0] for error in told] == [
        f"line {line}" for line in (2, 7, 9, 11, 11, 12)
    ]


def test_a_list_is_not_called_empty_because_its_entries_are_wrong() -> None:
    assert errors(changed("[U01ALICE]", "[alice]")) == [f"line 11: operators[0]: {A_USER}"]


def test_two_accounts_of_one_name() -> None:
    twice = changed("operators", SAMPLE.splitlines()[2] + "\noperators")
    assert errors(twice) == [
        "line 11: accounts[1].name: expected a name other than `prod`, it is taken"
    ]


def test_the_errors_name_their_file() -> None:
    with pytest.raises(ConfigErrors, match=r"(?m)^my\.yaml: line 1: ") as caught:
        load_config("[]", source="my.yaml")
    assert caught.value.source == "my.yaml"


@given(st.text(max_size=80))
def test_any_text_is_read_or_every_error_has_a_line(text: str) -> None:
    with pytest.raises(ConfigErrors) as caught:
        load_config(text)
    assert all(error.line >= 1 and error.message for error in caught.value.errors)


@given(st.integers(0, len(SAMPLE)), st.integers(0, 20))
def test_a_sample_with_a_piece_cut_out_never_surprises(start: int, length: int) -> None:
    try:
        config = load_config(SAMPLE[:start] + SAMPLE[start + length :])
    except ConfigErrors:
        return
    assert len(explain(config)) == len(ACTIONS)
    assert all(": " in warning for warning in warnings(config))


def rules(tables: str = "", approvals: str = "") -> Config:
    text = MINIMAL.replace("U01ALICE", "U01ALICE, U02BOB")
    return load_config(f"{text}tables: [{tables}]\napprovals: [{approvals}]\n")


def test_the_sample_warns_of_the_one_thing_that_is_true() -> None:
    (told,) = warnings(load_config(SAMPLE))
    assert told.startswith("approvals[2]: when U02BOB asks, a quorum of 2 cannot be reached")
    assert warnings(load_config(MINIMAL)) == ()


def test_a_shadowed_approval_is_told() -> None:
    config = rules(
        approvals="{actions: [backup, restore], quorum: 0},"
        "{actions: [copy, restore], approvers: [S0DRTEAM], quorum: 1}"
    )
    assert warnings(config) == ("approvals[1]: `restore` never gets here, approvals[0] decides it",)


@pytest.mark.parametrize(
    ("earlier", "later", "covered"),
    [
        ("*", "orders", True),
        ("orders*", "orders-?", True),
        ("orders", "orders", True),
        ("o*", "*/us-*/orders", True),
        ("*/*/orders", "orders", True),
        ("prod/*/*", "prod/us-east-2/orders", True),
        ("order?", "order*", False),
        ("orders?", "orders", False),
        ("orders", "orders*", False),
        ("prod/*/orders", "orders", False),
        ("*a*", "*", False),
        ("customers", "orders", False),
    ],
)
def test_a_shadowed_table_rule_is_told(earlier: str, later: str, *, covered: bool) -> None:
    told = warnings(rules(tables=f'{{match: "zzz"}}, {{match: "{earlier}"}}, {{match: "{later}"}}'))
    expected = (
        f"tables[2]: `{later}` never gets here, tables[1] `{earlier}` takes all of its tables"
    )
    assert told == ((expected,) if covered else ())


def test_a_table_rule_of_an_unknown_account_is_told() -> None:
    assert warnings(rules(tables='{match: "test/*/orders"}, {match: "pr*/*/orders"}')) == (
        "tables[0]: `test/*/orders` names no account of this file",
    )


@pytest.mark.parametrize(
    ("approvers", "quorum", "told"),
    [
        ("U02BOB, U02BOB", 2, "a quorum of 2 cannot be reached, it names 1 people"),
        ("U03EVE", 2, "a quorum of 2 cannot be reached, it names 1 people"),
        ("U02BOB", 1, "when U02BOB asks, a quorum of 1 cannot be reached"),
        ("U01ALICE, U02BOB", 2, "when U01ALICE or U02BOB asks, a quorum of 2 cannot be reached"),
        ("U03EVE", 1, ""),
        ("U02BOB, U03EVE", 1, ""),
        ("S0DRTEAM", 5, ""),
    ],
)
def test_a_quorum_that_cannot_be_reached_is_told(approvers: str, quorum: int, told: str) -> None:
    config = rules(approvals=f"{{actions: [restore], approvers: [{approvers}], quorum: {quorum}}}")
    found = warnings(config)
    assert len(found) == bool(told)
    assert all(warning.startswith(f"approvals[0]: {told}") for warning in found)


def test_every_action_is_explained_in_words() -> None:
    lines = explain(load_config(SAMPLE))
    assert [line.split(":")[0] for line in lines] == list(ACTIONS)
    assert "backup: needs no approval" in lines
    approvers = "2 of U02BOB, U03EVE must approve within 1 h, the asker does not count"
    assert f"failover: {approvers}" in lines
    assert "freeze: refused, no rule under approvals names it" in lines


@pytest.mark.parametrize(
    ("region", "dr_region", "partition"),
    [
        ("us-east-2", "us-west-1", "aws"),
        ("us-gov-west-1", "us-gov-east-1", "aws-us-gov"),
        ("cn-north-1", "cn-northwest-1", "aws-cn"),
    ],
)
def test_arns_are_of_their_regions_partition(region: str, dr_region: str, partition: str) -> None:
    account = Account(name="prod", id="123456789012", region=region, dr_region=dr_region)
    assert account.arn("dynamodb", dr_region, "table/orders") == (
        f"arn:{partition}:dynamodb:{dr_region}:123456789012:table/orders"
    )
    for role in (account.backup_role_arn, account.scheduler_role_arn):
        assert role.startswith(f"arn:{partition}:iam::123456789012:role/")
