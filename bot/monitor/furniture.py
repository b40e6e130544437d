"""Furniture: do two articles share no more than whole lines, such as the paragraph about the author below each?

A paragraph of thirty words that stands below every item of a paper is most of the first 80 words of a short one, and
any two of its items would be copies by it. No single line can be known for furniture, but a pair of articles tells:
their titles and everything else in them differ. `boilerplate.Repeats` asks for two items of one source, whose line then
goes from the second on; `stories` asks for two outlets, of which none has shown the line before. An address or an id
that two items share may be furniture too: a front page, a number that is given again.

A republished text under another headline is no such pair: take off the lines that it shares, and nothing is left of it,
or what is left is alike. Nor is a wire's first paragraph with local ones below it, for it says what both headlines say.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from rapidfuzz import fuzz

from bot.monitor.articles import Article, canonical_url
from bot.monitor.likeness import LEAD, SHINGLE, Print, lead_likeness
from bot.monitor.terms import terms_of
from bot.monitor.text import fold

SAME_TITLE, SAME_LEAD, SAME_TERMS = 60.0, 0.3, 0.3
"""How much titles (rapidfuzz, 0 to 100), first words (a share) or the terms of the titles (a share, and two at least)
must agree for two articles to be taken for one, or for versions of one. Far below what makes a copy: an edited headline
keeps some of its words or its text, while items that only share a front page or a footer share neither."""
_SAID = 2
"""Terms of a headline that a paragraph on the same thing says again at least."""

_Words = Sequence[str]


def share_terms(one: Print, other: Print) -> bool:
    """Return whether the titles share enough terms to be on one thing, however they are worded."""
    shared = len(set(one.heads).intersection(other.heads))
    return shared >= max(2, SAME_TERMS * min(len(one.heads), len(other.heads)))


def are_versions(article: Article, look: Print, title: str, other: Print) -> bool:
    """Return whether an article may be another version of one that had this title; else only a name is shared.

    Some feeds link every item to their front page, or give the same id to one item after the other.
    """
    if fuzz.token_set_ratio(fold(article.title), fold(title)) >= SAME_TITLE or share_terms(look, other):
        return True
    return lead_likeness(look, other) >= SAME_LEAD and not _are_rests_unlike(look, other)


def is_id_reused(article: Article, look: Print, address: str, title: str, other: Print) -> bool:
    """Return whether an article is another one than that of its id: address, title and text all differ.

    Without an address on both sides the id counts.

    Args:
        article: What came under the id now.
        look: Its print.
        address: The canonical address of what came under it before.
        title: The title of that.
        other: The print of that.
    """
    here = canonical_url(article.url)
    return bool(here and address and here != address) and not are_versions(article, look, title, other)


def are_unlike(one: Print, other: Print) -> bool:
    """Return whether both title and text differ, the lines that they share left out; False when little is left."""
    if not one.heads or not other.heads or share_terms(one, other):
        return False
    return fuzz.token_set_ratio(one.title, other.title) < SAME_TITLE and _are_rests_unlike(one, other)


def is_about(line: _Words, one: Print, other: Print, language: str, said: int = 1) -> bool:
    """Return whether folded words hold so many terms of both titles: then they are news of both, and no furniture."""
    terms = set(terms_of(line, language))
    return all(len(terms.intersection(look.heads)) >= min(said, len(look.heads)) for look in (one, other))


def share_only_lines(one: Print, other: Print, language: str) -> bool:
    """Return whether all that two leads have in common are whole lines which neither headline is about.

    False without a headline or without a shared line.
    """
    if not (one.heads and other.heads and one.breaks and other.breaks):
        return False
    shared = [word for line in _shared(one, other) for word in line]
    return bool(shared) and not is_about(shared, one, other, language, _SAID) and _are_rests_unlike(one, other)


def is_near_by_furniture(one: Print, other: Print, language: str) -> bool:
    """Return whether two articles share only lines under titles without likeness: neither reports the other then."""
    return share_only_lines(one, other, language) and are_unlike(one, other)


def _are_rests_unlike(one: Print, other: Print) -> bool:
    shared = set(_shared(one, other)) | set(_shared(other, one))
    mine, theirs = (
        _runs(word for line in _lines(look) if line not in shared for word in line) for look in (one, other)
    )
    return bool(mine and theirs) and len(mine & theirs) < SAME_LEAD * min(len(mine), len(theirs))


def _shared(one: Print, other: Print) -> list[tuple[str, ...]]:
    """Return the lines of one that the other has too; a last line may be cut where the lead ends."""
    lines, others = _lines(one), _lines(other)
    known = set(others)
    return [
        line
        for line in lines
        if line in known
        or (_is_cut(one, line) and any(_begins(longer, line) for longer in others))
        or (_is_cut(other, others[-1]) and _begins(line, others[-1]))
    ]


def _is_cut(look: Print, line: _Words) -> bool:
    return len(look.lead) == LEAD and len(line) >= SHINGLE and look.lead[-len(line) :] == line


def _begins(line: _Words, start: _Words) -> bool:
    return line[: len(start)] == start


def _lines(look: Print) -> list[tuple[str, ...]]:
    return [look.lead[start:end] for start, end in pairwise((0, *look.breaks, len(look.lead)))]


def _runs(words: Iterable[str]) -> set[tuple[str, ...]]:
    kept = list(words)
    return {tuple(kept[at : at + SHINGLE]) for at in range(len(kept) - SHINGLE + 1)}
