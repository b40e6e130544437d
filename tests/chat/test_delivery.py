"""Delivery: what becomes of alerts on their way to the chats, with the real library against a fake Bot API."""

import asyncio
import itertools
import socket
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ParamSpec, TypeVar

import pytest

from bot.chat.delivery import MOST_UNCERTAIN, Courier
from bot.chat.message import Draft, Message
from bot.chat.pace import Pace
from bot.chat.replies import Replies
from bot.chat.sender import ELSEWHERE, Migrated, Outcome, Refusal, Refused, Retry, Sent, Uncertain
from bot.chat.telegram_app import TelegramSettings, make_application
from bot.chat.telegram_sender import TelegramSender
from bot.store.chats import Chat
from bot.store.database import StoreUnavailable
from bot.store.states import ChatState, DeliveryState
from bot.store.store import Store
from tests.chat.fake_telegram import FakeTelegram
from tests.chat.settings import fast_pace, same_thread
from tests.store.making import NOW, TOPIC, a_chat, a_feed, ring

P = ParamSpec("P")
T = TypeVar("T")
SECOND = timedelta(seconds=1)
HELLO = Draft().own("hello").build()


@asynccontextmanager
async def sender_to(api_url: str, token: str, *, patience: float = 0.5) -> AsyncIterator[TelegramSender]:
    """Open the real library's bot against an address."""
    settings = TelegramSettings(token=token, api_url=api_url, read_timeout=patience, connect_timeout=patience)
    application = make_application(settings)
    await application.bot.request.initialize()
    try:
        yield TelegramSender(application.bot)
    finally:
        await application.bot.request.shutdown()


@pytest.fixture
async def sender(telegram: FakeTelegram) -> AsyncIterator[TelegramSender]:
    """The real sender, at the fake Bot API."""
    async with sender_to(telegram.api_url, telegram.token) as opened:
        yield opened


def courier_of(store: Store, sender: TelegramSender, *, resend: bool = True) -> Courier:
    """Return a courier of this store."""
    return Courier(store=store, db=same_thread, sender=sender, resend=resend, pace=fast_pace())


def state_of(store: Store, number: int) -> DeliveryState:
    """Return the state of an alert's only delivery."""
    (record,) = store.alerts.get(number).deliveries
    return record.state


class TestWhatAFailureMeans:
    """Every row of the table in the notes, over HTTP."""

    async def test_accepted(self, store: Store, telegram: FakeTelegram, sender: TelegramSender) -> None:
        """Telegram's message id comes back."""
        assert await sender.send(a_chat(store), HELLO) == Sent(message_id=telegram.chats[7].next_message - 1)

    async def test_too_many(self, store: Store, telegram: FakeTelegram, sender: TelegramSender) -> None:
        """429: not delivered; the time to wait comes with it."""
        telegram.fail_next(429, "Too Many Requests: retry after 7", retry_after=7)
        outcome = await sender.send(a_chat(store), HELLO)
        assert isinstance(outcome, Retry)
        assert (outcome.after, outcome.whole_bot) == (7.0, False)

    @pytest.mark.parametrize("status", [500, 502, 503, 504])
    async def test_server_trouble(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender, status: int
    ) -> None:
        """5xx: usually not delivered, but nobody knows."""
        telegram.fail_next(status, "Internal Server Error")
        assert isinstance(await sender.send(a_chat(store), HELLO), Uncertain)

    async def test_lost_answer(self, store: Store, telegram: FakeTelegram, sender: TelegramSender) -> None:
        """A connection that ends before the answer leaves the message uncertain; here it did arrive."""
        telegram.lose_answers()
        assert isinstance(await sender.send(a_chat(store), HELLO), Uncertain)
        assert len(telegram.sent) == 1

    async def test_late_answer(self, store: Store, telegram: FakeTelegram, sender: TelegramSender) -> None:
        """An answer that does not come in time leaves it uncertain too."""
        telegram.hang()
        assert isinstance(await sender.send(a_chat(store), HELLO), Uncertain)

    async def test_nonsense(self, store: Store, telegram: FakeTelegram, sender: TelegramSender) -> None:
        """An answer that is not JSON leaves it uncertain."""
        telegram.answer_nonsense()
        assert isinstance(await sender.send(a_chat(store), HELLO), Uncertain)

    async def test_no_connection(self, store: Store) -> None:
        """Where nobody listens nothing was sent, and nobody else can be reached either."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"http://127.0.0.1:{free.getsockname()[1]}"
        async with sender_to(address, FakeTelegram().token) as sender:
            outcome = await sender.send(a_chat(store), HELLO)
        assert isinstance(outcome, Retry)
        assert outcome.whole_bot

    @pytest.mark.parametrize(
        ("status", "description", "kind"),
        [
            (403, "Forbidden: bot was blocked by the user", Refusal.BLOCKED),
            (403, "Forbidden: bot was kicked from the supergroup chat", Refusal.BLOCKED),
            (400, "Bad Request: chat not found", Refusal.CHAT_GONE),
            (400, "Bad Request: PEER_ID_INVALID", Refusal.CHAT_GONE),
            (400, "Bad Request: not enough rights to send text messages to the chat", Refusal.BLOCKED),
            (400, "Bad Request: CHAT_WRITE_FORBIDDEN", Refusal.BLOCKED),
            (400, "Bad Request: message thread not found", Refusal.TOPIC_CLOSED),
            (400, "Bad Request: TOPIC_CLOSED", Refusal.TOPIC_CLOSED),
            (400, "Bad Request: can't parse entities: unexpected end", Refusal.BAD_MESSAGE),
            (400, "Bad Request: message is too long", Refusal.BAD_MESSAGE),
            (400, "Bad Request: BUTTON_URL_INVALID", Refusal.BAD_MESSAGE),
            (400, "Bad Request: something nobody has seen", Refusal.OTHER),
        ],
    )
    async def test_refusals(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender, status: int, description: str, kind: Refusal
    ) -> None:
        """Each refusal is told apart by its description."""
        telegram.fail_next(status, description)
        outcome = await sender.send(a_chat(store), HELLO)
        assert isinstance(outcome, Refused)
        assert outcome.kind is kind

    async def test_migrated(self, store: Store, telegram: FakeTelegram, sender: TelegramSender) -> None:
        """The group's new address comes with the refusal."""
        telegram.add_chat(-5, "group", "Crew")
        telegram.migrate(-5, -1005)
        assert await sender.send(a_chat(store, -5), HELLO) == Migrated(address=-1005)

    @pytest.mark.parametrize("status", [401, 404])
    async def test_wrong_token(self, store: Store, telegram: FakeTelegram, sender: TelegramSender, status: int) -> None:
        """A token that is no longer known stops the whole bot, loses nothing, and is not shown."""
        telegram.fail_next(status, "Unauthorized")
        outcome = await sender.send(a_chat(store), HELLO)
        assert isinstance(outcome, Retry)
        assert outcome.whole_bot
        assert telegram.token not in outcome.reason

    async def test_a_thread_of_a_forum(self, store: Store, telegram: FakeTelegram, sender: TelegramSender) -> None:
        """A topic's messages go to its thread; "General" has none."""
        telegram.add_chat(-9, "supergroup", "Crew", forum=True)
        for thread in (5, 1):
            assert isinstance(await sender.send(a_chat(store, -9, thread=thread), HELLO), Sent)
        assert [message.thread for message in telegram.sent_to(-9)] == [5, None]


class TestTheWayOfADelivery:
    """From the outbox to the chat, and what the store remembers."""

    async def test_sent_once(self, store: Store, telegram: FakeTelegram, sender: TelegramSender) -> None:
        """An alert arrives with its buttons, is marked with its message id, and is not sent again."""
        chat, feed = a_chat(store), a_feed(store)
        (number,) = ring(store, feed)
        courier = courier_of(store, sender)
        assert await courier.deliver_due(NOW) == {DeliveryState.SENT: 1}
        assert not await courier.deliver_due(NOW + 60 * SECOND)
        message = telegram.last(7)
        assert message.text.startswith("New venue · Harbour talks\nOslo (proposed)")
        assert store.alerts.by_message(chat.id, message.id) == (number,)

    async def test_one_per_second_and_chat_in_order(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """A chat's alerts follow one another at the pace that Telegram allows, others do not wait for them."""
        telegram.add_chat(8)
        a_chat(store), a_chat(store, 8)
        ring(store, a_feed(store), 3)
        courier = courier_of(store, sender)
        for step in (0.0, 0.5, 1.5, 2.0, 3.5):
            await courier.deliver_due(NOW + step * SECOND)
        for address in (7, 8):
            raised = [message.text.rsplit("day ", 1)[1] for message in telegram.sent_to(address)]
            assert [int(text.split()[0]) for text in raised] == [1, 2, 3]

    async def test_groups_rest_longer(self, store: Store, telegram: FakeTelegram, sender: TelegramSender) -> None:
        """Twenty messages per minute are three seconds each."""
        telegram.add_chat(-5, "group", "Crew")
        chat = a_chat(store, -5)
        store.chats.ensure(platform=chat.platform, address=-5, kind="group", title="Crew", now=NOW)
        ring(store, a_feed(store), 2)
        courier = courier_of(store, sender)
        counts = [len(await courier.deliver_due(NOW + step * SECOND)) for step in (0, 2, 4)]
        assert counts == [1, 0, 1]

    async def test_never_more_than_the_bot_may(self, store: Store) -> None:
        """However many chats wait, no second has more than 25 alerts, which leaves room for answers."""
        times: list[datetime] = []
        now = NOW

        class Counting:
            async def send(self, chat: Chat, message: Message) -> Outcome:
                times.append(now)
                return Sent(message_id=1)

        for address in range(1, 81):
            a_chat(store, address)
        ring(store, a_feed(store))
        pace = Pace(steady=lambda: now.timestamp())
        courier = Courier(store=store, db=same_thread, sender=Counting(), resend=True, pace=pace)
        for step in range(600):  # what a busy machine takes counts as well, so it may need more than 32
            now = NOW + step * timedelta(milliseconds=100)
            await courier.deliver_due(now)
            if len(times) == 80:
                break
        assert len(times) == 80
        assert max(sum(at <= other < at + SECOND for other in times) for at in times) <= 25

    async def test_a_limit_stops_only_its_chat(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """After a 429 one chat waits as long as asked, the other goes on."""
        telegram.add_chat(8)
        a_chat(store), a_chat(store, 8)
        telegram.refuse(7, 429, "Too Many Requests: retry after 30", retry_after=30)
        feed = a_feed(store)
        ring(store, feed)
        courier = courier_of(store, sender)
        assert await courier.deliver_due(NOW) == {DeliveryState.SENT: 1, DeliveryState.PENDING: 1}
        telegram.accept(7)
        ring(store, feed)
        assert await courier.deliver_due(NOW + 5 * SECOND) == {DeliveryState.SENT: 1}
        assert len(telegram.sent_to(8)) == 2
        assert telegram.sent_to(7) == []
        assert await courier.deliver_due(NOW + 31 * SECOND) == {DeliveryState.SENT: 1}

    async def test_limits_on_many_chats_stop_the_bot(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """When several chats are told to wait at once, the limit is the whole bot's, and nobody is written to."""
        for address in (1, 2, 3, 4):
            telegram.add_chat(address)
            a_chat(store, address)
        telegram.fail_next(429, "Too Many Requests: retry after 30", times=3, retry_after=30)
        feed = a_feed(store, chat=a_chat(store, 1))
        ring(store, feed)
        courier = Courier(store=store, db=same_thread, sender=sender, resend=True, pace=Pace(steady=(clock := Hand())))
        await courier.deliver_due(NOW)
        ring(store, feed)
        clock.now = 10.0
        assert not await courier.deliver_due(NOW + 10 * SECOND)
        clock.now = 31.0
        assert (await courier.deliver_due(NOW + 31 * SECOND))[DeliveryState.SENT] == 4

    async def test_an_answer_heeds_what_an_alert_was_told(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """After a 429 on an alert, an answer to the same chat waits as well; other chats are answered."""
        here, other = a_chat(store), a_chat(store, 8, topic=None)
        telegram.add_chat(8)
        pace = Pace()
        courier = Courier(store=store, db=same_thread, sender=sender, resend=True, pace=pace)
        replies = Replies(store=store, db=same_thread, sender=sender, pace=pace, now=lambda: NOW)
        ring(store, a_feed(store))
        telegram.fail_next(429, "Too Many Requests: retry after 2", retry_after=2)
        await courier.deliver_due(NOW)
        assert isinstance(await replies.answer(other, HELLO), Sent)
        assert isinstance(await replies.answer(here, HELLO), Sent)
        assert telegram.violations == []
        assert telegram.last(7).at - telegram.last(8).at > 1.5

    async def test_alerts_heed_what_an_answer_was_told(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """However long it is: two hours are two waits of an hour. A notice does not wait for it, an answer does."""
        chat = a_chat(store)
        pace = Pace(steady=(clock := Hand()))
        courier = Courier(store=store, db=same_thread, sender=sender, resend=True, pace=pace)
        replies = Replies(store=store, db=same_thread, sender=sender, pace=pace, now=lambda: NOW)
        telegram.fail_next(429, "Too Many Requests: retry after 7200", retry_after=7200)
        async with asyncio.timeout(5):
            assert isinstance(await replies.send(chat, HELLO), Retry)
            assert isinstance(await replies.send(chat, HELLO), Retry)
        assert len(telegram.calls) == 1
        answer = asyncio.create_task(replies.answer(chat, HELLO))
        ring(store, a_feed(store))
        for seconds in (5, 3590):
            clock.now = float(seconds)
            assert not await courier.deliver_due(NOW + seconds * SECOND)
        assert not answer.done()
        answer.cancel()
        clock.now = 3601.0
        await asyncio.gather(answer, return_exceptions=True)
        assert await courier.deliver_due(NOW + 3601 * SECOND) == {DeliveryState.SENT: 1}

    async def test_chats_of_another_platform_do_not_stop_this_one(self, store: Store) -> None:
        """Alerts of three Telegram chats wait while a terminal is served; that is no limit on anybody else."""
        served = a_chat(store, 4).id

        class Elsewhere:
            async def send(self, chat: Chat, message: Message) -> Outcome:
                return Sent() if chat.id == served else ELSEWHERE

        for address in (1, 2, 3):
            a_chat(store, address)
        pace = Pace(steady=(clock := Hand()))
        courier = Courier(store=store, db=same_thread, sender=Elsewhere(), resend=True, pace=pace)
        for clock.now in (0.0, 5.0):
            ring(store, a_feed(store))
            assert (await courier.deliver_due(NOW + clock.now * SECOND))[DeliveryState.SENT] == 1

    async def test_uncertain_is_resent_with_a_mark(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """A lost answer is settled by sending again, visibly marked, after a wait."""
        a_chat(store)
        (number,) = ring(store, a_feed(store))
        telegram.lose_answers()
        courier = courier_of(store, sender)
        assert await courier.deliver_due(NOW) == {DeliveryState.UNCERTAIN: 1}
        assert not await courier.deliver_due(NOW + SECOND)
        assert await courier.deliver_due(NOW + 5 * SECOND) == {DeliveryState.SENT: 1}
        first, second = telegram.sent_to(7)
        assert "(possibly repeated)" not in first.text
        assert "(possibly repeated)" in second.text
        assert state_of(store, number) is DeliveryState.SENT

    async def test_one_failed_write_does_not_stop_what_is_uncertain(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The database refuses the write after "uncertain" once; the chat goes on as soon as it can be written."""

        def switch(value: str) -> None:
            with store.database.read() as connection:
                connection.exec_driver_sql(f"PRAGMA query_only={value}")

        refused: list[str] = []

        async def refusing_once(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
            try:
                result = function(*args, **kwargs)
            except StoreUnavailable:
                refused.append(function.__name__)
                switch("OFF")
                raise
            if function.__name__ == "mark_uncertain":
                switch("ON")
            return result

        monkeypatch.setattr("bot.chat.delivery.MARK_AGAIN", 0.01)
        a_chat(store)
        (number,) = ring(store, a_feed(store))
        telegram.lose_answers()
        courier = Courier(store=store, db=refusing_once, sender=sender, resend=True, pace=fast_pace())
        assert await courier.deliver_due(NOW) == {DeliveryState.UNCERTAIN: 1}
        with pytest.raises(StoreUnavailable):
            await courier.deliver_due(NOW + SECOND)
        assert refused == ["settle_uncertain"]
        assert not await courier.deliver_due(NOW + SECOND)  # it rests, whatever failed meanwhile
        assert await courier.deliver_due(NOW + 60 * SECOND) == {DeliveryState.SENT: 1}
        assert state_of(store, number) is DeliveryState.SENT

    async def test_mistakes_while_marking_stop_no_chat(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """However often saving breaks, in the end a sent message is uncertain, and comes again with its mark."""
        broken = 3

        async def breaking(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
            nonlocal broken
            if broken and function.__name__ in ("mark_sent", "mark_uncertain"):
                broken -= 1
                raise RuntimeError("broken")
            return function(*args, **kwargs)

        monkeypatch.setattr("bot.chat.delivery.MARK_AGAIN", 0.01)
        a_chat(store)
        ring(store, a_feed(store), 2)
        courier = Courier(store=store, db=breaking, sender=sender, resend=True, pace=fast_pace())
        await courier.deliver_due(NOW)
        await courier.finish(10)
        assert store.outbox.counts()[DeliveryState.UNCERTAIN] == 1
        for step in (60, 120):
            assert await courier.deliver_due(NOW + step * SECOND) == {DeliveryState.SENT: 1}
        first, again, _ = telegram.sent_to(7)
        assert ["(possibly repeated)" in message.text for message in (first, again)] == [False, True]

    async def test_what_is_gone_when_it_was_sent_is_let_go(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """When its chat became one with another while it was sent, there may be nothing left to mark."""
        chat = a_chat(store)
        ring(store, a_feed(store))

        async def ending(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
            if function.__name__ == "mark_sent":
                store.outbox.recover(NOW)
            return function(*args, **kwargs)

        courier = Courier(store=store, db=ending, sender=sender, resend=True, pace=fast_pace())
        await courier.deliver_due(NOW)
        assert not courier._under_way
        assert store.outbox.backlog(chat.id) == 1

    async def test_a_long_wait_before_is_no_doubt(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """However often Telegram could not be reached, the first answer that is lost is one doubt and no end."""
        a_chat(store)
        (number,) = ring(store, a_feed(store))
        for _ in range(50):
            (dispatch,) = store.outbox.claim(NOW, 1)
            store.outbox.mark_retry(dispatch, "Telegram cannot be reached", NOW)
        telegram.lose_answers()
        assert await courier_of(store, sender).deliver_due(NOW) == {DeliveryState.UNCERTAIN: 1}
        assert await courier_of(store, sender).deliver_due(NOW + 5 * SECOND) == {DeliveryState.SENT: 1}
        assert state_of(store, number) is DeliveryState.SENT

    async def test_after_many_doubts_a_message_is_given_up(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """A message whose end is unknown again and again ends as failed, with the reason, and the next one follows."""
        a_chat(store)
        first, second = ring(store, a_feed(store), 2)
        telegram.fail_next(500, "Internal Server Error", times=MOST_UNCERTAIN)
        courier = courier_of(store, sender)
        for step in range(MOST_UNCERTAIN + 2):
            await courier.deliver_due(NOW + step * 11 * 60 * SECOND)
        assert (state_of(store, first), state_of(store, second)) == (DeliveryState.FAILED, DeliveryState.SENT)
        assert "Internal Server Error" in store.alerts.get(first).deliveries[0].reason

    async def test_uncertain_is_held_when_asked(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """With the policy "hold" it stays uncertain for good, and the chat's next alert follows."""
        a_chat(store)
        feed = a_feed(store)
        (number,) = ring(store, feed)
        telegram.lose_answers()
        courier = courier_of(store, sender, resend=False)
        await courier.deliver_due(NOW)
        ring(store, feed)
        for step in (5, 10):
            await courier.deliver_due(NOW + step * SECOND)
        assert state_of(store, number) is DeliveryState.UNCERTAIN
        assert len(telegram.sent_to(7)) == 2

    async def test_a_crash_leaves_it_uncertain(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """What was claimed and not marked is taken for uncertain at the next start, and sent with a mark."""
        a_chat(store)
        ring(store, a_feed(store))
        assert len(store.outbox.claim(NOW, 10)) == 1
        assert store.outbox.recover(NOW + SECOND) == 1
        await courier_of(store, sender).deliver_due(NOW + 2 * SECOND)
        assert "(possibly repeated)" in telegram.last(7).text

    async def test_a_chat_that_blocks_is_suspended(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """Nothing of it is lost: its subscriptions stay, and what waits goes out when it is back."""
        chat = a_chat(store)
        ring(store, a_feed(store))
        telegram.refuse(7, 403, "Forbidden: bot was blocked by the user")
        courier = courier_of(store, sender)
        assert await courier.deliver_due(NOW) == {DeliveryState.HELD: 1}
        assert store.chats.get(chat.id).state is ChatState.SUSPENDED
        assert store.chats.subscriptions(chat.id) == (TOPIC,)
        telegram.accept(7)
        store.chats.resume(chat.id, NOW + SECOND)
        assert await courier.deliver_due(NOW + 2 * SECOND) == {DeliveryState.SENT: 1}

    async def test_a_group_that_moves_keeps_all(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """The address is rewritten from the refusal, and the alert arrives at the new one."""
        telegram.add_chat(-5, "group", "Crew")
        chat = a_chat(store, -5)
        ring(store, a_feed(store))
        telegram.migrate(-5, -1005)
        courier = courier_of(store, sender)
        await courier.deliver_due(NOW)
        await courier.deliver_due(NOW + SECOND)
        assert len(telegram.sent_to(-1005)) == 1
        assert store.chats.get(chat.id).address == -1005
        assert store.chats.subscriptions(chat.id) == (TOPIC,)

    async def test_a_bad_message_goes_once_as_plain_text(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """Entities that Telegram does not like cost the style, not the news."""
        a_chat(store)
        ring(store, a_feed(store))
        telegram.fail_next(400, "Bad Request: can't parse entities: what is this")
        assert await courier_of(store, sender).deliver_due(NOW) == {DeliveryState.SENT: 1}
        assert telegram.last(7).entities == []
        assert "https://news.example/1" in telegram.last(7).text

    async def test_a_message_that_never_passes_blocks_nothing(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """Refused as plain text too, it is marked failed with the reason, and the next one follows."""
        a_chat(store)
        first, second = ring(store, a_feed(store), 2)
        telegram.fail_next(400, "Bad Request: can't parse entities: still not", times=2)
        courier = courier_of(store, sender)
        await courier.deliver_due(NOW)
        await courier.deliver_due(NOW + 2 * SECOND)
        assert (state_of(store, first), state_of(store, second)) == (DeliveryState.FAILED, DeliveryState.SENT)
        assert "still not" in store.alerts.get(first).deliveries[0].reason

    async def test_a_closed_topic_falls_back_to_the_chat(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """The alert comes to the chat itself, with a line that says why."""
        telegram.add_chat(-9, "supergroup", "Crew", forum=True)
        telegram.close_thread(-9, 5)
        a_chat(store, -9, thread=5)
        ring(store, a_feed(store))
        assert await courier_of(store, sender).deliver_due(NOW) == {DeliveryState.SENT: 1}
        message = telegram.last(-9)
        assert message.thread is None
        assert "topic of this alert is closed" in message.text

    async def test_a_closed_topic_is_told_once(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """After the first alert, which an admin hears of, the others go to the chat itself without a detour."""
        telegram.add_chat(-9, "supergroup", "Crew", forum=True)
        telegram.close_thread(-9, 5)
        chat = a_chat(store, -9, thread=5)
        ring(store, a_feed(store), 2)
        told: list[int] = []

        async def tell(chat: Chat) -> None:
            told.append(chat.id)
            raise RuntimeError("no admin is to be found")

        courier = Courier(store=store, db=same_thread, sender=sender, resend=True, pace=fast_pace(), tell_admin=tell)
        for step in (0, 5):
            assert await courier.deliver_due(NOW + step * SECOND) == {DeliveryState.SENT: 1}
        assert told == [chat.id]
        assert ["topic of this alert" in message.text for message in telegram.sent_to(-9)] == [True, False]
        assert sum(method == "sendMessage" for method, _ in telegram.calls) == 3

    @pytest.mark.parametrize("thread", [5, None], ids=["topic and General", "General alone"])
    async def test_where_nothing_is_open_alerts_are_kept(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender, thread: int | None
    ) -> None:
        """A closed General topic keeps back its own alerts, not those of other topics; an admin hears it once."""
        telegram.add_chat(-9, "supergroup", "Crew", forum=True)
        closed, other = a_chat(store, -9, thread=thread), a_chat(store, -9, thread=6, topic="rail-strike")
        numbers = ring(store, a_feed(store), 2)
        telegram.refuse(-9, 400, "Bad Request: TOPIC_CLOSED")
        told: list[Chat] = []

        async def tell(chat: Chat) -> None:
            told.append(chat)

        courier = Courier(store=store, db=same_thread, sender=sender, resend=True, pace=fast_pace(), tell_admin=tell)
        for step in range(3):
            await courier.deliver_due(NOW + step * 10 * SECOND)
            store.chats.resume(other.id, NOW)
        await courier.deliver_due(NOW + 40 * SECOND)
        assert [state_of(store, number) for number in numbers] == [DeliveryState.HELD] * 2
        assert [store.chats.get(chat.id).state for chat in (closed, other)] == [ChatState.SUSPENDED, ChatState.ACTIVE]
        assert [(chat.id, chat.state) for chat in told] == [(closed.id, ChatState.SUSPENDED)]
        telegram.accept(-9)
        store.chats.resume(closed.id, NOW)
        assert await courier.deliver_due(NOW + 60 * SECOND) == {DeliveryState.SENT: 1}

    async def test_a_chat_that_is_behind_gets_many_in_one(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """Fifteen alerts become one message that names each, and its number leads to its explanation."""
        chat = a_chat(store)
        numbers = ring(store, a_feed(store), 15)
        courier = courier_of(store, sender)
        assert await courier.deliver_due(NOW) == {DeliveryState.SENT: 1}
        assert not await courier.deliver_due(NOW + 60 * SECOND)
        (message,) = telegram.sent_to(7)
        assert message.styled("bold")[0] == "15 alerts together"
        assert all(f"day {number}" in message.text for number in numbers)
        assert store.alerts.by_message(chat.id, message.id) == numbers
        assert len(message.styled("text_link")) == 15

    async def test_a_long_backlog_is_split_and_nothing_is_dropped(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """What one message cannot hold follows in the next ones, at the chat's pace."""
        a_chat(store)
        numbers = ring(store, a_feed(store), 120)
        courier = courier_of(store, sender)
        steps = 0
        while store.outbox.counts()[DeliveryState.PENDING]:
            await courier.deliver_due(NOW + 2 * steps * SECOND)
            steps += 1
        messages = telegram.sent_to(7)
        assert 2 < len(messages) == steps < 10
        assert "more follow" in messages[0].text
        held = [store.alerts.by_message(store.chats.all()[0].id, message.id) for message in messages]
        assert [number for part in held for number in part] == list(numbers)

    async def test_what_was_missed_comes_as_one_digest(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """A chat that was away is told in one message what rang meanwhile, the refused alert included."""
        chat, feed = a_chat(store), a_feed(store)
        ring(store, feed)
        telegram.refuse(7, 403, "Forbidden: bot was blocked by the user")
        courier = courier_of(store, sender)
        await courier.deliver_due(NOW)
        ring(store, feed, 2)
        telegram.accept(7)
        store.chats.resume(chat.id, NOW + SECOND)
        assert await courier.deliver_due(NOW + 2 * SECOND) == {DeliveryState.SENT: 1}
        assert telegram.last(7).styled("bold")[0] == "3 alerts that you missed"

    async def test_a_digest_of_unknown_end_is_repeated_as_it_was(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """The same alerts come again with a mark, and what rang since comes after them without one."""
        a_chat(store)
        feed = a_feed(store)
        first = ring(store, feed, 12)
        telegram.lose_answers()
        courier = courier_of(store, sender)
        assert await courier.deliver_due(NOW) == {DeliveryState.UNCERTAIN: 1}
        ring(store, feed, 12)
        for step in (5, 10):
            assert await courier.deliver_due(NOW + step * SECOND) == {DeliveryState.SENT: 1}
        assert ["possibly repeated" in message.text for message in telegram.sent_to(7)] == [False, True, False]
        assert [all(f"day {n}\n" in m.text or f"day {n} " in m.text for n in first) for m in telegram.sent_to(7)] == [
            True, True, False,
        ]  # fmt: skip

    async def test_a_digest_that_is_refused_goes_apart(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """Once as plain text, then each alert by itself: one bad entry does not cost the others."""
        a_chat(store)
        numbers = ring(store, a_feed(store), 11)
        telegram.fail_next(400, "Bad Request: can't parse entities: bad link", times=2)
        courier = courier_of(store, sender)
        assert await courier.deliver_due(NOW) == {DeliveryState.PENDING: 1}
        for step in range(1, 12):
            assert await courier.deliver_due(NOW + 2 * step * SECOND) == {DeliveryState.SENT: 1}
        assert all(state_of(store, number) is DeliveryState.SENT for number in numbers)
        assert len(telegram.sent_to(7)) == 11

    async def test_a_slow_chat_holds_up_nobody(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """While one request hangs, the step ends and the next one serves the others."""
        telegram.add_chat(8)
        a_chat(store), a_chat(store, 8)
        feed = a_feed(store)
        async with sender_to(telegram.api_url, telegram.token, patience=3) as patient:
            telegram.hang()
            ring(store, feed)
            courier = courier_of(store, patient)
            began = time.monotonic()
            await courier.deliver_due(NOW)
            ring(store, feed)
            await courier.deliver_due(NOW + 3 * SECOND)
            assert time.monotonic() - began < 2.5
            assert len(telegram.sent) == 3
            await courier.finish(5)
        assert store.outbox.counts()[DeliveryState.UNCERTAIN] == 1

    async def test_our_own_mistake_stops_nobody(self, store: Store) -> None:
        """A sender that breaks for one chat is logged, and the others get theirs."""

        class Breaking:
            async def send(self, chat: Chat, message: Message) -> Outcome:
                if chat.address == 7:
                    raise RuntimeError("boom")
                return Sent(message_id=1)

        a_chat(store), a_chat(store, 8)
        ring(store, a_feed(store))
        courier = Courier(store=store, db=same_thread, sender=Breaking(), resend=True, pace=fast_pace())
        assert await courier.deliver_due(NOW) == {DeliveryState.SENT: 1, DeliveryState.UNCERTAIN: 1}

    async def test_what_cannot_be_marked_is_uncertain(
        self, store: Store, telegram: FakeTelegram, sender: TelegramSender
    ) -> None:
        """When marking goes wrong as nobody foresaw, nobody knows any more: the policy settles it, not a restart."""
        with store.database.write() as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER unforeseen BEFORE UPDATE ON deliveries WHEN NEW.state = 'sent' "
                "BEGIN SELECT RAISE(ABORT, 'unforeseen'); END"
            )
        a_chat(store)
        (number,) = ring(store, a_feed(store))
        courier = courier_of(store, sender)
        assert await courier.deliver_due(NOW) == {DeliveryState.UNCERTAIN: 1}
        with store.database.write() as connection:
            connection.exec_driver_sql("DROP TRIGGER unforeseen")
        assert await courier.deliver_due(NOW + 60 * SECOND) == {DeliveryState.SENT: 1}
        assert state_of(store, number) is DeliveryState.SENT

    async def test_telegram_away_loses_nothing(self, store: Store, telegram: FakeTelegram) -> None:
        """Without a connection everything waits, and goes out when Telegram is back."""
        a_chat(store)
        ring(store, a_feed(store))
        async with sender_to("http://127.0.0.1:9", telegram.token) as nowhere:
            courier = courier_of(store, nowhere)
            assert await courier.deliver_due(NOW) == {DeliveryState.PENDING: 1}
        async with sender_to(telegram.api_url, telegram.token) as back:
            assert not await courier_of(store, back).deliver_due(NOW + SECOND)
            assert await courier_of(store, back).deliver_due(NOW + 10 * SECOND) == {DeliveryState.SENT: 1}


@dataclass
class Hand:
    """A steady clock that is moved by hand."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


class TestPace:
    """What may go when."""

    def test_limits_that_are_far_apart_stop_their_chats_only(self) -> None:
        """Three chats within five seconds are the whole bot's limit, by a clock that is never set; later are not."""
        pace = Pace(steady=(clock := Hand()))
        for clock.now, address, is_for_all in ((0.0, 1, False), (4.0, 2, False), (6.0, 3, False), (8.0, 4, True)):
            assert pace.stop(address, Retry(after=40, reason="Too Many Requests")) is is_for_all
        assert pace.hold(60) == 0
        assert pace.rest(99, "private") == pace.rest_of_alerts(99, "private") == 40
        clock.now = 48.0
        assert pace.hold(60) > 0

    def test_an_answer_waits_for_the_message_before_it(self) -> None:
        """A reply comes at the earliest a second after the last message to the chat was answered."""
        pace = Pace(steady=(clock := Hand()))
        pace.begin(7)
        clock.now = 3.0
        assert pace.rest(7, "private") > 0  # it may arrive only now
        assert pace.rest(7, "terminal") == 0
        pace.end(7)
        clock.now = 3.25
        assert pace.rest(7, "private") == pytest.approx(0.75)
        assert pace.rest(8, "private") == 0
        assert pace.rest(7, "terminal") == 0

    def test_a_group_has_twenty_a_minute_answers_included(self) -> None:
        """The twenty-first message waits until the first is a minute old; a person has no such limit."""
        pace = Pace(steady=(clock := Hand()))
        for clock.now in range(20):
            for address in (-5, 7):
                pace.begin(address)
                pace.end(address)
        clock.now = 20
        assert pace.rest(-5, "supergroup") == 40
        assert pace.rest(7, "private") == 0
        clock.now = 70
        assert pace.rest_of_alerts(-5, "channel") == 0

    async def test_answers_that_cannot_go_yet_take_no_place_from_alerts(self) -> None:
        """Groups that have had their answers of this minute wait for the next one; the bot has room for its alerts."""
        pace = Pace(steady=(clock := Hand()))
        for clock.now in range(15):
            for group in range(-25, 0):
                await pace.begin_in_turn(group, "group")
                pace.end(group)
        clock.now = 20
        waiting = [asyncio.create_task(pace.begin_in_turn(group, "group")) for group in range(-25, 0)]
        await asyncio.sleep(0)
        assert pace.hold(60) == 25
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    def test_thirty_a_second_counted_until_their_answer_came(self) -> None:
        """What is still under way counts, however long it takes; alerts leave room for answers."""
        pace = Pace(steady=(clock := Hand()))
        for address in range(pace.hold(60)):
            pace.release(1)
            pace.begin(address)
        clock.now = 10
        assert pace.hold(60) == 0
        assert pace.rest(99, "private") == 0  # five are left for answers
        for address in range(25, 30):
            pace.begin(address)
        assert pace.rest(99, "private") > 0
        for address in range(30):
            pace.end(address)
        clock.now = 10.25
        assert pace.rest(99, "private") == pytest.approx(0.75)
        clock.now = 11
        assert pace.hold(60) == 25

    async def test_an_answer_waits_as_long_as_it_takes(self) -> None:
        """While thirty messages hang, the next answer does not go all the same; and while it waits, it is first."""
        pace = Pace(steady=(clock := Hand()))
        for address in range(30):
            pace.begin(address)
        answer = asyncio.create_task(pace.begin_in_turn(99, "private"))
        await asyncio.sleep(0.5)
        assert not answer.done()
        for address in range(30):
            pace.end(address)
        clock.now = 1.0
        assert pace.hold(60) == 24
        assert pace.rest_of_alerts(99, "private") > 0
        async with asyncio.timeout(5):
            await answer

    async def test_a_clock_that_jumps_does_not_quicken_the_pace(self, store: Store) -> None:
        """When the wall clock jumps while messages are under way, no second has more than 25."""
        arrived = []
        release = asyncio.Event()

        class Slow:
            async def send(self, chat: Chat, message: Message) -> Outcome:
                await release.wait()
                arrived.append(chat.address)
                return Sent(message_id=1)

        for address in range(1, 81):
            a_chat(store, address)
        ring(store, a_feed(store))
        courier = Courier(store=store, db=same_thread, sender=Slow(), resend=True, pace=Pace(steady=(clock := Hand())))
        first = asyncio.create_task(courier.deliver_due(NOW))
        await asyncio.sleep(0.01)
        release.set()
        await first
        assert len(arrived) == 25
        await courier.deliver_due(NOW + timedelta(seconds=10))  # which is the same moment
        assert len(arrived) == 25
        clock.now = 1.0
        await courier.deliver_due(NOW + timedelta(seconds=11))
        assert len(arrived) == 50

    async def test_answers_that_come_while_alerts_are_claimed(self, store: Store) -> None:
        """The store takes its time to say what is due; answers that go meanwhile leave the bot within its limit."""
        pace = Pace(steady=Hand())
        most = 0

        class Counting:
            async def send(self, chat: Chat, message: Message) -> Outcome:
                nonlocal most
                most = max(most, pace._under_way.total())
                await asyncio.sleep(0)
                return Sent(message_id=1)

        answers: list[asyncio.Task[None]] = []

        async def slow(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
            found = function(*args, **kwargs)
            if getattr(function, "__name__", "") == "claim":
                answers.extend(asyncio.create_task(pace.begin_in_turn(900 + n, "private")) for n in range(30))
                await asyncio.sleep(0.01)
            return found

        for address in range(1, 81):
            a_chat(store, address)
        ring(store, a_feed(store))
        courier = Courier(store=store, db=slow, sender=Counting(), resend=True, pace=pace)
        await courier.deliver_due(NOW)
        for answer in answers:
            answer.cancel()
        await asyncio.gather(*answers, return_exceptions=True)
        assert 25 <= most <= 30

    async def test_an_alert_gives_way_to_an_answer(self, store: Store) -> None:
        """An answer that went to the chat while its alert was claimed is followed by the alert, a second later."""
        pace = Pace(steady=(clock := Hand()))
        sent = []

        class Noting:
            async def send(self, chat: Chat, message: Message) -> Outcome:
                sent.append(chat.address)
                return Sent(message_id=1)

        a_chat(store), a_chat(store, 8)
        ring(store, a_feed(store))
        courier = Courier(store=store, db=same_thread, sender=Noting(), resend=True, pace=pace)
        await pace.begin_in_turn(7, "private")
        assert (await courier.deliver_due(NOW))[DeliveryState.SENT] == 1
        assert sent == [8]
        pace.end(7)
        clock.now = 1.1
        await courier.deliver_due(NOW + 1.1 * SECOND)
        assert sent == [8, 7]

    async def test_an_answer_that_breaks_is_not_counted_for_ever(self, store: Store) -> None:
        """Whatever the store says before an answer is sent, the chat is written to afterwards."""
        pace = Pace(steady=(clock := Hand()))
        broken = True

        class Taking:
            async def send(self, chat: Chat, message: Message) -> Outcome:
                return Sent(message_id=1)

        async def breaking(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
            if broken:
                raise LookupError("no such chat")
            return function(*args, **kwargs)

        replies = Replies(store=store, db=breaking, sender=Taking(), pace=pace, now=lambda: NOW)
        with pytest.raises(LookupError):
            await replies.send(chat := a_chat(store), HELLO)
        clock.now, broken = 2.0, False
        assert pace.rest_of_alerts(chat.address, chat.kind) == 0
        assert isinstance(await replies.send(chat, HELLO), Sent)

    @pytest.mark.parametrize("takes", [0, 3], ids=["at once", "three seconds"])
    async def test_more_commands_than_there_is_room_for_leave_the_alerts_theirs(self, takes: int) -> None:
        """A hundred people ask without end; five alerts a second go all the same, and the answers fill the rest."""
        pace = Pace(steady=(clock := Hand()))
        pace._waiting.update((address, "private") for address in range(100))  # whose tasks would sleep in real time
        under_way: deque[tuple[float, int, bool]] = deque()
        sent: Counter[bool] = Counter()
        others = itertools.count(1_000)
        for tick in range(8 * 24):
            clock.now = tick / 8  # exact
            while under_way and under_way[0][0] + takes <= clock.now:
                _, address, is_answer = under_way.popleft()
                pace.end(address)
                sent[is_answer] += 1
            for address in range(100):
                if pace.rest(address, "private") == 0:
                    await pace.begin_in_turn(address, "private")
                    under_way.append((clock.now, address, True))
            held = pace.hold(60)
            pace.release(held)
            for address in itertools.islice(others, held):
                pace.begin(address)
                under_way.append((clock.now, address, False))
            assert len(under_way) <= 30
        rounds = 24 / (max(takes, 1 / 8) + 1)  # a place is free a second after the message has ended
        assert sent[False] == pytest.approx(5 * rounds, abs=5)
        assert sent[True] == pytest.approx(25 * rounds, abs=25)

    @pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
    async def test_a_flood_of_commands_leaves_a_group_its_alerts(self, kind: str) -> None:
        """Somebody asks without end, more than a minute has room for: some places of each minute are the alerts'."""
        pace = Pace(steady=(clock := Hand()))
        alerts = answers = 0
        waiting: asyncio.Task[None] | None = None
        for clock.now in range(600):
            if waiting is not None and waiting.done():
                pace.end(-5)
                answers, waiting = answers + 1, None
            if pace.rest_of_alerts(-5, kind) == 0:
                pace.begin(-5)
                pace.end(-5)
                alerts += 1
            if waiting is None:
                waiting = asyncio.create_task(pace.begin_in_turn(-5, kind))
            await asyncio.sleep(0)
            if not waiting.done() and pace.rest(-5, kind) == 0:  # it sleeps in real time
                waiting.cancel()
                await asyncio.gather(waiting, return_exceptions=True)
                waiting = asyncio.create_task(pace.begin_in_turn(-5, kind))
                await asyncio.sleep(0)
        if waiting is not None:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        assert 40 <= alerts <= 70
        assert answers > 100


async def test_the_fake_enforces_the_pace(store: Store) -> None:
    """Telegram's double itself refuses what comes too fast, so that the tests above mean something."""
    async with FakeTelegram(enforce_pace=True) as telegram:
        chat = telegram.add_chat(7)
        async with sender_to(telegram.api_url, telegram.token) as sender:
            here = a_chat(store)
            assert isinstance(await sender.send(here, HELLO), Sent)
            assert isinstance(await sender.send(here, HELLO), Retry)
            assert isinstance(await sender.send(replace(here, address=9), HELLO), Refused)
            await asyncio.sleep(1.1)
            assert isinstance(await sender.send(here, HELLO), Sent)
        assert len(chat.sent_at) == 2
        assert telegram.violations == ["1 message per second and chat (chat 7)"]
