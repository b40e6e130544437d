"""The outbox under any order of events: hypothesis plays polls, sends, failures, crashes, mutes, suspensions."""

import shutil
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)

from bot.monitor.rules import RuleKind
from bot.store.chats import Chat
from bot.store.claims import Dispatch, JoinRule
from bot.store.history import HistoryFile
from bot.store.states import ChatState, DeliveryState
from bot.store.store import Store
from tests.store.making import NOW, a_chat, a_feed, an_alert, an_article, an_item, poll

SECONDS = st.integers(min_value=0, max_value=30).map(lambda number: timedelta(seconds=number))

MOST = 3
JOINING = JoinRule(above=2, fits=lambda alerts: min(len(alerts), MOST))
"""More than two waiting alerts are joined, three to a message."""


class OutboxMachine(RuleBasedStateMachine):
    """Three chats, two of them threads of one group; time only goes on."""

    claimed: Bundle[Dispatch] = Bundle("claimed")

    @initialize()
    def start(self) -> None:
        """Open a new store."""
        self.folder = Path(tempfile.mkdtemp())
        self.store = Store.open(self.folder / "tocsin.db")
        self.chats: list[Chat] = [
            a_chat(self.store, 7),
            a_chat(self.store, -5, thread=1),
            a_chat(self.store, -5, thread=2),
        ]
        self.feed = a_feed(self.store)
        self.now = NOW
        self.sent: list[tuple[int, int, bool]] = []
        self.messages: list[tuple[int, list[int]]] = []
        self.flying: dict[int, Dispatch] = {}
        self.apart: set[int] = set()
        self.muted: set[tuple[int, str]] = set()

    def teardown(self) -> None:
        """Everything that was raised reaches its end when all chats are back and nothing fails."""
        if not hasattr(self, "store"):
            return
        self._drain()
        for alert in self.store.alerts.recent():
            assert all(
                way.state in (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.MUTED) for way in alert.deliveries
            )
        history = HistoryFile(self.folder / "alerts.jsonl", self.store)
        history.write()
        assert history.verify().ok
        self.store.close()
        shutil.rmtree(self.folder)

    def _drain(self) -> None:
        self.store.outbox.recover(self.now)
        self.store.outbox.settle_uncertain(resend=True, now=self.now)
        for chat in self.chats:
            self.store.chats.resume(chat.id, self.now)
        while (due := self.store.outbox.next_due_at()) is not None:
            self.now = max(self.now, due)
            claimed = self.store.outbox.claim(self.now, 10, joining=JOINING)
            assert claimed, "next_due_at promised a delivery"
            for dispatch in claimed:
                self._look_at(dispatch)
                self._note(dispatch)
                self.store.outbox.mark_sent(dispatch, 1, self.now)

    def _note(self, dispatch: Dispatch) -> None:
        for delivery in dispatch.deliveries:
            self.sent.append((delivery.number, dispatch.chat.id, delivery.repeat))
        self.messages.append((dispatch.chat.id, [delivery.number for delivery in dispatch.deliveries]))

    def _look_at(self, dispatch: Dispatch) -> None:
        """A message that is claimed tells nothing about a story that its chat has muted."""
        assert not self.muted & {(dispatch.chat.id, one.alert.story) for one in dispatch.deliveries}

    def _landed(self, dispatch: Dispatch) -> bool:
        """Return whether this dispatch was still on its way; it is no longer."""
        return self.flying.pop(dispatch.first.id, None) is not None

    @rule(count=st.integers(1, 3), own=st.none() | st.integers(0, 2), story=st.none() | st.just("1"))
    def raise_alerts(self, count: int, own: int | None, story: str | None) -> None:
        """A poll raises alerts for everybody, or for one chat's own rule; of one kind: kinds have ranks."""
        target: dict[str, Any] = {"topic": None, "chat": self.chats[own].id} if own is not None else {}
        target["kind"] = RuleKind.KEYWORDS
        articles = [an_article(self.store.articles.next_id()) for _ in range(count)]
        items = [an_item(article, alerts=[an_alert(article, story=story, **target)]) for article in articles]
        assert len(poll(self.store, self.feed, *items, now=self.now)) == count

    @rule(step=SECONDS)
    def wait(self, step: timedelta) -> None:
        """Time passes."""
        self.now += step

    @rule(target=claimed, limit=st.integers(1, 4))
    def claim(self, limit: int) -> MultipleResults[Dispatch]:
        """Claim; each message begins with the first delivery of its chat that has not ended, one per address."""
        dispatches = self.store.outbox.claim(self.now, limit, joining=JOINING)
        assert len(dispatches) <= limit
        addresses = [dispatch.chat.address for dispatch in dispatches]
        busy = [dispatch.chat.address for dispatch in self.flying.values()]
        assert len({*addresses, *busy}) == len(addresses) + len(busy)
        for dispatch in dispatches:
            self._look_at(dispatch)
            assert dispatch.chat.state is ChatState.ACTIVE
            assert len(dispatch.deliveries) <= MOST
            assert len({delivery.repeat for delivery in dispatch.deliveries}) == 1  # a mark is only for its own message
            assert len(dispatch.deliveries) == 1 or not self.apart & {one.id for one in dispatch.deliveries}
            self.flying[dispatch.first.id] = dispatch
        return multiple(*dispatches)

    @rule(dispatch=consumes(claimed), pause=st.none() | SECONDS)
    def accept(self, dispatch: Dispatch, pause: timedelta | None) -> None:
        """Telegram accepts."""
        if self._landed(dispatch):
            self._note(dispatch)
            until = None if pause is None else self.now + pause
            self.store.outbox.mark_sent(dispatch, dispatch.first.number, self.now, chat_not_before=until)

    @rule(dispatch=consumes(claimed), pause=SECONDS)
    def retry(self, dispatch: Dispatch, pause: timedelta) -> None:
        """Telegram could not be reached."""
        if self._landed(dispatch):
            self.store.outbox.mark_retry(dispatch, "502", self.now, not_before=self.now + pause)

    @rule(dispatch=consumes(claimed), arrived=st.booleans())
    def lose_answer(self, dispatch: Dispatch, arrived: bool) -> None:
        """The answer is lost: it may have arrived."""
        if self._landed(dispatch):
            if arrived:
                self._note(dispatch)
            self.store.outbox.mark_uncertain(dispatch, "lost", self.now)

    @rule(dispatch=consumes(claimed), blocked=st.booleans())
    def refuse(self, dispatch: Dispatch, blocked: bool) -> None:
        """Telegram refuses the message, or the chat."""
        if self._landed(dispatch):
            mark = self.store.outbox.mark_refused if blocked else self.store.outbox.mark_failed
            mark(dispatch, "no", self.now)

    @rule(dispatch=consumes(claimed))
    def refuse_together(self, dispatch: Dispatch) -> None:
        """Telegram refuses a message with several alerts as it is."""
        if self._landed(dispatch):
            self.store.outbox.mark_apart(dispatch, "too long", self.now)
            self.apart |= {delivery.id for delivery in dispatch.deliveries}

    @rule()
    def settle(self) -> None:
        """The policy settles what is uncertain."""
        self.store.outbox.settle_uncertain(resend=True, now=self.now)

    @rule(arrived=st.booleans())
    def crash(self, arrived: bool) -> None:
        """The program ends while messages are on their way, and starts again."""
        for dispatch in self.flying.values():
            if arrived:
                self._note(dispatch)
        expected = len(self.flying)
        self.flying.clear()
        self.store.close()
        self.store = Store.open(self.folder / "tocsin.db")
        assert self.store.outbox.recover(self.now) == expected

    @rule(index=st.integers(0, 2), back=st.booleans())
    def come_and_go(self, index: int, back: bool) -> None:
        """A chat blocks the bot, or lets it in again."""
        if back:
            self.store.chats.resume(self.chats[index].id, self.now)
        else:
            self.store.chats.suspend(self.chats[index].id, "blocked", self.now)

    @rule(index=st.integers(0, 2), on=st.booleans())
    def mute(self, index: int, on: bool) -> None:
        """A chat mutes the first story, or ends that."""
        if on:
            self.store.chats.mute_story(self.chats[index].id, "1", self.now)
            self.muted.add((self.chats[index].id, "1"))
        else:
            self.store.chats.unmute_story(self.chats[index].id, "1")
            self.muted.discard((self.chats[index].id, "1"))

    @rule(dispatch=claimed)
    def mute_at_once(self, dispatch: Dispatch) -> None:
        """A chat mutes a story that it is being told about."""
        story = dispatch.first.alert.story
        self.store.chats.mute_story(dispatch.chat.id, story, self.now)
        self.muted.add((dispatch.chat.id, story))

    @invariant()
    def each_delivery_is_one(self) -> None:
        """There is one delivery per alert and chat, and nothing is sent twice without a mark."""
        for alert in self.store.alerts.recent():
            chats = [way.chat.id for way in alert.deliveries]
            assert len(set(chats)) == len(chats)
        unmarked = Counter((number, chat) for number, chat, repeat in self.sent if not repeat)
        assert all(count == 1 for count in unmarked.values())

    @invariant()
    def each_chat_is_in_order(self) -> None:
        """A chat receives its alerts in the order of their numbers; only its last message comes again, as a repeat."""
        for chat in {chat for chat, _ in self.messages}:
            last = [0]
            for numbers in (numbers for to, numbers in self.messages if to == chat):
                assert numbers == sorted(numbers)
                assert numbers[0] > last[-1] or numbers[0] in last
                last = numbers

    @invariant()
    def counts_add_up(self) -> None:
        """What is being sent is what we claimed and have not answered."""
        flying = sum(len(dispatch.deliveries) for dispatch in self.flying.values())
        assert self.store.outbox.counts()[DeliveryState.SENDING] == flying


TestOutbox = OutboxMachine.TestCase
TestOutbox.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
