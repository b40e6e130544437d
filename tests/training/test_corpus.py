"""The corpus: its breadth, its format, and what a block that is wrong says."""

from collections import Counter
from pathlib import Path

import pytest

from bot.monitor.facts.fact import Stance, Status
from training.corpus import Item, WrongCorpus, read_corpus

HEAD = "## quarrel\nparty NO: Norway | country Norway | capital Oslo | Norwegian\nnumber ships: ships, vessels\n\n"


@pytest.fixture(scope="module")
def items() -> list[Item]:
    """Return the whole corpus."""
    return read_corpus()


def test_the_corpus_is_broad(items: list[Item]) -> None:
    """Thousands of texts over many domains, every label many times, and many that say nothing."""
    assert len(items) > 3_000
    assert len({item.storyline.domain for item in items}) >= 10
    stances = Counter(value for item in items for label in item.stances for value in label.values[:1])
    statuses = Counter(value for item in items for label in item.venues for value in label.values[:1])
    assert min(stances[stance] for stance in Stance) >= 100
    assert min(statuses[status] for status in Status) >= 100
    silent = [item for item in items if not any(not label.optional for label in (*item.stances, *item.venues))]
    assert len(silent) > 500


def test_every_item_has_a_text_and_a_name_of_its_own(items: list[Item]) -> None:
    """Nothing is empty, and no text stands there twice in one file."""
    assert all(item.article.text or item.article.title for item in items)
    assert len({item.id for item in items}) == len(items)
    texts = Counter((item.storyline.domain, item.article.title, item.article.text) for item in items)
    assert [text for text, count in texts.items() if count > 1] == []


def _read(tmp_path: Path, text: str) -> list[Item]:
    (tmp_path / "fjords.txt").write_text(HEAD + text, encoding="utf-8")
    return read_corpus(tmp_path)


def test_an_item_has_its_labels(tmp_path: Path) -> None:
    """A headline, a day, two paragraphs; labels with other right answers, optional ones, and other names of a place."""
    (item,) = _read(
        tmp_path,
        "T: Oslo waits\nD: 2026-05-04\nNorway is ready.\nSo is the fjord.\n"
        "= NO open/proposes; venue Bergen|Bryggen agreed?; number ships 12; date 2026-05-09\n",
    )
    assert (item.id, item.article.title, item.article.text) == (
        "fjords-001",
        "Oslo waits",
        "Norway is ready.\nSo is the fjord.",
    )
    assert item.article.published.isoformat() == "2026-05-04T12:00:00+00:00"
    (stance,), (venue,) = item.stances, item.venues
    assert (stance.of, stance.values, stance.optional) == ("NO", ("open", "proposes"), False)
    assert (venue.of, venue.also, venue.values, venue.optional) == ("Bergen", ("Bryggen",), ("agreed",), True)
    assert [(label.of, label.values) for label in item.others] == [("number ships", ("12",)), ("date", ("2026-05-09",))]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Norway is ready.\n", "fjords.txt:5: the block does not end with a label line"),
        ("Norway is ready.\n= SE open\n", "fjords.txt:5: 'SE' is no party of quarrel"),
        ("Norway is ready.\n= NO eager\n", "fjords.txt:5: 'NO eager' or a part of it is no stance"),
        ("Norway is ready.\n= venue Oslo booked\n", "fjords.txt:5: 'venue Oslo booked' has an unknown status"),
        ("Norway is ready.\n= NO\n", "fjords.txt:5: 'NO' is no label"),
        ("## other\nNorway\n", "fjords.txt:5: 'Norway' is neither `party ID: ...` nor `number ID: ...`"),
    ],
)
def test_a_wrong_block_says_where(tmp_path: Path, text: str, message: str) -> None:
    """File, line, and what is wrong."""
    with pytest.raises(WrongCorpus) as wrong:
        _read(tmp_path, text)
    assert str(wrong.value) == message
