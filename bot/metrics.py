"""The metrics: what the program did, as counters for Prometheus, and how it stands, as gauges.

What happened to alerts and deliveries is read from the history, line by line behind a cursor, so that it is counted
once however it came about. The counters begin at zero when the program starts, as is usual.
"""

from collections.abc import Iterable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector, generate_latest

from bot import __version__
from bot.feeds.poll import Items, PollFailed, PollFailure, PollResult
from bot.monitor.stories import Relation
from bot.pipeline import Taken
from bot.store.figures import Figures, Happened

LAGS = (10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400)
"""Seconds: the buckets of the time from publication to delivery. Most of it is the interval of the poll."""


class Metrics:
    """The metrics of one program; nothing of it is global."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        Info("tocsin_build", "The version that runs.", registry=registry).info({"version": __version__})
        self._polls = Counter("tocsin_polls", "Polls by what came of them.", ["outcome"], registry=registry)
        self._failures = Counter("tocsin_poll_failures", "Polls that failed, by why.", ["kind"], registry=registry)
        self._unparsed = Counter(
            "tocsin_parse_failures", "Bodies that are no feed, or cost too much to read.", ["kind"], registry=registry
        )
        self._articles = Counter(
            "tocsin_articles", "Articles decided, by how they stand to the stories.", ["relation"], registry=registry
        )
        self._alerts = Counter("tocsin_alerts", "Alerts that rang, by their rule's kind.", ["kind"], registry=registry)
        self._deliveries = Counter(
            "tocsin_deliveries", "Deliveries by what they came to.", ["outcome"], registry=registry
        )
        self._repeats = Counter("tocsin_repeats", "Messages sent again with a mark.", registry=registry)
        self._lag = Histogram(
            "tocsin_delivery_lag_seconds", "From an article's publication to its alert's delivery.", registry=registry,
            buckets=LAGS,
        )  # fmt: skip
        self._queue = Gauge("tocsin_queue_deliveries", "Deliveries on their way.", registry=registry)
        self._queue_age = Gauge("tocsin_queue_age_seconds", "Age of the oldest of them; 0: none.", registry=registry)
        self._feeds = Gauge("tocsin_feeds", "Feeds by how they stand.", ["state"], registry=registry)
        self._chats = Gauge("tocsin_chats", "Chats by state.", ["state"], registry=registry)
        self._last_poll = Gauge(
            "tocsin_last_good_poll_timestamp_seconds", "When a feed was last read.", registry=registry
        )
        self._prepare()

    def _prepare(self) -> None:
        """Let the usual labels stand at zero from the start, so that their rates begin there."""
        for outcome in ("new", "unchanged", "failed"):
            self._polls.labels(outcome)
        for kind in PollFailure:
            self._unparsed.labels(str(kind))
        for relation in Relation:
            self._articles.labels(str(relation))
        for state in ("sent", "failed", "uncertain", "held", "muted"):
            self._deliveries.labels(state)

    def note_poll(self, result: PollResult) -> None:
        """Count a poll."""
        if isinstance(result, PollFailed):
            self._polls.labels("failed").inc()
            self._failures.labels(str(result.kind)).inc()
            if isinstance(result.kind, PollFailure):
                self._unparsed.labels(str(result.kind)).inc()
        else:
            self._polls.labels("new" if isinstance(result, Items) else "unchanged").inc()

    def note_taken(self, taken: Taken) -> None:
        """Count the articles that were decided."""
        for decision in taken.decisions:
            self._articles.labels(str(decision.judgement.relation)).inc()

    def note_happened(self, lines: Iterable[Happened]) -> None:
        """Count what the history tells."""
        for line in lines:
            if line.kind:
                self._alerts.labels(line.kind).inc()
            if line.outcome:
                self._deliveries.labels(line.outcome).inc()
                if line.repeat and line.outcome == "sent":
                    self._repeats.inc()
            if line.lag is not None:
                self._lag.observe(line.lag)

    def render(self, figures: Figures, now: datetime) -> bytes:
        """Return everything in Prometheus's text format.

        Args:
            figures: How everything stands.
            now: UTC.
        """
        self._queue.set(figures.waiting)
        self._queue_age.set(max(0.0, (now - figures.oldest).total_seconds()) if figures.oldest else 0)
        for state, count in figures.feeds.items():
            self._feeds.labels(state).set(count)
        for state, count in figures.chats.items():
            self._chats.labels(state).set(count)
        if figures.last_poll:
            self._last_poll.set(figures.last_poll.timestamp())
        return generate_latest(self._registry)
