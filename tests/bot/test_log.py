"""Log lines of the bot's processes: as severe as asked for, and nothing of what people typed."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import log


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def events(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()]


@pytest.mark.parametrize(
    ("level", "told"), [("debug", ["a", "b", "c"]), ("info", ["b", "c"]), ("error", [])]
)
def test_less_severe_lines_stay_out(
    level: str, told: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = log.set_up("bot", level)
    lines.debug("a")
    lines.info("b")
    lines.warning("c")
    assert events(capsys) == told


def test_libraries_repeat_nothing_even_at_debug(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up("bot", "debug")
    logging.getLogger("slack_bolt.App").info("body: %s", "what somebody typed")
    logging.getLogger("slack_sdk.web.client").debug("token: %s", "xoxb-real")
    logging.getLogger("slack_sdk").warning("gone")
    assert events(capsys) == ["gone"]


def test_a_traceback_holds_no_locals(capsys: pytest.CaptureFixture[str]) -> None:
    lines = log.set_up("bot", "info")

    def breaks(token: str) -> None:
        raise ValueError(f"broken after {len(token)} characters")

    try:
        breaks("xoxb-" + "real")
    except ValueError:
        lines.exception("defect")
    told = capsys.readouterr().err
    assert "broken after 9 characters" in told
    assert "xoxb-real" not in told
