"""OPML: lists of feeds, as other readers export them. Reading is pure but hostile input: run it in a worker.

Spec: http://opml.org/spec2.opml
"""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

import listparser

from bot.feeds.items import web_address
from bot.feeds.parse import decode
from bot.feeds.plaintext import clean_line
from bot.monitor.articles import MAX_TITLE

MAX_OPML_BYTES = 1_000_000


def parse_opml(body: bytes) -> list[tuple[str, str]]:
    """Return the (title, address) of every feed in an OPML file, in its order, each address once.

    Never raises: what is no OPML, or larger than `MAX_OPML_BYTES`, holds no feeds.
    """
    if len(body) > MAX_OPML_BYTES:
        return []
    text = decode(body, "").lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):  # listparser would fetch a URL
        return []
    try:
        outlines = listparser.parse(text.encode("utf-8", "replace"))["feeds"]
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - on hostile bytes listparser raises whatever lxml and its handlers raise
        return []
    feeds: dict[str, str] = {}
    for outline in outlines:
        url = web_address(str(outline.get("url") or ""), "")
        if url and url not in feeds:
            feeds[url] = clean_line(str(outline.get("title") or ""), MAX_TITLE)
    return [(title, url) for url, title in feeds.items()]


def render_opml(feeds: Iterable[tuple[str, str]], *, title: str = "Tocsin") -> str:
    """Return an OPML 2.0 file of (title, address) pairs."""
    outlines = "".join(
        f'    <outline type="rss" text={quoteattr(clean_line(name, MAX_TITLE) or url)} xmlUrl={quoteattr(url)}/>\n'
        for name, url in feeds
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0">\n'
        f"  <head>\n    <title>{escape(title)}</title>\n  </head>\n"
        f"  <body>\n{outlines}  </body>\n</opml>\n"
    )
