"""Which targets a rule may have."""

from sandbox.aws.call import AwsError, Json

_UNPLAYED = {
    "AppSyncParameters",
    "BatchParameters",
    "EcsParameters",
    "HttpParameters",
    "Input",
    "InputPath",
    "InputTransformer",
    "KinesisParameters",
    "RedshiftDataParameters",
    "RunCommandParameters",
    "SageMakerPipelineParameters",
    "SqsParameters",
}
_PLAYED = {"sqs", "sns"}


def check_target(target: Json, account: str, region: str) -> None:
    """Refuse what no rule of that account and region can send to, or the sandbox does not play."""
    unplayed = sorted(_UNPLAYED & set(target))
    if unplayed:
        raise AwsError("ValidationException", f"The sandbox does not play {', '.join(unplayed)}")
    _check_arn(target, target["Arn"], account, region)
    dead = target.get("DeadLetterConfig", {}).get("Arn")
    if dead is not None:
        _check_arn(target, dead, account, region)
        if dead.split(":")[2] != "sqs":
            raise _bad_target(target, "A dead-letter queue is a queue of SQS")


def _check_arn(target: Json, arn: str, account: str, region: str) -> None:
    parts = arn.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn":  # noqa: PLR2004 - an ARN's
        raise _bad_target(target, f"Provided Arn is not in correct format: {arn}")
    if parts[2] not in _PLAYED:
        raise AwsError("ValidationException", f"The sandbox does not play {parts[2]} targets")
    if parts[4] != account:
        raise AwsError("ValidationException", "The sandbox plays targets of one account only")
    if parts[3] != region:
        raise _bad_target(target, f"{arn} is in another region than the rule")


def _bad_target(target: Json, reason: str) -> AwsError:
    return AwsError(
        "ValidationException", f"Parameter {target['Id']} is not valid. Reason: {reason}"
    )
