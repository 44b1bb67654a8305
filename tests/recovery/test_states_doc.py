"""docs/states.md is what the code does, cell by cell."""

from pathlib import Path

from recovery.events import Event
from recovery.record import State
from tests.recovery.test_job import EVENTS, NOW, began, fresh, planned, running, stuck

DOC = Path(__file__).parents[2] / "docs" / "states.md"

JOBS = {
    State.PLANNING: began(fresh()),
    State.AWAITING_APPROVAL: planned(),
    State.RUNNING: began(running(1)),
    State.REVERTING: began(began(running(1)).after(EVENTS[5], NOW)),
    State.STUCK: stuck(),
}


def label(event: Event) -> str:
    name = type(event).__name__
    retryable = getattr(event, "retryable", None)
    return name if retryable is None else f"{name}, {'retryable' if retryable else 'final'}"


def table() -> list[str]:
    """The published table, one line per event, one column per open state."""
    heads = ["event", *(state.value for state in JOBS)]
    lines = [f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
    for event in EVENTS:
        if label(event) == "Began":
            continue
        cells = [job.after(event, NOW) for job in JOBS.values()]
        words = [
            "·" if after is before else after.state.value
            for before, after in zip(JOBS.values(), cells, strict=True)
        ]
        lines.append(f"| {label(event)} | {' | '.join(words)} |")
    return lines


def test_the_published_table_is_the_machine() -> None:
    text = DOC.read_text()
    assert "\n".join(table()) in text, "docs/states.md should hold:\n" + "\n".join(table())


def test_every_state_is_explained() -> None:
    text = DOC.read_text()
    for state in State:
        assert f"**{state.value}**" in text
