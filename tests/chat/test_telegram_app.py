"""The bot as a whole: the real library listens to a fake Telegram and answers."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Sized
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.chat.access import Access, Limits
from bot.chat.delivery import Courier
from bot.chat.desk import FoundFeed, NoFeed
from bot.chat.incoming import AT_ONCE, MOST_WAITING
from bot.chat.pace import Pace
from bot.chat.telegram_app import MOST_CONFLICTS, TelegramApp, TelegramSettings
from bot.errors import BotError, WrongEnvironment
from bot.store.states import ChatState, DeliveryState, Platform
from bot.store.store import Store
from tests.chat.fake_telegram import TOKEN, FakeTelegram, SentMessage
from tests.chat.settings import FEED, StaticDesk, fast_pace, same_thread
from tests.store.making import NOW, TOPIC, a_chat, a_fact, a_feed, an_article, an_item, poll, ring

ADMIN, MEMBER, GROUP, CHANNEL = 70, 71, -100_5, -100_6


class WallDesk(StaticDesk):
    """A desk with the real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SlowDesk(WallDesk):
    """A desk that looks for a feed as long as it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.answered = asyncio.Event(), asyncio.Event()

    async def find_feed(self, url: str) -> FoundFeed | NoFeed:
        self.asked.set()
        await self.answered.wait()
        return await super().find_feed(url)


@dataclass
class Running:
    """A bot that listens, and the world around it."""

    telegram: FakeTelegram
    store: Store
    desk: StaticDesk
    app: TelegramApp
    fatal: list[BotError] = field(default_factory=list)

    async def alert(self, address: int = 7) -> SentMessage:
        """Raise an alert, deliver it, and return it as it arrived in this chat."""
        ring(self.store, a_feed(self.store))
        self.desk.time += timedelta(seconds=5)
        tell = self.app.admins.tell_of_closed_topic
        courier = Courier(
            store=self.store, db=same_thread, sender=self.app.sender, resend=True, pace=self.app.pace, tell_admin=tell
        )
        await courier.deliver_due(self.desk.time + timedelta(seconds=5))
        while self.store.outbox.counts()[DeliveryState.PENDING]:  # it gave way to an answer that was still under way
            self.desk.time += timedelta(seconds=5)
            await courier.deliver_due(self.desk.time + timedelta(seconds=5))
        return self.telegram.last(address)


@asynccontextmanager
async def running(
    telegram: FakeTelegram,
    store: Store,
    desk: StaticDesk,
    access: Access | None = None,
    token: str = TOKEN,
    limits: Limits | None = None,
    pace: Pace | None = None,
) -> AsyncIterator[Running]:
    """Start a bot at a fake Telegram, and stop it in the end."""
    fatal: list[BotError] = []
    app = TelegramApp(
        TelegramSettings(token=token, api_url=telegram.api_url, poll_timeout=1, read_timeout=2),
        store=store, db=same_thread, desk=desk, access=access or Access(), on_fatal=fatal.append,
        limits=limits or Limits(), pace=pace or fast_pace(),
    )  # fmt: skip
    await app.start()
    try:
        yield Running(telegram, store, desk, app, fatal)
    finally:
        await app.stop()


@pytest.fixture
async def bot(telegram: FakeTelegram, store: Store) -> AsyncIterator[Running]:
    """A bot in open mode, whose clocks run so fast that no answer waits for its pace."""
    telegram.add_chat(GROUP, "supergroup", "Crew", forum=True, admins={ADMIN})
    telegram.add_chat(CHANNEL, "channel", "News", admins={ADMIN})
    async with running(telegram, store, StaticDesk(step=timedelta(seconds=2))) as opened:
        yield opened


async def test_a_timeline_comes_as_a_picture_with_its_text(bot: Running) -> None:
    """One message: the picture, and the latest moments under it with their styles."""
    article = an_article(bot.store.articles.next_id())
    poll(bot.store, a_feed(bot.store), an_item(article, facts=(a_fact(),)))
    message = await bot.telegram.answer_to(7, "/timeline harbour-talks")
    assert message.picture.startswith(b"\x89PNG")
    assert "Oslo (proposed) · news.example" in message.text
    assert message.styled("bold") == ["Harbour talks", "Oslo"]


async def test_a_picture_that_is_refused_leaves_the_text(bot: Running) -> None:
    """As for every message that Telegram cannot take, there is a plain one."""
    article = an_article(bot.store.articles.next_id())
    poll(bot.store, a_feed(bot.store), an_item(article, facts=(a_fact(),)))
    bot.telegram.fail_next(400, "Bad Request: IMAGE_PROCESS_FAILED", method="sendPhoto")
    message = await bot.telegram.answer_to(7, "/timeline harbour-talks")
    assert (message.picture, message.entities) == (b"", [])
    assert "Oslo (proposed)" in message.text


async def test_a_person_subscribes_and_is_told_why(bot: Running) -> None:
    """From /start by a button to an alert with its buttons, to /why as an answer and by button, to the mute."""
    telegram = bot.telegram
    assert "/sub" in (await telegram.answer_to(7, "/start")).text
    topics = await telegram.answer_to(7, "/sub")
    telegram.press(7, topics, "▫️ Harbour talks")
    await telegram.wait_for(lambda: topics.edits)
    assert topics.button("✅ Harbour talks")
    alert = await bot.alert()
    assert alert.styled("bold")[0] == "New venue · Harbour talks"
    assert [button["text"] for button in alert.buttons] == ["Open", "Why?", "Mute story"]
    assert "Why alert 1 rang" in (await telegram.answer_to(7, "/why", reply_to=alert)).text
    before = len(telegram.sent)
    telegram.press(7, alert, "Why?")
    await telegram.wait_for(lambda: len(telegram.sent) > before)
    assert "Why alert 1 rang" in telegram.last(7).text
    telegram.press(7, alert, "Mute story")
    await telegram.wait_for(lambda: alert.edits)
    assert alert.button("Unmute story")
    assert alert.text.startswith("New venue")
    assert telegram.answers[-1]["text"].startswith("Muted for rules on words. A venue or stance")


async def test_menus_are_set_for_people_and_groups(bot: Running) -> None:
    """Both kinds of chats get a menu; aliases are on none."""
    for scope in ("all_private_chats", "all_group_chats"):
        names = [command["command"] for command in bot.telegram.commands[scope]]
        assert {"sub", "watch", "why", "help"} <= set(names)
        assert "subscribe" not in names


async def test_the_answer_to_a_prompt_completes_the_command(bot: Running) -> None:
    """/watch alone asks; what is answered becomes the watch."""
    asked = await bot.telegram.answer_to(7, "/watch")
    done = await bot.telegram.answer_to(7, "harbour oslo", reply_to=asked)
    assert "Watching for harbour oslo" in done.text


async def test_a_group_member_changes_nothing(bot: Running) -> None:
    """Only admins change a group; who writes as the group itself is one."""
    telegram = bot.telegram
    refused = await telegram.answer_to(GROUP, "/watch@tocsin_test_bot oslo", user=MEMBER)
    assert refused.text == "Only admins of this chat can do that."
    assert "Watching" in (await telegram.answer_to(GROUP, "/watch oslo", user=ADMIN)).text
    assert "Watching" in (await telegram.answer_to(GROUP, "/watch bergen", anonymous=True)).text
    assert "oslo" in (await telegram.answer_to(GROUP, "/rules", user=MEMBER)).text


async def test_an_admin_is_one_although_telegram_fails_at_first(bot: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """The question for somebody's rights is asked again when it gets no answer, or has to wait a little."""
    monkeypatch.setattr("bot.chat.admins.AGAIN", 0.01)
    bot.telegram.fail_next(502, "Bad Gateway", method="getChatMember")
    bot.telegram.fail_next(429, "Too Many Requests: retry after 1", method="getChatMember", retry_after=1)
    assert "Subscribed" in (await bot.telegram.answer_to(GROUP, "/sub harbour-talks", user=ADMIN)).text


async def test_a_group_member_presses_nothing(bot: Running) -> None:
    """Each press is authorised again, whoever opened the list."""
    telegram = bot.telegram
    topics = await telegram.answer_to(GROUP, "/sub", user=ADMIN)
    telegram.press(GROUP, topics, "▫️ Harbour", user=MEMBER)
    await telegram.wait_for(lambda: telegram.answers)
    assert telegram.answers[-1]["text"] == "Only admins of this chat can do that."
    assert not topics.edits
    telegram.press(GROUP, topics, "▫️ Harbour", user=ADMIN)
    await telegram.wait_for(lambda: topics.edits)


async def test_an_admin_who_is_none_any_more_changes_nothing(bot: Running) -> None:
    """Rights are asked for at each press and command, not remembered from when the list was opened."""
    telegram = bot.telegram
    topics = await telegram.answer_to(GROUP, "/sub", user=ADMIN)
    telegram.chats[GROUP].admins.clear()
    telegram.press(GROUP, topics, "▫️ Harbour", user=ADMIN)
    await telegram.wait_for(lambda: telegram.answers)
    assert telegram.answers[-1]["text"] == "Only admins of this chat can do that."
    assert (await telegram.answer_to(GROUP, "/watch oslo", user=ADMIN)).text == "Only admins of this chat can do that."
    assert not topics.edits


async def test_rights_that_cannot_be_checked_are_none(bot: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """When Telegram does not say who is an admin, however often it is asked, nobody is for now."""
    monkeypatch.setattr("bot.chat.admins.AGAIN", 0.01)
    bot.telegram.fail_next(500, "Internal Server Error", method="getChatMember", times=3)
    refused = await bot.telegram.answer_to(GROUP, "/watch oslo", user=ADMIN)
    assert refused.text == "Only admins of this chat can do that."
    assert bot.store.chats.watches() == ()


async def test_a_channel_that_posts_in_a_group_is_no_admin(bot: Running) -> None:
    """Only who writes as the group itself is an anonymous admin; a linked channel, or somebody's own, is not."""
    telegram = bot.telegram
    telegram.user_says(GROUP, "/watch oslo", anonymous=True)
    telegram._updates[-1]["message"]["sender_chat"] = telegram.chats[CHANNEL].as_json()
    await telegram.wait_for(lambda: telegram.sent_to(GROUP))
    assert telegram.last(GROUP).text == "Only admins of this chat can do that."


async def test_an_edited_message_that_arrives_all_the_same_is_left_alone(telegram: FakeTelegram, store: Store) -> None:
    """What an earlier program has asked Telegram for may still lie in its queue."""
    edited = json.loads(an_update(500, "/watch oslo"))
    edited["edited_message"] = edited.pop("message") | {"edit_date": 1_760_000_100}
    store.inbox.put(500, json.dumps(edited), NOW)
    async with running(telegram, store, StaticDesk(step=timedelta(seconds=2))):
        await until(lambda: not store.inbox.unhandled())
        await telegram.answer_to(7, "/rules")
    assert store.chats.watches() == ()
    assert len(telegram.sent_to(7)) == 1


async def test_commands_for_other_bots_are_left_alone(bot: Running) -> None:
    """In a group, /start@other_bot is not ours; nor is what people say."""
    bot.telegram.user_says(GROUP, "/start@other_bot", user=ADMIN)
    bot.telegram.user_says(GROUP, "good morning", user=ADMIN)
    await bot.telegram.answer_to(GROUP, "/status", user=ADMIN)
    assert len(bot.telegram.sent_to(GROUP)) == 1


async def test_a_channel_is_managed_by_its_posts(bot: Running) -> None:
    """Who may post in a channel may command there."""
    bot.telegram.post_in_channel(CHANNEL, "/sub harbour-talks")
    await bot.telegram.wait_for(lambda: bot.telegram.sent_to(CHANNEL))
    assert "Subscribed" in bot.telegram.last(CHANNEL).text


async def test_a_command_in_a_forum_topic_binds_to_it(bot: Running) -> None:
    """Answers and alerts come to the topic; "General" is the group itself; a chain of replies is no topic."""
    telegram = bot.telegram
    answered = await telegram.answer_to(GROUP, "/sub harbour-talks", user=ADMIN, thread=44)
    assert answered.thread == 44
    assert (await telegram.answer_to(GROUP, "/status", user=ADMIN, thread=1)).thread is None
    assert bot.store.chats.find(Platform.TELEGRAM, GROUP, 44)
    assert (await bot.alert(GROUP)).thread == 44


async def test_a_closed_topic_is_told_to_an_admin(bot: Running) -> None:
    """An admin who has talked to the bot hears in private that a topic is closed; reopened, it gets alerts again."""
    telegram, store = bot.telegram, bot.store
    telegram.chats[GROUP].admins |= {8, ADMIN}
    await telegram.answer_to(ADMIN, "/start")
    await telegram.answer_to(GROUP, "/sub harbour-talks", user=ADMIN, thread=44)
    telegram.close_thread(GROUP, 44)
    assert (await bot.alert(GROUP)).thread is None
    assert "In Crew the forum topic that receives alerts is closed" in telegram.last(ADMIN).text
    chat = store.chats.find(Platform.TELEGRAM, GROUP, 44)
    assert chat
    assert chat.topic_closed
    telegram.reopen_thread(GROUP, 44)
    await until(lambda: not store.chats.get(chat.id).topic_closed)
    assert (await bot.alert(GROUP)).thread == 44


@pytest.mark.parametrize("thread", [45, 46, None], ids=["a known topic", "a new topic", "General"])
async def test_a_refused_forum_is_back_in_all_topics_when_it_is_heard_of(bot: Running, thread: int | None) -> None:
    """Suspended in all of its topics, it is written to again in all of them, whichever the first command comes from."""
    telegram, store = bot.telegram, bot.store
    await telegram.answer_to(GROUP, "/sub harbour-talks", user=ADMIN, thread=44)
    await telegram.answer_to(GROUP, "/status", user=ADMIN, thread=45)
    chat = store.chats.find(Platform.TELEGRAM, GROUP, 44)
    assert chat
    store.chats.suspend(chat.id, "not enough rights", bot.desk.now())
    await telegram.answer_to(GROUP, "/status", user=ADMIN, thread=thread)
    assert store.chats.get(chat.id).state is ChatState.ACTIVE


async def test_a_closed_group_is_told_and_comes_back_when_it_is_opened(bot: Running) -> None:
    """With its topic and General closed an admin hears that alerts are kept; opened again, the topic gets them."""
    telegram, store = bot.telegram, bot.store
    telegram.chats[GROUP].admins |= {ADMIN}
    await telegram.answer_to(ADMIN, "/start")
    await telegram.answer_to(GROUP, "/sub harbour-talks", user=ADMIN, thread=44)
    chat = store.chats.find(Platform.TELEGRAM, GROUP, 44)
    assert chat
    await bot.app.admins.tell_of_closed_topic(replace(chat, state=ChatState.SUSPENDED))
    assert "alerts are kept" in telegram.last(ADMIN).text
    store.chats.suspend(chat.id, "TOPIC_CLOSED", bot.desk.now())
    telegram.reopen_thread(GROUP, 44)
    await until(lambda: store.chats.get(chat.id).state is ChatState.ACTIVE)


async def test_an_edited_command_does_not_act_twice(bot: Running) -> None:
    """Only what is sent counts, not what becomes of it."""
    await bot.telegram.answer_to(7, "/watch oslo")
    bot.telegram.user_says(7, "/watch bergen", edited=True)
    await bot.telegram.answer_to(7, "/rules")
    assert [watch.query for watch in bot.store.chats.watches()] == ["oslo"]


async def test_a_forwarded_alert_is_harmless(bot: Running) -> None:
    """Its buttons, pressed in another chat, tell and change nothing."""
    await bot.telegram.answer_to(7, "/sub harbour-talks")
    alert = await bot.alert()
    for button in ("Why?", "Mute story"):
        seen = len(bot.telegram.answers)
        bot.telegram.press(8, alert, button)
        await bot.telegram.wait_for(partial(more_than, bot.telegram.answers, seen))
        assert bot.telegram.answers[-1]["text"] == "This chat has had no such alert."
    assert bot.telegram.sent_to(8) == []
    assert not alert.edits


async def test_a_chat_that_leaves_is_kept_and_comes_back(bot: Running) -> None:
    """Blocking suspends, unblocking resumes; so does any command."""
    telegram, store = bot.telegram, bot.store
    await telegram.answer_to(7, "/sub harbour-talks")
    chat = store.chats.find(Platform.TELEGRAM, 7)
    assert chat
    for status, state in (
        ("kicked", ChatState.SUSPENDED),
        ("member", ChatState.ACTIVE),
        ("kicked", ChatState.SUSPENDED),
    ):
        telegram.member_changes(7, status)
        await until(partial(is_in, store, chat.id, state))
    await telegram.answer_to(7, "/status")
    assert store.chats.get(chat.id).state is ChatState.ACTIVE
    assert store.chats.subscriptions(chat.id) == (TOPIC,)


async def test_the_service_message_moves_a_group(bot: Running) -> None:
    """A group that becomes a supergroup keeps what it has, before anything is sent."""
    chat = a_chat(bot.store, -5)
    bot.telegram.add_chat(-5, "group", "Crew")
    bot.telegram.migrate(-5, -1005, tell=True)
    await until(lambda: bot.store.chats.get(chat.id).address == -1005)
    assert bot.store.chats.subscriptions(chat.id) == (TOPIC,)


async def test_an_answer_follows_a_group_that_moved(bot: Running) -> None:
    """When the refusal is the first we hear of it, the answer goes to the new address."""
    bot.telegram.add_chat(-5, "group", "Crew")
    bot.telegram.migrate(-5, -1005)
    bot.telegram.user_says(-5, "/status", user=ADMIN)
    await bot.telegram.wait_for(lambda: bot.telegram.sent_to(-1005))


async def test_an_answer_survives_trouble(bot: Running) -> None:
    """A 429 is waited for, entities that are refused cost the style."""
    bot.telegram.fail_next(429, "Too Many Requests", retry_after=1)
    bot.telegram.fail_next(400, "Bad Request: can't parse entities")
    message = await bot.telegram.answer_to(7, "/start")
    assert message.entities == []


async def test_an_answer_that_has_to_wait_long_is_kept(telegram: FakeTelegram, store: Store) -> None:
    """An update stays until its answer has left, however long Telegram asks to wait."""
    telegram.fail_next(429, "Too Many Requests: retry after 31", retry_after=31)
    async with running(telegram, store, WallDesk(), pace=Pace(steady=lambda: 0.0)):
        telegram.user_says(7, "/status")
        await until(lambda: any(method == "sendMessage" for method, _ in telegram.calls))
        await asyncio.sleep(0.2)
        assert store.inbox.unhandled()
    async with running(telegram, store, WallDesk(), pace=fast_pace()):
        await telegram.wait_for(lambda: telegram.sent_to(7))
        await until(lambda: not store.inbox.unhandled())


async def test_a_flood_is_told_once(bot: Running) -> None:
    """Beyond twenty commands in a minute one answer says so; the rest is silence."""
    bot.desk.step = timedelta(0)
    bot.desk.time = NOW
    for _ in range(30):
        bot.telegram.press_data(7, SentMessage(7, 1, "", [], [], None, 0.0, {"message_id": 1, "date": 1}), "why:1")
    await bot.telegram.wait_for(lambda: len(bot.telegram.answers) == 30)
    assert sum("a lot at once" in answer.get("text", "") for answer in bot.telegram.answers) == 10


async def test_plain_text_is_throttled_as_commands_are(telegram: FakeTelegram, store: Store) -> None:
    """So many answers say that commands are wanted, one that it is a lot, and then there is silence."""
    async with running(telegram, store, WallDesk(), limits=Limits(commands=2)):
        for _ in range(6):
            telegram.user_says(7, "hello?")
        await telegram.wait_for(lambda: len(telegram.sent_to(7)) > 2)
        await until(lambda: not store.inbox.unhandled())
        texts = [message.text for message in telegram.sent_to(7)]
    assert ["/help" in text for text in texts] == [True, True, False]
    assert "a lot at once" in texts[2]


@pytest.mark.slow
async def test_a_chat_that_writes_much_keeps_nobody_waiting(telegram: FakeTelegram, store: Store) -> None:
    """While the answers to one chat wait for its pace, another chat is answered."""
    async with running(telegram, store, WallDesk(), pace=Pace()):
        for _ in range(40):
            telegram.user_says(7, "/status")
        await telegram.wait_for(lambda: telegram.sent_to(7))
        await telegram.answer_to(8, "/status")
        assert len(telegram.sent_to(7)) < 15


async def test_a_chat_that_writes_without_end_keeps_nobody_waiting(telegram: FakeTelegram, store: Store) -> None:
    """More updates than the library hands over, while the first one hangs: others are answered, the chat once."""
    async with running(telegram, store, SlowDesk()) as bot:
        desk = bot.desk
        assert isinstance(desk, SlowDesk)
        try:
            telegram.user_says(7, f"/addfeed {FEED}")
            await asyncio.wait_for(desk.asked.wait(), 5)
            for _ in range(MOST_WAITING + 50):
                telegram.user_says(7, "/status")
            await telegram.answer_to(8, "/status")
            assert ["a lot at once" in message.text for message in telegram.sent_to(7)] == [True]
        finally:
            desk.answered.set()
        await until(lambda: not store.inbox.unhandled())
        assert sum("a lot at once" in message.text for message in telegram.sent_to(7)) == 1


async def test_chats_whose_answers_wait_keep_nobody_waiting(telegram: FakeTelegram, store: Store) -> None:
    """The answers to more chats than there are places wait for their turn, which never comes; another chat asks."""
    async with running(telegram, store, WallDesk(), pace=Pace(steady=lambda: 0.0)):
        for chat in (waiting := range(100, 101 + AT_ONCE)):
            telegram.add_chat(chat)
            for _ in range(2):
                telegram.user_says(chat, "/status")
        await until(lambda: len(telegram.sent) == len(waiting) == len(store.inbox.unhandled()))
        telegram.user_says(7, "/status")
        await telegram.wait_for(lambda: telegram.sent_to(7))


async def test_chats_that_wait_for_servers_keep_nobody_waiting(telegram: FakeTelegram, store: Store) -> None:
    """More chats than there are places look for feeds that do not answer; another chat's command is carried out."""
    async with running(telegram, store, desk := SlowDesk()):
        try:
            for chat in (waiting := range(100, 101 + AT_ONCE)):
                telegram.add_chat(chat)
                telegram.user_says(chat, f"/addfeed {FEED}")
            await until(lambda: len(store.inbox.unhandled()) == len(waiting))
            telegram.user_says(7, "/status")
            await telegram.wait_for(lambda: telegram.sent_to(7), 5)
            assert len(store.inbox.unhandled()) >= len(waiting)
        finally:
            desk.answered.set()
        await telegram.wait_for(lambda: len(telegram.sent) == len(waiting) + 1)


async def test_many_chats_that_write_without_end_keep_nobody_waiting(telegram: FakeTelegram, store: Store) -> None:
    """More updates of several chats than the library hands over, all of whose answers wait; another chat asks."""
    async with running(telegram, store, WallDesk(), pace=Pace(steady=lambda: 0.0)):
        for chat in (groups := range(-20, 0)):
            telegram.add_chat(chat, "supergroup", "Crew")
        for _ in range(MOST_WAITING // len(groups) + 5):
            for chat in groups:
                telegram.user_says(chat, "/help")
        telegram.user_says(7, "/status")
        await telegram.wait_for(lambda: telegram.sent_to(7))
        assert len(telegram.sent) == len(groups) + 1


async def test_talk_does_not_count(telegram: FakeTelegram, store: Store) -> None:
    """While one command of a group takes long, people talk; the next command waits for its turn and is answered."""
    telegram.add_chat(GROUP, "supergroup", "Crew", admins={ADMIN})
    async with running(telegram, store, desk := SlowDesk()):
        try:
            telegram.user_says(GROUP, f"/addfeed {FEED}", user=ADMIN)
            await asyncio.wait_for(desk.asked.wait(), 5)
            for _ in range(40):
                telegram.user_says(GROUP, "good morning", user=MEMBER)
            telegram.user_says(GROUP, "/rules", user=ADMIN)
            await until(lambda: not telegram.has_updates and len(store.inbox.unhandled()) == 2)
        finally:
            desk.answered.set()
        await telegram.wait_for(lambda: len(telegram.sent_to(GROUP)) == 2)
        assert not any("a lot at once" in message.text for message in telegram.sent_to(GROUP))


async def test_a_stop_does_not_wait_for_the_pace_of_answers(telegram: FakeTelegram, store: Store) -> None:
    """Answers that wait for their turn are left to the next start; none is lost and none is given twice."""
    asked = 12
    async with running(telegram, store, WallDesk(), pace=Pace(steady=lambda: 0.0)):  # no second ever passes
        for _ in range(asked):
            telegram.user_says(7, "/status")
        await until(lambda: len(store.inbox.unhandled()) == asked - 1)
        began = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - began < 6
    assert (len(telegram.sent_to(7)), len(store.inbox.unhandled())) == (1, asked - 1)
    async with running(telegram, store, WallDesk(), pace=fast_pace()):
        await until(lambda: not store.inbox.unhandled())
    assert len(telegram.sent_to(7)) == asked


async def test_the_allow_list_keeps_others_out(telegram: FakeTelegram, store: Store) -> None:
    """Who is not on it is told so, with the id that the owner needs, and nothing is stored of their wish."""
    telegram.add_chat(9)
    access = Access(everybody=False, owners={7})
    async with running(telegram, store, StaticDesk(step=timedelta(seconds=2)), access) as bot:
        refused = await telegram.answer_to(9, "/watch oslo")
        assert "your id is 9" in refused.text
        assert "Watching" in (await telegram.answer_to(7, "/watch oslo")).text
        telegram.press_data(9, refused, "sub:x:0")
        await telegram.wait_for(lambda: telegram.answers)
        assert "not open to everybody" in telegram.answers[-1]["text"]
        assert len(bot.store.chats.watches()) == 1


async def test_the_allow_list_lets_groups_and_owners_in(telegram: FakeTelegram, store: Store) -> None:
    """A listed group may use the bot, by its admins; an owner may anywhere; another group may not, whoever asks."""
    telegram.add_chat(GROUP, "supergroup", "Crew", admins={ADMIN})
    telegram.add_chat(-100_7, "supergroup", "Others", admins={ADMIN, 7})
    access = Access(everybody=False, owners={7, GROUP})
    async with running(telegram, store, StaticDesk(step=timedelta(seconds=2)), access):
        assert "Watching" in (await telegram.answer_to(GROUP, "/watch oslo", user=ADMIN)).text
        assert "Only admins" in (await telegram.answer_to(GROUP, "/watch bergen", user=MEMBER)).text
        assert "not open" in (await telegram.answer_to(-100_7, "/watch bergen", user=ADMIN)).text
        assert "not open" in (await telegram.answer_to(-100_7, "/watch bergen", anonymous=True)).text
        assert "Watching" in (await telegram.answer_to(-100_7, "/watch hammerfest", user=7)).text
    assert sorted(watch.query for watch in store.chats.watches()) == ["hammerfest", "oslo"]


async def test_the_pace_is_kept_with_answers_between_alerts(store: Store) -> None:
    """In real time, alerts and answers together never come faster than Telegram allows, and none is lost."""
    clock = WallDesk()
    async with FakeTelegram(enforce_pace=True) as telegram, running(telegram, store, clock, pace=Pace()) as bot:
        for address in (7, 8):
            telegram.add_chat(address)
            a_chat(store, address)
        ring(store, a_feed(store), 3)
        courier = Courier(store=store, db=same_thread, sender=bot.app.sender, resend=True, pace=bot.app.pace)
        ends = asyncio.get_running_loop().time() + 6
        said = 0
        while asyncio.get_running_loop().time() < ends:
            await courier.deliver_due(clock.now())
            if said < 3 and len(telegram.sent_to(7)) > said:
                telegram.user_says(7, "/status")
                said += 1
            await asyncio.sleep(0.1)
        assert len(telegram.sent_to(8)) == 3
        assert len(telegram.sent_to(7)) == 6
        assert telegram.violations == []


async def test_what_was_fetched_is_handled_after_a_crash(telegram: FakeTelegram, store: Store) -> None:
    """A command that was fetched and not answered is answered by the next run; it is not fetched again."""
    store.inbox.put(500, an_update(500, "/sub harbour-talks"), NOW)
    async with running(telegram, store, StaticDesk(step=timedelta(seconds=2))):
        await telegram.wait_for(lambda: telegram.sent_to(7))
        assert "Subscribed" in telegram.last(7).text
        await until(lambda: not store.inbox.unhandled())
    async with running(telegram, store, StaticDesk(step=timedelta(seconds=2))):
        await telegram.answer_to(7, "/status")
    assert len(telegram.sent_to(7)) == 2


async def test_a_command_that_has_acted_does_not_act_again(telegram: FakeTelegram, store: Store) -> None:
    """/unwatch 1 that removed a watch before the crash removes no second one after it, and its sender hears so."""
    chat = a_chat(store)
    watches = [store.chats.add_watch(chat.id, word, "en", NOW) for word in ("oslo", "bergen")]
    store.inbox.put(500, an_update(500, "/unwatch 1"), NOW)
    store.inbox.act(500, partial(store.chats.remove_watch, watches[0].id, chat.id), NOW)
    async with running(telegram, store, StaticDesk(step=timedelta(seconds=2))):
        await telegram.wait_for(lambda: telegram.sent_to(7))
    assert telegram.last(7).text.startswith("Done: /unwatch 1.")
    assert store.chats.watches(chat.id) == (watches[1],)


async def test_an_update_that_comes_twice_acts_once(telegram: FakeTelegram, store: Store) -> None:
    """Telegram shows an update again when a crash kept us from saying that we have it; it is left out."""
    telegram.user_says(7, "/watch oslo")
    again = list(telegram._updates)
    async with running(telegram, store, StaticDesk(step=timedelta(seconds=2))):
        await telegram.wait_for(lambda: telegram.sent_to(7))
        await until(lambda: not store.inbox.unhandled())
    telegram._updates += again
    async with running(telegram, store, StaticDesk(step=timedelta(seconds=2))):
        await telegram.answer_to(7, "/rules")
    assert len(telegram.sent_to(7)) == 2


async def test_a_button_pressed_twice_does_the_same_once(bot: Running) -> None:
    """Two presses of one button, before the list has changed, subscribe; they do not subscribe and end it again."""
    topics = await bot.telegram.answer_to(7, "/sub")
    data = topics.button("▫️ Harbour")["callback_data"]
    for _ in range(2):
        bot.telegram.press_data(7, topics, data)
    await bot.telegram.wait_for(lambda: len(bot.telegram.answers) == 2)
    chat = bot.store.chats.find(Platform.TELEGRAM, 7)
    assert chat
    assert bot.store.chats.subscriptions(chat.id) == (TOPIC,)


async def test_an_answer_is_not_repeated_when_it_cannot_be_noted(bot: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk fills up while a command is answered, the answer came once, and the command is done."""
    monkeypatch.setattr("bot.chat.telegram_app.STORE_AGAIN", 0.05)

    def lock() -> None:
        with bot.store.database.read() as connection:
            connection.exec_driver_sql("PRAGMA query_only=ON")

    bot.telegram._script["sendMessage"].append(lock)
    await bot.telegram.answer_to(7, "/start")
    await asyncio.sleep(0.3)
    with bot.store.database.read() as connection:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
    await until(lambda: not bot.store.inbox.unhandled())
    assert len(bot.telegram.sent_to(7)) == 1


async def test_commands_wait_while_nothing_can_be_saved(bot: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a database that cannot be written commands are neither lost nor half done; they are carried out later."""
    monkeypatch.setattr("bot.chat.inbox.AGAIN", 0.05)
    monkeypatch.setattr("bot.chat.telegram_app.STORE_AGAIN", 0.05)
    await bot.telegram.answer_to(7, "/start")
    await until(lambda: not bot.store.inbox.unhandled())
    with bot.store.database.read() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
    bot.telegram.user_says(7, "/watch oslo")
    await asyncio.sleep(0.3)
    assert len(bot.telegram.sent_to(7)) == 1
    with bot.store.database.read() as connection:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
    await bot.telegram.wait_for(lambda: len(bot.telegram.sent_to(7)) == 2)
    assert [watch.query for watch in bot.store.chats.watches()] == ["oslo"]


async def test_a_wrong_token_ends_in_one_line(telegram: FakeTelegram, store: Store) -> None:
    """The error names the variable and does not show the token."""
    wrong = "987654321:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    with pytest.raises(WrongEnvironment, match="TOCSIN_TOKEN") as caught:
        async with running(telegram, store, StaticDesk(), token=wrong):
            pass
    assert wrong not in str(caught.value)
    assert wrong not in repr(TelegramSettings(token=wrong))


async def test_a_token_that_is_revoked_is_fatal(telegram: FakeTelegram, store: Store) -> None:
    """A bot whose token stops being valid does not go on as if it listened."""
    async with running(telegram, store, StaticDesk()) as bot:
        telegram.token = "987654321:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
        await until(lambda: bot.fatal)
        assert "TOCSIN_TOKEN" in str(bot.fatal[0])


async def test_telegram_down_at_the_start_is_waited_for(telegram: FakeTelegram, store: Store) -> None:
    """A 502 on the first calls ends nothing."""
    telegram.fail_next(502, "Bad Gateway", method="getMe")
    telegram.fail_next(502, "Bad Gateway", method="setMyCommands", times=2)
    telegram.fail_next(502, "Bad Gateway", method="deleteWebhook")
    async with running(telegram, store, StaticDesk()):
        assert "/sub" in (await telegram.answer_to(7, "/start")).text


async def test_a_second_poller_is_fatal(telegram: FakeTelegram, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Repeated conflicts are told once, with what to do."""
    monkeypatch.setattr("bot.chat.telegram_app.MOST_CONFLICTS", 2)
    assert MOST_CONFLICTS > 2
    async with running(telegram, store, StaticDesk()) as bot:
        telegram.conflict = True
        await until(lambda: bot.fatal, patience=15)
        (error,) = bot.fatal
        assert "TOCSIN_TOKEN" in str(error)


async def test_no_secret_in_the_log(bot: Running, caplog: pytest.LogCaptureFixture) -> None:
    """The token is in no log line of ours or the library's, whatever goes wrong."""
    with caplog.at_level(logging.WARNING):
        bot.telegram.fail_next(500, "Internal Server Error")
        bot.telegram.lose_answers()
        await bot.telegram.answer_to(7, "/start")
        await bot.telegram.answer_to(7, "/help")
    assert TOKEN not in caplog.text


def an_update(number: int, text: str, address: int = 7) -> str:
    """Return an update as it lies in the inbox: a command in a private chat."""
    person = {"id": address, "first_name": "Ada", "is_bot": False}
    message = {"message_id": 90, "date": 1_760_000_000, "text": text, "from": person}
    chat = {"id": address, "type": "private", "first_name": "Ada"}
    return json.dumps({"update_id": number, "message": message | {"chat": chat}})


def more_than(items: Sized, count: int) -> bool:
    """Return whether there are more items than so many."""
    return len(items) > count


def is_in(store: Store, chat_id: int, state: ChatState) -> bool:
    """Return whether a chat is in this state."""
    return store.chats.get(chat_id).state is state


async def until(condition: Callable[[], object], patience: float = 5.0) -> None:
    """Wait until something holds that no call of the bot tells of."""
    async with asyncio.timeout(patience):
        while not condition():  # noqa: ASYNC110 - the store tells nobody of a change
            await asyncio.sleep(0.02)
