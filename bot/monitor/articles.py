"""Articles: one published item each, however it reached us.

An article is never a story: a story is the set of articles that report the same thing (see `stories`).
"""

from dataclasses import dataclass
from datetime import datetime

MAX_TITLE = 1_000
"""Characters of a title that are kept; the longest real headline we saw has 300."""
MAX_TEXT = 30_000
"""Characters of a text that are kept. Longer ones are lists, transcripts or attacks; news stands at the top."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One published item, as plain text.

    Attributes:
        id: The store's number, or the id given in a replay file; unique.
        title: Plain text, one line, at most `MAX_TITLE` characters.
        text: Plain text; paragraphs are separated by a blank line. At most `MAX_TEXT` characters. May be empty.
        url: An http(s) address, or "".
        source: The outlet, as its domain ("reuters.com") or the feed's name.
        published: UTC. When the feed gave no usable date: when it was fetched.
        language: ISO 639-1 code ("en"), or "" when unknown.
        audience: The chats whose rules may see it (it came from feeds they added), or None: everybody.
        backlog: It was there before we watched its feed; it fills the memory and rings nothing.
    """

    id: str
    title: str
    text: str
    published: datetime
    url: str = ""
    source: str = ""
    language: str = ""
    audience: frozenset[int] | None = None
    backlog: bool = False
