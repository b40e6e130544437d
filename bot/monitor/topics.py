"""Topics and parties: what is watched, and who is meant."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from bot.monitor.facts.fact import FactKind, Track
from bot.monitor.facts.lists import WordLists
from bot.monitor.query import Query, combine, phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody who can hold a position.

    Attributes:
        id: The key in the rulebook, for example "RU".
        name: For people: "Russia".
        country: The country's name, or "" for a party that is no state.
        capital: Its capital, or ""; stands for the party when it speaks ("Moscow said"), and is a place otherwise.
        demonyms: "Russian", "Russians".
        aliases: People, offices and spellings that stand for it: "Kremlin", "Peskov".
    """

    id: str
    name: str
    country: str = ""
    capital: str = ""
    demonyms: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """What a new value of a fact needs before it is in force.

    Attributes:
        sources: How many independent outlets must report it; 1: the first report is enough.
        within: How far apart their reports may be published.
        official: Whether one report is enough when an official of that very party says so.
        sure: 0 to 1: how likely an article must be to say so (`Fact.chance`), else it is no report; None: the default
            of the fact's kind.
    """

    sources: int = 1
    within: timedelta = timedelta(hours=24)
    official: bool = True
    sure: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedFact:
    """A fact that a topic tracks: its name in the rulebook, what it is about, what a new value of it needs.

    `of` are the nouns that a number counts: "prisoners", "captives". `track` says whose meeting it is about; None: any.
    """

    name: str
    kind: FactKind
    confirm: Confirm = Confirm()
    of: tuple[str, ...] = ()
    track: Track | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What is watched.

    Attributes:
        id: Unique over all rulebooks, for example "putin-zelensky-meeting".
        was: The id that it had before, or "": subscribers and what is known stay with it.
        title: For people: "Putin–Zelensky talks".
        about: The query that an article must meet to belong here; None: it must name one of the parties.
        parties: Who can hold a stance; empty when the topic tracks no stance.
        facts: What is tracked.
        lists: The word lists in force for it.
    """

    id: str
    title: str
    lists: WordLists
    about: Query | None = None
    parties: tuple[Party, ...] = ()
    facts: tuple[TrackedFact, ...] = ()
    was: str = ""

    def confirm_of(self, name: str) -> Confirm:
        """Return what a new value of the fact of this name needs before it is in force."""
        return next((fact.confirm for fact in self.facts if fact.name == name), Confirm())


@lru_cache(maxsize=1_000)
def name_queries(parties: tuple[Party, ...]) -> tuple[Query, ...]:
    """Return a query for each name of the parties: their own, country, people and aliases."""
    names = [name for party in parties for name in (party.name, party.country, *party.demonyms, *party.aliases)]
    return tuple(query for query in map(phrase, names) if query is not None)


@lru_cache(maxsize=1_000)
def membership(about: Query | None, parties: tuple[Party, ...]) -> Query | None:
    """Return what an article must meet to belong to a topic with these, see `Topic.about`; None: every one does."""
    names = name_queries(parties)
    return about if about is not None or not names else combine(any_of=names)
