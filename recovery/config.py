"""ddbdr.yaml: which accounts and tables there are, who may ask and who approves.

`load_config` reads the text and either gives a `Config` or raises `ConfigErrors`
with every error at once, each with its line, its path and what is expected.
`recovery.config_review` warns of rules that are right and yet not what was meant.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from recovery.durations import parse_duration
from recovery.errors import Refusal
from recovery.instants import read_zone
from recovery.names import is_region, partition_of
from recovery.outcome import Value
from recovery.references import TableReference, is_pattern, matches
from recovery.verbs import ACTIONS
from recovery.words import code
from recovery.yaml_lines import Path, YamlError, read_yaml

MOST_QUORUM = 5


class ConfigError(Value):
    """One thing wrong in ddbdr.yaml.

    Attributes:
        line: Line in the file, from 1.
        path: Where in its structure: `accounts[0].id`; empty for the whole file.
        message: What is expected.
    """

    line: int
    path: str
    message: str

    def __str__(self) -> str:
        """`line 3: accounts[0].id: expected …`."""
        return ": ".join(part for part in (f"line {self.line}", self.path, self.message) if part)


class ConfigErrors(Exception):  # noqa: N818  it carries all of them, in the order of lines
    """ddbdr.yaml cannot be used; nothing of it was."""

    def __init__(self, source: str, errors: tuple[ConfigError, ...]) -> None:
        super().__init__("\n".join(f"{source}: {error}" for error in errors))
        self.source = source
        self.errors = errors


def _expected(what: str) -> PydanticCustomError:
    return PydanticCustomError("expected", "expected {what}", {"what": what})


def _text(legal: Callable[[str], bool], what: str) -> BeforeValidator:
    """Text that passes `legal`; numbers and the like get the same answer as wrong text."""

    def read(value: object) -> str:
        if not isinstance(value, str) or not legal(value):
            raise _expected(what)
        return value

    return BeforeValidator(read)


def _pattern(pattern: str, what: str) -> BeforeValidator:
    legal = re.compile(pattern, re.ASCII)
    return _text(lambda text: legal.fullmatch(text) is not None, what)


def _account_id(value: object) -> str:
    if isinstance(value, int):
        # YAML reads digits as a number and would drop a leading zero.
        raise _expected("the account id in quotes, as text of 12 digits")
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{12}", value):
        raise _expected('an account id of 12 digits, such as "123456789012"')
    return value


def _duration(value: object) -> timedelta:
    if isinstance(value, str):
        try:
            return parse_duration(value)
        except Refusal:
            pass  # the same answer as for what is not even text
    raise _expected("a duration such as 45m, 1h or 7d")


def _zone(value: object) -> ZoneInfo:
    if isinstance(value, str):
        try:
            return read_zone(value)
        except Refusal:
            pass  # the same answer as for what is not even text
    raise _expected("UTC or a time zone such as Europe/Berlin")


def _quorum(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_QUORUM:
        raise _expected(f"a whole number of people from 0 to {MOST_QUORUM}")
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Region = Annotated[str, _text(is_region, "an AWS region such as us-east-2")]
Channel = Annotated[str, _pattern(r"[CG][A-Z0-9]{2,20}", "a channel id such as C01OPS")]
UserOrGroup = Annotated[
    str,
    _pattern(
        r"[UWS][A-Z0-9]{2,20}", "a user id such as U01ALICE or a user group's such as S0ONCALL"
    ),
]
RoleArn = Annotated[
    str,
    _pattern(
        r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[\w+=,.@/-]{1,512}",
        "null or a role's ARN, arn:aws:iam::123456789012:role/name",
    ),
]
Action = Annotated[str, _text(ACTIONS.__contains__, f"one of {', '.join(ACTIONS)}")]


Notify = Annotated[
    Literal["each", "digest", "failures"],
    _text({"each", "digest", "failures"}.__contains__, "each, digest or failures"),
]


class Channels(Value):
    """Where news goes that no table's own channel takes."""

    operations: Channel
    alerts: Channel


class Slack(Value):
    """The one workspace that may ask."""

    team: Annotated[str, _pattern(r"[TE][A-Z0-9]{2,20}", "a workspace id such as T01TEST")]
    channels: Channels
    default_zone: Annotated[ZoneInfo, BeforeValidator(_zone)] = ZoneInfo("UTC")


class Account(Value):
    """An AWS account; `role` None means the credentials the worker has.

    `backup_role` is what AWS Backup works with there, `scheduler_role` what EventBridge
    Scheduler does; None means the names their consoles give them.
    """

    name: Annotated[str, _pattern(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", "a short name such as prod")]
    id: Annotated[str, BeforeValidator(_account_id)]
    role: RoleArn | None = None
    region: Region
    dr_region: Region
    vault: (
        Annotated[str, _pattern(r"[A-Za-z0-9_-]{2,50}", "the name of an AWS Backup vault")] | None
    ) = None
    backup_role: RoleArn | None = None
    scheduler_role: RoleArn | None = None

    @property
    def backup_role_arn(self) -> str:
        """The role AWS Backup works with, named or its default one."""
        return self.backup_role or self._role_arn("service-role/AWSBackupDefaultServiceRole")

    @property
    def scheduler_role_arn(self) -> str:
        """The role that schedules of ours take backups with."""
        return self.scheduler_role or self._role_arn("ddbdr-scheduler")

    def arn(self, service: str, region: str, resource: str) -> str:
        """The ARN of something of this account: `table/orders` of `dynamodb`."""
        return f"arn:{partition_of(region)}:{service}:{region}:{self.id}:{resource}"

    def _role_arn(self, name: str) -> str:
        return f"arn:{partition_of(self.region)}:iam::{self.id}:role/{name}"

    @model_validator(mode="after")
    def _two_regions(self) -> "Account":
        if self.region == self.dr_region:
            raise _expected(f"a dr_region other than {self.region}")
        return self


class Traffic(Value):
    """What tells the application which table to use."""

    ssm: Annotated[str, _pattern(r"/[\w./-]{1,1010}", "a parameter's name such as /orders/table")]


class TableSettings(Value):
    """What is wanted for a table; None where nothing is said.

    Attributes:
        keep: How long backups of it are kept, unless a command says otherwise.
        notify: Whether its completions are told one by one, gathered, or not at all; None is
            by the size of the fleet. Failures are always told at once.
    """

    rpo: Duration | None = None
    rto: Duration | None = None
    keep: Duration | None = None
    notify: Notify | None = None
    channel: Channel | None = None
    traffic: Traffic | None = None


class TableRule(TableSettings):
    """Settings for the tables a pattern means."""

    match: Annotated[str, _text(is_pattern, "a table's name or account/region/name, with * and ?")]


class ApprovalRule(Value):
    """Who has to agree to these actions, how many, and for how long their word holds."""

    actions: Annotated[tuple[Action, ...], Field(min_length=1)]
    approvers: tuple[UserOrGroup, ...] = ()
    quorum: Annotated[int, BeforeValidator(_quorum)]
    expires: Duration = timedelta(minutes=60)

    @model_validator(mode="after")
    def _someone_can_agree(self) -> "ApprovalRule":
        if self.quorum and not self.approvers:
            raise _expected(f"approvers, because the quorum is {self.quorum}")
        return self


class Config(Value):
    """ddbdr.yaml as data; in `tables` and `approvals` the first match wins."""

    slack: Slack
    accounts: Annotated[tuple[Account, ...], Field(min_length=1)]
    tables: tuple[TableRule, ...] = ()
    operators: Annotated[tuple[UserOrGroup, ...], Field(min_length=1)]
    approvals: tuple[ApprovalRule, ...] = ()

    def account(self, name: str) -> Account:
        """Find an account by its name, or refuse."""
        for account in self.accounts:
            if account.name == name:
                return account
        names = ", ".join(account.name for account in self.accounts)
        raise Refusal(f"No account {code(name)}.", advice=f"ddbdr.yaml has {names}.")

    def account_of(self, reference: TableReference) -> Account | None:
        """The account a table reference means; None if it names none and there are several."""
        if reference.account is not None:
            return self.account(reference.account)
        return self.accounts[0] if len(self.accounts) == 1 else None

    def rule_for(self, action: str) -> ApprovalRule | None:
        """The rule that decides an action; None means that it is refused."""
        return next((rule for rule in self.approvals if action in rule.actions), None)

    def table_settings(self, account: str, region: str, name: str) -> TableSettings:
        """What is wanted for a table: the first rule whose pattern means it."""
        for rule in self.tables:
            if matches(rule.match, account, region, name):
                return rule
        return TableSettings()

    def channel_for(self, account: str, region: str, name: str) -> str:
        """Where a table's cards go: its own channel, else the operations channel."""
        return self.table_settings(account, region, name).channel or self.slack.channels.operations


def load_config(text: str, source: str = "ddbdr.yaml") -> Config:
    """Read ddbdr.yaml from its text; `source` is its name in errors.

    Raises:
        ConfigErrors: with every error, in the order of their lines.
    """
    document = read_yaml(text)
    errors = [_error(document.lines, error) for error in document.errors]
    config = None
    if document.readable:
        try:
            config = Config.model_validate(document.data)
        except ValidationError as error:
            errors += _explained(document.lines, error.errors())
    if config:
        errors += [_error(document.lines, error) for error in _repeated_accounts(config)]
    if errors or config is None:
        raise ConfigErrors(source, tuple(sorted(errors, key=lambda error: error.line)))
    return config


def _repeated_accounts(config: Config) -> list[YamlError]:
    names = [account.name for account in config.accounts]
    return [
        YamlError(("accounts", index, "name"), f"expected a name other than `{name}`, it is taken")
        for index, name in enumerate(names)
        if name in names[:index]
    ]


_SAID = {
    "missing": "is required",
    "tuple_type": "expected a list",
    "too_short": "expected at least one entry",
    "model_type": "expected keys with values",
}
_SECTIONS: dict[Path, type[Value]] = {
    (): Config,
    ("slack",): Slack,
    ("slack", "channels"): Channels,
    ("accounts",): Account,
    ("tables",): TableRule,
    ("tables", "traffic"): Traffic,
    ("approvals",): ApprovalRule,
}
"""Each section of the file, by its place without the numbers of list entries."""


def _explained(lines: dict[Path, int], entries: list[ErrorDetails]) -> Iterator[ConfigError]:
    for entry in entries:
        place = entry["loc"]
        if entry["type"] == "too_short" and _has_worse(place, entries):
            continue
        message = _SAID.get(entry["type"], entry["msg"])
        if entry["type"] == "extra_forbidden":
            section = _SECTIONS[tuple(part for part in place[:-1] if isinstance(part, str))]
            message = f"is not known here, expected {', '.join(section.model_fields)}"
        yield _error(lines, YamlError(place, message))


def _has_worse(place: Path, entries: list[ErrorDetails]) -> bool:
    """Whether a list is only too short because its entries were wrong and not counted."""
    return any(len(e["loc"]) > len(place) and e["loc"][: len(place)] == place for e in entries)


def _error(lines: dict[Path, int], error: YamlError) -> ConfigError:
    """Give an error its line: that of its own place, else of what it should stand in."""
    place = error.path
    while place and place not in lines:
        place = place[:-1]
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.path)
    line = error.line or lines.get(place, 1)
    return ConfigError(line=line, path=path.removeprefix("."), message=error.message)
