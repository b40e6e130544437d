"""What pydantic finds wrong with a rulebook, as sentences that say what to do, each at its place."""

import re
from collections.abc import Iterable, Iterator
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from bot.errors import Problem
from bot.monitor.rulebook_schema import RulebookFile
from bot.monitor.yaml_text import Path, YamlText


def did_you_mean(name: str, valid: Iterable[str]) -> str:
    """Return "; did you mean 'x'?" with the nearest valid name; else the valid names, when they are few."""
    names = sorted(valid)
    near = nearest(name, names)
    if near:
        return f"; did you mean '{near}'?"
    return f"; known here: {', '.join(names[:12])}" if names else ""


def nearest(name: str, valid: Iterable[str]) -> str | None:
    """Return the valid name that a misspelt one is likely to mean, or None."""
    names = {one: one.lower() for one in sorted(valid)}
    near = process.extractOne(name.lower(), names, scorer=fuzz.ratio, score_cutoff=60)
    return near[2] if near else None


def find_rule_id(text: str, ids: Iterable[str]) -> str | None:
    """Return the id that is meant: this very one, or the only one with this name after its rulebook's; else None."""
    known = dict.fromkeys(ids)
    short = [one for one in known if one.partition("/")[2] == text]
    return text if text in known else short[0] if len(short) == 1 else None


def nearest_rule(text: str, ids: Iterable[str]) -> str:
    """Return "; did you mean 'x'?" with the nearest rule, by its whole id or its own name; else all, if few."""
    known = [*dict.fromkeys(ids)]
    if "/" in text:
        return did_you_mean(text, known)
    names = {one.partition("/")[2]: one for one in reversed(known)}
    near = process.extractOne(text.lower(), list(names), scorer=fuzz.ratio, score_cutoff=60)
    return f"; did you mean '{names[near[0]]}'?" if near else did_you_mean(text, known)


def schema_problems(
    error: ValidationError, yaml: YamlText, file: str, *, root: type[BaseModel] = RulebookFile
) -> Iterator[Problem]:
    """Yield a problem for each mistake that the schema of a kind of file (`root`) found."""
    for details in error.errors(include_url=False):
        path = _path(yaml.data, details["loc"])
        at_key = details["type"] == "extra_forbidden" or details["loc"][-1:] == ("[key]",)
        if details["type"] == "union_tag_invalid":
            path = (*path, "kind")
        place = yaml.place(path, key=at_key)
        yield Problem(file=file, line=place.line, column=place.column, message=_message(details, root))


_BLOCKS = ("parties", "facts", "topics", "feeds", "rules")
"""The fields that hold many blocks; of another field that is wrong the whole is cut."""
_NEEDED = ("id", "kind")
"""The fields without which a rule is none."""


def find_cuts(error: ValidationError, yaml: YamlText) -> frozenset[Path]:
    """Return the ways to what has to be cut out of a rulebook's data for the rest to have the right shape."""
    return frozenset(_block_of(_path(yaml.data, details["loc"])) for details in error.errors(include_url=False))


def _block_of(path: Path) -> Path:
    """Return the way to what is cut out when something at a place has the wrong shape: a block, or a field of a rule.

    Nothing else hangs on a rule. Of a topic or a fact without one of its fields it could not be said what rules ask
    of it in vain.
    """
    if path[:1] == ("rules",) and len(path) > 2 and path[2] not in _NEEDED:
        return path[:3]
    return path[: 2 if path[:1] and path[0] in _BLOCKS else 1]


def without(data: object, cut: Iterable[Path]) -> object:
    """Return the data without what is cut out."""
    heads = {path[0] for path in cut if len(path) == 1}
    inner = {key: [path[1:] for path in cut if path[0] == key and len(path) > 1] for key in {path[0] for path in cut}}
    if isinstance(data, dict):
        return {key: without(value, inner.get(key, ())) for key, value in data.items() if key not in heads}
    if isinstance(data, list):
        return [without(value, inner.get(at, ())) for at, value in enumerate(data) if at not in heads]
    return data


def _path(data: object, loc: Path) -> Path:
    """Return the way to the place in the file: pydantic's, without its unions' tags and without missing fields."""
    path: list[str | int] = []
    for part in loc:
        inner = _at(data, part)
        if inner is not None:
            data = inner[0]
            path.append(part)
    return tuple(path)


def _at(data: object, part: str | int) -> tuple[object] | None:
    if isinstance(data, dict) and part in data:
        return (data[part],)
    if isinstance(data, list) and isinstance(part, int) and part < len(data):
        return (data[part],)
    return None


def _message(details: ErrorDetails, root: type[BaseModel]) -> str:
    kind, context = details["type"], details.get("ctx", {})
    name = next((str(part) for part in reversed(details["loc"]) if isinstance(part, str) and part not in _TAGS), "")
    if kind == "extra_forbidden":
        return f"unknown field '{name}'{did_you_mean(name, _fields_around(details['loc'], root))}"
    if kind == "missing":
        return f"the field '{name}' is missing"
    if kind == "union_tag_not_found":
        return "the field 'kind' is missing; it says what the rule waits for: keywords, new_value, change or burst"
    if kind in ("enum", "literal_error", "union_tag_invalid"):
        given = str(context.get("tag", details["input"]))
        valid = re.findall(r"'([^']*)'", str(context.get("expected_tags", context.get("expected", ""))))
        return f"'{given}' is not known here{_choice(given, valid)}"
    if kind == "value_error":
        return str(context["error"])
    if kind == "string_too_long":
        return f"'{name}' has at most {context['max_length']} characters"
    if isinstance(details["loc"][-1] if details["loc"] else None, int):
        name = f"each item of '{name}'"
    else:
        name = f"'{name}'" if name else "a rulebook"
    return f"{name} {_EXPECTED.get(kind, 'cannot be read: ' + details['msg'])}"


_TAGS = frozenset({"text", "block", "[key]", "keywords", "new_value", "change", "burst"})
_EXPECTED = {
    "string_type": "must be text; one that begins with { or [ needs quotes",
    "string_too_short": "must not be empty",
    "list_type": "must be a list, each item on its own line after a dash",
    "dict_type": "must be a block of fields, one on each line",
    "model_type": "must be a block of fields, one on each line",
    "model_attributes_type": "must be a block of fields, one on each line",
}


def _choice(given: str, valid: list[str]) -> str:
    near = did_you_mean(given, valid)
    return near if near.startswith("; did") else f"; write {', '.join(valid[:-1])} or {valid[-1]}"


def _fields_around(loc: Path, root: type[BaseModel]) -> set[str]:
    """Return the fields that the block around an unknown one has."""
    found: list[Any] = [root]
    for part in loc[:-1]:
        found = [inner for outer in found for inner in _inside(outer, part)]
    return {name for model in found for one in _members(model) for name in getattr(one, "model_fields", {})}


def _inside(outer: Any, part: str | int) -> list[Any]:
    """Return the types that a type may have at one step of a way: a field, a list position, a key, or a tag."""
    outer, *others = _members(outer)
    if others:
        return [inner for member in (outer, *others) for inner in _inside(member, part)]
    if get_origin(outer) in (list, dict):
        return [get_args(outer)[-1]]
    if not (isinstance(outer, type) and issubclass(outer, BaseModel)):
        return []
    if part in outer.model_fields:
        return [outer.model_fields[str(part)].annotation]
    kind = outer.model_fields.get("kind")
    tags: Any = kind.annotation if kind else None
    is_tag = part in get_args(tags) if get_origin(tags) is Literal else part == "block"
    return [outer] if is_tag else []


def _members(outer: Any) -> tuple[Any, ...]:
    """Return the types that a type stands for: those of a union, or itself."""
    outer = _unwrapped(outer)
    is_union = get_origin(outer) is Union or get_origin(outer) is UnionType
    return tuple(_unwrapped(member) for member in get_args(outer)) if is_union else (outer,)


def _unwrapped(outer: Any) -> Any:
    while hasattr(outer, "__metadata__"):  # Annotated[...]
        outer = get_args(outer)[0]
    return outer
