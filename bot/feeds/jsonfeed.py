"""JSON Feed, versions 1 and 1.1 (https://www.jsonfeed.org/version/1.1/), which feedparser does not read."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from bot.feeds.items import (
    FeedItem,
    NotAFeed,
    ParsedFeed,
    distinct_newest,
    make_item,
    two_letter_language,
    web_address,
)
from bot.feeds.plaintext import clean_line, clean_text, plain_text
from bot.monitor.articles import MAX_TEXT, MAX_TITLE

_NOT_A_FEED = NotAFeed(message="This is JSON, but not a JSON Feed.")


def parse_json_feed(text: str, *, base_url: str) -> ParsedFeed | NotAFeed:
    """Return what a JSON Feed says; wrong types are passed over, item by item."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return _NOT_A_FEED
    if not isinstance(found, dict) or "jsonfeed.org/version/" not in _word(found, "version"):
        return _NOT_A_FEED
    items = found.get("items")
    language = two_letter_language(_word(found, "language"))
    return ParsedFeed(
        title=clean_line(_word(found, "title"), MAX_TITLE),
        link=web_address(_word(found, "home_page_url"), base_url),
        ttl=None,
        language=language,
        items=distinct_newest(_items(items if isinstance(items, list) else [], base_url, language)),
        warning="" if isinstance(items, list) else "It has no list of items.",
    )


def _items(entries: list[Any], base_url: str, language: str) -> Iterator[FeedItem]:
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        content = (
            plain_text(_word(entry, "content_html"), MAX_TEXT),
            clean_text(_word(entry, "content_text"), MAX_TEXT),
            clean_text(_word(entry, "summary"), MAX_TEXT),
        )
        item = make_item(
            guid=_word(entry, "id"),
            title=clean_line(_word(entry, "title"), MAX_TITLE),
            text=max(content, key=len),
            url=web_address(_word(entry, "url"), base_url) or web_address(_word(entry, "external_url"), base_url),
            published=_time(_word(entry, "date_published") or _word(entry, "date_modified")),
            language=two_letter_language(_word(entry, "language")) or language,
        )
        if item:
            yield item


def _word(mapping: dict[str, Any], name: str) -> str:
    """Return a text; a number, which the standard asks readers to accept as an id, becomes one."""
    value = mapping.get(name)
    if isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**30):
        return str(value)
    return value if isinstance(value, str) else ""


def _time(word: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(word.strip())
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
