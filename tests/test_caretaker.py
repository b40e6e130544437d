"""The caretaker: trouble with a feed is told once to who added it and to the owners, over the real way to a chat."""

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.caretaker import Caretaker
from bot.chat.message import Draft, Message
from bot.chat.owners import Owners
from bot.chat.replies import Replies
from bot.chat.sender import Outcome, Refusal, Refused, Retry, Sent
from bot.chat.terminal import TerminalSender
from bot.feeds.trouble import Trouble
from bot.notices import MOST_NAMED, render_notice
from bot.store.chats import Chat
from bot.store.feeds import Feed
from bot.store.polls import FeedUpdate
from bot.store.states import FeedState, Platform
from bot.store.store import Store
from tests.chat.fake_telegram import FakeTelegram
from tests.chat.settings import HARBOUR, STRIKE, StaticDesk, fast_pace, same_thread
from tests.chat.test_telegram_app import running
from tests.store.making import NOW, a_chat, an_article, an_item

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
ADA, OWNER, GROUP = 7, 9, -100_7
NAME = "@admin \u202e" + "🧨" * 900
KEYED = "https://news.example/feed?key=hush"


@dataclass
class World:
    """A store, a fake Telegram, a caretaker, and a clock."""

    store: Store
    telegram: FakeTelegram
    caretaker: Caretaker
    replies: Replies
    clock: list[datetime] = field(default_factory=lambda: [NOW])

    def fail(self, feed: Feed, times: int = 3, **values: object) -> None:
        """Let polls of a feed fail now."""
        given: dict[str, object] = {"ok": False, "failures": times, "error": "The server took too long to answer."}
        update = FeedUpdate(
            feed_id=feed.id,
            polled_at=self.clock[0],
            next_poll_at=self.clock[0] + HOUR,
            **(given | values),  # type: ignore[arg-type]
        )
        self.store.commit_poll(update, (), now=self.clock[0])

    def read(self, feed: Feed, *articles: int) -> None:
        """Let a poll succeed now and bring these articles, published now."""
        items = [an_item(an_article(number, published=self.clock[0]), key=f"{feed.id}-{number}") for number in articles]
        update = FeedUpdate(feed_id=feed.id, polled_at=self.clock[0], ok=True, next_poll_at=self.clock[0] + HOUR)
        self.store.commit_poll(update, items, now=self.clock[0])

    async def after(self, time: timedelta) -> int:
        """Let time go by, and look."""
        self.clock[0] += time
        return await self.caretaker.look()


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    """A Bot API with Ada, the owner, and a group."""
    async with FakeTelegram() as fake:
        fake.add_chat(ADA)
        fake.add_chat(OWNER)
        fake.add_chat(GROUP, "supergroup", "Crew")
        yield fake


@pytest.fixture
async def world(tmp_path: Path, telegram: FakeTelegram) -> AsyncIterator[World]:
    """A caretaker over a real store and the real sender; the owner has talked to the bot."""
    store, clock = Store.open(tmp_path / "tocsin.db"), [NOW]
    a_chat(store, OWNER, topic=None)
    async with running(telegram, store, StaticDesk(step=timedelta(seconds=3))) as bot:
        desk = StaticDesk(step=timedelta(seconds=3))
        replies = Replies(store=store, db=same_thread, sender=bot.app.sender, pace=fast_pace(), now=desk.now)
        caretaker = Caretaker(
            store=store, db=same_thread, replies=replies, owners=[OWNER, GROUP, 12345], clock=lambda: clock[0],
            topics=lambda: [STRIKE, replace(HARBOUR, id="harbor-talks", title="Harbor talks")],
        )  # fmt: skip
        yield World(store, telegram, caretaker, replies, clock)
    store.close()


def feed_of(world: World, chat: Chat, url: str = KEYED) -> Feed:
    """Return a feed that a chat added."""
    return world.store.feeds.add(url, "", chat_id=chat.id, shared=False, now=NOW)


async def test_a_feed_that_fails_for_a_day_is_told_once(world: World) -> None:
    """To who added it and to the owner; not before, not again, and anew after it was well."""
    feed = feed_of(world, a_chat(world.store, ADA, topic=None))
    world.read(feed)
    world.fail(feed)
    assert await world.after(23 * HOUR) == 0
    assert await world.after(2 * HOUR) == 2
    for chat in (ADA, OWNER):
        (message,) = world.telegram.sent_to(chat)
        assert message.text.startswith("Trouble with a feed\n")
        assert "could not be read since 12 May 2026, 3 times in a row: The server took too long" in message.text
    world.fail(feed, 9)
    assert await world.after(30 * DAY) == 0
    world.read(feed)
    assert await world.after(HOUR) == 0
    world.fail(feed)
    assert await world.after(2 * DAY) == 2
    assert len(world.telegram.sent_to(ADA)) == 2


async def test_a_feed_that_falls_silent_is_told_once(world: World) -> None:
    """A feed that published every hour and then nothing for days, although it can be read."""
    feed = feed_of(world, a_chat(world.store, ADA, topic=None))
    for number in range(1, 8):
        world.clock[0] += HOUR
        world.read(feed, number)
    world.clock[0] += 2 * DAY
    world.read(feed)
    assert await world.after(HOUR) == 0
    world.clock[0] += DAY
    world.read(feed)
    assert await world.after(HOUR) == 2
    assert "has brought nothing new since 12 May 2026, far longer than usual" in world.telegram.last(ADA).text
    assert await world.after(HOUR) == 0
    world.read(feed, 8)
    assert await world.after(HOUR) == 0
    assert world.store.reports.told() == {}


async def test_keys_stay_hidden_in_a_group(world: World) -> None:
    """In a group others read along; in private the address is whole, as whoever added it wrote it."""
    group = world.store.chats.ensure(
        platform=Platform.TELEGRAM, address=GROUP, kind="supergroup", title="Crew", now=NOW
    )
    feed = feed_of(world, group)
    world.fail(feed)
    assert await world.after(2 * DAY) == 2
    assert "hush" not in world.telegram.last(GROUP).text
    assert "key=…" in world.telegram.last(GROUP).text
    assert "key=hush" in world.telegram.last(OWNER).text


async def test_an_allow_listed_group_gets_no_notices_of_owners(world: World) -> None:
    """The list of owners names groups that may use the bot, too; they do not run it, and others read along there."""
    a_chat(world.store, GROUP, topic=None)
    world.fail(feed_of(world, a_chat(world.store, ADA, topic=None)))
    assert await world.after(2 * DAY) == 2
    assert world.telegram.sent_to(GROUP) == []
    owners = Owners({OWNER, GROUP}, store=world.store, db=same_thread, replies=world.replies)
    await owners.tell(Draft().own("Rulebooks read again.").build())
    assert world.telegram.last(OWNER).text == "Rulebooks read again."
    assert world.telegram.sent_to(GROUP) == []


async def test_a_feed_that_is_gone_and_a_change_of_trouble_are_told(world: World) -> None:
    """Another trouble with the same feed is news; so is the end of it."""
    feed = feed_of(world, a_chat(world.store, ADA, topic=None))
    world.fail(feed)
    assert await world.after(2 * DAY) == 2
    world.fail(feed, 4, state=FeedState.GONE, error="The server says that this is gone for good (410).")
    assert await world.after(HOUR) == 2
    assert "is gone for good" in world.telegram.last(ADA).text
    assert await world.after(DAY) == 0


async def test_what_did_not_leave_is_tried_again_and_who_blocked_us_is_left_alone(world: World) -> None:
    """A notice that surely did not leave comes with the next look; a refused one is not repeated for ever."""
    feed = feed_of(world, a_chat(world.store, ADA, topic=None))
    world.fail(feed)
    sender = Choosy({ADA: Retry(after=100, reason="not now"), OWNER: Refused(kind=Refusal.BLOCKED, reason="blocked")})
    desk = StaticDesk(step=timedelta(seconds=3))
    replies = Replies(store=world.store, db=same_thread, sender=sender, pace=fast_pace(), now=desk.now)
    caretaker = Caretaker(
        store=world.store, db=same_thread, replies=replies, owners=[OWNER], clock=lambda: NOW + 2 * DAY
    )
    assert await caretaker.look() == 1
    sender.outcomes[ADA] = Sent(message_id=1)
    assert await caretaker.look() == 1
    assert await caretaker.look() == 0
    assert sender.asked == [OWNER, ADA, ADA]


async def test_who_subscribes_to_a_topic_hears_once_that_it_is_gone(world: World) -> None:
    """After the hour in which the rulebook may be mended; not when it came back, and anew the next time."""
    a_chat(world.store, ADA)
    world.store.topics.note_gone([HARBOUR, STRIKE], NOW)
    world.store.topics.note_gone([STRIKE], NOW)
    assert await world.after(HOUR / 2) == 0
    assert await world.after(HOUR / 2) == 1
    assert world.telegram.last(ADA).text.splitlines() == [
        "A topic is gone",
        "• Harbour talks is not watched any more. There is Harbor talks now: /sub harbor-talks. Should it come back, "
        "you hear of it again; /unsub harbour-talks ends that.",
        "This is told once; /sub shows all topics.",
    ]
    assert await world.after(DAY) == 0
    world.store.topics.note_gone([HARBOUR], NOW)
    world.store.topics.note_gone([], world.clock[0])
    assert await world.after(HOUR) == 1
    assert world.telegram.sent_to(OWNER) == []


@dataclass
class Choosy:
    """A way out that answers each chat as it is told to; it implements the port `Sender`."""

    outcomes: dict[int, Outcome]
    asked: list[int] = field(default_factory=list)

    async def send(self, chat: Chat, message: Message) -> Outcome:
        """Return the outcome for this chat."""
        self.asked.append(chat.address)
        return self.outcomes[chat.address]


async def test_many_troubles_are_one_message(world: World) -> None:
    """When our own network was down for a day, everybody gets one message that names ten feeds and counts the rest."""
    ada = a_chat(world.store, ADA, topic=None)
    for number in range(MOST_NAMED + 5):
        world.fail(feed_of(world, ada, f"https://news{number}.example/feed"))
    assert await world.after(2 * DAY) == 2
    (message,) = world.telegram.sent_to(ADA)
    assert message.text.startswith("Trouble with 15 feeds")
    assert message.text.count("•") == MOST_NAMED
    assert "… and 5 more" in message.text


async def test_without_telegram_the_terminal_is_told(tmp_path: Path) -> None:
    """Who runs Tocsin in a terminal reads it there, also of the feeds of rulebooks."""
    from rich.console import Console

    store, printed = Store.open(tmp_path / "tocsin.db"), io.StringIO()
    terminal = store.chats.ensure(platform=Platform.TERMINAL, address=0, kind="terminal", title="t", now=NOW)
    feed = store.feeds.add("https://a.example/f", "", chat_id=terminal.id, shared=True, now=NOW)
    sender = TerminalSender(Console(file=printed, width=200))
    replies = Replies(store=store, db=same_thread, sender=sender, pace=fast_pace(), now=lambda: NOW)
    caretaker = Caretaker(store=store, db=same_thread, replies=replies, owners=(), clock=lambda: NOW + 2 * DAY)
    update = FeedUpdate(feed_id=feed.id, polled_at=NOW, ok=False, failures=3, error="No.", next_poll_at=NOW + HOUR)
    store.commit_poll(update, (), now=NOW)
    assert await caretaker.look() == 1
    assert "https://a.example/f could not be read" in printed.getvalue()
    store.close()


def test_a_notice_is_valid_whatever_feeds_are_called(tmp_path: Path) -> None:
    """Names and errors are foreign text."""
    store = Store.open(tmp_path / "tocsin.db")
    chat = a_chat(store, ADA, topic=None)
    feeds = [
        store.feeds.add(
            f"https://a.example/{n}?key=hush", "@admin \u202e" + "🧨" * 900, chat_id=chat.id, shared=False, now=NOW
        )
        for n in range(12)
    ]
    message = render_notice([(feed, Trouble.FAILING) for feed in feeds], in_public=True)
    assert len(message.text.encode("utf-16-le")) // 2 <= 4_096
    assert "@admin" not in message.text
    assert "\u202e" not in message.text
    assert "hush" not in message.text
    store.close()
