"""The only module that knows moto's internals.

Moto knows DynamoDB's reserved words, checks the definition of a table, and
plays KMS and the rest. Tables, items and their past are ours: moto has no time,
its tables are ACTIVE at once, its restores copy the present, and it writes a
few thousand items a second. What it keeps of itself that may change between
versions stands on this page.
"""

from typing import NamedTuple

from flask import Flask
from moto.backends import SERVICE_NAMES
from moto.core.base_backend import BackendDict
from moto.core.exceptions import JsonRESTError
from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords
from moto.dynamodb.responses import DynamoHandler
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.test import EnvironBuilder, run_wsgi_app

from sandbox.aws.call import Answer, AwsError, Call, Json

DYNAMODB_KEY = "alias/aws/dynamodb"
RESERVED_WORDS = frozenset(ReservedKeywords.get_reserved_keywords())
"""DynamoDB's reserved words, in capitals: no attribute's name in an expression."""


class KmsKey(NamedTuple):
    """A KMS key: its ARN, its state and its policy; only one that is Enabled can be used."""

    arn: str
    state: str
    policy: str


class IamRole(NamedTuple):
    """A role made with IAM: who may take it on, and what its inline policies say.

    `attached` tells whether managed policies say more.
    """

    arn: str
    role_id: str
    trust: str
    policies: tuple[str, ...]
    attached: bool


def iam_role(arn: str) -> IamRole | None:
    """The role under an ARN; None where nobody has made one."""
    _, partition, _, _, account, _ = arn.split(":", 5)
    for role in iam_backends[account][partition].get_roles():
        if role.arn == arn:
            return IamRole(
                arn=arn,
                role_id=role.id,
                trust=role.assume_role_policy_document,
                policies=tuple(role.policies.values()),
                attached=bool(role.managed_policies),
            )
    return None


def check_definition(payload: Json) -> None:
    """Refuse a CreateTable whose keys, attributes and indexes do not agree."""
    try:
        DynamoHandler()._validate_table_creation(  # noqa: SLF001 - moto offers no other way in
            billing_mode=payload.get("BillingMode", "PROVISIONED"),
            throughput=payload.get("ProvisionedThroughput"),
            key_schema=payload["KeySchema"],
            global_indexes=payload.get("GlobalSecondaryIndexes"),
            local_secondary_indexes=payload.get("LocalSecondaryIndexes"),
            attr=payload["AttributeDefinitions"],
            warm_throughput=None,
        )
    except JsonRESTError as error:
        raise AwsError("ValidationException", str(error.message)) from error


def kms_key(account: str, region: str, key_id: str) -> KmsKey | None:
    """The KMS key under an id, ARN or alias; None where there is none."""
    if key_id.startswith("arn:"):
        region, account = key_id.split(":")[3:5]
    backend = kms_backends[account][region]
    alias = backend.get_alias_name(key_id)
    # Moto makes AWS's own alias when it is first asked for, as AWS does.
    if alias.startswith("alias/") and backend.get_key_id_from_alias(alias) is None:
        return None
    key = backend.keys.get(backend.any_id_to_key_id(key_id))
    return KmsKey(key.arn, key.key_state, key.policy) if key else None


class OtherServices:
    """KMS, STS, Service Quotas and whatever else moto plays, by its own dispatcher.

    Their state belongs to the process, not to the sandbox: moto keeps it in
    module-level registries, and code of moto reaches across them.
    """

    def __init__(self) -> None:
        self._app = DomainDispatcherApplication(_backend_app)

    def run(self, call: Call) -> Answer:
        """Moto's answer."""
        request = call.request
        environ = EnvironBuilder(
            path=request.path,
            query_string=request.query,
            method=request.method,
            # Moto knows no keys of ours, but takes an account by this header.
            headers=list(({**request.headers} | {"x-moto-account-id": call.account}).items()),
            data=request.body,
        ).get_environ()
        try:
            body, status, headers = run_wsgi_app(self._app, environ, buffered=True)
        except NotImplementedError as error:
            raise AwsError("UnknownOperationException", str(error)) from error
        except UnicodeDecodeError as error:
            raise AwsError("SerializationException", "The body is not UTF-8") from error
        return _answer((int(status.split()[0]), dict(headers), b"".join(body)))

    @staticmethod
    def forget() -> None:
        """Drop the keys and roles that earlier sandboxes of this process left."""
        BackendDict.reset()


def _backend_app(service: SERVICE_NAMES | None) -> Flask:
    if service is None:
        raise AwsError("UnknownOperationException", "The sandbox does not play this service")
    return create_backend_app(service)


def _answer(response: tuple[int, dict[str, str], str | bytes]) -> Answer:
    status, headers, body = response
    encoded = body.encode() if isinstance(body, str) else body
    error = None
    if status >= 400:  # noqa: PLR2004 - HTTP's own border
        error = headers.get("X-Amzn-ErrorType", str(status))
    sent = {name: str(value) for name, value in headers.items() if name.lower() in _SENT}
    return Answer(status, encoded, sent, error)


_SENT = {"content-type", "x-amzn-requestid", "x-amz-crc32", "x-amzn-errortype"}
