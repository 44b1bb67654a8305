"""AWS Organizations, as far as a member asks what it belongs to.

One organization: `prod` manages it, `dr` belongs to it, `staging` does not.
"""

from sandbox.aws.accounts import DR, PROD
from sandbox.aws.call import Answer, AwsError, Call, json_answer

MANAGEMENT = PROD
MEMBERS = frozenset({PROD, DR})
ORGANIZATION_ID = "o-sandbox2026"


def run(call: Call) -> Answer:
    """DescribeOrganization; nothing else is played."""
    if call.action != "DescribeOrganization":
        raise AwsError(
            "UnknownOperationException", f"The sandbox does not play Organizations' {call.action}"
        )
    if call.account not in MEMBERS:
        raise AwsError(
            "AWSOrganizationsNotInUseException",
            "Your account is not a member of an organization.",
        )
    where = f"arn:aws:organizations::{MANAGEMENT}"
    organization = {
        "Id": ORGANIZATION_ID,
        "Arn": f"{where}:organization/{ORGANIZATION_ID}",
        "FeatureSet": "ALL",
        "MasterAccountArn": f"{where}:account/{ORGANIZATION_ID}/{MANAGEMENT}",
        "MasterAccountId": MANAGEMENT,
        "MasterAccountEmail": "owner@example.com",
    }
    return json_answer({"Organization": organization})
