"""Plain boto3 clients for the sandbox: dummy keys, an endpoint in code, nothing inherited."""

import os
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.session import Session as Core

from sandbox.isolation import require_loopback

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_kms import KMSClient

# Where botocore would look for a profile, a configuration and credentials: nowhere.
_NOTHING_INHERITED = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}


def session(*, access_key: str = "sandbox", token: str | None = None) -> boto3.Session:
    """A session that knows no profile and no file of this machine."""
    return boto3.Session(
        botocore_session=Core(session_vars=_NOTHING_INHERITED),
        aws_access_key_id=access_key,
        aws_secret_access_key="sandbox",  # noqa: S106 - the sandbox takes any keys
        aws_session_token=token,
    )


def once() -> Config:
    """One attempt and no more: what fails is seen. No proxy: this machine asks itself."""
    return Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30, proxies={})


def client(service: str, endpoint: str, region: str) -> Any:  # noqa: ANN401  a client of boto3
    """A service in a region of the sandbox; NotLoopback for an endpoint elsewhere."""
    return session().client(
        service,  # type: ignore[call-overload]
        region_name=region,
        endpoint_url=require_loopback("the AWS endpoint", endpoint),
        config=once(),
    )


def dynamodb(endpoint: str, region: str) -> "DynamoDBClient":
    """DynamoDB in a region of the sandbox."""
    made: DynamoDBClient = client("dynamodb", endpoint, region)
    return made


def backup(endpoint: str, region: str) -> Any:  # noqa: ANN401  a client of boto3
    """AWS Backup in a region of the sandbox."""
    return client("backup", endpoint, region)


def kms(endpoint: str, region: str) -> "KMSClient":
    """KMS in a region of the sandbox."""
    made: KMSClient = client("kms", endpoint, region)
    return made
