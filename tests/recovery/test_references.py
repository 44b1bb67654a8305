"""How people point at tables, and the patterns of ddbdr.yaml."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.errors import Refusal
from recovery.names import REGIONS
from recovery.references import (
    TableReference,
    is_pattern,
    matches,
    parse_account,
    parse_reference,
    parse_region,
)

NAMES = st.from_regex(r"[A-Za-z0-9_.-]{3,20}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("orders", TableReference(name="orders")),
        ("us-east-2/orders", TableReference(region="us-east-2", name="orders")),
        ("US-East-2/Orders", TableReference(region="us-east-2", name="Orders")),
        (
            "prod/us-east-2/orders",
            TableReference(account="prod", region="us-east-2", name="orders"),
        ),
    ],
)
def test_one_two_or_three_parts(text: str, reference: TableReference) -> None:
    assert parse_reference(text) == reference


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "`"),
        ("/", "`/` is not a table"),
        ("a/b/c/d", "is not a table"),
        ("us-east-2/", "is not a table"),
        ("/orders", "is not a table"),
        ("prod//orders", "is not a table"),
        ("prod/orders", "`prod` is not an AWS region"),
        ("us-east-2/x", "`x` cannot be a table's name"),
        ("p rod/us-east-2/orders", "`p rod` cannot be an account's name"),
        ("arn:aws:dynamodb:us-east-2:123456789012:table/orders", "is not an AWS region"),
        ("@alice", "`@alice` cannot be a table's name"),
    ],
)
def test_the_part_that_is_wrong_is_named(text: str, what: str) -> None:
    with pytest.raises(Refusal) as caught:
        parse_reference(text)
    assert what in caught.value.what


def test_a_near_miss_of_a_region_is_answered_with_the_region() -> None:
    with pytest.raises(Refusal, match="Did you mean `us-east-2`"):
        parse_region("us-east2")
    with pytest.raises(Refusal, match="like us-east-2"):
        parse_region("mars")


def test_accounts_go_by_their_names() -> None:
    assert parse_account("prod-2") == "prod-2"
    with pytest.raises(Refusal, match=r"ddbdr\.yaml"):
        parse_account("-prod")


@given(
    st.builds(
        TableReference,
        account=st.just("prod"),
        region=st.sampled_from(sorted(REGIONS)),
        name=NAMES,
    )
    | st.builds(TableReference, region=st.sampled_from(sorted(REGIONS)), name=NAMES)
    | st.builds(TableReference, name=NAMES)
)
def test_what_is_written_reads_back(reference: TableReference) -> None:
    assert parse_reference(str(reference)) == reference


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("orders", True),
        ("orders*", True),
        ("o*s", True),
        ("order?", True),
        ("*", True),
        ("orders?", False),
        ("Orders", False),
        ("order", False),
        ("prod/us-east-2/orders", True),
        ("prod/*/orders", True),
        ("*/us-*/ord*", True),
        ("*/*/*", True),
        ("test/us-east-2/orders", False),
        ("prod/eu-*/orders", False),
        ("us-*/orders", True),
        ("p*/orders", False),
        ("*orders", True),
    ],
)
def test_patterns(pattern: str, *, expected: bool) -> None:
    assert matches(pattern, "prod", "us-east-2", "orders") is expected
    reference = TableReference(account="prod", region="us-east-2", name="orders")
    assert reference.matches(pattern) is expected


def test_what_a_reference_leaves_open_matches_only_a_star() -> None:
    assert TableReference(name="orders").matches("orders")
    assert TableReference(name="orders").matches("*/*/orders")
    assert not TableReference(name="orders").matches("prod/*/orders")


@pytest.mark.parametrize("pattern", ["", "a/b", "a/b/c/d", "a//c", "[ab]c", "or ders", "a/b/"])
def test_what_is_no_pattern(pattern: str) -> None:
    assert not is_pattern(pattern)
