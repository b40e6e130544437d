"""The rulebooks of a folder: reads the files, and keeps what is good when some are broken.

::

    rules/*.yaml           rulebooks, in the order of their names
    rules/lists/*.yaml     word lists, one file for each language; a language without a file has the shipped one
    rules/tests/*.yaml     tests of the rulebooks, see `monitor.cases`
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import TypeAlias

from rapidfuzz import fuzz, process

from bot.errors import Problem, WrongRulebook
from bot.monitor.cases import Case, parse_cases
from bot.monitor.facts.lists import WordLists, WrongLists, parse_lists
from bot.monitor.facts.weights import Learnt, parse_learnt
from bot.monitor.rulebook import FeedSpec, Rulebook, StorySpec, parse_rulebook
from bot.monitor.rules import Rule
from bot.monitor.topics import Topic
from bot.monitor.yaml_text import MAX_SIZE, read_yaml

FilesMark: TypeAlias = tuple[tuple[str, int, int], ...]
"""What tells one state of a folder from another: names, times, sizes of its files."""
_ENDINGS = (".yaml", ".yml")
LIKE_HEIR = 60
"""Of 100: how alike two ids are when one may have become the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebooks:
    """What the rulebooks of a folder say together.

    Attributes:
        books: The good ones, in the order of their files' names.
        problems: What is wrong with the others, and with word lists.
        folder: Where they were read, to be read again; None: they are made by a program.
    """

    books: tuple[Rulebook, ...] = ()
    problems: tuple[Problem, ...] = ()
    folder: Path | None = None

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics of all books; their ids are unique."""
        return tuple(topic for book in self.books for topic in book.topics)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules of all books; their ids are unique."""
        return tuple(rule for book in self.books for rule in book.rules)

    @property
    def feeds(self) -> tuple[FeedSpec, ...]:
        """The feeds of all books, each address once: as the first book that names it says."""
        feeds: dict[str, FeedSpec] = {}
        for book in self.books:
            for feed in book.feeds:
                feeds.setdefault(feed.url, feed)
        return tuple(feeds.values())

    @property
    def stories(self) -> StorySpec:
        """The widest windows and the highest thresholds that a book asks for: all books see the same stories."""
        asked = [asdict(book.stories) for book in self.books]
        most = {
            field.name: max((spec[field.name] for spec in asked if spec[field.name] is not None), default=None)
            for field in fields(StorySpec)
        }
        return StorySpec(**most)


def shipped_rules_dir() -> Path:
    """Return the folder of the rulebooks that come with Tocsin: in the installed package, or in the checkout."""
    here = Path(__file__).resolve().parent
    installed = here / "shipped_rules"
    return installed if installed.is_dir() else here.parent / "rules"


def load_rulebooks(folder: Path) -> Rulebooks:
    """Read all rulebooks of a folder.

    Args:
        folder: Holds them directly; what lies in its subfolders is not a rulebook.

    Returns:
        The good ones and the problems of the others. Of two books that clash the later one is left out.
    """
    problems: list[Problem] = []
    lists = _load_lists(folder, problems)
    books: list[Rulebook] = []
    for path in _files(folder, problems):
        try:
            book = parse_rulebook(_read(path), file=str(path), default_lists=lists)
        except WrongRulebook as error:
            problems += error.problems
            continue
        clashes = [*_clashes(book, books)]
        problems += clashes
        if not clashes:
            books.append(book)
    return Rulebooks(books=tuple(books), problems=tuple(problems), folder=folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneTopic:
    """A topic that is in no rulebook any more although chats subscribe to it: how many, and what it was called."""

    id: str
    title: str
    chats: int

    def find_heir(self, topics: Sequence[Topic]) -> Topic | None:
        """Return the topic that this one has probably become: of the same title, else with an id like its own."""
        same = [topic for topic in topics if topic.title == self.title]
        ids = {topic.id: topic for topic in topics}
        near = process.extractOne(self.id, ids.keys(), scorer=fuzz.ratio, score_cutoff=LIKE_HEIR)
        return same[0] if len(same) == 1 else ids[near[0]] if near else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reloaded:
    """What reading a folder again has brought.

    Attributes:
        rulebooks: What is to be in force now. Their problems say what is wrong with the files.
        changed, removed: The names of rulebooks that are new or say something else, and of those that are gone.
        kept: The names of rulebooks whose files are wrong now; what they said before stays in force.
        is_mended: Whether something was wrong before, and nothing is now.
        gone: The topics that are gone although chats subscribe to them.
        rules_gone, rules_new: The ids of rules that are there no more, and of those that were not there before.
    """

    rulebooks: Rulebooks
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    is_mended: bool = False
    gone: tuple[GoneTopic, ...] = ()
    rules_gone: tuple[str, ...] = ()
    rules_new: tuple[str, ...] = ()

    @property
    def is_news(self) -> bool:
        """Whether anything is different, or wrong."""
        return bool(self.changed or self.removed or self.rulebooks.problems or self.is_mended or self.gone)


def reload_rulebooks(old: Rulebooks) -> Reloaded:
    """Read the folder again. A rulebook whose file has become wrong stays in force as it was before.

    Args:
        old: What is in force, read from a folder.
    """
    if old.folder is None:
        return Reloaded(rulebooks=old)
    new = load_rulebooks(old.folder)
    kept = [book for book in old.books if _is_wrong_now(book, new)]
    names = {book.file for book in kept}
    others = [book for book in new.books if book.file not in names]
    clashing = [problem for book in kept for problem in _clashes(book, others)]
    kept = [book for book in kept if book.file not in {problem.file for problem in clashing}]
    books = tuple(sorted([*others, *kept], key=lambda book: book.file))
    before = {book.name: book for book in old.books}
    rules, former = [[rule.id for one in those for rule in one.rules] for those in (books, old.books)]
    return Reloaded(
        rulebooks=Rulebooks(books=books, problems=(*new.problems, *clashing), folder=old.folder),
        changed=tuple(book.name for book in books if before.get(book.name) != book),
        removed=tuple(name for name in before if name not in {book.name for book in books}),
        kept=tuple(book.name for book in kept),
        is_mended=bool(old.problems) and not new.problems and not clashing,
        rules_gone=tuple(rule for rule in former if rule not in rules),
        rules_new=tuple(rule for rule in rules if rule not in former),
    )


def _is_wrong_now(book: Rulebook, new: Rulebooks) -> bool:
    """Return whether a book's file, or the word lists of its language, cannot be read any more."""
    wrong = {Path(problem.file) for problem in new.problems}
    lists = new.folder / "lists" / f"{book.language}.yaml" if new.folder else None
    return Path(book.file) in wrong or lists in wrong or new.folder in wrong


def files_mark(folder: Path) -> FilesMark:
    """Return a value that changes when a rulebook or a word list of a folder does: names, times, sizes."""
    found = []
    for place in (folder, folder / "lists"):
        for path in _files(place, []) if place.is_dir() else ():
            try:
                stat = path.stat()
            except OSError:  # it went away meanwhile, which is a change too
                continue
            found.append((str(path), stat.st_mtime_ns, stat.st_size))
    return tuple(found)


def load_cases(folder: Path, books: Sequence[Rulebook]) -> tuple[list[Case], list[Problem]]:
    """Read the tests of a folder's rulebooks; return the good ones, and what is wrong with the others."""
    cases: list[Case] = []
    problems: list[Problem] = []
    place = folder / "tests"
    for path in _files(place, problems) if place.is_dir() else ():
        try:
            cases += parse_cases(_read(path), file=str(path), books=books)
        except WrongRulebook as error:
            problems += error.problems
    return cases, problems


def load_lists(language: str) -> WordLists:
    """Return the shipped word lists of a language, with what was learnt for it.

    Raises:
        WrongRulebook: The file is not what it should be.
    """
    return _parse_lists(shipped_rules_dir() / "lists" / f"{language}.yaml")


@cache
def load_learnt(language: str) -> Learnt | None:
    """Return the weights that were learnt for a language, or None."""
    path = Path(__file__).resolve().parent / "learnt" / f"{language}.txt"
    return parse_learnt(path.read_text(encoding="utf-8")) if path.is_file() else None


def _files(folder: Path, problems: list[Problem]) -> list[Path]:
    """Return the YAML files that lie directly in the folder, by name."""
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        problems.append(Problem(file=str(folder), line=1, column=1, message=f"cannot be read: {error.strerror}"))
        return []
    return [path for path in inside if path.suffix in _ENDINGS and not path.name.startswith(".") and not path.is_dir()]


def _read(path: Path) -> str:
    """Return the text of a file; everything that can be wrong with it is a WrongRulebook."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_SIZE + 1)
    except OSError as error:
        raise _wrong(path, f"cannot be read: {error.strerror}") from None
    if len(raw) > MAX_SIZE:
        raise _wrong(path, f"the file is larger than {MAX_SIZE // 1024} KB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _wrong(path, "the file is not UTF-8; save it as UTF-8", line) from None


def _load_lists(folder: Path, problems: list[Problem]) -> Mapping[str, WordLists]:
    """Return the word lists by language: the folder's own, else the shipped ones."""
    found: dict[str, WordLists] = {}
    for place in (shipped_rules_dir() / "lists", folder / "lists"):
        for path in _files(place, problems) if place.is_dir() else ():
            try:
                found[path.stem] = _parse_lists(path)
            except WrongRulebook as error:
                problems += error.problems
    return found


def _parse_lists(path: Path) -> WordLists:
    yaml = read_yaml(_read(path), file=str(path))
    if yaml.problems:
        raise WrongRulebook(yaml.problems)
    if not isinstance(yaml.data, dict):
        raise _wrong(path, "word lists are a block: a list of phrases for each role")
    try:
        lists = parse_lists(yaml.data)
    except WrongLists as error:
        place = yaml.place(error.path, key=True)
        raise _wrong(path, str(error), place.line, place.column) from None
    if lists.language != path.stem:
        raise _wrong(path, f"these lists are for '{lists.language}', so the file must be called {lists.language}.yaml")
    return replace(lists, learnt=load_learnt(lists.language))


def _clashes(book: Rulebook, others: list[Rulebook]) -> Iterator[Problem]:
    """Yield what the book calls by a name that another book has taken."""
    for other in others:
        if other.name == book.name:
            place = book.yaml.place(("rulebook",), key=True)
            message = f"the rulebook '{book.name}' is {other.file}; give this one another name: rulebook: ..."
            yield Problem(file=book.file, line=place.line, column=place.column, message=message)
        for topic in {topic.id for topic in book.topics} & {topic.id for topic in other.topics}:
            place = book.yaml.place(("topics", topic), key=True)
            message = f"the topic '{topic}' is in {other.file}; choose another id"
            yield Problem(file=book.file, line=place.line, column=place.column, message=message)
        yield from _clashing_heirs(book, other)


def _clashing_heirs(book: Rulebook, other: Rulebook) -> Iterator[Problem]:
    """Yield the former ids of topics that a topic of another book has, or had as well: who receives the alerts then?"""
    named = {topic.id for topic in other.topics} | {topic.was for topic in other.topics if topic.was}
    left = {topic.was for topic in other.topics}
    for topic in book.topics:
        for id_, field in ((topic.was, "was"), (topic.id, "")):
            if id_ and id_ in (named if field else left):
                place = book.yaml.place(("topics", topic.id, *([field] if field else [])), key=not field)
                message = f"'{id_}' is the id, or the former id ('was'), of a topic in {other.file}; one can have it"
                yield Problem(file=book.file, line=place.line, column=place.column, message=message)


def _wrong(path: Path, message: str, line: int = 1, column: int = 1) -> WrongRulebook:
    return WrongRulebook([Problem(file=str(path), line=line, column=column, message=message)])
