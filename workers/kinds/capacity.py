"""The billing mode of a restored table, and the units it and its indexes get."""

from workers.aws.models import GlobalIndex, RestoreOverrides, Table, Throughput
from workers.kinds.checks import Checklist
from workers.kinds.restore_order import RestoreRequest
from workers.kinds.restore_source import Source


def capacity_of(request: RestoreRequest, source: Source) -> RestoreOverrides:
    """Billing mode and units; of a living table they are always said.

    AWS's pages disagree whether they come from then or now; and a table that was
    billed by request then has no units to come back with.
    """
    table, mode = source.table, request.billing
    if mode is None and table is not None and source.backup is None:
        mode = table.billing_mode
    units = _with_units(source) if mode == "PROVISIONED" else None
    has_indexes = table is not None and units is not None and not request.without_indexes
    return RestoreOverrides(
        billing_mode=mode,
        throughput=units.throughput if units else None,
        without_indexes=request.without_indexes,
        global_indexes=_indexes(table, units) if has_indexes and table and units else (),
    )


def check_capacity(checklist: Checklist, overrides: RestoreOverrides, source: Source) -> None:
    """What is to be provisioned has units, each index too; `--billing PROVISIONED` was asked."""
    table = source.table
    name = table.name if table else "the table"
    if overrides.throughput is None:
        checklist.failed(
            "capacity is known",
            f"`--billing PROVISIONED` needs a capacity, and {name} has none: "
            "it is billed by request.",
            advice="Leave it out, and set a capacity on the new table afterwards.",
        )
    elif (
        table is not None
        and table.billing_mode != "PROVISIONED"
        and table.global_indexes
        and not (overrides.without_indexes or overrides.global_indexes)
    ):
        checklist.failed(
            "capacity is known",
            f"`--billing PROVISIONED` needs a capacity for each index, and {name} has "
            "an index now without one, or none of that name.",
            advice="Leave it out, or leave the indexes out with --without-indexes.",
        )


def _with_units(source: Source) -> Table | None:
    """Whose units are taken: of what comes back, else, billed by request then, as it is now."""
    both = (source.table, source.living)
    return next((one for one in both if one is not None and one.throughput.reads > 0), None)


def _indexes(table: Table, units: Table) -> tuple[GlobalIndex, ...]:
    """Every global index that comes back with its units; none if those of one are not known."""
    known = {index.name: index.throughput for index in units.global_indexes}
    indexes = tuple(
        index.model_copy(update={"throughput": known.get(index.name, Throughput())})
        for index in table.global_indexes
    )
    is_complete = all(index.throughput.reads > 0 and index.keys for index in indexes)
    return indexes if is_complete else ()
