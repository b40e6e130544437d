"""The history file: what it says, and that no crash or stranger's hand leaves it wrong for long."""

import json
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.monitor.rules import RuleKind
from bot.monitor.stories import Judgement, Relation
from bot.store.database import StoreUnavailable
from bot.store.history import HistoryCheck, HistoryFile
from bot.store.states import Platform
from bot.store.store import Store
from tests.store.making import NOW, TOPIC, a_chat, a_feed, an_alert, an_article, an_item, poll, ring

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the history file is to be."""
    return tmp_path / "alerts.jsonl"


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().decode().split("\n")[:-1]]


def _send_all(store: Store) -> None:
    while claimed := store.outbox.claim(NOW, 10):
        for delivery in claimed:
            store.outbox.mark_sent(delivery, 500 + delivery.first.number, NOW)


def test_lines_say_what_happened(store: Store, path: Path) -> None:
    """An alert and its delivery are two lines with everything that a reader needs."""
    a_chat(store, -100500, thread=4)
    ring(store, a_feed(store))
    _send_all(store)
    assert HistoryFile(path, store).write() == 2

    at = "2026-05-12T09:30:00.123456Z"
    article = {"id": "1", "headline": an_article(1).title, "url": an_article(1).url, "source": "news.example"}
    assert _lines(path) == [
        {
            "type": "alert", "number": 1, "at": at, "rule": "harbour/venue", "kind": "new_value", "title": "New venue",
            "topic": TOPIC, "article": article | {"published": at}, "story": "1", "judgement": None,
                "old": "Bergen", "new": "Oslo",
            "status": "proposed", "party": None, "joint": [], "evidence": "The talks move to Oslo.",
            "context": "", "matched": ["Oslo"], "reason": "new", "severity": "normal", "said": "", "burst": None,
        },
        {
            "type": "delivery", "number": 1, "at": at, "chat": -100500, "thread": 4, "outcome": "sent", "message": 501,
            "repeat": False, "reason": "",
        },
    ]  # fmt: skip
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


REPORT = Judgement(
    relation=Relation.REPORT, story="1", of="1", similarity=62.5, reason="report: story #1 attracts it with 0.83"
)


def _every_kind(store: Store) -> None:
    """Bring every kind of line about."""
    feed, chat = a_feed(store), a_chat(store, 7)
    store.chats.ensure(platform=Platform.TERMINAL, address=0, kind="terminal", title="", now=NOW)
    terminal = store.chats.find(Platform.TERMINAL, 0)
    assert terminal is not None
    store.chats.subscribe(terminal.id, TOPIC, NOW)
    store.chats.mute_story(terminal.id, "2", NOW)
    ring(store, feed, 2, kind=RuleKind.KEYWORDS, judgement=REPORT)
    ring(store, feed, topic=None, chat=terminal.id, old=None, new=None, status=None, matched=(), evidence="")
    for delivery in store.outbox.claim(NOW, 5):
        store.outbox.mark_uncertain(delivery, "the answer was lost", NOW)
    store.outbox.settle_uncertain(resend=True, now=NOW)
    first, second = store.outbox.claim(NOW, 5)
    store.outbox.mark_failed(first, "can't parse entities", NOW)
    store.outbox.mark_sent(second, None, NOW)
    store.chats.suspend(chat.id, "kicked", NOW)


def test_every_line_meets_the_schema(store: Store, path: Path) -> None:
    """Each kind of line and each outcome is valid by the published schema, and the schema is not lax."""
    _every_kind(store)
    HistoryFile(path, store).write()
    schema = json.loads((DOCS / "history.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    lines = _lines(path)
    for line in lines:
        validator.validate(line)
        for field in line.keys() - {"judgement"}:  # lines of before it was kept have none
            assert not validator.is_valid({key: value for key, value in line.items() if key != field})
    for field in (judgement := next(line["judgement"] for line in lines if line.get("judgement"))):
        broken = {key: value for key, value in judgement.items() if key != field}
        assert not validator.is_valid(lines[0] | {"judgement": broken})
    outcomes = {line["outcome"] for line in lines if line["type"] == "delivery"}
    assert outcomes == {"sent", "failed", "muted", "held", "uncertain"}


def test_every_field_is_documented(store: Store, path: Path) -> None:
    """`docs/history.md` names every field and outcome, and its examples meet the schema."""
    text = (DOCS / "history.md").read_text(encoding="utf-8")
    schema = json.loads((DOCS / "history.schema.json").read_text(encoding="utf-8"))
    for kind in ("alert", "delivery"):
        properties = schema["$defs"][kind]["properties"]
        names = [*properties, *properties.get("outcome", {}).get("enum", [])]
        names += properties.get("judgement", {}).get("properties", [])
        assert [name for name in names if f"`{name}`" not in text] == []
    examples = [json.loads(line) for line in text.splitlines() if line.startswith('{"type"')]
    assert [example["type"] for example in examples] == ["alert", "delivery"]
    for example in examples:
        jsonschema.Draft202012Validator(schema).validate(example)


def test_text_that_breaks_readers_stays_on_one_line(store: Store, path: Path) -> None:
    """Whatever a headline holds, it is one line for every reader and comes back as it was."""
    feed = a_feed(store)
    nasty = 'a\u2028b\u2029c\x85d\ne\rf"g\\\t\x00 Київ'
    article = an_article(1, title=nasty)
    poll(store, feed, an_item(article, alerts=[an_alert(article)]))
    HistoryFile(path, store).write()
    assert len(path.read_text(encoding="utf-8").splitlines()) == 1
    assert _lines(path)[0]["article"]["headline"] == nasty
    assert "Київ" in path.read_text(encoding="utf-8")


def test_write_appends_only_what_is_new(store: Store, path: Path) -> None:
    """Each line is written once, also over pages and restarts."""
    feed = a_feed(store)
    assert HistoryFile(path, store).write() == 0
    ring(store, feed, 1_203)
    assert HistoryFile(path, store).write() == 1_203
    assert HistoryFile(path, store).write() == 0
    ring(store, feed)
    assert HistoryFile(path, store).write() == 1
    assert [line["number"] for line in _lines(path)] == list(range(1, 1_205))
    assert HistoryFile(path, store).verify() == HistoryCheck(ok=True, lines=1_204, missing=0, extra=0, damaged=())


def _crash_states(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """Yield a database and a history file for every point at which a write of three lines can be interrupted.

    The points: some bytes of the appended text on disk, with the cursor before it; all of it, with the cursor after.
    """
    store, path = Store.open(tmp_path / "tocsin.db"), tmp_path / "alerts.jsonl"
    feed = a_feed(store)
    ring(store, feed, 2)
    HistoryFile(path, store).write()
    ring(store, feed, 3)
    with store.database.read() as connection:
        connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    before, old = tmp_path / "before.db", path.read_bytes()
    shutil.copy(tmp_path / "tocsin.db", before)
    HistoryFile(path, store).write()
    whole = path.read_bytes()
    store.close()
    for size in range(len(old), len(whole) + 1, 7):
        path.write_bytes(whole[:size])
        yield before, path
    for size in (len(whole) - 1, len(whole)):
        path.write_bytes(whole[:size])
        yield before, path
    path.write_bytes(whole)
    yield tmp_path / "tocsin.db", path


def test_crash_at_any_point_leaves_no_line_missing_or_doubled(tmp_path: Path) -> None:
    """From every state that a crash can leave, the next write makes the file whole."""
    work = tmp_path / "work"
    work.mkdir()
    template = Path(shutil.copytree(work, tmp_path / "states")) / "x"
    for number, (database, path) in enumerate(_crash_states(work)):
        after = template.with_name(f"{number}.db")
        shutil.copy(database, after)
        store = Store.open(after)
        HistoryFile(path, store).write()
        assert [line["number"] for line in _lines(path)] == [1, 2, 3, 4, 5]
        assert HistoryFile(path, store).verify().ok
        assert HistoryFile(path, store).write() == 0
        assert not path.with_name("alerts.jsonl.old").exists()
        store.close()


def test_crash_within_rebuild_heals(store: Store, path: Path) -> None:
    """A rebuild that ended before its cursor was saved leaves a file that the next write takes up."""
    feed = a_feed(store)
    ring(store, feed, 2)
    history = HistoryFile(path, store)
    history.write()
    with store.database.read() as connection:
        mark = connection.exec_driver_sql("select value from meta where key = 'history.cursor'").scalar()
    ring(store, feed, 2)
    assert history.rebuild() == 4
    store.meta.set("history.cursor", str(mark))
    assert history.write() == 2
    assert history.verify().ok
    path.with_name("alerts.jsonl.new").write_text("left over", encoding="utf-8")
    assert history.rebuild() == 4
    assert history.verify().ok


@pytest.mark.parametrize("damage", ["gone", "shorter", "another end", "appended"])
def test_file_that_others_changed_is_kept_and_rebuilt(store: Store, path: Path, damage: str) -> None:
    """A file whose end does not fit is put aside, nothing of it is lost, and the history is whole again."""
    history = HistoryFile(path, store)
    ring(store, a_feed(store), 3)
    history.write()
    whole = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes({"shorter": whole[:-9], "another end": whole[:-5] + b"abcd\n"}.get(damage, whole + b"{}\n"))
    strange = None if damage == "gone" else path.read_bytes()

    assert history.write() == 3
    assert path.read_bytes() == whole
    old = path.with_name("alerts.jsonl.old")
    assert (old.read_bytes() if old.exists() else None) == strange


def test_verify_names_what_differs(store: Store, path: Path) -> None:
    """Missing, foreign, changed and swapped lines are found and numbered; rebuilding puts all right."""
    history = HistoryFile(path, store)
    ring(store, a_feed(store), 4)
    assert history.verify() == HistoryCheck(ok=True, lines=0, missing=0, extra=0, damaged=())
    history.write()
    one, two, three, four = path.read_bytes().splitlines(keepends=True)

    def check(*lines: bytes) -> HistoryCheck:
        path.write_bytes(b"".join(lines))
        return history.verify()

    assert check(one, two, three, four).ok
    assert check(one, three, four) == HistoryCheck(ok=False, lines=3, missing=1, extra=0, damaged=())
    changed = two.replace(b"Oslo", b"Rome")
    assert check(one, changed, three, four) == HistoryCheck(ok=False, lines=4, missing=1, extra=1, damaged=(2,))
    assert check(one, two, b"?\n", three, four) == HistoryCheck(ok=False, lines=5, missing=0, extra=1, damaged=(3,))
    assert check(one, three, two, four) == HistoryCheck(ok=False, lines=4, missing=0, extra=0, damaged=(2, 3))
    assert check(one, two, three, four, four).extra == 1
    assert check(one, two, three, four[:-9]) == HistoryCheck(ok=False, lines=4, missing=1, extra=1, damaged=(4,))
    assert check() == HistoryCheck(ok=False, lines=0, missing=4, extra=0, damaged=())
    assert history.rebuild() == 4
    assert path.read_bytes() == one + two + three + four
    assert history.verify().ok


def test_verify_forgives_a_line_that_is_being_written(store: Store, path: Path) -> None:
    """While another process appends, a torn line beyond the cursor is no damage."""
    history, feed = HistoryFile(path, store), a_feed(store)
    ring(store, feed)
    history.write()
    first = path.read_bytes()
    ring(store, feed)
    mark = store.meta.get("history.cursor")
    history.write()
    whole = path.read_bytes()
    store.meta.set("history.cursor", mark)
    for size in range(len(first), len(whole) + 1, 11):
        path.write_bytes(whole[:size])
        assert history.verify().ok


def test_file_that_cannot_be_written_is_a_clear_error(store: Store, tmp_path: Path) -> None:
    """A history file that cannot be written is a one-line error, and nothing is lost."""
    ring(store, a_feed(store))
    (tmp_path / "taken").mkdir()
    with pytest.raises(StoreUnavailable, match=r"history file .* cannot be written: Is a directory"):
        HistoryFile(tmp_path / "taken", store).write()
    assert HistoryFile(tmp_path / "alerts.jsonl", store).write() == 1
