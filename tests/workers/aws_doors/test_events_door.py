"""The door to EventBridge's default bus."""

import pytest

from sandbox.aws.call import AwsError
from tests.workers.aws_doors.strict_aws import StrictAws, door
from workers.aws.backup_door import EventBridge
from workers.aws.backup_models import EventRule
from workers.aws.errors import Busy, Limited, NotFound, Rejected, Throttled, Unreachable
from workers.aws.events import id_of

QUEUE = "arn:aws:sqs:us-east-2:123456789012:ddbdr-events"
OTHER = "arn:aws:sqs:us-east-2:123456789012:other"
ARN = "arn:aws:events:us-east-2:123456789012:rule/ddbdr-events"
PATTERN = '{"source": ["aws.backup"]}'
RULE = EventRule(name="ddbdr-events", pattern=PATTERN, targets=(QUEUE,))
TARGET = {"Id": id_of(QUEUE), "Arn": QUEUE}


@pytest.fixture
def events(aws: StrictAws) -> EventBridge:
    return door(aws).events("prod", "us-east-2")


def test_a_rule_is_put_with_its_targets(aws: StrictAws, events: EventBridge) -> None:
    aws.tell("ListTargetsByRule", {"Targets": []})
    events.put_rule(RULE)
    assert aws.sent == [
        ("PutRule", {"Name": "ddbdr-events", "EventPattern": PATTERN, "State": "ENABLED"}),
        ("ListTargetsByRule", {"Rule": "ddbdr-events"}),
        ("PutTargets", {"Rule": "ddbdr-events", "Targets": [TARGET]}),
    ]


def test_targets_that_are_there_stay_and_what_is_not_wanted_goes(
    aws: StrictAws, events: EventBridge
) -> None:
    aws.tell(
        "ListTargetsByRule",
        {"Targets": [TARGET], "NextToken": "2"},
        {"Targets": [{"Id": "old", "Arn": OTHER}]},
    )
    events.put_rule(RULE)
    assert aws.inputs("PutTargets") == []
    assert aws.inputs("RemoveTargets") == [{"Rule": "ddbdr-events", "Ids": ["old"]}]


def test_a_target_that_somebody_else_put_stays_as_they_put_it(
    aws: StrictAws, events: EventBridge
) -> None:
    aws.tell("ListTargetsByRule", {"Targets": [{"Id": "theirs", "Arn": OTHER}]})
    events.put_rule(RULE.model_copy(update={"targets": (OTHER, QUEUE)}))
    assert aws.inputs("PutTargets") == [{"Rule": "ddbdr-events", "Targets": [TARGET]}]
    assert aws.inputs("RemoveTargets") == []


def test_a_rule_is_read_with_all_its_targets(aws: StrictAws, events: EventBridge) -> None:
    described = {"Name": "ddbdr-events", "Arn": ARN, "EventPattern": PATTERN, "State": "ENABLED"}
    aws.tell("DescribeRule", described, described | {"State": "DISABLED"})
    aws.tell(
        "ListTargetsByRule",
        {"Targets": [TARGET], "NextToken": "2"},
        {"Targets": [{"Id": "other", "Arn": OTHER}]},
        {"Targets": []},
    )
    both = RULE.model_copy(update={"arn": ARN, "targets": (QUEUE, OTHER)})
    assert events.rule("ddbdr-events") == both
    assert not events.rule("ddbdr-events").enabled


def test_a_rule_is_deleted_after_its_targets(aws: StrictAws, events: EventBridge) -> None:
    aws.tell("ListTargetsByRule", {"Targets": [TARGET]})
    events.delete_rule("ddbdr-events")
    assert aws.sent[1:] == [
        ("RemoveTargets", {"Rule": "ddbdr-events", "Ids": [TARGET["Id"]]}),
        ("DeleteRule", {"Name": "ddbdr-events"}),
    ]


def test_a_rule_without_targets_is_deleted_at_once(aws: StrictAws, events: EventBridge) -> None:
    aws.tell("ListTargetsByRule", {"Targets": []})
    events.delete_rule("ddbdr-events")
    assert aws.inputs("RemoveTargets") == []
    assert len(aws.inputs("DeleteRule")) == 1


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("ThrottlingException", Throttled),
        ("ConcurrentModificationException", Busy),
        ("InternalFailure", Unreachable),
        ("", Rejected),
    ],
)
def test_a_target_that_was_not_put_is_an_error(
    aws: StrictAws, events: EventBridge, code: str, kind: type[Exception]
) -> None:
    aws.tell("ListTargetsByRule", {"Targets": []})
    failed = {"TargetId": TARGET["Id"], "ErrorCode": code, "ErrorMessage": "said"}
    aws.tell("PutTargets", {"FailedEntryCount": 1, "FailedEntries": [failed]})
    with pytest.raises(kind, match=r"PutTargets in prod/us-east-2: .*said") as caught:
        events.put_rule(RULE)
    assert type(caught.value) is kind


def test_a_target_that_was_not_removed_keeps_the_rule(aws: StrictAws, events: EventBridge) -> None:
    aws.tell("ListTargetsByRule", {"Targets": [TARGET]})
    failed = {"TargetId": TARGET["Id"], "ErrorCode": "ConcurrentModificationException"}
    aws.tell("RemoveTargets", {"FailedEntryCount": 1, "FailedEntries": [failed]})
    with pytest.raises(Busy):
        events.delete_rule("ddbdr-events")
    assert aws.inputs("DeleteRule") == []


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("InvalidEventPatternException", Rejected),
        ("ManagedRuleException", Rejected),
        ("LimitExceededException", Limited),
        ("ConcurrentModificationException", Busy),
    ],
)
def test_refusals_to_put(
    aws: StrictAws, events: EventBridge, code: str, kind: type[Exception]
) -> None:
    aws.tell("PutRule", AwsError(code, "said"))
    with pytest.raises(kind) as caught:
        events.put_rule(RULE)
    assert type(caught.value) is kind


def test_a_rule_that_is_not_there(aws: StrictAws, events: EventBridge) -> None:
    absent = AwsError("ResourceNotFoundException", "Rule ddbdr-events does not exist.")
    aws.tell("DescribeRule", absent)
    aws.tell("ListTargetsByRule", absent)
    for call in (events.rule, events.delete_rule):
        with pytest.raises(NotFound):
            call("ddbdr-events")


def test_ids_of_targets_are_legal_and_differ() -> None:
    assert id_of(QUEUE) != id_of(OTHER)
    assert id_of(QUEUE).replace("-", "").isalnum()
    assert len(id_of("a" * 1600)) <= 64
