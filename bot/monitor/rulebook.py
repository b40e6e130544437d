"""Rulebooks: YAML text to topics, rules and feeds, or to every mistake in it with its place.

Three doors: `yaml_text` refuses what is dangerous, `rulebook_schema` what has the wrong shape, and here what does not
fit together is refused: a rule on a topic that does not exist, a query that cannot be read. All mistakes are told, so
that a person mends a file once: blocks of a wrong shape are cut out (of a rule, its wrong fields alone), and the others
are read on without them. What only follows from the cuts (a rule on the topic that was cut) is no mistake.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count as naturals
from itertools import islice

from pydantic import ValidationError

from bot.errors import Problem, WrongQuery, WrongRulebook
from bot.monitor.bursts import Burst
from bot.monitor.facts.fact import FactKind
from bot.monitor.facts.lists import WordLists, WrongLists, merge_lists
from bot.monitor.facts.steps import SURE
from bot.monitor.languages import find_code
from bot.monitor.query import Query, combine, parse_query
from bot.monitor.rulebook_problems import did_you_mean, find_cuts, nearest, schema_problems, without
from bot.monitor.rulebook_schema import (
    ID_PATTERN,
    AnyRule,
    BurstRule,
    ChangeRule,
    FactBlock,
    FeedBlock,
    KeywordsRule,
    NewValueRule,
    QueryLists,
    RulebookFile,
    TopicBlock,
)
from bot.monitor.rules import Rule, RuleKind
from bot.monitor.say import PLACEHOLDERS, WrongTemplate, check_template
from bot.monitor.topics import Confirm, Party, Topic, TrackedFact
from bot.monitor.yaml_text import Path, YamlText, read_yaml

MOST_PROBLEMS = 50
"""Problems that are told of one file; a file with more is not a rulebook."""
WATCH = "watch"
"""The name before the slash in the ids of chats' own rules; no rulebook can have it."""
SHIPPED_FACTS = {kind.value: kind for kind in FactKind}
"""The facts that a topic can track without the rulebook declaring them."""
_TITLES = {
    RuleKind.KEYWORDS: "Keywords",
    RuleKind.NEW_VALUE: "New {fact}",
    RuleKind.CHANGE: "{Fact} change",
    RuleKind.BURST: "Burst",
}
"""What alerts are headed with when the rulebook says nothing."""
_FIRST_TITLE = "First {fact}"
"""What the first sight is headed with then, for a rule on changes: nothing has changed yet."""
_TRACKS = {RuleKind.NEW_VALUE: FactKind.VENUE, RuleKind.CHANGE: FactKind.STANCE}
"""The kind of fact that is meant when a rule on facts names none."""
_NEVER = {RuleKind.NEW_VALUE: FactKind.STANCE, RuleKind.CHANGE: FactKind.VENUE}
"""The kind of fact that a kind of rule cannot wait for: stances come back, and several venues may be named at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSpec:
    """A feed that a rulebook wants.

    Attributes:
        url: Its address. name: the outlet for people, or "".
        every: How often it is polled, or None: as often as it publishes.
        language: ISO 639-1 code of its articles.
    """

    url: str
    name: str
    every: timedelta | None
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySpec:
    """When articles count as the same story, as far as a rulebook says so; None: as the program has it.

    The windows and then the thresholds of `stories.StorySettings`, these from 0 to 100.
    """

    window: timedelta | None = None
    report_window: timedelta | None = None
    copy_lead: float | None = None
    copy_title: float | None = None
    copy_title_lead: float | None = None
    report: float | None = None
    report_text: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """One file of rules, ready for use.

    Attributes:
        name: The first part of its rules' ids. title: for people. file: where it came from.
        language: ISO 639-1 code of its words.
        topics, rules, feeds, stories: What it says.
        yaml: Where everything stands in the file, for problems that only show beside other files.
    """

    name: str
    title: str
    file: str
    language: str
    topics: tuple[Topic, ...]
    rules: tuple[Rule, ...]
    feeds: tuple[FeedSpec, ...]
    stories: StorySpec
    yaml: YamlText = field(repr=False, compare=False)


def parse_rulebook(text: str, *, file: str, default_lists: Mapping[str, WordLists]) -> Rulebook:
    """Read a rulebook.

    Args:
        text: YAML.
        file: Its name for problems; its stem is the rulebook's name when the file gives none.
        default_lists: The word lists in force for each language, by its code.

    Raises:
        WrongRulebook: With all its problems.
    """
    yaml = read_yaml(text, file=file)
    problems = list(yaml.problems)
    cut: frozenset[Path] = frozenset()
    data: object = {} if yaml.data is None else yaml.data
    try:
        book = RulebookFile.model_validate(data)
    except ValidationError as error:
        problems += schema_problems(error, yaml, file)
        cut = find_cuts(error, yaml)
        if () in cut or not isinstance(data, dict):
            raise _refused(problems) from None
        book = RulebookFile.model_validate(without(data, cut))
    reader = _Reader(book, yaml, file, default_lists, problems, cut)
    read = reader.read()
    if problems:
        raise _refused(problems)
    return read


def _confirm(block: FactBlock) -> Confirm:
    sure = None if block.sure is None else block.sure / 100
    if block.confirm is None:
        return Confirm(sure=sure)
    told = block.confirm
    return Confirm(sources=told.sources, within=told.within, official=told.official, sure=sure)


def _title(template: str, fact: str) -> str:
    name = fact.replace("-", " ").replace("_", " ")
    return template.format(fact=name, Fact=name.capitalize())


def _burst(block: BurstRule) -> Burst:
    return Burst(stories=block.stories, sources=block.sources, within=block.within, times=block.times)


def _refused(problems: list[Problem]) -> WrongRulebook:
    problems.sort(key=lambda problem: (problem.line, problem.column))
    return WrongRulebook(list(islice(problems, MOST_PROBLEMS)))


@dataclass(slots=True)
class _Reader:
    """Turns the blocks of one file into values; what does not fit goes to `problems` and is left out.

    `cut` are the ways to the blocks of the file that are not in `book`, because their shape is wrong.
    """

    book: RulebookFile
    yaml: YamlText
    file: str
    default_lists: Mapping[str, WordLists]
    problems: list[Problem]
    cut: frozenset[Path] = frozenset()
    topics: dict[str, Topic] = field(default_factory=dict)

    def read(self) -> Rulebook:
        name = self.name()
        title = self.book.title or name.replace("-", " ").replace("_", " ").capitalize()
        lists = self.lists()
        parties = {key: self.party(key) for key in self.book.parties}
        facts = self.facts()
        for key in self.book.topics:
            self.topics[key] = self.topic(key, parties, facts, lists)
        if not self.topics and any(isinstance(rule, KeywordsRule | BurstRule) for rule in self.book.rules):
            self.topics[name] = Topic(id=name, title=title, lists=lists)
        return Rulebook(
            name=name,
            title=title,
            file=self.file,
            language=self.book.language,
            topics=tuple(self.topics.values()),
            rules=tuple(self.rules(name)),
            feeds=tuple(self.feeds()),
            stories=StorySpec(**dict(self.book.stories)),
            yaml=self.yaml,
        )

    def problem(self, path: Path, message: str, *, key: bool = False, offset: int | None = None) -> None:
        """Note a problem at a value (or its key), or at a character of a value where that is known.

        What a block lacks from which a field was cut is none: it may be that field.
        """
        if any(one[:-1] == path for one in self.cut if len(one) > 2):
            return
        place = self.yaml.place(path, key=key)
        column = place.column if offset is None or place.text_column is None else place.text_column + offset
        self.problems.append(Problem(file=self.file, line=place.line, column=column, message=message))

    def is_cut(self, section: str, name: str | int | None = None) -> bool:
        """Return whether a block (without a name: any one of a section) may be in the file, and was cut out."""
        if any(self.may_mean(str(path[0]), section) for path in self.cut if len(path) == 1):
            return True
        here = [path for path in self.cut if path[0] == section]
        return any(len(path) == 1 or name is None or path[1] == name for path in here)

    def may_mean(self, name: str, section: str) -> bool:
        """Return whether an unknown field may be a section misspelt: the nearest one, or else any that is missing."""
        fields = RulebookFile.model_fields
        if name in fields:
            return False
        near = nearest(name, fields)
        return near == section or (near is None and section not in self.book.model_fields_set)

    def places(self, section: str, count: int) -> Iterator[int]:
        """Yield the numbers that the `count` blocks of a list have in the file."""
        return islice((at for at in naturals() if (section, at) not in self.cut), count)

    def name(self) -> str:
        stem = self.file.replace("\\", "/").rpartition("/")[2]
        stem = stem.rpartition(".")[0] or stem
        name = self.book.rulebook or stem
        if not self.book.rulebook and not re.fullmatch(ID_PATTERN, name) and not self.is_cut("rulebook"):
            self.problem((), f"the file's name '{stem}' cannot be a rulebook's; give it one: rulebook: my-rules")
        if name == WATCH:
            self.problem(("rulebook",), f"'{WATCH}' is the name of the chats' own rules; choose another one")
        return name

    def lists(self) -> WordLists:
        """Return the word lists of the language with the overrides of the book."""
        language = self.book.language
        is_known = not self.is_cut("language")
        lists = self.default_lists.get(language if is_known else self.language_meant())
        if lists is None:
            has_lists = bool(self.book.lists) or self.is_cut("lists")
            if is_known and not has_lists and any(topic.facts for topic in self.book.topics.values()):
                known = ", ".join(sorted(self.default_lists))
                message = f"there are no word lists for '{language}' to find facts with ({known}); give them in lists:"
                self.problem(("language",), message)
            lists = WordLists(language, ())
        for name, value in self.book.lists.items():
            if not is_known and not lists.lists and isinstance(value, dict):  # nobody knows what can be removed
                value = {key: phrases for key, phrases in value.items() if key != "remove"}
            try:
                lists = merge_lists(lists, {name: value})
            except WrongLists as error:
                self.problem(("lists", *error.path), str(error), key=True)
        return lists

    def language_meant(self) -> str:
        """Return the code of the language that the file means by what is none, or ""."""
        data = self.yaml.data
        return find_code(str(data.get("language"))) or "" if isinstance(data, dict) else ""

    def party(self, key: str) -> Party:
        block = self.book.parties[key]
        return Party(
            id=key,
            name=block.name,
            country=block.country or "",
            capital=block.capital or "",
            demonyms=tuple(block.demonyms),
            aliases=tuple(block.aliases),
        )

    def facts(self) -> dict[str, TrackedFact]:
        """Return the facts that a topic of this book can track, by name."""
        found = {name: TrackedFact(name=name, kind=kind) for name, kind in SHIPPED_FACTS.items()}
        for name, block in self.book.facts.items():
            kind = block.kind or SHIPPED_FACTS.get(name)
            if kind is None:
                message = f"the fact '{name}' needs a 'kind': {', '.join(SHIPPED_FACTS)}"
                self.problem(("facts", name), message, key=True)
            elif kind is not SHIPPED_FACTS.get(name, kind):
                self.problem(("facts", name, "kind"), f"'{name}' is always a {name}; call a {kind} something else")
            else:
                found[name] = TrackedFact(
                    name=name, kind=kind, confirm=_confirm(block), of=tuple(block.of), track=block.track
                )
                self.check_fact(name, found[name])
        return found

    def check_fact(self, name: str, fact: TrackedFact) -> None:
        """Note what does not fit the kind of a fact."""
        if fact.kind is not FactKind.NUMBER and fact.of:
            self.problem(("facts", name, "of"), f"'of' says what a number counts, and '{name}' is a {fact.kind}")
        sure = fact.confirm.sure
        if sure is not None and fact.kind not in SURE:
            message = f"'sure' is for stances and venues, and '{name}' is a {fact.kind}: what is found of it counts"
            self.problem(("facts", name, "sure"), message)
        elif sure is not None and 0 < sure < 0.01:
            self.problem(("facts", name, "sure"), "'sure' is per cent: write 75, not 0.75")

    def topic(
        self, key: str, parties: Mapping[str, Party], declared: Mapping[str, TrackedFact], lists: WordLists
    ) -> Topic:
        block, path = self.book.topics[key], ("topics", key)
        known = self.known(block.parties, parties, (*path, "parties"), "party", "parties")
        facts = self.known(block.facts, declared, (*path, "facts"), "fact", "facts")
        if block.facts and not block.parties and block.about is None:
            self.problem(path, "a topic that tracks facts needs 'about' or 'parties', to know its articles", key=True)
        if any(declared[name].kind is FactKind.STANCE for name in facts) and not block.parties:
            self.problem((*path, "facts"), "a stance needs somebody who holds it; name them in 'parties'")
        if any(declared[name].kind is FactKind.PERSON for name in facts) and not block.parties:
            self.problem((*path, "facts"), "a person needs a side to lead; name the sides in 'parties'")
        for name in facts:
            if declared[name].kind is FactKind.NUMBER and not declared[name].of:
                message = (
                    f"'{name}' has to know what it counts; say so in facts: {name}: {{kind: number, of: [prisoners]}}"
                )
                self.problem((*path, "facts", block.facts.index(name)), message)
        self.check_was(block, path)
        return Topic(
            id=key,
            was=block.was or "",
            title=block.title,
            lists=lists,
            about=self.about(block, path),
            parties=tuple(parties[name] for name in known),
            facts=tuple(declared[name] for name in facts),
        )

    def check_was(self, block: TopicBlock, path: Path) -> None:
        """Note a former id that another topic has, or had as well."""
        if block.was in self.book.topics:
            self.problem((*path, "was"), f"'{block.was}' is a topic still; 'was' is for the id that a topic had before")
        elif block.was and any(topic.was == block.was for topic in self.topics.values()):
            self.problem((*path, "was"), f"another topic was '{block.was}' already; only one can take over from it")

    def known(self, names: list[str], valid: Iterable[str], path: Path, what: str, section: str) -> list[str]:
        """Return the names that exist, each once; the others are problems, but for those whose block was cut."""
        valid = list(valid)
        for at, name in enumerate(names):
            if name not in valid and not self.is_cut(section, name):
                self.problem((*path, at), f"there is no {what} '{name}'{did_you_mean(name, valid)}")
        return [name for name in dict.fromkeys(names) if name in valid]

    def about(self, block: TopicBlock, path: Path) -> Query | None:
        if isinstance(block.about, QueryLists):
            return self.combined(block.about, (*path, "about"), None)
        return None if block.about is None else self.query(block.about, (*path, "about"))

    def query(self, text: str, path: Path) -> Query | None:
        try:
            return parse_query(text, self.book.language)
        except WrongQuery as error:
            same = error.query == text
            self.problem(path, f"{error.message} (in: {error.query})", offset=error.position if same else None)
            return None

    def combined(self, lists: QueryLists, path: Path, single: Query | None) -> Query | None:
        """Return the condition in the lists, and the single query when there is one."""
        parts = {
            name: [self.query(text, (*path, name, at)) for at, text in enumerate(getattr(lists, name))]
            for name in ("all", "any", "none")
        }
        if single is None and not parts["all"] and not parts["any"]:
            self.problem(path, "say what to look for: a query, or a list 'any' or 'all'")
            return None
        if any(query is None for part in parts.values() for query in part):
            return None
        read = {name: [query for query in part if query] for name, part in parts.items()}
        all_of = [*([single] if single else []), *read["all"]]
        return combine(all_of=all_of, any_of=read["any"], none_of=read["none"], language=self.book.language)

    def feeds(self) -> Iterable[FeedSpec]:
        seen = set()
        for at, feed in zip(self.places("feeds", len(self.book.feeds)), self.book.feeds, strict=True):
            block = feed if isinstance(feed, FeedBlock) else FeedBlock(url=feed)
            if block.url in seen:
                self.problem(("feeds", at), f"the feed {block.url} stands twice in this list")
                continue
            seen.add(block.url)
            yield FeedSpec(
                url=block.url, name=block.name or "", every=block.every, language=block.language or self.book.language
            )

    def rules(self, book: str) -> Iterable[Rule]:
        seen = set()
        for at, block in zip(self.places("rules", len(self.book.rules)), self.book.rules, strict=True):
            path: Path = ("rules", at)
            if block.id in seen:
                self.problem((*path, "id"), f"another rule of this file is called '{block.id}'")
            seen.add(block.id)
            if rule := self.rule(block, path, book):
                yield rule

    def rule(self, block: AnyRule, path: Path, book: str) -> Rule | None:
        kind = RuleKind(block.kind)
        topic = self.topic_of(block, path)
        self.check_say(block, kind, path)
        rule = Rule(
            id=f"{book}/{block.id}", kind=kind, title=block.title or "", topic=topic.id if topic else None,
            cooldown=block.cooldown, severity=block.severity, say=block.say or "",
        )  # fmt: skip
        if isinstance(block, KeywordsRule | BurstRule):
            query = self.keywords(block, path)
            if topic is None or query is None:
                return None
            title = block.title or _TITLES[kind]
            return replace(
                rule, title=title, query=query, burst=_burst(block) if isinstance(block, BurstRule) else None
            )
        if topic is None or (fact := self.fact(block, topic, path)) is None:
            return None
        rule = replace(rule, title=block.title or _title(_TITLES[kind], fact), fact=fact, first=block.first)
        if isinstance(block, NewValueRule):
            return replace(rule, statuses=tuple(block.statuses), lookback=block.lookback)
        rule = replace(rule, first_title="" if block.title else _title(_FIRST_TITLE, fact))
        kind_of = next(one.kind for one in topic.facts if one.name == fact)
        if block.parties and kind_of in (FactKind.DATE, FactKind.NUMBER):
            self.problem((*path, "parties"), f"'{fact}' is a {kind_of}, which is no party's; leave 'parties' out")
        names = [party.id for party in topic.parties]
        known = self.known(block.parties, names, (*path, "parties"), "party of this topic", "parties")
        return replace(rule, parties=tuple(known))

    def check_say(self, block: AnyRule, kind: RuleKind, path: Path) -> None:
        try:
            check_template(block.say or "", kind)
        except WrongTemplate as error:
            near = did_you_mean(error.name, PLACEHOLDERS[kind]) if error.name else ""
            self.problem((*path, "say"), f"{error}{near}", offset=error.position)

    def topic_of(self, block: AnyRule, path: Path) -> Topic | None:
        if block.topic is not None:
            found = self.topics.get(block.topic)
            if found is None and not self.is_cut("topics", block.topic):
                near = did_you_mean(block.topic, self.topics)
                self.problem((*path, "topic"), f"there is no topic '{block.topic}' in this file{near}")
            return found
        if self.is_cut("topics"):
            return None
        if len(self.topics) == 1:
            return next(iter(self.topics.values()))
        if self.topics:
            self.problem(path, f"say which topic this rule belongs to; topic: {' or '.join(self.topics)}")
        else:
            self.problem(path, "a rule on facts needs a topic that tracks them; add one in 'topics'")
        return None

    def keywords(self, block: KeywordsRule | BurstRule, path: Path) -> Query | None:
        single = None if block.query is None else self.query(block.query, (*path, "query"))
        if block.query is not None and (single is None or not (block.all or block.any or block.none)):
            return single
        return self.combined(block, path, single)

    def fact(self, block: NewValueRule | ChangeRule, topic: Topic, path: Path) -> str | None:
        """Return the name of the fact that the rule waits for."""
        kind = RuleKind(block.kind)
        meant = [fact.name for fact in topic.facts if fact.kind is _TRACKS[kind]]
        fitting = [fact.name for fact in topic.facts if fact.kind is not _NEVER[kind]]
        chosen = meant or fitting
        named = self.book.topics[topic.id].facts if topic.id in self.book.topics else ()
        if any(self.is_cut("facts", name) for name in named):
            return None
        if block.fact is None and len(chosen) == 1:
            return chosen[0]
        if block.fact is None:
            untracked = f"the topic '{topic.id}' tracks no {_TRACKS[kind]}; add it to its 'facts'"
            which = f"say which fact this rule waits for; fact: {' or '.join(chosen)}"
            self.problem(path, which if chosen else untracked)
        elif block.fact not in [fact.name for fact in topic.facts]:
            near = did_you_mean(block.fact, [fact.name for fact in topic.facts])
            self.problem((*path, "fact"), f"the topic '{topic.id}' does not track '{block.fact}'{near}")
        elif block.fact not in fitting:
            message = f"a rule of kind {kind} cannot wait for a {_NEVER[kind]}, and '{block.fact}' is one"
            self.problem((*path, "fact"), message)
        else:
            return block.fact
        return None
