"""Contributor Insights of a table and of each of its global indexes: on, off, and in between."""

from sandbox.aws.attachments import Insights
from sandbox.aws.call import AwsError, Json
from sandbox.aws.table import Table
from sandbox.aws.world import Scene

MODE = "ACCESSED_AND_THROTTLED_KEYS"
RULES = {
    "ACCESSED_AND_THROTTLED_KEYS": ("PKC", "PKT", "SKC", "SKT"),
    "THROTTLED_KEYS": ("PKT", "SKT"),
}
"""Kinds of rules by mode: partition key or with sort key, consumed or throttled."""
PAGE = 100


def update_contributor_insights(scene: Scene, payload: Json) -> Json:
    """ENABLING or DISABLING for a while; asking for what is there changes nothing."""
    table, index = _target(scene, payload)
    wanted = payload["ContributorInsightsAction"] == "ENABLE"
    before = table.attachments.insights.get(index)
    mode = payload.get("ContributorInsightsMode", MODE if wanted or not before else before.mode)
    if before is None and not wanted:
        return _named(table, index) | {"ContributorInsightsStatus": "DISABLED"}
    if before is None or (before.enabled, before.mode) != (wanted, mode):
        _require_active(scene, table, index)
        until = scene.world.after(scene.world.profile.table_seconds)
        table.attachments.insights[index] = Insights(wanted, mode, until)
    now = table.attachments.insights[index]
    return _named(table, index) | {
        "ContributorInsightsStatus": now.status(scene.now),
        "ContributorInsightsMode": now.mode,
    }


def describe_contributor_insights(scene: Scene, payload: Json) -> Json:
    """Its state, and since when; DISABLED where it never was on."""
    table, index = _target(scene, payload)
    insights = table.attachments.insights.get(index)
    if insights is None:
        return _named(table, index) | {"ContributorInsightsStatus": "DISABLED"}
    ranged = len(table.definition.key_schema) > 1
    rules = [
        f"DynamoDBContributorInsights-{kind}-{table.name}"
        for kind in RULES[insights.mode]
        if ranged or kind.startswith("PK")
    ]
    described = {
        "ContributorInsightsStatus": insights.status(scene.now),
        "ContributorInsightsMode": insights.mode,
        "LastUpdateDateTime": scene.world.stamp(insights.settled_at),
    }
    if insights.enabled:
        described["ContributorInsightsRuleList"] = rules
    return _named(table, index) | described


def list_contributor_insights(scene: Scene, payload: Json) -> Json:
    """Everything that is not DISABLED, of one table or of all, in pages."""
    named = payload.get("TableName")
    tables = [scene.table(named)] if named else list(scene.region.tables.values())
    found = [
        _named(table, index)
        | {
            "ContributorInsightsStatus": insights.status(scene.now),
            "ContributorInsightsMode": insights.mode,
        }
        for table in sorted(tables, key=lambda each: each.name)
        for index, insights in sorted(table.attachments.insights.items(), key=_table_first)
        if insights.status(scene.now) != "DISABLED"
    ]
    start, size = _place(payload.get("NextToken")), payload.get("MaxResults", PAGE)
    if size < 1:
        raise AwsError("ValidationException", f"MaxResults must be between 1 and {PAGE}")
    page: Json = {"ContributorInsightsSummaries": found[start : start + size]}
    if len(found) > start + size:
        page["NextToken"] = str(start + size)
    return page


def _target(scene: Scene, payload: Json) -> tuple[Table, str | None]:
    table, index = scene.table(payload["TableName"]), payload.get("IndexName")
    if index is not None and table.index_status(index, scene.now) is None:
        raise AwsError(
            "ResourceNotFoundException",
            f"Requested resource not found: Index {index} for table {table.name}",
        )
    return table, index


def _require_active(scene: Scene, table: Table, index: str | None) -> None:
    what, status = "TableStatus", table.status(scene.now)
    if index is not None and status != "CREATING":
        what, status = "IndexStatus", table.index_status(index, scene.now) or ""
    if status not in {"ACTIVE", "UPDATING"}:
        raise AwsError(
            "ValidationException",
            "Table or Index is not in a valid state to update Key Access Insights: "
            f"{what} must be ACTIVE to enable ContributorInsights.",
        )


def _named(table: Table, index: str | None) -> Json:
    return {"TableName": table.name} | ({"IndexName": index} if index else {})


def _table_first(entry: tuple[str | None, Insights]) -> str:
    return entry[0] or ""


def _place(token: str | None) -> int:
    if token is None:
        return 0
    if not token.isdecimal():
        raise AwsError("ValidationException", "NextToken is not valid")
    return int(token)
