"""Versions: is an article another version of one that has its address or its id?

An edited headline keeps some of its words, or its text. But some feeds link every item to their front page, or give the
same id to one item after the other: then only a name is shared, and neither title nor text agree.
"""

from rapidfuzz import fuzz

from bot.monitor.articles import Article, canonical_url
from bot.monitor.furniture import SAME_LEAD, SAME_TITLE, are_rests_unlike, share_terms
from bot.monitor.likeness import Print, lead_likeness
from bot.monitor.text import fold


def are_versions(article: Article, look: Print, title: str, other: Print) -> bool:
    """Return whether an article may be another version of one that had this title; else only a name is shared."""
    if fuzz.token_set_ratio(fold(article.title), fold(title)) >= SAME_TITLE or share_terms(look, other):
        return True
    return lead_likeness(look, other) >= SAME_LEAD and not are_rests_unlike(look, other)


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
