"""Small parts of what is shown, where they are cut, left out or said once."""

from bot.render import blocks
from bot.render.answers import message
from bot.render.card import card
from bot.render.pieces import cost_text
from bot.render.scene import Scene
from recovery.answer import Answer, Column, Grid
from recovery.events import Refused
from recovery.plan import Check, CheckResult, CostLine
from tests.bot.conftest import DIRECTORY, NOW
from tests.bot.samples import asked, dossier, restore_plan
from tests.bot.speaking import words


def test_what_is_cut_ends_no_code_span_and_no_escape_in_the_middle() -> None:
    assert blocks.cut("as `pitr on orders` says", 12) == "as `pitr o…`"
    assert blocks.cut("a &amp; b", 6) == "a…"
    assert blocks.cut("a &amp; b", 9) == "a &amp; b"


def test_a_cell_is_never_empty_and_never_longer_than_a_table_takes() -> None:
    grid = Grid(columns=(Column(title="Name"),), rows=(("x" * 300,), ("",)))
    rows = message(Answer(grid=grid)).blocks[0]["rows"]
    assert [len(row[0]["text"]) for row in rows] == [4, 200, 1]


def test_a_cost_that_is_not_known_is_named_beside_what_is() -> None:
    plan = restore_plan()
    unknown = CostLine(label="cold storage", figure=None, unknown="no price for it")
    more = plan.model_copy(update={"cost": (*plan.cost, unknown)})
    assert cost_text(more).splitlines()[-1] == "not known: cold storage"
    assert cost_text(plan.model_copy(update={"cost": ()})) == "nothing"


def test_why_a_plan_was_refused_is_said_once() -> None:
    checks = (
        Check(name="key", result=CheckResult.FAILED, detail="The key is disabled."),
        Check(name="name", result=CheckResult.FAILED, detail="The name is taken."),
    )
    plan = restore_plan().model_copy(update={"checks": checks})
    job = asked().after(Refused(reason="The key is disabled. 1 more check failed."), NOW)
    text = words(list(card(dossier(job, plan), Scene(now=NOW, directory=DIRECTORY)).blocks))
    assert text.count("The key is disabled.") == 1
    assert "✗ The name is taken." in text
