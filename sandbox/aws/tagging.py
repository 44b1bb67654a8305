"""Resource Groups Tagging API: GetResources for DynamoDB's tables, which moto cannot see.

A table that has no tags is not told of, as AWS does not tell of what never had
any. Filters by another service are refused, rather than answered with nothing.
"""

from sandbox.aws.call import Answer, AwsError, Call, Json, json_answer
from sandbox.aws.paging import BadToken, page
from sandbox.aws.reading import members
from sandbox.aws.table import Table
from sandbox.aws.world import World

PAGE, MOST = 50, 100
"""Resources of a page without ResourcesPerPage, and at most."""
_TYPES = {"dynamodb", "dynamodb:table"}


def run(world: World, call: Call) -> Answer:
    """A page of tables with their tags, by their ARNs; AwsError where AWS would refuse it."""
    if call.action != "GetResources":
        raise AwsError(
            "UnknownOperationException", f"The sandbox does not play tagging's {call.action}"
        )
    payload = members(call)
    _check(payload)
    now, tables = world.clock.now(), world.region(call.account, call.region).tables.values()
    found = [
        {
            "ResourceARN": table.arn,
            "Tags": [{"Key": key, "Value": value} for key, value in sorted(table.tags.items())],
        }
        for table in sorted(tables, key=lambda table: table.arn)
        if table.tags and table.status(now) != "DELETING" and _wanted(table, payload)
    ]
    try:
        told, token = page(
            found, payload.get("ResourcesPerPage", PAGE), payload.get("PaginationToken") or None
        )
    except BadToken as error:
        raise AwsError(
            "PaginationTokenExpiredException", "The pagination token is not valid"
        ) from error
    return json_answer({"ResourceTagMappingList": told, "PaginationToken": token or ""})


def _check(payload: Json) -> None:
    for kind in payload.get("ResourceTypeFilters", []):
        if kind not in _TYPES:
            raise _invalid(
                f"Unsupported service={kind.partition(':')[0]} in ResourceTypeFilter - {kind}"
            )
    others = {"TagFilters", "ResourceTypeFilters", "ResourcesPerPage", "TagsPerPage"}
    if "ResourceARNList" in payload and others & payload.keys():
        raise _invalid("ResourceARNList cannot be combined with filters or a size of pages")
    if not 1 <= payload.get("ResourcesPerPage", PAGE) <= MOST:
        raise _invalid(f"ResourcesPerPage must be from 1 to {MOST}")
    if "TagsPerPage" in payload:
        raise _invalid("The sandbox does not play TagsPerPage")
    if payload.get("IncludeComplianceDetails") or payload.get("ExcludeCompliantResources"):
        raise _invalid("The sandbox does not play tag policies")


def _wanted(table: Table, payload: Json) -> bool:
    """One value of each key that is filtered by, any value where a filter names none."""
    if "ResourceARNList" in payload:
        return table.arn in payload["ResourceARNList"]
    return all(
        each.get("Key") in table.tags
        and (not each.get("Values") or table.tags[each["Key"]] in each["Values"])
        for each in payload.get("TagFilters", [])
    )


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidParameterException", message)
