"""The query language: what is accepted, what it means, and how mistakes are shown."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.errors import WrongQuery
from bot.monitor.query import MAX_DEPTH, MAX_LENGTH, MAX_TERMS, Field, How, Term, Word, combine, parse_query, render

CANONICAL = {
    '"peace talks" istanbul -football': '"peace talks" istanbul -football',
    "a OR b c": "a OR (b c)",
    "a b OR c": "(a b) OR c",
    "a AND b & c": "a b c",
    "a|b||c": "a OR b OR c",
    "((a)) (b (c d))": "a b c d",
    "“peace talks” «à propos» „so“": '"peace talks" "à propos" "so"',
    "NOT a b": "-a b",
    "–football talks": "-football talks",
    "-(a OR b) c": "-(a OR b) c",
    "a -(b -c)": "a -(b -c)",
    "Title:a LEAD:b body:c source:bbc.co.uk": "title:a lead:b body:c source:bbc.co.uk",
    "title:(a OR b) c": "(title:a OR title:b) c",
    "-title:(a b) c": "-(title:a title:b) c",
    "title: a": "title:a",
    "peace-talks 12:30 didn't": "peace-talks 12:30 didn't",
    "istanb* vice-presid*": "istanb* vice-presid*",
    '"talks in istanb*"': '"talks in istanb*"',
    "or and not oreo": "or and not oreo",
}

MISTAKES = [
    ("", 0, "at least one word"),
    ("   ", 0, "at least one word"),
    ('peace "talks', 6, "quote is not closed"),
    ("(a OR b", 0, "not closed"),
    ("a (b (c)", 2, "not closed"),
    ("a b)", 3, "closes nothing"),
    ("a () b", 2, "empty"),
    ("a OR", 2, "OR needs a word after it"),
    ("OR a", 0, "OR needs a word before it"),
    ("a (OR b)", 3, "OR needs a word before it"),
    ("a OR OR b", 2, "OR needs a word after it"),
    ("a (b OR)", 5, "OR needs a word after it"),
    ("a NOT", 2, "NOT needs a word after it"),
    ("a AND", 2, "AND needs a word after it"),
    ("a -", 2, "the minus needs a word after it"),
    ("-football", 0, "not only excluded ones"),
    ("-a -(b c)", 0, "not only excluded ones"),
    ("a OR -b", 5, "one side of OR only excludes"),
    ("a -(-b)", 2, "only exclusions inside an exclusion"),
    ("a NOT NOT b", 6, "one exclusion is enough"),
    ("tilte:talks", 0, "did you mean title:?"),
    ("Ukraine: talks", 0, "the fields are title: lead: body: source:"),
    ("a title:", 2, "title: needs a word after it"),
    ("title:-a b", 0, "-title:word"),
    ("title:lead:a", 6, "one field is enough"),
    ("a title:(lead:b)", 9, "inside title:(...)"),
    ("a *", 2, "the start of a word before it"),
    ("is*", 0, "3 letters"),
    ("istan*bul", 0, "a star can only end a word"),
    ("*bul", 0, "a star can only end a word"),
    ("Putin – Zelensky", 6, "the minus stands directly before the word"),
    ("a !!!", 2, "no letter or digit"),
    ('a ""', 2, "no letter or digit"),
    ("a " * 260, 499, "at most 500 characters"),
    ("a " * (MAX_TERMS + 1), MAX_TERMS * 2, "at most 50 words"),
    ("(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1), MAX_DEPTH, "at most 20 deep"),
]


@pytest.mark.parametrize(("text", "canonical"), CANONICAL.items())
def test_a_query_has_one_canonical_spelling(text: str, canonical: str) -> None:
    """A query reads back in its canonical spelling, which means the same."""
    query = parse_query(text)
    assert render(query) == canonical
    assert parse_query(canonical).root == query.root


@pytest.mark.parametrize(("text", "position", "words"), MISTAKES)
def test_a_mistake_is_shown_where_it_is(text: str, position: int, words: str) -> None:
    """Every mistake has its own message, and its caret stands under the place."""
    with pytest.raises(WrongQuery) as caught:
        parse_query(text)
    assert words in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.position == position
    assert len(caught.value.drawn().splitlines()) == 3


def test_words_are_stems_phrases_are_exact_and_a_star_is_a_prefix() -> None:
    """A bare word is compared by its stem in the query's language, a quoted or an outlet's one as it stands."""
    query = parse_query('Verhandlungen "Verhandlungen" Verhand* source:Zeitungen', "de")
    assert [word for part in query.root.parts for word in part.words] == [  # type: ignore[union-attr]
        Word("verhandl", How.STEM),
        Word("verhandlungen", How.EXACT),
        Word("verhand", How.PREFIX),
        Word("zeitungen", How.EXACT),
    ]


def test_a_compound_is_a_phrase() -> None:
    """A bare word with a hyphen stands for its parts side by side."""
    assert parse_query("title:peace-talks").root == Term(
        (Word("peac", How.STEM), Word("talk", How.STEM)), Field.TITLE, "peace-talks"
    )


def test_decomposed_accents_are_the_same_query() -> None:
    """A letter typed as base and accent is the composed letter."""
    assert parse_query("Erdog\u0306an").root == parse_query("Erdoğan").root


def test_lists_of_queries_combine_to_the_same_tree() -> None:
    """`all`, `any` and `none` lists compile to the tree that the same condition has in one query."""
    lists = combine(
        all_of=[parse_query("talks"), parse_query("peace OR truce")],
        any_of=[parse_query("istanbul"), parse_query('ankara "turkish capital"')],
        none_of=[parse_query("football"), parse_query("chess OR poker")],
    )
    written = 'talks (peace OR truce) (istanbul OR (ankara "turkish capital")) -football -(chess OR poker)'
    assert lists.root == parse_query(written).root
    assert lists.text == written


def test_a_combination_needs_words_that_must_be_there() -> None:
    """Lists that only exclude are refused like a query that only excludes."""
    with pytest.raises(WrongQuery, match="not only excluded"):
        combine(none_of=[parse_query("football")])


PIECES = st.lists(
    st.sampled_from(
        ["talks", "Ankara", "istanb*", "is*", '"', "“", "(", ")", "-", " ", " ", "OR", "|", "AND", "NOT", "title:",
         "x:", "source:", "*", "'s", "peace-talks", "//", ",", "&", "–", "e\u0301", "ß", "\n", "ﷺ", "0"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@settings(max_examples=400)
@given(st.one_of(PIECES, st.text(max_size=MAX_LENGTH + 20)))
@example("title: //x")
@example("a's* b")
@example("(" * 600)
@example("NOT " * 120)
@example("\x00\u200b\u0301")
def test_any_text_is_a_query_or_a_wrong_query(text: str) -> None:
    """No text raises anything but WrongQuery, with a position in its query; a query survives render and parse."""
    wrong = None
    try:
        query = parse_query(text)
    except WrongQuery as error:
        wrong = error
    if wrong:
        assert 0 <= wrong.position <= len(wrong.query)
    else:
        assert parse_query(render(query)).root == query.root
