"""The strings behind the events: what became of each, and letters of any kind."""

import pytest

from sandbox.aws.running import RunningAws
from sandbox.aws.strings import AwsStrings, Refused
from tests.sandbox.events.wires import BACKUPS, Wires, happening, let_pass, queue_arn, rule_arn


@pytest.fixture
def strings(aws: RunningAws) -> AwsStrings:
    return AwsStrings(aws.endpoint)


def test_what_became_of_each_event(aws: RunningAws, wires: Wires, strings: AwsStrings) -> None:
    wires.queue()
    wires.queue("closed", Policy="")
    wires.rule(BACKUPS, queue_arn("ddbdr"), name="open")
    wires.rule(BACKUPS, queue_arn("closed"), name="shut")
    aws.tell(happening(1))
    let_pass(aws, 1)
    (told,) = strings.events()
    assert told["event"]["detail"]["backupJobId"] == "job-1"
    became = {fate["rule"]: fate["became"] for fate in told["fates"]}
    assert became[rule_arn("open")] == "delivered"
    assert became[rule_arn("shut")].startswith("lost: NO_PERMISSIONS")
    assert told["fates"][0]["at"] == "2026-11-02T08:00:00.000000Z"
    assert strings.failed_invocations() == {rule_arn("shut"): 1}


def test_letters_of_any_kind(wires: Wires, strings: AwsStrings) -> None:
    url = wires.queue(Policy="")
    strings.put_letters(url, '{"version":"0"', "not JSON at all")
    strings.put_letters(queue_arn("ddbdr"), "[]")
    assert [message["Body"] for message in wires.received(url)] == [
        '{"version":"0"',
        "not JSON at all",
        "[]",
    ]


@pytest.mark.parametrize("bodies", [["fine", "no text: \x00"], [""], []])
def test_what_no_queue_takes(wires: Wires, strings: AwsStrings, bodies: list[str]) -> None:
    url = wires.queue()
    with pytest.raises(Refused):
        strings.put_letters(url, *bodies)
    assert wires.received(url) == []


@pytest.mark.parametrize(
    "queue", ["", "nonsense", queue_arn("none"), "http://x/queue/us-east-2/1/q"]
)
def test_a_queue_that_is_not_there(strings: AwsStrings, queue: str) -> None:
    with pytest.raises(Refused, match="does not exist"):
        strings.put_letters(queue, "x")
