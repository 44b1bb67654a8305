"""Service Quotas for DynamoDB, which moto does not have (it has VPC's).

Codes and defaults as AWS lists them for service code `dynamodb`. Concurrent
restores are a fixed limit of the service and have no code.
"""

from sandbox.aws.call import Answer, AwsError, Call, Json, json_answer
from sandbox.aws.profile import Profile


def plays(call: Call) -> bool:
    """Is this one of the questions about DynamoDB answered here?"""
    asks = {"GetServiceQuota", "GetAWSDefaultServiceQuota", "ListServiceQuotas"}
    return (
        call.service == "servicequotas"
        and call.action in asks
        and call.payload().get("ServiceCode") == "dynamodb"
    )


def run(call: Call, account: str, profile: Profile) -> Answer:
    """One quota, or all of them."""
    quotas = [
        _quota(call.region, account, code, name, value)
        for code, name, value in (
            ("L-F98FE922", "Maximum number of tables", profile.table_quota),
            ("L-F7858A77", "Global Secondary Indexes per table", 20),
        )
    ]
    if call.action == "ListServiceQuotas":
        return json_answer({"Quotas": quotas})
    wanted = call.payload().get("QuotaCode")
    for quota in quotas:
        if quota["QuotaCode"] == wanted:
            return json_answer({"Quota": quota})
    raise AwsError("NoSuchResourceException", "The request failed because the quota is unknown")


def _quota(region: str, account: str, code: str, name: str, value: int) -> Json:
    return {
        "ServiceCode": "dynamodb",
        "ServiceName": "Amazon DynamoDB",
        "QuotaArn": f"arn:aws:servicequotas:{region}:{account}:dynamodb/{code}",
        "QuotaCode": code,
        "QuotaName": name,
        "Value": float(value),
        "Unit": "None",
        "Adjustable": True,
        "GlobalQuota": False,
    }
