"""The command line: `tocsin run | demo | replay | check | history | feeds | status`.

Thin: each command reads its words, calls one function and prints. Exit codes: 0 fine, 1 the thing asked about is
wrong, 2 usage, 3 the environment is wrong. Errors go to stderr as one readable line.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TextIO, TypeVar

import click

from bot import __version__
from bot.config import Settings, read_settings
from bot.errors import BotError, WrongInput
from bot.rulebooks import Rulebooks, load_rulebooks, shipped_rules_dir

P = ParamSpec("P")
T = TypeVar("T")


class _Group(click.Group):
    """Turns every error raised on purpose into one line on stderr and its exit code."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BotError as error:
            click.echo(f"tocsin: {error}", err=True)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            # The reader of our output (head, a pager) has gone; there is nobody left to tell.
            sys.stderr.close()
            ctx.exit(0)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tocsin")
def main() -> None:
    """Tocsin watches news feeds and rings when something happens."""


def _rules_dir(settings: Settings, given: Path | None) -> Path:
    """Return the folder of the rulebooks: the one given, the one set, ./rules, or the shipped ones."""
    if given or settings.rules_dir:
        return given or settings.rules_dir or Path()
    return Path("rules") if Path("rules").is_dir() else shipped_rules_dir()


def _load(folder: Path) -> Rulebooks:
    """Load the rulebooks of a folder, and say on stderr what is wrong with any of them."""
    if not folder.is_dir():
        raise WrongInput(f"{folder} is not a folder; name the one that holds the rulebooks")
    books = load_rulebooks(folder)
    for problem in books.problems:
        click.echo(f"tocsin: {problem}", err=True)
    return books


@main.command()
@click.option("--state", "state_dir", type=click.Path(path_type=Path), help="The state folder (TOCSIN_STATE_DIR).")
@click.option("--rules", "rules_dir", type=click.Path(path_type=Path), help="The rulebooks' folder (TOCSIN_RULES_DIR).")
def run(state_dir: Path | None, rules_dir: Path | None) -> None:
    """Watch the feeds and ring: in Telegram, or in this terminal when there is no token."""
    from bot.app import run_app
    from bot.logs import configure_logs

    settings = read_settings(state_dir=state_dir, rules_dir=rules_dir)
    configure_logs(settings.log_format)
    run_app(settings, _rules_dir(settings, None))


@main.command()
@click.option(
    "--state",
    "state_dir",
    type=click.Path(path_type=Path),
    help="Keep the state here. Default: a new temporary folder.",
)
@click.option("--fast", is_flag=True, help="No pauses for reading.")
def demo(state_dir: Path | None, fast: bool) -> None:
    """Play a bundled storyline: real RSS over loopback HTTP, the real program, a simulated clock."""
    from bot.demo.run import run_demo

    run_demo(state_dir, pause=not fast)


@main.command()
@click.argument("file", type=click.File(encoding="utf-8", errors="replace"))
@click.option("--rules", "rules_dir", type=click.Path(path_type=Path), help="The rulebooks' folder.")
@click.option(
    "--explain", is_flag=True, help="Also one line per article: its story, facts, and what became of every rule."
)
def replay(file: TextIO, rules_dir: Path | None, explain: bool) -> None:
    """Run recorded articles (JSON Lines) through the same decisions as the live program."""
    from bot import replay as replaying
    from bot.monitor.memory import Memory
    from bot.monitor.rules import RuleSet
    from bot.pipeline import story_settings

    books = _load(_rules_dir(read_settings(), rules_dir))
    rules = RuleSet.build(books.rules, books.topics)

    def good_ones() -> Iterator[replaying.Article]:
        for item in replaying.read_articles(file):
            if isinstance(item, replaying.BadLine):
                click.echo(f"tocsin: {file.name}:{item.line}: {item.message}; skipped", err=True)
            else:
                yield item

    for decision in replaying.replay(good_ones(), rules, Memory(story_settings(books)), explain=explain):
        if explain:
            click.echo(json.dumps(replaying.article_line(decision), ensure_ascii=False))
        for alert in decision.alerts:
            click.echo(json.dumps(replaying.alert_line(alert), ensure_ascii=False))
