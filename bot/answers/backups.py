"""`backups`: which there are of every kind, region and account, newest first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.answers.paging import next_button, no_such_page, page_of, place
from bot.render.numbers import ago, minute, size
from recovery.answer import Answer, Column, Grid
from recovery.config import Config
from recovery.inventory import MOST_KEPT, BackupEntry, Kept, all_kept
from recovery.names import keep_of_backup
from recovery.point_names import shown_id, shown_name
from recovery.references import TableReference

COLUMNS = (
    Column(title="Backup"),
    Column(title="Table"),
    Column(title="Account"),
    Column(title="Region"),
    Column(title="Made at"),
    Column(title="Age"),
    Column(title="Size", is_number=True),
    Column(title="Kind"),
    Column(title="Kept until"),
    Column(title="Key"),
)
_SAYS_ITSELF = {"AVAILABLE", "COMPLETED"}
_WORDS = {"USER": "on demand", "SYSTEM": "by AWS", "AWS_BACKUP": "AWS Backup"}
_KINDS: dict[str, Callable[[BackupEntry], bool]] = {
    "on-demand": lambda entry: entry.kind == "USER",
    "system": lambda entry: entry.kind == "SYSTEM",
    "aws-backup": lambda entry: entry.kind in {"AWS_BACKUP", "RECOVERY_POINT"},
    "copy": lambda entry: entry.is_copy,
}
"""What `--kind` takes; `recovery.verbs` lists the same words."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which backups somebody asked for; None leaves it open.

    Attributes:
        table: The table they are of, wherever they lie.
        region, account: Where they lie.
    """

    table: TableReference | None = None
    region: str | None = None
    account: str | None = None
    kind: str | None = None

    def has(self, entry: BackupEntry, config: Config) -> bool:
        """Whether an entry is among them."""
        return (
            self.region in {None, entry.region}
            and self.account in {None, entry.account}
            and (self.kind is None or _KINDS[self.kind](entry))
            and (self.table is None or _is_of(entry, self.table, config))
        )

    def __str__(self) -> str:
        """` of orders in us-west-1`, as it ends a title."""
        kind = f" of the kind {self.kind}" if self.kind else ""
        table = f" of {self.table}" if self.table else ""
        places = " ".join(part for part in (self.account, self.region) if part)
        return table + (f" in {places}" if places else "") + kind


def backups(
    kept: Sequence[Kept],
    notes: tuple[str, ...],
    *,
    wanted: Wanted,
    config: Config,
    now: datetime,
    command: str,
    page: int,
) -> Answer:
    """Backups of one table or of all."""
    chosen = [entry for entry in all_kept(kept) if wanted.has(entry, config)]
    if not chosen:
        return Answer(
            title=f"No backups{wanted}",
            lines=("Backups appear here once made and read; this makes one:",),
            commands=(f"backup {wanted.table.name if wanted.table else 'TABLE'}",),
            notes=notes,
        )
    rows = tuple(_row(entry, now) for entry in page_of(chosen, page))
    if not rows:
        return no_such_page(command, page, "backups")
    return Answer(
        title=place(len(chosen), page, "backups") + str(wanted),
        grid=Grid(columns=COLUMNS, rows=rows),
        notes=(*_more(kept, wanted, config, now), *notes),
        buttons=next_button(command, len(chosen), page),
    )


def _is_of(entry: BackupEntry, table: TableReference, config: Config) -> bool:
    """Whether it is of that table: its ARN tells, wherever the backup lies."""
    parts = entry.of_table.split(":")
    region, account_id = (parts[3], parts[4]) if parts[2:3] == ["dynamodb"] else ("", "")
    if table.name != entry.table or table.region not in {None, region or entry.region}:
        return False
    if table.account is None:
        return True
    return account_id == config.account(table.account).id or entry.account == table.account


def _more(kept: Sequence[Kept], wanted: Wanted, config: Config, now: datetime) -> tuple[str, ...]:
    """How many older ones there are that are not remembered one by one."""
    notes = []
    for one in kept:
        left = one.count - len(one.newest)
        if left < 1 or one.oldest is None or not any(wanted.has(e, config) for e in one.newest):
            continue
        last = one.newest[-1]
        where = f"{last.account} {last.region}" + (f", vault {last.vault}" if last.vault else "")
        notes.append(
            f"{left:,} more in {where}, made {minute(one.oldest, now)} to "
            f"{minute(last.created, now)}, are not listed one by one"
        )
    if notes and wanted.table is None:
        notes.append(f"of one table the newest {MOST_KEPT} of each place are: name it")
    return tuple(notes)


def _row(entry: BackupEntry, now: datetime) -> tuple[str, ...]:
    return (
        shown_name(entry),
        entry.table,
        entry.account,
        entry.region,
        minute(entry.created, now),
        ago(entry.created, now),
        size(entry.size_bytes),
        _kind(entry),
        _kept_until(entry, now),
        f"…{shown_id(entry.key_arn)}" if entry.key_arn else "–",  # noqa: RUF001
    )


def _kind(entry: BackupEntry) -> str:
    kind = "AWS Backup, copy" if entry.is_copy else _WORDS.get(entry.kind, "AWS Backup")
    if entry.storage == "COLD":
        kind += ", cold"
    return kind if entry.status in _SAYS_ITSELF else f"{kind}, {entry.status.lower()}"


def _kept_until(entry: BackupEntry, now: datetime) -> str:
    keep = None if entry.vault else keep_of_backup(entry.name)
    if keep and entry.expires is None:
        return f"{minute(entry.created + keep, now)}, by ddbdr"
    until = "for ever" if entry.expires is None else minute(entry.expires, now)
    return f"{until}, locked" if entry.locked else until
