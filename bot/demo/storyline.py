"""The storyline of the demo, read from `storyline.yaml` into values.

An item is what an outlet publishes at one moment; an edit is an item of its own that takes the place of an earlier one.
Wire copies are made here: the agency's text under the outlet's own title, after the outlet's dateline.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import Any

from ruamel.yaml import YAML


class Form(StrEnum):
    """The kind of feed that an outlet publishes."""

    RSS = "rss"
    ATOM = "atom"


class Carries(StrEnum):
    """How much of a text an outlet's feed carries. Of a teaser's article the page must be fetched."""

    FULL = "full"
    TEASER = "teaser"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An invented publisher.

    Attributes:
        key: Its place under the server's address: "northwire".
        name: As on its masthead.
        domain: Where it would live, under the reserved top-level domain .example.
        form, carries: What its feed looks like.
        escaped: Its RSS holds HTML as entities rather than as CDATA.
        title_suffix: What it adds to every title, the site's name for example; or "".
        cookies: The line about cookies on its pages.
        related: Headlines that its pages show beside every text; they belong to other articles.
    """

    key: str
    name: str
    domain: str
    form: Form
    carries: Carries
    escaped: bool = False
    title_suffix: str = ""
    cookies: str
    related: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """An alert that should ring: the rule by its id within the rulebook, and the values where it has any."""

    rule: str
    new: str | None = None
    old: str | None = None
    status: str | None = None
    party: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the program should do: ring, or stay silent and why; `relation` is None when any will do."""

    relation: str | None = None
    rings: tuple[Ring, ...] = ()
    silent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What an outlet publishes at one moment.

    Attributes:
        id: Unique. guid: the feed entry's id; an edit has that of the item that it replaces.
        outlet: Who publishes it.
        published: UTC; of an edit, when it was edited. first_published: when its first version was published.
        title: Without the outlet's suffix. teaser: one or two sentences. paragraphs: the text.
        edit_of: The id of the item that it replaces, or None.
        expect: See `Expectation`.
    """

    id: str
    guid: str
    outlet: Outlet
    published: datetime
    first_published: datetime
    title: str
    teaser: str
    paragraphs: tuple[str, ...]
    edit_of: str | None
    expect: Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyline:
    """The whole: when the watching starts, who publishes, and what, in the order of time."""

    title: str
    start: datetime
    outlets: tuple[Outlet, ...]
    items: tuple[Item, ...]

    @property
    def end(self) -> datetime:
        """When the last item is published, UTC."""
        return self.items[-1].published

    def find_item(self, guid: str, now: datetime) -> Item | None:
        """Return the version of an item that stands at `now`, or None before it is published."""
        versions = [item for item in self.items if item.guid == guid and item.published <= now]
        return versions[-1] if versions else None

    def published_by(self, outlet: str, now: datetime) -> tuple[Item, ...]:
        """Return what the outlet's feed shows at `now`: the newest first, an edit in the place of what it replaces."""
        firsts = [item for item in self.items if item.outlet.key == outlet and item.edit_of is None]
        versions = (self.find_item(first.guid, now) for first in reversed(firsts))
        return tuple(item for item in versions if item)


@lru_cache(maxsize=1)
def load_storyline() -> Storyline:
    """Return the bundled storyline."""
    text = resources.files(__package__).joinpath("storyline.yaml").read_text(encoding="utf-8")
    return read_storyline(YAML(typ="safe", pure=True).load(text))


def read_storyline(data: Mapping[str, Any]) -> Storyline:
    """Return the storyline from what its YAML holds.

    Raises:
        KeyError: An outlet or an item is named that does not exist, or a needed field is missing.
        TypeError: A field is unknown.
    """
    outlets = {key: _read_outlet(key, fields) for key, fields in data["outlets"].items()}
    start = data["start"].astimezone(UTC)
    items: dict[str, Item] = {}
    for fields in data["items"]:
        items[fields["id"]] = _read_item(fields, start=start, outlets=outlets, earlier=items)
    return Storyline(
        title=data["title"],
        start=start,
        outlets=tuple(outlets.values()),
        items=tuple(sorted(items.values(), key=lambda item: item.published)),
    )


def _read_outlet(key: str, fields: Mapping[str, Any]) -> Outlet:
    kinds = {"form": Form(fields["form"]), "carries": Carries(fields["carries"]), "related": tuple(fields["related"])}
    return Outlet(key=key, **{**fields, **kinds})


def _read_item(
    fields: Mapping[str, Any], *, start: datetime, outlets: Mapping[str, Outlet], earlier: Mapping[str, Item]
) -> Item:
    original = earlier[fields["same_text_as"]] if "same_text_as" in fields else None
    edited = earlier[fields["edit_of"]] if "edit_of" in fields else None
    paragraphs = original.paragraphs if original else _paragraphs(fields["text"].split("\n\n"))
    dateline = fields.get("dateline", "")
    at = time.fromisoformat(fields["time"])
    published = start + timedelta(days=fields["day"], hours=at.hour, minutes=at.minute)
    return Item(
        id=fields["id"],
        guid=edited.guid if edited else fields["id"],
        outlet=outlets[fields["outlet"]],
        published=published,
        first_published=edited.first_published if edited else published,
        title=fields["title"],
        teaser=original.teaser if original else fields["teaser"],
        paragraphs=(dateline + paragraphs[0], *paragraphs[1:]),
        edit_of=edited.id if edited else None,
        expect=_read_expectation(fields["expect"]),
    )


def _paragraphs(pieces: Iterable[str]) -> tuple[str, ...]:
    return tuple(" ".join(piece.split()) for piece in pieces if piece.strip())


def _read_expectation(fields: Mapping[str, Any]) -> Expectation:
    rings = tuple(Ring(**ring) for ring in fields.get("rings", ()))
    return Expectation(**{**fields, "rings": rings})
