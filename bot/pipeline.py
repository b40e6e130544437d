"""The pipeline: one poll of one feed, from parsed items to a committed transaction.

::

    items -> which are new or edited? -> pages for teasers that could matter -> decide, one after the other
          -> T1: articles, facts, alerts, outbox and the feed's validators together -> remember

It runs on the one thread that owns the database and the memory, so nothing here needs a lock. If the commit fails,
the memory is rebuilt from the store, at the latest before the next poll: what was not saved was never decided.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import inf
from time import thread_time

import structlog
from yarl import URL

from bot.errors import WrongQuery
from bot.feeds.fetch import FailureKind
from bot.feeds.parse import FeedItem, clamp_published
from bot.feeds.poll import Items, PollFailed, PollResult
from bot.feeds.schedule import next_poll_at, poll_interval
from bot.monitor.articles import Article, canonical_url
from bot.monitor.bursts import LONGEST, USUAL_OVER
from bot.monitor.decide import Decision, decide, remember, ring_apart, sightings_in
from bot.monitor.document import Document
from bot.monitor.facts.state import FactState
from bot.monitor.hints import Hints
from bot.monitor.likeness import print_of
from bot.monitor.memory import Memory
from bot.monitor.query import parse_query
from bot.monitor.rules import Rule, RuleKind, RuleSet
from bot.monitor.spellings import spellings_of
from bot.monitor.stories import Relation, StorySettings
from bot.monitor.versions import is_id_reused
from bot.rulebooks import Rulebooks
from bot.store.articles import KnownItem
from bot.store.chats import Watch
from bot.store.feeds import Feed
from bot.store.polls import Decided, FeedUpdate, Sighting
from bot.store.states import FeedState
from bot.store.store import Store

TEASER = 500
"""Characters. A shorter text is taken for a teaser: summaries in news feeds have 80 to 300, full texts over 1,000."""
LATE = timedelta(days=1)
"""How long before our last look an unseen item may be dated and still be news: outlets date an item by when it was
written, and show it hours later."""
MAX_PAGES = 10
"""Pages fetched for one poll at the most; further teasers are judged as they are."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one poll brought.

    Attributes:
        new, edited: How many articles came or changed.
        sightings: How many items were articles that another feed, or an earlier key, had brought.
        alerts: The numbers of the alerts that rang.
        decisions: What was decided, in order.
        left: How many items are still to be decided: the patience was at its end.
    """

    new: int = 0
    edited: int = 0
    sightings: int = 0
    alerts: tuple[int, ...] = ()
    decisions: tuple[Decision, ...] = ()
    left: int = 0


class Pipeline:
    """Takes what polls bring. Holds the memory and the rules in force.

    Args:
        store: Where everything is saved; owned by the calling thread.
    """

    def __init__(self, store: Store) -> None:
        self._store, self._settings = store, StorySettings()
        self._rulebooks = Rulebooks()
        self.rules = RuleSet.build((), ())
        self._hints = Hints(self.rules)
        self.memory = Memory(self._settings)
        self._is_sound = True

    def use(self, rulebooks: Rulebooks) -> bool:
        """Put the rulebooks in force, together with the watches of the chats.

        Returns:
            Whether the memory must be rebuilt with `restore`: a window has changed, or there are new rules on bursts.
        """
        bursts, settings = self.rules.burst_rules, self._settings
        self._rulebooks = rulebooks
        self._settings = story_settings(rulebooks)
        self.reload_watches()
        return self._settings != settings or not self.rules.burst_rules <= bursts

    def reload_watches(self) -> None:
        """Take up the watches as they are in the store now."""
        watches = _watch_rules(self._store.chats.watches())
        self.rules = RuleSet.build((*self._rulebooks.rules, *watches), self._rulebooks.topics)
        self._hints = Hints(self.rules)

    def restore(self, now: datetime) -> None:
        """Rebuild the memory from the store, as if the program had never stopped."""
        self._is_sound = False  # until it is done: the store may be out of reach
        memory = Memory(self._settings)
        since = now - self._settings.report_window
        counted = min(since, now - LONGEST - USUAL_OVER) if self.rules.burst_rules else since
        for article, judgement, outcomes, at in self._store.articles.recent(counted):
            if at >= since:
                memory.learn_article(article, judgement, now=at)
                memory.learn_outcomes(outcomes, judgement.story, published=article.published)
            for rule, sighting in sightings_in(article, judgement, outcomes, self.rules, now=at):
                memory.learn_sighting(rule, sighting)
        memory.learn_states(self._store.articles.fact_states())
        for ring in self._store.articles.rung(since):
            memory.learn_ring(ring.rule, ring.story, ring.party, at=ring.at)
        self.memory, self._is_sound = memory, True

    def forget(self) -> None:
        """Drop the rings for stories that have left the memory."""
        self.memory.forget_rings()

    def states_of(self, topic: str) -> list[FactState]:
        """Return what a topic remembers."""
        return self.memory.states_of(topic)

    def not_the_same(self, article_id: str, chat_id: int, now: datetime) -> int | None:
        """Let an article ring after all in the chat where somebody said that it is not the same as another.

        See `store.corrections`.

        Returns:
            How many alerts that makes: 0 when no rule of the chat stayed silent because of it. None when no rule at
            all did, or the chat has said so before.
        """
        silenced = self._store.corrections.find_silenced(article_id)
        if silenced is None:
            return None
        article, judgement, silent = silenced.article, silenced.judgement, silenced.rules
        rung = ring_apart(article, judgement, silent, memory=self.memory, rules=self.rules, now=now)
        topics = self._store.chats.subscriptions(chat_id)
        alerts = [one for one in rung if one.chat == chat_id or (one.chat is None and one.topic in topics)]
        numbers = self._store.corrections.correct(silenced, alerts, chat_id=chat_id, now=now)
        return None if numbers is None else len(numbers)

    def wanted_pages(self, feed: Feed, items: Sequence[FeedItem]) -> tuple[FeedItem, ...]:
        """Return the items whose pages are worth fetching: new or edited, only a teaser, and a rule could care."""
        known = self._store.articles.known(feed.id, [item.key for item in items])
        return tuple(
            item
            for item in items
            if item.url
            and len(item.text) < TEASER
            and not _is_unchanged(item, known)
            and self._could_matter(feed, item)
        )[:MAX_PAGES]

    def _could_matter(self, feed: Feed, item: FeedItem) -> bool:
        document = Document.of(
            Article(
                id="",
                title=item.title,
                text=item.text,
                source=outlet_of(feed, item.url, item.source),
                published=feed.added_at,
            )
        )
        return self._hints.found_in(document)

    def feed_update(self, feed: Feed, result: PollResult, now: datetime) -> FeedUpdate:
        """Return what a poll means for its feed; see `feed_update`."""
        fresh = result.feed.items if isinstance(result, Items) else ()
        published = [item.published for item in fresh if item.published]
        return feed_update(feed, result, published or self._store.articles.latest_times(feed.id), now)

    def take(
        self,
        feed: Feed,
        items: Sequence[FeedItem],
        pages: Mapping[str, str],
        update: FeedUpdate,
        *,
        now: datetime,
        patience: float = inf,
    ) -> Taken:
        """Decide what is new in a feed and save it, with the feed's own state, in one transaction (T1).

        A feed may bring more than can be decided at once while others wait. Then the oldest items are decided and
        saved, and the feed counts as not read yet: the caller takes it up again, and after a crash the next poll does.

        Args:
            feed: As it was when it was polled.
            items: Everything that the feed shows.
            pages: The text of each page that was fetched, by the item's key.
            update: The feed's validators and when it is due again.
            now: When this is decided, UTC.
            patience: CPU seconds; once they are used up, no further item is begun.
        """
        if not self._is_sound:
            self.restore(now)
        self.memory.stories.forget(now)
        known = self._store.articles.known(feed.id, [item.key for item in items])
        feed = replace(feed, title=feed.title or update.title)  # of this very poll: it names the outlet already
        memory_starts = now - self._settings.report_window
        poll = _Poll(feed=feed, items=items, known=known, now=now, memory_starts=memory_starts)
        decided: list[Decided] = []
        read: dict[str, Article] = {}
        sightings: list[Sighting] = []
        fresh, began = poll.fresh(), thread_time()
        left = len(fresh)
        try:
            for item in fresh:
                found = self._find(poll, item, pages.get(item.key, ""), read)
                article = found.article
                if found.is_open:
                    decision = decide(
                        article, memory=self.memory, rules=self.rules, now=now, since=feed.added_at, before=found.before
                    )
                    kept = replace(decision.article, audience=found.audience, backlog=found.backlog)
                    decision = replace(decision, article=kept)
                    remember(self.memory, decision, now=now)
                    read[article.id] = decision.article
                    decided.append(
                        Decided(key=item.key, content_hash=item.content_hash, decision=decision, fetched_at=now)
                    )
                else:
                    sightings.append(Sighting(key=item.key, content_hash=item.content_hash, article_id=article.id))
                left -= 1
                if thread_time() - began > patience:
                    break
            if left:
                update = replace(update, whole=False)
            alerts = self._store.commit_poll(update, decided, sightings, now=now)
        except BaseException:
            self.restore(now)
            raise
        decisions = tuple(one.decision for one in decided)
        edited = sum(one.judgement.relation is Relation.REVISION for one in decisions)
        # An article that more chats can see now is decided again although nothing in it has changed.
        again = sum(one.judgement.relation is Relation.COPY and one.judgement.of == one.article.id for one in decisions)
        return Taken(
            new=len(decisions) - edited - again,
            edited=edited,
            sightings=len(sightings) + again,
            alerts=alerts,
            decisions=decisions,
            left=left,
        )

    def _find(self, poll: "_Poll", item: FeedItem, page: str, read: Mapping[str, Article]) -> "_Found":
        """Return an item as an article, and whether there is anything to decide about it.

        `read` holds the articles of this poll by id, which are not in the store yet.
        """
        article = poll.read(item, page)
        known = poll.known.get(item.key)
        if known and self._is_key_reused(article, self._before(known.article_id, read)):
            known = None
        same = known.article_id if known else self.memory.stories.find_same(article)
        if same is None:
            article = replace(article, id=str(self._store.articles.next_id()), backlog=poll.is_backlog(item))
            return _Found.of(article, is_open=True)
        if same not in self.memory.stories:
            # An edit of something that has left the memory: it could no longer be told from news.
            return _Found.of(replace(article, id=same), is_open=False)
        before = self._before(same, read)
        article = replace(article, id=same, published=before.published)
        if known and article.audience is not None and before.audience is None:
            # What everybody reads is edited by the feeds that everybody reads, not by one that a chat added for itself.
            return _Found.of(article, is_open=False)
        if known:
            article = replace(article, backlog=before.backlog, audience=_union(before, article))
            return replace(_Found.of(article, is_open=True), before=before)
        return _seen_again(article, before, is_backlog=poll.is_backlog(item), watched_since=poll.feed.added_at)

    def _is_key_reused(self, article: Article, before: Article) -> bool:
        address = canonical_url(before.url)
        return is_id_reused(article, print_of(article), address, before.title, print_of(before))

    def _before(self, article_id: str, read: Mapping[str, Article]) -> Article:
        return read.get(article_id) or self._store.articles.get(article_id).article


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What an item is.

    Attributes:
        article: As it is to be decided: who sees it here, and whether it is backlog to them.
        is_open: There is something to decide about it.
        audience, backlog: As it is kept: with those who see it elsewhere; it is backlog to some of them.
        before: What this feed showed in its place before; None: it is new there.
    """

    article: Article
    is_open: bool
    audience: frozenset[int] | None
    backlog: bool
    before: Article | None = None

    @classmethod
    def of(cls, article: Article, *, is_open: bool) -> "_Found":
        """Return an article that is kept as it is decided."""
        return cls(article=article, is_open=is_open, audience=article.audience, backlog=article.backlog)


def _seen_again(article: Article, before: Article, *, is_backlog: bool, watched_since: datetime) -> _Found:
    """Return an article that another feed, or an earlier key, had brought, as it is to this feed.

    What was there before one feed was watched may be news to another that was watched already, and the other way
    round. So it is decided again when more chats can see it now, and when it becomes news to some; it is kept as
    backlog until it is news to everybody who can see it.
    """
    audience = _union(before, article)
    if before.backlog and not is_backlog and before.published >= watched_since:
        kept = audience != article.audience
        return _Found(article=article, is_open=True, audience=audience, backlog=kept)
    is_backlog = is_backlog or before.backlog
    article = replace(article, audience=audience, backlog=is_backlog)
    return _Found.of(article, is_open=audience != before.audience)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Poll:
    """What one poll found, against what is known of its feed."""

    feed: Feed
    items: Sequence[FeedItem]
    known: Mapping[str, KnownItem]
    now: datetime
    memory_starts: datetime

    def fresh(self) -> list[FeedItem]:
        """Return the items that are new or edited, the oldest first."""
        # Feeds show the newest first, so of items without a time, or with the same one, the last is the oldest.
        fresh = [item for item in reversed(self.items) if not _is_unchanged(item, self.known)]
        return sorted(fresh, key=lambda item: clamp_published(item.published, self.now))

    def read(self, item: FeedItem, page: str) -> Article:
        """Return an item as an article that has no id yet; the page's text wins when it is longer."""
        return Article(
            id="",
            title=item.title,
            text=max(item.text, page, key=len),
            url=item.url,
            source=outlet_of(self.feed, item.url, item.source),
            published=clamp_published(item.published, self.now),
            language=item.language or self.feed.language,
            audience=self.feed.audience,
        )

    def is_backlog(self, item: FeedItem) -> bool:
        """Return whether an item that we see for the first time is no news.

        At a feed's first good poll that is all that was published before the feed was added, or says not when. Later
        it is what an older entry that was deleted, or a feed that was rearranged, brings back: items older than the
        memory, or than everything that the feed showed before and too old to be merely late.
        """
        published = item.published
        if self.feed.last_ok_at is None:
            return published is None or published <= self.feed.added_at
        if published is None:
            return False
        shown = [one.published for one in self.items if one.key in self.known and one.published]
        older_than_all = bool(shown) and published < min(min(shown), self.feed.last_ok_at - LATE)
        return published < self.memory_starts or older_than_all


def story_settings(rulebooks: Rulebooks) -> StorySettings:
    """Return the story judgement's settings: the measured ones, but for what the rulebooks ask for."""
    asked, usual = rulebooks.stories, StorySettings()
    window = asked.window or usual.window
    parties = {(topic.id, party.id): party for topic in rulebooks.topics for party in topic.parties}
    shares = {name: getattr(asked, name) for name in ("copy_lead", "copy_title_lead", "report", "report_text")}
    return replace(
        usual,
        window=window,
        report_window=max(asked.report_window or usual.report_window, window),
        spellings=spellings_of(
            (party.name, party.country, party.capital, *party.aliases) for party in parties.values()
        ),
        copy_title=usual.copy_title if asked.copy_title is None else asked.copy_title,
        **{name: percent / 100 for name, percent in shares.items() if percent is not None},
    )


def feed_update(feed: Feed, result: PollResult, published: Sequence[datetime], now: datetime) -> FeedUpdate:
    """Return what a poll means for its feed: validators, failures, and when it is due again.

    Args:
        feed: As it was when it was polled.
        result: What became of the poll.
        published: When its latest articles were published, UTC; they make its habit.
        now: UTC.
    """
    if isinstance(result, PollFailed):
        return _failed_update(feed, result, now)
    parsed = result.feed if isinstance(result, Items) else None
    interval = poll_interval(
        published, now, every=feed.every, ttl=parsed.ttl if parsed else None, max_age=result.max_age
    )
    return FeedUpdate(
        feed_id=feed.id,
        polled_at=now,
        ok=True,
        next_poll_at=next_poll_at(now, interval, feed_id=feed.id, exact=feed.every is not None),
        interval=interval,
        etag=result.validators.etag,
        last_modified=result.validators.last_modified,
        body_hash=result.validators.body_hash,
        new_url=result.new_url,
        title=parsed.title if parsed else "",
    )


def _failed_update(feed: Feed, result: PollFailed, now: datetime) -> FeedUpdate:
    failures = feed.failures + 1
    interval = feed.every or feed.interval or poll_interval((), now)
    return FeedUpdate(
        feed_id=feed.id,
        polled_at=now,
        ok=False,
        next_poll_at=next_poll_at(now, interval, feed_id=feed.id, failures=failures, retry_after=result.retry_after),
        interval=feed.interval,
        failures=failures,
        error=result.message,
        state=FeedState.GONE if result.kind is FailureKind.GONE else FeedState.ACTIVE,
    )


def _is_unchanged(item: FeedItem, known: Mapping[str, KnownItem]) -> bool:
    return item.key in known and known[item.key].content_hash == item.content_hash


def _union(one: Article, other: Article) -> frozenset[int] | None:
    if one.audience is None or other.audience is None:
        return None
    return one.audience | other.audience


def outlet_of(feed: Feed, url: str, source: str = "") -> str:
    """Return who published an item: the site it links to, else the feed's title, else the feed's own site or host.

    Never more of the feed's address, which may hold a key: everybody who gets the alert reads this.

    Args:
        feed: The feed that brought it.
        url: Where it leads, or "".
        source: The address of who published it, as the feed says, or "". It counts where the feed leads to itself, as
            aggregators do; elsewhere it may be the address of somebody who only distributes feeds.

    >>> outlet_of(feed, "https://www.example.org/a")  # doctest: +SKIP
    'example.org'
    """
    host, home = _site(url), _site(feed.url)
    if host == home and (published_by := _site(source)):
        return published_by
    return host or feed.title or home or URL(feed.url).host or "a feed"


def _site(url: str) -> str:
    host = (URL(url).host or "").lower() if url else ""
    is_name = any(char.isalpha() for char in host) and "." in host and ":" not in host
    return host.removeprefix("www.") if is_name else ""


def _watch_rules(watches: Iterable[Watch]) -> Iterator[Rule]:
    for watch in watches:
        try:
            query = parse_query(watch.query, watch.language)
        except WrongQuery as error:
            # Only a query language that has become stricter can bring this about; the chat still sees it in /rules.
            log.warning("watch skipped", watch=watch.id, chat=watch.chat_id, why=error.message)
            continue
        yield Rule(id=f"watch/{watch.id}", kind=RuleKind.KEYWORDS, title="Watch", chat=watch.chat_id, query=query)
