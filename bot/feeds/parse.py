"""Parsing: the bytes of a feed become values. Pure, but run inside a worker, for hostile bytes can keep it busy.

RSS and Atom go through feedparser, JSON Feed through `jsonfeed`. What is done before and after feedparser, and why:

- It only ever sees `io.BytesIO`: given bytes it would open the file of that name, given a string the URL.
- Whether this is a feed at all is decided first: 1 MB of HTML costs feedparser eight seconds.
- A body that is valid UTF-8 is UTF-8, whatever the server says; otherwise every accent is garbled in silence.
- Sanitizing and resolving are switched off: half the time, and all text is made plain here anyway.
"""

import calendar
import codecs
import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
from feedparser.api import StrictFeedParser

from bot.feeds.aggregated import source_of, without_name, without_title
from bot.feeds.items import (
    FeedItem,
    NotAFeed,
    ParsedFeed,
    clamp_published,
    distinct_newest,
    make_item,
    two_letter_language,
    web_address,
)
from bot.feeds.jsonfeed import parse_json_feed
from bot.feeds.plaintext import plain_line, plain_text
from bot.monitor.articles import MAX_TEXT, MAX_TITLE

__all__ = ["FeedItem", "NotAFeed", "ParsedFeed", "clamp_published", "decode", "parse_feed"]

# An id is a name, not a place (RFC 4287, 4.2.6.1): resolved against xml:base it would change when the feed moves.
# The set is shared by feedparser's strict and loose parsers, and this runs in a process of our own.
StrictFeedParser.can_be_relative_uri.discard("id")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9._:-]{1,40})["']""")
_NAME = re.compile(r"<([A-Za-z_][\w.:-]{0,60})[\s/>]")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9A-Fa-f]+)|([0-9]+));")
_PAIR = re.compile(r"&#(x[Dd][89ABab][0-9A-Fa-f]{2}|5[56][0-9]{3});&#(x[Dd][C-Fc-f][0-9A-Fa-f]{2}|5[67][0-9]{3});")
"""A character beyond the first 65,536, written as the two halves that UTF-16 has of it."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_feed(body: bytes, *, content_type: str = "", charset: str = "", base_url: str = "") -> ParsedFeed | NotAFeed:
    """Return what a feed says. Never raises, whatever the bytes are.

    Args:
        body: The decompressed body.
        content_type: From the HTTP header. Only named in the message when this is no feed; the bytes decide.
        charset: From the HTTP header; used only when the body is not valid UTF-8.
        base_url: Where the feed was found; relative links are resolved against it.
    """
    # What XML forbids (form feeds, mostly) would send the whole feed through the slow, lenient parser; and that one
    # gives the whole feed up for a reference to half a character, as careless publishers write emoji.
    text = _ILLEGAL.sub("", decode(body, charset))
    if "&#" in text:
        text = _REFERENCE.sub(_legal_reference, _PAIR.sub(_joined_pair, text))
    if text.lstrip()[:1] == "{":
        return parse_json_feed(text, base_url=base_url)
    root = root_element(text)
    if root.rpartition(":")[2] not in {"rss", "feed", "rdf", "channel"}:
        return _not_a_feed(root, content_type)
    try:
        found = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
        return _feed(found, base_url) if found.get("version") or found["entries"] else _not_a_feed(root, content_type)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - on hostile bytes feedparser raises whatever its parts raise
        return NotAFeed(message=f"This feed cannot be read ({type(error).__name__}).")


def decode(body: bytes, charset: str) -> str:
    """Return the text of a body: its byte order mark, then UTF-8 if that fits, then what the server or the XML says.

    Bytes that fit nothing become replacement characters, so that one broken item does not cost the whole feed.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    if b"\0" in body[:4]:  # UTF-16 without a mark: every second byte of "<?" or "<r" is zero
        return body.decode("utf-16-be" if body[:1] == b"\0" else "utf-16-le", "replace")
    declared = _DECLARED.match(body.lstrip()[:300])
    for encoding in ("utf-8", charset, declared.group(1).decode() if declared else ""):
        try:
            if encoding:
                return body.decode(encoding)
        except (LookupError, ValueError):
            continue
    said_utf8 = (charset or (declared.group(1).decode() if declared else "")).lower() in ("utf-8", "utf8")
    return body.decode("utf-8" if said_utf8 else "windows-1252", "replace")


def root_element(text: str) -> str:
    """Return the name of the first element in lower case, or "". Linear in time, whatever stands before it."""
    at = 0
    while (at := text.find("<", at)) >= 0:
        if text.startswith("<!--", at):
            end = text.find("-->", at + 4)
        elif text.startswith("<?", at):
            end = text.find("?>", at)
        elif text.startswith("<!", at):
            end = _end_of_doctype(text, at)
        else:
            found = _NAME.match(text, at)
            return found.group(1).lower() if found else ""
        if end < 0:
            return ""
        at = end + 1
    return ""


def _legal_reference(found: re.Match[str]) -> str:
    """Return a reference to a character, or nothing when it names none."""
    digits, base = (found[1], 16) if found[1] else (found[2], 10)
    number = int(digits[-8:] if len(digits) < 9 else "0", base)
    is_half = 0xD800 <= number <= 0xDFFF
    return "" if number == 0 or number > 0x10FFFF or is_half or _ILLEGAL.match(chr(number)) else found[0]


def _joined_pair(found: re.Match[str]) -> str:
    high, low = (int(half[1:], 16) if half[0] == "x" else int(half) for half in found.groups())
    if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
        return found[0]
    return f"&#{0x10000 + ((high - 0xD800) << 10) + low - 0xDC00};"


def _end_of_doctype(text: str, at: int) -> int:
    end, subset = text.find(">", at), text.find("[", at)
    return text.find("]", subset) if 0 <= subset < end else end


def _not_a_feed(root: str, content_type: str) -> NotAFeed:
    if root == "html":
        return NotAFeed(message="This is a web page, not a feed.")
    if root == "opml":
        return NotAFeed(message="This is an OPML list of feeds, not a feed.")
    return NotAFeed(message=f"This is not a feed ({content_type})." if content_type else "This is not a feed.")


def _feed(found: Mapping[str, Any], base_url: str) -> ParsedFeed:
    head = found["feed"]
    language = two_letter_language(_text(head, "language"))
    ttl = _text(head, "ttl").strip()
    return ParsedFeed(
        title=plain_line(_text(head, "title"), MAX_TITLE),
        link=web_address(_text(head, "link"), base_url),
        ttl=int(ttl) if ttl.isascii() and ttl.isdigit() and len(ttl) < 7 else None,
        language=language,
        items=distinct_newest(_items(found["entries"], base_url, language)),
        warning=f"It is not well-formed ({type(found.get('bozo_exception')).__name__})." if found.get("bozo") else "",
    )


def _items(entries: list[Any], base_url: str, language: str) -> Iterator[FeedItem]:
    for entry in entries:
        bodies = [_text(entry, "summary"), *(_text(content, "value") for content in entry.get("content", ()))]
        source = source_of(entry)
        title = without_name(plain_line(_text(entry, "title"), MAX_TITLE), source.name)
        text = max((plain_text(body, MAX_TEXT) for body in bodies), key=len)
        item = make_item(
            guid=_text(entry, "id"),
            title=title,
            text=without_title(text, title, source.name),
            url=_link(entry, base_url),
            published=_time(entry),
            language=_language(entry) or language,
            source=source.url,
        )
        if item:
            yield item


def _link(entry: Mapping[str, Any], base_url: str) -> str:
    link = _text(entry, "link")
    if entry.get("guidislink") and "://" not in link:  # a guid that only by default claims to be an address
        return ""
    return web_address(link, base_url)


def _language(entry: Mapping[str, Any]) -> str:
    details = (entry.get("title_detail"), *entry.get("content", ()), entry.get("summary_detail"))
    return next(filter(None, (two_letter_language(_text(detail, "language")) for detail in details if detail)), "")


def _time(entry: Mapping[str, Any]) -> datetime | None:
    """Return when the entry was published, else updated; None when that is unreadable or no time of this calendar."""
    parsed = entry.get("published_parsed")
    if not parsed and "updated_parsed" in entry:  # asked for a missing one, feedparser warns and makes one up
        parsed = entry["updated_parsed"]
    if not parsed:
        return None
    try:
        return _EPOCH + timedelta(seconds=calendar.timegm(parsed))
    except (ValueError, OverflowError, TypeError):
        return None


def _text(mapping: Mapping[str, Any], name: str) -> str:
    """Return a text of feedparser's; it gives a mapping where an unknown element has attributes."""
    value = mapping.get(name)
    return value if isinstance(value, str) else ""
