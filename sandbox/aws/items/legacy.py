"""Parameters from before expressions: AttributesToGet, Expected, KeyConditions and the like.

AWS still takes them, but not together with expressions.
"""

from sandbox.aws.call import Json
from sandbox.aws.items.expressions.paths import Projection
from sandbox.aws.items.values import invalid

UNPLAYED = {
    "AttributeUpdates",
    "ConditionalOperator",
    "Expected",
    "KeyConditions",
    "QueryFilter",
    "ScanFilter",
}


def attributes_to_get(payload: Json, expression: str) -> Projection | None:
    """What AttributesToGet asks for; None where it is absent."""
    names = payload.get("AttributesToGet")
    if names is None:
        return None
    if expression in payload:
        raise invalid(
            "Can not use both expression and non-expression parameters in the same request: "
            "Non-expression parameters: {AttributesToGet} "
            f"Expression parameters: {{{expression}}}"
        )
    if len(set(names)) < len(names):
        raise invalid(
            "One or more parameter values were invalid: Duplicate value in AttributesToGet"
        )
    return Projection([(name,) for name in names])


def refuse(payload: Json) -> None:
    """Say no to the parameters the sandbox does not play."""
    for name in sorted(UNPLAYED & set(payload)):
        raise invalid(f"The sandbox does not play the legacy parameter {name}; use expressions")
