"""What AWS Backup needs for the copies of a class: region settings, vaults, plan, selection."""

from collections.abc import Iterable, Iterator

from workers.aws.backup_door import AwsBackup
from workers.aws.backup_models import BackupPlan, BackupRule, Selection, Vault
from workers.aws.door import Aws
from workers.aws.errors import AlreadyExists, Faulty, NotFound, NotSupported
from workers.kinds import protect_differences as differences
from workers.kinds.protect_differences import Differences
from workers.kinds.protect_order import ProtectOrder
from workers.kinds.protect_part import Part, is_of_a_job, there, token_of

ENABLE_ADVANCED = "enable-advanced"
ENSURE_VAULTS = "ensure-vaults"
ENSURE_PLAN = "ensure-plan"
A_PLAN = "plan"
"""What the tokens of our CreateBackupPlan say is made."""


def _advanced(aws: Aws, order: ProtectOrder) -> Differences | None:
    return there(is_there=not list(_plain_regions(aws, order)))


def _enable_advanced(aws: Aws, order: ProtectOrder, _job_id: str) -> None:
    for backup in _plain_regions(aws, order):
        backup.enable_dynamodb()


def _plain_regions(aws: Aws, order: ProtectOrder) -> Iterator[AwsBackup]:
    for region in order.regions:
        backup = aws.backup(order.account, region)
        settings = backup.region_settings()
        if not (settings.opt_in and settings.management):
            yield backup


def _vaults(aws: Aws, order: ProtectOrder) -> Differences | None:
    return there(is_there=not list(_regions_without_vault(aws, order)))


def _make_vaults(aws: Aws, order: ProtectOrder, job_id: str) -> None:
    for region in _regions_without_vault(aws, order):
        key = order.keys.get(region, "")
        backup = aws.backup(order.account, region)
        backup.create_vault(order.vault, key_arn=key, token=token_of(job_id, "vault", region))


def _regions_without_vault(aws: Aws, order: ProtectOrder) -> Iterator[str]:
    for region in order.regions:
        if find_vault(aws.backup(order.account, region), order.vault) is None:
            yield region


def find_vault(backup: AwsBackup, name: str) -> Vault | None:
    """The vault of that name."""
    try:
        return backup.describe_vault(name)
    except NotFound:
        return None


def _plan(aws: Aws, order: ProtectOrder) -> Differences | None:
    backup = aws.backup(order.account, order.region)
    plan = find_plan(backup, order)
    if plan is None:
        return None
    return (
        *_rule_differences(plan, order.rule),
        *_selection_differences(backup.selections(plan.id), order.selection),
    )


def _make_plan(aws: Aws, order: ProtectOrder, job_id: str) -> None:
    """Create it, or bring its rule and selection to what they have to be."""
    backup, wanted = aws.backup(order.account, order.region), order.selection
    name, rule = wanted.name, order.rule
    plan = find_plan(backup, order)
    if plan is None:
        plan = backup.create_plan(name, (rule,), token=token_of(job_id, A_PLAN, name))
    elif _rule_differences(plan, rule):
        backup.put_rule(plan.id, rule)
    _select(backup, plan, wanted, token_of(job_id, "selection", wanted.model_dump_json()))


def _select(backup: AwsBackup, plan: BackupPlan, wanted: Selection, token: str) -> None:
    """Put our selection in place of those of its name that are other than it has to be.

    These go once it is there: where AWS refuses it, the tables of the class keep what they have.
    """
    named = [one for one in backup.selections(plan.id) if one.name == wanted.name]
    stale = [one for one in named if differences.of_selection(one, wanted)]
    is_there = len(stale) < len(named) or _is_selected(backup, plan, wanted, token)
    for one in stale:
        backup.delete_selection(plan.id, one.id)
    if not is_there:
        _is_selected(backup, plan, wanted, token)  # if it is still not, the step asks again


def _is_selected(backup: AwsBackup, plan: BackupPlan, wanted: Selection, token: str) -> bool:
    """Make the selection; False where AWS says that one of its name is there."""
    try:
        backup.create_selection(plan.id, wanted, token=token)
    except AlreadyExists:
        return False
    return True


def _rule_differences(plan: BackupPlan, wanted: BackupRule) -> Differences:
    """Of the rule of that name; what other rules somebody gave the plan do is theirs."""
    found = next((one for one in plan.rules if one.name == wanted.name), None)
    return (f"no rule {wanted.name}",) if found is None else differences.of_rule(found, wanted)


def _selection_differences(found: tuple[Selection, ...], wanted: Selection) -> Differences:
    """Of each selection of that name; what somebody else selects with the plan is theirs."""
    named = [one for one in found if one.name == wanted.name]
    if not named:
        return (f"no selection {wanted.name}",)
    return tuple(said for one in named for said in differences.of_selection(one, wanted))


def has_any_plan(aws: Aws, order: ProtectOrder) -> bool:
    """Whether the class has a plan, whatever it does."""
    return find_plan(aws.backup(order.account, order.region), order) is not None


def has_plan_of_ours(aws: Aws, order: ProtectOrder) -> bool:
    """Whether the class has a plan that only we select with, or we too."""
    backup = aws.backup(order.account, order.region)
    plan = find_plan(backup, order)
    if plan is None:
        return False
    names = [one.name for one in backup.selections(plan.id)]
    may_be_ours = not plan.creator or _is_ours(plan)
    return order.selection.name in names or (not names and may_be_ours)


def delete_plan(aws: Aws, order: ProtectOrder, _job_id: str) -> None:
    """Our selection first, then the plan, unless somebody else selects with it.

    AWS deletes no plan that has selections. Recovery points stay.
    """
    backup = aws.backup(order.account, order.region)
    plan = find_plan(backup, order)
    if plan is None:
        return
    try:
        selections = backup.selections(plan.id)
    except (Faulty, NotSupported):
        selections = ()  # an endpoint without selections: AWS itself would refuse to delete it
    ours = [one for one in selections if one.name == order.selection.name]
    for one in ours:
        backup.delete_selection(plan.id, one.id)
    if len(ours) == len(selections):
        backup.delete_plan(plan.id)


def find_plan(backup: AwsBackup, order: ProtectOrder) -> BackupPlan | None:
    """The class's plan with its rules.

    AWS lets several plans have one name: the one that a job of ours made is meant, by the token
    AWS keeps with it, then one that our selection is of.
    """
    name = order.selection.name
    named = [plan for plan in all_plans(backup) if plan.name == name]
    if len(named) > 1:
        named.sort(key=lambda one: (not _is_ours(one), not _selects(backup, one, name), one.id))
    return backup.plan(named[0].id) if named else None


def all_plans(backup: AwsBackup) -> Iterable[BackupPlan]:
    """Every plan there is, each once, without its rules."""
    plans: dict[str, BackupPlan] = {}
    start_after = ""
    while True:
        page, start_after = backup.plans(start_after=start_after)
        plans |= {plan.id: plan for plan in page}
        if not start_after:
            return plans.values()


def _is_ours(plan: BackupPlan) -> bool:
    return is_of_a_job(plan.creator, A_PLAN)


def _selects(backup: AwsBackup, plan: BackupPlan, name: str) -> bool:
    return any(one.name == name for one in backup.selections(plan.id))


ADVANCED = Part(
    name=ENABLE_ADVANCED,
    words="advanced DynamoDB backups on in both regions",
    differences=_advanced,
    make=_enable_advanced,
    may_lack=True,
)
VAULTS = Part(
    name=ENSURE_VAULTS, words="a vault in both regions", differences=_vaults, make=_make_vaults
)
PLAN = Part(
    name=ENSURE_PLAN,
    words="the backup plan",
    differences=_plan,
    make=_make_plan,
    take_back=delete_plan,
    is_shared=has_any_plan,
)
