"""`ddbdr …` in a terminal: the same answers as aligned text, and exit codes scripts rely on."""

from pathlib import Path

import pytest

from bot import terminal
from recovery.inventory import TableEntry
from tests.bot.conftest import CONFIG, World
from tests.bot.samples import asked, at, store, waiting_job
from tests.bot.test_ledger_away import Away


def test_jobs_are_aligned_under_their_titles(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    store(world.ledger, asked())
    store(world.ledger, asked(id="J-0000002", kind="backup", table="a-much-longer-name"))
    assert terminal.answer(world.desk, ["jobs"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2 open jobs"
    head, *rows = lines[2:5]
    for title, cell in (("Table", "a-much-longer-name"), ("State", "planning")):
        assert any(row[head.index(title) :].startswith(cell) for row in rows)
    assert "@alice" in rows[0]


def test_numbers_stand_to_the_right(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    entries = [
        TableEntry(account="prod", region="us-east-2", name=name, arn=name, size_bytes=size)
        for name, size in (("orders", 12_992_276_070), ("tiny", 812))
    ]
    world.ledger.sightings.replace_tables("prod", "us-east-2", entries, at=at(0))
    assert terminal.answer(world.desk, ["tables"]) == 0
    rows = [line for line in capsys.readouterr().out.splitlines() if "us-east-2  " in line]
    ends = [
        row.index(unit) + len(unit)
        for row, unit in zip(rows, ("12.1 GB", "812 bytes"), strict=True)
    ]
    assert ends[0] == ends[1]


def test_a_job_reads_without_slacks_markup(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting_job(world.ledger, reason="a < b & c")
    assert terminal.answer(world.desk, ["job", "7f3k2q1"]) == 0
    out = capsys.readouterr().out
    assert "Asked by @alice" in out
    assert "“a < b & c”" in out
    assert "<" not in out.replace("a < b", "")
    assert "ddbdr approve J-7F3K2Q1" in out


def test_a_next_command_is_written_where_it_works(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert terminal.answer(world.desk, ["jobs"]) == 0
    out = capsys.readouterr().out
    assert "  in Slack: /ddbdr backup orders" in out
    assert "  ddbdr jobs --all" in out


@pytest.mark.parametrize("words", [["status"], ["health"], ["backups", "orders"], ["tables"], []])
def test_whatever_looks_is_answered(
    world: World, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert (terminal.answer(world.desk, words) if words else terminal.run([])) == 0
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["backup", "orders"], "the terminal only reads. In Slack: /ddbdr backup orders"),
        (["approve", "J-7F3K2Q1"], "the terminal only reads"),
        (["whoami"], "does not know who you are"),
        (["bakup"], "Did you mean `backup`?"),
        (["job", "J-0000000"], "There is no job"),
        (["jobs", "--page", "x"], "is not a page"),
    ],
)
def test_what_cannot_be_answered_exits_with_two(
    world: World, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert terminal.answer(world.desk, words) == 2
    captured = capsys.readouterr()
    assert told in captured.err
    assert captured.out == ""
    assert world.ledger.jobs.page(size=1, page=1).total == 0


def test_a_ledger_away_exits_with_one(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.desk.ledger = Away()  # type: ignore[assignment]
    assert terminal.answer(world.desk, ["jobs"]) == 1
    assert "the ledger cannot be reached" in capsys.readouterr().err


def test_an_empty_word_is_no_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert terminal.run([""]) == 0
    assert "`ddbdr jobs`" in capsys.readouterr().out


def test_a_terminal_changes_nothing_not_even_what_is_read_next(world: World) -> None:
    world.ledger.sightings.replace_tables("prod", "us-east-2", [], at=at(-10))
    assert terminal.answer(world.desk, ["tables"]) == 0
    assert world.ledger.due.next_due() is None


def test_help_is_written_for_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert terminal.run(["help"]) == 0
    assert "`ddbdr restore orders" in capsys.readouterr().out
    assert terminal.run(["help", "restore"]) == 0
    assert "/ddbdr" not in capsys.readouterr().out
    assert terminal.run(["help", "nothing"]) == 2


def test_config_check_prints_each_actions_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ddbdr.yaml"
    path.write_text(CONFIG, "utf-8")
    monkeypatch.setenv("DDBDR_CONFIG", str(path))
    assert terminal.run(["config", "check"]) == 0
    assert "backup: needs no approval" in capsys.readouterr().out


def test_config_errors_name_line_and_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ddbdr.yaml"
    path.write_text(CONFIG.replace('"123456789012"', "12"), "utf-8")
    monkeypatch.setenv("DDBDR_CONFIG", str(path))
    with pytest.raises(SystemExit) as stopped:
        terminal.run(["config", "check"])
    assert stopped.value.code == 2
    assert "line 4: accounts[0].id" in capsys.readouterr().err
