"""Records: what the command line reads from a state folder and changes in it, beside a running program or without one.

Everything here opens the store for one call. The database takes several processes; only rebuilding the history file
needs the folder for itself, for the running program appends to it. What reads feeds is imported where it is used: the
health check runs every half minute, and needs none of it.
"""

import asyncio
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.chat.message import mask_url
from bot.config import Settings
from bot.errors import WrongEnvironment, WrongInput
from bot.monitor.alerts import alert_lines
from bot.monitor.articles import Article
from bot.monitor.rulebook import WATCH
from bot.store import backup
from bot.store.alerts import DeliveryRecord, StoredAlert
from bot.store.chats import Chat
from bot.store.database import sqlite_file
from bot.store.feeds import Feed
from bot.store.figures import Figures
from bot.store.folder import DATABASE, HISTORY, prepare_folder
from bot.store.history import HistoryFile
from bot.store.lock import StateLock
from bot.store.states import FeedState, Platform
from bot.store.store import Store

if TYPE_CHECKING:
    from bot.backtest import Recorded
    from bot.feeds.discover import FoundFeed

MOST_LINES = 20
"""Feeds in trouble that the status names."""


@contextmanager
def _opened(settings: Settings, *, make: bool = False) -> Iterator[Store]:
    """Open the store of the state folder; unless it is to be made, there must be one."""
    path = settings.state_dir / DATABASE
    if not settings.database_url and not make and not path.is_file():
        raise WrongEnvironment(f"there is no {path}; name the state folder with --state or TOCSIN_STATE_DIR")
    if make:
        prepare_folder(settings.state_dir)
    store = Store.open(settings.database_url or path)
    try:
        yield store
    finally:
        store.close()


def find_alerts(
    settings: Settings,
    *,
    since: datetime | None = None,
    rule: str | None = None,
    topic: str | None = None,
    chat: str | None = None,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """Return alerts, the oldest first, as rows for `tocsin history`; what was not kept at its time is None or ""."""
    with _opened(settings) as store:
        chat_id = _find_chat(store, chat).id if chat else None
        found = store.alerts.recent(chat_id=chat_id, rule=rule, topic=topic, since=since, limit=limit)
        reasons = store.articles.named([one.alert.judgement.reason if one.alert.judgement else "" for one in found])
        return [_alert_row(stored, story) for stored, story in reversed(list(zip(found, reasons, strict=True)))]


def rung_rules(settings: Settings) -> list[str]:
    """Return the ids of the rules that have ever rung, watches included, and of those watches that have not."""
    with _opened(settings) as store:
        return [*store.alerts.rules(), *(f"{WATCH}/{watch.id}" for watch in store.chats.watches())]


def _find_chat(store: Store, name: str) -> Chat:
    for chat in store.chats.all():
        if name == ("terminal" if chat.platform is Platform.TERMINAL else str(chat.address)):
            return chat
    raise WrongInput(f"no chat {name} is known; give its Telegram id, or 'terminal'")


def _alert_row(stored: StoredAlert, judged: str) -> dict[str, Any]:
    alert, lines = stored.alert, alert_lines(stored.alert)
    return {
        "number": stored.number,
        "at": f"{alert.at:%Y-%m-%d %H:%M}",
        "rule": alert.rule,
        "topic": alert.topic,
        "what": (lines.change + lines.before) or ", ".join(alert.matched),
        "headline": alert.headline,
        "source": alert.source,
        "url": alert.url,
        "deliveries": _delivered(stored.deliveries),
        "story": alert.story,
        "relation": alert.judgement and str(alert.judgement.relation),
        "similarity": alert.judgement and alert.judgement.similarity,
        "judged": judged,
    }


def _delivered(deliveries: Sequence[DeliveryRecord]) -> str:
    """Return how the deliveries stand: "2 sent, 1 pending"."""
    states = [str(delivery.state) for delivery in deliveries]
    return ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))


def as_csv(rows: Sequence[dict[str, Any]]) -> str:
    """Return rows as CSV with a head; a cell that a spreadsheet would take for a formula is disarmed."""
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _disarmed(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def _disarmed(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def verify_history(settings: Settings) -> str:
    """Compare the history file with the database.

    Raises:
        WrongInput: They differ; the message says how, and what to do.
    """
    with _opened(settings) as store:
        found = HistoryFile(settings.state_dir / HISTORY, store).verify()
    if found.ok:
        return f"the history file is whole; its lines: {found.lines}"
    damaged = f"; the first wrong line is {found.damaged[0]}" if found.damaged else ""
    raise WrongInput(
        f"the history file differs from the database: lines missing: {found.missing}, lines that the database does not "
        f"know: {found.extra}{damaged}; `tocsin history --rebuild` writes it anew"
    )


def rebuild_history(settings: Settings) -> int:
    """Write the history file anew; return how many lines it has.

    Raises:
        StateInUse: The program runs, and writes to the file itself.
    """
    with _opened(settings) as store, StateLock(settings.state_dir):
        return HistoryFile(settings.state_dir / HISTORY, store).rebuild()


def story_rows(settings: Settings, *, limit: int) -> list[dict[str, Any]]:
    """Return the stories with the latest articles, the latest first, as rows for `tocsin stories`."""
    with _opened(settings) as store:
        return [
            {
                "story": story.id,
                "at": f"{story.first_at:%Y-%m-%d %H:%M}",
                "title": story.title,
                "first": story.first_source,
                "articles": story.articles,
                "copies": story.copies,
                "independent": story.independent,
                "outlets": ", ".join(story.outlets),
            }
            for story in store.stories.recent(limit)
        ]


def feedback_rows(settings: Settings) -> list[dict[str, Any]]:
    """Return the corrections, the oldest first: each pair with its texts and the judgement that was wrong."""
    with _opened(settings) as store:
        return [
            {
                "at": one.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
                "judged": str(one.relation),
                "reader": "not the same",
                "similarity": one.similarity,
                "reason": one.reason,
                "article": _recorded(one.article),
                "of": _recorded(one.of),
            }
            for one in store.corrections.all()
        ]


def _recorded(article: Article) -> dict[str, Any]:
    """Return an article as `tocsin replay` reads it."""
    return {
        "id": article.id,
        "url": article.url,
        "source": article.source,
        "title": article.title,
        "text": article.text,
        "published": article.published.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "language": article.language,
    }


def stored_decisions(settings: Settings, since: datetime) -> "list[Recorded]":
    """Return the stored decisions for a backtest that begins at a time."""
    from bot.backtest import recorded_since

    with _opened(settings) as store:
        return list(recorded_since(store, since))


def feed_rows(settings: Settings) -> list[dict[str, Any]]:
    """Return the feeds as rows for `tocsin feeds list`."""
    with _opened(settings) as store:
        return [_feed_row(feed) for feed in store.feeds.all()]


def _feed_row(feed: Feed) -> dict[str, Any]:
    return {
        "number": feed.id,
        "title": feed.title,
        "url": feed.url,
        "from": str(feed.origin),
        "state": str(feed.state),
        "last read": f"{feed.last_ok_at:%Y-%m-%d %H:%M}" if feed.last_ok_at else "",
        "next": f"{feed.next_poll_at:%Y-%m-%d %H:%M}",
        "failures": feed.failures,
        "last error": feed.last_error if feed.failures else "",
    }


def add_feed(settings: Settings, address: str) -> str:
    """Find the feed at an address and add it for everybody; return what was done.

    Raises:
        WrongInput: There is no feed to be had there; the message says why.
    """
    found = asyncio.run(_find(settings, address))
    with _opened(settings, make=True) as store:
        chat, known = _operator(store), store.feeds.find(found.url)
        feed = store.feeds.add(found.url, found.title, chat_id=chat.id, shared=True, now=_now())
    done = "is known already; now it is there for every chat" if known else "is added, for every chat"
    return f"feed {feed.id} {done}: {feed.title or 'untitled'}, {feed.url}, with {found.items} items now"


async def _find(settings: Settings, address: str) -> "FoundFeed":
    from bot.feeds.discover import NoFeed, find_feed
    from bot.feeds.fetch import Fetcher
    from bot.feeds.workers import Workers
    from bot.logs import redact

    async with Fetcher(allow_nets=settings.allow_nets) as fetcher, Workers(1) as workers:
        found = await find_feed(fetcher, workers, address)
    if isinstance(found, NoFeed):
        raise WrongInput(f"{redact(address)}: {found.reason}")
    return found


def _now() -> datetime:
    return datetime.now(UTC)


def _operator(store: Store) -> Chat:
    """Return the chat that stands for the one at the command line: the terminal."""
    return store.chats.ensure(platform=Platform.TERMINAL, address=0, kind="terminal", title="terminal", now=_now())


def remove_feed(settings: Settings, number: int) -> str:
    """Remove a feed that was added at the command line.

    Raises:
        WrongInput: There is no such feed, or others want it.
    """
    with _opened(settings) as store:
        if not store.feeds.remove(number, _operator(store).id):
            raise WrongInput(
                f"feed {number} was not added at the command line; `tocsin feeds list` shows what there is and where "
                "it is from: take it out of its rulebook, or remove it in the chat that added it"
            )
        is_gone = all(feed.id != number for feed in store.feeds.all())
    return f"feed {number} is removed" + ("" if is_gone else " here; a rulebook or a chat still wants it")


def import_opml(settings: Settings, body: bytes) -> str:
    """Add the feeds of an OPML file for everybody; return how many.

    Raises:
        WrongInput: It holds no feeds, or is too large.
    """
    from bot.feeds.opml import MAX_OPML_BYTES, parse_opml

    found = parse_opml(body)
    if not found:
        raise WrongInput(f"there are no feeds in it; an OPML file of at most {MAX_OPML_BYTES // 1000} KB is needed")
    taken = found[: settings.max_opml]
    with _opened(settings, make=True) as store:
        chat, known = _operator(store), {feed.url for feed in store.feeds.all()}
        for title, url in taken:
            store.feeds.add(url, title, chat_id=chat.id, shared=True, now=_now())
    new = sum(url not in known for _, url in taken)
    left = len(found) - len(taken)
    return f"feeds in the file: {len(found)}, new: {new}" + (
        f"; the last {left} were left out: TOCSIN_MAX_OPML allows {settings.max_opml}" if left else ""
    )


def export_opml(settings: Settings) -> str:
    """Return all feeds as OPML."""
    from bot.feeds.opml import render_opml

    with _opened(settings) as store:
        return render_opml([(feed.title, feed.url) for feed in store.feeds.all()])


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What is wrong with the program ("": it is well), and lines of names and values for a person."""

    trouble: str
    lines: tuple[tuple[str, str], ...]


def status(settings: Settings, now: datetime) -> Status:
    """Return how the program on this state folder stands."""
    with _opened(settings) as store:
        pulse = store.pulse.look(now)
        figures, feeds = store.figures.now(), store.feeds.all()
    told = [
        ("alive", f"no, {pulse.trouble}" if pulse.trouble else f"yes, last sign of life {_moment(pulse.heartbeat)}"),
        ("feeds", _counts(figures.feeds) + (f", last read {_moment(figures.last_poll)}" if figures.last_poll else "")),
        *(("", _trouble(feed)) for feed in feeds if feed.failures or feed.state is FeedState.GONE),
        ("articles", str(figures.articles)),
        ("alerts", str(figures.alerts) + (f", the last {_moment(figures.last_alert)}" if figures.last_alert else "")),
        ("chats", _counts(figures.chats)),
        ("deliveries", _counts({str(state): count for state, count in figures.deliveries.items()})),
        ("queue", _queue(figures, now)),
    ]
    lines = told[: MOST_LINES + 1] + told[-5:] if len(told) > MOST_LINES + 7 else told
    return Status(trouble=pulse.trouble, lines=tuple(lines))


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else "never"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in counts.items() if count) or "none"


def _trouble(feed: Feed) -> str:
    why = "gone" if feed.state is FeedState.GONE else f"{feed.failures} failures: {feed.last_error}"
    return f"{feed.id} {mask_url(feed.url)}: {why}"


def _queue(figures: Figures, now: datetime) -> str:
    if figures.oldest is None:
        return "empty"
    age = timedelta(seconds=round(max(0.0, (now - figures.oldest).total_seconds())))
    return f"{figures.waiting} on their way, the oldest for {age}"


def back_up(settings: Settings, target: Path) -> str:
    """Copy the database into a new file; return what was done.

    Raises:
        WrongInput: The file exists.
        WrongEnvironment: The database is no SQLite file, or cannot be copied.
    """
    copied = backup.back_up(_database_file(settings), target)
    return f"{target}: {copied.size / 1e6:.1f} MB, {copied.articles} articles, {copied.alerts} alerts"


def restore(settings: Settings, source: Path) -> str:
    """Put a backup in the place of the database; return what was done.

    Raises:
        WrongInput: It is no backup that can be used.
        StateInUse: The program runs.
        WrongEnvironment: The database is no SQLite file in the state folder.
    """
    folder = prepare_folder(settings.state_dir)
    if settings.database_url:
        raise WrongEnvironment("TOCSIN_DATABASE_URL: with a database of your own, restore it with its own tools")
    with StateLock(folder):
        copied = backup.restore(folder, source)
    kept = f"; what was there is kept as {copied.kept}" if copied.kept else ""
    return f"{folder / DATABASE}: {copied.articles} articles, {copied.alerts} alerts{kept}"


def _database_file(settings: Settings) -> Path:
    file = sqlite_file(settings.database_url) if settings.database_url else settings.state_dir / DATABASE
    if file is None:
        raise WrongEnvironment("TOCSIN_DATABASE_URL: this is no SQLite file; back it up with the database's own tools")
    if not file.is_file():
        raise WrongEnvironment(f"there is no {file}; name the state folder with --state or TOCSIN_STATE_DIR")
    return file
