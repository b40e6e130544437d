"""T1, decided: everything that follows from one poll, in one transaction.

Articles, facts, alerts, one outbox row per chat and the feed's validators are committed together, so "seen" and "to be
sent" never part: a crash neither loses an alert nor raises it twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from bot.monitor.articles import canonical_url
from bot.monitor.decide import Decision
from bot.store.alerts import alert_row, insert_alerts
from bot.store.columns import storable
from bot.store.database import CHUNK
from bot.store.deliveries import make_deliveries
from bot.store.events import record_alerts
from bot.store.feeds import save_address
from bot.store.schema import article_keys, articles, decisions, fact_states, facts, feeds
from bot.store.states import FeedState


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedUpdate:
    """How one poll of a feed went, and when the next is due.

    Attributes:
        feed_id: The feed. polled_at: when, UTC. ok: it could be read (an unchanged feed counts).
        etag, last_modified, body_hash: The validators for the next poll; kept as they were when the poll failed.
        next_poll_at, interval: When it is due again, and the present time between polls.
        failures: How many polls in a row failed, this one included. error: why, for a person, or None.
        new_url: Where it has moved for good (301, 308), or None.
        state: `GONE` ends its polling. title: the feed's own, kept when it has none yet.
        whole: All that it shows was taken. Otherwise the feed counts as not read yet, so that its validators are
            forgotten and the rest is found again.
    """

    feed_id: int
    polled_at: datetime
    ok: bool
    next_poll_at: datetime
    interval: timedelta | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    failures: int = 0
    error: str | None = None
    new_url: str | None = None
    state: FeedState = FeedState.ACTIVE
    title: str = ""
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One item of the poll and what was decided about it: its key and content hash there, and when it was read."""

    key: str
    content_hash: str
    decision: Decision
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """An item that is an article we have: it gets a key in this feed, and nothing else happens."""

    key: str
    content_hash: str
    article_id: str


@dataclass(slots=True)
class _Rows:
    """What the decisions of one poll come to, table by table."""

    new: dict[int, dict[str, Any]] = field(default_factory=dict)
    revised: dict[int, dict[str, Any]] = field(default_factory=dict)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    facts: list[dict[str, Any]] = field(default_factory=list)
    states: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)
    alerts: list[dict[str, Any]] = field(default_factory=list)


def save_poll(
    connection: Connection,
    feed: FeedUpdate,
    decided: Sequence[Decided],
    sightings: Sequence[Sighting] = (),
    *,
    now: datetime,
) -> tuple[int, ...]:
    """Save a poll within the caller's transaction; return the numbers of the new alerts, in their order."""
    rows = _rows(connection, feed.feed_id, decided, now)
    _insert(connection, articles, rows.new.values())
    for article_id, values in rows.revised.items():
        connection.execute(update(articles).where(articles.c.id == article_id).values(values))
    _save_keys(connection, feed.feed_id, decided, sightings)
    _insert(connection, decisions, rows.decisions)
    _insert(connection, facts, rows.facts)
    _save_states(connection, rows.states)
    raised = insert_alerts(connection, rows.alerts)
    record_alerts(connection, raised)
    make_deliveries(connection, raised, now)
    _save_feed(connection, feed, brought=bool(decided or sightings))
    return tuple(number for number, _ in raised)


def _rows(connection: Connection, feed_id: int, decided: Sequence[Decided], now: datetime) -> _Rows:
    rows = _Rows()
    revisions = _revisions(connection, [int(one.decision.article.id) for one in decided])
    for one in decided:
        number = int(one.decision.article.id)
        revision = revisions[number] = revisions.get(number, 0) + 1
        if revision == 1:
            rows.new[number] = {"feed_id": feed_id, "fetched_at": one.fetched_at}
        row = rows.new[number] if number in rows.new else rows.revised.setdefault(number, {})
        row |= _article(one.decision, revision)
        _add_decision(rows, one.decision, number, revision, now)
    return rows


def _revisions(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for start in range(0, len(ids), CHUNK):
        query = select(articles.c.id, articles.c.revision).where(articles.c.id.in_(ids[start : start + CHUNK]))
        found |= {row.id: row.revision for row in connection.execute(query)}
    return found


def _article(decision: Decision, revision: int) -> dict[str, Any]:
    article = decision.article
    return {
        "id": int(article.id), "story_id": int(decision.judgement.story), "title": article.title, "text": article.text,
        "url": article.url, "canonical_url": canonical_url(article.url), "source": article.source,
        "published": article.published, "language": article.language, "audience": article.audience,
        "backlog": article.backlog, "revision": revision, "tidied": False,
    }  # fmt: skip


def _add_decision(rows: _Rows, decision: Decision, number: int, revision: int, now: datetime) -> None:
    version = {"article_id": number, "revision": revision}
    rows.decisions.append(version | {"judgement": decision.judgement, "outcomes": decision.outcomes, "decided_at": now})
    for fact in decision.facts:
        names = (
            "topic",
            "name",
            "kind",
            "value",
            "status",
            "party",
            "speaker",
            "evidence",
            "background",
            "weight",
            "reason",
            "chance",
        )
        rows.facts.append(version | {name: getattr(fact, name) for name in names})
    for state in decision.states:
        key = (state.topic, state.name, state.party or "")
        rows.states[key] = dict(zip(("topic", "name", "party"), key, strict=True)) | {"state": state}
    for alert in decision.alerts:
        rows.alerts.append(alert_row(alert, revision))


def _insert(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    if values := list(rows):
        connection.execute(insert(table), values)


def _save_keys(connection: Connection, feed_id: int, decided: Sequence[Decided], sightings: Sequence[Sighting]) -> None:
    items = {storable(one.key): (int(one.article_id), one.content_hash) for one in sightings}
    items |= {storable(one.key): (int(one.decision.article.id), one.content_hash) for one in decided}
    keys, known = list(items), set[str]()
    for start in range(0, len(keys), CHUNK):
        some = article_keys.c.key.in_(keys[start : start + CHUNK])
        known.update(connection.scalars(select(article_keys.c.key).where(article_keys.c.feed_id == feed_id, some)))
    new = []
    for key, (article_id, content_hash) in items.items():
        values = {"article_id": article_id, "content_hash": content_hash}
        if key in known:
            this = (article_keys.c.feed_id == feed_id) & (article_keys.c.key == key)
            connection.execute(update(article_keys).where(this).values(values))
        else:
            new.append(values | {"feed_id": feed_id, "key": key})
    _insert(connection, article_keys, new)


def _save_states(connection: Connection, states: dict[tuple[str, str, str], dict[str, Any]]) -> None:
    for (topic, name, party), row in states.items():
        this = (fact_states.c.topic == topic) & (fact_states.c.name == name) & (fact_states.c.party == party)
        if not connection.execute(update(fact_states).where(this).values(state=row["state"])).rowcount:
            connection.execute(insert(fact_states).values(row))


def _save_feed(connection: Connection, feed: FeedUpdate, *, brought: bool) -> None:
    this = feeds.c.id == feed.feed_id
    values: dict[str, Any] = {
        "last_polled_at": feed.polled_at, "next_poll_at": feed.next_poll_at, "interval": feed.interval,
        "failures": feed.failures, "last_error": feed.error,
    }  # fmt: skip
    if brought:
        values |= {"last_new_at": feed.polled_at}
    if feed.ok and not feed.whole:
        values |= {"etag": None, "last_modified": None, "body_hash": None}
    elif feed.ok:
        values |= {"etag": feed.etag, "last_modified": feed.last_modified, "body_hash": feed.body_hash}
        values |= {"last_ok_at": feed.polled_at}
    connection.execute(update(feeds).where(this).values(values))
    if feed.title:
        connection.execute(update(feeds).where(this, feeds.c.title == "").values(title=feed.title))
    # While it was polled, somebody may have removed it: that stands.
    present = this & (feeds.c.state != FeedState.REMOVED)
    still_wanted = connection.execute(update(feeds).where(present).values(state=feed.state)).rowcount
    if feed.new_url and still_wanted:
        save_address(connection, feed.feed_id, feed.new_url)
