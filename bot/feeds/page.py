"""Pages: the full text of an article, for items whose feed holds only a line of it.

trafilatura extracts, and only ever sees bytes that our own guarded fetcher brought; it runs inside a worker.
"""

from dataclasses import dataclass

import trafilatura

from bot.feeds.fetch import ACCEPT_PAGE, Failed, Fetched, Fetcher
from bot.feeds.parse import decode
from bot.feeds.plaintext import clean_line, clean_text
from bot.feeds.workers import Account, Killed, Workers
from bot.monitor.articles import MAX_TEXT, MAX_TITLE

MAX_PAGE_BYTES = 2_000_000
"""Extracting the text of as much takes 2.5 s of CPU, of the 4 s that parsing may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """The article on a page: plain text, paragraphs separated by a blank line."""

    title: str
    text: str


def extract_page(html: bytes, charset: str, url: str) -> PageText | None:
    """Return the article on a page, or None when there is none to be found.

    Args:
        html: The page.
        charset: From the HTTP header, or "".
        url: Where it was found; only used as a hint, never read.
    """
    document = trafilatura.bare_extraction(
        decode(html, charset), url=url, fast=True, include_comments=False, include_tables=False, with_metadata=True
    )
    if document is None or isinstance(document, dict) or not document.text:
        return None
    paragraphs = "\n\n".join(line for line in document.text.splitlines() if line.strip())
    return PageText(title=clean_line(document.title or "", MAX_TITLE), text=clean_text(paragraphs, MAX_TEXT))


async def fetch_page(
    fetcher: Fetcher, workers: Workers, url: str, account: Account | None = None
) -> PageText | Failed | Killed | None:
    """Return the article on a page; why there is none; or None when the page holds no article.

    Args:
        fetcher: Reads it.
        workers: Where its text is extracted.
        url: The page's address.
        account: On whose account: the feed's that links to it.
    """
    answer = await fetcher.get(url, accept=ACCEPT_PAGE, max_bytes=MAX_PAGE_BYTES, patient=False)
    if isinstance(answer, Failed):
        return answer
    if not isinstance(answer, Fetched):
        return None
    return await workers.run(extract_page, answer.body, answer.charset, answer.url, account=account)
