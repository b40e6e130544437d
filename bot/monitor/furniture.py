"""Furniture: do two articles share no more than whole lines, such as the paragraph about the author below each?

A paragraph of thirty words that stands below every item of a paper is most of the first 80 words of a short one, and
any two of its items would be copies by it. No single line can be known for furniture, but a pair of articles tells:
their titles and everything else in them differ.

Theory of operation. Furniture is taken away in four places, each of which sees what the one before cannot:

1. `boilerplate.clean_article` sees one article: lines and ends of titles that are furniture by their form.
2. `boilerplate.Repeats` sees the earlier articles of its source: a line that two of its stories share, or that stood
   below an article that is `are_unlike`, unless it `is_about` both. The line goes from the text for good, so neither
   rules nor facts see it. Of the first item of a source nothing can go.
3. `is_near_by_furniture` sees a pair, of whichever sources, when candidates are looked up: the other article is no
   candidate, neither for a copy nor for a report. Both texts stay.
4. `share_only_lines` sees a pair that is alike enough for a copy under titles that may share words: it is no copy, but
   may be a report.

2 to 4 measure with `likeness`, which knows nothing of furniture and sees each text as it was left so far. An article is
cleaned once, by what was known then, and kept so: the stored ones, added again after a restart, give the same answers.

A republished text under another headline is no such pair: take off the lines that it shares, and nothing is left of it,
or what is left is alike. Nor is a wire's first paragraph with local ones below it, for it says what both headlines say.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from rapidfuzz import fuzz

from bot.monitor.likeness import LEAD, SHINGLE, Print
from bot.monitor.terms import terms_of

SAME_TITLE, SAME_LEAD, SAME_TERMS = 60.0, 0.3, 0.3
"""How much titles (rapidfuzz, 0 to 100), first words (a share) or the terms of the titles (a share, and two at least)
must agree for two articles to be taken for one, or for `versions` of one. Far below what makes a copy: an edited
headline keeps some of its words or its text, while items that only share a front page or a footer share neither."""
_SAID = 2
"""Terms of a headline that a paragraph on the same thing says again at least."""

_Words = Sequence[str]


def share_terms(one: Print, other: Print) -> bool:
    """Return whether the titles share enough terms to be on one thing, however they are worded."""
    shared = len(set(one.heads).intersection(other.heads))
    return shared >= max(2, SAME_TERMS * min(len(one.heads), len(other.heads)))


def are_unlike(one: Print, other: Print) -> bool:
    """Return whether both title and text differ, the lines that they share left out; False when little is left."""
    if not one.heads or not other.heads or share_terms(one, other):
        return False
    return fuzz.token_set_ratio(one.title, other.title) < SAME_TITLE and are_rests_unlike(one, other)


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
    return bool(shared) and not is_about(shared, one, other, language, _SAID) and are_rests_unlike(one, other)


def is_near_by_furniture(one: Print, other: Print, language: str) -> bool:
    """Return whether two articles share only lines under titles without likeness: neither reports the other then."""
    return share_only_lines(one, other, language) and are_unlike(one, other)


def are_rests_unlike(one: Print, other: Print) -> bool:
    """Return whether the leads differ, the lines that they share left out; False when nothing is left of one."""
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
