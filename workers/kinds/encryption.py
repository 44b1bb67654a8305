"""Which key encrypts what is made, and whether it can be used."""

from recovery.words import code
from workers.aws.errors import AwsError, NotFound
from workers.aws.models import AWS_MANAGED, AWS_OWNED, Encryption, Key
from workers.kinds.checks import Checklist

USABLE = {"Enabled", "Updating"}
"""States in which KMS encrypts and decrypts ("Key states of KMS keys")."""


def check_target_key(checklist: Checklist, answer: Key | AwsError, key: str, region: str) -> None:
    """The key named for the new table; `answer` is what asking for it gave."""
    _check(
        checklist,
        answer,
        "KMS key of the new table",
        f"KMS key {code(key)} in {region}",
        "Name a usable key of the target's region with --kms-key.",
    )


def check_source_key(checklist: Checklist, answer: Key | AwsError, key: str) -> None:
    """The key the data is under: AWS reads nothing without it, whatever key comes after."""
    _check(
        checklist,
        answer,
        "KMS key of the source",
        f"KMS key {code(key)} of the source",
        "Enable it, or cancel its deletion, in KMS: no other key can decrypt the data.",
    )


def _check(checklist: Checklist, answer: Key | AwsError, name: str, key: str, advice: str) -> None:
    if isinstance(answer, NotFound):
        checklist.failed(name, f"There is no {key}.", advice=advice)
    elif isinstance(answer, AwsError):
        checklist.not_checked(name, answer)
    elif not answer.state:
        checklist.not_checked(name, "this endpoint does not tell a key's state")
    elif answer.state not in USABLE:
        checklist.failed(name, f"The {key} is {answer.state}.", advice=advice)
    else:
        checklist.passed(name, answer.arn)


def encryption_for(
    asked: str | None, source: Encryption | None, *, cross_region: bool
) -> str | None:
    """The override a restore needs: a key, AWS_OWNED, AWS_MANAGED, or None to keep the source's.

    AWS demands the override when the region changes. A table under a KMS key does not
    get weaker then: without a key of that region it gets AWS's managed one; so does a
    source that nobody could tell (None). AWS takes its managed key by leaving the key
    out, not by its alias (API reference, SSESpecification).
    """
    if asked:
        return AWS_MANAGED if asked.endswith("alias/aws/dynamodb") else asked
    if not cross_region:
        return None
    is_plain = source is not None and not source.key_arn and source.type != "KMS"
    return AWS_OWNED if is_plain else AWS_MANAGED


def encryption_text(override: str | None, source: Encryption) -> str:
    """How the new table is encrypted, in words."""
    if override == AWS_OWNED:
        return "a key AWS owns"
    if override == AWS_MANAGED:
        return "alias/aws/dynamodb of that region; --kms-key names another"
    return override or source.key_arn or "a key AWS owns"
