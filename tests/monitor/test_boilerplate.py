"""Boilerplate: what is taken off a page, and what stays."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.monitor.articles import Article
from bot.monitor.boilerplate import Repeats, clean_article, clean_text, clean_title
from bot.monitor.outlets import own_names

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
    "title",
    [
        "Harbour talks collapse | Dockers strike",
        "Ferry sinks off Samos | 12 dead",
        "Putin-Zelensky talks moved | Istanbul to host",
        "Peace talks fail in Geneva • Russia withdraws",
        "[Istanbul] Peace talks to start on Monday",
        "Ferry sinks off Samos [12 dead]",
        "[12 dead] Ferry sinks off Samos",
        "Dockers walk out again – strike vote today",
        "Minister to stay – no resignation today",
        "Ferry sinks off Samos - 15 dead, report",
        "Union star: we will strike",
        "Iraqi media: ferries will stop",
        "Harbour: two dead in fire",
        "Ferry deal is off | Mayor Sues Post",
        "Ferry deal is off – Minister to Resign Today",
        "Ferry deal is off | Harbour talks collapse",
        "Ferry deal is off | Strikes Hit Harbour",
        "Court fines agency | Booking.com",
        "Live-fire drill kills two",
        "Flash-flood kills two",
        "Report-writing robots on strike",
    ],
)
def test_titles_keep_the_second_half_of_their_news(title: str) -> None:
    """However short it is and however it is set off: only what names an outlet or a desk's label goes."""
    assert clean_title(title, source="harbour.example") == title


@pytest.mark.parametrize(
    "outlet",
    [
        "The Harbour",
        "Harbour Sport",
        "harbour.example",
        "The Guardian",
        "Al Jazeera",
        "Sky Sports",
        "CNBC",
        "The Hindu",
        "Hull Daily Mail Online",
        "Kyiv Independent",
        "Los Angeles Times",
        "Reuters UK",
    ],
)
@pytest.mark.parametrize("mark", [" | ", " - ", " – ", " • "])
def test_titles_lose_the_outlet_behind_any_mark(mark: str, outlet: str) -> None:
    """The article's own outlet, outlets that everybody cites, and names as papers have them."""
    assert clean_title(f"Ferries run again{mark}{outlet}", source="harbour.example") == "Ferries run again"


def test_an_aggregator_is_not_what_its_headlines_are_about() -> None:
    """Behind a bar, "Google" on Google's news page is news, and so is "Hull" in a feed that is called "Hull Post"."""
    address = "https://news.google.com/articles/1"
    assert clean_title("Court fines giant | Google", source="Hull Post", url=address) == "Court fines giant | Google"
    assert clean_title("Fire destroys theatre | Hull", source="Hull Post") == "Fire destroys theatre | Hull"


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


@pytest.mark.parametrize(
    "line",
    [
        "More than 100 people feared dead after ferry sinks in heavy seas off the island",
        "More in hospital after the fire in Hull",
        "Sources: Putin and Zelensky will hold direct talks in Istanbul.",
        "Source: Putin will not travel to Istanbul.",
        "Source: Putin dead",
        "Register office in Hull destroyed by fire, two dead",
        "Posted troops 40 km from the border, says Kyiv",
        "Updated: Russia pulls out of 2026 talks",
        "Sign up for strikes, union tells dockers",
        "Log in harbour sinks two boats",
        "Related strikes hit two ports",
        "Read more books, minister tells prisoners",
        "Get the ferry across the Channel, says minister",
        "Join our fight, union says in Channel ports",
        "Copyright law falls by 320 votes to 12",
        "We sold 40 million cookies, says baker",
        "By noon 12 had fallen ill from cookies",
        "Picture: dockers walk out at dawn",
        "Credit: 12 banks fail",
        "Published figures show 2026 deficit of 12 million",
        "Your email address may be among those stolen, says bank",
        "Ferry talks resume in Lisbon, 12 dead in storm",
    ],
)
def test_lines_that_only_begin_like_furniture_stay(line: str) -> None:
    """News has no full stop in many feeds; a line is furniture by the whole of its form."""
    text = f"The ferries run again.\n\n{line}\n\nThe union agreed."
    assert clean_text(text, title="Ferry talks resume in Lisbon") == text


@pytest.mark.parametrize(
    "line",
    [
        "Posted on 3 May",
        "Posted by Ann Lee on 3 May 2026",
        "Updated: 12:30 GMT",
        "Last updated 4 May 2026 at 09:15 BST",
        "Published 2 hours ago",
        "Sign up for our newsletter",
        "Sign up to the Hull Post's morning newsletter",
        "Register to comment",
        "Source: Reuters",
        "Sources: AFP, BBC News",
        "Photo: Ann Lee/EPA",
        "Image: The Writers Guild of America",
        "More: Fares to rise",
        "Continue reading at GameSpot",
        "Tags: ferry, strike",
        "Copyright 2026 The Harbour",
    ],
)
def test_the_forms_of_furniture_go(line: str) -> None:
    """Stamps, pleas, credits and links in their own form."""
    assert clean_text(f"The ferries run again, it was said at noon.\n\n{line}").endswith("noon.")


@pytest.mark.parametrize(
    "text",
    [
        "Latest news\nFerry sinks off Samos\nDockers strike in Rotterdam",
        "The morning.\n\nMore stories\nFerry sinks off Samos\nDockers strike in Rotterdam",
        "More: ferry sinks off Samos, 12 dead",
        "#Istanbul #talks",
        "Photo: Kyiv Bombed",
    ],
)
def test_links_that_are_most_of_a_text_are_the_news(text: str) -> None:
    """A digest, a teaser, a post of hashtags: nothing else is there to be read."""
    assert clean_text(text) == text


def test_a_list_of_related_posts_goes_and_the_text_after_it_stays() -> None:
    """The heading takes the links below it along, not the paragraphs."""
    text = "First paragraph.\n\nRelated posts\n\nStorm closes port\n\nFares to rise\n\nThe talks go on, said the mayor."
    assert clean_text(text) == "First paragraph.\n\nThe talks go on, said the mayor."


def test_the_title_at_the_top_of_the_text_goes() -> None:
    """Scraped pages repeat their title, with and without the site's name."""
    title = "Ferry talks resume in Lisbon"
    text = f"{title} | World | The Harbour\n\n{title}\n\n{title} today, the union said after a night of meetings."
    clean = clean_text(text, title=title, outlet=own_names("harbour.example"))
    assert clean == f"{title} today, the union said after a night of meetings."


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


@pytest.mark.parametrize(
    ("known_to", "read_by", "goes"),
    [
        (frozenset({9}), None, False),
        (frozenset({9}), frozenset({7, 9}), False),
        (frozenset({9}), frozenset({9}), True),
        (frozenset({7, 9}), frozenset({9}), True),
        (None, frozenset({9}), True),
    ],
)
def test_a_private_feed_takes_no_lines_from_what_others_read(
    known_to: frozenset[int] | None, read_by: frozenset[int] | None, goes: bool
) -> None:
    """A chat's own feed counts as the outlet that it links to; only what all readers may see teaches."""
    repeats = Repeats()
    line = "Dockers at the port of Marlow begin a strike."
    for number in (1, 2):
        known = replace(article(number, f"Story {number} has words of its own.\n\n{line}"), audience=known_to)
        repeats.add(number, known, story=str(number))
    third = replace(
        article(3, f"A third story tells of the lighthouse and its keeper at length.\n\n{line}"), audience=read_by
    )
    assert (line not in repeats.without(third).text) == goes


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
