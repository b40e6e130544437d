"""The command line, command by command: what it prints, what it refuses, and with which exit code."""

import asyncio
import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot import __version__
from bot.cli import main
from bot.store.folder import DATABASE, HISTORY
from bot.store.history import HistoryFile
from bot.store.lock import StateLock
from bot.store.meta import HEARTBEAT
from bot.store.states import Platform
from bot.store.store import Store
from tests.feeds.conftest import Site, item, rss, site
from tests.store.making import NOW, a_chat, a_feed, an_alert, an_article, an_item, poll, ring

__all__ = ["site"]

GOOD = """\
rulebook: harbour
topics:
  harbour: {title: Harbour news}
rules:
  - {id: strike, kind: keywords, topic: harbour, query: strike}
"""
HOSTILE = "=HYPERLINK(0) pays the ferry"


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty working folder, and no setting of this machine."""
    for name in [name for name in os.environ if name.startswith("TOCSIN_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def state(folder: Path) -> Path:
    """A state folder in which three alerts rang: two of one rule for a Telegram chat, one of another for the terminal.

    The chat 7 subscribes to harbour-talks, the terminal to fishing.
    """
    path = folder / "state"
    path.mkdir()
    store = Store.open(path / DATABASE)
    a_chat(store, 7)
    terminal = store.chats.ensure(platform=Platform.TERMINAL, address=0, kind="terminal", title="terminal", now=NOW)
    store.chats.subscribe(terminal.id, "fishing", NOW)
    feed = a_feed(store)
    for day, values in enumerate(({}, {"new": "Turku"}, {"rule": "fish/quota", "topic": "fishing"})):
        at = NOW + timedelta(days=day)
        title = HOSTILE if day == 2 else f"Ministers meet, day {day}"
        article = an_article(store.articles.next_id(), title=title)
        poll(store, feed, an_item(article, alerts=[an_alert(article, at=at, **values)]), now=at)
    HistoryFile(path / HISTORY, store).write()
    store.close()
    return path


def tocsin(*words: str, **settings: str) -> Result:
    """Run a command in this process; settings are TOCSIN_ variables."""
    environment = {f"TOCSIN_{name}": value for name, value in settings.items()}
    return CliRunner().invoke(main, list(words), env=environment, prog_name="tocsin")


def refusal(result: Result, code: int) -> str:
    """Return the one line on stderr with which a command was refused."""
    assert (result.exit_code, result.stdout) == (code, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith("tocsin: ")
    return line


def rows(result: Result) -> list[dict[str, Any]]:
    """Return what was printed as JSON Lines."""
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def with_store(path: Path, act: Callable[[Store], Any]) -> Any:
    """Act on the store of a state folder."""
    store = Store.open(path / DATABASE)
    try:
        return act(store)
    finally:
        store.close()


def test_the_version() -> None:
    """`--version` says which one it is."""
    assert tocsin("--version").stdout.strip() == f"tocsin, version {__version__}"


@pytest.mark.parametrize(
    "words", [["nonsense"], ["history", "--since", "yesterday"], ["history", "-n", "0"], ["feeds", "remove", "x"]]
)
def test_a_wrong_call_is_told_with_the_usage(words: list[str]) -> None:
    """What the command line does not know ends with exit code 2, says what is wrong, and starts nothing."""
    result = tocsin(*words)
    assert result.exit_code == 2
    assert "Usage: tocsin" in result.stderr
    assert "Error: " in result.stderr


@pytest.mark.usefixtures("state")
def test_history_as_a_table() -> None:
    """One line for each alert when no person reads it, the oldest first, with what changed and the headline."""
    head, *lines = tocsin("history").stdout.splitlines()
    assert head.split() == ["number", "at", "rule", "what", "headline"]
    assert len(lines) == 3
    assert "Bergen" in lines[0]
    assert "Oslo" in lines[0]
    assert lines[2].rstrip().endswith(HOSTILE)


@pytest.mark.usefixtures("state")
def test_history_as_json() -> None:
    """Every alert is an object of its own line, with its link and how its deliveries stand."""
    first = rows(tocsin("history", "--format", "json"))[0]
    assert first == {
        "number": 1, "at": "2026-05-12 09:30", "rule": "harbour/venue", "topic": "harbour-talks",
        "what": "Oslo (proposed) — before: Bergen, 12 May 2026", "headline": "Ministers meet, day 0",
        "source": "news.example", "url": "https://news.example/1", "deliveries": "1 pending",
        "story": "1", "relation": None, "similarity": None, "judged": "",
    }  # fmt: skip


@pytest.mark.usefixtures("state")
def test_csv_holds_no_formulas() -> None:
    """A headline that a spreadsheet would run as a formula is disarmed by an apostrophe; the rest is as it is."""
    found = list(csv.DictReader(io.StringIO(tocsin("history", "--format", "csv").stdout)))
    assert [row["headline"] for row in found] == ["Ministers meet, day 0", "Ministers meet, day 1", f"'{HOSTILE}"]
    assert [row["number"] for row in found] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (["--since", "2026-05-13"], [2, 3]),
        (["--since", "2026-05-13T09:31:00"], [3]),
        (["--rule", "fish/quota"], [3]),
        (["--topic", "harbour-talks"], [1, 2]),
        (["--topic", "no-such-topic"], []),
        (["--chat", "7"], [1, 2]),
        (["--chat", "terminal"], [3]),
        (["--chat", "7", "--since", "2026-05-13"], [2]),
        (["-n", "2"], [2, 3]),
    ],
)
@pytest.mark.usefixtures("state")
def test_history_is_narrowed_down(words: list[str], numbers: list[int]) -> None:
    """Time (UTC), rule, topic and chat narrow it down, alone and together; -n takes the latest."""
    assert [row["number"] for row in rows(tocsin("history", "--format", "json", *words))] == numbers


@pytest.mark.usefixtures("state")
def test_an_empty_history_says_so() -> None:
    """A table without rows is a sentence; JSON and CSV without rows are empty."""
    assert tocsin("history", "--topic", "none").stdout == "nothing there\n"
    assert tocsin("history", "--topic", "none", "--format", "csv").stdout == ""


@pytest.mark.usefixtures("state")
def test_an_unknown_chat_is_refused() -> None:
    """A chat that nobody knows is not an empty history but a mistake: exit code 1."""
    assert "no chat 12345" in refusal(tocsin("history", "--chat", "12345"), 1)


@pytest.mark.parametrize(
    "words", [["history"], ["history", "--verify"], ["history", "--rebuild"], ["feeds", "list"], ["status"]]
)
def test_reading_makes_no_state_folder(folder: Path, words: list[str]) -> None:
    """Where there is no state nothing is made: exit code 3, and how to name the right folder."""
    line = refusal(tocsin(*words, "--state", "elsewhere"), 3)
    assert "elsewhere" in line
    assert "--state" in line
    assert list(folder.iterdir()) == []


def test_a_whole_history_file_is_verified(state: Path) -> None:
    """What was written is what the database says."""
    result = tocsin("history", "--verify")
    assert (result.exit_code, result.stdout) == (0, "the history file is whole; its lines: 3\n")
    assert len((state / HISTORY).read_text().splitlines()) == 3


def test_a_torn_history_file_is_found_and_rebuilt(state: Path) -> None:
    """A line that is cut off is told with the way out; rebuilding writes the same file again."""
    file = state / HISTORY
    whole = file.read_bytes()
    file.write_bytes(whole[:-40])
    line = refusal(tocsin("history", "--verify"), 1)
    assert "lines missing: 1" in line
    assert "--rebuild" in line
    assert tocsin("history", "--rebuild").stdout == "3 lines written\n"
    assert file.read_bytes() == whole
    assert tocsin("history", "--verify").exit_code == 0


def test_an_edited_history_file_is_found(state: Path) -> None:
    """A line that somebody changed by hand is named by its number."""
    file = state / HISTORY
    file.write_bytes(file.read_bytes().replace(b"Turku", b"Paris"))
    assert "the first wrong line is 2" in refusal(tocsin("history", "--verify"), 1)


def test_a_deleted_history_file_is_found(state: Path) -> None:
    """No file at all is a file from which every line is missing."""
    (state / HISTORY).unlink()
    assert "lines missing: 3" in refusal(tocsin("history", "--verify"), 1)


def test_rebuilding_waits_for_nobody(state: Path) -> None:
    """While another Tocsin holds the folder, the file is not rewritten under its hands; reading goes on."""
    with StateLock(state):
        assert "another Tocsin" in refusal(tocsin("history", "--rebuild"), 3)
        assert tocsin("history", "--verify").exit_code == 0
        assert tocsin("history").exit_code == 0


def test_feeds_are_listed_and_exported(state: Path) -> None:
    """The table names each feed; JSON says where it is from; the export goes back in as it came out."""
    assert "https://news.example/feed" in tocsin("feeds", "list").stdout
    (row,) = rows(tocsin("feeds", "list", "--format", "json"))
    assert (row["title"], row["state"], row["failures"]) == ("News", "active", 0)
    exported = tocsin("feeds", "export").stdout
    (state.parent / "feeds.opml").write_text(exported)
    assert tocsin("feeds", "import", "feeds.opml").stdout == "feeds in the file: 1, new: 0\n"
    imported = tocsin("feeds", "import", "feeds.opml", "--state", "other")
    assert (imported.exit_code, imported.stdout) == (0, "feeds in the file: 1, new: 1\n")
    assert tocsin("feeds", "export", "--state", "other").stdout == exported


def test_an_import_takes_as_many_feeds_as_are_allowed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest is left out, and that is said with the setting that allows more."""
    monkeypatch.setenv("TOCSIN_MAX_OPML", "3")
    outlines = "".join(f'<outline text="a" xmlUrl="https://a.example/{number}"/>' for number in range(5))
    (folder / "feeds.opml").write_text(f"<opml><body>{outlines}</body></opml>")
    imported = tocsin("feeds", "import", "feeds.opml")
    assert imported.stdout == "feeds in the file: 5, new: 3; the last 2 were left out: TOCSIN_MAX_OPML allows 3\n"
    assert tocsin("feeds", "export").stdout.count("xmlUrl") == 3


@pytest.mark.parametrize("text", ["", "no xml", "<html><body>a page</body></html>", "<opml><body/></opml>"])
def test_a_file_without_feeds_is_refused(folder: Path, text: str) -> None:
    """What holds no feeds is said so, and no state folder is made for it."""
    (folder / "feeds.opml").write_text(text)
    assert "no feeds in it" in refusal(tocsin("feeds", "import", "feeds.opml"), 1)
    assert not (folder / "state").exists()


def test_a_missing_file_is_a_wrong_call() -> None:
    """A file that is not there ends with exit code 2."""
    assert tocsin("feeds", "import", "nowhere.opml").exit_code == 2


async def test_a_feed_is_added_by_its_page_and_removed(folder: Path, site: Site) -> None:
    """A page's feed is discovered and added for everybody; it is removed by its number, once."""
    site.put("/", "<html><head><link rel=alternate type=application/rss+xml href=/news.xml></head></html>")
    site.put("/news.xml", rss(item()), content_type="application/rss+xml")

    async def run(*words: str) -> Result:
        return await asyncio.to_thread(tocsin, *words, ALLOW_NETS="127.0.0.0/8")

    added = await run("feeds", "add", site.url("/"))
    assert (added.exit_code, added.stderr) == (0, "")
    assert added.stdout.startswith("feed 1 is added, for every chat: Harbour Post, ")
    assert site.url("/news.xml") in added.stdout
    assert (await run("feeds", "add", site.url("/news.xml"))).stdout.startswith("feed 1 is known already")
    assert (await run("feeds", "remove", "1")).stdout == "feed 1 is removed\n"
    assert "`tocsin feeds list`" in refusal(await run("feeds", "remove", "1"), 1)
    assert (await run("feeds", "list")).stdout == "nothing there\n"


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://10.1.2.3/feed.xml", "could not be reached"),
        ("http://169.254.169.254/latest/meta-data/", "could not be reached"),
        ("http://[::1]/feed", "could not be reached"),
        ("file:///etc/passwd", "Only http:// and https://"),
        ("http://me:secret@news.example/feed", "user name or password"),
        ("http://news.example:22/", "Port 22"),
        ("http://", "no host"),
        ("", "no host"),
        ("http://[::1", "not a web address"),
        ("x" * 3_000, "longer than"),
    ],
)
def test_an_address_that_cannot_be_a_feed_is_refused(folder: Path, address: str, reason: str) -> None:
    """Each is one line with the reason and exit code 1; no state folder is made."""
    line = refusal(tocsin("feeds", "add", address), 1)
    assert reason in line
    assert "secret" not in line
    assert not (folder / "state").exists()


def test_a_rulebooks_feed_stays(state: Path) -> None:
    """What was not added at the command line cannot be removed there; the line says where it can."""
    assert "in the chat that added it" in refusal(tocsin("feeds", "remove", "1"), 1)
    assert with_store(state, lambda store: [feed.id for feed in store.feeds.all()]) == [1]


@pytest.mark.usefixtures("state")
def test_status_of_a_program_that_never_ran() -> None:
    """Without a sign of life it is not alive; what there is to do is shown all the same."""
    result = tocsin("status")
    assert result.exit_code == 1
    assert "feeds        1 active" in result.stdout
    assert "queue        3 on their way" in result.stdout
    assert "3 pending" in result.stdout
    assert "no sign of life yet" in refusal(tocsin("status", "--check"), 1)


@pytest.mark.parametrize(("seconds", "code"), [(5, 0), (55, 0), (90, 1), (-3600, 1)])
def test_the_health_check_reads_the_heartbeat(state: Path, seconds: int, code: int) -> None:
    """A fresh heartbeat is a living program; one of more than a minute ago, or ahead, is none: exit code 1."""
    at = datetime.now(UTC) - timedelta(seconds=seconds)
    with_store(state, lambda store: store.meta.set(HEARTBEAT, at.isoformat()))
    result = tocsin("status", "--check")
    assert (result.exit_code, result.stdout) == (code, "")
    assert bool(code) == (f"last sign of life {at:%Y-%m-%d %H:%M:%S} UTC" in result.stderr)
    assert ("yes" in tocsin("status").stdout) is not bool(code)


def test_the_demo_leaves_a_state_folder_alone(state: Path) -> None:
    """Invented news never gets into a folder that a Tocsin uses: one line, exit code 1, nothing is changed."""
    before = (state / DATABASE).read_bytes()
    assert "holds a tocsin.db already" in refusal(tocsin("demo", "--fast", "--state", str(state)), 1)
    assert (state / DATABASE).read_bytes() == before


@pytest.fixture
def week(state: Path) -> Path:
    """A state folder that read an article a day in the last three days: on a strike, on frost, on another strike."""
    Path("rules").mkdir()
    Path("rules/harbour.yaml").write_text(GOOD)
    titles = ["Strike at the port of Marlow", "Frost over the hills", "Tram drivers begin a strike"]

    def read(store: Store) -> None:
        for day, title in enumerate(titles):
            at = datetime.now(UTC) - timedelta(days=3 - day)
            article = an_article(store.articles.next_id(), title=title, text="", published=at)
            poll(store, store.feeds.all()[0], an_item(article), now=at)

    with_store(state, read)
    return state


def test_backtest_as_a_table(week: Path) -> None:
    """Alerts, alerts a day, and the latest examples of each rule that rang."""
    result = tocsin("backtest")
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert re.fullmatch(r"3 articles, \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ to \S+Z", lines[0])
    assert lines[2].split() == ["harbour/strike", "2", "0.29"]
    assert lines[4] == "harbour/strike:"
    assert [line.split("  ")[-1] for line in lines[5:]] == [
        "Strike at the port of Marlow (news.example)", "Tram drivers begin a strike (news.example)",
    ]  # fmt: skip
    assert tocsin("backtest", "--days", "2").stdout.startswith("1 article, ")


def test_backtest_of_changed_rules(week: Path) -> None:
    """What they gain and lose, as a table and as JSON; the current rules stay the measure."""
    changed = Path("changed")
    changed.mkdir()
    (changed / "harbour.yaml").write_text(GOOD.replace("query: strike", "query: frost OR tram*"))
    lines = tocsin("backtest", "--rules", "changed").stdout.splitlines()
    assert lines[1].split() == [
        "rule", "alerts", "per_day", "changed_alerts", "changed_per_day", "gained", "lost",
    ]  # fmt: skip
    assert lines[2].split() == ["harbour/strike", "2", "0.29", "2", "0.29", "1", "1"]
    assert lines[4] == "harbour/strike, gained:"
    assert lines[5].endswith("Frost over the hills (news.example)")
    assert lines[7] == "harbour/strike, lost:"
    assert lines[8].endswith("Strike at the port of Marlow (news.example)")
    whole = json.loads(tocsin("backtest", "--rules", "changed", "--rule", "harbour/strike", "--json").stdout)
    (row,) = whole["rules"]
    assert (whole["articles"], row["alerts"], row["changed_alerts"]) == (3, 2, 2)
    assert [one["headline"] for one in row["gained"]] == ["Frost over the hills"]
    assert [one["headline"] for one in row["lost"]] == ["Strike at the port of Marlow"]


def test_backtest_of_a_recording(folder: Path) -> None:
    """Recorded articles instead of stored ones: copies ring once, the days are the recording's own."""
    (folder / "rules").mkdir()
    (folder / "rules" / "harbour.yaml").write_text(GOOD)
    recorded = [
        {"title": title, "source": f"{day}.example", "published": f"2026-03-{day:02}T12:00:00Z"}
        for day, title in enumerate(["Strike at the port of Marlow", "Strike at the port of Marlow", "Frost"], 1)
    ]
    (folder / "march.jsonl").write_text("".join(json.dumps(one) + "\n" for one in recorded) + "no json\n")
    result = tocsin("backtest", "--file", "march.jsonl", "--json")
    assert result.exit_code == 0
    assert "march.jsonl:4: not valid JSON; skipped" in result.stderr
    whole = json.loads(result.stdout)
    assert (whole["since"], whole["until"], whole["articles"]) == ("2026-03-01T12:00:00Z", "2026-03-03T12:00:00Z", 3)
    assert [(row["rule"], row["alerts"], row["per_day"]) for row in whole["rules"]] == [("harbour/strike", 1, 0.5)]


def test_backtest_of_a_rule_that_there_is_not(week: Path) -> None:
    """The nearest name is offered."""
    assert "did you mean 'harbour/strike'?" in refusal(tocsin("backtest", "--rule", "harbour/strke"), 1)
    assert "did you mean 'harbour/strike'?" in refusal(tocsin("backtest", "--rule", "strke"), 1)
    assert "harbour/strike" in tocsin("backtest", "--rule", "strike").stdout


def test_backtest_compares_no_rulebook_that_cannot_be_read(week: Path) -> None:
    """Its rules are not lost: they are named, and left out; a rule that it may hold is not said to be another one."""
    changed = Path("changed")
    changed.mkdir()
    (changed / "harbour.yaml").write_text("rulebook: harbour\nrulez: []\n")
    (changed / "other.yaml").write_text("rules: [{id: frost, kind: keywords, query: frost}]\n")
    result = tocsin("backtest", "--rules", "changed", "--json")
    assert result.exit_code == 1
    assert "not compared, for their rulebook cannot be read in one folder: harbour/strike" in result.stderr
    whole = json.loads(result.stdout)
    assert [row["rule"] for row in whole["rules"]] == ["other/frost"]
    assert whole["not_compared"] == ["harbour/strike"]
    errors = tocsin("backtest", "--rules", "changed", "--rule", "harbour/walkout").stderr
    assert "there is no rule 'harbour/walkout'; what is wrong above may hold it" in errors
    assert "did you mean 'harbour/strike'" not in errors


def test_history_of_a_rule_that_there_is_not(week: Path) -> None:
    """A rule that neither rang nor stands in a rulebook is an error with the nearest name; a quiet one is none."""
    assert "did you mean 'harbour/strike'?" in refusal(tocsin("history", "--rule", "harbour/strke"), 1)
    assert "no rule 'nosuch' has rung, and none is in the rulebooks" in refusal(
        tocsin("history", "--rule", "nosuch"), 1
    )
    assert tocsin("history", "--rule", "strike").stdout == "nothing there\n"
    with_store(week, lambda store: ring(store, store.feeds.all()[0]))
    assert "harbour/venue" in tocsin("history", "--rule", "venue").stdout


@pytest.fixture
def recorded(folder: Path) -> str:
    """A recording of one article that the good rulebook rings for."""
    (folder / "one.jsonl").write_text(
        '{"id": "s", "title": "Strike at the port", "published": "2026-03-01T12:00:00Z"}\n'
    )
    return "one.jsonl"


@pytest.mark.parametrize("words", [["replay"], ["backtest", "--json", "--file"]])
def test_a_broken_rulebook_does_not_pass_for_a_good_one(folder: Path, recorded: str, words: list[str]) -> None:
    """What the good rulebooks say is printed; the mistakes stand on stderr, and the exit code is 1."""
    (folder / "rules").mkdir()
    (folder / "rules" / "harbour.yaml").write_text(GOOD)
    good = tocsin(*words, recorded)
    assert (good.exit_code, good.stderr) == (0, "")
    assert "harbour/strike" in good.stdout
    (folder / "rules" / "wrong.yaml").write_text("rulebook: wrong\nrulez: []\n")
    broken = tocsin(*words, recorded)
    assert (broken.exit_code, broken.stdout) == (1, good.stdout)
    place, last = broken.stderr.splitlines()
    assert place.startswith("tocsin: rules/wrong.yaml:2:1: ")
    assert last == "tocsin: rules: 1 problem"


def test_a_backtest_of_broken_changed_rules(week: Path) -> None:
    """A mistake among the changed rulebooks counts like one among the current ones."""
    Path("changed").mkdir()
    Path("changed/harbour.yaml").write_text(GOOD)
    Path("changed/wrong.yaml").write_text("rulebook: wrong\nrulez: []\n")
    result = tocsin("backtest", "--rules", "changed")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[2].split()[:4] == ["harbour/strike", "2", "0.29", "2"]
    assert result.stderr.endswith("tocsin: changed: 1 problem\n")


@pytest.mark.parametrize("words", [["replay"], ["backtest", "--file"]])
def test_a_folder_without_rulebooks_rings_nothing_and_says_why(folder: Path, recorded: str, words: list[str]) -> None:
    """The wrong folder is refused rather than found to ring nothing."""
    (folder / "rules").mkdir()
    assert "rules holds no rulebook" in refusal(tocsin(*words, recorded), 1)


def test_a_backtest_of_a_changed_folder_without_rulebooks(week: Path) -> None:
    """Nor do changed rules that are not there lose every alert."""
    Path("changed").mkdir()
    assert "changed holds no rulebook" in refusal(tocsin("backtest", "--rules", "changed"), 1)


@pytest.mark.parametrize("text", ["", "no json\n", '["a", "list"]\n{}\n'], ids=["empty", "no json", "no articles"])
@pytest.mark.parametrize("words", [["replay"], ["backtest", "--file"]])
def test_a_file_without_articles_is_no_recording(folder: Path, words: list[str], text: str) -> None:
    """When no line is an article it is the wrong file: exit code 1."""
    (folder / "rules").mkdir()
    (folder / "rules" / "harbour.yaml").write_text(GOOD)
    (folder / "wrong.jsonl").write_text(text)
    result = tocsin(*words, "wrong.jsonl")
    assert (result.exit_code, result.stdout) == (1, "")
    *skipped, last = result.stderr.splitlines()
    assert len(skipped) == len(text.splitlines())
    assert last.startswith("tocsin: wrong.jsonl holds no article: ")


def test_check_of_good_rulebooks(folder: Path) -> None:
    """Good rulebooks are counted and fine; without a folder ./rules is checked."""
    (folder / "rules").mkdir()
    (folder / "rules" / "harbour.yaml").write_text(GOOD)
    result = tocsin("check")
    assert (result.exit_code, result.stdout) == (0, "rules: 1 rulebook, 1 topic, 1 rule, 0 feeds, 0 tests: fine\n")


def test_check_runs_the_tests_of_the_rulebooks(folder: Path) -> None:
    """A test that holds is counted; one that fails is shown as a comparison, with its place, and the exit code is 1."""
    articles = "[{id: a, title: Strike at the port}, {id: b, title: Bees}]"
    case = f"tests:\n- name: A strike rings\n  articles: {articles}\n"
    (folder / "rules" / "tests").mkdir(parents=True)
    (folder / "rules" / "harbour.yaml").write_text(GOOD)
    (folder / "rules" / "tests" / "harbour.yaml").write_text(f"{case}  alerts: [{{rule: strike, article: a}}]\n")
    assert tocsin("check").stdout.endswith(", 1 test: fine\n")
    (folder / "rules" / "tests" / "harbour.yaml").write_text(f"{case}  alerts: [{{rule: strike, article: b}}]\n")
    result = tocsin("check")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "rules/tests/harbour.yaml:2: A strike rings",
        "  - strike stays silent at article a",
        "  + it rings: the article says “Strike”",
        "  - strike rings at article b",
        "  + strike there: no_match ('strike' is not in the article)",
        "tocsin: rules/tests: 1 of 1 test failed",
    ]
    (folder / "rules" / "tests" / "harbour.yaml").write_text("tests: [{nme: x}]\n")
    result = tocsin("check")
    assert result.exit_code == 1
    assert "tests/harbour.yaml:1:10: unknown field 'nme'; did you mean 'name'?" in result.stderr
    assert result.stderr.endswith("tocsin: rules/tests: 3 problems\n")


def test_check_names_every_problem(folder: Path) -> None:
    """Every problem of every rulebook stands on stderr as file:line:column, and the exit code is 1."""
    (folder / "a.yaml").write_text(GOOD.replace("query: strike", "query: '\"strike'"))
    (folder / "b.yaml").write_text("rulebook: b\nfeeds:\n  - {url: 'ftp://x'}\nrulez: []\n")
    (folder / "c.yaml").write_text(GOOD)
    result = tocsin("check", ".")
    assert (result.exit_code, result.stdout) == (1, "")
    *problems, last = result.stderr.splitlines()
    assert [line.split()[1] for line in problems] == ["a.yaml:5:58:", "b.yaml:3:11:", "b.yaml:4:1:"]
    assert last == "tocsin: .: 3 problems"


def test_check_warns_of_a_language_whose_lists_are_short(folder: Path) -> None:
    """What its facts ask for and nobody has written words for; the rulebook is fine all the same."""
    (folder / "rules").mkdir()
    book = "language: es\nparties: {NO: {name: Noruega}}\nlists: {meeting: [reunión]}\n"
    book += "topics: {t: {title: T, parties: [NO], facts: [%s]}}\n"
    (folder / "rules" / "a.yaml").write_text(
        book % "number, stance" + "facts: {number: {kind: number, of: [presos]}}\n"
    )
    result = tocsin("check")
    assert (result.exit_code, result.stdout) == (0, "rules: 1 rulebook, 1 topic, 0 rules, 0 feeds, 0 tests: fine\n")
    assert re.fullmatch(
        r"tocsin: topic t: the word lists of 'es' have no words for (\d+) of the (\d+) roles that its facts ask for, "
        r"so that less is found: (\w+, ){12}\.\.\.\n",
        result.stderr,
    )
    (folder / "rules" / "a.yaml").write_text((book % "stance").replace("language: es", "language: en"))
    assert tocsin("check").stderr == ""
    (folder / "rules" / "a.yaml").write_text((book % "stance").replace("language: es", "language: spanish"))
    assert "'spanish' is not a language code; did you mean 'es'?" in tocsin("check").stderr


@pytest.mark.parametrize("name", ["nowhere", "a-file"])
def test_check_of_what_is_no_folder(folder: Path, name: str) -> None:
    """What is no folder is refused with exit code 1."""
    (folder / "a-file").write_text(GOOD)
    assert f"{name} is not a folder" in refusal(tocsin("check", name), 1)


def test_check_of_a_folder_without_rulebooks(folder: Path) -> None:
    """A folder in which there is no rulebook is the wrong folder, not a fine one."""
    assert "holds no rulebook" in refusal(tocsin("check", str(folder)), 1)


def test_a_reader_that_goes_away_ends_it_quietly(state: Path) -> None:
    """When `head` has seen enough, the rest is not written, nobody complains, and the exit code is 0."""
    articles = [an_article(number) for number in range(1_000, 1_600)]  # more than a pipe holds
    decided = [an_item(article, alerts=[an_alert(article)]) for article in articles]
    with_store(state, lambda store: poll(store, store.feeds.all()[0], *decided))
    command = [sys.executable, "-m", "bot", "history", "--format", "json", "--state", str(state)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        assert json.loads(process.stdout.readline())["number"] == 1
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(30) == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOKEN", "123:short"),
        ("TOKEN_FILE", "no-such-file"),
        ("OWNERS", "ada"),
        ("ALLOW_NETS", "10.0.0.0/99"),
        ("ACCESS", "maybe"),
        ("LOG_FORMAT", "xml"),
        ("API_URL", "ftp://telegram.example"),
        ("API_URL", "http://[telegram.example"),
        ("ON_UNCERTAIN", "perhaps"),
        ("DATABASE_URL", "somewhere:secret"),
    ],
)
def test_a_wrong_setting_ends_it_before_anything_is_opened(folder: Path, name: str, value: str) -> None:
    """`run` ends with exit code 3 and one line that names the variable; no state folder is made."""
    line = refusal(tocsin("run", **{name: value}), 3)
    assert line.startswith(f"tocsin: TOCSIN_{name}: ")
    assert "secret" not in line
    assert not (folder / "state").exists()


def test_an_unknown_kind_of_database_is_refused() -> None:
    """An address whose driver is not there names its variable, and not the password in it."""
    line = refusal(tocsin("status", DATABASE_URL="nonsense://me:secret@db.example/x"), 3)
    assert line.startswith("tocsin: TOCSIN_DATABASE_URL: ")
    assert "secret" not in line


def test_an_unreadable_file_of_settings_is_refused(folder: Path) -> None:
    """A .env file that is no text is one line, not a traceback."""
    (folder / ".env").write_bytes(b"TOCSIN_OWNERS=\xff\xfe7\n")
    assert ".env" in refusal(tocsin("status"), 3)
