"""Signs of life of our own processes, for `health`."""

from pydantic import Field

from recovery.outcome import Value


class Vital(Value):
    """The last sign of life of one process.

    Attributes:
        process: `bot`, `poster`, `clock`, `worker` or `listener`.
        instance: Host and pid.
        at: Epoch seconds, wall time.
        trouble: What it cannot reach at the moment, empty if nothing.
        detail: Numbers worth showing, as text.
    """

    process: str
    instance: str
    at: float
    trouble: str = ""
    detail: dict[str, str] = Field(default_factory=dict)
