"""The only module that knows moto's internals.

Moto evaluates expressions, keys and indexes, and plays KMS, STS and the rest;
tables' lives, backups and the past are ours, because moto has no time: its
tables are ACTIVE at once, its restores copy the present. Driving its backend
from here, instead of subclassing all over, keeps the parts of moto that may
change between versions (backend per account and region, Table, DynamoType) on
one page.
"""

import json
from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

from moto.core.base_backend import BackendDict
from moto.core.exceptions import JsonRESTError
from moto.core.request import Request
from moto.core.responses import ActionResult
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import GlobalSecondaryIndex, Table
from moto.dynamodb.models.utilities import dynamo_json_dump
from moto.dynamodb.parsing import partiql
from moto.dynamodb.responses import DynamoHandler
from moto.iam.models import get_account_id_from
from moto.kms.models import kms_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.test import EnvironBuilder, run_wsgi_app

from sandbox.aws.call import Answer, AwsError, Call, Json
from sandbox.aws.history import Image
from sandbox.aws.shapes import output_members

DYNAMODB_KEY = "alias/aws/dynamodb"


class KmsKey(NamedTuple):
    """A KMS key: its ARN, and whether it can be used."""

    arn: str
    enabled: bool


class _ItemHandler(DynamoHandler):
    """Moto's request handler on a backend of ours.

    Moto looks its backend up in a process-wide registry; two sandboxes in one
    process would share their tables. And its serializer, made for every
    protocol of AWS, takes half a millisecond per item.
    """

    def __init__(self, backend: DynamoDBBackend) -> None:
        super().__init__()
        self._ours = backend

    @property
    def dynamodb_backend(self) -> DynamoDBBackend:
        return self._ours

    def serialized(self, action_result: ActionResult) -> tuple[int, dict[str, str], str | bytes]:
        result = action_result.result
        if not isinstance(result, dict):
            answer: tuple[int, dict[str, str], str | bytes] = super().serialized(action_result)
            return answer
        # Moto's results hold members that its serializer would have left out.
        known = output_members(self._get_action())
        members = {n: value for n, value in result.items() if n in known and value is not None}
        return 200, {"Content-Type": "application/x-amz-json-1.0"}, dynamo_json_dump(members)

    def run(self, request: Request) -> tuple[int, dict[str, str], str | bytes]:
        answer: tuple[int, dict[str, str], str | bytes] = self._dispatch(request)
        return answer


class ItemStore:
    """The items of one account's tables in one region, and the item actions on them."""

    def __init__(self, account: str, region: str) -> None:
        self.backend = DynamoDBBackend(region, account)

    def check_definition(self, payload: Json) -> None:
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

    def create(
        self,
        name: str,
        *,
        key_schema: list[Json],
        attributes: list[Json],
        global_indexes: list[Json],
        local_indexes: list[Json],
    ) -> None:
        """Make room for a table's items."""
        self.backend.create_table(
            name,
            schema=key_schema,
            throughput=None,
            attr=attributes,
            global_indexes=_bare(global_indexes),
            indexes=local_indexes,
            streams=None,
            billing_mode="PAY_PER_REQUEST",
            sse_specification=None,
            tags=[],
            deletion_protection_enabled=False,
            warm_throughput=None,
        )

    def set_indexes(self, name: str, attributes: list[Json], global_indexes: list[Json]) -> None:
        """Let the table have these global indexes from now on."""
        table = self._table(name)
        table.attr = attributes
        table.global_indexes = [
            GlobalSecondaryIndex.create(index, table.table_key_attrs)
            for index in _bare(global_indexes)
        ]

    def drop(self, name: str) -> None:
        """Forget a table and its items."""
        self.backend.delete_table(name)

    def run(self, call: Call) -> Answer:
        """Let moto answer an item action."""
        return _answer(_ItemHandler(self.backend).run(_moto_request(call)))

    def key(self, name: str, attributes: Json) -> Hashable | None:
        """The primary key inside `attributes`; None where it is missing or malformed."""
        table = self._table(name)
        values = [attributes.get(attribute, {}) for attribute in table.table_key_attrs]
        if not all(isinstance(value, dict) and len(value) == 1 for value in values):
            return None
        return tuple(DynamoType(value) for value in values)

    def image(self, name: str, key: Hashable) -> Image | None:
        """The item under `key` as it is now."""
        hash_key, range_key = _split(key)
        item = self._table(name).get_item(hash_key, range_key)
        return _image(item) if item is not None else None

    def images(self, name: str) -> Iterator[tuple[Hashable, Image]]:
        """Every item of the table as it is now."""
        for item in list(self._table(name).all_items()):
            key = (item.hash_key,) if item.range_key is None else (item.hash_key, item.range_key)
            yield key, _image(item)

    def put(self, name: str, image: Image) -> Hashable:
        """Store an image (of a backup, of the past); gives its key."""
        attributes = json.loads(image.text)
        self._table(name).put_item(attributes)
        key = self.key(name, attributes)
        if key is None:
            raise ValueError(f"an image without the key of {name}: {image.text}")
        return key

    def index_sizes(self, name: str) -> dict[str, tuple[int, int]]:
        """Index name -> (items, bytes) of what the index holds."""
        table = self._table(name)
        sizes = {}
        for index in table.all_indexes():
            items = table.has_idx_items(index.name)
            sizes[index.name] = (len(items), sum(item.size() for item in items))
        return sizes

    def _table(self, name: str) -> Table:
        table: Table = self.backend.tables[name]
        return table


def statement_tables(statements: Sequence[str]) -> set[str]:
    """The tables that PartiQL statements name; ValidationException for what moto cannot read."""
    names: set[str] = set()
    for statement in statements:
        try:
            names.update(partiql.get_query_metadata(statement).get_table_names())
        except Exception as error:
            # The parser knows part of PartiQL and ends in any error at the rest.
            raise AwsError(
                "ValidationException", f"The sandbox cannot read this statement: {statement}"
            ) from error
    return names


def account_of(access_key: str) -> str:
    """The account of an access key: AssumeRole's keys belong to the role's account."""
    account: str = get_account_id_from(access_key)
    return account


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
    return KmsKey(key.arn, enabled=key.key_state == "Enabled") if key else None


class OtherServices:
    """KMS, STS, Service Quotas and whatever else moto plays, by its own dispatcher.

    Their state belongs to the process, not to the sandbox: moto keeps it in
    module-level registries, and code of moto reaches across them.
    """

    def __init__(self) -> None:
        self._app = DomainDispatcherApplication(create_backend_app)

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
            raise AwsError("UnknownOperationException", str(error), 501) from error
        return _answer((int(status.split()[0]), dict(headers), b"".join(body)))

    @staticmethod
    def forget() -> None:
        """Drop the keys and roles that earlier sandboxes of this process left."""
        BackendDict.reset()


def _bare(global_indexes: list[Json]) -> list[Json]:
    # Moto writes throughput figures into what it is given; ours stay ours.
    return [
        {name: index[name] for name in ("IndexName", "KeySchema", "Projection")}
        for index in global_indexes
    ]


def _split(key: Hashable) -> tuple[DynamoType, DynamoType | None]:
    if not isinstance(key, tuple):
        raise TypeError(f"not a key: {key!r}")
    return key[0], key[1] if len(key) > 1 else None


def _image(item: Item) -> Image:
    attributes = json.loads(dynamo_json_dump(item.to_json()["Attributes"]))
    return Image(json.dumps(attributes, sort_keys=True, separators=(",", ":")), item.size())


def _moto_request(call: Call) -> Request:
    # The region is read from the host name; the rest as it came.
    url = f"https://dynamodb.{call.region}.amazonaws.com/"
    return Request.from_primitives("POST", url, call.request.headers, call.request.body)


def _answer(response: tuple[int, dict[str, str], str | bytes]) -> Answer:
    status, headers, body = response
    encoded = body.encode() if isinstance(body, str) else body
    error = None
    if status >= 400:  # noqa: PLR2004 - HTTP's own border
        error = headers.get("X-Amzn-ErrorType", str(status))
    sent = {name: str(value) for name, value in headers.items() if name.lower() in _SENT}
    return Answer(status, encoded, sent, error)


_SENT = {"content-type", "x-amzn-requestid", "x-amz-crc32", "x-amzn-errortype"}
