"""What a command lacks: what the grammar misses, and what neither it nor ddbdr.yaml names."""

from recovery.config import Config
from recovery.grammar import Command

LACKED = {
    "table": "a table",
    "job": "a job",
    "backup": "a backup, `--backup`",
    "point": "a point in time or a backup: `--at`, `--latest` or `--backup`",
    "rpo": "a target, `--rpo`: ddbdr.yaml names none for this table",
}
"""How it is told, by the words of `Command.missing` and `rpo`."""
ENTER = {
    "table": "Choose a table.",
    "backup": "Choose a backup.",
    "point": "Choose where to go back to.",
    "rpo": "Write a target, such as 4h: ddbdr.yaml names none for this table.",
}
"""The same, where a form has a field for it."""


def lacking(command: Command, config: Config) -> tuple[str, ...]:
    """`table`, `job`, `backup`, `point`, or `rpo` where `protect` has no target at all."""
    if command.verb != "protect" or command.params.keys() & {"rpo", "strategy", "off"}:
        return command.missing
    table = command.table
    if table is None or _has_target(config, table.account, table.region, table.name):
        return command.missing
    return (*command.missing, "rpo")


def _has_target(config: Config, account: str | None, region: str | None, name: str) -> bool:
    """Whether a table that may be meant has one; a worker finds out which one is."""
    return any(
        config.table_settings(one.name, place, name).rpo
        for one in config.accounts
        if account in {None, one.name}
        for place in ((region,) if region else (one.region, one.dr_region))
    )
