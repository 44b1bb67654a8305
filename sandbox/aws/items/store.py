"""The items of one account's tables in one region."""

from sandbox.aws.call import Json
from sandbox.aws.items.table_items import TableItems


class ItemStore:
    """Table name -> its items, from CreateTable until the table is gone."""

    def __init__(self) -> None:
        self._tables: dict[str, TableItems] = {}

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
