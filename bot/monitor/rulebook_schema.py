"""The shape of a rulebook file: every block and field, what it takes and what it means.

The docstrings here are what editors show through `rules/schema.json`. `yaml_text` has read every scalar as text, so a
field that is a time or a choice turns the text into its value itself. What needs more than one block to be judged (does
this topic exist? does it track that fact?) is judged in `rulebook`.
"""

import re
from datetime import timedelta
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    StringConstraints,
    Tag,
    WithJsonSchema,
    model_validator,
)

from bot.monitor.bursts import LONGEST as LONGEST_BURST
from bot.monitor.facts.fact import FactKind, Status, Track
from bot.monitor.facts.lists import PLACES, ROLES
from bot.monitor.languages import CODES, find_code
from bot.monitor.rules import First, Severity

ID_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,59}$"
PARTY_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$"
LANGUAGE_PATTERN = r"^[a-z]{2}$"
PERCENT_PATTERN = r"([0-9]{1,3}(?:\.[0-9]{1,2})?)\s*%?"
DURATION_PATTERN = r"^[0-9]{1,5}(s|m|h|d|w|y)$"
_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "y": timedelta(days=365),
}
LONGEST = timedelta(days=36_500)
SHORTEST_POLL = timedelta(seconds=1)
MAX_URL = 2_000


def parse_duration(text: object) -> timedelta:
    """Read a time such as 15m, 72h, 7d or 1y (365 days).

    Raises:
        ValueError: When it is something else.

    >>> parse_duration("90m")
    datetime.timedelta(seconds=5400)
    """
    if not isinstance(text, str) or not re.fullmatch(DURATION_PATTERN, text):
        raise ValueError("write a time as a number and a unit: 30s, 15m, 72h, 7d, 2w or 1y")
    duration = int(text[:-1]) * _UNITS[text[-1]]
    if duration > LONGEST:
        raise ValueError("a time is at most 100y")
    return duration


def render_duration(duration: timedelta) -> str:
    """Return the shortest text that `parse_duration` reads as this."""
    unit = next(unit for unit in reversed(_UNITS) if not duration % _UNITS[unit])
    return f"{duration // _UNITS[unit]}{unit}"


_TRUTHS = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


def parse_count(text: object) -> int:
    """Read a whole number from 1.

    Raises:
        ValueError: When it is something else.
    """
    if not isinstance(text, str) or not re.fullmatch(r"[1-9][0-9]{0,3}", text):
        raise ValueError("write a whole number from 1: 2, 3, 10")
    return int(text)


def parse_percent(text: object) -> float:
    """Read a number from 0 to 100, with a per cent sign or without.

    Raises:
        ValueError: When it is something else.
    """
    found = re.fullmatch(PERCENT_PATTERN, text) if isinstance(text, str) else None
    if found is None or float(found[1]) > 100:
        raise ValueError("write a number from 0 to 100: 28, 53.5")
    return float(found[1])


def parse_truth(text: object) -> bool:
    """Read yes or no, also as true or false, on or off.

    Raises:
        ValueError: When it is something else.
    """
    if not isinstance(text, str) or text.lower() not in _TRUTHS:
        raise ValueError("write yes or no")
    return _TRUTHS[text.lower()]


def _check_id(text: str) -> str:
    if not re.fullmatch(ID_PATTERN, text):
        raise ValueError(f"'{text}' must be made of at most 60 lower-case letters, digits, hyphens and underscores")
    return text


def _check_party(text: str) -> str:
    if not re.fullmatch(PARTY_PATTERN, text):
        raise ValueError(f"'{text}' must be made of at most 60 letters, digits, hyphens and underscores")
    return text


def _check_name(text: str) -> str:
    if "*" in text:
        raise ValueError(f"'{text}' is a name, and a name holds no star; write each of its spellings")
    return text


def _check_language(text: str) -> str:
    if text not in CODES:
        code = find_code(text)
        told = f"did you mean '{code}'?" if code else "write en, de, uk ... (ISO 639-1)"
        raise ValueError(f"'{text}' is not a language code; {told}")
    return text


def _check_poll(every: timedelta) -> timedelta:
    if every < SHORTEST_POLL:
        raise ValueError("a feed is polled once a second at most; write 1s or more, and for feeds of others rather 5m")
    return every


def _check_within(within: timedelta) -> timedelta:
    if not timedelta(0) < within <= LONGEST_BURST:
        raise ValueError(f"a burst is counted within {render_duration(LONGEST_BURST)} at most; write 30m, 2h or 1d")
    return within


def _check_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        fits = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        fits = False
    if not fits or not text.isprintable() or " " in text or len(text) > MAX_URL:
        raise ValueError("an address must begin with https:// or http:// and a host name")
    return text


Id = Annotated[str, AfterValidator(_check_id), WithJsonSchema({"type": "string", "pattern": ID_PATTERN})]
PartyId = Annotated[str, AfterValidator(_check_party), WithJsonSchema({"type": "string", "pattern": PARTY_PATTERN})]
Language = Annotated[
    str, AfterValidator(_check_language), WithJsonSchema({"type": "string", "pattern": LANGUAGE_PATTERN})
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Name = Annotated[Text, AfterValidator(_check_name)]
QueryText = Annotated[str, StringConstraints(min_length=1)]
Url = Annotated[str, AfterValidator(_check_url), WithJsonSchema({"type": "string", "format": "uri"})]
Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration),
    PlainSerializer(render_duration),
    WithJsonSchema({"type": "string", "pattern": DURATION_PATTERN}),
]
Count = Annotated[
    int,
    BeforeValidator(parse_count),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string"}]}),
]
Percent = Annotated[
    float,
    BeforeValidator(parse_percent),
    WithJsonSchema({"anyOf": [{"type": "number", "minimum": 0, "maximum": 100}, {"type": "string"}]}),
]
Truth = Annotated[
    bool, BeforeValidator(parse_truth), WithJsonSchema({"anyOf": [{"type": "boolean"}, {"enum": ["yes", "no"]}]})
]
BurstDuration = Annotated[Duration, AfterValidator(_check_within)]
PollDuration = Annotated[Duration, AfterValidator(_check_poll)]
Choice = TypeVar("Choice")
Chosen = Annotated[Choice, Field(strict=False)]
"""An enum that is given by its text."""
_PHRASES = {"type": "array", "items": {"type": "string"}}
_CHANGES = {"type": "object", "properties": {"add": _PHRASES, "remove": _PHRASES}, "additionalProperties": False}
Lists = Annotated[
    dict[str, object],
    WithJsonSchema(
        {
            "type": "object",
            "properties": {
                **{role: {"description": text, "anyOf": [_PHRASES, _CHANGES]} for role, text in ROLES.items()},
                PLACES: {
                    "description": "further spellings of places, each with its main name: Ginebra: Geneva",
                    "type": "object",
                    "additionalProperties": {"type": "string"},
                },
            },
            "additionalProperties": False,
        }
    ),
]
"""Word lists by role: their phrases, or what to add and remove; `facts.lists` reads them."""


class Block(BaseModel):
    """A block of a rulebook: only the fields that it names; an empty field counts as left out."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty_fields(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        return {key: value for key, value in data.items() if value is not None or key not in cls.model_fields}


class QueryLists(Block):
    """A condition in three lists; each item is itself in the query language."""

    all: list[QueryText] = []
    """Every one of these must be met."""
    any: list[QueryText] = []
    """At least one of these must be met."""
    none: list[QueryText] = []
    """None of these may be met."""


class PartyBlock(Block):
    """Somebody who can hold a position."""

    name: Name
    """The name for people, as alerts show it: Russia."""
    country: Name | None = None
    """The country, when the party is a state."""
    capital: Name | None = None
    """Its capital: it stands for the party when it speaks ("Moscow said"), and is a place otherwise."""
    demonyms: list[Name] = []
    """The people and the adjective: Russian, Russians."""
    aliases: list[Name] = []
    """People, offices and other spellings that stand for it: Kremlin, Peskov."""


def _text_or_block(value: object) -> str:
    return "text" if isinstance(value, str) else "block"


class TopicBlock(Block):
    """What is watched; people subscribe to topics."""

    title: Text
    """The name for people, as alerts show it."""
    was: Id | None = None
    """The id that it had before: its subscribers stay with it, and what is known of its facts."""
    about: (
        Annotated[
            Annotated[QueryText, Tag("text")] | Annotated[QueryLists, Tag("block")], Discriminator(_text_or_block)
        ]
        | None
    ) = None
    """The query that an article must meet to belong here. Without it, an article must name one of the parties."""
    parties: list[PartyId] = []
    """Those of `parties` that can hold a stance here."""
    facts: list[Id] = []
    """What is tracked: venue, stance, person, date, number, or a name of `facts`."""


class ConfirmBlock(Block):
    """What a new value needs before it is in force."""

    sources: Count
    """How many independent outlets must report it."""
    within: Duration = timedelta(hours=24)
    """How far apart their reports may be published."""
    official: Truth = True
    """Whether one report is enough when an official of that very party says so: yes or no."""


class FactBlock(Block):
    """A fact that topics can track."""

    kind: Chosen[FactKind] | None = None
    """What the fact is about; venue, stance, person, date and number are what they are called."""
    of: list[Text] = []
    """For a number: what is counted, in any form: prisoners, captives."""
    track: Chosen[Track] | None = None
    """Whose meeting it is about: leaders or delegations; without it, either."""
    sure: Percent | None = None
    """How sure the reading of an article must be before it counts, in per cent; for stances and venues."""
    confirm: ConfirmBlock | None = None
    """What a new value needs before it is in force; without it, one report is enough."""


class StoriesBlock(Block):
    """When articles count as the same story."""

    window: Duration | None = None
    """How far apart two copies may be published; 72h without it."""
    report_window: Duration | None = None
    """How far apart two reports of one story may be published; 7d without it."""
    copy_lead: Percent | None = None
    """From which likeness of the first words on a text is a copy; 28 without it."""
    copy_title: Percent | None = None
    """From which likeness on a title without text is a copy; 80 without it."""
    copy_title_lead: Percent | None = None
    """How much of the first words must be shared under titles as alike as copy_title; 8 without it."""
    report: Percent | None = None
    """From which attraction of a story on a title without text joins it; 53.5 without it."""
    report_text: Percent | None = None
    """From which attraction of a story on an article with text joins it; 46.5 without it."""


class FeedBlock(Block):
    """A feed to poll."""

    url: Url
    """Its address."""
    name: Text | None = None
    """The outlet, as alerts show it; without it, the feed's own title."""
    every: PollDuration | None = None
    """How often it is polled; without it, as often as it publishes."""
    language: Language | None = None
    """The language of its articles; without it, the rulebook's."""


class RuleBlock(Block):
    """What all rules have."""

    id: Id
    """The rule's name, unique in this file; elsewhere it is called <rulebook>/<id>."""
    title: Text | None = None
    """What an alert is headed with."""
    topic: Id | None = None
    """The topic whose subscribers receive the alert; without it, the only topic of this file."""
    cooldown: Duration = timedelta(0)
    """The least time between two alerts of this rule (for each party, for `change`)."""
    severity: Chosen[Severity] = Severity.NORMAL
    """How much its alerts matter: of several that arrive as one message, the high ones stand first."""
    say: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)] | None = None
    """The line of its alerts in your own words, with placeholders: "{party}: {new}, before: {old}"."""


class KeywordsRule(RuleBlock, QueryLists):
    """Rings when a new story has certain words."""

    kind: Literal["keywords"]
    """Rings on words."""
    query: QueryText | None = None
    """The words, in the query language."""


class NewValueRule(RuleBlock):
    """Rings when a fact has a value that is new: a new venue."""

    kind: Literal["new_value"]
    """Rings on a new value of a fact."""
    fact: Id | None = None
    """The fact; without it, the only venue that the topic tracks."""
    statuses: list[Chosen[Status]] = []
    """The statuses that ring; without it, proposed and agreed."""
    lookback: Duration = timedelta(days=180)
    """How long a value counts as known after it was last reported."""
    first: Chosen[First] = First.ANNOUNCE
    """What the first sight of the fact does: announce rings, silent only sets the baseline."""


class ChangeRule(RuleBlock):
    """Rings when a party changes its stance."""

    kind: Literal["change"]
    """Rings on a change of a fact."""
    fact: Id | None = None
    """The fact; without it, the only stance that the topic tracks."""
    parties: list[PartyId] = []
    """The parties that count; without it, all of the topic."""
    first: Chosen[First] = First.ANNOUNCE
    """What the first sight of a party's stance does: announce rings, silent only sets the baseline."""


class BurstRule(RuleBlock, QueryLists):
    """Rings when many stories at once have certain words, and from several outlets."""

    kind: Literal["burst"]
    """Rings on many stories at once."""
    query: QueryText | None = None
    """The words, in the query language."""
    stories: Count = 5
    """How many different stories it takes."""
    sources: Count = 3
    """From how many different outlets; copies of one text are one source."""
    within: BurstDuration = timedelta(hours=2)
    """Within which time they were published."""
    times: Count = 3
    """How many times the usual number of stories it takes; the usual is measured over the week before."""


AnyRule = Annotated[KeywordsRule | NewValueRule | ChangeRule | BurstRule, Discriminator("kind")]
AnyFeed = Annotated[Annotated[Url, Tag("text")] | Annotated[FeedBlock, Tag("block")], Discriminator(_text_or_block)]


class RulebookFile(Block):
    """A rulebook of Tocsin: what to watch, where to look, and when to ring."""

    rulebook: Id | None = None
    """Its name, the first part of its rules' ids; without it, the file's name."""
    title: Text | None = None
    """The name for people."""
    language: Language = "en"
    """The language of its words (ISO 639-1): it decides stems and word lists."""
    lists: Lists = {}
    """Word lists that differ from the shipped ones of the language: a list replaces, add and remove change."""
    parties: dict[PartyId, PartyBlock] = {}
    """Who can hold a position."""
    facts: dict[Id, FactBlock] = {}
    """Further facts, and what confirms a fact; venue, stance, person and date are there without being named."""
    topics: dict[Id, TopicBlock] = {}
    """What is watched. A file without topics that has keyword rules is a topic by itself."""
    stories: StoriesBlock = StoriesBlock()
    """When articles count as the same story."""
    feeds: list[AnyFeed] = []
    """The feeds to poll: addresses, or blocks."""
    rules: list[AnyRule] = []
    """When to ring."""


def rulebook_json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a rulebook file, for editors."""
    return json_schema_of(RulebookFile, "Rulebook")


def json_schema_of(file: type[BaseModel], title: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file."""
    schema = _plain(file.model_json_schema())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **schema}


def _plain(schema: Any) -> Any:
    """Leave out what says nothing: titles made of field names, and the default null."""
    if isinstance(schema, list):
        return [_plain(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _plain(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str)) and not (key == "default" and value is None)
    }
