"""The items of a feed: what they are, what they are known by, and what is kept of them.

Identity: an item's key is its raw guid, else its link, else a hash of its words. A second item with the same key in a
feed is dropped. A changed `content_hash` under a known key is a revision of the same article, not a new one.
"""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from yarl import URL

from bot.feeds.guard import MAX_URL
from bot.feeds.plaintext import clean_line

MAX_ITEMS = 500
"""Items of a feed that are kept, the newest. Honest feeds hold 10 to 100; archives hold thousands."""
_MAX_KEY = 500
_OLDEST, _NEWEST = timedelta(days=730), timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """One item of a feed, in plain text.

    Attributes:
        key: What it is known by within its feed; at most 500 characters.
        text: Paragraphs are separated by a blank line.
        url: An absolute http(s) address, or "".
        published: UTC, as the feed says, however absurd (see `clamp_published`); None when it says nothing readable.
        language: ISO 639-1, or "".
        content_hash: Changes when title or text change.
        source: The web address of who published it, where the feed says that somebody else did, or "".
    """

    key: str
    title: str
    text: str
    url: str
    published: datetime | None
    language: str
    content_hash: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed as it was read.

    Attributes:
        ttl: Minutes for which the feed says that it need not be read again, or None.
        items: In the feed's order; at most `MAX_ITEMS`, the newest.
        warning: What was not quite right with it, or "".
    """

    title: str
    link: str
    ttl: int | None
    language: str
    items: tuple[FeedItem, ...]
    warning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAFeed:
    """The bytes are something else; `message` is one sentence for a person."""

    message: str


def make_item(
    *, guid: str, title: str, text: str, url: str, published: datetime | None, language: str, source: str = ""
) -> FeedItem | None:
    """Return the item, with its key and content hash; None when it says nothing at all.

    Args:
        guid: The raw identifier; may be empty.
        title: Plain text, one line.
        text: Plain text.
        url: As `web_address` returned it.
        published: As the feed says.
        language: ISO 639-1, or "".
        source: As `web_address` returned it.
    """
    if not (title or text):
        return None
    content_hash = _hash(f"{title}\0{text}")
    key = clean_line(guid, _MAX_KEY * 10) or url or content_hash
    if len(key) > _MAX_KEY:
        key = _hash(key)
    return FeedItem(
        key=key, title=title, text=text, url=url, published=published, language=language, content_hash=content_hash,
        source=source,
    )  # fmt: skip


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]


def distinct_newest(items: Iterable[FeedItem]) -> tuple[FeedItem, ...]:
    """Return the first item of each key, at most the `MAX_ITEMS` newest, in the order given.

    An undated item counts as new, for then the feed's order, newest first by custom, is all there is.
    """
    first: dict[str, FeedItem] = {}
    for item in items:
        first.setdefault(item.key, item)
    kept = tuple(first.values())
    if len(kept) <= MAX_ITEMS:
        return kept
    latest = datetime.max.replace(tzinfo=UTC)
    newest = heapq.nlargest(MAX_ITEMS, range(len(kept)), key=lambda at: (kept[at].published or latest, -at))
    return tuple(kept[at] for at in sorted(newest))


def web_address(link: str, base_url: str) -> str:
    """Return a link as an absolute http(s) address, or "" when it is none.

    >>> web_address("/news/1", "https://example.org/feed.xml"), web_address("javascript:alert(1)", "https://example.org/")
    ('https://example.org/news/1', '')
    """
    link = clean_line(link, MAX_URL + 1)
    if not link or len(link) > MAX_URL:
        return ""
    try:
        url = URL(link)
        if not url.scheme and base_url:
            url = URL(base_url).join(url)
        address = str(url) if url.scheme in ("http", "https") and url.host else ""
    except ValueError:
        return ""
    return address if len(address) <= MAX_URL else ""


def two_letter_language(code: str) -> str:
    """Return the ISO 639-1 code of a language tag, or "".

    >>> two_letter_language("en-GB"), two_letter_language("English")
    ('en', '')
    """
    primary = code.strip().replace("_", "-").partition("-")[0].lower()
    return primary if len(primary) == 2 and primary.isascii() and primary.isalpha() else ""


def clamp_published(published: datetime | None, now: datetime) -> datetime:
    """Return when an item counts as published: what the feed says within [now - 2 years, now + 1 hour], else `now`.

    Feeds claim the years -1, 1763 and 2999, and write local time as if it were UTC.
    """
    if published is None or not now - _OLDEST <= published <= now + _NEWEST:
        return now
    return published
