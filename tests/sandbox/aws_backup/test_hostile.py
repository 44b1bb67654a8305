"""Whatever a client sends to AWS Backup, it is the client's fault."""

import json

import pytest

from sandbox.aws.running import RunningAws
from tests.sandbox.aws.raw import authorization, send
from tests.sandbox.aws_backup.steps import ROLE, TABLE

JOB = {"BackupVaultName": "Default", "ResourceArn": TABLE, "IamRoleArn": ROLE}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/backup-jobs", b"["),
        ("PUT", "/backup-jobs", b"[]"),
        ("PUT", "/backup-jobs", b"{}"),
        ("PUT", "/backup-jobs", json.dumps(JOB | {"Lifecycle": "x"}).encode()),
        ("PUT", "/backup-jobs", json.dumps(JOB | {"StartWindowMinutes": 10**30}).encode()),
        ("PUT", "/backup-jobs", json.dumps(JOB | {"ResourceArn": ":::::::"}).encode()),
        ("PUT", "/backup-jobs", json.dumps(JOB | {"IamRoleArn": "arn:aws:iam"}).encode()),
        ("PUT", "/copy-jobs", json.dumps({"RecoveryPointArn": None}).encode()),
        ("PUT", "/backup-vaults/%00", b""),
        ("PUT", "/backup-vaults/a%2Fb", b""),
        ("GET", "/backup-jobs/?maxResults=ten", b""),
        ("GET", "/backup-jobs/?createdAfter=yesterday", b""),
        ("GET", "/tags/arn:aws:backup/", b""),
        ("DELETE", "/backup-vaults/Default/recovery-points/", b""),
        ("PATCH", "/nowhere", b""),
    ],
)
def test_it_answers_with_a_refusal(aws: RunningAws, method: str, path: str, body: bytes) -> None:
    headers = {"Authorization": authorization("backup"), "Content-Type": "application/json"}
    status, _ = send(aws.endpoint, body, headers, method=method, path=path)
    assert 400 <= status < 500
