"""What `protect` was asked for, and the policy that comes of it."""

from datetime import timedelta

from recovery.config import TableSettings
from recovery.durations import parse_duration
from recovery.errors import Refusal
from recovery.figures import span
from recovery.grammar import command_text
from recovery.job import Job
from recovery.outcome import Value
from recovery.references import TableReference, parse_reference
from recovery.strategies import (
    COLD_DAYS,
    KEEP_DAYS,
    PolicyClass,
    Strategy,
    choose,
    days,
    interval_hours,
)

_TAKES = ("rpo", "rto", "strategy", "keep", "dr_keep", "cold_after", "kms_key", "off")


class ProtectRequest(Value):
    """The table as written, targets, and what was said beyond them.

    Attributes:
        strategy: None is the one that suits.
        given: The parameters as they were given, for the same command about another table.
    """

    table: TableReference
    rpo: timedelta | None = None
    rto: timedelta | None = None
    strategy: Strategy | None = None
    keep: timedelta | None = None
    dr_keep: timedelta | None = None
    cold_after: timedelta | None = None
    kms_key: str = ""
    off: bool = False
    given: dict[str, str | bool] = {}  # noqa: RUF012  copied by pydantic

    @classmethod
    def of(cls, job: Job) -> "ProtectRequest":
        """Read a job's parameters.

        Raises:
            Refusal: `--off` with anything that only setting up takes.
        """
        given = {name: job.params[name] for name in _TAKES if job.params.get(name)}
        if given.get("off") and len(given) > 1:
            raise Refusal(
                "`--off` takes away what was set up, and needs nothing else.",
                advice="Leave the other options out.",
                commands=(f"protect {job.table} --off",),
            )
        read = {name: parse_duration(str(given[name])) for name in given if name in _DURATIONS}
        return cls(
            table=parse_reference(str(job.params.get("table", job.table))),
            strategy=given.get("strategy"),
            kms_key=str(given.get("kms_key", "")),
            off=bool(given.get("off")),
            given=given,
            **read,
        )

    def command(self, table: TableReference) -> str:
        """The same request about a table named in full."""
        return command_text("protect", table=table, params=self.given)

    def having(self, settings: TableSettings) -> "ProtectRequest":
        """With what ddbdr.yaml says of the table, where the command says nothing."""
        return self.model_copy(
            update={
                "rpo": self.rpo or settings.rpo,
                "rto": self.rto or settings.rto,
                "keep": self.keep or settings.keep,
            }
        )

    def policy(self, *, dr_region: str, has_vault: bool) -> PolicyClass:
        """The class of the table.

        Raises:
            Refusal: No target, no vault for copies, or times AWS does not take.
        """
        strategy = self.strategy or choose(has_vault=has_vault)
        self._check_targets(strategy, has_vault=has_vault)
        self._check_taken(strategy)
        if strategy is Strategy.PITR:
            return PolicyClass(strategy=strategy)
        keep = days(self.keep) if self.keep else KEEP_DAYS
        hours = interval_hours(self.rpo)
        if strategy is Strategy.BACKUPS:
            return PolicyClass(strategy=strategy, hours=hours, keep_days=keep)
        dr_keep = days(self.dr_keep) if self.dr_keep else keep
        cold = days(self.cold_after) if self.cold_after else None
        _check_cold(keep, dr_keep, cold)
        return PolicyClass(
            strategy=strategy,
            hours=hours,
            keep_days=keep,
            dr_region=dr_region,
            dr_keep_days=dr_keep,
            cold_after_days=cold,
        )

    def _check_taken(self, strategy: Strategy) -> None:
        """What would be ignored is refused: somebody meant something by it."""
        lost = (self.given.keys() & _TAKEN_BY[Strategy.COPIES]) - _TAKEN_BY[strategy]
        if lost:
            named = ", ".join(f"`--{name.replace('_', '-')}`" for name in sorted(lost))
            raise Refusal(
                f"The strategy `{strategy}` knows nothing of {named}.",
                advice="Leave it out, or choose `--strategy copies`.",
            )

    def _check_targets(self, strategy: Strategy, *, has_vault: bool) -> None:
        if strategy is Strategy.COPIES and not has_vault:
            raise Refusal(
                "Copies need a vault, and ddbdr.yaml names none for this account.",
                advice="Add `vault: ddbdr` to the account; `protect` makes it in both regions.",
                commands=(f"protect {self.table} --rpo 1d --strategy backups",),
            )
        if self.rpo is None and self.strategy is None:
            raise Refusal(
                f"No target is set for `{self.table}`: how much of it may be lost?",
                advice="Name one, or write `rpo` into the table's rule in ddbdr.yaml.",
                commands=(f"protect {self.table} --rpo 4h --rto 8h",),
            )


_TAKEN_BY = {
    Strategy.COPIES: {"keep", "dr_keep", "cold_after", "kms_key"},
    Strategy.BACKUPS: {"keep"},
    Strategy.PITR: set[str](),
}
"""What says how something is kept, by the strategies that keep it."""
_DURATIONS = {"rpo", "rto", "keep", "dr_keep", "cold_after"}


def _check_cold(keep: int, dr_keep: int, cold: int | None) -> None:
    if cold is not None and max(keep, dr_keep) - cold < COLD_DAYS:
        asked, least = span(timedelta(days=cold)), span(timedelta(days=cold + COLD_DAYS))
        raise Refusal(
            f"After {asked} in warm storage nothing would be {COLD_DAYS} days in cold storage, "
            "which AWS demands.",
            advice=f"Keep backups or copies for at least {least}, or leave --cold-after out.",
        )
