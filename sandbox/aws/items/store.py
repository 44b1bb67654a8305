"""The items of one account's tables in one region."""

from sandbox.aws.call import Answer, Call, Json
from sandbox.aws.items.table_items import TableItems
from sandbox.aws.moto_door import DynamoDBLimits, check_definition


class ItemStore:
    """Table name -> its items, from CreateTable until the table is gone."""

    def __init__(self, account: str, region: str) -> None:
        self._tables: dict[str, TableItems] = {}
        self._limits = DynamoDBLimits(account, region)

    def check_definition(self, payload: Json) -> None:
        """Refuse a CreateTable whose keys, attributes and indexes do not agree."""
        check_definition(payload)

    def create(
        self,
        name: str,
        *,
        key_schema: list[Json],
        attributes: list[Json],
        global_indexes: list[Json],
        local_indexes: list[Json],
    ) -> TableItems:
        """Room for a table's items."""
        items = TableItems(key_schema, attributes, global_indexes, local_indexes)
        self._tables[name] = items
        return items

    def set_indexes(self, name: str, attributes: list[Json], global_indexes: list[Json]) -> None:
        """Let the table have these global indexes from now on."""
        self._tables[name].set_global_indexes(attributes, global_indexes)

    def drop(self, name: str) -> None:
        """Forget a table's items."""
        del self._tables[name]

    def index_sizes(self, name: str) -> dict[str, tuple[int, int]]:
        """Index name -> (items, bytes) of what the index holds."""
        return self._tables[name].index_sizes()

    def run(self, call: Call) -> Answer:
        """Let moto answer DescribeEndpoints and DescribeLimits."""
        return self._limits.run(call)
