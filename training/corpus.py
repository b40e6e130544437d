"""The corpus as values: storylines with their parties, and items with what a careful reader takes from them.

README.md describes the format and the labels.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bot.monitor.articles import Article
from bot.monitor.facts.fact import Stance, Status
from bot.monitor.topics import Party

FOLDER = Path(__file__).parent / "corpus"
_WHEN = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""When an item without a date line was published."""


class WrongCorpus(Exception):
    """A block that does not follow the format; the message is `file:line: what is wrong`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What an item says of one party or place.

    Attributes:
        of: A party's id, for a venue the place, for a person, date or number "person PARTY", "date", "number ID".
        values: The right answers, the best one first: stances, statuses, a name, a day or a count.
        optional: Whether it is neither rewarded nor punished.
        also: Other names of a place that are right.
    """

    of: str
    values: tuple[str, ...]
    optional: bool
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyline:
    """One story that is followed: the parties, and the counts that it tracks with their nouns."""

    domain: str
    name: str
    parties: tuple[Party, ...]
    numbers: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One labelled text of a storyline; `dated`: a date line says when it was published."""

    id: str
    storyline: Storyline
    article: Article
    stances: tuple[Label, ...]
    venues: tuple[Label, ...]
    others: tuple[Label, ...]
    dated: bool


def read_corpus(folder: Path = FOLDER) -> list[Item]:
    """Return all items of a folder, file by file in the order of their names.

    Raises:
        WrongCorpus: A block does not follow the format.
    """
    return [item for path in sorted(folder.glob("*.txt")) for item in _read_file(path)]


def _read_file(path: Path) -> Iterator[Item]:
    storyline: Storyline | None = None
    count = 0
    for line, block in _blocks(path.read_text(encoding="utf-8")):
        where = f"{path.name}:{line}"
        if block[0].startswith("## "):
            storyline = _storyline(path.stem, block, where)
            continue
        if storyline is None:
            raise WrongCorpus(f"{where}: no storyline stands before this item")
        count += 1
        yield _item(f"{path.stem}-{count:03}", storyline, block, where)


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the blocks between blank lines, with the number of their first line."""
    block: list[str] = []
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.strip():
            block.append(line.strip())
        elif block:
            yield number - len(block), block
            block = []


def _storyline(domain: str, block: list[str], where: str) -> Storyline:
    parties, numbers = [], {}
    for line in block[1:]:
        head, _, value = line.partition(":")
        kind, _, name = head.partition(" ")
        if kind == "party" and name and value:
            parties.append(_party(name.strip(), value))
        elif kind == "number" and name and value:
            numbers[name.strip()] = tuple(_split(value, ","))
        else:
            raise WrongCorpus(f"{where}: {line!r} is neither `party ID: ...` nor `number ID: ...`")
    return Storyline(domain=domain, name=block[0].removeprefix("## ").strip(), parties=tuple(parties), numbers=numbers)


def _party(ident: str, value: str) -> Party:
    name, *parts = _split(value, "|")
    country = capital = ""
    aliases: list[str] = []
    for part in parts:
        if part.startswith("country "):
            country = part.removeprefix("country ").strip()
        elif part.startswith("capital "):
            capital = part.removeprefix("capital ").strip()
        else:
            aliases += _split(part, ",")
    return Party(id=ident, name=name, country=country, capital=capital, aliases=tuple(aliases))


def _split(text: str, at: str) -> list[str]:
    return [part.strip() for part in text.split(at) if part.strip()]


def _item(ident: str, storyline: Storyline, block: list[str], where: str) -> Item:
    title, published, lines = "", _WHEN, []
    for line in block[:-1]:
        if line.startswith("T: "):
            title = line.removeprefix("T: ")
        elif line.startswith("D: "):
            published = datetime.combine(date.fromisoformat(line.removeprefix("D: ").strip()), _WHEN.timetz())
        else:
            lines.append(line)
    if not block[-1].startswith("="):
        raise WrongCorpus(f"{where}: the block does not end with a label line")
    stances: list[Label] = []
    venues: list[Label] = []
    others: list[Label] = []
    parties = {party.id for party in storyline.parties}
    for text in _split(block[-1].removeprefix("="), ";"):
        if text == "-":
            continue
        label = _label(text, where)
        kind = label.of.split()[0]
        if kind == "venue":
            _check(set(label.values) <= {*Status}, f"{where}: {text!r} has an unknown status")
            place, *also = label.of.removeprefix("venue ").split("|")
            venues.append(Label(of=place, values=label.values, optional=label.optional, also=tuple(also)))
        elif kind in ("person", "date", "number"):
            others.append(label)
        else:
            _check(label.of in parties, f"{where}: {label.of!r} is no party of {storyline.name}")
            _check(set(label.values) <= {*Stance}, f"{where}: {text!r} or a part of it is no stance")
            stances.append(label)
    article = Article(
        id=ident, title=title, text="\n".join(lines), published=published, source="corpus.example", language="en"
    )
    return Item(
        id=ident, storyline=storyline, article=article, stances=tuple(stances), venues=tuple(venues),
        others=tuple(others), dated=any(line.startswith("D: ") for line in block[:-1]),
    )  # fmt: skip


def _label(text: str, where: str) -> Label:
    optional = text.endswith("?")
    text = text.removesuffix("?").strip()
    words = text.split()
    _check(len(words) >= 2, f"{where}: {text!r} is no label")
    if words[0] == "person":
        _check(len(words) >= 3, f"{where}: {text!r} names nobody")
        return Label(of=f"person {words[1]}", values=tuple(_split(" ".join(words[2:]), "/")), optional=optional)
    values = tuple(value.removesuffix("?") for value in words[-1].split("/"))
    return Label(of=" ".join(words[:-1]), values=values, optional=optional)


def _check(right: bool, message: str) -> None:
    if not right:
        raise WrongCorpus(message)
