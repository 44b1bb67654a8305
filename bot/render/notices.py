"""News for a channel: one line that begins with its name, small print, what to do next.

A notice tells one thing, a digest counts what was gathered.
"""

import hashlib
from collections import Counter
from datetime import UTC, datetime, timedelta

from bot.render import blocks, buttons
from bot.render.blocks import Json
from bot.render.message import Message
from bot.render.numbers import spoken, utc
from recovery.errors import Refusal
from recovery.grammar import parse
from recovery.ledger.port_news import Piece
from recovery.outcome import Notice
from recovery.words import escape_mrkdwn

EVENT_TYPE = "ddbdr_notice"
BARE = frozenset({"", "size", "items"})
"""Labels whose text says by itself what it is."""
TOLD = frozenset({"table", "region", "account", "copied from", "to", "vault"})
"""Labels of what is said elsewhere (the first line has a copy's way) or in metadata alone."""
LONGEST_PART = 200
MOST_TABLES = 10
"""Tables named for one kind in a digest."""
MOST_PLACES = 10
"""Accounts and regions in a digest's small print."""
MOST_KINDS = 8
"""Kinds with a line of their own in a digest."""


def notice(news: Notice, *, letter_id: str, now: datetime, is_sandbox: bool) -> Message:
    """`BackupCompleted · orders · us-east-2 · 12.1 GB · expires 30 Dec`."""
    told = [
        _part(_said(label, text, now)) for label, text in news.detail if label.lower() not in TOLD
    ]
    parts = [escape_mrkdwn(news.name), _part(news.table), _part(_where(news)), *told]
    first, *others = [part for part in parts if part]
    small = [escape_mrkdwn(news.account)]
    if news.job_id:
        small.append(f"made by `{news.job_id}`")
    clicks = [
        buttons.command(label, command, origin=origin_of(letter_id), place=place)
        for place, (label, command) in enumerate(news.offers)
        if is_known(command, now)
    ]
    if news.job_id:
        clicks.append(buttons.details(news.job_id, None))
    return _message(
        " · ".join([first, *others]),
        [blocks.section(" · ".join([f"*{first}*", *others]))],
        small=small,
        clicks=clicks,
        is_sandbox=is_sandbox,
        payload={"letter": letter_id, **news.model_dump(mode="json", exclude={"type"})},
    )


def digest(body: Json, *, letter_id: str, now: datetime, is_sandbox: bool) -> Message:
    """`Digest · 312 completions up to 14:00 UTC · BackupCompleted 300 · CopyCompleted 12`.

    Args:
        body: `{urgent, until (ISO 8601), pieces: [[*Piece, count], …]}`.
        letter_id: Under which the post is found again.
        now: Domain time.
        is_sandbox: Whether AWS is not the real one.
    """
    counted = [(Piece(*piece[:-1]), int(piece[-1])) for piece in body["pieces"]]
    kinds: Counter[str] = Counter()
    for piece, count in counted:
        kinds[piece.name] += count
    what = "alarms" if body["urgent"] else "completions"
    until = utc(datetime.fromisoformat(body["until"]), now)
    name = "AlarmDigest" if body["urgent"] else "Digest"
    parts = [f"{sum(kinds.values()):,} {what} up to {until}"]
    parts += [f"{escape_mrkdwn(kind)} {count:,}" for kind, count in kinds.most_common(MOST_KINDS)]
    if len(kinds) > MOST_KINDS:
        parts.append(f"{len(kinds) - MOST_KINDS} more kinds")
    lines = [_line(kind, counted) for kind, _ in kinds.most_common(MOST_KINDS)]
    places = sorted({_place(piece) for piece, _ in counted})
    return _message(
        " · ".join([name, *parts]),
        [blocks.section(" · ".join([f"*{name}*", *parts])), blocks.section("\n".join(lines))],
        small=[escape_mrkdwn(place) for place in places[:MOST_PLACES]],
        clicks=[buttons.command("Status", "status", origin=origin_of(letter_id), place=0)],
        is_sandbox=is_sandbox,
        payload={"letter": letter_id, "kinds": dict(kinds), "until": body["until"]},
    )


def origin_of(letter_id: str) -> str:
    """What a button carries of the letter it stands under, so that it acts once a person."""
    return hashlib.sha256(letter_id.encode()).hexdigest()[:12]


def is_known(command: str, now: datetime) -> bool:
    """Whether it can be typed today; only what works is offered."""
    try:
        return not parse(command, now=now, zone=UTC).missing
    except Refusal:
        return False


def _message(
    text: str,
    shown: list[Json],
    *,
    small: list[str],
    clicks: list[Json],
    is_sandbox: bool,
    payload: Json,
) -> Message:
    if is_sandbox:
        small = [*small, "*SANDBOX*, not the real AWS"]
    if any(small):
        shown.append(blocks.context(*small))
    if clicks:
        shown.append(blocks.actions(clicks))
    metadata = {"event_type": EVENT_TYPE, "event_payload": payload}
    return Message(text=text, blocks=tuple(shown), metadata=metadata)


def _place(piece: Piece) -> str:
    return " ".join(part for part in (piece.account, piece.region) if part)


def _where(news: Notice) -> str:
    """`us-east-2`, or `us-east-2 → us-west-1` of a copy, `us-west-1 → dr/us-west-1` of a hop."""
    said = dict(news.detail)
    here, to = said.get("copied from") or news.region, said.get("to", "")
    return f"{here} → {to}" if to else here


def _said(label: str, text: str, now: datetime) -> str:
    """`12.1 GB`, `expires 30 Dec`, `since 02:40 UTC by …`."""
    if label == "expires":
        return f"{text} {label}" if text == "never" else f"{label} {_day(text, now)}"
    return spoken(text if label.lower() in BARE else f"{label} {text}", now)


def _day(text: str, now: datetime) -> str:
    """`30 Dec`, with its year where it is another one; the hour matters within two days."""
    try:
        instant = datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return text  # as it was told
    if abs(instant - now) < timedelta(days=2):
        return utc(instant.replace(second=0), now)
    year = "" if instant.year == now.year else f" {instant.year}"
    return f"{instant.day} {instant:%b}{year}"


def _part(text: str) -> str:
    return blocks.cut(escape_mrkdwn(text), LONGEST_PART)


def _line(kind: str, counted: list[tuple[Piece, int]]) -> str:
    """`*BackupCompleted* · orders ×12, users ×9 and 280 more`; regions where they differ."""  # noqa: RUF002
    is_apart = len({_place(piece) for piece, _ in counted}) > 1
    tables: Counter[str] = Counter()
    for piece, count in counted:
        if piece.name == kind:
            table = piece.table or "no table"
            tables[f"{table} in {piece.region}" if is_apart else table] += count
    named = [
        f"{escape_mrkdwn(table)}{f' ×{count:,}' if count > 1 else ''}"  # noqa: RUF001  times
        for table, count in sorted(tables.items(), key=lambda one: (-one[1], one[0]))[:MOST_TABLES]
    ]
    more = f" and {len(tables) - MOST_TABLES:,} more" if len(tables) > MOST_TABLES else ""
    return f"*{escape_mrkdwn(kind)}* · {', '.join(named)}{more}"
