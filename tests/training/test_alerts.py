"""The measure of alerts: what is expected of labels, and what counts as right, false, missed or neither."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.monitor.facts.fact import Fact, FactKind, Status
from bot.monitor.topics import Confirm
from training.alerts import Counts, in_order, measure
from training.corpus import Item, read_corpus

STORYLINE = """## harbour
party UNION: Dockers | dockers
party PORT: Harbour board | harbour board

D: 2026-03-01
The dockers would not meet the harbour board.
= UNION refuses

D: 2026-03-02
The harbour board was said to be ready for talks in Bergen.
= PORT open?; venue Bergen proposed?

D: 2026-03-02
The dockers said again that they would not come, or that it was too early.
= UNION premature/refuses

D: 2026-03-04
Dockers agree to meet the harbour board in Oslo.
= UNION confirmed; venue Oslo agreed

D: 2026-03-05
Cranes stand still.
= -
"""


@pytest.fixture
def storyline(tmp_path: Path) -> list[Item]:
    """Return the items of the storyline."""
    (tmp_path / "harbour.txt").write_text(STORYLINE, encoding="utf-8")
    return next(in_order(read_corpus(tmp_path)))


def _stance(party: str, value: str) -> Fact:
    return Fact(topic="t", name="stance", kind=FactKind.STANCE, value=value, party=party, evidence="", reason="")


def _venue(place: str) -> Fact:
    return Fact(topic="t", name="venue", kind=FactKind.VENUE, value=place, status=Status.AGREED, evidence="", reason="")


def _count(storyline: list[Item], *found: Sequence[Fact], confirm: Confirm = Confirm()) -> Counts:  # noqa: B008 (frozen)
    by_id = {item.id: facts for item, facts in zip(storyline, found, strict=True)}
    return measure([storyline], lambda item: by_id[item.id], confirm)["all"]


def _errors(storyline: list[Item], *found: Sequence[Fact]) -> list[list[str]]:
    return [error.split()[:5] for error in _count(storyline, *found).errors]


def test_what_the_labels_say_is_all_right(storyline: list[Item]) -> None:
    """Two moves of the dockers and a venue; the answer that goes on with what is known is no change."""
    counts = _count(
        storyline, [_stance("UNION", "refuses")], [], [], [_stance("UNION", "confirmed"), _venue("Oslo")], []
    )
    assert (counts.sum().hits, counts.errors) == (3, [])


def test_an_optional_label_counts_neither_way(storyline: list[Item]) -> None:
    """Who rings for it is not punished, nor who does not."""
    counts = _count(
        storyline,
        [_stance("UNION", "refuses")],
        [_stance("PORT", "open"), _venue("Bergen")],
        [],
        [_stance("UNION", "confirmed"), _venue("Oslo")],
        [],
    )
    assert (counts.sum().hits, counts.errors) == (3, [])


def test_a_late_ring_is_right_until_the_next_change(storyline: list[Item]) -> None:
    """The second article of the same may ring; after the dockers agreed, that they refused is false, and was missed."""
    late = [[], [], [_stance("UNION", "refuses")], [], [_stance("UNION", "confirmed"), _venue("Oslo")]]
    assert _errors(storyline, *late) == []
    too_late = [[], [], [], [_stance("UNION", "refuses"), _venue("Oslo")], [_stance("UNION", "confirmed")]]
    assert _errors(storyline, *too_late) == [
        ["false", "harbour-004", "2026-03-04", "UNION", "refuses"],
        ["missed", "harbour-001", "2026-03-01", "UNION", "refuses"],
    ]


def test_to_and_fro_is_one_false_ring_and_one_too_many(storyline: list[Item]) -> None:
    """The dockers confirm, seem to ask for it, and confirm: the third is met by nothing any more."""
    said = [_stance("UNION", "confirmed"), _venue("Oslo")]
    wrong = [[_stance("UNION", "refuses")], [], [_stance("UNION", "open")], said, [_stance("UNION", "refuses")]]
    assert _errors(storyline, *wrong) == [
        ["false", "harbour-003", "2026-03-02", "UNION", "open"],
        ["false", "harbour-005", "2026-03-05", "UNION", "refuses"],
    ]


def test_what_needs_two_outlets_rings_with_the_second(storyline: list[Item]) -> None:
    """Each item is another outlet's, and items of one day are an hour apart."""
    assert [item.article.published.hour for item in storyline] == [12, 12, 13, 12, 12]
    said = [_stance("UNION", "refuses")]
    counts = _count(storyline, said, [], said, said, [], confirm=Confirm(sources=2, within=timedelta(days=2)))
    assert [error.split()[:2] for error in counts.errors] == [["missed", "harbour-004"], ["missed", "harbour-004"]]


def test_storylines_out_of_order_or_without_days_are_left_out(tmp_path: Path) -> None:
    """What came first cannot be told there."""
    text = STORYLINE.replace("D: 2026-03-05", "D: 2026-02-05")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "b.txt").write_text(STORYLINE.replace("D: 2026-03-05\n", ""), encoding="utf-8")
    assert list(in_order(read_corpus(tmp_path))) == []
