"""Resource-based policies of tables and streams: kept and told, not enforced.

A revision id is the millisecond of the change; the same document put again
changes nothing ("running it multiple times on the same resource using the same
policy document will return the same revision ID").
"""

import json

from sandbox.aws.attachments import Policy
from sandbox.aws.call import AwsError, Json
from sandbox.aws.capacity import invalid
from sandbox.aws.table import Table
from sandbox.aws.world import Scene, arn_place

MOST_BYTES = 20_480
NO_POLICY = "NO_POLICY"
"""An ExpectedRevisionId that says: only where there is none yet."""


def put_resource_policy(scene: Scene, payload: Json) -> Json:
    """Attach a policy, or put another in its place."""
    holder, table = _holder(scene, payload["ResourceArn"])
    scene.stable(table.name)
    expected, before = payload.get("ExpectedRevisionId"), table.attachments.policies.get(holder)
    if expected is not None and expected != (before.revision if before else NO_POLICY):
        raise _missing("The expected revision id did not match the current policy's")
    policy = _policy(scene, payload["Policy"])
    if before is not None and before.document == policy.document:
        return {"RevisionId": before.revision}
    table.attachments.policies[holder] = policy
    return {"RevisionId": policy.revision}


def get_resource_policy(scene: Scene, payload: Json) -> Json:
    """The policy, as minified JSON."""
    holder, table = _holder(scene, payload["ResourceArn"])
    policy = table.attachments.policies.get(holder)
    if policy is None:
        raise _missing(f"Resource-based policy not found for the provided ResourceArn: {holder}")
    document = json.dumps(policy.document, separators=(",", ":"))
    return {"Policy": document, "RevisionId": policy.revision}


def delete_resource_policy(scene: Scene, payload: Json) -> Json:
    """No policy any more; also where there was none, unless a revision was expected."""
    holder, table = _holder(scene, payload["ResourceArn"])
    scene.stable(table.name)
    policy = table.attachments.policies.get(holder)
    expected = payload.get("ExpectedRevisionId")
    if expected is not None and (policy is None or policy.revision != expected):
        raise _missing("The expected revision id did not match the current policy's")
    if policy is None:
        return {}
    del table.attachments.policies[holder]
    return {"RevisionId": _revision(scene)}


def attach_policy(scene: Scene, table: Table, text: str) -> None:
    """CreateTable's ResourcePolicy."""
    table.attachments.policies[table.arn] = _policy(scene, text)


def _policy(scene: Scene, text: str) -> Policy:
    if len(text.encode()) > MOST_BYTES:
        raise invalid(f"Maximum policy size of {MOST_BYTES} bytes exceeded")
    try:
        document = json.loads(text)
    except ValueError as error:
        raise invalid("Invalid policy document: This policy contains invalid Json") from error
    if not isinstance(document, dict) or not document.get("Statement"):
        raise invalid("Invalid policy document: Could not parse the policy: Statement is empty!")
    return Policy(document, _revision(scene))


def _revision(scene: Scene) -> str:
    return str(int(scene.now.timestamp() * 1000))


def _holder(scene: Scene, arn: str) -> tuple[str, Table]:
    """The ARN itself and the table it belongs to; a stream's policy is the stream's own."""
    if arn_place(arn) != (scene.region.account, scene.region.name):
        raise invalid(f"Invalid resource Arn: {arn}")
    _, _, rest = arn.partition(":table/")[2].partition("/")
    table = scene.table(arn)
    if rest and (table.stream is None or table.stream.arn != arn):
        raise invalid(
            "Invalid resource arn provided, only table or stream is accepted. "
            f"Provided resource arn: {arn}"
        )
    if not rest and scene.now < table.ready_at and table.restore is not None:
        raise AwsError(
            "ResourceNotFoundException",
            f"Requested resource not found: Table: {table.name} not found",
        )
    return arn, table


def _missing(message: str) -> AwsError:
    return AwsError("PolicyNotFoundException", message)
