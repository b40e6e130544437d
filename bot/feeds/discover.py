"""Discovering: somebody gives an address; is it a feed, or a page that names one?

A page says where its feeds are (`<link rel="alternate">`, the autodiscovery convention of RSS and Atom). Only when it
does not, three usual places on the same host are tried, no more.
"""

from dataclasses import dataclass
from html.parser import HTMLParser

from yarl import URL

from bot.feeds.fetch import Failed, FailureKind, Fetched, Fetcher
from bot.feeds.items import web_address
from bot.feeds.parse import ParsedFeed, decode
from bot.feeds.poll import PollFailed, PollFailure, read_feed
from bot.feeds.workers import Account, Killed, Workers

MAX_TRIES = 3
_MAX_HEAD = 300_000
"""Characters of a page in which its links are looked for; they stand in its head."""
_FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
_USUAL_PLACES = ("/feed", "/rss.xml", "/atom.xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """A feed that was read once: where it lives, what it is called, how many items it holds."""

    url: str
    title: str
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoFeed:
    """Why there is no feed at an address, in one sentence for a person."""

    reason: str


async def find_feed(fetcher: Fetcher, workers: Workers, address: str) -> FoundFeed | NoFeed:
    """Return the feed at an address as a person types it: of a feed or a page, with or without https://."""
    url, guessed = complete_address(address)
    answer = await fetcher.get(url)
    if guessed and isinstance(answer, Failed) and answer.kind in (FailureKind.UNREACHABLE, FailureKind.BROKEN):
        url = "http://" + url.removeprefix("https://")
        answer = await fetcher.get(url)
    if not isinstance(answer, Fetched):
        return NoFeed(reason=_reason(answer))
    account = Account(host=URL(answer.url).host or "")
    found = await _read(answer, url, workers, account)
    if isinstance(found, FoundFeed) or found.kind is not PollFailure.NOT_A_FEED:
        return found if isinstance(found, FoundFeed) else NoFeed(reason=found.message)
    links = await workers.run(find_feed_links, answer.body, answer.charset, answer.url, account=account)
    if isinstance(links, Killed):
        return NoFeed(reason=links.message)
    found_there = await _first_feed(fetcher, workers, links or _usual_places(answer.url), account)
    return found_there or NoFeed(reason=_none_there(links))


def complete_address(address: str) -> tuple[str, bool]:
    """Return a typed address with its scheme, and whether that had to be guessed.

    >>> complete_address(" example.org/feed "), complete_address("feed://example.org/rss")
    (('https://example.org/feed', True), ('https://example.org/rss', False))
    """
    address = address.strip()
    scheme, colon, rest = address.partition(":")
    if scheme.lower() == "feed" and colon:
        return (rest if "://" in rest else "https://" + rest.lstrip("/")), False
    if "://" in address or scheme.lower() in ("file", "javascript", "data", "mailto", "tg"):
        return address, False
    return f"https://{address}", True


def find_feed_links(html: bytes, charset: str, url: str) -> list[str]:
    """Return the addresses of the feeds that a page names, in its order, each once. Run it in a worker."""
    finder = _LinkFinder()
    finder.feed(decode(html, charset)[:_MAX_HEAD])
    base = web_address(finder.base, url) or url
    return list(dict.fromkeys(filter(None, (web_address(link, base) for link in finder.links))))


class _LinkFinder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.base = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "base":
            self.base = self.base or values.get("href", "")
        elif tag == "link" and _names_feed(values):
            self.links.append(values.get("href", ""))


def _names_feed(values: dict[str, str]) -> bool:
    kind = values.get("type", "").partition(";")[0].strip().lower()
    return "alternate" in values.get("rel", "").lower().split() and kind in _FEED_TYPES


async def _first_feed(fetcher: Fetcher, workers: Workers, urls: list[str], account: Account) -> FoundFeed | None:
    for url in urls[:MAX_TRIES]:
        answer = await fetcher.get(url)
        if isinstance(answer, Fetched):
            found = await _read(answer, url, workers, account)
            if isinstance(found, FoundFeed):
                return found
    return None


async def _read(answer: Fetched, url: str, workers: Workers, account: Account) -> FoundFeed | PollFailed:
    parsed = await read_feed(answer, workers, account)
    if isinstance(parsed, ParsedFeed):
        return FoundFeed(url=answer.permanent_url or url, title=parsed.title, items=len(parsed.items))
    return parsed


def _usual_places(url: str) -> list[str]:
    return [str(URL(url).join(URL(place))) for place in _USUAL_PLACES]


def _reason(answer: object) -> str:
    return answer.message if isinstance(answer, Failed) else "The server gave no answer that can be used."


def _none_there(links: list[str]) -> str:
    if links:
        return "The page names a feed, but it cannot be read."
    return "There is no feed at this address, and the page names none."
