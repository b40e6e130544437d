"""Messages: plain text with places in it that are styled, built so that nothing can be injected.

There is no markup anywhere: styles and links are entities beside the text, counted in UTF-16 units as Telegram counts
them. Whatever an article says therefore stays text. `clean` takes away what would show something else than it is:
hidden, bidirectional and control characters, and the triggers that make Telegram turn words into mentions and commands.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from yarl import URL

MAX_UNITS = 4_096
"""UTF-16 units of a text message; Telegram's limit."""
MAX_CAPTION = 1_024
"""UTF-16 units of a text under a picture; Telegram's limit."""
MAX_SPANS = 100
"""Entities of a message; Telegram ignores what goes beyond."""
MAX_BUTTON_DATA = 64
"""Bytes of a button's callback data; Telegram's limit."""
MAX_BUTTON_TEXT = 60
"""Characters of a button; more does not show on a phone."""
MAX_URL = 2_048
"""Characters of a link; browsers and Telegram refuse longer ones."""

_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters that show nothing: Hangul fillers and the empty braille pattern."""
_TRIGGER = re.compile(r"((?<!\w)@|(?<![\w/<>])/)(?=[A-Za-z0-9_])")
"""What Telegram takes for the start of a mention or of a command (tdlib, `find_mentions` and `find_bot_commands`)."""
_GAP = "\u202f"
"""A narrow no-break space: seen by the reader, and enough to stop Telegram from making a mention or a command."""
_MARKS = 4
"""Combining marks in a row that are kept; living scripts need at most three."""


class Style(StrEnum):
    """How a span looks; the names are Telegram's entity types."""

    BOLD = "bold"
    ITALIC = "italic"
    CODE = "code"
    PRE = "pre"
    LINK = "text_link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A styled part of a message: `start` and `length` in UTF-16 units; `url` for a link."""

    style: Style
    start: int
    length: int
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button under a message: it opens `url`, or sends `data` back to us."""

    text: str
    data: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        if bool(self.data) == bool(self.url):
            raise ValueError("a button has either data or a url")
        if len(self.data.encode()) > MAX_BUTTON_DATA:
            raise ValueError(f"button data has at most {MAX_BUTTON_DATA} bytes: {self.data}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent: text of 1 to `MAX_UNITS` UTF-16 units, spans within it, rows of buttons.

    Attributes:
        ask: The message asks for an answer; Telegram opens the reply field.
        picture: A PNG above the text, or b""; then the text has at most `MAX_CAPTION` units.
    """

    text: str
    spans: tuple[Span, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    ask: bool = False
    picture: bytes = b""

    def to_plain(self) -> "Message":
        """Return the message without picture, styles and links, for when Telegram refuses them.

        Addresses go into the text.
        """
        addresses = [button.url for row in self.buttons for button in row if button.url]
        rows = (tuple(button for button in row if button.data) for row in self.buttons)
        draft = Draft().own(self.text)
        for address in addresses:
            draft.line(address)
        return draft.build(tuple(row for row in rows if row))

    def with_note(self, note: str) -> "Message":
        """Return the message with a line of our own words below it; a message without room for it stays as it is."""
        text = f"{self.text}\n{note}"
        if units(text) > MAX_UNITS:
            return self
        return replace(self, text=text)


def units(text: str) -> int:
    """Return the length in UTF-16 units.

    >>> units("a"), units("é"), units("🔔")
    (1, 1, 2)
    """
    return len(text) + sum(char > "\uffff" for char in text)


def clean(text: str) -> str:
    r"""Return foreign text as it may be shown: nothing hidden or turned around, no mentions, no commands.

    >>> clean("Talks\u202e in\u200b\tIstanbul\x00"), clean("ask @admin or /unsub").replace("\u202f", "~")
    ('Talks in Istanbul', 'ask @~admin or /~unsub')
    """
    return _TRIGGER.sub(r"\1" + _GAP, visible(text))


def visible(text: str) -> str:
    """Return the text without hidden, bidirectional and control characters; line breaks stay, tabs become spaces."""
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    marks = 0
    for char in text.replace("\r\n", "\n").replace("\r", "\n"):
        category = unicodedata.category(char)
        marks = marks + 1 if category in ("Mn", "Me") and char != "\ufe0f" else 0
        if char == "\n" or (category[0] not in "CZ" and char not in _BLANKS and marks <= _MARKS):
            kept.append(char)
        elif category[0] == "Z" or char == "\t":
            kept.append(char if char == _GAP else "\n" if category in ("Zl", "Zp") else " ")
    return "".join(kept)


def one_line(text: str, limit: int) -> str:
    """Return foreign text cleaned, on one line, at most `limit` characters, cut at a word with "…"."""
    line = " ".join(clean(text).split())
    if len(line) <= limit:
        return line
    cut = line.rfind(" ", limit // 2, limit)
    return line[: cut if cut > 0 else limit - 1].rstrip() + "…"


def safe_url(url: str) -> str | None:
    """Return the address when it can be a link: http or https, a host, no user name, nothing hidden; else None."""
    if len(url) > MAX_URL or visible(url) != url or re.search(r"\s", url):
        return None
    try:
        parsed = URL(url)
    except (ValueError, TypeError):
        return None
    if parsed.scheme not in ("http", "https") or not parsed.host or parsed.user or parsed.password:
        return None
    return str(parsed) if len(str(parsed)) <= MAX_URL else None


def mask_url(url: str) -> str:
    """Return the address without what may be secret in it: user name, password, and the values of its query.

    >>> mask_url("https://me:pw@example.org/feed?key=abc"), mask_url("https://example.org/feed?secret")
    ('https://example.org/feed?key=…', 'https://example.org/feed?…')
    """
    try:
        parsed = URL(url)
    except ValueError:
        return "…"
    query = "&".join(f"{one_line(name, 40)}=…" if value else "…" for name, value in parsed.query.items())
    bare = str(parsed.with_user(None).with_query(None).with_fragment(None)) if parsed.host else url.partition("?")[0]
    return f"{bare}?{query}" if query else bare


class Draft:
    """A message being written. Every text that is added goes through `clean`, our own words included."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._length = 0
        self._spans: list[Span] = []

    def add(self, text: str, *styles: Style, url: str = "") -> Self:
        """Append text in the given styles, as a link when there is an address that can be one."""
        return self._append(clean(text), styles, url)

    def own(self, text: str, *styles: Style) -> Self:
        """Append our own words, in which a command may be a command."""
        return self._append(visible(text), styles, "")

    def line(self, text: str = "", *styles: Style, url: str = "") -> Self:
        """Start a new line, unless the message is empty, and append to it."""
        return (self.own("\n") if self._length else self).add(text, *styles, url=url)

    def own_line(self, text: str = "", *styles: Style) -> Self:
        """Start a new line, unless the message is empty, and append our own words to it."""
        return (self.own("\n") if self._length else self).own(text, *styles)

    def marked(self, text: str, words: Sequence[str], style: Style = Style.BOLD, also: Sequence[Style] = ()) -> Self:
        """Append text in which the given words stand out."""
        shown = clean(text)
        found = [re.escape(clean(word)) for word in sorted(words, key=len, reverse=True) if clean(word).strip()]
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)", re.IGNORECASE) if found else None
        last = 0
        for match in pattern.finditer(shown) if pattern else ():
            self._append(shown[last : match.start()], also, "")
            self._append(match.group(), (*also, style), "")
            last = match.end()
        return self._append(shown[last:], also, "")

    def _append(self, text: str, styles: Sequence[Style], url: str) -> Self:
        bare = text.strip()
        if bare:
            start = self._length + units(text[: text.index(bare)])
            spans = [Span(style=style, start=start, length=units(bare)) for style in styles]
            if link := safe_url(url):
                spans.append(Span(style=Style.LINK, start=start, length=units(bare), url=link))
            self._spans += spans
        self._text.append(text)
        self._length += units(text)
        return self

    def build(self, buttons: Sequence[Sequence[Button]] = (), *, ask: bool = False) -> Message:
        """Return the message, its text cut at a word when it is too long; never empty."""
        whole = "".join(self._text)
        text = whole.rstrip()
        lead = len(text) - len(text.lstrip())
        text = _cut(text.strip()) or "…"
        room = units(text) - (text != whole.strip() and 1)
        spans = [fitted for span in self._spans if (fitted := _fit(span, units(whole[:lead]), room))]
        rows = tuple(tuple(_short(button) for button in row) for row in buttons if row)
        return Message(text=text, spans=tuple(spans[:MAX_SPANS]), buttons=rows, ask=ask)


def _cut(text: str) -> str:
    """Return at most `MAX_UNITS` UTF-16 units of the text, with "…" where it was cut, never inside a character."""
    if units(text) <= MAX_UNITS:
        return text
    end = MAX_UNITS - 1
    while units(text[:end]) > MAX_UNITS - 1:
        end -= 1
    space = max(text.rfind(" ", end // 2, end), text.rfind("\n", end // 2, end))
    return text[: space if space > 0 else end].rstrip() + "…"


def _fit(span: Span, shift: int, room: int) -> Span | None:
    start = span.start - shift
    length = min(span.length, room - start)
    return replace(span, start=start, length=length) if start >= 0 and length > 0 else None


def _short(button: Button) -> Button:
    return replace(button, text=one_line(button.text, MAX_BUTTON_TEXT) or "…")
