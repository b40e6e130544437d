"""Bad input, end to end: each is answered in one clear line, nothing is stored, and the program goes on."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from bot.app import App
from bot.chat.desk import NoFeed
from bot.config import read_settings
from bot.db_thread import DbThread
from bot.desk import AppDesk
from bot.feeds.fetch import Fetcher
from bot.feeds.workers import Workers
from bot.store.folder import DATABASE
from bot.store.store import Store
from tests.chat.fake_telegram import FakeTelegram
from tests.e2e.program import RULEBOOK, Outlet, Program, until
from tests.feeds.conftest import Site, item, rss

MODULE = pytest.mark.asyncio(loop_scope="module")
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{this}: &{this} [{', '.join(['*' + last] * 9)}]\n" for last, this in zip("abcdefgh", "bcdefghi", strict=True)
)
BAD_BOOKS = {
    "1-wrong-field.yaml": ("rulebook: one\nrulez: []\n", ":2:1: "),
    "2-duplicate-key.yaml": ("rulebook: two\nrules: []\nrules: []\n", ":3:1: "),
    "3-alias-bomb.yaml": (BOMB, ":1:4: anchors"),
}


@dataclass
class Talk:
    """A program that runs, the Bot API that it listens to, and a web site that it may read."""

    program: Program
    telegram: FakeTelegram
    site: Site

    def stored(self) -> tuple[int, int]:
        """Return how many feeds and watches the program has stored."""
        store = Store.open(self.program.state / DATABASE)
        try:
            return len(store.feeds.all()), len(store.chats.watches())
        finally:
            store.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def talk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Talk]:
    """One program for all tests that only talk to it, each from a chat of its own; no feed, no watch."""
    site = Site()
    await site.server.start_server()
    async with FakeTelegram() as telegram:
        program = Program(tmp_path_factory.mktemp("talk"), TOKEN=telegram.token, API_URL=telegram.api_url)
        program.write_rules("rulebook: nothing\n")
        await program.start()
        try:
            yield Talk(program=program, telegram=telegram, site=site)
        finally:
            await program.close()
            await site.server.close()


async def silence(_: web.Request) -> web.StreamResponse:
    """Never answer."""
    await asyncio.sleep(60)
    return web.Response()


async def flood(request: web.Request) -> web.StreamResponse:
    """Send 50 MB without saying so before."""
    answer = web.StreamResponse(headers={"Content-Type": "application/rss+xml"})
    await answer.prepare(request)
    for _ in range(50):
        await answer.write(b" " * 1_000_000)
    return answer


@MODULE
async def test_a_query_with_an_unclosed_quote(talk: Talk) -> None:
    """The answer draws a caret under the quote; nothing is watched."""
    answer = await talk.telegram.answer_to(11, '/watch harbour "unclosed')
    query, caret, message = answer.text.splitlines()[-3:]
    assert query.index('"') == caret.index("^")
    assert "quote" in message.lower()
    assert talk.stored() == (0, 0)


@MODULE
@pytest.mark.parametrize(
    ("chat", "address", "reason"),
    [
        (20, "{site}/page", "the page names none"),
        (21, "{site}/nothing", "404"),
        (22, "{site}/flood", "larger than 5 MB"),
        (23, "http://10.1.2.3/feed.xml", "could not be reached"),
        (24, "http://169.254.169.254/latest/meta-data/", "could not be reached"),
        (25, "file:///etc/passwd", "Only http:// and https://"),
        (26, "http://me:secret@news.example/", "user name or password"),
        (27, "{site}/to-private", "could not be reached"),
        (28, "{site}/to-file", "Only http:// and https://"),
    ],
    ids=["page", "404", "50 MB", "private", "metadata", "file", "password", "redirect to private", "redirect to file"],
)
async def test_an_address_that_is_no_feed(talk: Talk, chat: int, address: str, reason: str) -> None:
    """/addfeed says why in one line without what is secret, and stores nothing."""
    talk.site.put("/page", "<html><head><title>A page</title></head><body>Hello</body></html>")
    talk.site.handle("/flood", flood)
    talk.site.redirect("/to-private", "http://192.168.7.7/feed.xml")
    talk.site.redirect("/to-file", "file:///etc/passwd")
    answer = await talk.telegram.answer_to(chat, "/addfeed " + address.format(site=talk.site.url("").rstrip("/")))
    assert reason in answer.text
    assert "\n" not in answer.text
    assert "secret" not in answer.text
    assert talk.stored() == (0, 0)


@MODULE
@pytest.mark.parametrize(("chat", "before"), [(35, ""), (36, "feed:http://")], ids=["no scheme", "feed:"])
async def test_an_address_as_people_type_it(talk: Talk, chat: int, before: str) -> None:
    """Without a scheme https is tried and then http; the spelling of feed readers is understood."""
    talk.site.put("/typed", rss(item()), content_type="application/rss+xml")
    url = talk.site.url("/typed")
    answer = await talk.telegram.answer_to(chat, f"/addfeed {before}{url.removeprefix('http://')}")
    assert answer.text.startswith(f"Added Harbour Post ({url})")
    assert "Removed" in (await talk.telegram.answer_to(chat, "/removefeed 1")).text
    assert talk.stored() == (0, 0)


@MODULE
async def test_a_server_that_never_answers_holds_up_nobody(talk: Talk) -> None:
    """While one chat waits for a silent server, others are answered at once."""
    talk.site.handle("/silent", silence)
    talk.telegram.user_says(31, f"/addfeed {talk.site.url('/silent')}")
    await until(lambda: any(request.path == "/silent" for request in talk.site.requests))
    assert "/help" in (await talk.telegram.answer_to(32, "/start")).text
    assert talk.telegram.sent_to(31) == []


async def test_a_server_that_never_answers_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What /addfeed hears of a silent server is that it took too long; here with a patience of half a second.

    Who has to wait for others that ask the same server is told so too, in the end.
    """
    site = Site()
    await site.server.start_server()
    site.handle("/silent", silence)
    db = DbThread()
    store = await db(Store.open, tmp_path / DATABASE)
    networks = (ip_network("127.0.0.0/8"),)
    try:
        async with Fetcher(allow_nets=networks, total_timeout=1, read_timeout=0.5) as fetcher, Workers(1) as workers:
            settings = read_settings(state_dir=tmp_path)
            app = App(
                settings=settings, clock=lambda: datetime.now(UTC), db=db, store=store, fetcher=fetcher, workers=workers
            )
            found = await AppDesk(app).find_feed(site.url("/silent"))
            monkeypatch.setattr("bot.desk.PATIENCE", 1.2)
            desk = AppDesk(app)
            async with asyncio.timeout(4):  # without an end to it the last one would have to wait for ten seconds
                many = await asyncio.gather(*(desk.find_feed(site.url("/silent")) for _ in range(40)))
        assert found == NoFeed(reason="The server took too long to answer.")
        assert many[-1] == NoFeed(reason="It took too long to look for it. Please try again later.")
    finally:
        await db(store.close)
        db.close()
        await site.server.close()


async def test_broken_rulebooks_are_named_and_the_good_ones_watch(tmp_path: Path, outlet: Outlet) -> None:
    """`check` names each mistake with its place; `run` says the same, and goes on with the good rulebook."""
    program = Program(tmp_path)
    program.write_rules(RULEBOOK.format(feeds=f"  - {{url: {outlet.url('post')}, name: post.example, every: 1s}}\n"))
    for name, (text, _) in BAD_BOOKS.items():
        (tmp_path / "rules" / name).write_text(text)
    code, output, errors = await program.run("check", "rules")
    lines = errors.splitlines()
    assert (code, output, lines.pop()) == (1, "", "tocsin: rules: 3 problems")
    assert all(name + place in line for line, (name, (_, place)) in zip(lines, BAD_BOOKS.items(), strict=True))
    try:
        await program.start()
        await until(lambda: outlet.answers["post", 304] > 0)
        outlet.publish("post", "new", "Port dockers on strike", "Nobody unloads anything today.")
        await until(lambda: "Port dockers on strike" in program.output.read_text())
        assert await program.stop() == 0
    finally:
        await program.close()
    log = program.log.read_text()
    assert all(name + place in log for name, (_, place) in BAD_BOOKS.items())


def is_file(folder: Path) -> str:
    """Make the state folder lie below a regular file."""
    (folder / "file").write_text("not a folder")
    return str(folder / "file" / "state")


def is_proc(_: Path) -> str:
    """Make the state folder lie where not even root may write."""
    return "/proc/tocsin"


def holds_folder(folder: Path) -> str:
    """Put a folder where the database is to be."""
    (folder / "state" / DATABASE).mkdir(parents=True)
    return str(folder / "state")


def holds_nonsense(folder: Path) -> str:
    """Put something else where the database is to be."""
    (folder / "state").mkdir()
    (folder / "state" / DATABASE).write_text("this is no database, but somebody's shopping list" * 100)
    return str(folder / "state")


@pytest.mark.parametrize("spoil", [is_file, is_proc, holds_folder, holds_nonsense])
async def test_a_state_folder_that_cannot_be_used(tmp_path: Path, spoil: Callable[[Path], str]) -> None:
    """Exit code 3 and one line that names the path."""
    where = spoil(tmp_path)
    program = Program(tmp_path, STATE_DIR=where)
    program.write_rules("rulebook: nothing\n")
    code, output, errors = await program.run("run")
    assert (code, output) == (3, "")
    (line,) = errors.splitlines()
    assert line.startswith("tocsin: ")
    assert where in line


async def test_a_stop_during_the_start(tmp_path: Path, telegram: FakeTelegram) -> None:
    """SIGTERM while it is still opening its things ends it like any other: exit code 0, within seconds."""
    program = Program(tmp_path, TOKEN=telegram.token, API_URL=telegram.api_url)
    program.write_rules("rulebook: nothing\n")
    try:
        await program.start()
        await until((program.state / "lock").exists)
        began = time.monotonic()
        assert await program.stop() == 0
        assert time.monotonic() - began < 8
    finally:
        await program.close()


async def test_telegram_out_of_reach_at_the_start(tmp_path: Path, outlet: Outlet) -> None:
    """Feeds are polled meanwhile, a stop ends it within seconds, and what rang arrives once Telegram is back."""
    async with FakeTelegram() as before:
        port = int(before.api_url.rpartition(":")[2])
    program = Program(tmp_path, TOKEN=before.token, API_URL=before.api_url)
    program.write_rules(RULEBOOK.format(feeds=f"  - {{url: {outlet.url('post')}, name: post.example, every: 1s}}\n"))
    subscribe(program.state, 7)
    try:
        await program.start()
        await until(lambda: outlet.answers["post", 304] > 0)
        began = time.monotonic()
        assert await program.stop() == 0
        assert time.monotonic() - began < 8

        await program.start()
        outlet.publish("post", "new", "Port dockers on strike", "Nobody unloads anything today.")
        await until(lambda: '"alerts": 1' in program.log.read_text())
        async with FakeTelegram(port=port) as telegram:
            telegram.add_chat(7)
            await until(lambda: telegram.sent_to(7))
            assert "Port dockers on strike" in telegram.last(7).text
            assert await program.stop() == 0
            assert len(telegram.sent_to(7)) == 1
    finally:
        await program.close()


def subscribe(state: Path, address: int) -> None:
    """Subscribe a private chat to the topic harbour, as an earlier run would have."""
    from bot.store.folder import prepare_folder
    from bot.store.states import Platform

    store, now = Store.open(prepare_folder(state) / DATABASE), datetime.now(UTC)
    chat = store.chats.ensure(platform=Platform.TELEGRAM, address=address, kind="private", title="Ada", now=now)
    store.chats.subscribe(chat.id, "harbour", now)
    store.close()


async def test_no_secret_is_written_anywhere(tmp_path: Path, telegram: FakeTelegram, outlet: Outlet) -> None:
    """The token is in no file; a feed's key is in the database, which needs it, and in nothing that people read."""
    program = Program(tmp_path, TOKEN=telegram.token, API_URL=telegram.api_url)
    keyed = f"{outlet.url('post')}?key=hush"
    program.write_rules(
        RULEBOOK.format(
            feeds=f"  - {{url: '{keyed}', every: 1s}}\n  - {{url: '{outlet.base}/404?token=hush', every: 1s}}\n"
        )
    )
    try:
        await program.start()
        await telegram.answer_to(7, "/sub harbour")
        await until(lambda: outlet.answers["post", 304] > 0)
        telegram.fail_next(500, f"the server fell over bot{telegram.token}", method="getMe")
        outlet.publish("post", "new", "Port dockers on strike", "Nobody unloads anything today.")
        alert = (await until(lambda: [message for message in telegram.sent_to(7) if "dockers" in message.text]))[0]
        telegram.user_says(7, "/why", reply_to=alert)
        await telegram.answer_to(7, "/feeds")
        await telegram.answer_to(7, f"/addfeed {outlet.base}/nothing?key=hush")
        assert await program.stop() == 0
    finally:
        await program.close()
    files = written(tmp_path)
    assert {program.log, program.output, program.state / "alerts.jsonl"} <= set(files)
    assert [path.name for path in files if telegram.token.partition(":")[2].encode() in path.read_bytes()] == []
    assert [path.name for path in files if b"hush" in path.read_bytes() and path.name != DATABASE] == []
    assert "key=***" in program.log.read_text()
    assert "hush" not in "".join(message.text for message in telegram.sent)


def written(folder: Path) -> list[Path]:
    """Return all files below a folder that the program wrote."""
    return [path for path in folder.rglob("*") if path.is_file() and "rules" not in path.parts]
