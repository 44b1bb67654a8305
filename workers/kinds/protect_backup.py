"""What AWS Backup needs for the copies of a class: region settings, vaults, plan, selection."""

from collections.abc import Iterator

from workers.aws.backup_door import AwsBackup
from workers.aws.backup_models import BackupPlan, BackupRule, Selection, Vault
from workers.aws.door import Aws
from workers.aws.errors import NotFound
from workers.kinds.protect_order import ProtectOrder
from workers.kinds.protect_part import UTC_NAMES, Part, token_of

ENABLE_ADVANCED = "enable-advanced"
ENSURE_VAULTS = "ensure-vaults"
ENSURE_PLAN = "ensure-plan"
_WINDOWS = ("start_window_minutes", "completion_window_minutes")


def _is_advanced(aws: Aws, order: ProtectOrder) -> bool:
    return not list(_plain_regions(aws, order))


def _enable_advanced(aws: Aws, order: ProtectOrder, _job_id: str) -> None:
    for backup in _plain_regions(aws, order):
        backup.enable_dynamodb()


def _plain_regions(aws: Aws, order: ProtectOrder) -> Iterator[AwsBackup]:
    for region in order.regions:
        backup = aws.backup(order.account, region)
        settings = backup.region_settings()
        if not (settings.opt_in and settings.management):
            yield backup


def _has_vaults(aws: Aws, order: ProtectOrder) -> bool:
    return not list(_regions_without_vault(aws, order))


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


def _has_plan(aws: Aws, order: ProtectOrder) -> bool:
    backup = aws.backup(order.account, order.region)
    plan = find_plan(backup, order)
    if plan is None or not _has_rule(plan, order.rule):
        return False
    return any(_same_selection(one, order.selection) for one in backup.selections(plan.id))


def _make_plan(aws: Aws, order: ProtectOrder, job_id: str) -> None:
    """Create it, or bring its rule and selection to what they have to be."""
    backup, wanted = aws.backup(order.account, order.region), order.selection
    name, rule = wanted.name, order.rule
    plan = find_plan(backup, order)
    if plan is None:
        plan = backup.create_plan(name, (rule,), token=token_of(job_id, "plan", name))
    elif not _has_rule(plan, rule):
        theirs = (one for one in plan.rules if one.name != rule.name)
        backup.update_plan(plan.id, name, (rule, *theirs))
    selections = backup.selections(plan.id)
    if any(_same_selection(one, wanted) for one in selections):
        return
    for one in selections:
        if one.name == wanted.name:
            backup.delete_selection(plan.id, one.id)
    token = token_of(job_id, "selection", wanted.model_dump_json())
    backup.create_selection(plan.id, wanted, token=token)


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
    return not names or order.selection.name in names


def delete_plan(aws: Aws, order: ProtectOrder, _job_id: str) -> None:
    """Our selection first, then the plan, unless somebody else selects with it.

    AWS deletes no plan that has selections. Recovery points stay.
    """
    backup = aws.backup(order.account, order.region)
    plan = find_plan(backup, order)
    if plan is None:
        return
    selections = backup.selections(plan.id)
    ours = [one for one in selections if one.name == order.selection.name]
    for one in ours:
        backup.delete_selection(plan.id, one.id)
    if len(ours) == len(selections):
        backup.delete_plan(plan.id)


def find_plan(backup: AwsBackup, order: ProtectOrder) -> BackupPlan | None:
    """The class's plan with its rules, by its name; AWS lets several plans have one name."""
    name, start_after = order.selection.name, ""
    while True:
        page, start_after = backup.plans(start_after=start_after)
        for plan in page:
            if plan.name == name:
                return backup.plan(plan.id)
        if not start_after:
            return None


def _has_rule(plan: BackupPlan, wanted: BackupRule) -> bool:
    """Whether it does that; what other rules somebody gave it do besides is theirs."""
    return any(_same_rule(found, wanted) for found in plan.rules)


def _same_rule(found: BackupRule, wanted: BackupRule) -> bool:
    """Windows that an endpoint does not tell (AWS always does) are no difference."""
    apart = {"id", "recovery_point_tags", "zone"}
    apart |= {name for name in _WINDOWS if getattr(found, name) is None}
    same = found.model_dump(exclude=apart) == wanted.model_dump(exclude=apart)
    return same and (found.zone == wanted.zone or {found.zone, wanted.zone} <= UTC_NAMES)


def _same_selection(found: Selection, wanted: Selection) -> bool:
    return found.model_copy(update={"id": ""}) == wanted


ADVANCED = Part(
    name=ENABLE_ADVANCED,
    words="advanced DynamoDB backups on in both regions",
    is_so=_is_advanced,
    make=_enable_advanced,
    may_lack=True,
)
VAULTS = Part(
    name=ENSURE_VAULTS, words="a vault in both regions", is_so=_has_vaults, make=_make_vaults
)
PLAN = Part(
    name=ENSURE_PLAN,
    words="the backup plan",
    is_so=_has_plan,
    make=_make_plan,
    take_back=delete_plan,
    is_shared=has_any_plan,
)
