"""What a key's policy says of another account's AWS Backup."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.kinds.key_policy import ASKED_FOR, NEEDED, SERVICE_ROLE, statement_for, use_of_key
from workers.kinds.policy_statements import Verdict

ID, OTHER = "210987654321", "999999999999"
ROOT = {"AWS": f"arn:aws:iam::{ID}:root"}
FOR_AWS = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
OWNER = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
    "Action": "kms:*",
    "Resource": "*",
}


def policy(*statements: dict[str, Any]) -> str:
    """A key policy as KMS makes it, and more statements."""
    usual = {"Effect": "Allow", "Principal": ROOT, "Action": "kms:*", "Resource": "*"}
    return json.dumps({"Statement": [OWNER, *(usual | one for one in statements)]})


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (policy(), Verdict.UNSAID),
        (policy({}), Verdict.ALLOWED),
        (policy({"Principal": {"AWS": ID}}), Verdict.ALLOWED),
        (policy({"Principal": {"AWS": "*"}}), Verdict.ALLOWED),
        (policy({"Principal": {"AWS": f"arn:aws:iam::{ID}:{SERVICE_ROLE}"}}), Verdict.ALLOWED),
        (policy({"Principal": {"AWS": f"arn:aws:iam::{ID}:role/reader"}}), Verdict.CONDITIONAL),
        (policy({"Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"}}), Verdict.UNSAID),
        (policy({"Principal": {"Service": "backup.amazonaws.com"}}), Verdict.UNSAID),
        (policy({"Resource": "arn:aws:kms:us-east-2:123456789012:key/9"}), Verdict.CONDITIONAL),
        (
            policy({"Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o"}}}),
            Verdict.CONDITIONAL,
        ),
        (policy({"Principal": None, "NotPrincipal": OWNER["Principal"]}), Verdict.CONDITIONAL),
        (policy({}, {"Effect": "Deny", "Action": "kms:Decrypt"}), Verdict.DENIED),
        (policy({}, {"Effect": "Deny", "Condition": FOR_AWS}), Verdict.CONDITIONAL),
        (policy({}, {"Effect": "Deny", "Action": "kms:PutKeyPolicy"}), Verdict.ALLOWED),
        # Read at once, however many ways the stars may be laid out.
        (policy({}, {"Effect": "Deny", "Action": "*e" * 40 + "!"}), Verdict.ALLOWED),
        ("", Verdict.UNREADABLE),
        ("{}", Verdict.UNREADABLE),
        ('{"Statement": ["?"]}', Verdict.UNREADABLE),
    ],
)
def test_what_a_key_policy_says_of_an_account(text: str, verdict: Verdict) -> None:
    assert use_of_key(text, ID).verdict is verdict


def test_the_two_statements_that_kms_writes_for_another_account_share_a_key() -> None:
    using = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"]
    granting = ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"]
    shared = policy(
        {"Action": [*using, "kms:DescribeKey"]}, {"Action": granting, "Condition": FOR_AWS}
    )
    assert use_of_key(shared, ID).verdict is Verdict.ALLOWED
    reading_alone = policy({"Action": [*using, "kms:DescribeKey"], "Condition": FOR_AWS})
    assert use_of_key(reading_alone, ID).verdict is Verdict.UNSAID, "no grants at all"


def test_what_is_lacking_is_named() -> None:
    found = use_of_key(policy({"Action": ["kms:Decrypt", "kms:DescribeKey"]}), ID)
    assert found == (Verdict.UNSAID, ("kms:CreateGrant",))


def test_what_reading_may_do_without_decides_nothing() -> None:
    assert use_of_key(policy({"Action": list(NEEDED)}), ID) == (Verdict.CONDITIONAL, (ASKED_FOR,))


@pytest.mark.parametrize("partition", ["aws", "aws-cn"])
def test_the_statement_that_is_advised_shares_the_key(partition: str) -> None:
    advised = json.loads(statement_for(ID, partition))
    assert use_of_key(policy(), ID).verdict is Verdict.UNSAID
    assert use_of_key(policy(advised), ID).verdict is Verdict.ALLOWED


principals = st.sampled_from(
    [
        {"AWS": f"arn:aws:iam::{OTHER}:root"},
        {"AWS": [OTHER, "arn:aws:iam::123456789012:role/admin"]},
        {"AWS": f"arn:aws:iam::{ID}0:root"},
        {"AWS": f"arn:aws:iam::{OTHER}:{SERVICE_ROLE}"},
        {"Service": "backup.amazonaws.com"},
        {"Federated": f"arn:aws:iam::{ID}:saml-provider/any"},
        {"CanonicalUser": ID},
        f"arn:aws:iam::{OTHER}:user/{ID}",
    ]
)
statements = st.fixed_dictionaries(
    {
        "Effect": st.sampled_from(["Allow", "Deny"]),
        "Principal": principals,
        "Action": st.sampled_from(["*", "kms:*", list(NEEDED), "kms:Decrypt"]),
        "Resource": st.just("*"),
        "Condition": st.sampled_from([{}, FOR_AWS]),
    }
)


@given(st.lists(statements, max_size=5))
def test_a_policy_without_a_word_of_an_account_never_lets_it_in(found: list[Any]) -> None:
    assert use_of_key(json.dumps({"Statement": found}), ID).verdict is Verdict.UNSAID
