"""Log lines are JSON, one each, and hold no locals of a traceback."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from workers.log import configure


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_traceback_is_one_line_without_locals(capsys: pytest.CaptureFixture[str]) -> None:
    log = configure("info")

    def breaks() -> None:
        password = "hunter2"
        raise ValueError(f"broken after {len(password)} characters")

    try:
        breaks()
    except ValueError:
        log.exception("step broke", job="J-7F3K2Q1")
    (line,) = lines(capsys)
    assert (line["event"], line["job"], line["level"]) == ("step broke", "J-7F3K2Q1", "error")
    assert "broken" in json.dumps(line["exception"])
    assert "hunter2" not in json.dumps(line)


def test_warnings_of_libraries_are_the_same_kind_of_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("info")
    logging.getLogger("rq.worker").warning("Worker %s: gone", "a")
    (line,) = lines(capsys)
    assert line["event"] == "Worker a: gone"
    assert "timestamp" in line


def test_less_severe_lines_stay_out(capsys: pytest.CaptureFixture[str]) -> None:
    log = configure("warning")
    log.info("quiet")
    log.warning("loud")
    assert [line["event"] for line in lines(capsys)] == ["loud"]
