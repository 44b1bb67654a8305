"""Names DynamoDB allows, names we give, and job ids that can be said aloud."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.errors import Refusal
from recovery.names import (
    ID_ALPHABET,
    REGIONS,
    backup_name,
    is_job_id,
    is_region,
    is_table_name,
    make_job_id,
    name_of_backup,
    name_of_restored,
    parse_job_id,
    stands_for_job,
    table_name,
    target_name,
)

LEGAL = re.compile(r"[A-Za-z0-9_.-]{3,255}")
TABLES = st.from_regex(LEGAL, fullmatch=True)
IDS = st.text(ID_ALPHABET, min_size=7, max_size=7).map("J-{}".format)


@pytest.mark.parametrize("name", ["abc", "a.b", "-orders", "Orders_2", "x" * 255])
def test_legal_table_names(name: str) -> None:
    assert is_table_name(name)
    assert table_name(name) == name


@pytest.mark.parametrize(
    "name", ["", "ab", "x" * 256, "or ders", "orders/x", "caf\u00e9", "orders\n", "<b>", "orders$"]
)
def test_illegal_table_names_are_refused_with_the_rule(name: str) -> None:
    assert not is_table_name(name)
    for read in (table_name, target_name):
        with pytest.raises(Refusal, match="3 to 255"):
            read(name)


def test_a_target_that_is_a_regions_name_is_refused() -> None:
    for region in REGIONS:
        assert is_region(region)
        with pytest.raises(Refusal, match="--region"):
            target_name(region)
    assert target_name("us-east-22") == "us-east-22"


def test_regions_are_those_of_aws() -> None:
    assert {"us-east-1", "eu-central-1", "ap-southeast-7", "us-gov-west-1"} <= REGIONS
    assert len(REGIONS) == 48
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)+-\d", region) for region in REGIONS)


@pytest.mark.parametrize("name", ["", "ab", "a b", "x" * 246])
def test_backup_names_leave_room_for_the_job(name: str) -> None:
    with pytest.raises(Refusal, match="3 to 245"):
        backup_name(name)


@given(TABLES, IDS)
def test_every_name_we_give_is_legal_and_carries_the_job(table: str, job_id: str) -> None:
    backup, restored = name_of_backup(table, job_id), name_of_restored(table, job_id)
    assert LEGAL.fullmatch(backup)
    assert LEGAL.fullmatch(restored)
    assert backup.endswith(job_id)
    assert restored.endswith(f"-ddbdr-{job_id[2:]}")
    assert restored.startswith(table[:240])


def test_names_as_people_see_them() -> None:
    assert name_of_backup("orders", "J-7F3K2Q1") == "orders-J-7F3K2Q1"
    assert name_of_restored("orders", "J-7F3K2Q1") == "orders-ddbdr-7F3K2Q1"
    longest = "x" * 245
    assert name_of_backup(backup_name(longest), "J-7F3K2Q1").startswith(longest)


def test_ids_are_made_from_the_given_randomness() -> None:
    first, again = (make_job_id(random.Random(7).randrange) for _ in range(2))  # noqa: S311  a test
    assert first == again
    assert is_job_id(first)
    many = random.Random(1)  # noqa: S311
    assert len({make_job_id(many.randrange) for _ in range(2000)}) == 2000
    assert not set("ILOU") & set(ID_ALPHABET)


@given(IDS, st.booleans())
def test_ids_are_read_in_every_spelling(job_id: str, with_prefix: bool) -> None:  # noqa: FBT001
    heard = job_id[2:].replace("0", "O").replace("1", "l").lower()
    assert parse_job_id(f" {'j-' if with_prefix else ''}{heard} ") == job_id
    assert parse_job_id(job_id.replace("1", "I")) == job_id
    assert stands_for_job(f"J-{heard}")
    assert not stands_for_job(heard)


@pytest.mark.parametrize(
    "text", ["", "J-", "J-7F3K2Q", "J-7F3K2Q11", "J-7F3K2QU", "orders", "J 7F3K2Q1"]
)
def test_what_is_no_id_is_refused_and_jobs_offered(text: str) -> None:
    assert not stands_for_job(text)
    assert not is_job_id(text)
    with pytest.raises(Refusal) as caught:
        parse_job_id(text)
    assert caught.value.commands == ("jobs",)
