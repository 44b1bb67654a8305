"""What AWS Backup asks for before a copy may leave its account.

Developer guide, "Creating backup copies across AWS accounts": one organization whose
management account allows it, and a vault that lets the source account in, is not the default
one, and is under a key of its own account's making.
"""

from dataclasses import dataclass

from recovery.names import partition_of
from recovery.words import code
from workers.aws.backup_models import AIR_GAPPED, Vault
from workers.aws.errors import AwsError, NotFound
from workers.aws.models import Key
from workers.kinds.checks import Checklist
from workers.kinds.copy_keys import AWS_MANAGED
from workers.kinds.copy_order import Hop
from workers.kinds.copy_policy import may_copy_into
from workers.kinds.policy_statements import Verdict
from workers.kinds.work import Known

DEFAULT_VAULT = "Default"


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """What AWS answered about one hop between accounts.

    Attributes:
        is_on: GlobalSettings' isCrossAccountBackupEnabled.
        source, target: Ids of the organizations; empty is none.
        vault: Where the copy goes.
        key: That vault's; None where AWS Backup does not tell it.
        policy: The vault's access policy, JSON text.
    """

    is_on: bool | AwsError
    source: str | AwsError
    target: str | AwsError
    vault: Vault | AwsError
    key: Key | AwsError | None
    policy: str | AwsError


def check_leaving(checklist: Checklist, answers: Leaving, hop: Hop, known: Known) -> None:
    """Each of them, as far as AWS tells."""
    _check_global(checklist, answers.is_on)
    _check_organization(checklist, answers.source, answers.target, hop)
    if isinstance(answers.vault, NotFound):
        return  # told already; what is not there has no key and no policy
    _check_default(checklist, answers.vault, answers.key, hop)
    _check_policy(checklist, answers.policy, hop, known)


def _check_global(checklist: Checklist, answer: bool | AwsError) -> None:  # noqa: FBT001  an answer
    name = "copies between accounts are on"
    if isinstance(answer, AwsError):
        checklist.not_checked(name, answer)
    elif answer:
        checklist.passed(name)
    else:
        checklist.failed(
            name,
            "Copies between accounts are off in this organization.",
            advice=(
                "Its management account switches them on: `aws backup update-global-settings "
                "--global-settings isCrossAccountBackupEnabled=true`."
            ),
        )


def _check_organization(
    checklist: Checklist, source: str | AwsError, target: str | AwsError, hop: Hop
) -> None:
    """AWS copies between accounts of one organization only."""
    name = "both accounts are of one organization"
    for answer in (source, target):
        if isinstance(answer, AwsError):
            checklist.not_checked(name, answer)
            return
    if source == target and source:
        checklist.passed(name, str(source))
        return
    where = {hop.account: source, hop.to_account: target}
    said = ", ".join(f"`{who}` is in {found or 'none'}" for who, found in where.items())
    checklist.failed(
        name,
        f"AWS copies between accounts of one organization only: {said}.",
        advice="Choose an account of the same organization, or a region of this one.",
    )


def _check_default(
    checklist: Checklist, vault: Vault | AwsError, key: Key | AwsError | None, hop: Hop
) -> None:
    """AWS copies from another account neither into `Default` nor under its own key."""
    name = f"vault in {hop.target} takes copies of other accounts"
    advice = "Name a vault of its own, with a customer managed key, under its account."
    if hop.to_vault == DEFAULT_VAULT:
        checklist.failed(
            name, "AWS copies nothing from another account into Default.", advice=advice
        )
    elif isinstance(vault, AwsError):
        checklist.not_checked(name, vault)
    elif vault.type == AIR_GAPPED:
        checklist.passed(name, "logically air-gapped, which takes copies under a key of AWS's too")
    elif key is None:
        checklist.not_checked(name, "AWS Backup does not tell its key")
    elif isinstance(key, AwsError):
        checklist.not_checked(name, key)
    elif key.manager == AWS_MANAGED:
        checklist.failed(
            name,
            f"Vault {code(vault.name)} in {hop.target} is under AWS's own key, which cannot be "
            "shared between accounts.",
            advice=advice,
        )
    elif not key.manager:
        checklist.not_checked(name, "this endpoint does not tell whose key it is")
    else:
        checklist.passed(name, key.arn)


def _check_policy(checklist: Checklist, answer: str | AwsError, hop: Hop, known: Known) -> None:
    name = f"vault in {hop.target} lets {hop.account} copy into it"
    if isinstance(answer, AwsError):
        checklist.not_checked(name, answer)
        return
    account_id = known.config.account(hop.account).id
    match may_copy_into(answer, account_id, hop.role_arn):
        case Verdict.ALLOWED:
            checklist.passed(name, f"its policy names {account_id} or everybody")
        case Verdict.CONDITIONAL:
            checklist.not_checked(name, f"its policy does not say plainly that {account_id} may")
        case Verdict.UNREADABLE:
            checklist.not_checked(name, "its policy cannot be read")
        case _:
            checklist.failed(
                name,
                f"The policy of vault {code(hop.to_vault)} in {hop.target} does not let account "
                f"{account_id} copy into it.",
                advice=(
                    "Allow it `backup:CopyIntoBackupVault` for "
                    f"arn:{partition_of(hop.region)}:iam::{account_id}:root."
                ),
            )
