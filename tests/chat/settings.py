"""What the tests of the chat are set in: topics, rules, a desk, a clerk and commands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any, ParamSpec, TypeVar

from bot.chat.commands.command import Clerk, Command, Press, Pressed
from bot.chat.commands.registry import answer, pressed
from bot.chat.desk import FoundFeed, NoFeed, Trial
from bot.chat.message import Message
from bot.chat.pace import Pace
from bot.monitor.facts.lists import WordLists
from bot.monitor.facts.state import FactState
from bot.monitor.query import parse_query
from bot.monitor.rules import Rule, RuleKind
from bot.monitor.topics import Party, Topic
from bot.rulebooks import Reloaded, Rulebooks
from bot.store.chats import Chat
from bot.store.store import Store
from tests.store.making import NOW, TOPIC, a_state

P = ParamSpec("P")
T = TypeVar("T")
LISTS = WordLists("en", ())
PARTIES = (Party(id="NO", name="Norway"), Party(id="IS", name="Iceland"))
HARBOUR = Topic(id=TOPIC, title="Harbour talks", lists=LISTS, parties=PARTIES)
STRIKE = Topic(id="rail-strike", title="Rail strike", lists=LISTS)
FEED = "https://news.example/feed.xml"


def some_rules() -> list[Rule]:
    """Return one rule of each kind."""
    return [
        Rule(id="harbour/venue", kind=RuleKind.NEW_VALUE, title="New venue", topic=TOPIC, fact="venue"),
        Rule(id="harbour/stance", kind=RuleKind.CHANGE, title="Change of stance", topic=TOPIC, fact="stance"),
        Rule(
            id="strike/words", kind=RuleKind.KEYWORDS, title="Strike", topic="rail-strike", query=parse_query("strike")
        ),
    ]  # fmt: skip


@dataclass
class StaticDesk:
    """A desk whose answers stand still; it counts what it is told."""

    known_topics: list[Topic] = field(default_factory=lambda: [HARBOUR, STRIKE])
    feeds: dict[str, FoundFeed] = field(default_factory=lambda: {FEED: FoundFeed(url=FEED, title="News")})
    time: datetime = NOW
    reloads: int = 0
    step: timedelta = timedelta(0)
    tested: list[Rule] = field(default_factory=list)
    answer: Callable[[Rule, int], Trial] = lambda rule, days: Trial(days=days, articles=120, alerts=())
    reloaded: Reloaded = field(default_factory=lambda: Reloaded(rulebooks=Rulebooks()))

    def now(self) -> datetime:
        self.time += self.step
        return self.time

    def topics(self) -> Sequence[Topic]:
        return self.known_topics

    def rulebook_rules(self) -> Sequence[Rule]:
        return some_rules()

    async def find_feed(self, url: str) -> FoundFeed | NoFeed:
        return self.feeds.get(url, NoFeed(reason="there is no feed at this address"))

    async def watches_changed(self) -> None:
        self.reloads += 1

    async def feeds_changed(self) -> None:
        self.reloads += 1

    async def not_the_same(self, article_id: str, chat_id: int) -> int | None:
        return None

    async def test(self, rule: Rule, days: int) -> Trial:
        self.tested.append(rule)
        return self.answer(rule, days)

    async def reload(self) -> Reloaded:
        self.reloads += 1
        return self.reloaded

    async def facts_of(self, topic: str) -> Sequence[FactState]:
        return [a_state()] if topic == TOPIC else []


def fast_pace() -> Pace:
    """Return a pace whose clock runs so fast that nothing waits for what was sent before."""
    return Pace(steady=partial(next, count(0.0, 100.0)))


async def same_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run calls of the store in the tests' own thread."""
    return function(*args, **kwargs)


@dataclass
class Talk:
    """A chat with the clerk, as tests hold it."""

    store: Store
    desk: StaticDesk
    chat: Chat
    may_change: bool = True
    is_owner: bool = False

    @property
    def clerk(self) -> Clerk:
        return Clerk(store=self.store, db=same_thread, desk=self.desk)

    async def say(self, text: str, **values: Any) -> Message:
        """Return the answer to a command, given as "/name argument"."""
        name, _, argument = text.removeprefix("/").partition(" ")
        given: dict[str, Any] = {"may_change": self.may_change, "is_owner": self.is_owner, "now": NOW}
        return await answer(
            self.clerk, Command(chat=self.chat, name=name, argument=" ".join(argument.split()), **(given | values))
        )

    async def press(self, data: str, **values: Any) -> Pressed:
        """Return what a press of a button with this data brings about."""
        verb, _, value = data.partition(":")
        given: dict[str, Any] = {"may_change": self.may_change, "is_owner": self.is_owner, "now": NOW}
        return await pressed(self.clerk, Press(chat=self.chat, verb=verb, value=value, **(given | values)))


def button_data(message: Message, text: str) -> str:
    """Return the data of the first button whose text holds this."""
    return next(button.data for row in message.buttons for button in row if text in button.text)


def spans_of(message: Message, style: str) -> list[str]:
    """Return the texts that spans of this style cover."""
    data = message.text.encode("utf-16-le")
    return [
        data[2 * span.start : 2 * (span.start + span.length)].decode("utf-16-le")
        for span in message.spans
        if span.style == style
    ]
