"""Names: what DynamoDB allows, what we give, and job ids that can be said aloud."""

import re
from collections.abc import Callable
from datetime import timedelta

from recovery.errors import Refusal
from recovery.words import code

# AWS's region names as botocore 1.44.5 lists them (endpoints.json, partitions.json).
# DynamoDB cannot restore across partitions, but a name of any region is a region's name.
REGIONS = frozenset({
    "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
    "ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3",
    "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-central-1",
    "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2",
    "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1",
    "me-west-1", "mx-central-1", "sa-east-1", "sa-west-1", "us-east-1", "us-east-2", "us-west-1",
    "us-west-2", "cn-north-1", "cn-northwest-1", "us-gov-east-1", "us-gov-west-1",
    "us-iso-east-1", "us-iso-west-1", "us-isob-east-1", "us-isob-west-1", "us-isof-east-1",
    "us-isof-south-1", "eu-isoe-west-1", "eusc-de-east-1",
})  # fmt: skip

LONGEST_NAME = 255
"""Characters of a table name and of a backup name."""

ID_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so nothing sounds or looks like something else."""
ID_LENGTH = 7

_NAME = re.compile(r"[A-Za-z0-9_.-]{3,255}")
_JOB_ID = re.compile(rf"J-[{ID_ALPHABET}]{{{ID_LENGTH}}}")
_SCHEDULED = re.compile(r"ddbdr-([1-9][0-9]{0,4})d-[A-Za-z0-9_.-]+")
_PARTITIONS = {
    "cn-": "aws-cn",
    "us-gov-": "aws-us-gov",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "us-isof-": "aws-iso-f",
    "eu-isoe-": "aws-iso-e",
    "eusc-": "aws-eusc",
}
_HEARD_AS = str.maketrans("OIL", "011")


def is_region(name: str) -> bool:
    """Whether this is the name of an AWS region, in any partition."""
    return name in REGIONS


def partition_of(region: str) -> str:
    """`aws`, `aws-cn`, `aws-us-gov`: the partition of AWS a region is in, as its ARNs say.

    Nothing crosses their borders.
    """
    return next((name for start, name in _PARTITIONS.items() if region.startswith(start)), "aws")


def is_table_name(name: str) -> bool:
    """DynamoDB's rule: 3 to 255 of letters, digits, `_`, `.` and `-`."""
    return _NAME.fullmatch(name) is not None


def table_name(text: str) -> str:
    """Read the name of a table that is there, or refuse with the rule."""
    if not is_table_name(text):
        raise Refusal(f"{code(text)} cannot be a table's name.", advice=_rule())
    return text


def target_name(text: str) -> str:
    """Read a name for a new table; a region's name is refused, it is always a slip."""
    if is_region(text):
        raise Refusal(
            f"{code(text)} is a region's name, not a table's.",
            advice="Name the new table with --as, the region with --region.",
        )
    return table_name(text)


def backup_name(text: str) -> str:
    """Read the name given to a backup; a job id is added to it, so it may be 245 long."""
    longest = LONGEST_NAME - ID_LENGTH - 3
    if not _NAME.fullmatch(text) or len(text) > longest:
        raise Refusal(f"{code(text)} cannot be a backup's name.", advice=_rule(longest))
    return text


def name_of_backup(given: str, job_id: str) -> str:
    """BackupName on AWS: the given name or the table's, then the job's id.

    `orders` and `J-7F3K2Q1` give `orders-J-7F3K2Q1`. The first part is cut so
    that the whole fits; the id makes it unique and lets a later look find it.
    """
    return _with_suffix(given, f"-{job_id}")


def name_of_restored(table: str, job_id: str) -> str:
    """Name a restored table by default: `orders-ddbdr-7F3K2Q1`, cut to DynamoDB's limit."""
    return _with_suffix(table, f"-ddbdr-{job_id.removeprefix('J-')}")


def keep_of_backup(name: str) -> timedelta | None:
    """How long a backup is kept that a schedule of ours made; None of any other.

    Its schedule names it `ddbdr-35d-` and AWS's id of the run, for native backups never
    expire by themselves: how long they are kept stands nowhere but in the name.
    """
    found = _SCHEDULED.fullmatch(name)
    return timedelta(days=int(found[1])) if found else None


def make_job_id(randrange: Callable[[int], int]) -> str:
    """Make a job id like `J-7F3K2Q1` from a source of randomness such as `secrets.randbelow`.

    35 bits: whoever stores it creates it only if it is not taken.
    """
    return "J-" + "".join(ID_ALPHABET[randrange(len(ID_ALPHABET))] for _ in range(ID_LENGTH))


def is_job_id(text: str) -> bool:
    """Whether this is a job id in its one stored form, `J-7F3K2Q1`."""
    return _JOB_ID.fullmatch(text) is not None


def parse_job_id(text: str) -> str:
    """Read a job id as people type or hear it: any case, `J-` left out, O for 0, I or L for 1."""
    body = text.strip().upper()
    job_id = "J-" + body.removeprefix("J-").translate(_HEARD_AS)
    if not is_job_id(job_id):
        raise Refusal(
            f"{code(text)} is not a job's id.",
            advice="A job's id is J- and 7 letters or digits, like J-7F3K2Q1; `jobs` lists them.",
            commands=("jobs",),
        )
    return job_id


def stands_for_job(text: str) -> bool:
    """Whether a word where a table may stand names a job instead: `J-` and a readable id.

    Without `J-` it is a table. A table that is called like a job can be named
    with its region, `us-east-2/J-7F3K2Q1`.
    """
    upper = text.upper()
    return upper.startswith("J-") and is_job_id("J-" + upper[2:].translate(_HEARD_AS))


def _rule(longest: int = LONGEST_NAME) -> str:
    return f"Names have 3 to {longest} of letters, digits, `_`, `.` and `-`."


def _with_suffix(name: str, suffix: str) -> str:
    return name[: LONGEST_NAME - len(suffix)] + suffix
