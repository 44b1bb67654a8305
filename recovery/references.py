"""How people point at a table: `orders`, `us-east-2/orders`, `prod/us-east-2/orders`.

The same three parts, with `*` and `?`, are the patterns of ddbdr.yaml.
"""

import re
from difflib import get_close_matches
from fnmatch import fnmatchcase

from pydantic import BaseModel, ConfigDict

from recovery.errors import Refusal
from recovery.names import REGIONS, is_region, table_name
from recovery.words import code

_ACCOUNT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_PATTERN = re.compile(r"[A-Za-z0-9_.*?-]+(?:/[A-Za-z0-9_.*?-]+/[A-Za-z0-9_.*?-]+)?")
_FORMS = "Write `orders`, `us-east-2/orders` or `prod/us-east-2/orders`."
_MOST_PARTS = 3


class TableReference(BaseModel):
    """A table as somebody named it; None where they left it to us.

    Attributes:
        account: The account's name in ddbdr.yaml, not its 12 digits.
        region: A region's name.
        name: The table's name, legal for DynamoDB.
    """

    model_config = ConfigDict(frozen=True)

    account: str | None = None
    region: str | None = None
    name: str

    def __str__(self) -> str:
        """Write it as people do; `parse_reference` reads it back."""
        return "/".join(part for part in (self.account, self.region, self.name) if part)

    def matches(self, pattern: str) -> bool:
        """Whether a pattern of ddbdr.yaml means this table; parts left open match only `*`."""
        return matches(pattern, self.account or "", self.region or "", self.name)


def parse_reference(text: str) -> TableReference:
    """Read a table reference, or refuse, naming the part that is wrong."""
    parts = text.split("/")
    if len(parts) > _MOST_PARTS or "" in parts:
        raise Refusal(f"{code(text)} is not a table.", advice=_FORMS)
    name = table_name(parts[-1])
    region = parse_region(parts[-2], _FORMS) if len(parts) > 1 else None
    account = parse_account(parts[0]) if len(parts) == _MOST_PARTS else None
    return TableReference(account=account, region=region, name=name)


def parse_region(text: str, advice: str = "Write it like us-east-2.") -> str:
    """Read a region's name; a near miss is answered with the name that was meant."""
    region = text.lower()
    if not is_region(region):
        near = get_close_matches(region, sorted(REGIONS), n=1, cutoff=0.8)
        raise Refusal(
            f"{code(text)} is not an AWS region.",
            advice=f"Did you mean `{near[0]}`?" if near else advice,
        )
    return region


def parse_account(text: str) -> str:
    """Read an account's name; whether there is such an account, ddbdr.yaml knows."""
    if not _ACCOUNT.fullmatch(text):
        raise Refusal(
            f"{code(text)} cannot be an account's name.",
            advice="Use the name it has in ddbdr.yaml, such as `prod`.",
        )
    return text


def is_pattern(pattern: str) -> bool:
    """Whether this can stand in ddbdr.yaml: `orders*` or `prod/us-east-2/orders-?`."""
    return _PATTERN.fullmatch(pattern) is not None


def matches(pattern: str, account: str, region: str, name: str) -> bool:
    """Match a pattern: a name in any account and region, or account/region/name.

    A pattern is compared from the right, as many parts as it has.

    `*` is any number of characters and `?` is one; neither crosses a `/`.
    """
    parts = pattern.split("/")
    given = (account, region, name)[-len(parts) :]
    return len(parts) == len(given) and all(map(fnmatchcase, given, parts))
