"""Boilerplate: what is taken off a page, and what stays."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.monitor.articles import Article
from bot.monitor.boilerplate import Repeats, clean_article, clean_text, clean_title

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def article(number: int, text: str, title: str = "Ferry talks resume", source: str = "harbour.example") -> Article:
    """Return an article of one source; only the number and the words differ."""
    return Article(id=str(number), title=title, text=text, published=NOON, source=source)


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("Ferry talks resume in Lisbon | The Harbour", "Ferry talks resume in Lisbon"),
        ("Ferry talks resume in Lisbon | World | harbour.example", "Ferry talks resume in Lisbon"),
        ("Ferry talks resume in Lisbon - BBC News", "Ferry talks resume in Lisbon"),
        ("BBC News: Ferry talks resume in Lisbon", "Ferry talks resume in Lisbon"),
        ("Ferry talks resume in Lisbon -NYT", "Ferry talks resume in Lisbon"),
        ("UPDATE 2-Ferry talks resume in Lisbon", "Ferry talks resume in Lisbon"),
        ("BREAKING: Ferry talks resume in Lisbon", "Ferry talks resume in Lisbon"),
        ("Exclusive | Ferry talks resume in Lisbon (video)", "Ferry talks resume in Lisbon"),
        ("Ferry talks resume in Lisbon • Harbour Independent", "Ferry talks resume in Lisbon"),
        ("  Ferry   talks\tresume in Lisbon ", "Ferry talks resume in Lisbon"),
        ("Ferry-strike talks resume", "Ferry-strike talks resume"),
        ("Mayor - ferries will run tonight whatever happens", "Mayor - ferries will run tonight whatever happens"),
        ("Minister: ferries will run", "Minister: ferries will run"),
        ("BBC News", "BBC News"),
        ("", ""),
    ],
)
def test_titles_lose_the_outlet_and_the_label_and_nothing_else(title: str, clean: str) -> None:
    """The site's name and the desk's label go; a dash or colon that belongs to the headline stays."""
    assert clean_title(title, source="harbour.example") == clean


@pytest.mark.parametrize(
    "line",
    [
        "Leave a Reply",
        "Your email address will not be published. Required fields are marked *",
        "Back to top button",
        "Scroll to Top",
        "Short link :",
        "#ferry #strike #Lisbon",
        "Share this article on Facebook",
        "Subscribe to our newsletter",
        "This website uses cookies to improve your experience.",
        "Advertisement",
        "Read more: Why the port is closed",
        "© 2026 The Harbour. All rights reserved.",
    ],
)
def test_lines_that_no_article_is_made_of_go(line: str) -> None:
    """Comment forms, cookie notices, share buttons and the like are taken off."""
    assert (
        clean_text(f"The ferries run again.\n\n{line}\n\nThe union agreed.")
        == "The ferries run again.\n\nThe union agreed."
    )


@pytest.mark.parametrize(
    "line",
    [
        "The minister asked readers to share the burden of higher fares.",
        "We use fewer boats than in spring, said the union.",
        "“Register the boats now,” the mayor said.",
        "Print sales fell, the paper said.",
        "More ferries are to run from Monday.",
    ],
)
def test_sentences_with_suspicious_words_stay(line: str) -> None:
    """A sentence is not furniture because it begins like some."""
    assert line in clean_text(f"The ferries run again.\n\n{line}\n\nThe union agreed.")


def test_a_list_of_related_posts_goes_and_the_text_after_it_stays() -> None:
    """The heading takes the links below it along, not the paragraphs."""
    text = "First paragraph.\n\nRelated posts\n\nStorm closes port\n\nFares to rise\n\nThe talks go on, said the mayor."
    assert clean_text(text) == "First paragraph.\n\nThe talks go on, said the mayor."


def test_the_title_at_the_top_of_the_text_goes() -> None:
    """Scraped pages repeat their title, with and without the site's name."""
    title = "Ferry talks resume in Lisbon"
    text = f"{title} | World | The Harbour\n\n{title}\n\n{title} today, the union said after a night of meetings."
    assert clean_text(text, title=title).startswith(f"{title} today")
    assert clean_text(text, title=title).count(title) == 1


@given(st.text(max_size=300), st.text(max_size=80), st.text(max_size=20))
def test_cleaning_never_raises_and_settles(text: str, title: str, source: str) -> None:
    """Whatever a page holds, cleaning what is clean changes nothing, and a title with words stays one."""
    once = clean_article(article(1, text, title, source))
    assert clean_article(once) == once
    assert bool(once.title) == bool(title.strip())


def test_a_line_that_a_source_repeats_across_stories_goes() -> None:
    """Two stories of one source taught it; the third is cleaned."""
    repeats = Repeats()
    plea = "The Harbour is free to read thanks to its supporters."
    for number in (1, 2):
        repeats.add(number, article(number, f"Story {number} has words of its own.\n\n{plea}"), story=str(number))
    third = article(3, f"A third story tells of the lighthouse and its keeper at length.\n\n{plea}")
    assert plea not in repeats.without(third).text
    assert "lighthouse" in repeats.without(third).text


def test_repeated_lines_of_one_story_or_of_another_source_stay() -> None:
    """A story's own sentence comes back in its next report; another outlet's furniture is not ours."""
    repeats = Repeats()
    line = "The keeper has lived on the rock for forty years."
    for number in (1, 2):
        repeats.add(number, article(number, f"Report {number}.\n\n{line}"), story="1")
        repeats.add(number + 10, article(number, line, source=f"other{number}.example"), story=str(number))
    third = article(3, f"A third report on the lighthouse tells of its keeper at some length.\n\n{line}")
    assert repeats.without(third) == third


def test_a_copy_keeps_its_lines() -> None:
    """When repeated lines are most of an article it is a republication, not furniture."""
    repeats = Repeats()
    text = "One line of the bulletin.\nAnother line of the bulletin."
    for number in (1, 2):
        repeats.add(number, article(number, text), story=str(number))
    assert repeats.without(article(3, text)).text == text


def test_forgotten_articles_take_their_lines_with_them() -> None:
    """The memory is as long as the articles it was learnt from."""
    repeats = Repeats()
    for number in (1, 2):
        repeats.add(number, article(number, f"Own words {number}.\nThe plea."), story=str(number))
    repeats.forget(1)
    third = article(3, "A third story with more words than the plea has.\nThe plea.")
    assert repeats.without(third) == third
