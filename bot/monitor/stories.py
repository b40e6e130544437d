"""Stories: is an article new, a copy of one we have, or another report of the same thing?"""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rapidfuzz import fuzz

from bot.monitor.articles import Article, canonical_url
from bot.monitor.boilerplate import Repeats, clean_article
from bot.monitor.candidates import Postings, rarity
from bot.monitor.changes import find_change
from bot.monitor.likeness import Print, lead_likeness, plain, print_of, title_likeness
from bot.monitor.text import fold


class Relation(StrEnum):
    """How an article stands to what we have."""

    NEW = "new"
    """The first of its story."""
    COPY = "copy"
    """The same text republished or lightly edited: silent, it only adds an outlet."""
    REPORT = "report"
    """Another outlet's own words on the same thing: rings only what is new."""
    REVISION = "revision"
    """A later version of an article that we have: same feed and key, or same address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The relation of one article to the stories so far, and why.

    Attributes:
        relation: See `Relation`.
        story: The story's id: the id of its first article.
        of: The id of the article that it is a copy, report or revision of; None for `NEW`.
        similarity: 0 to 100, of the pair (article, of); for `NEW` of the nearest candidate.
        reason: In one sentence, with its figures: "copy of #812: 81 % of the first 80 words, title 91".
    """

    relation: Relation
    story: str
    of: str | None
    similarity: float
    reason: str


SAME_TITLE, SAME_LEAD = 60.0, 0.3
"""How much titles (rapidfuzz, 0 to 100) or first words (a share) must agree for one address to mean one article. Far below
what makes a copy: an edited headline keeps half of its words or its text, while items that only share a front page share
neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySettings:
    """What decides. The defaults were measured; docs/stories.md says what each direction costs.

    Attributes:
        window: How far apart in time two copies may be.
        report_window: How far apart two reports of one story may be; what is older is forgotten.
        copy_title: 0 to 100: how alike titles must be when one article has no text.
        copy_lead: 0 to 1: the part of the shorter lead that a copy shares.
        report: 0 to 1: how much of an article its story must explain.
        most: Articles in memory; beyond that the oldest are forgotten early.
    """

    window: timedelta = timedelta(hours=72)
    report_window: timedelta = timedelta(days=7)
    copy_title: float = 80.0
    copy_lead: float = 0.3
    report: float = 0.13
    most: int = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The articles in memory that report one thing; the store has those that are older than the report window.

    Attributes:
        id: The id of its first article.
        title: The title of the oldest article in memory. first_at: when that was published, UTC.
        articles: The ids of its articles, in the order in which they came.
        outlets: The sources of its articles, in the order in which they joined.
        independent_sources: How many outlets told it in their own words: the copies of one text count as one.
        audience: The chats that could see one of its articles, or None: everybody could.
    """

    id: str
    title: str
    first_at: datetime
    articles: tuple[str, ...]
    outlets: tuple[str, ...]
    independent_sources: int
    audience: frozenset[int] | None


@dataclass(slots=True)
class _Entry:
    """An article in memory."""

    number: int
    article: Article
    seen: datetime
    at: datetime
    address: str
    story: str
    copy_of: str | None
    look: Print


class _Members:
    """The entries of one story and how often each term occurs in them."""

    def __init__(self) -> None:
        self.entries: deque[_Entry] = deque()
        self.terms: Counter[str] = Counter()

    def add(self, entry: _Entry) -> None:
        self.entries.append(entry)
        self.terms.update(entry.look.heads)
        self.terms.update(entry.look.body)

    def forget_oldest(self) -> None:
        look = self.entries.popleft().look
        for term in (*look.heads, *look.body):
            self.terms[term] -= 1
            if not self.terms[term]:
                del self.terms[term]


class StoryIndex:
    """The articles of the report window and their stories, in memory.

    `judge` reads and `add` learns; what `judge` says depends only on the articles that are in memory and the order in which
    they were added, so that adding the stored articles with their stored judgements after a restart gives the same index.
    """

    def __init__(self, settings: StorySettings | None = None) -> None:
        self.settings = settings or StorySettings()
        self._numbers = 0
        self._entries: deque[_Entry] = deque()
        self._by_number: dict[int, _Entry] = {}
        self._by_id: dict[str, _Entry] = {}
        self._by_address: dict[str, _Entry] = {}
        self._stories: dict[str, _Members] = {}
        self._postings = Postings()
        self._repeats = Repeats()

    def __len__(self) -> int:
        return len(self._entries)

    def clean(self, article: Article) -> Article:
        """Return the article without boilerplate: the known sorts and what its source repeats across stories."""
        return self._repeats.without(clean_article(article))

    def judge(self, article: Article, *, now: datetime) -> Judgement:
        """Return how a cleaned article stands to those in memory.

        Args:
            article: As returned by `clean`.
            now: UTC; an article from the future counts as published now.
        """
        same = self.find_same(article)
        known = self._by_id.get(same) if same else None
        if known:
            return _again(article, known)
        look = print_of(article)
        at = min(article.published, now)
        weights = self._weights(look)
        near = [self._by_number[number] for number in self._postings.find(weights, terms=8, most=64)]
        copy = self._find_copy(article, look, [entry for entry in near if abs(entry.at - at) <= self.settings.window])
        if copy:
            return copy
        return self._attach(
            article.id, look, weights, [e for e in near if abs(e.at - at) <= self.settings.report_window]
        )

    def add(self, article: Article, judgement: Judgement, *, now: datetime) -> None:
        """Remember a cleaned article and its judgement; forget what is older than the report window before `now`."""
        entry = _Entry(
            number=self._numbers,
            article=article,
            seen=now,
            at=min(article.published, now),
            address=canonical_url(article.url),
            story=judgement.story,
            copy_of=judgement.of if judgement.relation is Relation.COPY else None,
            look=print_of(article),
        )
        self._numbers += 1
        self._entries.append(entry)
        self._by_number[entry.number] = self._by_id[article.id] = entry
        if entry.address:
            self._by_address[entry.address] = entry
        self._postings.add(entry.number, (*entry.look.heads, *entry.look.body))
        self._stories.setdefault(entry.story, _Members()).add(entry)
        self._repeats.add(entry.number, article, entry.story)
        self._forget(now - self.settings.report_window)

    def story(self, story_id: str) -> Story | None:
        """Return the story as far as it is in memory; None when nothing of it is."""
        members = self._stories.get(story_id)
        return _view(story_id, members.entries, self._by_id) if members else None

    def article(self, article_id: str) -> Article | None:
        """Return the latest version of an article in memory, or None."""
        entry = self._by_id.get(article_id)
        return entry.article if entry else None

    def find_same(self, article: Article) -> str | None:
        """Return the id of the article in memory that this one is (again, or edited); None when it is another one.

        It is the same when its id is, or when its address is and title or text are alike: some feeds link every item to
        their front page or to one running page, and items that share no more than that are articles of their own.
        """
        if article.id in self._by_id:
            return article.id
        entry = self._by_address.get(canonical_url(article.url))
        if entry is None:
            return None
        titles = fuzz.token_set_ratio(fold(article.title), fold(entry.article.title))
        alike = titles >= SAME_TITLE or lead_likeness(print_of(article), entry.look) >= SAME_LEAD
        return entry.article.id if alike else None

    def by_url(self, canonical: str) -> str | None:
        """Return the id of the last article at a canonical address (see `canonical_url`); None when there is none."""
        entry = self._by_address.get(canonical)
        return entry.article.id if entry else None

    def _weights(self, look: Print) -> dict[str, float]:
        size = len(self._postings)
        return {term: rarity(self._postings.frequency(term), size) for term in (*look.heads, *look.body)}

    def _find_copy(self, article: Article, look: Print, near: list[_Entry]) -> Judgement | None:
        best: tuple[float, _Entry, str] | None = None
        for entry in near:
            lead = lead_likeness(look, entry.look)
            title = title_likeness(look, entry.look)
            both = look.shingles and entry.look.shingles
            if (lead >= self.settings.copy_lead if both else title >= self.settings.copy_title) and not (
                title >= 75 and find_change(plain(article.title), plain(entry.article.title))
            ):
                score = max(100 * lead, title)
                words = f"{100 * lead:.0f} % of the first 80 words, " if both else ""
                if best is None or score > best[0]:
                    best = score, entry, f"copy of #{entry.article.id}: {words}title {title:.0f}"
        if best is None:
            return None
        score, entry, reason = best
        return Judgement(
            relation=Relation.COPY, story=entry.story, of=entry.article.id, similarity=score, reason=reason
        )

    def _attach(self, article_id: str, look: Print, weights: dict[str, float], near: list[_Entry]) -> Judgement:
        stories = dict.fromkeys(entry.story for entry in near)
        scored = sorted(((self._explained(weights, story), story) for story in stories), reverse=True)
        if not scored:
            return Judgement(
                relation=Relation.NEW, story=article_id, of=None, similarity=0.0, reason="new: nothing like it"
            )
        score, story = scored[0]
        entry = next(entry for entry in near if entry.story == story)
        percent = round(100 * score, 1)
        if score < self.settings.report:
            reason = f"new: story #{story} explains {percent:.0f} % of it, under {100 * self.settings.report:.0f}"
            return Judgement(relation=Relation.NEW, story=article_id, of=None, similarity=percent, reason=reason)
        reason = f"report of #{story}: the story explains {percent:.0f} % of it"
        return Judgement(relation=Relation.REPORT, story=story, of=entry.article.id, similarity=percent, reason=reason)

    def _explained(self, weights: dict[str, float], story: str) -> float:
        members = self._stories[story]
        size = len(members.entries)
        found = 0.0
        for term, weight in weights.items():
            held = members.terms.get(term, 0)
            if held:
                found += weight * (held / (self._postings.frequency(term) + 1) * min(1.0, 2 * held / size)) ** 0.5
        return found / sum(weights.values())

    def _forget(self, before: datetime) -> None:
        while self._entries and (self._entries[0].seen < before or len(self._entries) > self.settings.most):
            entry = self._entries.popleft()
            del self._by_number[entry.number]
            if self._by_id[entry.article.id] is entry:
                del self._by_id[entry.article.id]
            if self._by_address.get(entry.address) is entry:
                del self._by_address[entry.address]
            self._postings.forget(entry.number, (*entry.look.heads, *entry.look.body))
            self._repeats.forget(entry.number)
            self._stories[entry.story].forget_oldest()
            if not self._stories[entry.story].entries:
                del self._stories[entry.story]


def _again(article: Article, known: _Entry) -> Judgement:
    same = (article.title, article.text) == (known.article.title, known.article.text)
    return Judgement(
        relation=Relation.COPY if same else Relation.REVISION,
        story=known.story,
        of=known.article.id,
        similarity=100.0,
        reason=f"#{known.article.id} again: same address, {'unchanged' if same else 'changed'}",
    )


def _view(story_id: str, entries: deque[_Entry], by_id: dict[str, _Entry]) -> Story:
    audiences = [entry.article.audience for entry in entries]
    return Story(
        id=story_id,
        title=entries[0].article.title,
        first_at=entries[0].at,
        articles=tuple(dict.fromkeys(entry.article.id for entry in entries)),
        outlets=tuple(dict.fromkeys(entry.article.source for entry in entries)),
        independent_sources=len({_root_source(entry, by_id) for entry in entries}),
        audience=None if None in audiences else frozenset().union(*(a for a in audiences if a is not None)),
    )


def _root_source(entry: _Entry, by_id: dict[str, _Entry]) -> str:
    for root in _origins(entry, by_id):
        source = root.article.source
    return source


def _origins(entry: _Entry, by_id: dict[str, _Entry]) -> Iterator[_Entry]:
    seen: set[int] = set()
    while entry.number not in seen:
        yield entry
        seen.add(entry.number)
        entry = by_id.get(entry.copy_of or "", entry)
