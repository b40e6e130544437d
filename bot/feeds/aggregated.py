"""Aggregated: an item that one site passes on and another one published, as aggregators such as Google News do.

RSS and Atom have an element for it, `source`: who published the item, and where. An aggregator links to itself, puts
the outlet's name behind each title, "Quake hits Crete - Hull Daily Mail", and has the title once more for a text. By
their addresses all items would be one outlet's. With the source each counts as its own, and the name is no part of the
title.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.feeds.items import web_address
from bot.feeds.plaintext import plain_line

_MAX_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who published an item, as its feed says: a name, and a web address there; either may be ""."""

    name: str
    url: str


def source_of(entry: Mapping[str, Any]) -> Source:
    """Return the source that an entry of feedparser's names."""
    found = entry.get("source")
    if not isinstance(found, Mapping):
        return Source(name="", url="")
    name, address = found.get("title"), found.get("href") or found.get("link")
    return Source(
        name=plain_line(name, _MAX_NAME) if isinstance(name, str) else "",
        url=web_address(address, "") if isinstance(address, str) else "",
    )


def without_name(title: str, name: str) -> str:
    """Return a title without the name of its source behind it.

    >>> without_name("Quake hits Crete - Hull Daily Mail", "Hull Daily Mail"), without_name("Hull Daily Mail", "Mail")
    ('Quake hits Crete', 'Hull Daily Mail')
    """
    return title.removesuffix(f" - {name}").rstrip() if name else title


def without_title(text: str, title: str, name: str) -> str:
    """Return the text of an item; "" when it only says the title and the source's name again."""
    return "" if name and text.split() == [*title.split(), *name.split()] else text
