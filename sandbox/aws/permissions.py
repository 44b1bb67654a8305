"""May this caller do this? DynamoDB's calls only: whose resource, and what the session allows."""

from sandbox.aws.call import Call
from sandbox.aws.refusals import denied
from sandbox.aws.resources import permission, resources

_BECAUSE = {
    "denied": "of an explicit deny in a session policy for",
    "not allowed": "no session policy allows",
}


def require_permission(call: Call) -> None:
    """AccessDeniedException in AWS's words, unless all resources of the call are allowed."""
    if call.service != "dynamodb":
        return
    named, policy = resources(call), call.caller.policy
    for resource in named:
        if _is_foreign(resource, call.account):
            raise denied(call, because="no resource-based policy allows", at=resource)
    if policy is None:
        return
    for resource in named:
        verdict = policy.verdict(permission(call), resource)
        if verdict != "allowed":
            raise denied(call, because=_BECAUSE[verdict], at=resource)


def _is_foreign(resource: str, account: str) -> bool:
    """Is it an ARN of another account? Policies of tables are kept, and let nobody in."""
    parts = resource.split(":", 5)
    return len(parts) == 6 and parts[4] != account  # noqa: PLR2004
