"""Stories: is an article new, a copy of one we have, or another report of the same thing?

Theory of operation. Four questions in this order, and the first that is answered decides:

1. Identity: is it an article that we have, by its id or its canonical address? Unchanged it is a copy, else a
   revision.
2. Candidates: which articles of the report window share its rare terms (`candidates`, weighed by `rarity`)?
3. Copy: is it the text of a candidate, republished or lightly edited? With a lead on both sides the words outside
   quotations decide (`likeness`); without, the headlines. Nothing is a copy while `changes` finds a difference that
   matters. A wrong copy loses an alert, so every doubt makes a report.
4. Report: which story attracts it most, and enough (`gathering`), and is not about another place (`whereabouts`)? Else
   it is new.

The copy and the report rule have thresholds of their own, and neither looks at the other's: gathering decides where
an article belongs, never whether it is silent. Everything that is learnt (rarity, repeated lines, what a story is
about) is learnt from the articles in memory and forgotten with them; so memory is bounded, and adding the stored
articles again after a restart gives the same answers.

Names are compared in one spelling (`spellings`), as the rulebooks' aliases give them. A reader who says that an article
is no copy, or another story, is heard by `decide.ring_apart`; the judgement itself stays, and so does the story.

Known limits. An article joins one story for good: two stories that turn out to be one stay two. Two events of one
person in one week ("Kim Jong Un") may become one story, one event told in other words ("sacked", "fired") two. A copy
is known by its first 80 words: one that was cut differently, or whose beginning was written anew, is a report. Word
lists are English; other languages do without them. Articles in two languages never meet. A daily bulletin whose
sentences hardly change is a copy of yesterday's unless a number in it changed. docs/stories.md has the figures.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import sqrt
from zlib import crc32

from rapidfuzz import fuzz

from bot.monitor.articles import Article, canonical_url
from bot.monitor.boilerplate import Repeats, clean_article
from bot.monitor.candidates import Postings
from bot.monitor.changes import find_change
from bot.monitor.furniture import is_near_by_furniture, share_only_lines
from bot.monitor.gathering import Asking, Gathering
from bot.monitor.likeness import LEAD, Print, lead_likeness, print_of, similarity, text_likeness, title_likeness
from bot.monitor.rarity import Rarity
from bot.monitor.spellings import Speller, Spellings
from bot.monitor.swaps import find_swap_in_text
from bot.monitor.terms import plain
from bot.monitor.text import tokenize
from bot.monitor.versions import are_versions, is_id_reused
from bot.monitor.whereabouts import find_other_place

_NEAR = 64
"""Candidates that are kept of a lookup."""
CONFIRMED = 12
"""Candidates that are compared as copies."""
_TITLES = 24
"""Candidates whose titles are compared for a report."""
_FAR = 0.1
"""Cosine below which no candidate was ever a copy."""
_STORIES = 5
"""Stories that are weighed for a report."""
_SHORT = 20
"""Shingles below which a lead has to be twice as alike: a summary of two lines shares a phrase by chance."""
_COMPARABLE = 75
"""rapidfuzz ratio of titles from which on a difference between them means something."""


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
        similarity: 0 to 100: how alike the leads or the titles are (the greater) of the article and `of`, or for `NEW`
            of the nearest article of the story that attracts it most. Not what decided about a report: see `reason`.
        reason: In one sentence, with its figures: "copy of #812: 81 % of the first 80 words, title 91".
        origin: For an article that we have: the id of what its earlier version was a copy of, if of anything.
    """

    relation: Relation
    story: str
    of: str | None
    similarity: float
    reason: str
    origin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySettings:
    """What decides. The defaults were measured; docs/stories.md says what each direction costs.

    Attributes:
        window: How far apart in time two copies may be.
        report_window: How far apart two reports of one story may be; what is older is forgotten.
        copy_title: 0 to 100: how alike titles must be when one article has no text.
        copy_lead: 0 to 1: how alike leads must be (`likeness.text_likeness`).
        copy_title_lead: 0 to 1: the part of the shorter lead that must be shared under titles as alike as `copy_title`.
        report: From which attraction (`gathering`) on an article without text belongs to a story.
        report_text: The same for an article with text: its lead says more, and less of it is shared.
        most: Articles in memory; beyond that the oldest are forgotten early.
        spellings: Names that outlets write in several ways (`spellings`); from the rulebooks' parties.
    """

    window: timedelta = timedelta(hours=72)
    report_window: timedelta = timedelta(days=7)
    copy_title: float = 80.0
    copy_lead: float = 0.28
    copy_title_lead: float = 0.08
    report: float = 0.535
    report_text: float = 0.465
    most: int = 500_000
    spellings: Spellings = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The articles in memory that report one thing; the store has those that are older than the report window.

    Attributes:
        id: The id of its first article.
        title: The title of the oldest article in memory. first_at: when that was published, UTC.
        articles: The ids of its articles, the oldest first.
        outlets: The sources of its articles, in the same order.
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
    """An article in memory: what is needed to compare with it and to show its story."""

    number: int
    id: str
    title: str
    source: str
    audience: frozenset[int] | None
    content: int
    seen: datetime
    at: datetime
    address: str
    story: str
    copy_of: str | None
    look: Print


class StoryIndex:
    """The articles of the report window and their stories, in memory.

    `judge` reads and `add` learns. What `judge` says depends only on the articles that are in memory and on the order
    in which they were added: adding the stored articles with their stored judgements after a restart gives the same
    index. An article that is added again takes the place of its earlier version, as it does in the store.
    """

    def __init__(self, settings: StorySettings | None = None) -> None:
        self.settings = settings or StorySettings()
        self._numbers = 0
        self._entries: OrderedDict[int, _Entry] = OrderedDict()
        self._by_id: dict[str, _Entry] = {}
        self._by_address: dict[str, list[int]] = {}
        self._stories: dict[str, Gathering] = {}
        self._postings = Postings()
        self._rarity = Rarity()
        self._speller = Speller(self.settings.spellings)
        self._repeats = Repeats(self._speller)

    def __len__(self) -> int:
        return len(self._entries)

    def clean(self, article: Article) -> Article:
        """Return the article without boilerplate: the known sorts, and what its source repeats across stories."""
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
        look = print_of(article, self._speller)
        near = self._find_near(look, min(article.published, now), article.language)
        return self._find_copy(article, look, near) or self._attach(article, look, near)

    def add(self, article: Article, judgement: Judgement, *, now: datetime) -> None:
        """Remember a cleaned article and its judgement in the place of its earlier version, if there was one.

        Then forgets what came more than the report window before `now`.
        """
        if article.id in self._by_id:
            self._take_out(self._by_id[article.id])
        is_copy = judgement.relation is Relation.COPY and judgement.of != article.id
        entry = _Entry(
            number=self._numbers,
            id=article.id,
            title=article.title,
            source=article.source,
            audience=article.audience,
            content=_content(article),
            seen=now,
            at=min(article.published, now),
            address=canonical_url(article.url),
            story=judgement.story,
            copy_of=judgement.of if is_copy else judgement.origin,
            look=print_of(article, self._speller),
        )
        self._numbers += 1
        self._entries[entry.number] = self._by_id[entry.id] = entry
        if entry.address:
            self._by_address.setdefault(entry.address, []).append(entry.number)
        self._postings.add(entry.number, entry.look.terms)
        self._rarity.add(entry.look.terms, entry.look.heads)
        self._stories.setdefault(entry.story, Gathering()).add(entry.number, entry.look.terms)
        self._repeats.add(entry.number, article, entry.story)
        self.forget(now)

    def forget(self, now: datetime) -> None:
        """Forget what came more than the report window before `now`, and what is too many."""
        before = now - self.settings.report_window
        while self._entries:
            oldest = next(iter(self._entries.values()))
            if oldest.seen >= before and len(self._entries) <= self.settings.most:
                break
            self._take_out(oldest)

    def story(self, story_id: str) -> Story | None:
        """Return the story as far as it is in memory; None when nothing of it is."""
        gathering = self._stories.get(story_id)
        if not gathering:
            return None
        return _view(story_id, [self._entries[number] for number in gathering.numbers], self._by_id)

    def __contains__(self, article_id: str) -> bool:
        return article_id in self._by_id

    def find_same(self, article: Article) -> str | None:
        """Return the id of the article in memory that this one is, again or edited; None when it is another one.

        It is the same when its id is, or when its address is and title or text are alike (`versions.are_versions`).
        An id that a feed has given again is no id: who takes ids from outside asks `has_other` first.
        """
        if article.id in self._by_id:
            return article.id
        entry = self._last_at(canonical_url(article.url))
        if entry is None:
            return None
        look = print_of(article, self._speller)
        return entry.id if are_versions(article, look, entry.title, entry.look) else None

    def has_other(self, article: Article) -> bool:
        """Return whether another article in memory has this one's id: a feed has given it again."""
        entry = self._by_id.get(article.id)
        look = print_of(article, self._speller)
        return entry is not None and is_id_reused(article, look, entry.address, entry.title, entry.look)

    def origin(self, article: Article, judgement: Judgement) -> str:
        """Return the id of the first article in memory whose text this one has; its own when the text is its own."""
        of = judgement.of if judgement.relation is Relation.COPY and judgement.of != article.id else judgement.origin
        origin = of or article.id
        entry = self._by_id.get(origin)
        for root in _origins(entry, self._by_id) if entry else ():
            origin = root.id
        return origin

    def has_story(self, story_id: str) -> bool:
        """Return whether an article of the story is in memory."""
        return story_id in self._stories

    def audience(self, story_id: str) -> frozenset[int] | None:
        """Return the chats that could see one of a story's articles in memory, or None: everybody could."""
        gathering = self._stories.get(story_id)
        return _audience(self._entries[number] for number in gathering.numbers) if gathering else frozenset()

    def by_url(self, canonical: str) -> str | None:
        """Return the id of the last article at a canonical address (see `canonical_url`); None when there is none."""
        entry = self._last_at(canonical)
        return entry.id if entry else None

    def _last_at(self, address: str) -> _Entry | None:
        numbers = self._by_address.get(address)
        return self._entries[numbers[-1]] if numbers else None

    def _find_near(self, look: Print, at: datetime, language: str) -> "_Near":
        weights = self._rarity.weights(look.terms)
        parts = self._rarity.parts(look.heads)
        squares = {term: (weight * parts.get(term, 1.0)) ** 2 for term, weight in weights.items()}
        shared = self._postings.find(squares)
        own = sum(squares.values())
        found = []
        for number in sorted(shared, key=shared.__getitem__, reverse=True)[:_NEAR]:
            entry = self._entries[number]
            is_recent = abs(entry.at - at) <= self.settings.report_window
            if is_recent and not is_near_by_furniture(look, entry.look, language):
                # The other article's terms are taken to weigh on average what this one's do; its exact length would
                # cost as much as the whole lookup.
                found.append((shared[number] / own * sqrt(len(weights) / len(entry.look.terms)), entry))
        found.sort(key=_nearest_first)
        asking = Asking(weights=weights, parts=parts, heads=frozenset(look.heads), square=own)
        return _Near(at=at, asking=asking, found=found)

    def _find_copy(self, article: Article, look: Print, near: "_Near") -> Judgement | None:
        best: tuple[float, _Entry, str] | None = None
        window = self.settings.window
        for cosine, entry in near.found[:CONFIRMED]:
            if cosine < _FAR or abs(entry.at - near.at) > window:
                continue
            likeness = self._copy_likeness(article, look, entry)
            if likeness and (best is None or likeness[0] > best[0]):
                best = likeness[0], entry, likeness[1]
        if best is None:
            return None
        alike, entry, figures = best
        return Judgement(
            relation=Relation.COPY,
            story=entry.story,
            of=entry.id,
            similarity=round(alike, 1),
            reason=f"copy of #{entry.id}: {figures}",
        )

    def _copy_likeness(self, article: Article, look: Print, entry: _Entry) -> tuple[float, str] | None:
        """Return how alike a copy is to an entry, 0 to 100, with the figures in words; None when it is no copy."""
        settings = self.settings
        title = title_likeness(look, entry.look)
        same_text = False
        if look.shingles and entry.look.shingles:
            lead = lead_likeness(look, entry.look)
            short = min(len(look.shingles), len(entry.look.shingles)) < _SHORT
            same_text = text_likeness(look, entry.look) >= settings.copy_lead * (2 if short else 1)
            same = same_text or (title >= settings.copy_title and lead >= settings.copy_title_lead)
            figures = f"{100 * lead:.0f} % of the first {LEAD} words{_with_title(', ', look, entry.look)}"
        else:
            lead, same, figures = 0.0, title >= settings.copy_title, f"title {title:.0f}"
        if not same or (title < _COMPARABLE and share_only_lines(look, entry.look, article.language)):
            return None
        headlines = self._headline(article.title), self._headline(entry.title)
        if title >= _COMPARABLE and find_change(*headlines, same_text=same_text):
            return None
        words, others = (tokenize(headline).words for headline in headlines)
        if lead and find_swap_in_text(look.lead, entry.look.lead, (words, others)):
            return None
        return similarity(look, entry.look), figures

    def _headline(self, title: str) -> str:
        return self._speller.unify(plain(title))

    def _attach(self, article: Article, look: Print, near: "_Near") -> Judgement:
        needed = self.settings.report_text if look.shingles else self.settings.report
        new = None
        for pull, story, of in self._pulls(look, near):
            figures = f"story #{story} attracts it with {pull:.2f}, needed {needed:.2f}"
            alike = round(similarity(look, of.look), 1)
            away = self._find_other_place(article, look, near, story) if pull >= needed else ""
            if pull >= needed and not away:
                nearest = "its first" if of.id == story else f"#{of.id}"
                reason = f"report: {figures}, nearest is {nearest}{_with_title(' with ', look, of.look)}"
                return Judgement(relation=Relation.REPORT, story=story, of=of.id, similarity=alike, reason=reason)
            new = new or (alike, f"new: {figures}{away}")
        alike, reason = new or (0.0, "new: nothing like it")
        return Judgement(relation=Relation.NEW, story=article.id, of=None, similarity=alike, reason=reason)

    def _pulls(self, look: Print, near: "_Near") -> list[tuple[float, str, _Entry]]:
        """Return the open stories that attract an article, with their nearest article, the strongest first."""
        titles, found = near.titles(look), []
        for story, cosines in near.stories():
            if self._is_open(story, near.at):
                title = titles.get(story, 0.0)
                pull = self._stories[story].attraction(near.asking, cosines, title, self._rarity)
                of = next(entry for _, entry in near.found if entry.story == story)
                found += [(pull, story, of)] if pull > 0 else []
        return sorted(found, key=lambda one: one[0], reverse=True)

    def _find_other_place(self, article: Article, look: Print, near: "_Near", story: str) -> str:
        """Return why an article without text is no report of a story for its place; "" when it may be one."""
        if look.shingles:
            return ""
        own = (entry for _, entry in near.found if entry.story == story)
        nearest = max(own, key=lambda entry: fuzz.token_set_ratio(look.title, entry.look.title))
        titles = (self._entries[number].title for number in self._stories[story].numbers)
        away = find_other_place(article.title, nearest.title, titles)
        return f", but it tells of {away}" if away else ""

    def _is_open(self, story: str, at: datetime) -> bool:
        """Return whether a story still takes in reports: as long as one may lie after its first article.

        Else a topic that is in the news every day would become one story without an end, in which new events drown. The
        first article gave the story its id, and once it is forgotten the story is closed, also after a restart.
        """
        first = self._by_id.get(story)
        return first is not None and abs(at - first.at) <= self.settings.report_window

    def _take_out(self, entry: _Entry) -> None:
        del self._entries[entry.number]
        if self._by_id[entry.id] is entry:
            del self._by_id[entry.id]
        if entry.address:
            self._by_address[entry.address].remove(entry.number)
            if not self._by_address[entry.address]:
                del self._by_address[entry.address]
        self._postings.forget(entry.number, entry.look.terms)
        self._rarity.forget(entry.look.terms, entry.look.heads)
        self._repeats.forget(entry.number)
        self._stories[entry.story].forget(entry.number, entry.look.terms)
        if not self._stories[entry.story].numbers:
            del self._stories[entry.story]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Near:
    """What a lookup found: the article as it asks, and the entries with their cosines, nearest first."""

    at: datetime
    asking: Asking
    found: list[tuple[float, _Entry]]

    def stories(self) -> list[tuple[str, list[float]]]:
        """Return the stories of the nearest entries with the cosines of their entries, highest first."""
        cosines: dict[str, list[float]] = {}
        for cosine, entry in self.found:
            if entry.story in cosines:
                cosines[entry.story].append(cosine)
            elif len(cosines) < _STORIES:
                cosines[entry.story] = [cosine]
        return list(cosines.items())

    def titles(self, look: Print) -> dict[str, float]:
        """Return by story the likeness, 0 to 1, of the title and the most alike among those of the nearest entries."""
        likeness: dict[str, float] = {}
        for _, entry in self.found[:_TITLES]:
            alike = fuzz.token_set_ratio(look.title, entry.look.title) / 100
            likeness[entry.story] = max(alike, likeness.get(entry.story, 0.0))
        return likeness


def _nearest_first(found: tuple[float, _Entry]) -> tuple[float, int]:
    return -found[0], -found[1].number


def _with_title(between: str, look: Print, other: Print) -> str:
    """Return the likeness of two titles for a reason, ", title 62"; nothing when one has none."""
    return f"{between}title {title_likeness(look, other):.0f}" if look.title and other.title else ""


def _content(article: Article) -> int:
    return crc32(f"{article.title}\n{article.text}".encode(errors="replace"))


def _again(article: Article, known: _Entry) -> Judgement:
    same = _content(article) == known.content
    by = "address" if known.address and known.address == canonical_url(article.url) else "id"
    return Judgement(
        relation=Relation.COPY if same else Relation.REVISION,
        story=known.story,
        of=known.id,
        similarity=100.0,
        reason=f"#{known.id} again: same {by}, {'unchanged' if same else 'changed'}",
        origin=known.copy_of,
    )


def _view(story_id: str, entries: list[_Entry], by_id: dict[str, _Entry]) -> Story:
    entries.sort(key=lambda entry: entry.at)
    return Story(
        id=story_id,
        title=entries[0].title,
        first_at=entries[0].at,
        articles=tuple(dict.fromkeys(entry.id for entry in entries)),
        outlets=tuple(dict.fromkeys(entry.source for entry in entries)),
        independent_sources=len({_root_source(entry, by_id) for entry in entries}),
        audience=_audience(entries),
    )


def _audience(entries: Iterable[_Entry]) -> frozenset[int] | None:
    union: set[int] = set()
    for entry in entries:
        if entry.audience is None:
            return None
        union |= entry.audience
    return frozenset(union)


def _root_source(entry: _Entry, by_id: dict[str, _Entry]) -> str:
    for root in _origins(entry, by_id):
        source = root.source
    return source


def _origins(entry: _Entry, by_id: dict[str, _Entry]) -> Iterator[_Entry]:
    seen: set[int] = set()
    while entry.number not in seen:
        yield entry
        seen.add(entry.number)
        entry = by_id.get(entry.copy_of or "", entry)
