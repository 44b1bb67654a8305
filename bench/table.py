"""Figures as aligned lines, with the target beside each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One measured thing.

    Attributes:
        what: What was measured.
        value: The figure with its unit.
        target: What it should be, or empty.
        holds: Whether it is; None where there is no target.
    """

    what: str
    value: str
    target: str = ""
    holds: bool | None = None


def show(title: str, lines: list[Line]) -> None:
    """Print one table."""
    print(f"\n{title}")
    wide = max(len(line.what) for line in lines)
    for line in lines:
        word = {True: "holds", False: "MISSED", None: ""}[line.holds]
        target = f"  target {line.target:<22} {word}" if line.target else ""
        print(f"  {line.what:<{wide}}  {line.value:>26}{target}")
