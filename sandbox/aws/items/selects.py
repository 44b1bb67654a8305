"""What a Query or Scan shows of each item: Select, ProjectionExpression and the index's own."""

from dataclasses import dataclass

from sandbox.aws.call import Json
from sandbox.aws.items import legacy
from sandbox.aws.items.expressions.paths import Projection
from sandbox.aws.items.expressions.placeholders import Placeholders
from sandbox.aws.items.indexes import Index
from sandbox.aws.items.values import Image, canonical, invalid

PROJECTION = "ProjectionExpression"


@dataclass(frozen=True)
class Select:
    """`fetch`: a local index lacks what is asked for, so the table is read as well."""

    count: bool = False
    projection: Projection | None = None
    fetch: bool = False

    def shown(self, image: Image) -> bytes:
        """What is answered of an item."""
        return image.raw if self.projection is None else canonical(self.projection.of(image.item()))


def read_select(payload: Json, index: Index | None, placeholders: Placeholders) -> Select:
    """From the parameters; ValidationException where they contradict each other."""
    projection = legacy.attributes_to_get(payload)
    if PROJECTION in payload:
        projection = Projection.read(payload[PROJECTION], placeholders)
    select = payload.get("Select")
    if select is not None and select != "SPECIFIC_ATTRIBUTES" and projection is not None:
        raise invalid(
            "Cannot specify the ProjectionExpression when choosing to get "
            f"{'only the Count' if select == 'COUNT' else select}"
            if PROJECTION in payload
            else f"Cannot specify the AttributesToGet when choosing to get {select}"
        )
    match select:
        case "COUNT":
            return Select(count=True)
        case "SPECIFIC_ATTRIBUTES" if projection is None:
            raise invalid(
                "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
                "SPECIFIC_ATTRIBUTES"
            )
        case "ALL_PROJECTED_ATTRIBUTES" if index is None:
            raise invalid(
                "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"
            )
    wants_all = select == "ALL_ATTRIBUTES"
    return Select(projection=projection, fetch=beyond(index, projection, wants_all=wants_all))


def beyond(index: Index | None, projection: Projection | None, *, wants_all: bool) -> bool:
    """Is more wanted than the index holds? A global one cannot give it."""
    if index is None or index.kept is None:
        return False
    missing = sorted(projection.roots - index.kept) if projection else []
    if not missing and not wants_all:
        return False
    if not index.of_its_own:
        return True
    if wants_all:
        raise invalid(
            "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not "
            f"supported for global secondary index {index.name} because its projection type is "
            "not ALL"
        )
    raise invalid(
        "One or more parameter values were invalid: Global secondary index "
        f"{index.name} does not project {missing}"
    )
