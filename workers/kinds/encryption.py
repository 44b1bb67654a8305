"""Which key encrypts what is made, and whether it can be used."""

from recovery.words import code
from workers.aws.errors import NotFound
from workers.aws.models import AWS_MANAGED, AWS_OWNED, Encryption, Key
from workers.kinds.checks import Checklist

KEY_CHECK = "KMS key can be used"


def check_key(checklist: Checklist, answer: object, key: str) -> None:
    """`answer` is the Key, or the AwsError that asking for it gave."""
    if isinstance(answer, NotFound):
        checklist.failed(
            KEY_CHECK,
            f"There is no KMS key {code(key)} in that region.",
            advice="Name a key of the target's region with --kms-key.",
        )
    elif not isinstance(answer, Key):
        checklist.not_checked(KEY_CHECK, answer)  # type: ignore[arg-type]
    elif answer.state != "Enabled":
        checklist.failed(
            KEY_CHECK,
            f"The KMS key {code(key)} is {answer.state or 'in an unknown state'}, not Enabled.",
            advice="Enable it in KMS, or name another one with --kms-key.",
        )
    else:
        checklist.passed(KEY_CHECK, answer.arn)


def encryption_for(asked: str | None, source: Encryption, *, cross_region: bool) -> str | None:
    """The override a restore needs: a key, AWS_OWNED, AWS_MANAGED, or None to keep the source's.

    AWS demands the override when the region changes. A table under a KMS key does not
    get weaker then: without a key of that region it gets AWS's managed one.
    """
    if asked:
        return asked
    if not cross_region:
        return None
    return AWS_MANAGED if source.key_arn or source.type == "KMS" else AWS_OWNED


def encryption_text(override: str | None, source: Encryption) -> str:
    """How the new table is encrypted, in words."""
    if override == AWS_OWNED:
        return "a key AWS owns"
    if override == AWS_MANAGED:
        return "alias/aws/dynamodb of that region; --kms-key names another"
    return override or source.key_arn or "a key AWS owns"
