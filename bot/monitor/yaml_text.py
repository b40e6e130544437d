"""YAML text to plain data that knows its places: the first door of a rulebook, and it is narrow.

Everything is read from the stream of YAML events, before any object is built from it. Aliases, anchors, tags, several
documents and deep nesting are refused there: a file of 400 bytes can unfold to gigabytes through aliases, and none of
these is of use in a rulebook. Every scalar is text: `NO` is a country, `on` a preposition and `2026` a title; fields
that are numbers or times turn the text into their value themselves. Only an empty value, `~` and `null` are None.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from bot.errors import Problem, WrongRulebook

MAX_SIZE = 256 * 1024
"""Bytes of a file."""
MAX_DEPTH = 20
"""Blocks and lists inside each other; a rulebook has five."""
NOTHING = frozenset({"", "~", "null", "Null", "NULL"})

Path = tuple[str | int, ...]
"""The way to a value: keys and 0-based list positions."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value or key begins: 1-based line and column.

    Attributes:
        text_column: The column of its first character within the quotes, when each character of the value stands for
            itself on one line; otherwise None.
    """

    line: int
    column: int
    text_column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlText:
    """What a YAML file says.

    Attributes:
        data: dicts with text keys, lists, text and None.
        places, keys: Where each value and each key of a block begins.
        problems: Duplicate keys; of each the first value counts.
    """

    data: object
    places: Mapping[Path, Place]
    keys: Mapping[Path, Place]
    problems: tuple[Problem, ...]

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Return where the value (or its key) begins, or else the nearest block around it."""
        if key and path in self.keys:
            return self.keys[path]
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(1, 1))


def read_yaml(text: str, *, file: str) -> YamlText:
    """Read YAML text.

    Args:
        text: At most `MAX_SIZE` bytes as UTF-8.
        file: The name for the problems.

    Raises:
        WrongRulebook: When it is not YAML, too large, or uses what is refused.
    """
    if len(text) > MAX_SIZE or len(text.encode(errors="replace")) > MAX_SIZE:
        raise _wrong(file, Place(1, 1), f"the file is larger than {MAX_SIZE // 1024} KB")
    builder = _Builder(file)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except ReaderError as error:
        before = text[: error.position]
        place = Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise _wrong(file, place, "here is a character that YAML does not allow") from None
    except MarkedYAMLError as error:
        place, what = _explained(error, text)
        raise _wrong(file, place, f"this is not YAML: {what}") from None
    except YAMLError as error:
        raise _wrong(file, builder.last, f"this is not YAML: {str(error).splitlines()[0]}") from None
    except (ValueError, OverflowError):  # chr() of an escape such as "\UFFFFFFFF"
        raise _wrong(file, builder.last, "after this, an escape names a character that does not exist") from None
    return builder.finished()


@dataclass(slots=True)
class _Open:
    """A block or list that is being read; `key` waits for its value."""

    path: Path
    data: dict[str, object] | list[object]
    key: str | None = None
    skipped: bool = False


@dataclass(slots=True)
class _Builder:
    """Takes events one by one; the stack is a list, so depth costs no recursion."""

    file: str
    open: list[_Open] = field(default_factory=list)
    root: object = None
    documents: int = 0
    last: Place = Place(1, 1)
    places: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def take(self, event: Event) -> None:
        self.last = _place(event.start_mark)
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self.refused("a rulebook is one document; remove the line ---")
        elif isinstance(event, NodeEvent):
            self.refuse(event)
            self.take_node(event)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self.open.pop()

    def refused(self, message: str) -> WrongRulebook:
        return _wrong(self.file, self.last, message)

    def refuse(self, event: NodeEvent) -> None:
        if isinstance(event, AliasEvent):
            raise self.refused("aliases (*name) are not allowed; write the value out")
        if event.anchor is not None:
            raise self.refused("anchors (&name) are not allowed; write the value out where it is needed")
        if getattr(event, "ctag", None) is not None or getattr(event, "tag", None) is not None:
            raise self.refused("tags (!name) are not allowed; text in quotes needs none")
        if len(self.open) >= MAX_DEPTH:
            raise self.refused(f"blocks and lists are at most {MAX_DEPTH} deep")

    def take_node(self, event: NodeEvent) -> None:
        parent = self.open[-1] if self.open else None
        if parent and isinstance(parent.data, dict) and parent.key is None:
            self.take_key(parent, event)
            return
        data = _empty(event)
        path = self.put(parent, data)
        self.places[path] = _scalar_place(event) if isinstance(event, ScalarEvent) else self.last
        if isinstance(data, dict | list):
            self.open.append(_Open(path, data))

    def take_key(self, parent: _Open, event: NodeEvent) -> None:
        if not isinstance(event, ScalarEvent):
            raise self.refused("a key must be a word; put a text that begins with [ or { in quotes")
        assert isinstance(parent.data, dict)  # noqa: S101 (for mypy: only a block has keys)
        parent.key, parent.skipped = str(event.value), str(event.value) in parent.data
        path = (*parent.path, parent.key)
        if parent.skipped:
            line = self.keys[path].line
            message = f"'{parent.key}' stands twice in this block, first in line {line}; keep one of them"
            self.problems.append(_problem(self.file, self.last, message))
        else:
            self.keys[path] = self.last

    def put(self, parent: _Open | None, data: object) -> Path:
        """Give the value to its parent, and return the way to it."""
        if parent is None:
            self.root = data
            return ()
        if isinstance(parent.data, list):
            parent.data.append(data)
            return (*parent.path, len(parent.data) - 1)
        key, parent.key = str(parent.key), None
        if parent.skipped:
            return (*parent.path, key, "second")
        parent.data[key] = data
        return (*parent.path, key)

    def finished(self) -> YamlText:
        return YamlText(
            data=self.root,
            places=MappingProxyType(self.places),
            keys=MappingProxyType(self.keys),
            problems=tuple(self.problems),
        )


def _empty(event: NodeEvent) -> object:
    if isinstance(event, MappingStartEvent):
        return {}
    if isinstance(event, SequenceStartEvent):
        return []
    plain = getattr(event, "style", None) is None
    value = str(getattr(event, "value", ""))
    return None if plain and value in NOTHING else value


def _place(mark: StreamMark | None) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


def _scalar_place(event: ScalarEvent) -> Place:
    start, end = event.start_mark, event.end_mark
    quotes = 0 if event.style is None else 1
    literal = start.line == end.line and end.column - start.column == len(event.value) + 2 * quotes
    return Place(start.line + 1, start.column + 1, start.column + 1 + quotes if literal else None)


def _explained(error: MarkedYAMLError, text: str) -> tuple[Place, str]:
    """Return where the mistake is and what to do about it, for the mistakes that people make."""
    problem, context = str(error.problem or ""), str(error.context or "")
    place, begun = _place(error.problem_mark or error.context_mark), _place(error.context_mark)
    if "unexpected end of stream" in problem and "quoted scalar" in context:
        return begun, "this quotation mark is never closed"
    if "mapping values are not allowed" in problem:
        return place, f"{problem}; put a text that holds a colon in quotes"
    if "\\t" in problem:
        return place, f"{problem}; indent with spaces, not with tabs"
    if problem.startswith("expected <block end>, but found"):
        before = _before(text, place)
        if before.endswith(('"', "'", "}", "]")):
            what = "closing quotation mark" if before[-1] in "\"'" else f"closing {before[-1]}"
            return place, f"there is text after the {what}; put the whole value in quotes: '\"a b\" c'"
        return place, "this line is indented differently from the block that it belongs to"
    if "flow sequence" in context or "flow mapping" in context:
        sign = "]" if "sequence" in context else "}"
        return place, f"in the list or block that begins in line {begun.line}, a comma or the closing {sign} is missing"
    if "could not find expected ':'" in problem:
        return begun, "a field needs a colon and a space after its name: title: text"
    return place, problem or context


def _before(text: str, place: Place) -> str:
    """Return what stands before a place in its line, without the space around it."""
    lines = text.splitlines()
    return lines[place.line - 1][: place.column - 1].strip() if place.line <= len(lines) else ""


def _problem(file: str, place: Place, message: str) -> Problem:
    return Problem(file=file, line=place.line, column=place.column, message=message)


def _wrong(file: str, place: Place, message: str) -> WrongRulebook:
    return WrongRulebook([_problem(file, place, message)])
