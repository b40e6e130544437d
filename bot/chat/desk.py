"""The desk: what commands need beyond the store. `app` implements it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.monitor.alerts import Alert
from bot.monitor.facts.state import FactState
from bot.monitor.rules import Rule
from bot.monitor.topics import Topic
from bot.rulebooks import Reloaded


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """A feed that can be read: its own address, after redirects and discovery, and its title, or ""."""

    url: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoFeed:
    """There is no feed to be had at an address: why, in one sentence for the person who asked."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How often a rule would have rung in the last days: over how many articles, and its alerts, in their order."""

    days: int
    articles: int
    alerts: tuple[Alert, ...]


class Desk(Protocol):
    """Answers the questions of commands about the rulebooks, the web and the monitor's memory."""

    def now(self) -> datetime:
        """Return the present time, UTC."""

    def topics(self) -> Sequence[Topic]:
        """Return the topics of the rulebooks in force, in their order."""

    def rulebook_rules(self) -> Sequence[Rule]:
        """Return the rules of the rulebooks in force, in their order; no chat's own."""

    async def find_feed(self, url: str) -> FoundFeed | NoFeed:
        """Return the feed at an address, or the one that the page there names. Never raises for what the web does."""

    async def watches_changed(self) -> None:
        """Put the chats' watches, as they are in the store now, in force."""

    async def feeds_changed(self) -> None:
        """Note that a feed was added or removed; a new one is due at once."""

    async def not_the_same(self, article_id: str, chat_id: int) -> int | None:
        """Let an article ring in this chat after all that its story had silenced; return how many alerts that makes.

        None when it was not silenced so, or the chat has said so before.
        """

    async def facts_of(self, topic: str) -> Sequence[FactState]:
        """Return what a topic remembers, by fact and party."""

    async def reload(self) -> Reloaded:
        """Read the rulebooks again, and put in force what is right."""

    async def test(self, rule: Rule, days: int) -> Trial:
        """Hold a rule against the stored articles of the last days."""
