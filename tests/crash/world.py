"""The world around a program that is killed again and again.

Outlets publish, people subscribe, and the Bot API loses answers, asks to wait, breaks down, turns away and moves chats.
Everything that happens is drawn from one seeded generator. What was published and asked for is written down, so that in
the end it can be held against what arrived.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.chat.fake_telegram import FakeTelegram, SentMessage, failing
from tests.e2e.program import Outlet

FEEDS = ("post", "wire", "herald", "gazette")
ADMIN = 7
FIRST_PERSON, FIRST_GROUP, FIRST_SUPERGROUP, FIRST_WATCHER = 1_000, -2_000, -100_3_000, 4_000
MOST_PEOPLE, MOST_GROUPS = 12, 5
MOST_WATCHERS = 40
TROUBLES = {
    "sendMessage": {"none": 84, "lose": 5, "nonsense": 2, "broken": 4, "wait": 5},
    "getUpdates": {"none": 80, "lose": 10, "broken": 10},
    "any other": {"none": 90, "broken": 10},
}
"""How often, of a hundred calls, what goes wrong: accepted but no answer, or no sensible one; 5xx; 429."""
MARK = "(possibly repeated)"
WATCHES = ("quarry", "ferry", "orchard")


@dataclass
class Item:
    """One published article: its token, and who had been told before that they would hear of such."""

    token: str
    expected: frozenset[int]


@dataclass
class World:
    """Plays the outlets, the people and the troubles.

    Attributes:
        items: What was published.
        subscribed: Who was told that they receive the topic; a group by its first address.
        asked: Who asked to receive it.
        watchers: People who set three watches and then removed the first.
        moved: A group's later address, by its first.
        awake: Set while the program lives: outlets do not publish more than it could ever read.
    """

    telegram: FakeTelegram
    outlet: Outlet
    chance: random.Random
    items: list[Item] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    subscribed: set[int] = field(default_factory=set)
    watchers: list[int] = field(default_factory=list)
    moved: dict[int, int] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    troubles: Counter[str] = field(default_factory=Counter)
    awake: asyncio.Event = field(default_factory=asyncio.Event)
    _seen: int = 0

    async def live(self) -> None:
        """Let things happen until cancelled."""
        await asyncio.gather(self._publish(), self._talk(), self._trouble())

    async def settle(self) -> None:
        """End all trouble: everybody lets the bot in, and nothing fails any more."""
        self.telegram.chaos = lambda method: None
        for chat in sorted(self.blocked):
            self._let_in(chat)

    def begin(self) -> None:
        """Let the trouble start and the first people subscribe."""
        self.telegram.chaos = self._trouble_with
        for _ in range(3):
            self._person_subscribes()
        self._group_subscribes()

    async def _publish(self) -> None:
        while True:
            await asyncio.sleep(self.chance.uniform(0.2, 1.2))
            await self.awake.wait()
            for _ in range(12 if self.chance.random() < 0.03 else 1):  # sometimes more than goes in single messages
                self.publish()

    def publish(self) -> None:
        """Publish an article that is like no other."""
        self._read_answers()
        token = f"tok{len(self.items):05d}x"
        words = [self._word() for _ in range(40)]
        title = f"{token} strike of dockers {' '.join(words[:4])}"
        self.outlet.publish(self.chance.choice(FEEDS), token, title, " ".join(words).capitalize() + ".")
        self.items.append(Item(token=token, expected=frozenset(self.subscribed)))

    def _word(self) -> str:
        return "".join(self.chance.choice("bdfgklmnprstvz") + self.chance.choice("aeiou") for _ in range(4))

    async def _talk(self) -> None:
        while True:
            await asyncio.sleep(self.chance.uniform(0.5, 3.0))
            self.chance.choice((self._person_subscribes, self._group_subscribes, self._watcher_appears))()

    def _person_subscribes(self) -> None:
        person = FIRST_PERSON + len(self.asked)
        if sum(chat > 0 for chat in self.asked) < MOST_PEOPLE:
            self.asked.append(person)
            self.telegram.user_says(person, "/sub harbour")

    def _group_subscribes(self) -> None:
        if sum(chat < 0 for chat in self.asked) < MOST_GROUPS:
            group = FIRST_GROUP - len(self.asked)
            self.telegram.add_chat(group, "group", "Crew", admins={ADMIN})
            self.asked.append(group)
            self.telegram.user_says(group, "/sub harbour", user=ADMIN)

    def _watcher_appears(self) -> None:
        person = FIRST_WATCHER + len(self.watchers)
        if len(self.watchers) == MOST_WATCHERS:
            return
        self.watchers.append(person)
        for text in (*(f"/watch {word}" for word in WATCHES), "/unwatch 1"):
            self.telegram.user_says(person, text)

    def _read_answers(self) -> None:
        """Note who has been told that they receive the topic."""
        for message in self.telegram.sent[self._seen :]:
            if message.text.startswith(("Subscribed to", "You already receive", "Done: /sub")):
                self.subscribed.add(self.first_address(message.chat))
        self._seen = len(self.telegram.sent)

    def first_address(self, chat: int) -> int:
        """Return the address that a chat had before it moved."""
        return next((first for first, later in self.moved.items() if later == chat), chat)

    async def _trouble(self) -> None:
        while True:
            await asyncio.sleep(self.chance.uniform(0.3, 3.0))
            self.chance.choice((self._refuse, self._refuse, self._move))()

    def _trouble_with(self, method: str) -> Callable[[], None] | str | None:
        """Draw whether a call of the Bot API goes wrong, and how."""
        kinds = TROUBLES.get(method, TROUBLES["any other"])
        kind = self.chance.choices(list(kinds), list(kinds.values()))[0]
        if kind == "none":
            return None
        self.troubles[f"{kind} ({method})"] += 1
        if kind in ("lose", "nonsense"):
            return kind
        if kind == "wait":
            return failing(429, "Too Many Requests: retry after 1", retry_after=1)
        return failing(self.chance.choice((500, 502, 503)), "Internal Server Error")

    def _refuse(self) -> None:
        """Somebody blocks or removes the bot; who did so before lets it in again."""
        for chat in sorted(self.blocked):
            if self.chance.random() < 0.7:
                self._let_in(chat)
        here = sorted(chat for chat in self.telegram.chats if chat not in self.blocked and not self._has_moved(chat))
        if len(self.blocked) < 3 and here:
            chat = self.chance.choice(here)
            self.blocked.add(chat)
            self.troubles["blocked"] += 1
            self.telegram.refuse(chat, 403, "Forbidden: bot was blocked by the user")
            if self.chance.random() < 0.5:
                self.telegram.member_changes(chat, "kicked")

    def _let_in(self, chat: int) -> None:
        self.blocked.discard(chat)
        self.telegram.accept(chat)
        self.telegram.member_changes(chat, "member", "kicked")

    def _has_moved(self, chat: int) -> bool:
        return chat in self.moved

    def _move(self) -> None:
        """A group becomes a supergroup; sometimes the service message tells of it, sometimes only the refusal."""
        groups = [chat for chat in self.asked if chat < 0 and chat not in self.moved and chat not in self.blocked]
        if groups and self.chance.random() < 0.2:
            old = self.chance.choice(groups)
            self.troubles["moved"] += 1
            self.moved[old] = FIRST_SUPERGROUP - len(self.moved)
            self.telegram.migrate(old, self.moved[old], tell=self.chance.random() < 0.5)

    def copies(self) -> dict[tuple[int, str], list[SentMessage]]:
        """Return the messages that brought each article to each chat."""
        found: dict[tuple[int, str], list[SentMessage]] = {}
        for message in self.telegram.sent:
            for token in dict.fromkeys(_tokens(message)):
                found.setdefault((self.first_address(message.chat), token), []).append(message)
        return found

    def arrivals(self) -> dict[int, list[str]]:
        """Return the articles that each chat was told of, in the order in which they came for the first time."""
        came: dict[int, dict[str, None]] = {}
        for message in self.telegram.sent:
            came.setdefault(self.first_address(message.chat), {}).update(dict.fromkeys(_tokens(message)))
        return {chat: list(tokens) for chat, tokens in came.items()}


def _tokens(message: SentMessage) -> list[str]:
    return [word for word in message.text.split() if word.startswith("tok") and word.endswith("x")]
