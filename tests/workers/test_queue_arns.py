"""What EventBridge calls our queues."""

from recovery.config import load_config
from tests.workers.protect_world import CONFIG
from workers.aws.queue_arns import queue_arns

HOST = "https://sqs.us-east-2.amazonaws.com"


def test_each_account_and_region_has_its_queue() -> None:
    found = queue_arns(
        [f"{HOST}/123456789012/ddbdr", "https://sqs.us-west-1.amazonaws.com/999988887777/other"],
        load_config(CONFIG),
    )
    assert found == {
        "prod/us-east-2": "arn:aws:sqs:us-east-2:123456789012:ddbdr",
        "us-west-1": "arn:aws:sqs:us-west-1:999988887777:other",
    }


def test_of_two_in_a_region_the_first_gets_the_events() -> None:
    urls = [f"{HOST}/123456789012/first", f"{HOST}/123456789012/second"]
    assert queue_arns(urls, load_config(CONFIG)) == {
        "prod/us-east-2": "arn:aws:sqs:us-east-2:123456789012:first"
    }


def test_two_accounts_of_one_region_each_send_to_their_own() -> None:
    dr = """  - {name: dr, id: "210987654321", region: us-east-2, dr_region: us-west-1}"""
    config = load_config(CONFIG.replace("\ntables:", f"\n{dr}\ntables:"))
    urls = [f"{HOST}/123456789012/ddbdr-events", f"{HOST}/210987654321/ddbdr-events"]
    assert queue_arns(urls, config) == {
        "prod/us-east-2": "arn:aws:sqs:us-east-2:123456789012:ddbdr-events",
        "dr/us-east-2": "arn:aws:sqs:us-east-2:210987654321:ddbdr-events",
    }


def test_other_partitions_have_other_arns() -> None:
    url = "https://sqs.us-gov-west-1.amazonaws.com/123456789012/ddbdr"
    (arn,) = queue_arns([url], load_config(CONFIG)).values()
    assert arn == "arn:aws-us-gov:sqs:us-gov-west-1:123456789012:ddbdr"


def test_a_stand_in_that_names_no_account_means_the_first_one() -> None:
    found = queue_arns(["http://127.0.0.1:4566/ddbdr?region=us-west-1"], load_config(CONFIG))
    assert found == {"us-west-1": "arn:aws:sqs:us-west-1:123456789012:ddbdr"}
