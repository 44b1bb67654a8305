"""What `/metrics` tells: requests answered by this bot, and what the ledger has waiting."""

from collections.abc import Iterable
from pathlib import Path

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from bot.desk import Desk
from bot.settings import metrics_folder

REQUESTS = Counter("ddbdr_slack_requests", "Requests from Slack by outcome", ["outcome"])
ACK = Histogram(
    "ddbdr_ack_seconds",
    "From a request's arrival to its answer",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3),
)


class CountersGone(Exception):  # noqa: N818  named for the condition
    """The folder our processes count in was taken away, by something that cleans up /tmp, say."""


class _Waiting:
    """Gauges read from the ledger when they are asked for."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def collect(self) -> Iterable[GaugeMetricFamily]:
        counts = self._desk.ledger.due.counts(now=self._desk.now())
        due = GaugeMetricFamily("ddbdr_due", "Jobs and chores by how they are due", labels=["how"])
        for how, count in counts.items():
            due.add_metric([how], count)
        yield due
        yield GaugeMetricFamily(
            "ddbdr_letters_waiting",
            "Messages Slack has not taken",
            value=self._desk.ledger.outbox.waiting(),
        )


def exposition(desk: Desk) -> bytes:
    """Prometheus text of all processes of this bot.

    Raises:
        LedgerAway: the ledger's gauges cannot be read.
        CountersGone: the requests counted so far cannot be read.
    """
    registry = CollectorRegistry()
    registry.register(_Waiting(desk))
    folder = metrics_folder()
    if folder is None:
        return generate_latest(REGISTRY) + generate_latest(registry)
    if not Path(folder).is_dir():
        raise CountersGone(folder)
    MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]  # untyped
    return generate_latest(registry)
