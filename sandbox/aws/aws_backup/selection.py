"""A selection of a backup plan: which tables it means.

Of Resources and ListOfTags one must fit, of Conditions all, and no NotResources;
a selection that names none of them means every table ("Assigning resources
programmatically", and AWS re:Post, "backup-assign-resources"). A table that no
ARN names needs DynamoDB to be opted in.
"""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sandbox.aws.aws_backup.scene import invalid_value
from sandbox.aws.call import Json
from sandbox.aws.table import Table
from sandbox.aws.world import World

MOST_ARNS, MOST_WILDCARDS = 500, 30
_TAG = "aws:ResourceTag/"
_COLONS = 5


@dataclass(frozen=True)
class Selection:
    """`given` is AWS's BackupSelection."""

    selection_id: str
    created_at: datetime
    given: Json
    creator_request_id: str | None

    @property
    def role_arn(self) -> str:
        """The role AWS Backup works in."""
        arn: str = self.given["IamRoleArn"]
        return arn

    def means(self, table: Table, *, opted_in: bool) -> bool:
        """Is this table to be backed up?"""
        given = self.given
        if _named(given.get("NotResources", []), table.arn):
            return False
        if not all(_fits(table.tags, *condition) for condition in _conditions(given)):
            return False
        if _named(given.get("Resources", []), table.arn):
            return True
        wanted = given.get("ListOfTags", [])
        by_tag = any(table.tags.get(c["ConditionKey"]) == c["ConditionValue"] for c in wanted)
        anything = not wanted and not given.get("Resources")
        return opted_in and (by_tag or anything)


def tables_of(
    world: World, account: str, region: str, selection: Selection, at: datetime
) -> list[Table]:
    """The tables it means at an instant, by name; none that is being deleted."""
    opted_in = world.aws_backup.at(account, region).settings.opt_in.get("DynamoDB", False)
    return [
        table
        for _, table in sorted(world.region(account, region).tables.items())
        if table.status(at) != "DELETING" and selection.means(table, opted_in=opted_in)
    ]


def new_selection(given: Json, creator_request_id: str | None, now: datetime) -> Selection:
    """A selection; InvalidParameterValueException for what AWS does not take."""
    for member in ("Resources", "NotResources"):
        _require_arns(member, given.get(member, []))
    for operator, key, _ in _conditions(given):
        if not key.startswith(_TAG):
            raise invalid_value(f"Invalid condition key {key} for {operator}")
    return Selection(str(uuid.uuid4()), now, given, creator_request_id)


def _require_arns(member: str, arns: list[str]) -> None:
    wildcards = [arn for arn in arns if "*" in arn]
    if len(arns) - len(wildcards) > MOST_ARNS or len(wildcards) > MOST_WILDCARDS:
        raise invalid_value(
            f"{member} can contain at most {MOST_ARNS} ARNs, or {MOST_WILDCARDS} with wildcards"
        )
    for arn in arns:
        resource = arn.split(":", 5)[-1]
        if arn != "*" and (arn.count(":") < _COLONS or not arn.startswith("arn:")):
            raise invalid_value(f"Invalid ARN in {member}: {arn}")
        if "*" in resource[:-1]:
            raise invalid_value(f"A wildcard must be at the end of an ARN in {member}: {arn}")


def _named(patterns: list[str], arn: str) -> bool:
    return any(_pattern(each).fullmatch(arn) for each in patterns)


def _conditions(given: Json) -> Iterator[tuple[str, str, str]]:
    """(operator, key, value) of each condition."""
    for operator, conditions in given.get("Conditions", {}).items():
        for condition in conditions:
            yield operator, condition.get("ConditionKey", ""), condition.get("ConditionValue", "")


def _fits(tags: dict[str, str], operator: str, key: str, wanted: str) -> bool:
    """A tag that is not there equals nothing and is like nothing."""
    value = tags.get(key.removeprefix(_TAG))
    like = operator in {"StringLike", "StringNotLike"}
    equal = value is not None and (
        _pattern(wanted).fullmatch(value) is not None if like else value == wanted
    )
    return equal != operator.startswith("StringNot")


@cache
def _pattern(wildcards: str) -> re.Pattern[str]:
    parts = re.split(r"(\*)", wildcards)
    return re.compile("".join(".*" if p == "*" else re.escape(p) for p in parts), re.DOTALL)
