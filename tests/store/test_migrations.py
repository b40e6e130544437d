"""Migrations, from the first tables on, with data in them: nothing is lost, and the program goes on with it."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import bot.store.database
from bot.store.history import HistoryFile
from bot.store.states import DeliveryState, FeedState
from bot.store.store import Store
from tests.store.making import poll

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
STAMP = "2026-03-01 08:00:00.000000"
JUDGEMENT = '{"relation":"new","story":"1","of":null,"similarity":0.0,"reason":"nothing like it"}'
OUTCOMES = '[{"rule":"harbour/venue","verdict":"rang","reason":"Oslo is new"}]'
ALERT = (
    '{"rule":"harbour/venue","kind":"new_value","title":"New venue","topic":"harbour-talks",'
    '"topic_title":"Harbour talks","chat":null,"article":"1","story":"1","headline":"Ministers meet","url":"https://news.example/1",'
    '"source":"news.example",'
    '"published":"2026-03-01T08:00:00Z","party":null,"old":"Bergen","old_since":"2026-02-01T08:00:00Z","new":"Oslo",'
    '"status":"proposed","evidence":"To Oslo.","matched":["Oslo"],"reason":"new","at":"2026-03-01T08:00:00Z"}'
)
STATE = (
    '{"topic":"harbour-talks","name":"venue","party":null,"current":{"value":"Oslo","status":"proposed",'
    '"first":"2026-03-01T08:00:00Z","last":"2026-03-01T08:00:00Z","article":"1","source":"news.example",'
    '"evidence":"To Oslo."},"seen":[]}'
)
FIRST: dict[str, list[tuple[object, ...]]] = {
    "chats": [
        (1, "telegram", 7, 0, "private", "Ada", "active", None, None, None, STAMP),
        (2, "telegram", -5, 3, "supergroup", "Crew", "suspended", "blocked", None, None, STAMP),
    ],
    "feeds": [
        (
            1, "https://news.example/feed", "News", True, None, "en", "active", '"e1"', None, "hash", STAMP, STAMP,
            STAMP, STAMP, 900.0, 0, None,
        ),
        (
            2, "https://gone.example/feed", "", False, None, "", "gone", None, None, None, STAMP, STAMP, None, STAMP,
            None, 4, "gone",
        ),
    ],
    "articles": [
        (
            1, 1, 1, "Ministers meet", "To Oslo.", "https://news.example/1", "https://news.example/1", "news.example",
            STAMP, "en", None, False, 1, STAMP, False,
        ),
    ],
    "feed_addresses": [
        ("https://news.example/feed", 1), ("https://old.example/feed", 1), ("https://gone.example/feed", 2)
    ],
    "feed_chats": [(1, 1, True, STAMP), (2, 2, False, STAMP)],
    "subscriptions": [(1, "harbour-talks", STAMP), (2, "harbour-talks", STAMP)],
    "watches": [(1, 1, "oslo -football", "en", STAMP)],
    "mutes": [(2, 1, STAMP)],
    "alerts": [(1, "harbour/venue", "new_value", "harbour-talks", None, None, 1, 1, 1, STAMP, ALERT)],
    "article_keys": [(1, "guid 1", 1, "h1")],
    "decisions": [(1, 1, 1, JUDGEMENT, OUTCOMES, STAMP)],
    "facts": [
        (1, 1, 1, "harbour-talks", "venue", "venue", "Oslo", "proposed", None, "", "To Oslo.", False, 3.0, "words"),
    ],
    "fact_states": [("harbour-talks", "venue", "", STATE)],
    "deliveries": [
        (1, 1, 1, "pending", 0, False, None, None, "", STAMP, None),
        (2, 1, 2, "held", 1, False, None, None, "blocked", STAMP, None),
    ],
    "events": [(1, '{"type":"alert","number":1,"kind":"new_value"}')],
    "meta": [("heartbeat", "2026-03-01T08:00:00+00:00"), ("outbox.not_before", "2026-03-01T08:00:00+00:00")],
}  # fmt: skip
"""A small world as the first version left it: the columns in the order of the first migration."""


def migrations() -> Config:
    """Return alembic's configuration of our revisions."""
    config = Config()
    config.set_main_option("script_location", str(Path(bot.store.database.__file__).parent / "migrations"))
    return config


def revisions() -> list[str]:
    """Return our revisions, the first one first."""
    return [script.revision for script in ScriptDirectory.from_config(migrations()).walk_revisions()][::-1]


def upgrade(path: Path, revision: str) -> None:
    """Bring a database up to a revision."""
    engine, config = create_engine(f"sqlite:///{path}"), migrations()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def fill(path: Path) -> None:
    """Put the small world into the first tables."""
    with closing(sqlite3.connect(path)) as connection:
        for table, rows in FIRST.items():
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our own names
        connection.commit()


def counts(path: Path) -> dict[str, int]:
    """Return the number of rows in each of the first tables."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - our own names
            for table in FIRST
        }


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A database as the first version left it."""
    path = tmp_path / "tocsin.db"
    upgrade(path, revisions()[0])
    fill(path)
    return path


def test_each_step_keeps_every_row(first: Path) -> None:
    """From revision to revision no row is lost and no reference is broken."""
    expected = {table: len(rows) for table, rows in FIRST.items()}
    assert counts(first) == expected
    for revision in revisions()[1:]:
        upgrade(first, revision)
        assert counts(first) == expected, revision


def test_the_program_goes_on_with_what_the_first_version_left(first: Path, tmp_path: Path) -> None:
    """Feeds are due with their validators, the alert goes out, the chat that was away has its own, news are taken."""
    store = Store.open(first)
    news, gone = store.feeds.all()
    assert (news.etag, news.title, news.interval, news.shared) == ('"e1"', "News", timedelta(minutes=15), True)
    assert news.last_new_at == AT
    assert (gone.state, gone.audience, gone.last_new_at) == (FeedState.GONE, frozenset({2}), None)
    found = store.feeds.find("https://old.example/feed")
    assert found is not None
    assert found.id == 1
    article = store.articles.get("1")
    assert (article.article.title, article.outcomes[0].rule, article.facts[0].value) == (
        "Ministers meet",
        "harbour/venue",
        "Oslo",
    )
    assert next(store.articles.recent(AT - timedelta(days=1)))[0].id == "1"
    (state,) = store.articles.fact_states()
    assert state.current is not None
    assert state.current.value == "Oslo"
    assert [watch.query for watch in store.chats.watches()] == ["oslo -football"]
    (delivery,) = store.outbox.claim(AT, 10)
    assert (delivery.first.alert.new, delivery.chat.address) == ("Oslo", 7)
    store.outbox.mark_sent(delivery, 55, AT)
    assert store.outbox.counts()[DeliveryState.HELD] == 1
    poll(store, news)
    assert HistoryFile(tmp_path / "alerts.jsonl", store).write() == 2
    assert store.figures.now().feeds == {"active": 1, "failing": 0, "gone": 1}
    store.close()


def test_opening_again_changes_nothing(first: Path) -> None:
    """A second start finds the tables up to date."""
    Store.open(first).close()
    before = first.read_bytes()
    Store.open(first).close()
    assert counts(first) == {table: len(rows) for table, rows in FIRST.items()}
    assert len(first.read_bytes()) == len(before)
