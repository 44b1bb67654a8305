"""What is told of a backup or a copy that is there now. Pure.

Our own job and AWS's event tell the same news, and whichever comes first is the one that
people read: both are made here, of whatever is known. What the one does not know is looked
up (`workers/reached.py`) and put in its place among the rest.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from recovery.aws_events.event import account_of, region_of, table_name
from recovery.config import Account, Config
from recovery.figures import gigabytes, span
from recovery.instants import iso
from recovery.outcome import Notice, Value
from recovery.plan import Plan

BACKUP, COPY = "BackupCompleted", "CopyCompleted"
COMPLETED = frozenset({BACKUP, COPY})
LONGEST_MESSAGE = 160
"""Characters of AWS's own words in a notice; the whole is in AWS's console."""
Part = tuple[str, str]

_ORDER = (
    "copied from",
    "to",
    "hop",
    "as of",
    "size",
    "items",
    "kept",
    "expires",
    "vault",
    "backup",
    "with issues:",
)
"""Labels of a notice's parts as people read them; what could be lost now comes after."""


class Where(NamedTuple):
    """An account, by AWS's id of it, and a region."""

    account_id: str
    region: str


class Made(Value):
    """A backup or copy that is there now; what is not known is empty and not told.

    Attributes:
        key: Of the news: `recovery.aws_events.key_of`, or a native backup's ARN.
        table: ARN of the table.
        at: Where it was made, for news of no table.
        source: Vault a copy was made from; None of a backup.
        target: Vault a copy lies in; None of a backup.
        hop: Which of several hops it is: `1 of 2`.
        point: ARN of the recovery point.
        as_of: The instant its data is of.
        expires: When it deletes itself.
        stays: Whether it is known never to do so.
        keep: How long ddbdr keeps it, where AWS would for ever.
        vault: Name of the vault it is in.
        name: A native backup's.
        issues: AWS's words where it is not whole; text from outside.
        is_copied_on: Whether its plan, or our own job, copies it by itself.
    """

    key: str
    table: str
    at: Where
    source: Where | None = None
    target: Where | None = None
    hop: str = ""
    point: str = ""
    as_of: datetime | None = None
    size_bytes: int | None = None
    items: int | None = None
    expires: datetime | None = None
    stays: bool = False
    keep: timedelta | None = None
    vault: str = ""
    name: str = ""
    issues: str = ""
    is_copied_on: bool = False
    job_id: str | None = None

    @property
    def home(self) -> Where:
        """Account and region of its table."""
        return Where(
            account_of(self.table) or self.at.account_id, region_of(self.table) or self.at.region
        )


def completed(made: Made, config: Config) -> Notice:
    """`BackupCompleted`, or `CopyCompleted` where there is a target."""
    home, account = made.home, account_named(config, made.home.account_id)
    news = Notice(
        name=BACKUP if made.target is None else COPY,
        key=made.key,
        also=(made.point,) if made.point else (),
        table=table_name(made.table),
        account=account.name if account else home.account_id,
        region=home.region,
        job_id=made.job_id,
        offers=_offers(made, config),
    )
    route = route_parts(home, made.source, made.target, config)
    return with_parts(news, (*route, *_parts(made)))


def with_parts(news: Notice, parts: tuple[Part, ...]) -> Notice:
    """With these too, each in its place; what is told already stays as it is."""
    told = {label for label, _ in news.detail if label}
    new = [part for part in parts if part[1] and part[0] not in told]
    return news.model_copy(update={"detail": tuple(sorted((*news.detail, *new), key=_place))})


def _place(part: Part) -> int:
    return _ORDER.index(part[0]) if part[0] in _ORDER else len(_ORDER)


def route_parts(
    home: Where, source: Where | None, target: Where | None, config: Config
) -> tuple[Part, ...]:
    """Where a copy comes from, if that is not its table's place, and where it goes."""
    from_ = source if source and source != home and source.region else None
    return (
        ("copied from", _shown(from_, home, config)),
        ("to", _shown(target if target != home else None, home, config)),
    )


def _shown(where: Where | None, home: Where, config: Config) -> str:
    """`us-west-1`, or `dr/us-west-1` of another account than the table's."""
    if where is None or where.account_id in {"", home.account_id}:
        return where.region if where else ""
    account = account_named(config, where.account_id)
    return f"{account.name if account else where.account_id}/{where.region}"


def made_parts(
    *, as_of: datetime | None, size_bytes: int | None, expires: datetime | None, stays: bool
) -> tuple[Part, ...]:
    """Of which instant it is, how large, until when."""
    return (
        ("as of", iso(as_of) if as_of else ""),
        ("size", "" if size_bytes is None else gigabytes(size_bytes)),
        ("expires", iso(expires) if expires else "never" if stays else ""),
    )


def _parts(made: Made) -> tuple[Part, ...]:
    kept = ("kept", f"{span(made.keep)} by ddbdr") if made.keep else ("", "")
    stays = made.stays and not made.keep
    return (
        ("hop", made.hop),
        ("items", _counted(made.items)),
        *made_parts(
            as_of=made.as_of, size_bytes=made.size_bytes, expires=made.expires, stays=stays
        ),
        kept,
        ("vault", made.vault),
        ("backup", made.name),
        ("with issues:", short(made.issues)),
    )


def _counted(items: int | None) -> str:
    """AWS counts items every six hours or so."""
    if items is None:
        return ""
    return f"about {items:,} {'item' if items == 1 else 'items'}"


def _offers(made: Made, config: Config) -> tuple[Part, ...]:
    """A backup is copied next, where nothing does so by itself; else people look."""
    account, table = account_named(config, made.home.account_id), table_name(made.table)
    if account is None or not table:
        return ()
    named, region = f"{account.name}/{made.home.region}/{table}", account.dr_region
    if made.target is None and made.home.region == account.region and not made.is_copied_on:
        return ((f"Copy to {region}", f"copy {named} --region {region}"),)
    other = made.target and account_named(config, made.target.account_id)
    if made.target and other and other != account:
        named = f"{other.name}/{made.target.region}/{table}"
    return (("Backups", f"backups {named}"),)


def account_named(config: Config, account_id: str) -> Account | None:
    """The configured account of that id."""
    return next((one for one in config.accounts if one.id == account_id), None)


def hop_of(plan: Plan | None, vault_arn: str) -> str:
    """Which of the hops of our own copy goes into that vault, `1 of 2`; nothing of a single one."""
    steps = plan.steps if plan else ()
    vaults = [step.params["to_vault_arn"] for step in steps if "to_vault_arn" in step.params]
    if len(vaults) < 2 or vault_arn not in vaults:  # noqa: PLR2004  a single hop is no hop
        return ""
    return f"{vaults.index(vault_arn) + 1} of {len(vaults)}"


def short(text: str) -> str:
    """Text from outside in one line of bearable length, without the quotes of AWS's events."""
    line = " ".join(text.strip(' "').split())
    return line if len(line) <= LONGEST_MESSAGE else line[: LONGEST_MESSAGE - 1].rstrip() + "…"
