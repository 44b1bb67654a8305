"""An event as a notice, and the phrases that several kinds of events share. Pure."""

from recovery.aws_events.completions import account_named, short
from recovery.aws_events.event import AwsEvent, account_of, region_of, table_name
from recovery.aws_events.keys import key_of
from recovery.aws_events.offers import offers_for
from recovery.config import Config
from recovery.instants import iso
from recovery.outcome import Notice

Details = list[tuple[str, str]]


def notice(
    name: str, event: AwsEvent, config: Config, said: Details, *, is_urgent: bool = False
) -> Notice:
    """The news of that name; parts without text are left out."""
    account_id = account_of(event.table) or event.account_id
    account = account_named(config, account_id)
    return Notice(
        name=name,
        key=event.key,
        table=table_name(event.table),
        account=account.name if account else account_id,
        region=region_of(event.table) or event.region,
        detail=tuple((label, text) for label, text in said if text),
        urgent=is_urgent,
        offers=offers_for(name, event, config),
    )


def since(event: AwsEvent) -> Details:
    """`since 02:40 by arn:…:role/x`."""
    who = f" by {short(event.by)}" if event.by else ""
    return [("since", f"{iso(event.at)}{who}")] if event.at else by(event)


def by(event: AwsEvent) -> Details:
    """Who did it, as AWS names them."""
    return [("by", short(event.by))] if event.by else []


def point(event: AwsEvent) -> Details:
    """Which one, and where, if that is not where its table is."""
    named = event.recovery_point.rsplit(":", 1)[-1].rsplit("/", 1)[-1]
    there = event.region if region_of(event.table) not in {"", event.region} else ""
    return [("the copy in", there), ("backup", named)]


def region_setting(event: AwsEvent, config: Config) -> Notice | None:
    """Whether AWS Backup looks after tables in a region; other resource types are not ours."""
    opt_in = event.setting("ResourceTypeOptInPreference")
    managed = event.setting("ResourceTypeManagementPreference")
    said = [("opt-in", _on(opt_in)), ("advanced features", _on(managed))]
    shown = [(label, text) for label, text in said if text]
    if not shown:
        return None
    is_off = "false" in {opt_in, managed}
    name = "AWS Backup off" if opt_in == "false" else "AWS Backup settings"
    return notice(name, event, config, shown, is_urgent=is_off)


def _on(setting: str) -> str:
    return {"true": "on", "false": "off"}.get(setting, "")


def deletion_key(event: AwsEvent) -> str:
    """Equal for the call that deletes a backup and for the states that follow."""
    return key_of("recovery-point", event.account_id, event.recovery_point, "DELETED")
