"""What a schedule may call: of Scheduler's universal targets, DynamoDB's CreateBackup.

Any other target is refused when a schedule is made, by its name; what AWS
refuses itself, in AWS's words (hashicorp/terraform-provider-aws #29339, boto/boto3
#3558, and "The execution role you provide must allow …", which
terraform-provider-aws waits for).
"""

import json
import re

from sandbox.aws.call import Json
from sandbox.aws.models import service_model
from sandbox.aws.roles import role_for
from sandbox.aws.scheduler.schedule import DEFAULT, arn_prefix, invalid
from sandbox.aws.shapes import operation

SERVICE = "scheduler.amazonaws.com"
CREATE_BACKUP = "arn:aws:scheduler:::aws-sdk:dynamodb:createBackup"
NOT_ASSUMED = (
    "The execution role you provide must allow AWS EventBridge Scheduler to assume the role."
)
RETRIES, AGE_SECONDS = 185, 86_400
"""AWS's RetryPolicy, where none is given."""
_UNIVERSAL = re.compile(r"arn:aws[a-z-]*:scheduler:::aws-sdk:([a-z0-9-]+):([a-zA-Z0-9]+)")
_READS = (
    "get",
    "describe",
    "list",
    "poll",
    "receive",
    "search",
    "scan",
    "query",
    "select",
    "lookup",
    "batchGet",
)
"""An action whose name begins so only reads, and is no target ("Using universal targets")."""
_TEMPLATED = {
    "EcsParameters",
    "EventBridgeParameters",
    "EventBridgePutEventsV2Parameters",
    "EventBridgePutRawEventsParameters",
    "KinesisParameters",
    "SageMakerPipelineParameters",
    "SqsParameters",
}


def checked_target(target: Json, account: str, region: str, group: str = DEFAULT) -> Json:
    """The target with AWS's defaults; ValidationException for one that cannot be called."""
    _require_played(target["Arn"])
    unplayed = sorted(_TEMPLATED & target.keys())
    if unplayed:
        raise invalid(f"{unplayed[0]} is not supported for {target['Arn']}")
    if "Input" not in target:
        raise invalid("You must provide an input to set this target for your schedule")
    problem = input_problem(target["Input"])
    if problem is not None:
        raise invalid(f"Invalid RequestJson provided. Reason {problem}")
    role = target["RoleArn"]
    if (
        role.split(":")[4] != account
        or role_for(role, SERVICE, source(account, region, group)) is None
    ):
        raise invalid(NOT_ASSUMED)
    policy = {"MaximumRetryAttempts": RETRIES, "MaximumEventAgeInSeconds": AGE_SECONDS}
    return target | {"RetryPolicy": policy | target.get("RetryPolicy", {})}


def source(account: str, region: str, group: str) -> dict[str, str]:
    """What a role's trust may ask of Scheduler: whose it is, and the ARN of the group."""
    return {
        "aws:sourceaccount": account,
        "aws:sourcearn": f"{arn_prefix(account, region)}:schedule-group/{group}",
    }


def input_problem(text: str) -> str | None:
    """Why an Input is no request of CreateBackup; what its values are is DynamoDB's matter."""
    try:
        request = json.loads(text)
    except (ValueError, RecursionError):
        request = None
    if not isinstance(request, dict):
        return "A JSON object is expected"
    shape = operation("CreateBackup").input_shape
    members = shape.members if shape is not None else {}
    unknown = sorted(request.keys() - members.keys())
    if unknown:
        return f"The field '{unknown[0]}' is not supported by api createBackup"
    lacking = sorted(members.keys() - request.keys())
    return f"The field '{lacking[0]}' is required" if lacking else None


def _require_played(arn: str) -> None:
    universal = _UNIVERSAL.fullmatch(arn)
    if universal is None:
        service = arn.split(":")[2] if arn.count(":") > 1 else arn
        if service == "scheduler":
            raise invalid(f"{service} is not a supported service for a target.")
        raise invalid(f"The sandbox does not play the target {arn}")
    service, action = universal.groups()
    if action.startswith(_READS):
        raise invalid(f"{action} API is not supported")
    if service == "dynamodb" and action[:1].upper() + action[1:] not in _dynamodb_actions():
        raise invalid(f"{action} API is not supported")
    if arn.rpartition(":aws-sdk:")[2] != CREATE_BACKUP.rpartition(":aws-sdk:")[2]:
        raise invalid(f"The sandbox does not play the target {arn}")


def _dynamodb_actions() -> list[str]:
    return service_model("dynamodb").operation_names
