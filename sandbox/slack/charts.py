"""What a data visualization block draws, as data made of `shapes`.

Source: docs.slack.dev/reference/block-kit/blocks/data-visualization-block. Its pages have named
6 and later 12 as the most segments and series; 12 it is here.
"""

from sandbox.slack.shapes import (
    Check,
    Optional,
    Problem,
    by_type,
    items,
    listed,
    number,
    obj,
    string,
)

_AXES = ("area", "bar", "line")
_POINT = obj(label=string("data_visualization.point_label"), value=number())
_SERIES = obj(
    name=string("data_visualization.series_name"), data=items("data_visualization.data", _POINT)
)
_AXIS = obj(
    categories=items("data_visualization.categories", string("data_visualization.category_label")),
    x_label=Optional(string("data_visualization.axis_label")),
    y_label=Optional(string("data_visualization.axis_label")),
)
_SEGMENT = obj(
    label=string("data_visualization.segment.label"),
    value=number("data_visualization.segment.value"),
)


def _different_names(value: object, at: str, found: list[Problem]) -> None:
    seen: list[object] = []
    for position, series in enumerate(listed(value, "series")):
        name = series.get("name") if isinstance(series, dict) else None
        if isinstance(name, str) and name in seen:
            place = f"{at}/series/{position}/name"
            found.append(Problem(place, "data_visualization.series_name.unique", "must be unique"))
        seen.append(name)


def _labels_are_categories(value: object, at: str, found: list[Problem]) -> None:
    axis = value.get("axis_config") if isinstance(value, dict) else None
    categories = listed(axis, "categories")
    for position, series in enumerate(listed(value, "series")):
        for place, point in enumerate(listed(series, "data")):
            label = point.get("label") if isinstance(point, dict) else None
            if isinstance(label, str) and categories and label not in categories:
                pointer = f"{at}/series/{position}/data/{place}/label"
                message = "must be one of the categories"
                found.append(Problem(pointer, "data_visualization.point_label.category", message))


def _on_axes(kind: str) -> Check:
    return obj(
        _different_names,
        _labels_are_categories,
        type=string(among=(kind,)),
        series=items("data_visualization.series", _SERIES),
        axis_config=_AXIS,
    )


CHART = by_type(
    {
        "pie": obj(
            type=string(among=("pie",)), segments=items("data_visualization.segments", _SEGMENT)
        ),
        **{kind: _on_axes(kind) for kind in _AXES},
    },
    "data_visualization.chart",
)
