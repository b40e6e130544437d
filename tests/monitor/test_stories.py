"""Stories: copies, reports, revisions; order, restart, window, memory."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.monitor.articles import Article, canonical_url
from bot.monitor.likeness import lead_likeness, print_of, title_likeness
from bot.monitor.spellings import spellings_of
from bot.monitor.stories import Judgement, Relation, StoryIndex, StorySettings

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)

FERRY_TITLE = "Ferry crews in Lisbon end nine-day strike after late-night pay deal"
FERRY = (
    "Ferry crews in Lisbon went back to work on Monday after nine days of strike that had left forty thousand "
    "commuters on the "
    "south bank without a crossing. The union and the port authority settled shortly before midnight on a pay rise "
    "in two steps "
    "and a new roster for the winter. First boats left at five in the morning, half empty, and a clerk at the "
    "terminal said it "
    "would take days until people trusted the timetable again. The mayor thanked both sides for their patience."
)
FERRY_AGAIN = (
    "After more than a week without boats, Lisbon's ferries are running again. Union negotiators accepted higher "
    "wages and a "
    "changed winter roster late on Sunday, the port authority announced, and crews returned to the terminal before "
    "dawn."
)
LIGHTHOUSE_TITLE = "Keeper of the last manned lighthouse in Galicia retires at seventy"
LIGHTHOUSE = (
    "The keeper of the last manned lighthouse on the Galician coast handed over his keys on Friday after forty-four "
    "winters on the "
    "rock. From now on a computer in the provincial capital will switch the lamp. Neighbours brought cake and a "
    "brass band played "
    "on the jetty while the old man rowed home, refusing the motor boat that the ministry had sent for him."
)


def article(
    number: int | str,
    title: str = "",
    text: str = "",
    *,
    source: str = "",
    url: str = "",
    hours: float = 0,
    audience: frozenset[int] | None = None,
) -> Article:
    """Return an article published some hours after noon; its source is invented from its number unless given."""
    return Article(
        id=str(number),
        title=title,
        text=text,
        url=url,
        source=source or f"outlet{number}.example",
        published=NOON + timedelta(hours=hours),
        language="en",
        audience=audience,
    )


def feed(index: StoryIndex, *articles: Article) -> list[Judgement]:
    """Clean, judge and remember the articles in order; `now` is when each was published."""
    judgements = []
    for raw in articles:
        clean = index.clean(raw)
        judgement = index.judge(clean, now=clean.published)
        index.add(clean, judgement, now=clean.published)
        judgements.append(judgement)
    return judgements


def relations(*articles: Article) -> list[Relation]:
    """Return the relations of the articles in a fresh index."""
    return [judgement.relation for judgement in feed(StoryIndex(), *articles)]


def test_the_first_article_is_new() -> None:
    """It starts a story that has its own id."""
    (judgement,) = feed(StoryIndex(), article(1, FERRY_TITLE, FERRY))
    assert judgement == Judgement(
        relation=Relation.NEW, story="1", of=None, similarity=0.0, reason="new: nothing like it"
    )


def test_a_republished_text_is_a_copy_under_whatever_title() -> None:
    """The lead decides when both have one, and the reason carries the figures."""
    lightly = FERRY.replace("shortly before midnight", "late on Sunday").replace("half empty, ", "")
    _, judgement = feed(
        StoryIndex(), article(1, FERRY_TITLE, FERRY), article(2, "Boats are back on the Tagus", lightly)
    )
    assert (judgement.relation, judgement.story, judgement.of) == (Relation.COPY, "1", "1")
    assert judgement.reason.startswith("copy of #1: ")
    assert "% of the first 80 words, title" in judgement.reason


def test_another_outlets_own_words_are_a_report() -> None:
    """The same event told anew joins the story and is no copy."""
    _, judgement = feed(
        StoryIndex(),
        article(1, FERRY_TITLE, FERRY),
        article(2, "Lisbon ferries run again as crews end strike", FERRY_AGAIN),
    )
    assert (judgement.relation, judgement.story, judgement.of) == (Relation.REPORT, "1", "1")


def test_a_report_is_told_by_its_pull_and_what_it_had_to_reach() -> None:
    """The reason sets the figure against its threshold; the similarity is the likeness of the pair, as for a copy."""
    first = article(1, FERRY_TITLE, FERRY)
    again = article(2, "Lisbon ferries run again as crews end strike", FERRY_AGAIN)
    _, judgement = feed(StoryIndex(), first, again)
    one, other = print_of(first), print_of(again)
    told = r"report: story #1 attracts it with \d\.\d\d, needed 0\.47, nearest is its first with title \d\d"
    assert re.fullmatch(told, judgement.reason)
    alike = max(title_likeness(one, other), 100 * lead_likeness(one, other))
    assert judgement.similarity == pytest.approx(alike, abs=0.1)


def test_what_has_no_title_is_told_without_one() -> None:
    """A figure for what is not there would read as a difference."""
    _, judgement = feed(StoryIndex(), article(1, "", FERRY), article(2, "", FERRY))
    assert judgement.reason == "copy of #1: 100 % of the first 80 words"


def test_another_event_is_new() -> None:
    """Nothing in common but the language; the same words about other people are another story too."""
    assert relations(article(1, FERRY_TITLE, FERRY), article(2, LIGHTHOUSE_TITLE, LIGHTHOUSE))[1] is Relation.NEW


def test_shared_quotations_do_not_make_a_copy() -> None:
    """Two reporters at one press conference quote the same sentences."""
    quote = (
        "“We have agreed on a pay rise in two steps and on a new roster for the winter, and the first boats will "
        "leave at five in the "
        "morning from both terminals, as they always have,”"
    )
    one = f"{quote} the union's chairwoman said outside the port authority, where families had waited all night."
    other = f"Commuters got good news on Monday. {quote} said the head of the union at a crowded press conference."
    assert relations(article(1, "Union hails deal", one), article(2, "Boats to sail", other))[1] is not Relation.COPY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Premier to resign over Lisbon harbour deal", "Premier resigns over Lisbon harbour deal"),
        ("Port union rejects ferry pay offer in Lisbon", "Port union accepts ferry pay offer in Lisbon"),
        ("Storm off Lisbon kills three ferry passengers", "Storm off Lisbon kills seven ferry passengers"),
    ],
)
def test_a_changed_fact_is_never_a_copy(one: str, other: str) -> None:
    """However alike the headlines are, what changed is reported."""
    assert relations(article(1, one), article(2, other))[1] is Relation.REPORT


def test_a_changed_number_in_the_same_text_is_never_a_copy() -> None:
    """A death toll that rose in an otherwise unchanged wire text is news."""
    assert (
        relations(article(1, FERRY_TITLE, FERRY), article(2, "Boats back", FERRY.replace("nine days", "ten days")))[1]
        is Relation.REPORT
    )


def test_two_like_headlines_without_text_are_a_copy() -> None:
    """Where there is no lead the titles decide, with their guards."""
    other = "Lisbon ferry crews end nine-day strike after a late-night pay deal"
    assert relations(article(1, FERRY_TITLE), article(2, other)) == [Relation.NEW, Relation.COPY]


@pytest.mark.parametrize(("title", "text"), [("", FERRY), (FERRY_TITLE, ""), ("", ""), ("?!", "…"), ("the of", "and")])
def test_empty_titles_and_texts_work(title: str, text: str) -> None:
    """An article without a title, a text or any word is judged like every other."""
    index = StoryIndex()
    feed(
        index, article(1, FERRY_TITLE, FERRY), article(2, title, text), article(3, title, text, source="other.example")
    )
    assert len(index) == 3


def test_an_unchanged_repoll_is_a_copy_and_a_changed_one_a_revision() -> None:
    """The id or the canonical address identifies, whatever led to it."""
    index = StoryIndex()
    url = "https://harbour.example/ferries"
    first, again, moved, edited = feed(
        index,
        article(1, FERRY_TITLE, FERRY, url=url),
        article(1, FERRY_TITLE, FERRY, url=url),
        article(2, FERRY_TITLE, FERRY, url="http://m.harbour.example/ferries/amp?utm_source=feed#top"),
        article(3, "Boats are back", FERRY, url=url, hours=1),
    )
    assert [j.relation for j in (first, again, moved, edited)] == [
        Relation.NEW, Relation.COPY, Relation.COPY, Relation.REVISION,
    ]  # fmt: skip
    assert again.reason == "#1 again: same address, unchanged"
    assert {j.story for j in (again, moved, edited)} == {"1"}
    assert index.by_url(canonical_url(url)) == "3"
    assert index.by_url("https://harbour.example/other") is None


def test_items_that_all_link_to_the_front_page_stay_apart() -> None:
    """A front page names no article, nor does a running page whose items all end with one paragraph."""
    footer = "\n\nMaria Reis covers the harbour. Got a story? Send her a message at any time of the day or the night."
    for page in ("https://harbour.example/", "https://harbour.example/live"):
        index, source = StoryIndex(), "harbour.example"
        feed(index, article(1, FERRY_TITLE, FERRY[:120] + footer, url=page, source=source))
        raw = article(2, LIGHTHOUSE_TITLE, LIGHTHOUSE[:100] + footer, url=page, source=source)
        assert index.find_same(raw) is None
        assert feed(index, raw)[0].relation is Relation.NEW


def test_the_windows_end() -> None:
    """A copy after the copy window is a report; after the report window the article is new and the story forgotten."""
    index = StoryIndex()
    judgements = feed(
        index,
        article(1, FERRY_TITLE, FERRY),
        article(2, FERRY_TITLE, FERRY, hours=71),
        article(3, FERRY_TITLE, FERRY, hours=71 + 73),
        article(4, FERRY_TITLE, FERRY, hours=71 + 73 + 24 * 7 + 1),
    )
    assert [j.relation for j in judgements] == [Relation.NEW, Relation.COPY, Relation.REPORT, Relation.NEW]
    assert len(index) == 1
    assert index.story("1") is None


def test_an_article_from_the_future_counts_as_published_now() -> None:
    """A wrong clock at the outlet does not push an article out of the window."""
    index = StoryIndex()
    feed(index, article(1, FERRY_TITLE, FERRY))
    early = index.clean(article(2, FERRY_TITLE, FERRY, hours=24 * 300))
    assert index.judge(early, now=NOON).relation is Relation.COPY


def test_memory_is_bounded_by_count_too() -> None:
    """Beyond the most the oldest go."""
    index = StoryIndex(StorySettings(most=2))
    feed(
        index,
        article(1, FERRY_TITLE, FERRY),
        article(2, LIGHTHOUSE_TITLE, LIGHTHOUSE),
        article(3, "Whale seen in the Tagus"),
    )
    assert len(index) == 2
    assert index.story("1") is None


def test_a_sources_repeated_lines_are_learnt_and_forgotten_with_its_articles() -> None:
    """After the report window the line counts as text again, as it would after a restart."""
    plea = "The Harbour is free to read thanks to its supporters."
    index = StoryIndex()
    for number, (title, text) in enumerate([(FERRY_TITLE, FERRY), (LIGHTHOUSE_TITLE, LIGHTHOUSE)]):
        feed(index, article(number, title, f"{text}\n\n{plea}", source="harbour.example"))
    third = article(
        3,
        "Whale seen",
        f"A whale swam up the river as far as the bridge, and the city stood on the banks.\n\n{plea}",
        source="harbour.example",
    )
    assert plea not in index.clean(third).text
    feed(index, article(4, "Snow", "Snow fell on the hills.", hours=24 * 8))
    assert plea in index.clean(third).text


def test_judging_changes_nothing() -> None:
    """Asked twice, the index says the same; only `add` learns."""
    index = StoryIndex()
    feed(index, article(1, FERRY_TITLE, FERRY))
    asked = article(2, FERRY_TITLE, FERRY)
    assert index.judge(asked, now=NOON) == index.judge(asked, now=NOON)
    assert len(index) == 1


def test_a_story_knows_its_outlets_and_counts_copies_as_one_source() -> None:
    """Three outlets with one wire text and one with its own words are two independent sources."""
    index = StoryIndex()
    feed(
        index,
        article(1, FERRY_TITLE, FERRY),
        article(2, FERRY_TITLE, FERRY),
        article(3, "Boats are back", FERRY),
        article(4, "Lisbon ferries run again as crews end strike", FERRY_AGAIN, hours=1),
    )
    story = index.story("1")
    assert story is not None
    assert (story.id, story.title, story.first_at) == ("1", FERRY_TITLE, NOON)
    assert story.articles == ("1", "2", "3", "4")
    assert story.outlets == ("outlet1.example", "outlet2.example", "outlet3.example", "outlet4.example")
    assert story.independent_sources == 2


def test_the_audience_of_a_story_is_who_could_see_one_of_its_articles() -> None:
    """None is everybody and absorbs every chat."""
    index = StoryIndex()
    feed(
        index,
        article(1, FERRY_TITLE, FERRY, audience=frozenset({1})),
        article(2, FERRY_TITLE, FERRY, audience=frozenset({2})),
    )
    assert (story := index.story("1"))
    assert story.audience == frozenset({1, 2})
    feed(index, article(3, FERRY_TITLE, FERRY))
    assert (story := index.story("1"))
    assert story.audience is None


_TITLES = [
    FERRY_TITLE,
    "Lisbon ferries run again as crews end strike",
    LIGHTHOUSE_TITLE,
    "Whale seen in the Tagus near Lisbon ferries",
]
_TEXTS = [
    "",
    FERRY,
    FERRY_AGAIN,
    LIGHTHOUSE,
    FERRY.replace("nine days", "ten days"),
    "Our pages are free.\n\n" + LIGHTHOUSE,
]
_FOOTER = "\n\nMaria Reis covers the harbour. Send her a message through our contact page at any time of the day."
_ARTICLES = st.lists(
    st.tuples(
        st.integers(0, 8),
        st.sampled_from(_TITLES),
        st.sampled_from([*_TEXTS, LIGHTHOUSE[:160] + _FOOTER, FERRY_AGAIN[:120] + _FOOTER, "Whales swim." + _FOOTER]),
        st.integers(1, 3),
        st.floats(0, 80),
        st.booleans(),
    ),
    max_size=16,
)


@settings(max_examples=150, deadline=None)
@given(_ARTICLES, st.integers(0, 16))
def test_a_restart_in_mid_stream_gives_the_same_stories(
    drawn: list[tuple[int, str, str, int, float, bool]], cut: int
) -> None:
    """Adding again what was decided within the window makes an index that judges the same.

    The articles are as the store keeps them: an edited one with its last text, whichever decision it is.
    """
    at, stream = 0.0, []
    for key, title, text, source, gap, linked in drawn:
        at += gap
        url = f"https://outlet{source}.example/{title[:5]}" if linked else ""
        stream.append(article(key, title, text, source=f"outlet{source}.example", url=url, hours=at))
    steady, decided, latest = StoryIndex(), [], {}
    for raw in stream[:cut]:
        clean = steady.clean(raw)
        judgement = steady.judge(clean, now=clean.published)
        steady.add(clean, judgement, now=clean.published)
        decided.append((clean.id, judgement, clean.published))
        latest[clean.id] = clean
    now = max((raw.published for raw in stream[: cut + 1]), default=NOON)
    restarted = StoryIndex()
    for name, judgement, then in decided:
        if then >= now - restarted.settings.report_window:
            restarted.add(latest[name], judgement, now=then)
    steady.forget(now)
    stories = {judgement.story for _, judgement, _ in decided}
    assert {story: steady.story(story) for story in stories} == {story: restarted.story(story) for story in stories}
    assert feed(steady, *stream[cut:]) == feed(restarted, *stream[cut:])


def test_an_edited_article_is_compared_in_its_last_version() -> None:
    """What an edit took out of an article makes nothing else a copy or a report of it."""
    index = StoryIndex()
    feed(index, article(1, FERRY_TITLE, FERRY), article(1, LIGHTHOUSE_TITLE, LIGHTHOUSE))
    assert len(index) == 1
    judgements = feed(index, article(2, FERRY_TITLE, FERRY), article(3, "Lamp goes dark", LIGHTHOUSE))
    assert [judgement.relation for judgement in judgements] == [Relation.NEW, Relation.COPY]


def test_an_edited_copy_is_still_no_source_of_its_own() -> None:
    """Correcting a wire text does not make its outlet a second witness."""
    index = StoryIndex()
    feed(index, article(1, FERRY_TITLE, FERRY), article(2, "Boats back", FERRY), article(2, "Boats are back", FERRY))
    assert (story := index.story("1"))
    assert (story.articles, story.independent_sources) == (("1", "2"), 1)


_EDITS = st.lists(st.tuples(st.sampled_from(("drop", "swap", "put")), st.integers(0, 500)), max_size=60)


def edited(text: str, edits: list[tuple[str, int]]) -> str:
    """Return the text with words dropped, put in, or changed places with their neighbours."""
    words = text.split()
    for how, place in edits:
        at = place % max(1, len(words))
        if how == "put":
            words.insert(at, f"word{place}")
        elif how == "drop" and words:
            del words[at]
        elif how == "swap" and words:
            words[at - 1], words[at] = words[at], words[at - 1]
    return " ".join(words)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([FERRY, FERRY_AGAIN, LIGHTHOUSE, ""]),
    _EDITS,
    st.sampled_from([FERRY_TITLE, "Lisbon ferries run again as crews end strike", LIGHTHOUSE_TITLE]),
    st.lists(st.tuples(st.sampled_from(("drop", "swap", "put")), st.integers(0, 50)), max_size=6),
)
def test_the_order_of_two_edited_copies_does_not_matter(
    text: str, edits: list[tuple[str, int]], title: str, title_edits: list[tuple[str, int]]
) -> None:
    """However a text and its headline were edited, which of the two comes first decides nothing."""
    first, second = article(1, title, text), article(2, edited(title, title_edits), edited(text, edits))
    copied = (relations(first, second)[1] is Relation.COPY, relations(second, first)[1] is Relation.COPY)
    assert copied[0] == copied[1]


@settings(max_examples=40, deadline=None)
@given(st.permutations(FERRY.split(". ")), st.sampled_from(_TITLES), st.sampled_from(_TITLES))
def test_the_order_of_two_copies_does_not_matter(sentences: list[str], one: str, other: str) -> None:
    """Whichever comes first, the second is a copy, or neither would be."""
    first, second = article(1, one, FERRY), article(2, other, ". ".join(sentences))
    assert relations(first, second)[1] is relations(second, first)[1]


_DRESSES: dict[str, Callable[[str], str]] = {
    "case": str.upper,
    "small": str.lower,
    "accents": lambda text: text.replace("i", "í").replace("o", "ö"),
    "quotes": lambda text: text.replace('"', "“").replace("'", "’").replace("-", "‑"),
}


_DRESSED = st.lists(
    st.tuples(
        st.sampled_from([
            *_TITLES, "Premier to resign over the 'harbour deal'", 'Premier resigns over the "harbour deal"',
            "Storm off Lisbon kills three ferry passengers", "Storm off Lisbon kills seven ferry passengers",
        ]),
        st.sampled_from(_TEXTS),
        st.integers(1, 3),
        st.sampled_from([None, *_DRESSES]),
        st.sampled_from(["", " | The Harbour Post", " - BBC News", " | World | outlet9.example", " [Harbour News]"]),
    ),
    min_size=2,
    max_size=8,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(_DRESSED)
def test_case_accents_quotes_and_site_suffixes_never_change_a_decision(
    drawn: list[tuple[str, str, int, str | None, str]],
) -> None:
    """A whole stream is judged the same, whichever of its articles come in another dress."""
    plain, dressed = [], []
    for number, (title, text, source, dress, suffix) in enumerate(drawn):
        put_on = _DRESSES[dress] if dress else str
        outlet = f"outlet{source}.example"
        plain.append(article(number, title, text, source=outlet, hours=number))
        dressed.append(article(number, put_on(title) + suffix, put_on(text), source=outlet, hours=number))
    one, other = feed(StoryIndex(), *plain), feed(StoryIndex(), *dressed)
    assert [(judged.relation, judged.story, judged.of) for judged in one] == [
        (judged.relation, judged.story, judged.of) for judged in other
    ]


@pytest.mark.parametrize(
    "suffix", [" | The Harbour Post", " - BBC News", " | World | outlet9.example", " [Harbour News]"]
)
def test_a_site_suffix_never_changes_a_decision(suffix: str) -> None:
    """The outlet's name in the title says nothing about the story."""
    for title in _TITLES:
        for text in ("", FERRY):
            plain, dressed = (
                feed(StoryIndex(), article(1, FERRY_TITLE, FERRY), article(9, t, text))[-1]
                for t in (title, title + suffix)
            )
            assert plain == dressed


SPELLINGS = StorySettings(spellings=spellings_of([["Arvania", "Selin", "Zhelyn"]]))
KNOWN = "Selin meets port union in Torvin"


@pytest.mark.parametrize(
    ("title", "relation"),
    [
        ("Zhelyn meets port union in Torvin", Relation.COPY),
        ("ZHELYN to meet port union in Torvin", Relation.REPORT),
        ("Brandt meets port union in Torvin", Relation.REPORT),
    ],
)
def test_spellings_of_a_name_are_one_word(title: str, relation: Relation) -> None:
    """Through the aliases two spellings make a copy, and they hide no difference that matters."""
    known = article(1, KNOWN)
    assert feed(StoryIndex(SPELLINGS), known, article(2, title))[1].relation is relation
    if relation is Relation.COPY:
        assert feed(StoryIndex(), known, article(2, title))[1].relation is not Relation.COPY


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(_TITLES), st.sampled_from(_TEXTS), st.floats(0, 60)), max_size=60))
def test_memory_holds_the_report_window_and_nothing_else(drawn: list[tuple[str, str, float]]) -> None:
    """After any stream only the articles of the window are there, and when they have gone nothing is left of them."""
    index, at = StoryIndex(StorySettings(most=20)), 0.0
    kept: list[float] = []
    for number, (title, text, gap) in enumerate(drawn):
        at += gap
        feed(index, article(number, title, text, hours=at))
        kept = [*(one for one in kept if at - one <= 24 * 7), at][-20:]
        assert len(index) == len(kept)
    index.forget(NOON + timedelta(hours=at + 24 * 7 + 1))
    assert len(index) == 0
    for part in (index, index._postings, index._rarity, index._repeats):
        held = [value for value in vars(part).values() if isinstance(value, dict)]
        assert held
        assert not any(held)
