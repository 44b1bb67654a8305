"""The keys of the vaults that a copy comes through: usable, and shared where it leaves the account.

AWS Backup reads a backup under the key of the vault it is in, and writes the copy under the key
of the vault it goes to. Between accounts the one that works is AWSServiceRoleForBackup of the
account the copy goes to, which both keys have to let in.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from recovery.names import partition_of
from recovery.words import code
from workers.aws.backup_models import Vault
from workers.aws.door import Aws
from workers.aws.errors import AwsError, NotFound
from workers.aws.models import Key
from workers.kinds.checks import Checklist
from workers.kinds.copy_order import CopyOrder, Hop
from workers.kinds.encryption import USABLE
from workers.kinds.key_policy import statement_for, use_of_key
from workers.kinds.policy_statements import Verdict
from workers.kinds.sources import Place
from workers.kinds.work import Known

AWS_MANAGED = "AWS"
"""KeyManager of a key that AWS made for one service, such as `aws/backup`."""
OTHER_VAULT = (
    "A vault keeps its key for ever: use another vault, under a customer managed key, in "
    "ddbdr.yaml."
)

OWN_KEY_LEFT = (
    "it is AWS's own key, which nobody can share; AWS says that backups with advanced features "
    "are copied from under it all the same, and a vault under a customer managed key is sure"
)
"""Knowledge centre, "backup-cross-account-copy-error": the source's key may be either, for what
is fully managed by AWS Backup."""


def key_reads(
    aws: Aws, order: CopyOrder, answers: Mapping[str, Any]
) -> dict[str, Callable[[], Any]]:
    """What is asked of KMS; `vault` is the first vault's answer, `vault{n}` that of hop n's end."""
    reads: dict[str, Callable[[], Any]] = {}
    for number, place in enumerate(_places(order)):
        vault = answers[_vault(number)]
        if isinstance(vault, Vault) and vault.key_arn:
            kms = aws.kms(place.account, place.region)
            reads[f"key{number}"] = partial(kms.describe_key, vault.key_arn)
            if _is_left(order, number) or _is_entered(order, number):
                reads[f"policy{number}"] = partial(kms.key_policy, vault.key_arn)
    return reads


def key_of_target(keys: Mapping[str, Any], number: int) -> Key | AwsError | None:
    """The key of the vault that hop `number` goes to; None where AWS Backup tells none."""
    found: Key | AwsError | None = keys.get(f"key{number + 1}")
    return found


def check_keys(
    checklist: Checklist, order: CopyOrder, keys: Mapping[str, Any], known: Known, *, sandbox: bool
) -> None:
    """Each vault's key by itself, then what it takes to leave an account."""
    for number, place in enumerate(_places(order)):
        if f"key{number}" in keys:
            check_usable(checklist, keys[f"key{number}"], place, sandbox=sandbox)
    for number, hop in enumerate(order.hops):
        if hop.is_between_accounts:
            account_id = known.config.account(hop.to_account).id
            left, entered = (
                (keys.get(f"key{one}"), keys.get(f"policy{one}")) for one in (number, number + 1)
            )
            _check_shared(checklist, hop, account_id, *left)
            _check_let_in(checklist, hop, account_id, *entered)


def _places(order: CopyOrder) -> list[Place]:
    """Where the vaults are, in the order of the way."""
    return [order.source, *(hop.target for hop in order.hops)]


def _vault(number: int) -> str:
    return f"vault{number - 1}" if number else "vault"


def _is_left(order: CopyOrder, number: int) -> bool:
    return number < len(order.hops) and order.hops[number].is_between_accounts


def _is_entered(order: CopyOrder, number: int) -> bool:
    return number > 0 and order.hops[number - 1].is_between_accounts


def check_usable(
    checklist: Checklist, answer: Key | AwsError, place: Place, *, sandbox: bool
) -> None:
    """KMS has it, in a state in which it encrypts and decrypts."""
    name = f"vault's key in {place}"
    if isinstance(answer, NotFound) and not sandbox:
        checklist.failed(
            name, f"The KMS key of the vault in {place} does not exist.", advice=OTHER_VAULT
        )
    elif isinstance(answer, NotFound):
        checklist.not_checked(name, "KMS does not show it")
    elif isinstance(answer, AwsError):
        checklist.not_checked(name, answer)
    elif not answer.state:
        checklist.not_checked(name, "this endpoint does not tell a key's state")
    elif answer.state not in USABLE:
        checklist.failed(
            name,
            f"The KMS key {code(answer.arn)} of the vault in {place} is {answer.state}.",
            advice="Enable it, or cancel its deletion, in KMS.",
        )
    else:
        checklist.passed(name, answer.arn)


def _check_shared(
    checklist: Checklist,
    hop: Hop,
    account_id: str,
    key: Key | AwsError | None,
    policy: str | AwsError | None,
) -> None:
    """The key of the vault that is left; nothing else lets the other account read the backup."""
    name = f"key of the vault in {hop.source} is shared with {hop.to_account}"
    if isinstance(key, Key) and key.manager == AWS_MANAGED:
        checklist.not_checked(name, OWN_KEY_LEFT)
        return
    if lacking := _unsaid(checklist, name, hop.source, account_id, key, policy):
        checklist.failed(
            name,
            f"The policy of the KMS key of the vault in {hop.source} does not let account "
            f"{account_id} use it: {', '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} "
            "missing.",
            advice="Add this statement to the key's policy: "
            f"`{statement_for(account_id, partition_of(hop.region))}`.",
        )


def _check_let_in(
    checklist: Checklist,
    hop: Hop,
    account_id: str,
    key: Key | AwsError | None,
    policy: str | AwsError | None,
) -> None:
    """The key of the vault that is entered; a grant may do there what its policy does not say."""
    name = f"key of the vault in {hop.target} lets AWS Backup use it"
    if isinstance(key, Key) and key.manager == AWS_MANAGED:
        return  # such a vault takes no copy of another account, which is told
    if lacking := _unsaid(checklist, name, hop.target, account_id, key, policy):
        said = f"its policy does not name {account_id} for {', '.join(lacking)}"
        checklist.not_checked(name, f"{said}, and grants are not read")


def _unsaid(  # noqa: PLR0917  what was asked, and what was answered
    checklist: Checklist,
    name: str,
    place: Place,
    account_id: str,
    key: Key | AwsError | None,
    policy: str | AwsError | None,
) -> tuple[str, ...]:
    """What the key's policy says nothing of, left to the caller; whatever else it says is told."""
    if key is None:
        checklist.not_checked(name, "AWS Backup does not tell its key")
        return ()
    if isinstance(policy, AwsError):
        is_hidden = isinstance(policy, NotFound)
        checklist.not_checked(name, "KMS does not show its policy" if is_hidden else policy)
        return ()
    use = use_of_key(str(policy), account_id)
    lacking = ", ".join(use.actions)
    match use.verdict:
        case Verdict.UNSAID:
            return use.actions
        case Verdict.ALLOWED:
            checklist.passed(name, f"its policy names {account_id} or everybody")
        case Verdict.UNREADABLE:
            checklist.not_checked(name, "its policy cannot be read")
        case Verdict.CONDITIONAL:
            said = f"its policy does not say plainly whether {account_id} has {lacking}"
            checklist.not_checked(name, said)
        case Verdict.DENIED:
            checklist.failed(
                name,
                f"The policy of the KMS key of the vault in {place} denies account {account_id}: "
                f"{lacking}.",
                advice="Take AWSServiceRoleForBackup of that account out of the statement that "
                "denies.",
            )
    return ()
