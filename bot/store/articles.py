"""Articles: what was read, how it was judged, and what it said.

An article has one row with its latest text and one decision for each version of it (revision 1, 2, ...). Its identity
in a feed is its key there; one article may have keys in several feeds.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, and_, func, or_, select, update

from bot.monitor.alerts import shorten
from bot.monitor.articles import Article
from bot.monitor.facts.fact import Fact
from bot.monitor.facts.state import FactState
from bot.monitor.rules import Outcome
from bot.monitor.stories import Judgement
from bot.store.columns import storable
from bot.store.database import CHUNK, Database
from bot.store.members import members
from bot.store.reasons import NUMBERED, name_articles
from bot.store.schema import alerts, article_keys, articles, corrections, decisions, fact_states, facts

DEFAULT_KEEP = timedelta(days=90)
"""How long texts are kept. Titles, facts, keys and alerts stay: they are small and say what was seen and what rang."""
_MAX_NAME = 80
"""Characters of a headline that stands for its article in a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownItem:
    """An item of a feed that was read before: which article it is, and the hash of its content then."""

    article_id: str
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article with everything that was decided about its latest version.

    Attributes:
        article: As it was read last; its text is "" once `tidy` has been there.
        judgement, outcomes, facts: Of the given revision.
        revision: 1 for the first version. feed_id: the feed that brought it first.
        fetched_at: When it was first read. decided_at: when this revision was decided. UTC.
    """

    article: Article
    judgement: Judgement
    outcomes: tuple[Outcome, ...]
    facts: tuple[Fact, ...]
    revision: int
    feed_id: int
    fetched_at: datetime
    decided_at: datetime


class Rung(NamedTuple):
    """One alert, as a restart needs it: which rule rang for which story (and party), and when."""

    rule: str
    story: str
    party: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedFact:
    """A fact with the article that reports it."""

    fact: Fact
    article_id: str
    headline: str
    url: str
    source: str
    published: datetime


class Articles:
    """The articles of this store."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.read() as connection:
            self._last_id: int = connection.scalar(select(func.max(articles.c.id))) or 0

    def next_id(self) -> int:
        """Return a number for a new article. Numbers that are not saved are given again after a restart."""
        self._last_id += 1
        return self._last_id

    def known(self, feed_id: int, keys: Collection[str]) -> dict[str, KnownItem]:
        """Return what is known of a feed's items, by key; unknown keys are missing."""
        asked = {storable(key): key for key in keys}
        wanted, found = list(asked), {}
        with self._database.read() as connection:
            for start in range(0, len(wanted), CHUNK):
                some = article_keys.c.key.in_(wanted[start : start + CHUNK])
                for row in connection.execute(select(article_keys).where(article_keys.c.feed_id == feed_id, some)):
                    found[asked[row.key]] = KnownItem(article_id=str(row.article_id), content_hash=row.content_hash)
        return found

    def get(self, article_id: str) -> StoredArticle:
        """Return an article with its latest decision.

        Raises:
            LookupError: There is none with this number.
        """
        with self._database.read() as connection:
            number = int(article_id) if article_id.isdecimal() else -1
            row = connection.execute(_latest().where(articles.c.id == number)).one_or_none()
            if row is None:
                raise LookupError(f"no article {article_id}")
            said = select(facts).where(facts.c.article_id == row.id, facts.c.revision == row.revision)
            found = tuple(map(_fact, connection.execute(said.order_by(facts.c.id))))
        return StoredArticle(
            article=article_of(row), judgement=row.judgement, outcomes=row.outcomes, facts=found, revision=row.revision,
            feed_id=row.feed_id, fetched_at=row.fetched_at, decided_at=row.decided_at,
        )  # fmt: skip

    def can_see(self, article_id: str, chat_id: int) -> bool:
        """Return whether there is such an article and a chat may know of it."""
        this = select(articles.c.audience).where(articles.c.id == int(article_id))
        with self._database.read() as connection:
            row = connection.execute(this).one_or_none()
        return row is not None and (row.audience is None or chat_id in row.audience)

    def outcomes(self, article_id: str, revision: int) -> tuple[Outcome, ...]:
        """Return what became of the rules at one version of an article; nothing when it is not known."""
        this = (decisions.c.article_id == int(article_id)) & (decisions.c.revision == revision)
        with self._database.read() as connection:
            return connection.scalar(select(decisions.c.outcomes).where(this)) or ()

    def by_url(self, canonical_url: str, audience: frozenset[int] | None = None) -> str | None:
        """Return the first article at this address that everybody in the audience may see, or None.

        Args:
            canonical_url: As made by `bot.monitor.articles.canonical_url`.
            audience: Chats, or None: everybody.
        """
        here = select(articles.c.id, articles.c.audience).where(articles.c.canonical_url == canonical_url)
        with self._database.read() as connection:
            for row in connection.execute(here.order_by(articles.c.id)) if canonical_url else ():
                if row.audience is None or (audience is not None and audience <= row.audience):
                    return str(row.id)
        return None

    def latest_times(self, feed_id: int, most: int = 20) -> list[datetime]:
        """Return when the articles that a feed brought last were published, UTC, the latest found first."""
        query = select(articles.c.published).where(articles.c.feed_id == feed_id)
        with self._database.read() as connection:
            return list(connection.scalars(query.order_by(articles.c.id.desc()).limit(most)))

    def outlets(self, article_id: str, chat_id: int | None = None) -> list[str]:
        """Return who reported the story of an article since, itself included, in the order in which they came.

        Those before it did not have its news yet.

        Args:
            article_id: The article.
            chat_id: Only what this chat may know of, and the story as it sees it (`members`).
        """
        with self._database.read() as connection:
            return find_outlets(connection, int(article_id), chat_id)

    def named(self, reasons: Sequence[str], chat_id: int | None = None) -> list[str]:
        """Return reasons of judgements with each article that they number named by headline and outlet.

        A number stays where there is no such article; one that this chat may not know of is told of without figures.
        """
        numbers = sorted({int(found) for reason in reasons for found in NUMBERED.findall(reason)})
        columns = (articles.c.id, articles.c.title, articles.c.source, articles.c.audience)
        rows: list[Row[Any]] = []
        with self._database.read() as connection:
            for start in range(0, len(numbers), CHUNK):
                some = articles.c.id.in_(numbers[start : start + CHUNK])
                rows += connection.execute(select(*columns).where(some))
        known = [row for row in rows if chat_id is None or row.audience is None or chat_id in row.audience]
        names = {str(row.id): _name(row.title, row.source) for row in known}
        hidden = {str(row.id) for row in rows}.difference(names)
        return [name_articles(reason, names, hidden) for reason in reasons]

    def recent(self, since: datetime) -> Iterator[tuple[Article, Judgement, tuple[Outcome, ...], datetime]]:
        """Yield the decisions made since a time, in their order.

        Each is the article as it is now, how it was judged, what became of the rules, and when.

        Other calls may be made between two of them.
        """
        last = 0
        while True:
            columns = (decisions.c.judgement, decisions.c.outcomes, decisions.c.decided_at)
            decided = select(articles, decisions.c.id.label("decision"), *columns)
            page = decided.join(decisions).where(decisions.c.decided_at >= since, decisions.c.id > last)
            with self._database.read() as connection:
                rows = connection.execute(page.order_by(decisions.c.id).limit(CHUNK)).all()
            if not rows:
                return
            last = rows[-1].decision
            for row in rows:
                yield article_of(row), row.judgement, row.outcomes, row.decided_at

    def fact_states(self) -> list[FactState]:
        """Return what every topic remembers."""
        with self._database.read() as connection:
            order = (fact_states.c.topic, fact_states.c.name, fact_states.c.party)
            return list(connection.scalars(select(fact_states.c.state).order_by(*order)))

    def rung(self, since: datetime) -> list[Rung]:
        """Return the alerts that still count, in their order.

        That is those for stories with an article since a time and, for cooldowns, the last one of each rule and party.
        What one chat asked to ring after all counts for nobody else: see `corrections`.
        """
        corrected = select(corrections.c.article_id)
        usual = (alerts.c.story_id != alerts.c.article_id) | alerts.c.article_id.not_in(corrected)
        last = select(func.max(alerts.c.number)).where(usual).group_by(alerts.c.rule, alerts.c.party)
        told = select(articles.c.story_id).join(decisions).where(decisions.c.decided_at >= since)
        query = select(alerts.c.rule, alerts.c.story_id, alerts.c.party, alerts.c.at)
        query = query.where(usual, or_(alerts.c.story_id.in_(told), alerts.c.number.in_(last))).order_by(
            alerts.c.number
        )
        with self._database.read() as connection:
            return [Rung(row.rule, str(row.story_id), row.party, row.at) for row in connection.execute(query)]

    def facts(
        self,
        topic: str,
        *,
        name: str | None = None,
        party: str | None = None,
        since: datetime | None = None,
        limit: int | None = None,
    ) -> list[ReportedFact]:
        """Return what articles (in their latest version) say about a topic, the latest published first."""
        query = select(facts, articles.c.title, articles.c.url, articles.c.source, articles.c.published)
        query = query.join(articles, and_(articles.c.id == facts.c.article_id, articles.c.revision == facts.c.revision))
        query = query.where(facts.c.topic == topic)
        for column, wanted in ((facts.c.name, name), (facts.c.party, party)):
            query = query if wanted is None else query.where(column == wanted)
        query = query if since is None else query.where(articles.c.published >= since)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(articles.c.published.desc(), facts.c.id.desc()).limit(limit)).all()
        return [
            ReportedFact(
                fact=_fact(row), article_id=str(row.article_id), headline=row.title, url=row.url, source=row.source,
                published=row.published,
            )
            for row in rows
        ]  # fmt: skip

    def tidy(self, now: datetime, keep: timedelta = DEFAULT_KEEP) -> int:
        """Drop the texts of articles first read longer ago than that, and the silences of those that never rang.

        Pairs that were corrected keep their texts: they are what the story judgement can be tuned by.

        Returns:
            How many articles were tidied.
        """
        kept = select(corrections.c.article_id).union_all(select(corrections.c.copy_of))
        old = select(articles.c.id).where(articles.c.fetched_at < now - keep, ~articles.c.tidied)
        old = old.where(articles.c.id.not_in(kept))
        silent = ~select(alerts.c.number).where(alerts.c.article_id == decisions.c.article_id).exists()
        done = 0
        while True:
            with self._database.write() as connection:
                ids = connection.scalars(old.order_by(articles.c.id).limit(CHUNK)).all()
                connection.execute(update(articles).where(articles.c.id.in_(ids)).values(text="", tidied=True))
                connection.execute(update(decisions).where(decisions.c.article_id.in_(ids), silent).values(outcomes=()))
            done += len(ids)
            if len(ids) < CHUNK:
                return done


def find_outlets(connection: Connection, article_id: int, chat_id: int | None) -> list[str]:
    """Return who reported a story since one of its articles, in the caller's transaction; see `Articles.outlets`."""
    since = members(connection, article_id, chat_id) & (articles.c.id >= article_id)
    rows = connection.execute(select(articles.c.source, articles.c.audience).where(since).order_by(articles.c.id))
    seen = (row.source for row in rows if chat_id is None or row.audience is None or chat_id in row.audience)
    return list(dict.fromkeys(filter(None, seen)))


def _name(title: str, source: str) -> str:
    headline = f"“{shorten(title, (), _MAX_NAME)}”" if title else "an article without a headline"
    return f"{headline} ({source})" if source else headline


def article_of(row: Row[Any]) -> Article:
    """Return the article of a row of the table."""
    return Article(
        id=str(row.id), title=row.title, text=row.text, url=row.url, source=row.source, published=row.published,
        language=row.language, audience=row.audience, backlog=row.backlog,
    )  # fmt: skip


def _latest() -> Select[Any]:
    columns = select(articles, decisions.c.judgement, decisions.c.outcomes, decisions.c.decided_at)
    same = and_(decisions.c.article_id == articles.c.id, decisions.c.revision == articles.c.revision)
    return columns.join(decisions, same)


def _fact(row: Row[Any]) -> Fact:
    return Fact(
        topic=row.topic, name=row.name, kind=row.kind, value=row.value, status=row.status, party=row.party,
        speaker=row.speaker, evidence=row.evidence, background=row.background, weight=row.weight, reason=row.reason,
        chance=row.chance,
    )  # fmt: skip
