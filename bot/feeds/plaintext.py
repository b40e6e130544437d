"""Markup to plain text: what feeds and pages call a title or a text, without tags, entities and hidden characters."""

import html
import re
import unicodedata

import nh3

_BLOCKS = {
    "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
}  # fmt: skip
_KEPT = _BLOCKS | {"br"}
_DROPPED_WITH_CONTENT = {
    "script",
    "style",
    "iframe",
    "noscript",
    "object",
    "svg",
    "math",
    "template",
    "textarea",
    "select",
}
_CELL_END = re.compile(r"</t[dh]>\s*<t[dh]>")
_BREAK = re.compile(r"<br>")
_BLOCK = re.compile(r"</?[a-z][a-z0-9]*>")
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_SPACE = re.compile(r"[^\S\n]+")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters; databases refuse the first
    "\u00ad\u200b\u2060\ufeff"  # invisible: they hide a word from a rule
    "\u202a-\u202e\u2066-\u2069"  # they turn the direction of all text that follows
    "\ud800-\udfff\ufffe\uffff]"  # halves of characters, and none: they cannot be written as UTF-8
)


def plain_text(markup: str, limit: int) -> str:
    r"""Return the text of an HTML fragment, paragraphs separated by a blank line, at most `limit` characters.

    Text without any markup keeps its blank lines as paragraphs.

    >>> plain_text("<p>Talks in <b>Oslo</b>.</p><p>AT&amp;T</p>", 100)
    'Talks in Oslo.\n\nAT&T'
    """
    # Cut early: what follows is linear but not free. Markup is rarely more than nine tenths of a text.
    markup = markup[: limit * 10]
    if "<" in markup:
        kept = nh3.clean(markup, tags=_KEPT, clean_content_tags=_DROPPED_WITH_CONTENT, attributes={}, link_rel=None)
        kept = _CELL_END.sub(" ", " ".join(kept.split()))
        markup = _BLOCK.sub("\n\n", _BREAK.sub("\n", kept))
    else:  # single line breaks come from an editor's right margin
        markup = "\n\n".join(" ".join(paragraph.split()) for paragraph in _BLANK_LINES.split(markup))
    return clean_text(html.unescape(markup), limit)


def plain_line(markup: str, limit: int) -> str:
    """Return the text of an HTML fragment as one line.

    >>> plain_line("Peace &lt;soon&gt;? <i>Perhaps</i>", 100)
    'Peace <soon>? Perhaps'
    """
    return clean_line(plain_text(markup, limit), limit)


def clean_text(text: str, limit: int) -> str:
    """Return text that is plain already without what cannot be seen or stored; single line breaks are kept."""
    text = _UNSEEN.sub("", _composed(text).replace("\r\n", "\n").replace("\r", "\n"))
    paragraphs = _BLANK_LINES.split(_SPACE.sub(" ", text))
    lines = ("\n".join(line.strip() for line in paragraph.strip().split("\n")) for paragraph in paragraphs)
    return _cut("\n\n".join(line for line in lines if line), limit)


def clean_line(text: str, limit: int) -> str:
    """Return text that is plain already as one line."""
    return _cut(" ".join(_UNSEEN.sub("", _composed(text)).split()), limit)


def _composed(text: str) -> str:
    """Return the text with each accent in its letter (NFC): left apart, it would end a word in the middle."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
