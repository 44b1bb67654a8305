"""Event patterns, by the examples of EventBridge's user guide."""

import json
from typing import Any

import pytest

from sandbox.aws.events.pattern import BadPattern, read_pattern

EC2 = {
    "version": "0",
    "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
    "detail-type": "EC2 Instance State-change Notification",
    "source": "aws.ec2",
    "account": "111122223333",
    "time": "2017-12-22T18:43:48Z",
    "region": "us-west-1",
    "resources": ["arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0"],
    "detail": {"instance-id": "i-1234567890abcdef0", "state": "terminated"},
}
RESOURCES = {
    "resources": [
        "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:eb56d16b:ASGTerminate",
        "arn:aws:ec2:us-east-1:123456789012:instance/i-b188560f",
    ]
}
SOME: Any = {"a": "b"}


@pytest.mark.parametrize(
    ("pattern", "event", "matches"),
    [
        # "Event patterns" and "Considerations when creating event patterns"
        ({"source": ["aws.ec2"]}, EC2, True),
        ({"source": ["aws.ec2"], "detail": {"state": ["terminated"]}}, EC2, True),
        ({"source": ["aws.ec2"], "detail": {"state": ["running"]}}, EC2, False),
        ({"source": ["AWS.EC2"]}, EC2, False),
        ({"detail": {"instance-id": ["i-0", "i-1234567890abcdef0"]}}, EC2, True),
        ({"nothing": ["x"]}, EC2, False),
        ({"detail": {"limit": [300]}}, {"detail": {"limit": 300}}, True),
        ({"detail": {"limit": [300]}}, {"detail": {"limit": 300.0}}, False),
        ({"detail": {"limit": [300]}}, {"detail": {"limit": "300"}}, False),
        ({"detail": {"on": [True]}}, {"detail": {"on": 1}}, False),
        # "Matching arrays"
        (
            {"resources": ["arn:aws:ec2:us-east-1:123456789012:instance/i-b188560f", "arn:x"]},
            RESOURCES,
            True,
        ),
        ({"resources": ["arn:x"]}, RESOURCES, False),
        ({"a": {"b": ["1"], "c": ["2"]}}, {"a": [{"b": "0"}, {"b": "1", "c": "2"}]}, True),
        ({"a": {"b": ["1"], "c": ["2"]}}, {"a": [{"b": "1"}, {"c": "2"}]}, False),
        # "Matching on null values and empty strings"
        ({"detail": {"eventVersion": [""]}}, {"detail": {"eventVersion": ""}}, True),
        ({"detail": {"eventVersion": [None]}}, {"detail": {"eventVersion": None}}, True),
        ({"detail": {"eventVersion": [None]}}, {"detail": {}}, False),
        # "Prefix matching" and "Suffix matching"
        ({"time": [{"prefix": "2017-12-22"}]}, EC2, True),
        ({"time": [{"prefix": "2017-10-02"}]}, EC2, False),
        ({"detail": {"s": [{"prefix": {"equals-ignore-case": "EventB"}}]}}, SOME, False),
        ({"s": [{"prefix": {"equals-ignore-case": "EventB"}}]}, {"s": "eventbridge"}, True),
        ({"f": [{"suffix": ".png"}]}, {"f": "a.png"}, True),
        ({"f": [{"suffix": ".png"}]}, {"f": "a.PNG"}, False),
        ({"f": [{"suffix": {"equals-ignore-case": ".png"}}]}, {"f": "a.PNG"}, True),
        # "Anything-but matching"
        ({"detail": {"state": [{"anything-but": "initializing"}]}}, EC2, True),
        ({"detail": {"state": [{"anything-but": "terminated"}]}}, EC2, False),
        ({"detail": {"state": [{"anything-but": ["stopped", "terminated"]}]}}, EC2, False),
        ({"detail": {"none": [{"anything-but": "x"}]}}, EC2, False),
        ({"n": [{"anything-but": [100, 200]}]}, {"n": 300}, True),
        ({"n": [{"anything-but": 300}]}, {"n": 300}, False),
        ({"s": [{"anything-but": {"prefix": "init"}}]}, {"s": "initial"}, False),
        ({"s": [{"anything-but": {"prefix": ["init", "error"]}}]}, {"s": "done"}, True),
        ({"s": [{"anything-but": {"suffix": ".txt"}}]}, {"s": "a.txt"}, False),
        ({"s": [{"anything-but": {"equals-ignore-case": ["A", "b"]}}]}, {"s": "B"}, False),
        ({"s": [{"anything-but": {"wildcard": "*/lib/*"}}]}, {"s": "usr/lib/x"}, False),
        ({"s": [{"anything-but": {"wildcard": "*/lib/*"}}]}, {"s": "usr/x"}, True),
        # "Numeric matching"
        ({"c": [{"numeric": [">", 0, "<=", 5]}]}, {"c": 5}, True),
        ({"c": [{"numeric": [">", 0, "<=", 5]}]}, {"c": 0}, False),
        ({"c": [{"numeric": ["=", 3.018e2]}]}, {"c": 301.8}, True),
        ({"c": [{"numeric": ["<", 10]}]}, {"c": "5"}, False),
        # "IP address matching"
        ({"ip": [{"cidr": "10.0.0.0/24"}]}, {"ip": "10.0.0.9"}, True),
        ({"ip": [{"cidr": "10.0.0.0/24"}]}, {"ip": "10.0.1.9"}, False),
        ({"ip": [{"cidr": "10.0.0.0/24"}]}, {"ip": "nowhere"}, False),
        # "Exists matching"
        ({"detail": {"state": [{"exists": True}]}}, EC2, True),
        ({"detail": {"c-count": [{"exists": False}]}}, EC2, True),
        ({"detail": {"state": [{"exists": False}]}}, EC2, False),
        ({"detail": [{"exists": True}]}, EC2, False),
        ({"nothing": {"at": {"all": [{"exists": False}]}}}, EC2, True),
        # "Equals-ignore-case matching"
        ({"source": [{"equals-ignore-case": "AWS.ec2"}]}, EC2, True),
        # "Matching using wildcards"
        ({"p": [{"wildcard": "dir/*.png"}]}, {"p": "dir/a/b.png"}, True),
        ({"p": [{"wildcard": "dir/*.png"}]}, {"p": "other/a.png"}, False),
        ({"p": [{"wildcard": "a\\*b"}]}, {"p": "a*b"}, True),
        ({"p": [{"wildcard": "a\\*b"}]}, {"p": "axb"}, False),
        # "Complex example with multiple matching" and "$or"
        ({"$or": [{"a": ["1"]}, {"b": [{"numeric": [">", 1]}]}]}, {"a": "2", "b": 2}, True),
        ({"$or": [{"a": ["1"]}, {"b": [{"numeric": [">", 1]}]}]}, {"a": "2", "b": 1}, False),
        ({"c": ["x"], "$or": [{"a": ["1"]}, {"a": ["2"]}]}, {"a": "2", "c": "y"}, False),
        ({"detail": {"$or": [{"state": ["terminated"]}, {"x": ["1"]}]}}, EC2, True),
        # One value of a list is enough, operators among them.
        ({"region": [{"prefix": "eu-"}, "us-west-1"]}, EC2, True),
    ],
)
def test_what_a_pattern_matches(pattern: Any, event: Any, *, matches: bool) -> None:  # noqa: ANN401
    assert read_pattern(json.dumps(pattern))(event) is matches


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "[]",
        "{}",
        '{"source": "aws.ec2"}',
        '{"source": []}',
        '{"detail": {}}',
        '{"source": [["aws.ec2"]]}',
        '{"source": [{"prefix": "a", "suffix": "b"}]}',
        '{"source": [{"begins": "a"}]}',
        '{"source": [{"prefix": 1}]}',
        '{"source": [{"prefix": ""}]}',
        '{"source": [{"exists": "yes"}]}',
        '{"n": [{"numeric": [">"]}]}',
        '{"n": [{"numeric": ["~", 1]}]}',
        '{"n": [{"numeric": [">", 5000000001]}]}',
        '{"n": [{"anything-but": []}]}',
        '{"n": [{"anything-but": {"numeric": [">", 1]}}]}',
        '{"p": [{"wildcard": "a**b"}]}',
        '{"p": [{"wildcard": "a\\\\b"}]}',
        '{"ip": [{"cidr": "10.0.0/24"}]}',
        '{"$or": [{"a": ["1"]}]}',
        '{"$or": {"a": ["1"]}}',
    ],
)
def test_what_is_no_pattern(pattern: str) -> None:
    with pytest.raises(BadPattern):
        read_pattern(pattern)
