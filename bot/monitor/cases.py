"""Cases: unit tests of rules, written in YAML beside the rulebooks: articles in, alerts and silences out.

A case is read like a rulebook, with every mistake at its place, and run through the same `decide` as the live program.
All alerts of a case are named, so that one that nobody expects is a failure too; silences are named where they matter,
with their verdict and, if wanted, words of the reason. A failure reads as a comparison: `-` is missing, `+` is there
instead, and under a missing alert stands why the rule stayed silent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from bot.errors import Problem, WrongRulebook
from bot.monitor.alerts import Alert, alert_lines
from bot.monitor.articles import Article
from bot.monitor.case_schema import AlertBlock, CaseBlock, CasesFile, SilenceBlock
from bot.monitor.decide import Decision, decide, remember
from bot.monitor.memory import Memory
from bot.monitor.rulebook import Rulebook
from bot.monitor.rulebook_problems import did_you_mean, schema_problems
from bot.monitor.rules import RuleSet
from bot.monitor.stories import StorySettings
from bot.monitor.yaml_text import Path, YamlText, read_yaml

START = datetime(2026, 1, 5, 12, tzinfo=UTC)
"""When the first article of a case is published, unless it says so itself: a Monday at noon."""
STEP = timedelta(hours=1)
"""How long after the one above it an article is published that does not say when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One test, ready to be run: what it shows, where it stands, the rules in force, and what is given and expected."""

    name: str
    file: str
    line: int
    rules: RuleSet
    articles: tuple[Article, ...]
    alerts: tuple[AlertBlock, ...]
    silences: tuple[SilenceBlock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """How a case ended: the lines of the comparison; none when all is as expected."""

    case: Case
    differences: tuple[str, ...]

    def __str__(self) -> str:
        head = f"{self.case.file}:{self.case.line}: {self.case.name}"
        return "\n".join([head, *(f"  {line}" for line in self.differences)])


def parse_cases(text: str, *, file: str, books: Sequence[Rulebook]) -> list[Case]:
    """Read a file of tests.

    Args:
        text: YAML.
        file: Its name for problems; its stem is the rulebook's name when the file gives none.
        books: The rulebooks in force.

    Raises:
        WrongRulebook: With all problems that were found.
    """
    yaml = read_yaml(text, file=file)
    problems = list(yaml.problems)
    try:
        read = CasesFile.model_validate({} if yaml.data is None else yaml.data)
    except ValidationError as error:
        raise WrongRulebook([*problems, *schema_problems(error, yaml, file, root=CasesFile)]) from None
    name = read.rulebook or file.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    book = next((one for one in books if one.name == name), None)
    if book is None:
        near = did_you_mean(name, [one.name for one in books])
        raise WrongRulebook([_problem(yaml, file, ("rulebook",), f"there is no rulebook '{name}' in force{near}")])
    cases = [_case(block, number, book, yaml, file, problems) for number, block in enumerate(read.tests)]
    if problems:
        raise WrongRulebook(problems)
    return cases


def _case(block: CaseBlock, number: int, book: Rulebook, yaml: YamlText, file: str, problems: list[Problem]) -> Case:
    path: Path = ("tests", number)
    articles = tuple(_articles(block, book))
    seen: set[str] = set()
    for at, article in enumerate(articles):
        if not article.title and not article.text:
            problems.append(_problem(yaml, file, (*path, "articles", at), "an article needs a title or a text"))
        if article.id in seen:
            message = f"another article of this test is called '{article.id}'"
            problems.append(_problem(yaml, file, (*path, "articles", at), message))
        seen.add(article.id)
    rules = [_short(rule.id) for rule in book.rules]
    for at, rule in enumerate(block.rules):
        if rule not in rules:
            message = f"'{book.name}' has no rule '{rule}'{did_you_mean(rule, rules)}"
            problems.append(_problem(yaml, file, (*path, "rules", at), message))
    in_force = [rule for rule in book.rules if not block.rules or _short(rule.id) in block.rules]
    rules = [_short(rule.id) for rule in in_force] or rules
    expected = [("alerts", at, one.rule, one.article) for at, one in enumerate(block.alerts)]
    expected += [("silences", at, one.rule, one.article) for at, one in enumerate(block.silences)]
    for kind, at, rule, named in expected:
        if rule not in rules:
            message = f"'{book.name}' has no rule '{rule}'{did_you_mean(rule, rules)}"
            problems.append(_problem(yaml, file, (*path, kind, at, "rule"), message))
        if named not in seen:
            message = f"this test has no article '{named}'{did_you_mean(named, seen)}"
            problems.append(_problem(yaml, file, (*path, kind, at, "article"), message))
    return Case(
        name=block.name,
        file=file,
        line=yaml.place(path).line,
        rules=RuleSet.build(in_force, book.topics),
        articles=articles,
        alerts=tuple(block.alerts),
        silences=tuple(block.silences),
    )


def _articles(block: CaseBlock, book: Rulebook) -> Iterator[Article]:
    first, last = START, START - STEP
    for number, one in enumerate(block.articles, 1):
        at = first + one.at if isinstance(one.at, timedelta) else one.at or last + STEP
        if number == 1:
            first = at
        last = at
        yield Article(
            id=one.id or str(number), title=" ".join(one.title.split()), text=one.text.strip(), published=at,
            url=f"https://outlet{number}.example/{number}", source=one.source or f"outlet{number}.example",
            language=one.language or book.language, backlog=one.backlog,
        )  # fmt: skip


def _problem(yaml: YamlText, file: str, path: Path, message: str) -> Problem:
    place = yaml.place(path)
    return Problem(file=file, line=place.line, column=place.column, message=message)


def run_case(case: Case, settings: StorySettings | None = None) -> CaseResult:
    """Run a test from an empty memory.

    Args:
        case: The test.
        settings: When articles are the same story, as in the live program.
    """
    memory = Memory(settings)
    now = min(article.published for article in case.articles) if case.articles else START
    differences: list[str] = []
    for article in case.articles:
        now = max(now, article.published)
        decision = decide(article, memory=memory, rules=case.rules, now=now, explain=True)
        remember(memory, decision, now=now)
        differences += _differences(case, decision)
    return CaseResult(case=case, differences=tuple(differences))


def _differences(case: Case, decision: Decision) -> Iterator[str]:
    article = decision.article.id
    left = list(decision.alerts)
    met: list[tuple[AlertBlock, Alert]] = []
    for wanted in (one for one in case.alerts if one.article == article):
        alert = next((one for one in [*left, *_joint(wanted, met)] if not _unlike(wanted, one)), None)
        if alert is not None:
            left = [one for one in left if one is not alert]
            met.append((wanted, alert))
            continue
        yield f"- {wanted.rule} rings at article {article}{_given(wanted)}"
        near = next((one for one in left if _short(one.rule) == wanted.rule), None)
        if near is not None:
            left.remove(near)
            yield f"+ {wanted.rule} rings at article {article}{_given(wanted, near)}"
        else:
            yield from (f"+ {line}" for line in _verdicts(decision, wanted.rule))
    for alert in left:
        value = f" with {alert.new}" if alert.new else ""
        value += f" of {_parties(alert)}" if alert.party else ""
        yield f"- {_short(alert.rule)} stays silent at article {article}"
        yield f"+ it rings{value}: {alert.reason}"
    for silence in (one for one in case.silences if one.article == article):
        yield from _silence_differences(silence, decision)


def _silence_differences(wanted: SilenceBlock, decision: Decision) -> Iterator[str]:
    found = [one for one in decision.outcomes if _short(one.rule) == wanted.rule]
    fits = [
        one for one in found if one.verdict is wanted.verdict and (wanted.because or "").lower() in one.reason.lower()
    ]
    if not fits:
        because = f", because: {wanted.because}" if wanted.because else ""
        yield f"- {wanted.rule} stays silent at article {decision.article.id}: {wanted.verdict}{because}"
        yield from (f"+ {line}" for line in _verdicts(decision, wanted.rule))


def _verdicts(decision: Decision, rule: str) -> Iterator[str]:
    """Yield what became of a rule, a line for each thing that it looked at."""
    found = [one for one in decision.outcomes if _short(one.rule) == rule]
    for one in found:
        yield f"{rule} there: {one.verdict} ({one.reason})"


def _unlike(wanted: AlertBlock, alert: Alert) -> bool:
    """Return whether an alert is not the one that is wanted; one of several parties is the alert of each of them."""
    if _short(alert.rule) != wanted.rule:
        return True
    if wanted.says and wanted.says.lower() not in alert_lines(alert).plain().lower():
        return True
    given = {"new": wanted.new, "status": wanted.status}
    if any(value is not None and value != str(getattr(alert, name)) for name, value in given.items()):
        return True
    moved = [(party, old) for party, old in _moved(alert) if wanted.party in (None, party)]
    return all(wanted.old is not None and wanted.old != str(old) for _, old in moved)


def _joint(wanted: AlertBlock, met: Sequence[tuple[AlertBlock, Alert]]) -> Iterator[Alert]:
    """Yield the alerts that were expected already, for other parties than the one that is wanted now."""
    for _, alert in met:
        if wanted.party and all(one.party != wanted.party for one, other in met if other is alert):
            yield alert


def _moved(alert: Alert) -> list[tuple[str | None, str | None]]:
    """Return the parties that an alert is about, each with its value before; (None, value) when it is nobody's."""
    return [(alert.party, alert.old), *((one.party, one.old) for one in alert.joint)]


def _parties(alert: Alert) -> str:
    return " and ".join(str(party) for party, _ in _moved(alert))


def _given(wanted: AlertBlock, alert: Alert | None = None) -> str:
    """Return the fields that an expectation gives, as it gives them or as the alert has them."""
    names = [name for name in ("party", "new", "old", "status") if getattr(wanted, name) is not None]
    values = {name: getattr(wanted if alert is None else alert, name) for name in names}
    if alert is not None:
        values |= {"party": _parties(alert)} if "party" in names else {}
        values |= {"old": dict(_moved(alert)).get(wanted.party, alert.old)} if "old" in names else {}
    parts = [f"{name}: {value}" for name, value in values.items()]
    if wanted.says:
        parts.append(f"says: {wanted.says if alert is None else alert_lines(alert).plain()!r}")
    return ", " + ", ".join(parts) if parts else ""


def _short(rule: str) -> str:
    return rule.partition("/")[2]
