"""The command line: `tocsin run | demo | replay | backtest | check | history | stories | feeds | status`.

Thin: each command reads its words, calls one function and prints. Exit codes: 0 fine, 1 the thing asked about is
wrong, 2 usage, 3 the environment is wrong. Errors go to stderr as one readable line.
"""

import asyncio
import json
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click
from rich.console import Console
from rich.table import Table

from bot import __version__
from bot.config import LogFormat, Settings, read_settings
from bot.errors import BotError, WrongInput
from bot.monitor import text
from bot.monitor.languages import find_gaps
from bot.monitor.rulebook_problems import find_rule_id, nearest_rule
from bot.rulebooks import Rulebooks, load_cases, load_rulebooks, shipped_rules_dir

if TYPE_CHECKING:
    from bot.monitor.articles import Article


class _Group(click.Group):
    """Turns every error raised on purpose into one line on stderr and its exit code."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BotError as error:
            click.echo(f"tocsin: {error}", err=True)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            # The reader of our output (head, a pager) has gone. Python would complain about it once more at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)


_NARROW = frozenset({"number", "at", "rule", "state", "next"})
"""Columns of a table that are never folded."""
_MOST_ROLES = 12
"""Roles without words that `check` names of a topic."""
_UNFOLDED = 10_000
"""The width of a table that no person reads: one line for each row, for grep and the like."""

_COMPILED = "" if text.__file__.endswith(".py") else ", compiled"
"""How the hot modules run: as written, or compiled when Tocsin was installed (`hatch_build.py`)."""

_state = click.option("--state", "state_dir", type=click.Path(path_type=Path), help="The state folder.")
_rules = click.option("--rules", "rules_dir", type=click.Path(path_type=Path), help="The folder of the rulebooks.")


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tocsin", message=f"%(prog)s, version %(version)s{_COMPILED}")
def main() -> None:
    """Tocsin watches news feeds and rings when something happens."""


def _rules_dir(settings: Settings) -> Path:
    """Return the folder of the rulebooks: the one that is set, else ./rules, else the shipped ones."""
    if settings.rules_dir:
        return settings.rules_dir
    return Path("rules") if Path("rules").is_dir() else shipped_rules_dir()


def _load(folder: Path) -> Rulebooks:
    """Load the rulebooks of a folder, and say on stderr what is wrong with any of them."""
    if not folder.is_dir():
        raise WrongInput(f"{folder} is not a folder; name the one that holds the rulebooks")
    books = load_rulebooks(folder)
    for problem in books.problems:
        click.echo(f"tocsin: {problem}", err=True)
    return books


def _load_any(folder: Path) -> Rulebooks:
    """Load like `_load`, but refuse a folder in which nobody has put a rulebook: it is the wrong one."""
    books = _load(folder)
    if not books.books and not books.problems:
        raise WrongInput(f"{folder} holds no rulebook: no file there ends in .yaml or .yml")
    return books


def _refuse_problems(*loaded: Rulebooks) -> None:
    """End with exit code 1 when a rulebook was wrong; what the good ones say has been printed by then."""
    wrong = [f"{books.folder}: {_counted(len(books.problems), 'problem')}" for books in loaded if books.problems]
    if wrong:
        raise WrongInput(", ".join(wrong))


@main.command()
@_state
@_rules
def run(state_dir: Path | None, rules_dir: Path | None) -> None:
    """Watch the feeds and ring: in Telegram, or in this terminal when there is no token."""
    settings = read_settings(state_dir=state_dir, rules_dir=rules_dir)
    token = settings.find_token()

    from bot.logs import configure_logs
    from bot.service import serve

    os.umask(0o077)  # whatever is written, by whichever library, is for its owner only
    configure_logs(settings.log_format)
    asyncio.run(serve(settings, _load(_rules_dir(settings)), token))


@main.command()
@click.option(
    "--state",
    "state_dir",
    type=click.Path(path_type=Path),
    help="Where to leave the state, a folder without one; else a new one.",
)
@click.option("--fast", is_flag=True, help="No pauses for reading.")
def demo(state_dir: Path | None, fast: bool) -> None:
    """Play a bundled storyline: real RSS over loopback HTTP, the real program, a simulated clock."""
    from bot.demo.run import run_demo
    from bot.logs import configure_logs

    configure_logs(LogFormat.AUTO, quiet=True)
    run_demo(state_dir, pause=not fast)


@main.command()
@click.argument("file", type=click.File(encoding="utf-8", errors="replace"))
@_rules
@click.option("--explain", is_flag=True, help="Also a line per article: story, facts, and what became of every rule.")
def replay(file: TextIO, rules_dir: Path | None, explain: bool) -> None:
    """Run recorded articles (JSON Lines) through the same decisions as the live program."""
    from bot import replay as recording
    from bot.monitor.memory import Memory
    from bot.monitor.rules import RuleSet
    from bot.pipeline import story_settings

    books = _load_any(_rules_dir(read_settings(rules_dir=rules_dir)))
    rules = RuleSet.build(books.rules, books.topics)
    for decision in recording.replay(_recorded(file), rules, Memory(story_settings(books)), explain=explain):
        if explain:
            click.echo(json.dumps(recording.article_line(decision), ensure_ascii=False))
        for alert in decision.alerts:
            click.echo(json.dumps(recording.alert_line(alert), ensure_ascii=False))
    _refuse_problems(books)


@main.command()
@_state
@click.option("--rule", help="Only this rule, for example peace-talks/new-venue.")
@click.option("--days", type=click.IntRange(1, 365), default=7, show_default=True, help="How many days back.")
@click.option(
    "--rules", "changed_dir", type=click.Path(path_type=Path), help="A folder of changed rulebooks to compare."
)
@click.option("--file", type=click.File(encoding="utf-8", errors="replace"), help="Recorded articles (JSON Lines).")
@click.option("--json", "is_json", is_flag=True, help="As JSON instead of a table.")
def backtest(
    state_dir: Path | None, rule: str | None, days: int, changed_dir: Path | None, file: TextIO | None, is_json: bool
) -> None:
    """Say what the rules would have rung over the stored articles, and what changed rules gain and lose."""
    from bot import backtest as testing
    from bot import records
    from bot.pipeline import story_settings

    settings, until = read_settings(state_dir=state_dir), datetime.now(UTC)
    books = [_load_any(folder) for folder in (_rules_dir(settings), changed_dir) if folder]
    sets = testing.rule_sets(books, rule)
    if file is None:
        since = until - timedelta(days=days)
        recorded = records.stored_decisions(settings, since)
    else:
        recorded = list(testing.recorded_in(_recorded(file), story_settings(books[0])))
        since, until = (recorded[0].at, recorded[-1].at) if recorded else (until, until)
    found = [testing.backtest(recorded, one, since=since, until=until) for one in sets]
    unread = testing.unread_rules(books) if changed_dir else frozenset()
    rows = testing.backtest_rows(*found, unread=unread)
    if unread:
        left_out = ", ".join(sorted(unread))
        click.echo(f"tocsin: not compared, for their rulebook cannot be read in one folder: {left_out}", err=True)
    if is_json:
        whole = {
            "since": _iso(since),
            "until": _iso(until),
            "articles": found[0].articles,
            "rules": rows,
            "not_compared": sorted(unread),
        }
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1))
    else:
        click.echo(f"{_counted(found[0].articles, 'article')}, {_iso(since)} to {_iso(until)}")
        _print_backtest(rows, is_compared=changed_dir is not None)
    _refuse_problems(*books)


def _recorded(file: TextIO) -> "Iterator[Article]":
    """Yield the articles of a recording; lines that are none are told on stderr and skipped.

    Raises:
        WrongInput: At the end, when no line was an article: it is the wrong file.
    """
    from bot.replay import BadLine, read_articles

    is_recording = False
    for item in read_articles(file):
        if isinstance(item, BadLine):
            click.echo(f"tocsin: {file.name}:{item.line}: {item.message}; skipped", err=True)
        else:
            is_recording = True
            yield item
    if not is_recording:
        raise WrongInput(f"{file.name} holds no article: one JSON object per line, with a title or a text")


def _iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _print_backtest(rows: list[dict[str, Any]], *, is_compared: bool) -> None:
    counts = ("gained", "lost") if is_compared else ()
    table = [row | {name: len(row[name]) for name in counts} for row in rows]
    more = ("changed_alerts", "changed_per_day", *counts) if is_compared else ()
    _print_rows(table, "table", columns=("rule", "alerts", "per_day", *more))
    for row in rows:
        for name in counts or ("examples",):
            _print_alerts(f"{row['rule']}, {name}" if counts else row["rule"], row[name])


def _print_alerts(heading: str, alerts: list[dict[str, Any]]) -> None:
    """Print alerts line by line under a heading; nothing for none."""
    if alerts:
        click.echo(f"\n{heading}:")
    for alert in alerts:
        source = f" ({alert['source']})" if alert["source"] else ""
        click.echo(f"  {alert['at']}  {alert['what']}  {alert['headline']}{source}")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
def check(folder: Path | None) -> None:
    """Say what is wrong in the rulebooks of a folder (file, line, column), and run their tests."""
    folder = folder or _rules_dir(read_settings())
    books = _load_any(folder)
    _refuse_problems(books)
    for gap in find_gaps(books.topics):
        named = ", ".join(gap.roles[:_MOST_ROLES]) + (", ..." if len(gap.roles) > _MOST_ROLES else "")
        click.echo(
            f"tocsin: topic {gap.topic}: the word lists of '{gap.language}' have no words for {len(gap.roles)} of the "
            f"{gap.asked} roles that its facts ask for, so that less is found: {named}",
            err=True,
        )
    tests = _run_cases(folder, books)
    click.echo(
        f"{folder}: {_counted(len(books.books), 'rulebook')}, {_counted(len(books.topics), 'topic')}, "
        f"{_counted(len(books.rules), 'rule')}, {_counted(len(books.feeds), 'feed')}, {_counted(tests, 'test')}: fine"
    )


def _run_cases(folder: Path, books: Rulebooks) -> int:
    """Run the tests of the rulebooks, print how those that fail differ, and return how many there are."""
    from bot.monitor.cases import run_case
    from bot.pipeline import story_settings

    cases, problems = load_cases(folder, books.books)
    for problem in problems:
        click.echo(f"tocsin: {problem}", err=True)
    failed = [result for case in cases if (result := run_case(case, story_settings(books))).differences]
    for result in failed:
        click.echo(str(result), err=True)
    if problems or failed:
        wrong = [_counted(len(problems), "problem")] if problems else []
        wrong += [f"{len(failed)} of {_counted(len(cases), 'test')} failed"] if failed else []
        raise WrongInput(f"{folder / 'tests'}: {', '.join(wrong)}")
    return len(cases)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


@main.command()
@_state
@click.option("--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="Only alerts since then, UTC.")
@click.option("--rule", help="Only this rule, for example peace-talks/new-venue.")
@click.option("--topic", help="Only this topic.")
@click.option("--chat", help="Only what went to this chat: its Telegram id, or 'terminal'.")
@click.option("-n", "limit", type=click.IntRange(1), help="At most so many, the latest.")
@click.option("--format", "style", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@click.option("--verify", is_flag=True, help="Compare the history file with the database instead.")
@click.option("--rebuild", is_flag=True, help="Write the history file anew from the database instead.")
def history(
    state_dir: Path | None, since: datetime | None, rule: str | None, topic: str | None, chat: str | None,
    limit: int | None, style: str, verify: bool, rebuild: bool,
) -> None:  # fmt: skip
    """Show the alerts that rang, or check the history file."""
    from bot import records

    settings = read_settings(state_dir=state_dir)
    if rebuild:
        click.echo(f"{_counted(records.rebuild_history(settings), 'line')} written")
    elif verify:
        click.echo(records.verify_history(settings))
    else:
        since = since.replace(tzinfo=UTC) if since else None
        rule = _known_rule(settings, rule) if rule else None
        rows = records.find_alerts(settings, since=since, rule=rule, topic=topic, chat=chat, limit=limit)
        _print_rows(rows, style, columns=("number", "at", "rule", "what", "headline"))


def _known_rule(settings: Settings, rule: str) -> str:
    """Return the id of a rule that has rung or is in a rulebook; its rulebook's name may be left out.

    Raises:
        WrongInput: There is none, and there never was one that rang.
    """
    from bot import records

    ids = records.rung_rules(settings)
    if (found := find_rule_id(rule, ids)) is None:
        folder = _rules_dir(settings)
        ids += [known.id for known in load_rulebooks(folder).rules] if folder.is_dir() else []
        found = find_rule_id(rule, ids)
    if found is None:
        raise WrongInput(f"no rule '{rule}' has rung, and none is in the rulebooks{nearest_rule(rule, ids)}")
    return found


def _print_rows(rows: list[dict[str, Any]], style: str, *, columns: Sequence[str]) -> None:
    """Print rows with the same keys: whole as JSON Lines or CSV, or these columns of them as a table."""
    if style == "json":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif style == "csv":
        from bot.records import as_csv

        click.echo(as_csv(rows), nl=False)
    elif not rows:
        click.echo("nothing there")
    else:
        console = Console(highlight=False, markup=False)
        if not console.is_terminal:
            console.width = _UNFOLDED
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in columns:
            table.add_column(name, overflow="fold", no_wrap=name in _NARROW)
        for row in rows:
            table.add_row(*("" if row[name] is None else str(row[name]) for name in columns))
        console.print(table)


@main.command()
@_state
@click.option("-n", "limit", type=click.IntRange(1), default=20, show_default=True, help="At most so many, the latest.")
@click.option("--format", "style", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@click.option("--feedback", is_flag=True, help="Print the pairs that readers said are not the same, as JSON Lines.")
def stories(state_dir: Path | None, limit: int, style: str, feedback: bool) -> None:
    """Show the latest stories: who had each first, who copied, who tells it in words of their own."""
    from bot import records

    settings = read_settings(state_dir=state_dir)
    if feedback:
        _print_rows(records.feedback_rows(settings), "json", columns=())
    else:
        rows = records.story_rows(settings, limit=limit)
        _print_rows(rows, style, columns=("story", "at", "first", "articles", "copies", "independent", "title"))


@main.group()
def feeds() -> None:
    """Show and change the feeds that are polled. What the rulebooks name is changed there."""


@feeds.command("list")
@_state
@click.option("--format", "style", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
def list_feeds(state_dir: Path | None, style: str) -> None:
    """Show every feed, when it is polled next, and what went wrong last."""
    from bot import records

    rows = records.feed_rows(read_settings(state_dir=state_dir))
    _print_rows(rows, style, columns=("number", "title", "url", "state", "next", "last error"))


@feeds.command("add")
@_state
@click.argument("address")
def add_feed(state_dir: Path | None, address: str) -> None:
    """Add a feed for everybody: its address, or that of a page that names it."""
    from bot import records

    click.echo(records.add_feed(read_settings(state_dir=state_dir), address))


@feeds.command("remove")
@_state
@click.argument("number", type=int)
def remove_feed(state_dir: Path | None, number: int) -> None:
    """Remove a feed that was added here, by the number that `feeds list` shows."""
    from bot import records

    click.echo(records.remove_feed(read_settings(state_dir=state_dir), number))


@feeds.command("import")
@_state
@click.argument("file", type=click.File("rb"))
def import_feeds(state_dir: Path | None, file: Any) -> None:
    """Add the feeds of an OPML file for everybody. They are read when they are first polled."""
    from bot import records
    from bot.feeds.opml import MAX_OPML_BYTES

    click.echo(records.import_opml(read_settings(state_dir=state_dir), file.read(MAX_OPML_BYTES + 1)))


@feeds.command("export")
@_state
def export_feeds(state_dir: Path | None) -> None:
    """Print all feeds as OPML."""
    from bot import records

    click.echo(records.export_opml(read_settings(state_dir=state_dir)), nl=False)


@main.command()
@_state
@click.argument("file", type=click.Path(path_type=Path))
def backup(state_dir: Path | None, file: Path) -> None:
    """Copy everything that Tocsin knows into a new file, also while it runs."""
    from bot import records

    click.echo(records.back_up(read_settings(state_dir=state_dir), file))


@main.command()
@_state
@click.argument("file", type=click.Path(path_type=Path))
def restore(state_dir: Path | None, file: Path) -> None:
    """Put a backup in the place of the database. Tocsin must not run; what was there is kept beside it."""
    from bot import records

    click.echo(records.restore(read_settings(state_dir=state_dir), file))


@main.command()
@_state
@click.option("--check", "is_check", is_flag=True, help="Only say by the exit code whether the program is well.")
def status(state_dir: Path | None, is_check: bool) -> None:
    """Show whether the program is alive, and what it has to do."""
    from bot import records

    settings = read_settings(state_dir=state_dir)
    report = records.status(settings, datetime.now(UTC))
    if not is_check:
        for name, value in report.lines:
            click.echo(f"{name:12} {value}")
    if report.trouble:
        raise WrongInput(f"Tocsin is not well on {settings.state_dir}: {report.trouble}")
