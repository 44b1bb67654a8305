"""Keeps what Slack shows of one job equal to the ledger: living message, thread, end.

Called again until everything stands; each call does what Slack's limits allow and
raises NotYet for the rest. Before a first post its random id is saved, so that
after a crash the post can be found instead of being made twice.
"""

from collections.abc import Callable
from dataclasses import replace

from bot import log
from bot.desk import Desk
from bot.gateway import Gateway, NotYet
from bot.render.card import card, final
from bot.render.message import Message
from bot.render.scene import Scene
from bot.render.thread import ASKED, entries
from bot.render.told import Told, told
from bot.slack_errors import (
    ChannelClosed,
    MessageGone,
    RateLimited,
    ScopeMissing,
    SlackRefused,
)
from recovery.cards import Delivery
from recovery.ledger.port import Dossier
from recovery.record import State

BEHIND_SECONDS = 10.0
"""A card held back for longer says so."""
REST_SECONDS = 3.0
"""Between two updates of one message that only tell progress."""
AGAIN = "Posted again after a restart; an earlier copy may stand above."


class Living:
    """Shows jobs in Slack; one thread at a time per job.

    Args:
        new_id: Makes the random ids under which posts are found again.
        wall: Seconds, for pacing.
    """

    def __init__(
        self, desk: Desk, gateway: Gateway, new_id: Callable[[], str], wall: Callable[[], float]
    ) -> None:
        self._desk = desk
        self._gateway = gateway
        self._new_id = new_id
        self._wall = wall
        self._shown_state: dict[str, State] = {}
        self.shown_at: dict[str, float] = {}

    def show(self, job_id: str, mark: int, *, dirty_since: float) -> None:
        """Make Slack equal to the ledger as of `mark`.

        Raises:
            NotYet: Slack's limits allow the rest only later.
            SlackRefused, RateLimited, SlackAway, LedgerAway: try again later.
        """
        dossier = self._desk.ledger.jobs.dossier(job_id)
        if dossier is not None:
            dossier = self._keep_living(dossier, dirty_since)
            dossier = self._keep_thread(dossier)
            self._keep_end(dossier)
            if dossier.job.state.is_terminal:
                self._forget(job_id)
        self._desk.ledger.cards.clean(job_id, mark)

    def _keep_living(self, dossier: Dossier, dirty_since: float) -> Dossier:
        delivery = dossier.delivery
        if delivery.ts is None:
            dossier = self._post_living(dossier)
            if dossier.delivery.shown:
                return dossier
            delivery = dossier.delivery
        shown = card(dossier, self._scene(), posting=delivery.posting)
        if shown.digest == delivery.shown:
            self.shown_at[dossier.job.id] = self._wall()
            return dossier
        return self._update_living(dossier, shown, dirty_since)

    def _update_living(self, dossier: Dossier, shown: Message, dirty_since: float) -> Dossier:
        job, delivery = dossier.job, dossier.delivery
        now_told = told(dossier, self._desk.directory(), self._desk.now())
        is_urgent = self._is_urgent(job.id, now_told)
        rested = self._wall() - self.shown_at.get(job.id, float("-inf"))
        if not is_urgent and rested < REST_SECONDS:
            raise NotYet(REST_SECONDS - rested)
        # A job that goes on changing is never clean: what counts is the last time it was shown.
        late = self._wall() - max(dirty_since, self.shown_at.get(job.id, dirty_since))
        sent = shown
        if late > BEHIND_SECONDS:
            sent = card(dossier, self._scene(behind_seconds=late), posting=delivery.posting)
        channel, ts = delivery.channel or job.channel, delivery.ts or ""
        try:
            self._gateway.update(channel, ts, sent, is_urgent=is_urgent)
        except (MessageGone, ChannelClosed) as error:
            trouble = f"The message in {channel} could not be edited: {error.error}."
            gone = Delivery(
                channel=delivery.channel,
                asked_digest=delivery.asked_digest,
                milestones=delivery.milestones,
                final_ts=delivery.final_ts,
                final_posting=delivery.final_posting,
                trouble=trouble,
            )
            return self._post_living(self._save(dossier, gone))
        self._shown_state[job.id] = now_told.state
        self.shown_at[job.id] = self._wall()
        return self._save(dossier, delivery.model_copy(update={"shown": shown.digest}))

    def _is_urgent(self, job_id: str, now_told: Told) -> bool:
        """Whether people should see this before mere progress; after a restart, guess."""
        if job_id in self._shown_state:
            return self._shown_state[job_id] is not now_told.state
        return now_told.is_ahead or now_told.state is not State.RUNNING

    def _post_living(self, dossier: Dossier) -> Dossier:
        """Post it, or find the post of an interrupted run; falls back to operations."""
        delivery = dossier.delivery
        if delivery.posting is not None:
            found, note = self._look_for(delivery.channel or dossier.job.channel, delivery.posting)
            if found is not None:
                return self._save(dossier, delivery.model_copy(update={"ts": found, "shown": ""}))
            delivery = delivery.model_copy(update={"trouble": note or delivery.trouble})
            dossier = replace(dossier, delivery=delivery)
        operations = self._desk.config.slack.channels.operations
        channel = delivery.channel or dossier.job.channel
        try:
            return self._post_first(dossier, channel)
        except ChannelClosed as error:
            if channel == operations:
                raise
            trouble = f"<#{channel}> cannot be posted to ({error.error})."
            moved = delivery.model_copy(
                update={"channel": operations, "posting": None, "trouble": trouble}
            )
            posted = self._post_first(self._save(dossier, moved), operations)
            self._tell_asker_where(posted)
            return posted

    def _post_first(self, dossier: Dossier, channel: str) -> Dossier:
        posting = self._new_id()
        intended = dossier.delivery.model_copy(update={"channel": channel, "posting": posting})
        dossier = self._save(dossier, intended)
        message = card(dossier, self._scene(), posting=posting)
        try:
            ts = self._gateway.post(channel, message)
        except (NotYet, RateLimited, SlackRefused):
            # Slack took nothing: no need to look for it later.
            self._save(dossier, intended.model_copy(update={"posting": None}))
            raise
        state = told(dossier, self._desk.directory(), self._desk.now()).state
        self._shown_state[dossier.job.id] = state
        self.shown_at[dossier.job.id] = self._wall()
        posted: dict[str, object] = {"ts": ts, "shown": message.digest}
        if dossier.job.state.is_terminal and intended.final_ts is None:
            # A new post that shows the end has told it: a second one would only repeat it.
            posted["final_ts"] = ts
        return self._save(dossier, intended.model_copy(update=posted))

    def _look_for(self, channel: str, posting: str) -> tuple[str | None, str]:
        """The post of an interrupted run, and a note where we may not look."""
        try:
            return self._gateway.find(channel, "posting", posting), ""
        except (ScopeMissing, ChannelClosed):
            return None, AGAIN

    def _tell_asker_where(self, dossier: Dossier) -> None:
        """A private link, where the card could not stand where it was asked for."""
        job, delivery = dossier.job, dossier.delivery
        try:
            link = self._gateway.permalink(delivery.channel or "", delivery.ts or "")
            text = f"The card of `{job.id}` stands <{link}|here>: {delivery.trouble}"
            self._gateway.post(job.requester.user, Message(text=text))
        except (SlackRefused, RateLimited, NotYet) as error:
            # The ack named the job, `job J-…` finds it: not worth a second try.
            log.get("poster").warning("asker not told", job=job.id, reason=str(error))

    def _keep_thread(self, dossier: Dossier) -> Dossier:
        delivery = dossier.delivery
        for name, message in entries(dossier, self._scene()):
            done = name in delivery.milestones or name == f"{ASKED}{delivery.asked_digest}"
            if done:
                continue
            channel = delivery.channel or dossier.job.channel
            self._gateway.post(channel, message, thread_ts=delivery.ts)
            if name.startswith(ASKED):
                told_now: dict[str, object] = {"asked_digest": name.removeprefix(ASKED)}
            else:
                told_now = {"milestones": (*delivery.milestones, name)}
            delivery = delivery.model_copy(update=told_now)
            dossier = self._save(dossier, delivery)
        return dossier

    def _keep_end(self, dossier: Dossier) -> None:
        job, delivery = dossier.job, dossier.delivery
        if not job.state.is_terminal or delivery.final_ts is not None:
            return
        channel = delivery.channel or job.channel
        if delivery.final_posting is not None:
            found, _ = self._look_for(channel, delivery.final_posting)
            if found is not None:
                self._save(dossier, delivery.model_copy(update={"final_ts": found}))
                return
        posting = self._new_id()
        intended = delivery.model_copy(update={"final_posting": posting})
        self._save(dossier, intended)
        try:
            ts = self._gateway.post(channel, final(dossier, self._scene(), posting=posting))
        except (NotYet, RateLimited, SlackRefused):
            self._save(dossier, intended.model_copy(update={"final_posting": None}))
            raise
        self._save(dossier, intended.model_copy(update={"final_ts": ts}))

    def _save(self, dossier: Dossier, delivery: Delivery) -> Dossier:
        self._desk.ledger.cards.save_delivery(dossier.job.id, delivery)
        return replace(dossier, delivery=delivery)

    def _scene(self, *, behind_seconds: float = 0.0) -> Scene:
        return Scene(
            now=self._desk.now(),
            directory=self._desk.directory(),
            is_sandbox=self._desk.is_sandbox,
            behind_seconds=behind_seconds,
        )

    def _forget(self, job_id: str) -> None:
        self._shown_state.pop(job_id, None)
        self.shown_at.pop(job_id, None)
