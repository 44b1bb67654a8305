"""boto3 clients of a sandbox whose answers are held against botocore's shapes."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import pytest
from boto3 import Session
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.model import OperationModel

from sandbox.aws.clients import once
from sandbox.aws.outputs import misfits

Json = dict[str, Any]
Client = Any
"""A boto3 client; they have no common type."""
Clients = Callable[..., Client]
"""client(service, region, **credentials), see `CheckedClients`."""
Checked = Mapping[str, frozenset[str]]
"""Services whose answers are checked, the one that tests mean who name none first.

With each the error codes that AWS answers on every operation although the service
model does not list them.
"""


class CheckedClients:
    """Makes clients, and notes in `found` what botocore's parser would pass over in silence."""

    def __init__(self, endpoint: str, shared: Session, checked: Checked) -> None:
        self.found: list[str] = []
        self._endpoint = endpoint
        self._shared = shared
        self._checked = checked
        self._made: list[Client] = []

    def __call__(
        self,
        service: str = "",
        region: str = "us-east-2",
        *,
        account: str = "",
        access_key: str = "sandbox",
        token: str | None = None,
        checks_input: bool = True,
    ) -> Client:
        """A client with these keys, or with those of a role in the account."""
        if account:
            access_key, token = self._entered(account)
        name = service or next(iter(self._checked))
        made = self._shared.client(  # type: ignore[call-overload]
            name,
            region_name=region,
            endpoint_url=self._endpoint,
            config=once().merge(Config(parameter_validation=checks_input)),
            aws_access_key_id=access_key,
            aws_secret_access_key="sandbox",
            aws_session_token=token,
        )
        if name in self._checked:
            note = partial(self._note, self._checked[name])
            made.meta.events.register("before-parse", note)
        self._made.append(made)
        return made

    def close(self) -> None:
        """Close every client."""
        for made in self._made:
            made.close()

    def _entered(self, account: str) -> tuple[str, str]:
        """(access key, token) of a role in the account."""
        arn = f"arn:aws:iam::{account}:role/operator"
        keys = self("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
        return keys["AccessKeyId"], keys["SessionToken"]

    def _note(
        self,
        undeclared: frozenset[str],
        response_dict: Json,
        operation_model: OperationModel,
        **_: object,
    ) -> None:
        self.found.extend(_faults(response_dict, operation_model, undeclared))


def refused(call: Callable[[], object]) -> tuple[str, str]:
    """(code, message) of AWS's refusal."""
    with pytest.raises(ClientError) as caught:
        call()
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def _faults(response: Json, model: OperationModel, undeclared: frozenset[str]) -> Iterable[str]:
    """What is wrong with an answer: members that do not fit, or a code nobody declared."""
    if response["status_code"] == 405:  # the wire's own refusal, which has no body
        return []
    if response["status_code"] >= 300:
        code = _code(response)
        declared = {shape.name for shape in model.error_shapes} | undeclared
        return [] if code in declared else [f"{model.name} does not declare {code}"]
    if model.output_shape is None:
        return []
    return misfits(json.loads(response["body"] or b"{}"), model.output_shape, model.name)


def _code(response: Json) -> str:
    """The error's code: a header's in REST-JSON, the body's in JSON."""
    named: str | None = response["headers"].get("x-amzn-ErrorType")
    return named or json.loads(response["body"])["__type"].rpartition("#")[2]
