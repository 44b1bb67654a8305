"""The app's Home tab: what waits for me, what runs, what needs care, what has ended.

Pure, like the cards. Decisions stay on the card in the channel, the only place that
shows the plan; here is the way to it. Slack shows every time in the reader's own zone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.render import blocks, buttons
from bot.render.blocks import Json
from bot.render.card import detail_of
from bot.render.numbers import reader_clock, span
from bot.render.pieces import DOING, cost_in_short, kind_title, time_in_short
from bot.render.scene import Scene
from bot.render.told import Told, told
from recovery.ledger.port import Dossier
from recovery.people import Person
from recovery.policy import may_decide, mention
from recovery.record import State
from recovery.words import escape_mrkdwn

MOST_ROWS = 15
"""Of each part; with four parts far below the 100 blocks of a view."""
WORDS = {State.AWAITING_APPROVAL: "waits for approval"}
"""Only the message with the buttons says `awaiting approval`."""


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What everybody's Home tab shows of.

    Attributes:
        jobs: Open ones, then what ended lately; newest first in each.
        links: Job id to the address of its card.
        health: One line of mrkdwn.
        behind_seconds: For how long Slack has not taken the oldest change; 0 if it has.
    """

    jobs: tuple[Dossier, ...]
    links: Mapping[str, str] = field(default_factory=dict)
    health: str = ""
    behind_seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Whose Home tab it is, and the verbs they may ask for."""

    person: Person
    may_ask: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Row:
    """A job and what its state is to people now."""

    dossier: Dossier
    told: Told

    def waits_for(self, person: Person, scene: Scene) -> bool:
        """Whether this person's word would count, and has not been said yet."""
        job = self.dossier.job
        said = (each.person for each in self.dossier.decisions if each.digest == job.plan_digest)
        return (
            self.told.state is State.AWAITING_APPROVAL
            and may_decide(job.approvers, scene.directory, job.requester, person) is None
            and person not in said
        )


Tell = Callable[[_Row, Scene], list[str]]
"""The first lines of a row; id, asker and reason follow."""


def home(seen: Overview, reader: Reader, scene: Scene) -> Json:
    """The view for `views.publish`; its last block alone says when it was drawn."""
    rows = [_Row(dossier=each, told=told(each, scene.directory, scene.now)) for each in seen.jobs]
    mine = [row for row in rows if row.waits_for(reader.person, scene)]
    stuck = [row for row in rows if row.told.state is State.STUCK]
    ended = [row for row in rows if row.told.state.is_terminal]
    rest = [row for row in rows if row not in mine and row not in stuck and row not in ended]

    def part(heading: str, found: Sequence[_Row], tell: Tell, empty: str) -> list[Json]:
        shown = [_shown(row, tell(row, scene), seen.links) for row in found[:MOST_ROWS]]
        if len(found) > MOST_ROWS:
            shown.append(blocks.context(f"… and {len(found) - MOST_ROWS} more: `/ddbdr jobs`"))
        return [blocks.header(heading), *(shown or [blocks.context(empty)])]

    quiet = "Nothing is under way." if stuck or mine else "All quiet: nothing is under way."
    return {
        "type": "home",
        "blocks": [
            _standing(seen, scene),
            *part("Waits for your approval", mine, _question, "Nothing waits for you."),
            *part("Under way", rest, _progress, quiet),
            *(part("Stuck, needs somebody", stuck, _trouble, "") if stuck else ()),
            *part("Ended in the last 24 hours", ended, _end, "Nothing has ended yet."),
            blocks.actions(_quick(reader)),
            _drawn(scene),
        ],
    }


def _standing(seen: Overview, scene: Scene) -> Json:
    late = seen.behind_seconds
    return blocks.context(
        "*SANDBOX*, not the real AWS" if scene.is_sandbox else "",
        seen.health,
        f"Slack has held messages back for {span(late)}" if late else "",
    )


def _shown(row: _Row, lines: Sequence[str], links: Mapping[str, str]) -> Json:
    job = row.dossier.job
    link = links.get(job.id)
    small = [f"`{job.id}`", f"asked by {mention(job.requester.user)}"]
    if job.reason:
        small.append(f"“{escape_mrkdwn(job.reason)}”")
    if link is None:
        small.append(f"card in <#{row.dossier.delivery.channel or job.channel}>")
    text = "\n".join([*lines, " · ".join(small)])
    return blocks.section(text, buttons.open_in_channel(link) if link else None)


def _question(row: _Row, _scene: Scene) -> list[str]:
    job, plan = row.dossier.job, row.dossier.plan
    if plan is None:
        return [f"*{escape_mrkdwn(kind_title(job))}*"]
    until = f"until {reader_clock(job.expires)}" if job.expires else ""
    said = (cost_in_short(plan), time_in_short(plan), until)
    return [f"*{escape_mrkdwn(plan.title)}*", " · ".join(each for each in said if each)]


def _progress(row: _Row, scene: Scene) -> list[str]:
    job = row.dossier.job
    since = job.approved_at or job.created
    return [f"{_headline(row, scene)} · since {reader_clock(since)}"]


def _trouble(row: _Row, scene: Scene) -> list[str]:
    return [f"{_headline(row, scene)} · since {reader_clock(row.dossier.job.changed)}"]


def _end(row: _Row, scene: Scene) -> list[str]:
    job = row.dossier.job
    return [f"{_headline(row, scene)} · {reader_clock(job.ended or job.changed)}"]


def _headline(row: _Row, scene: Scene) -> str:
    """`restore orders · running — 12 of about 44 min`."""
    job, state = row.dossier.job, row.told.state
    head = f"*{job.kind} {escape_mrkdwn(job.table)}* · {WORDS.get(state, state.value)}"
    detail = detail_of(row.dossier, row.told, scene)
    return f"{head} — {detail}" if detail else head


def _quick(reader: Reader) -> list[Json]:
    starts = [buttons.start(verb, f"{DOING[verb]} a table") for verb in reader.may_ask]
    return [*starts, buttons.help_button()]


def _drawn(scene: Scene) -> Json:
    return blocks.context(
        f"As of {reader_clock(scene.now)}",
        "kept up to date for an hour after you open it",
    )
