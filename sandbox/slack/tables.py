"""The table and data table blocks' rows and cells, as data made of `shapes`.

Source: docs.slack.dev/reference/block-kit/blocks/{table,data-table}-block.
"""

from typing import Any

from sandbox.slack.elements import BUTTON
from sandbox.slack.rich_text import RICH_TEXT
from sandbox.slack.shapes import (
    Check,
    Optional,
    Problem,
    boolean,
    by_type,
    items,
    listed,
    number,
    obj,
    string,
    within,
)


def rows_of(kind: str) -> Check:
    """Demand as many cells in every row as in the first, within the limit of columns."""

    def check(value: object, at: str, found: list[Problem]) -> None:
        rows = [row for row in listed(value, "rows") if isinstance(row, list)]
        for position, row in enumerate(rows):
            within(f"{kind}.columns", len(row), " columns", f"{at}/rows/{position}", found)
            if len(row) != len(rows[0]):
                message = f"must have {len(rows[0])} cells like the first row"
                found.append(Problem(f"{at}/rows/{position}", f"{kind}.row_shape", message))

    return check


def content_length(value: object, at: str, found: list[Problem]) -> None:
    """Add up the characters of all cells of a data table."""
    total = sum(_characters(row) for row in listed(value, "rows"))
    within("data_table.content", total, " characters", f"{at}/rows", found)


def _characters(part: Any) -> int:  # noqa: ANN401 - any JSON
    if isinstance(part, list):
        return sum(_characters(each) for each in part)
    if not isinstance(part, dict):
        return 0
    own = len(part["text"]) if isinstance(part.get("text"), str) else 0
    return own + sum(_characters(each) for name, each in part.items() if name != "fallback")


def plain_header(value: object, at: str, found: list[Problem]) -> None:
    """Refuse rich text in the first row of a data table."""
    rows = listed(value, "rows")
    header = rows[0] if rows and isinstance(rows[0], list) else []
    for position, cell in enumerate(header):
        if isinstance(cell, dict) and cell.get("type") == "rich_text":
            place = f"{at}/rows/0/{position}"
            message = "rich_text is not allowed in the header"
            found.append(Problem(place, "data_table.header", message))


def row_header_is_a_column(value: object, at: str, found: list[Problem]) -> None:
    """Demand that `row_header_column_index` names a column that exists."""
    index = value.get("row_header_column_index") if isinstance(value, dict) else None
    rows = [row for row in listed(value, "rows") if isinstance(row, list)]
    if isinstance(index, int) and rows and rows[0] and not 0 <= index < len(rows[0]):
        place = f"{at}/row_header_column_index"
        found.append(Problem(place, "data_table.row_header", "must be the index of a column"))


def cell(kind: str) -> Check:
    """Describe a cell; only a data table's may hold a button."""
    words = string(f"{kind}.cell_text")
    raw = {
        "raw_text": obj(type=string(among=("raw_text",)), text=words),
        "raw_number": obj(type=string(among=("raw_number",)), value=number(), text=Optional(words)),
    }
    kinds: dict[str, Check] = {**raw, "rich_text": RICH_TEXT}
    if kind == "data_table":
        kinds["action"] = obj(
            type=string(among=("action",)),
            element=by_type({"button": BUTTON}, "data_table.action"),
            fallback=Optional(by_type(raw, "data_table.fallback")),
        )
    return by_type(kinds, f"{kind}.cell")


_COLUMN = obj(
    align=Optional(string(among=("left", "center", "right"))), is_wrapped=Optional(boolean)
)


def _column_or_null(value: object, at: str, found: list[Problem]) -> None:
    if value is not None:
        _COLUMN(value, at, found)


COLUMN_SETTINGS = items("table.column_settings", _column_or_null)
ROWS = {kind: items(f"{kind}.rows", items("", cell(kind))) for kind in ("table", "data_table")}
