"""Furniture: one paragraph below unlike items makes no copies of them, and true republications stay copies."""

import pytest

from bot.monitor.stories import Relation, StoryIndex
from tests.monitor.test_stories import FERRY, FERRY_TITLE, LIGHTHOUSE, LIGHTHOUSE_TITLE, article, feed

AUTHOR = (
    "Ann Lee is our local democracy reporter. Got a story? Call her on the newsdesk number or send a message through "
    "our contact page at any time."
)
GIFT = "The Gazette is funded by its readers. Support independent journalism with a gift from three pounds a month."
ITEMS = [
    ("Bakery opens in Hull", "A bakery has opened in Hull's old town with forty kinds of bread."),
    ("Chess club wins cup", "The Leeds chess club has won the national cup in a final against York."),
    ("New tram line for Bristol", "Bristol will get a tram line from the airport to the centre by 2031."),
    ("Frost kills vines", "Late frost has killed a third of the vines in Kent, growers say."),
]


@pytest.mark.parametrize("source", ["gazette.example", ""])
@pytest.mark.parametrize("line", [AUTHOR, GIFT, f"{AUTHOR}\n\n{GIFT}"])
@pytest.mark.parametrize("shape", ["{text}\n\n{line}", "{line}\n{text}", "{text} So was told: {text}\n\n{line}"])
def test_a_paragraph_around_every_item_joins_nothing(source: str, line: str, shape: str) -> None:
    """From one source or from four, above or below: items that share only that are neither copies nor reports."""
    items = [
        article(number, title, shape.format(text=text, line=line), source=source, hours=number * 4)
        for number, (title, text) in enumerate(ITEMS)
    ]
    assert {judgement.relation for judgement in feed(StoryIndex(), *items)} == {Relation.NEW}


@pytest.mark.parametrize("line", [AUTHOR, GIFT, "Ann Lee covers local news for the Gazette."])
def test_a_sources_footer_is_not_compared_from_its_second_item_on(line: str) -> None:
    """So the items are no reports of one story either, and every one of them rings."""
    index = StoryIndex()
    items = [
        article(number, title, f"{text}\n\n{line}", source="gazette.example", hours=number * 4)
        for number, (title, text) in enumerate(ITEMS)
    ]
    assert {judgement.relation for judgement in feed(index, *items)} == {Relation.NEW}
    later = article(9, "Swans return", f"Swans nest again.\n\n{line}", source="gazette.example")
    assert line not in index.clean(later).text


def test_a_footer_that_the_first_80_words_cut_is_one_too() -> None:
    """Of one item the whole paragraph is compared, of the other only its beginning."""
    long = f"{LIGHTHOUSE[:330]}\n\n{AUTHOR} {GIFT}"
    short = f"{ITEMS[1][1]}\n\n{AUTHOR} {GIFT}"
    for one, other in ((long, short), (short, long)):
        judged = feed(StoryIndex(), article(1, LIGHTHOUSE_TITLE, one), article(2, "Cup for chess club", other))
        assert judged[1].relation is not Relation.COPY


@pytest.mark.parametrize("source", ["harbour.example", ""])
def test_a_republished_text_stays_a_copy_whatever_stands_around_it(source: str) -> None:
    """Another headline, another footer, a paragraph of its own on top: the text is the other's."""
    parts = FERRY.split(". ")
    wire = f"{parts[0]}.\n\n{'. '.join(parts[1:])}"
    for text in (
        wire,
        f"{wire}\n\n{GIFT}",
        f"{parts[0]}.\n\n{GIFT}",
        f"{GIFT}\n\n{wire}",
        f"{parts[0]}.\n\n{LIGHTHOUSE}",
        wire.replace("half empty, ", ""),
    ):
        first, second = (
            article(1, FERRY_TITLE, f"{wire}\n\n{AUTHOR}", source=source),
            article(2, "Boats are back after Lisbon strike", text, source=source),
        )
        assert [one.relation for one in feed(StoryIndex(), first, second)] == [Relation.NEW, Relation.COPY], text


def test_a_line_that_both_headlines_are_about_is_news() -> None:
    """A paragraph of background in a paper's next report on the matter is no furniture."""
    background = "The ferry crews of Lisbon had been on strike for nine days."
    index = StoryIndex()
    feed(index, article(1, "Deal ends strike", f"A deal was signed at last.\n\n{background}", source="harbour.example"))
    second = article(
        2, "Mayor: strike was costly", f"It cost the city millions, she said.\n\n{background}", source="harbour.example"
    )
    assert background in index.clean(second).text
