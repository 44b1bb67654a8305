"""Letters the bot leaves for the poster: what it may not send itself, because it would wait.

Bodies by kind:
    reply      response_url, answer, replace (the original message goes)
    ephemeral  channel, user, answer
    message    channel (or a person's id), thread_ts (may be empty), answer
    notice     a `recovery.outcome.Notice`; written by the ledger when a worker saves one
`answer` is a `recovery.answer.Answer` as plain JSON.
"""

from bot.asking import Asking
from recovery.answer import Answer
from recovery.cards import Letter
from recovery.decisions import Decision
from recovery.job import Job

RESPONSE_URL_SECONDS = 28 * 60
"""Slack takes 30 minutes; later nobody waits for the answer anyway."""


def reply(asking: Asking, answer: Answer, *, wall: float, replace: bool = False) -> Letter:
    """A private answer to a command or a click; from Home, which takes none, a direct message."""
    if not asking.response_url:
        return _direct(asking, answer)
    return Letter(
        id=f"reply:{asking.request_id}",
        lane="fast",
        kind="reply",
        body={
            "response_url": asking.response_url,
            "answer": answer.model_dump(mode="json"),
            "replace": replace,
        },
        expires=wall + RESPONSE_URL_SECONDS,
    )


def _direct(asking: Asking, answer: Answer) -> Letter:
    return Letter(
        id=f"reply:{asking.request_id}",
        lane="fast",
        kind="message",
        body={
            "channel": asking.person.user,
            "thread_ts": "",
            "answer": answer.model_dump(mode="json"),
        },
    )


def not_counted(job: Job, decision: Decision, why: str, *, wall: float, channel: str) -> Letter:
    """Tells somebody whose word was kept while groups were read that it does not count."""
    line = f"Your word on `{job.id}` ({decision.word}) does not count. {why}"
    return Letter(
        id=f"not counted:{job.id}:{decision.digest}:{decision.person}",
        lane="fast",
        kind="ephemeral",
        body={
            "channel": channel,
            "user": decision.person.user,
            "answer": Answer(lines=(line,)).model_dump(mode="json"),
        },
        expires=wall + RESPONSE_URL_SECONDS,
    )


def in_thread(asking: Asking, answer: Answer) -> Letter:
    """The answer to a mention, where it was made."""
    return Letter(
        id=f"message:{asking.request_id}",
        lane="fast",
        kind="message",
        body={
            "channel": asking.channel,
            "thread_ts": asking.thread_ts,
            "answer": answer.model_dump(mode="json"),
        },
    )
