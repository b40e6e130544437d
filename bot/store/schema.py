"""The tables. What they mean is told by the modules that read them; how they came about, by `migrations`.

::

    feeds ─< feed_addresses, feed_chats, feed_reports          chats ─< subscriptions, watches, mutes
      └──< article_keys >── articles ─< decisions, facts             │
                               ├─< corrections >─────────────────────┤
                               └─< alerts ─────< deliveries >────────┘
    fact_states     events (the history, line by line)     inbox (updates)     meta (cursors and marks)
"""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    false,
)

from bot.monitor.alerts import Alert
from bot.monitor.facts.fact import FactKind, Status
from bot.monitor.facts.state import FactState
from bot.monitor.rules import Outcome, RuleKind
from bot.monitor.stories import Judgement, Relation
from bot.store.columns import Id, Moment, Seconds, State, Value, Words
from bot.store.states import ChatState, DeliveryState, FeedState, Joining, Platform

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

feeds = Table(
    "feeds",
    metadata,
    Column("id", Id, primary_key=True),
    Column("url", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("in_rulebook", Boolean, nullable=False),
    Column("every", Seconds),
    Column("language", String(16), nullable=False),
    Column("state", State(FeedState), nullable=False),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("body_hash", Words),
    Column("added_at", Moment, nullable=False),
    Column("last_polled_at", Moment),
    Column("last_ok_at", Moment),
    Column("next_poll_at", Moment, nullable=False),
    Column("interval", Seconds),
    Column("failures", Integer, nullable=False),
    Column("last_error", Words),
    Column("last_new_at", Moment),
    Index(None, "state", "next_poll_at"),
)

feed_addresses = Table(
    "feed_addresses",
    metadata,
    Column("url", Words, primary_key=True),
    Column("feed_id", ForeignKey("feeds.id"), nullable=False, index=True),
)

chats = Table(
    "chats",
    metadata,
    Column("id", Id, primary_key=True),
    Column("platform", State(Platform), nullable=False),
    Column("address", Id, nullable=False),
    Column("thread", Id, nullable=False),  # 0: none. NULLs would be distinct in the unique constraint.
    Column("kind", String(32), nullable=False),
    Column("title", Words, nullable=False),
    Column("state", State(ChatState), nullable=False),
    Column("suspended_why", Words),
    Column("not_before", Moment),
    Column("merged_into", ForeignKey("chats.id")),
    Column("topic_closed", Boolean, nullable=False, server_default=false()),
    Column("added_at", Moment, nullable=False),
    UniqueConstraint("platform", "address", "thread"),
    sqlite_autoincrement=True,  # a number is never used again: rules and audiences name chats by it
)

feed_chats = Table(
    "feed_chats",
    metadata,
    Column("feed_id", ForeignKey("feeds.id"), primary_key=True),
    Column("chat_id", ForeignKey("chats.id"), primary_key=True, index=True),
    Column("shared", Boolean, nullable=False),
    Column("added_at", Moment, nullable=False),
)

feed_reports = Table(
    "feed_reports",
    metadata,
    Column("feed_id", ForeignKey("feeds.id"), primary_key=True),
    Column("chat_id", ForeignKey("chats.id"), primary_key=True, index=True),
    Column("trouble", String(16), nullable=False),
    Column("told_at", Moment, nullable=False),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("chat_id", ForeignKey("chats.id"), primary_key=True),
    Column("topic", Words, primary_key=True, index=True),
    Column("added_at", Moment, nullable=False),
    Column("title", Words, nullable=False, server_default=""),
    Column("gone_at", Moment),
    Column("told_at", Moment),
)

watches = Table(
    "watches",
    metadata,
    Column("id", Id, primary_key=True),
    Column("chat_id", ForeignKey("chats.id"), nullable=False, index=True),
    Column("query", Words, nullable=False),
    Column("language", String(16), nullable=False),
    Column("created_at", Moment, nullable=False),
    sqlite_autoincrement=True,  # a rule's id, "watch/17", must not come to mean another one
)

mutes = Table(
    "mutes",
    metadata,
    Column("chat_id", ForeignKey("chats.id"), primary_key=True),
    Column("story_id", Id, primary_key=True),
    Column("added_at", Moment, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("feed_id", ForeignKey("feeds.id"), nullable=False, index=True),
    Column("story_id", Id, nullable=False, index=True),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("canonical_url", Words, nullable=False, index=True),
    Column("source", Words, nullable=False),
    Column("published", Moment, nullable=False),
    Column("language", String(16), nullable=False),
    Column("audience", Value(frozenset[int])),
    Column("backlog", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("fetched_at", Moment, nullable=False, index=True),
    Column("tidied", Boolean, nullable=False),
)

article_keys = Table(
    "article_keys",
    metadata,
    Column("feed_id", ForeignKey("feeds.id"), primary_key=True),
    Column("key", Words, primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False, index=True),
    Column("content_hash", Words, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("judgement", Value(Judgement), nullable=False),
    Column("outcomes", Value(tuple[Outcome, ...]), nullable=False),
    Column("decided_at", Moment, nullable=False, index=True),
    UniqueConstraint("article_id", "revision"),
)

facts = Table(
    "facts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("topic", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("kind", State(FactKind), nullable=False),
    Column("value", Words, nullable=False),
    Column("status", State(Status)),
    Column("party", Words),
    Column("speaker", Words, nullable=False),
    Column("evidence", Words, nullable=False),
    Column("background", Boolean, nullable=False),
    Column("weight", Float, nullable=False),
    Column("reason", Words, nullable=False),
    Column("chance", Float, nullable=False, server_default="1"),
    Index(None, "topic", "name"),
)

fact_states = Table(
    "fact_states",
    metadata,
    Column("topic", Words, primary_key=True),
    Column("name", Words, primary_key=True),
    Column("party", Words, primary_key=True),  # "": no party, for a venue
    Column("state", Value(FactState), nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    Column("number", Id, primary_key=True),
    Column("rule", Words, nullable=False),
    Column("kind", State(RuleKind), nullable=False),
    Column("topic", Words, index=True),
    Column("party", Words),
    Column("chat_id", ForeignKey("chats.id")),
    Column("article_id", ForeignKey("articles.id"), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("story_id", Id, nullable=False, index=True),
    Column("at", Moment, nullable=False, index=True),
    Column("alert", Value(Alert), nullable=False),
    Index(None, "rule", "at"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", ForeignKey("alerts.number"), nullable=False),
    Column("chat_id", ForeignKey("chats.id"), nullable=False),
    Column("state", State(DeliveryState), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("repeat", Boolean, nullable=False),
    Column("joining", State(Joining), nullable=False, server_default=Joining.FREE),
    Column("doubts", Integer, nullable=False, server_default="0"),
    Column("not_before", Moment),
    Column("message_id", Id),
    Column("reason", Words, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("ended_at", Moment),
    UniqueConstraint("number", "chat_id"),
    Index(None, "ended_at", "chat_id", "number"),
    Index(None, "state", "ended_at"),
    Index(None, "chat_id", "message_id"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Id, primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("copy_of", ForeignKey("articles.id"), nullable=False, index=True),  # or what it was taken for a report of
    Column("relation", State(Relation), nullable=False, server_default=Relation.COPY),
    Column("chat_id", ForeignKey("chats.id"), nullable=False, index=True),
    Column("similarity", Float, nullable=False),
    Column("reason", Words, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("article_id", "chat_id"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", Id, primary_key=True, autoincrement=False),
    Column("body", Words, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("acted_at", Moment),
    Column("handled_at", Moment, index=True),
)

events = Table(
    "events",
    metadata,
    Column("id", Id, primary_key=True),
    Column("line", Words, nullable=False),
)

meta = Table(
    "meta",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Words, nullable=False),
)
