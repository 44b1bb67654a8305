"""Is a call allowed by the inline policy of the session that makes it? DynamoDB's calls only."""

from sandbox.aws.call import Call
from sandbox.aws.refusals import denied
from sandbox.aws.resources import permission, resources

_BECAUSE = {
    "denied": "of an explicit deny in a session policy for",
    "not allowed": "no session policy allows",
}


def require_permission(call: Call) -> None:
    """AccessDeniedException in AWS's words, unless all resources of the call are allowed."""
    policy = call.caller.policy
    if policy is None or call.service != "dynamodb":
        return
    for resource in resources(call):
        verdict = policy.verdict(permission(call), resource)
        if verdict != "allowed":
            raise denied(call, because=_BECAUSE[verdict], at=resource)
