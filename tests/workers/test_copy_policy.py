"""What a vault's access policy says of another account's copies."""

import json
from typing import Any

import pytest

from workers.kinds.copy_policy import ACTION, may_copy_into
from workers.kinds.policy_statements import Verdict

ID = "123456789012"
ROLE = f"arn:aws:iam::{ID}:role/service-role/AWSBackupDefaultServiceRole"
"""As which a copy is made."""
ANOTHER = {"AWS": f"arn:aws:iam::{ID}:role/backup"}
ROOT = {"AWS": f"arn:aws:iam::{ID}:root"}
OTHER = {"AWS": "arn:aws:iam::999999999999:root"}
IN_ORG = {"StringEquals": {"aws:PrincipalOrgID": ["o-1"]}}


def policy(*statements: dict[str, Any]) -> str:
    usual = {"Effect": "Allow", "Principal": "*", "Action": ACTION, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [usual | one for one in statements]})


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("", Verdict.UNSAID),
        (policy({}), Verdict.ALLOWED),
        (policy({"Principal": ROOT}), Verdict.ALLOWED),
        (policy({"Principal": {"AWS": ID}}), Verdict.ALLOWED),
        (policy({"Principal": {"AWS": [OTHER["AWS"], ROOT["AWS"]]}}), Verdict.ALLOWED),
        (policy({"Principal": {"AWS": ROLE}}), Verdict.ALLOWED),
        (policy({"Principal": ANOTHER}), Verdict.CONDITIONAL),
        (policy({}, {"Effect": "Deny", "Principal": ANOTHER}), Verdict.CONDITIONAL),
        (policy({}, {"Effect": "Deny", "Principal": {"AWS": ROLE}}), Verdict.DENIED),
        (
            policy({}, {"Effect": "Deny", "Principal": None, "NotPrincipal": ANOTHER}),
            Verdict.DENIED,
        ),
        (policy({"Principal": OTHER}), Verdict.UNSAID),
        (policy({"Principal": {"Service": "backup.amazonaws.com"}}), Verdict.UNSAID),
        (policy({"Action": ["backup:Describe*", "backup:copyinto*"]}), Verdict.ALLOWED),
        (policy({"Action": "*"}), Verdict.ALLOWED),
        (policy({"Action": "backup:StartCopyJob"}), Verdict.UNSAID),
        (policy({"Condition": IN_ORG}), Verdict.CONDITIONAL),
        (policy({}, {"Effect": "Deny"}), Verdict.DENIED),
        (policy({}, {"Effect": "Deny", "Principal": OTHER}), Verdict.ALLOWED),
        (policy({}, {"Effect": "Deny", "Condition": IN_ORG}), Verdict.CONDITIONAL),
        (
            policy({}, {"Effect": "Deny", "Principal": None, "NotPrincipal": ROOT}),
            Verdict.ALLOWED,
        ),
        ('{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*"}}', Verdict.ALLOWED),
        ("not JSON", Verdict.UNREADABLE),
        ("[]", Verdict.UNREADABLE),
        ('{"Statement": [{"Effect": "Allow", "Action": 7, "Principal": "*"}]}', Verdict.UNREADABLE),
        ('{"Statement": ["?"]}', Verdict.UNREADABLE),
    ],
)
def test_what_a_policy_says_of_an_account(text: str, verdict: Verdict) -> None:
    assert may_copy_into(text, ID, ROLE) is verdict


def test_a_denial_of_all_but_other_actions_counts() -> None:
    denied = {"Effect": "Deny", "NotAction": "backup:DescribeBackupVault"}
    statement = {"Principal": "*", "Resource": "*"} | denied
    text = json.dumps({"Statement": [json.loads(policy({}))["Statement"][0], statement]})
    assert may_copy_into(text, ID, ROLE) is Verdict.DENIED
