"""A quick yes to batches of plain puts, whose many values the full check of shapes reads slowly.

What gets no yes here is not wrong: it goes through `shapes.check_input`, whose
verdict and words count.
"""

from sandbox.aws.call import Json

MOST = 25
NAME_LENGTH = 65_535


def is_well_formed(action: str, payload: Json) -> bool:
    """Is this a BatchWriteItem of nothing but puts, with nothing for the full check to refuse?"""
    tables = payload.get("RequestItems")
    return (
        action == "BatchWriteItem"
        and len(payload) == 1
        and isinstance(tables, dict)
        and 0 < len(tables) <= MOST
        and all(0 < len(name) <= NAME_LENGTH and _are_puts(tables[name]) for name in tables)
    )


def _are_puts(requests: object) -> bool:
    return (
        isinstance(requests, list)
        and 0 < len(requests) <= MOST
        and all(_is_put(request) for request in requests)
    )


def _is_put(request: object) -> bool:
    match request:
        case {"PutRequest": {"Item": dict(item), **more}, **others} if not more and not others:
            return all(len(name) <= NAME_LENGTH and _is_value(item[name]) for name in item)
        case _:
            return False


def _is_value(value: object) -> bool:
    """One attribute value of one type, all through."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    ((kind, content),) = value.items()
    match kind:
        case "L":
            return isinstance(content, list) and all(_is_value(each) for each in content)
        case "M":
            return isinstance(content, dict) and all(
                len(name) <= NAME_LENGTH and _is_value(each) for name, each in content.items()
            )
        case "SS" | "NS" | "BS":
            return isinstance(content, list) and all(isinstance(each, str) for each in content)
        case _:
            return kind in _SCALARS and isinstance(content, _SCALARS[kind])


_SCALARS = {"S": str, "N": str, "B": str, "BOOL": bool, "NULL": bool}
