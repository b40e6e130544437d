"""Whatever comes in: arbitrary bytes as a feed, arbitrary text as a command, arbitrary YAML as a rulebook.

Each goes the whole way that it goes in production, over real HTTP and into a real database. Nothing may raise, and
nothing may end in a line of the log that says that something broke.
"""

import asyncio
import io
import tempfile
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from structlog.testing import capture_logs

from bot.app import open_app
from bot.chat.commands.registry import BUTTONS, COMMANDS
from bot.chat.message import MAX_UNITS
from bot.config import Settings
from bot.monitor.articles import Article
from bot.monitor.decide import decide
from bot.monitor.memory import Memory
from bot.monitor.rulebook import FeedSpec
from bot.monitor.rules import RuleSet
from bot.rulebooks import Rulebooks, load_rulebooks, shipped_rules_dir
from bot.store.store import Store
from tests.chat.fake_telegram import FakeTelegram
from tests.chat.settings import StaticDesk
from tests.chat.test_telegram_app import running
from tests.feeds.conftest import Site, item, rss
from tests.monitor.newsroom import NOON, read_book

QUICK = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def assert_nothing_broke(log: list[Any]) -> None:
    """Fail when the log tells of a mistake of ours."""
    assert [line for line in log if line["log_level"] in ("error", "critical") or "broke" in line["event"]] == []


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run the test's coroutine; nothing may be said to have broken."""
    with capture_logs() as log:
        asyncio.run(test())
    assert_nothing_broke(log)


FEED = rss(item("Dockers strike at the port", more="<description>They stopped work.</description>")).encode()
cut_feeds = st.builds(
    lambda at, length, put: FEED[:at] + put + FEED[at + length :],
    st.integers(0, len(FEED)),
    st.integers(0, 60),
    st.binary(max_size=40),
)
heads = st.sampled_from(
    [b"", b"<?xml version='1.0'?>", b"<rss version='2.0'><channel><item><title>", b"\xff\xfe", b'{"items":[']
)
bodies = st.one_of(st.binary(max_size=2000), cut_feeds, st.builds(bytes.__add__, heads, st.binary(max_size=500)))
kinds = st.sampled_from(
    ["application/rss+xml", "text/html; charset=koi8-r", "application/json; charset=utf-99", "x", ""]
)


@QUICK
@given(st.lists(st.tuples(bodies, kinds), min_size=5, max_size=15))
def test_arbitrary_bytes_as_a_feed(answers: list[tuple[bytes, str]]) -> None:
    """Whatever a server sends, the poll is saved as read or as failed, and the next poll goes on from there."""

    async def poll_all() -> None:
        site = Site()
        async with AsyncExitStack() as stack:
            await site.server.start_server()
            stack.push_async_callback(site.server.close)
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            spec = FeedSpec(url=site.url("/feed"), name="", every=timedelta(hours=1), language="en")
            chosen = Settings.model_construct(state_dir=folder / "state", allow_nets=(ip_network("127.0.0.0/8"),))
            books = Rulebooks(books=(read_book(),))
            app = await stack.enter_async_context(open_app(chosen, books, clock=lambda: NOON))
            await app.db(app.store.feeds.sync, [spec], NOON)
            for body, kind in answers:
                site.put("/feed", body, **({"Content_Type": kind} if kind else {}))
                (feed,) = await app.db(app.store.feeds.all)
                await app.poll(feed)
                (feed,) = await app.db(app.store.feeds.all)
                assert feed.last_polled_at == NOON
                assert (feed.failures == 0) == (feed.last_error is None)

    run(poll_all)


names = st.sampled_from([name for entry in COMMANDS for name in (entry.name, *entry.aliases)])
anything = st.text(st.characters(), max_size=300)
"""Any characters, halves of surrogate pairs included."""
odd = st.sampled_from([
    "", "0", "-1", "99999999999999999999", "١٢٣", "²", "\u202e", "\0", "@", '"', "(" * 40, "a* OR -b", "title:", "http://[",
    "https://example.org/\ud800", "file:///etc/passwd", "x" * 4000, "🧨" * 2000, "' OR 1=1 --", "%s%n", "{0.__class__}",
])  # fmt: skip
arguments = st.one_of(anything, odd, st.builds("{} {}".format, odd, anything))
commands = st.one_of(
    anything,
    st.builds("/{} {}".format, names, arguments),
    st.builds("/{}@tocsin_test_bot\n{}".format, names, arguments),
    st.builds("/{}".format, anything),
)
presses = st.one_of(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=16),
    st.builds("{}:{}".format, st.sampled_from(sorted(BUTTONS)), st.text(st.characters(codec="utf-8"), max_size=8)),
    st.builds("{}:{}".format, st.sampled_from(sorted(BUTTONS)), st.integers(-(10**20), 10**20)),
)


@QUICK
@given(st.lists(commands, min_size=8, max_size=20), st.lists(presses, max_size=6))
def test_arbitrary_text_as_a_command(texts: list[str], pressed: list[str]) -> None:
    """Whatever people write, and whatever a forged client presses, is answered or passed over; the next is heard."""

    async def talk() -> None:
        async with AsyncExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            store = Store.open(folder / "tocsin.db")
            stack.callback(store.close)
            telegram = await stack.enter_async_context(FakeTelegram())
            bot = await stack.enter_async_context(running(telegram, store, StaticDesk(step=timedelta(seconds=4))))
            start = await telegram.answer_to(7, "/start")
            for number, text in enumerate(texts):
                telegram.user_says(100 + number, text)
            for data in pressed:
                telegram.press_data(7, start, data)
            await telegram.wait_for(lambda: len(telegram.answers) == len(pressed), 60)
            for number, _ in enumerate(texts):
                await _hears_help(telegram, 100 + number)
            assert not bot.fatal
            assert all(0 < len(one.text.encode("utf-16-le")) // 2 <= MAX_UNITS for one in telegram.sent)

    run(talk)


async def _hears_help(telegram: FakeTelegram, chat: int) -> None:
    """Ask for help, and wait until it comes."""
    before = len(telegram.sent_to(chat))
    telegram.user_says(chat, "/help")
    await telegram.wait_for(lambda: any("Commands" in one.text for one in telegram.sent_to(chat)[before:]), 60)


SHIPPED = [path.read_text(encoding="utf-8") for path in sorted(shipped_rules_dir().glob("*.yaml"))]
FIELDS = [
    "rulebook", "title", "topics", "parties", "feeds", "rules", "id", "kind", "query", "cooldown", "url", "every",
    "any", "stories", "window", "facts", "venue", "stance", "aliases", "lists", "tests", "say", "severity", "within",
    "sources",
]  # fmt: skip
SIGNS = ["\n", ": ", "- ", "[", "&a", "*a", "!x", "|", "\t"]
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.sampled_from(FIELDS),
    st.sampled_from(["12h", "keywords", "change", "new_value", "burst", "https://a.example/feed", "a (b OR", "-x"]),
)  # fmt: skip
trees = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(FIELDS), st.text(max_size=8)), inner, max_size=5),
    ),
    max_leaves=25,
)


def _dumped(tree: object) -> str:
    text = io.StringIO()
    YAML(typ="safe", pure=True).dump(tree, text)
    return text.getvalue()


def _mangled(text: str, at: int, length: int, put: str) -> str:
    at %= len(text)
    return text[:at] + put + text[at + length :]


rulebooks = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=400),
    st.dictionaries(st.sampled_from(FIELDS), trees, max_size=6).map(_dumped),
    st.builds(
        _mangled,
        st.sampled_from(SHIPPED),
        st.integers(0, 10**6),
        st.integers(0, 80),
        st.one_of(
            st.text(st.characters(codec="utf-8"), max_size=12),
            st.sampled_from([*FIELDS, "\n", ": ", "- ", "[", "&a", "*a"]),
        ),
    ),
)


@MANY
@given(rulebooks)
def test_arbitrary_yaml_as_a_rulebook(text: str) -> None:
    """Whatever lies in the folder is a rulebook that judges, or problems with their places; never an exception."""
    with tempfile.TemporaryDirectory() as folder, capture_logs() as log:
        (Path(folder) / "book.yaml").write_bytes(text.encode())
        books = load_rulebooks(Path(folder))
        assert all(problem.line >= 1 and problem.column >= 1 and problem.message for problem in books.problems)
        assert books.books or books.problems
        rules = RuleSet.build(books.rules, books.topics)
        article = Article(id="1", title="Dockers strike", text="Talks in Oslo.", source="a.example", published=NOON)
        decide(article, memory=Memory(), rules=rules, now=datetime.now(UTC))
    assert_nothing_broke(log)
