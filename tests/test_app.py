"""The app over real feeds on loopback: one bad feed stops no other, what is cheap stays cheap, and it ends in time."""

import asyncio
import io
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from rich.console import Console
from structlog.testing import capture_logs

from bot.app import LAST_ITEM, POLLS_AT_ONCE, REST, App, open_app
from bot.chat.terminal import TerminalSender
from bot.config import Settings
from bot.desk import AppDesk
from bot.monitor.alerts import Alert
from bot.monitor.query import parse_query
from bot.monitor.rulebook import FeedSpec
from bot.monitor.rules import Rule, RuleKind
from bot.rulebooks import GoneTopic, Rulebooks, load_rulebooks
from bot.store.feeds import Feed
from bot.store.meta import HEARTBEAT
from bot.store.states import FeedState
from tests.feeds.conftest import Site, item, rss
from tests.feeds.hostile import FEEDS
from tests.monitor.newsroom import NOON, ORCHARD, STRIKE, STRIKE_AGAIN, STRIKE_TITLE, read_book
from tests.store.making import a_chat

HOUR = timedelta(hours=1)
FJORD = """\
parties: {NO: {name: Norway, country: Norway, capital: Oslo}}
topics: {%s: {title: Fjord, about: talks, parties: [NO], facts: [venue]%s}}
feeds: [%s]
rules: [{id: place, kind: new_value}]
"""
"""A rulebook of one topic: its id, what more it says, and its feed."""
AddFeeds = Callable[..., AbstractAsyncContextManager[App]]


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A web server."""
    one = Site()
    await one.server.start_server()
    yield one
    await one.server.close()


@pytest.fixture
def clock() -> Clock:
    """The app's clock; at noon the feeds are added."""
    return Clock()


@pytest.fixture
def opened(tmp_path: Path, clock: Clock, site: Site) -> AddFeeds:
    """Open the app on a state folder of its own, with these feeds (addresses, or paths of the site), polled hourly."""

    def opened(*paths: str) -> AbstractAsyncContextManager[App]:
        urls = (path if "://" in path else site.url(path) for path in paths)
        feeds = tuple(FeedSpec(url=url, name="", every=HOUR, language="en") for url in urls)
        settings = Settings.model_construct(state_dir=tmp_path / "state", allow_nets=(ip_network("127.0.0.0/8"),))
        return open_app(settings, Rulebooks(books=(replace(read_book(), feeds=feeds),)), clock=clock)

    return opened


def news(key: str, title: str, text: str, *, at: datetime = NOON + HOUR / 2, link: str = "") -> str:
    """Return an item of an RSS feed."""
    more = f"<pubDate>{format_datetime(at)}</pubDate><description>{text}</description>"
    return item(title, guid=key, link=link or f"https://{key}.example/1", more=more)


STRIKE_NEWS = news("strike", STRIKE_TITLE, STRIKE)


async def feeds(app: App) -> dict[str, Feed]:
    """Return the feeds by the path that they are polled at."""
    return {feed.url.rpartition("/")[2]: feed for feed in await app.db(app.store.feeds.all)}


async def until(condition: Callable[[], Awaitable[Any]]) -> Any:
    """Wait until a condition holds."""
    for _ in range(1200):
        if found := await condition():
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("waited in vain")


async def polled(app: App, paths: Sequence[str]) -> dict[str, Feed]:
    """Poll what is due and wait until these feeds have been polled now."""
    await app.poll_due()

    async def are_done() -> dict[str, Feed]:
        found = await feeds(app)
        return found if all(found[path].last_polled_at == app.clock() for path in paths) else {}

    known: dict[str, Feed] = await until(are_done)
    return known


async def rung(app: App, rule: str) -> list[Alert]:
    """Return the alerts of a rule."""
    return [one.alert for one in await app.db(app.store.alerts.recent, rule=f"gazette/{rule}")]


async def headlines(app: App) -> list[str]:
    """Return the headlines that rang the strike rule."""
    return [alert.headline for alert in await rung(app, "strike")]


async def test_a_bad_feed_stops_no_other(opened: AddFeeds, site: Site, clock: Clock) -> None:
    """Garbage, errors, a loop, a hanging server and a poll that breaks: the good feed rings, the others wait longer."""

    async def hang(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:  # something comes all the time: it hangs for as long as a poll may take
            await response.write(b" ")
            await asyncio.sleep(1)

    site.handle("/hang", hang)
    site.put("/garbage", b"\x00\xff<rss" * 99)
    site.put("/page", "<!DOCTYPE html><html><body>Closed.</body></html>", Content_Type="text/html")
    site.answer("/down", 503)
    site.redirect("/loop", "/loop")
    site.put("/broken", rss(news("broken", "Nothing", "It cannot be saved.")))
    site.put("/good", rss(STRIKE_NEWS))
    async with opened("/hang", "/garbage", "/page", "/down", "/loop", "/broken", "/good", "/missing") as app:
        broken = (await feeds(app))["broken"].id
        await app.db(_refuse, app, broken)
        clock.now += HOUR
        after = await polled(app, ["garbage", "page", "down", "loop", "good", "missing"])
        assert await headlines(app) == [STRIKE_TITLE]
        failures = {path: feed.failures for path, feed in after.items()}
        assert failures == dict.fromkeys(("garbage", "page", "down", "loop", "missing"), 1) | dict.fromkeys(
            ("hang", "broken", "good"), 0
        )
        assert after["page"].last_error == "This is a web page, not a feed."
        assert all(after[path].next_poll_at > clock.now + HOUR for path in ("garbage", "down", "loop"))

        for _ in range(2):
            await until(_is_idle)
            assert [request.path for request in site.requests].count("/broken") == 1
            await app.poll_due()
        clock.now += REST
        site.put("/good", rss())
        await app.db(_allow, app)
        assert (await polled(app, ["broken"]))["broken"].failures == 0
        assert [request.path for request in site.requests].count("/broken") == 2
        await _cut()


async def test_no_log_line_holds_a_feeds_key(opened: AddFeeds, site: Site, clock: Clock) -> None:
    """Whatever the key is called and however the poll ends: well, badly, or by a fault of ours."""
    site.put("/good", rss(STRIKE_NEWS))
    site.put("/broken", rss(news("broken", "Nothing", "It cannot be saved.")))
    async with opened("/good?uid=hush", "/missing?uid=hush", "/broken?uid=hush") as app:
        await app.db(_refuse, app, (await feeds(app))["broken?uid=hush"].id)
        clock.now += HOUR
        with capture_logs() as lines:
            await polled(app, ["good?uid=hush", "missing?uid=hush"])
            await until(_is_at_rest)
    told = {line["url"].rpartition("/")[2] for line in lines if line["event"].startswith("poll")}
    assert told == {"good?uid=…", "missing?uid=…", "broken?uid=…"}


def _refuse(app: App, feed_id: int) -> None:
    """Let the database refuse whatever this feed brings."""
    with app.store.database.write() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER refuse BEFORE INSERT ON article_keys WHEN NEW.feed_id = "
            f"{feed_id} BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )


def _allow(app: App) -> None:
    with app.store.database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER refuse")


def _polls() -> list[asyncio.Task[Any]]:
    return [task for task in asyncio.all_tasks() if task.get_name().startswith("poll ")]


async def _is_idle() -> bool:
    """Return whether no poll but the one that hangs is under way."""
    return len(_polls()) == 1


async def _cut() -> None:
    """End the poll that hangs, so that the test need not wait for it."""
    for task in _polls():
        task.cancel()
    await asyncio.sleep(0)


async def test_a_hostile_feed_holds_up_no_other(opened: AddFeeds, site: Site, clock: Clock) -> None:
    """While one feed keeps its worker busy until it is killed, another host's is read; then the first has failed."""
    other = Site("127.0.0.2")
    await other.server.start_server()
    site.put("/bad", rss())
    other.put("/good", rss())
    async with opened("/bad", other.url("/good")) as app:
        await polled(app, ["bad", "good"])
        clock.now += HOUR
        site.put("/bad", FEEDS["100,000 attributes of one tag"]())
        await app.poll_due()
        await asyncio.sleep(0.3)  # the bad one is being parsed
        clock.now += HOUR
        other.put("/good", rss(STRIKE_NEWS))
        after = await polled(app, ["good"])
        assert await headlines(app) == [STRIKE_TITLE]
        assert after["bad"].failures == 0  # it is still being read
        after = await polled(app, ["bad"])
        assert after["bad"].last_error == "Reading it took too long, so it was given up."
        assert after["bad"].next_poll_at > clock.now + HOUR
    await other.server.close()


@pytest.fixture
async def silent() -> AsyncIterator[int]:
    """The port of a server that answers nothing, at every address of loopback."""
    writers = []

    async def keep(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)

    server = await asyncio.start_server(keep, "0.0.0.0")
    yield server.sockets[0].getsockname()[1]
    server.close()
    for writer in writers:
        writer.close()


async def is_polled_soon(app: App, path: str) -> bool:
    """Let some ticks pass, less than the silent take to be given up; return whether the feed has been polled."""
    for _ in range(80):
        await app.poll_due()
        await asyncio.sleep(0.05)
        if (await feeds(app))[path].last_polled_at == app.clock():
            return True
    return False


async def test_many_feeds_of_a_slow_host_hold_up_no_other(
    opened: AddFeeds, site: Site, clock: Clock, silent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three times fifty feeds of one host that does not answer wait for each other, and for nobody else."""
    monkeypatch.setattr("bot.app.PATIENCE", 0.1)
    site.put("/good", rss(STRIKE_NEWS))
    async with opened(*(f"http://127.0.0.1:{silent}/{number}" for number in range(150)), "/good") as app:
        clock.now += HOUR
        assert await is_polled_soon(app, "good")
        assert await headlines(app) == [STRIKE_TITLE]


async def test_slow_hosts_that_chats_name_leave_places_for_the_rulebooks(
    opened: AddFeeds, site: Site, clock: Clock, silent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chats add more feeds than can be polled at once, each of a host of its own; the rulebook's is polled on time."""
    monkeypatch.setattr("bot.app.PATIENCE", 0.1)
    site.put("/good", rss(STRIKE_NEWS))
    async with opened("/good") as app:
        chat = await app.use_terminal(TerminalSender(Console(file=io.StringIO())))
        for number in range(1, POLLS_AT_ONCE + 51):
            add = partial(app.store.feeds.add, f"http://127.0.1.{number}:{silent}/", "", chat_id=chat.id)
            await app.db(add, shared=False, now=clock())
        assert await is_polled_soon(app, "good")
        clock.now += 2 * HOUR
        assert await is_polled_soon(app, "good")


async def test_a_feed_that_is_removed_while_it_waits_is_not_polled(
    opened: AddFeeds, site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A feed that waits for its host's place is looked up again when its turn comes."""
    monkeypatch.setattr("bot.app.POLLS_PER_HOST", 1)
    let_go = asyncio.Event()

    async def slow(_: web.Request) -> web.StreamResponse:
        await let_go.wait()
        return web.Response(text=rss())

    site.handle("/slow", slow)
    async with opened("/slow") as app:
        chat = await app.use_terminal(TerminalSender(Console(file=io.StringIO())))
        add = partial(app.store.feeds.add, site.url("/waits"), "", chat_id=chat.id, shared=False)
        waits = await app.db(add, now=clock())
        clock.now += HOUR
        await app.poll_due()
        await app.db(app.store.feeds.remove, waits.id, chat.id)
        let_go.set()
        await until(_is_at_rest)
        assert [request.path for request in site.requests] == ["/slow"]


async def test_a_feed_that_brings_too_much_is_decided_in_turns(
    opened: AddFeeds, site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each turn decides one item here; what the turns of a poll leave, the next poll takes up, and it rings once."""
    monkeypatch.setattr("bot.app.TURN", 0.0)
    monkeypatch.setattr("bot.app.PAUSE", 0.0)
    old = [news(f"old{day}", f"Day {day}", f"Text {day}", at=NOON - day * 24 * HOUR) for day in range(1, 5)]
    site.put("/feed", rss(STRIKE_NEWS, *old), ETag='"1"')
    async with opened("/feed") as app:
        for left in (2, 0):
            clock.now += HOUR
            (feed,) = (await polled(app, ["feed"])).values()
            await until(_is_at_rest)
            (feed,) = (await feeds(app)).values()
            assert (feed.etag is None) == (left > 0)
        assert await headlines(app) == [STRIKE_TITLE]
        assert "If-None-Match" not in site.requests[1].headers


async def test_parsing_and_deciding_have_one_budget(
    opened: AddFeeds, site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What parsing has used up is not there for deciding: one item a poll, the oldest; then nothing is lost."""
    monkeypatch.setattr("bot.app.PAUSE", 0.0)
    monkeypatch.setattr("bot.app.POLL_SECONDS", LAST_ITEM)
    old = [news(f"old{day}", f"Day {day}", f"Text {day}", at=NOON - day * 24 * HOUR) for day in range(1, 3)]
    site.put("/feed", rss(STRIKE_NEWS, *old))
    async with opened("/feed") as app:
        for decided in (1, 2, 3):
            clock.now += HOUR
            await polled(app, ["feed"])
            await until(_is_at_rest)
            assert (await app.db(app.store.figures.now)).articles == decided
        assert await headlines(app) == [STRIKE_TITLE]


async def _is_at_rest() -> bool:
    """Return whether no poll is under way."""
    return not _polls()


async def test_what_has_not_changed_is_not_parsed(opened: AddFeeds, site: Site, clock: Clock) -> None:
    """A 304 and an unchanged body call no worker; a changed body calls one."""
    site.put("/plain", rss(STRIKE_NEWS))

    async def careful(request: web.Request) -> web.StreamResponse:
        if request.headers.get("If-None-Match") == '"1"':
            return web.Response(status=304)
        return web.Response(body=rss(news("b", "Cherries", ORCHARD)), headers={"ETag": '"1"'})

    site.handle("/careful", careful)
    async with opened("/plain", "/careful") as app:
        for _ in range(3):
            await polled(app, ["plain", "careful"])
            clock.now += HOUR
        assert (app.workers.calls, len(site.requests)) == (2, 6)
        site.put("/plain", rss(news("c", "Dockers strike elsewhere", "A far-off port."), STRIKE_NEWS))
        await polled(app, ["plain", "careful"])
        assert app.workers.calls == 3


async def test_a_feed_that_moved_is_polled_where_it_is(opened: AddFeeds, site: Site, clock: Clock) -> None:
    """301 rewrites the address, and what was known stays known."""
    site.put("/old", rss(STRIKE_NEWS))
    async with opened("/old") as app:
        clock.now += HOUR
        await polled(app, ["old"])
        site.put("/new", rss(STRIKE_NEWS, head="<ttl>5</ttl>"))
        site.redirect("/old", "/new", 301)
        clock.now += HOUR
        await app.poll_due()

        async def has_moved() -> bool:
            return "new" in await feeds(app)

        await until(has_moved)
        clock.now += HOUR
        asked = len(site.requests)
        await polled(app, ["new"])
        assert [request.path for request in site.requests[asked:]] == ["/new"]
        assert await headlines(app) == [STRIKE_TITLE]


async def test_a_feed_that_is_gone_is_left_alone(opened: AddFeeds, site: Site, clock: Clock) -> None:
    """410, and nobody asks again."""
    site.answer("/feed", 410)
    async with opened("/feed") as app:
        assert (await polled(app, ["feed"]))["feed"].state is FeedState.GONE
        clock.now += 1000 * HOUR
        await app.poll_due()
        assert len(site.requests) == 1


async def test_it_ends_in_time_although_a_feed_hangs(
    opened: AddFeeds, site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The poll is cut off, nothing of it counts, and the feed is due again after the next start."""
    monkeypatch.setattr("bot.app.PATIENCE", 0.3)
    asked, release = asyncio.Event(), asyncio.Event()

    async def hang(_: web.Request) -> web.StreamResponse:
        asked.set()
        await release.wait()
        return web.Response(body=rss(STRIKE_NEWS))

    site.handle("/feed", hang)
    async with opened("/feed") as app:
        clock.now += HOUR
        await app.poll_due()
        await asyncio.wait_for(asked.wait(), 5)
        began = time.monotonic()
    assert time.monotonic() - began < 3
    release.set()
    async with opened("/feed") as app:
        assert (await feeds(app))["feed"].last_polled_at is None
        await polled(app, ["feed"])
        assert await headlines(app) == [STRIKE_TITLE]


async def test_the_page_of_a_teaser_decides(opened: AddFeeds, site: Site, clock: Clock) -> None:
    """The feed says one line, the page all: its text is judged. A page that is missing leaves the line."""
    body = "".join(f"<p>{sentence}.</p>" for sentence in STRIKE_AGAIN.rstrip(".").split(". "))
    page = f"<html><head><title>Port</title></head><body><article><h1>Ships wait</h1>{body * 2}</article></body></html>"
    site.put("/story.html", page, Content_Type="text/html")
    site.put(
        "/feed",
        rss(
            news("a", "Ships wait", "News of the port.", link=site.url("/story.html")),
            news("b", "Judges in Quell", "A court far off, by a port.", link=site.url("/missing.html")),
            news("c", "Cherries freeze", "Cold nights.", link=site.url("/dull.html")),
        ),
    )
    async with opened("/feed") as app:
        clock.now += HOUR
        await polled(app, ["feed"])
        asked = sorted(request.path for request in site.requests)
        assert asked == ["/feed", "/missing.html", "/story.html"]
        evidence = {alert.headline: alert.evidence for alert in await rung(app, "court")}
        assert evidence.keys() == {"Ships wait", "Judges in Quell"}
        assert "court over the strike" in evidence["Ships wait"]
        assert evidence["Judges in Quell"] == "A court far off, by a port."


async def test_alerts_are_delivered_once_and_written_down(
    opened: AddFeeds, site: Site, clock: Clock, tmp_path: Path
) -> None:
    """The terminal hears of every topic; a second start delivers nothing again; the history file has both lines."""
    site.put("/feed", rss(STRIKE_NEWS))
    printed = io.StringIO()
    sender = TerminalSender(Console(file=printed, width=200))
    for _ in range(2):
        async with opened("/feed") as app:
            chat = await app.use_terminal(sender)
            assert await app.db(app.store.chats.subscriptions, chat.id) == ("harbour", "talks")
            clock.now += HOUR
            await polled(app, ["feed"])
            for _ in range(3):
                await app.deliver()
                clock.now += timedelta(seconds=2)
            await app.beat()
            assert await app.db(app.store.meta.get, HEARTBEAT) == clock.now.isoformat()
            await app.tidy()
    assert printed.getvalue().count("Strike · Harbour news") == 1
    lines = [json.loads(one) for one in (tmp_path / "state" / "alerts.jsonl").read_text().splitlines()]
    assert sorted(one["type"] for one in lines) == ["alert", "alert", "delivery", "delivery"]


async def test_rulebooks_are_read_again_when_their_files_have_changed(tmp_path: Path, clock: Clock, site: Site) -> None:
    """A tick notices, the next one reads; what became wrong stays in force, and the memory follows new windows."""
    rules = tmp_path / "rules"
    rules.mkdir()
    book = "stories: {report_window: %s}\nfeeds: [%s]\nrules: [{id: a, kind: keywords, query: %s}]\n"
    (rules / "a.yaml").write_text(book % ("5d", site.url("/one"), "strike"))
    settings = Settings.model_construct(state_dir=tmp_path / "state", allow_nets=(ip_network("127.0.0.0/8"),))
    async with open_app(settings, load_rulebooks(rules), clock=clock) as app:
        assert await app.reload_changed() is None
        (rules / "a.yaml").write_text(book % ("9d", site.url("/two"), "harbour"))
        assert await app.reload_changed() is None  # it may be half written
        found = await app.reload_changed()
        assert found is not None
        assert found.changed == ("a",)
        assert await app.reload_changed() is None
        assert [rule.query.text for rule in app.pipeline.rules.rules if rule.query] == ["harbour"]
        assert app.pipeline.memory.stories.settings.report_window == timedelta(days=9)
        assert [feed.url for feed in await app.db(app.store.feeds.all)] == [site.url("/two")]
        (rules / "a.yaml").write_text("rulez: []")
        assert await app.reload_changed() is None
        found = await app.reload_changed()
        assert found is not None
        assert found.kept == ("a",)
        assert [rule.query.text for rule in app.pipeline.rules.rules if rule.query] == ["harbour"]
        assert [feed.url for feed in await app.db(app.store.feeds.all)] == [site.url("/two")]


async def test_a_topic_under_another_id_loses_nobody(tmp_path: Path, site: Site, clock: Clock) -> None:
    """Its subscribers are missed at the reload, and stay, like all that is known, with the topic that says what it was.

    So does what was known before with what was told under the new id meanwhile.
    """
    rules = tmp_path / "rules"
    rules.mkdir()

    def told(place: str, hours: int) -> str:
        text = f"Norway agreed on Tuesday that the talks will be held in {place} on Friday, its foreign ministry said."
        return news(f"{place}{hours}", f"The talks will be held in {place}", text, at=NOON + hours * HOUR)

    site.put("/one", rss(told("Bergen", 1)))
    (rules / "a.yaml").write_text(FJORD % ("fjord", "", site.url("/one")))
    settings = Settings.model_construct(state_dir=tmp_path / "state", allow_nets=(ip_network("127.0.0.0/8"),))
    async with open_app(settings, load_rulebooks(rules), clock=clock) as app:
        ada = await app.db(a_chat, app.store, topic="fjord")
        clock.now += HOUR
        await app.poll((await app.db(app.store.feeds.all))[0])
        assert app.gone == ()
        (rules / "a.yaml").write_text(FJORD % ("fiord", "", site.url("/one")))
        assert (await app.reload()).gone == (GoneTopic(id="fjord", title="fjord", chats=1),)
        site.put("/one", rss(told("Oslo", 3)))
        clock.now += 4 * HOUR
        await app.poll((await app.db(app.store.feeds.all))[0])
        (rules / "a.yaml").write_text("rulez: []")
        assert (await app.reload()).gone == ()
    async with open_app(settings, load_rulebooks(rules), clock=clock) as app:
        assert app.gone == ()  # the broken book may hold it
        (rules / "a.yaml").write_text(FJORD % ("fiord", ", was: fjord", site.url("/one")))
        assert (await app.reload()).gone == ()
        assert await app.db(app.store.chats.subscriptions, ada.id) == ("fiord",)
        (state,) = await app.db(app.pipeline.states_of, "fiord")
        assert {seen.value for seen in state.seen} == {"Bergen", "Oslo"}
        assert {one.fact.value for one in await app.db(app.store.articles.facts, "fiord", limit=9)} == {
            "Bergen",
            "Oslo",
        }
        site.put("/one", rss(told("Bergen", 8)))
        clock.now += 5 * HOUR
        await app.poll((await app.db(app.store.feeds.all))[0])
        rang = await app.db(app.store.alerts.recent)
        assert [(one.alert.new, one.alert.topic) for one in rang] == [("Oslo", "fiord"), ("Bergen", "fiord")]


async def test_nothing_is_judged_while_a_topic_changes_its_id(tmp_path: Path, site: Site, clock: Clock) -> None:
    """Whoever looks between two calls finds subscriptions, rules and memory under one id: alerts have their chats."""
    rules = tmp_path / "rules"
    rules.mkdir()
    text = "Norway agreed on Tuesday that the talks will be held in Bergen on Friday, its foreign ministry said."
    site.put("/one", rss(news("one", "The talks will be held in Bergen", text)))
    (rules / "a.yaml").write_text(FJORD % ("fjord", "", site.url("/one")))
    settings = Settings.model_construct(state_dir=tmp_path / "state", allow_nets=(ip_network("127.0.0.0/8"),))
    async with open_app(settings, load_rulebooks(rules), clock=clock) as app:
        ada = await app.db(a_chat, app.store, topic="fjord")
        clock.now += HOUR
        await app.poll((await app.db(app.store.feeds.all))[0])

        def look() -> tuple[tuple[str, ...], ...]:
            ruled = tuple(topic.id for topic in app.pipeline.rules.topics)
            known = tuple(one for one in ("fjord", "fiord") if app.pipeline.states_of(one))
            return app.store.chats.subscriptions(ada.id), ruled, known

        (rules / "a.yaml").write_text(FJORD % ("fiord", ", was: fjord", site.url("/one")))
        change = asyncio.create_task(app.reload())
        found = [await app.db(look)]
        while not change.done():
            found.append(await app.db(look))
        found.append(await app.db(look))
        assert list(dict.fromkeys(found)) == [(("fjord",),) * 3, (("fiord",),) * 3]


async def test_a_terminal_hears_of_topics_that_come_later(tmp_path: Path, clock: Clock) -> None:
    """Without a token every topic is subscribed, also one that a reload brings."""
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "a.yaml").write_text("topics: {one: {title: One}}\n")
    settings = Settings.model_construct(state_dir=tmp_path / "state", allow_nets=())
    async with open_app(settings, load_rulebooks(rules), clock=clock) as app:
        chat = await app.use_terminal(TerminalSender(Console(file=io.StringIO())))
        (rules / "a.yaml").write_text("topics: {one: {title: One}, two: {title: Two}}\n")
        await app.reload()
        assert set(await app.db(app.store.chats.subscriptions, chat.id)) == {"one", "two"}


async def test_the_desk_tries_a_rule_on_what_was_read(opened: AddFeeds, site: Site, clock: Clock) -> None:
    """Through a connection of its own, while the app goes on."""
    site.put("/one", rss(STRIKE_NEWS))
    async with opened("/one") as app:
        clock.now += HOUR
        await app.poll((await app.db(app.store.feeds.all))[0])
        rule = Rule(id="test", kind=RuleKind.KEYWORDS, title="Watch", chat=1, query=parse_query("dockers"))
        clock.now += HOUR
        found = await AppDesk(app).test(rule, 7)
        assert (found.days, found.articles) == (7, 1)
        assert [alert.headline for alert in found.alerts] == [STRIKE_TITLE]
        assert (await AppDesk(app).test(replace(rule, query=parse_query("zeppelin")), 7)).alerts == ()
