"""Rulebooks as text: what they mean, and how every mistake is told."""

import time
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.errors import WrongRulebook
from bot.monitor.bursts import Burst
from bot.monitor.facts.fact import FactKind, Status
from bot.monitor.facts.lists import WordLists
from bot.monitor.query import parse_query
from bot.monitor.rulebook import FeedSpec, Rulebook, StorySpec, parse_rulebook
from bot.monitor.rulebook_schema import parse_duration, render_duration
from bot.monitor.rules import First, RuleKind, Severity
from bot.monitor.topics import Confirm, Party, TrackedFact
from bot.monitor.yaml_text import MAX_SIZE, read_yaml

LISTS = {"en": WordLists("en", (("negation", ("not",)),))}

COMPLETE = """\
rulebook: fjord
title: Fjord talks
language: en
lists:
  negation: {add: ["no", never]}
  hedge: [perhaps]
parties:
  NO: {name: Norway, country: Norway, capital: Oslo, demonyms: [Norwegian], aliases: [Storting]}
  DK:
    name: Denmark
facts:
  place: {kind: venue}
topics:
  talks:
    title: The fjord talks
    about: fjord (talks OR "fishing limits")
    parties: [NO, DK]
    facts: [place, stance]
  fleet:
    title: The fleet
    about:
      any: [trawler*, boats]
      none: [regatta]
stories: {window: 48h, report_window: 2w, copy_lead: 33, copy_title: 85%, report: 50.5}
feeds:
  - https://a.example.org/feed
  - {url: "http://b.example.org/rss", name: B, every: 15m, language: da}
rules:
  - {id: venue, kind: new_value, topic: talks, fact: place, statuses: [agreed], lookback: 1y, first: silent}
  - {id: stance, kind: change, topic: talks, parties: [NO], cooldown: 6h, title: Moved}
  - {id: boats, kind: keywords, topic: fleet, query: quota, any: [oslo, bergen], none: [football]}
"""


def _parse(text: str, file: str = "rules/fjord.yaml") -> Rulebook:
    return parse_rulebook(text, file=file, default_lists=LISTS)


def _problems(text: str) -> list[str]:
    with pytest.raises(WrongRulebook) as caught:
        _parse(text)
    return [str(problem).removeprefix("rules/fjord.yaml:") for problem in caught.value.problems]


def test_a_complete_rulebook_is_read() -> None:
    """Every block and field arrives as a value."""
    book = _parse(COMPLETE)
    assert (book.name, book.title, book.file) == ("fjord", "Fjord talks", "rules/fjord.yaml")
    talks, fleet = book.topics
    assert talks.title == "The fjord talks"
    assert talks.about == parse_query('fjord (talks OR "fishing limits")')
    assert talks.parties == (
        Party(id="NO", name="Norway", country="Norway", capital="Oslo", demonyms=("Norwegian",), aliases=("Storting",)),
        Party(id="DK", name="Denmark"),
    )
    assert talks.facts == (
        TrackedFact(name="place", kind=FactKind.VENUE),
        TrackedFact(name="stance", kind=FactKind.STANCE),
    )
    assert talks.lists.phrases("negation") == ("not", "no", "never")
    assert talks.lists.phrases("hedge") == ("perhaps",)
    assert fleet.about is not None
    assert fleet.about.root == parse_query("(trawler* OR boats) -regatta").root
    assert book.stories == StorySpec(
        window=timedelta(hours=48), report_window=timedelta(days=14), copy_lead=33, copy_title=85, report=50.5
    )
    assert book.feeds == (
        FeedSpec(url="https://a.example.org/feed", name="", every=None, language="en"),
        FeedSpec(url="http://b.example.org/rss", name="B", every=timedelta(minutes=15), language="da"),
    )


def test_rules_are_read_with_their_fields_and_defaults() -> None:
    """A rule has the book's name in its id, the fields it gives, and for the others what fits its kind."""
    venue, stance, boats = _parse(COMPLETE).rules
    assert (venue.id, venue.kind, venue.topic, venue.title) == ("fjord/venue", RuleKind.NEW_VALUE, "talks", "New place")
    assert (venue.fact, venue.statuses, venue.first) == ("place", (Status.AGREED,), First.SILENT)
    assert venue.lookback == timedelta(days=365)
    assert (stance.id, stance.kind, stance.fact, stance.title) == ("fjord/stance", RuleKind.CHANGE, "stance", "Moved")
    assert (stance.parties, stance.cooldown, stance.first) == (("NO",), timedelta(hours=6), First.ANNOUNCE)
    assert (boats.topic, boats.title) == ("fleet", "Keywords")
    assert boats.query is not None
    assert boats.query.root == parse_query("quota (oslo OR bergen) -football").root


def test_a_fact_says_what_confirms_it() -> None:
    """`confirm` belongs to a fact, the shipped ones too; without it one report is enough."""
    book = _parse(
        "parties: {NO: {name: Norway}}\n"
        "facts: {place: {kind: venue}, stance: {confirm: {sources: 2, within: 6h, official: no}}}\n"
        "topics: {t: {title: T, parties: [NO], facts: [place, stance]}}\n"
    )
    (topic,) = book.topics
    assert topic.confirm_of("stance") == Confirm(sources=2, within=timedelta(hours=6), official=False)
    assert topic.confirm_of("place") == topic.confirm_of("another") == Confirm(sources=1)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ("place: {}", "1:9: the fact 'place' needs a 'kind': venue, stance, person, date, number"),
        ("venue: {kind: stance}", "1:23: 'venue' is always a venue; call a stance something else"),
        ("stance: {confirm: {within: 6h}}", "1:27: the field 'sources' is missing"),
        ("stance: {confirm: {sources: many}}", "1:37: write a whole number from 1: 2, 3, 10"),
        ("stance: {confirm: {sources: 0}}", "1:37: write a whole number from 1: 2, 3, 10"),
        ("stance: {confirm: {sources: 2, official: perhaps}}", "1:50: write yes or no"),
        (
            "date: {sure: 40}",
            "1:22: 'sure' is for stances and venues, and 'date' is a date: what is found of it counts",
        ),
        ("stance: {sure: 0.8}", "1:24: 'sure' is per cent: write 75, not 0.75"),
        ("stance: {confirm: {sorces: 2}}", "1:28: unknown field 'sorces'; did you mean 'sources'?"),
    ],
)
def test_what_is_wrong_with_a_fact(facts: str, told: str) -> None:
    """Each mistake in `facts` is told at its place."""
    assert told in _problems(f"facts: {{{facts}}}\n")


def test_words_that_yaml_elsewhere_reads_as_values_stay_words() -> None:
    """NO, on, off, 2026 and 1.50 are text, as keys and as values."""
    book = _parse(
        "title: 2026\nparties: {NO: {name: on, aliases: [off, 1.50, 'null']}}\n"
        "topics: {t: {title: Yes, parties: [NO]}}\nrules: []\n"
    )
    assert book.title == "2026"
    assert book.topics[0].parties == (Party(id="NO", name="on", aliases=("off", "1.50", "null")),)


def test_a_burst_says_how_many_within_which_time() -> None:
    """Its numbers and its words; a book of bursts needs no topics, as one of keywords."""
    first, second = _parse(
        "rules:\n"
        "- {id: a, kind: burst, query: quake, stories: 8, sources: 4, within: 30m, times: 2, severity: high}\n"
        "- {id: b, kind: burst, any: [flood], none: [film]}\n"
    ).rules
    assert (first.kind, first.topic, first.title) == (RuleKind.BURST, "fjord", "Burst")
    assert (first.severity, second.severity) == (Severity.HIGH, Severity.NORMAL)
    assert first.burst == Burst(stories=8, sources=4, within=timedelta(minutes=30), times=2)
    assert second.burst == Burst(stories=5, sources=3, within=timedelta(hours=2), times=3)
    assert second.query is not None
    assert second.query.root == parse_query("flood -film").root


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("stories: few", "3:43: write a whole number from 1: 2, 3, 10"),
        ("within: 8d", "3:42: a burst is counted within 1w at most; write 30m, 2h or 1d"),
        ("within: 0s", "3:42: a burst is counted within 1w at most; write 30m, 2h or 1d"),
        ("severity: hihg", "3:44: 'hihg' is not known here; did you mean 'high'?"),
        ("sotries: 3", "3:34: unknown field 'sotries'; did you mean 'stories'?"),
        ("say: '{storeis} stories'", "3:41: there is no {storeis} in a rule of kind burst; did you mean 'stories'?"),
        ("say: 'from {sources} {'", "3:55: a brace stands alone here; write {{ or }} for the sign itself"),
        ("say: '{party} moved'", "3:41: there is no {party} in a rule of kind burst"),
    ],
)
def test_what_is_wrong_with_a_rule_is_told_to_the_column(fields: str, told: str) -> None:
    """Numbers, choices and templates are checked when the file is read, each at its place."""
    (problem,) = _problems(f"title: T\nrules:\n- {{id: a, kind: burst, query: x, {fields}}}\n")
    assert problem.startswith(told)


def test_a_book_of_keywords_needs_no_topics() -> None:
    """Keyword rules without any topic make the book a topic of the same name."""
    book = _parse("rules: [{id: a, kind: keywords, query: fjord}]", file="north-sea.yml")
    assert [(topic.id, topic.title) for topic in book.topics] == [("north-sea", "North sea")]
    assert [(rule.id, rule.topic) for rule in book.rules] == [("north-sea/a", "north-sea")]


def test_a_topic_may_have_had_another_id() -> None:
    """It says which; one that is in use, and one that another topic had, are refused where they stand."""
    book = _parse("topics:\n  a: {title: A, was: old}\n  b: {title: B}\n")
    assert [topic.was for topic in book.topics] == ["old", ""]
    text = "topics:\n  a: {title: A, was: b}\n  b: {title: B, was: old}\n  c: {title: C, was: old}\n"
    assert _problems(text) == [
        "2:22: 'b' is a topic still; 'was' is for the id that a topic had before",
        "4:22: another topic was 'old' already; only one can take over from it",
    ]


def test_a_day_is_no_partys() -> None:
    """A rule on it that names parties would never ring, so it is refused."""
    text = "parties: {NO: {name: Norway}}\ntopics: {t: {title: T, parties: [NO], facts: [date]}}\n"
    text += "rules: [{id: a, kind: change, fact: date, parties: [NO]}]\n"
    assert _problems(text) == ["3:52: 'date' is a date, which is no party's; leave 'parties' out"]


def test_mistakes_of_shape_and_of_meaning_are_told_in_one_round() -> None:
    """What is sound is read on without the wrong blocks, at its own lines, and what only follows from them is none."""
    text = """\
language: german
parties:
  NO: {nam: Norway}
  SE: {name: Sweden}
facts:
  place: {kind: venu}
topics:
  talks: {title: Talks, about: '"fjord', parties: [NO, SE, DK], facts: [place, stance]}
  fleet: {titel: Fleet}
lists: {negation: {remove: [nope]}}
feeds:
  - ftp://a.example
  - https://b.example
  - https://b.example
rules:
  - {id: a, kind: keyword, topic: talks, query: x}
  - {id: b, kind: keywords, topic: fleet, query: "(quota"}
  - {id: c, kind: new_value, topic: talks, fact: place}
  - {id: d, kind: change, topic: tlaks, fact: stance}
  - {id: c, kind: keywords, topic: talks, query: y}
"""
    assert [told.partition(";")[0] for told in _problems(text)] == [
        "1:11: 'german' is not a language code",
        "3:7: the field 'name' is missing",
        "3:8: unknown field 'nam'",
        "6:17: 'venu' is not known here",
        '8:33: this quote is not closed (in: "fjord)',
        "8:60: there is no party 'DK'",
        "9:10: the field 'title' is missing",
        "9:11: unknown field 'titel'",
        "12:5: an address must begin with https:// or http:// and a host name",
        "14:5: the feed https://b.example stands twice in this list",
        "16:19: 'keyword' is not known here",
        "17:51: this parenthesis is not closed (in: (quota)",
        "19:34: there is no topic 'tlaks' in this file",
        "20:10: another rule of this file is called 'c'",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "topicz: []\nrules: [{id: a, kind: change}]",
        "watched: []\nrules: [{id: a, kind: change}]",
        "topics: []\nrules: [{id: a, kind: change}]",
        "topics: {t: {title: T, about: x}}\nrules: [{id: a, kind: keywords, querry: x}]",
        "topics: {t: {title: T, about: x}, u: {title: U}}\nrules: [{id: a, kind: keywords, query: x, topik: t}]",
        "lang: de\nlists: {negation: {remove: [nope]}}",
    ],
)
def test_what_a_misspelt_field_may_hold_is_no_mistake_twice(text: str) -> None:
    """A rule is not told to lack a topic that stands in a field that cannot be read."""
    assert len(_problems(text)) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "tittle: x\nparties: {NO: {name: Norway}}\n"
            "topics: {t: {title: T, about: x, parties: [NP], facts: [venu]}}\nlists: {negatoin: [nay]}\n"
            "rules: [{id: a, kind: keywords, topic: u, query: x}]",
            [
                "1:1: unknown field 'tittle'", "3:44: there is no party 'NP'", "3:57: there is no fact 'venu'",
                "4:9: negatoin: there is no such word list", "5:40: there is no topic 'u' in this file",
            ],
        ),
        (
            "language: EN\nlists: {negatoin: [nay], negation: {remove: [nope]}}",
            [
                "1:11: 'EN' is not a language code; did you mean 'en'?", "2:9: negatoin: there is no such word list",
                "2:46: negation: 'nope' is not in the list",
            ],
        ),
        ("language: qq\nlists: {negatoin: [nay]}", ["1:11: 'qq' is not a language code", "2:9: negatoin"]),
        (
            "rules:\n  - {id: a, kind: keywords, query: x}\n  - {id: a, kind: keywords, query: '(x'}",
            ["3:10: another rule of this file is called 'a'", "3:37: this parenthesis is not closed (in: (x)"],
        ),
        (
            "rules: [{id: a, kind: keywords, cooldwn: 1h, severity: hi, query: (x, say: '{tiddle}'}]",
            [
                "1:33: unknown field 'cooldwn'", "1:56: 'hi' is not known here", "1:67: this parenthesis is not closed",
                "1:78: there is no {tiddle} in a rule",
            ],
        ),
    ],
)  # fmt: skip
def test_one_mistake_hides_no_other(text: str, told: list[str]) -> None:
    """Neither a misspelt field, nor a wrong language, nor what else is wrong with a rule."""
    found = _problems(text)
    assert len(found) == len(told)
    assert all(one.startswith(begin) for one, begin in zip(found, told, strict=True)), found


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "feeds:\nrules:\n"])
def test_an_empty_book_is_a_book(text: str) -> None:
    """A file with nothing in it, or with empty blocks, is a rulebook that does nothing."""
    assert (_parse(text).rules, _parse(text).topics) == ((), ())


def test_ten_different_mistakes_give_ten_messages_with_their_lines() -> None:
    """All mistakes of a file are told at once, each with its line, column and what to do."""
    text = """\
titel: Talks
language: german
parties:
  NO: {nam: Norway, name: Norway}
topics:
  talks:
    title: ""
    parties: NO
feeds:
  - ftp://a.example.org/feed
  - {url: https://b.example.org, every: 0s}
rules:
  - {id: a, kind: keyword, query: x}
  - {id: b, kind: new_value, lookback: soon, statuses: [propose]}
  - {kind: change, frist: silent}
  - {id: c}
  - just words
  - {id: d, id: e, kind: keywords, query: x}
"""
    assert _problems(text) == [
        "1:1: unknown field 'titel'; did you mean 'title'?",
        "2:11: 'german' is not a language code; did you mean 'de'?",
        "4:8: unknown field 'nam'; did you mean 'name'?",
        "7:12: 'title' must not be empty",
        "8:14: 'parties' must be a list, each item on its own line after a dash",
        "10:5: an address must begin with https:// or http:// and a host name",
        "11:41: a feed is polled once a second at most; write 1s or more, and for feeds of others rather 5m",
        "13:19: 'keyword' is not known here; did you mean 'keywords'?",
        "14:40: write a time as a number and a unit: 30s, 15m, 72h, 7d, 2w or 1y",
        "14:57: 'propose' is not known here; did you mean 'proposed'?",
        "15:5: the field 'id' is missing",
        "15:20: unknown field 'frist'; did you mean 'first'?",
        "16:5: the field 'kind' is missing; it says what the rule waits for: keywords, new_value, change or burst",
        "17:5: each item of 'rules' must be a block of fields, one on each line",
        "18:13: 'id' stands twice in this block, first in line 18; keep one of them",
    ]


def test_what_does_not_fit_together_is_told_with_its_place() -> None:
    """Names that do not exist, queries that cannot be read and rules that cannot work are all told."""
    text = """\
lists: {negatoin: [nay]}
parties: {NO: {name: Norway}, DK: {name: Denmark}}
topics:
  talks: {title: T, about: 'fjord (talks OR)', parties: [NO, DKK], facts: [venu]}
  fleet: {title: F, facts: [stance]}
  boats: {title: B, about: boats, facts: [venue, stance], parties: [NO]}
feeds: [https://a.example.org, {url: https://a.example.org}]
rules:
  - {id: a, kind: keywords, topic: tallks, query: x}
  - {id: b, kind: keywords, query: x}
  - {id: c, kind: keywords, topic: talks, any: [x, "y z\\"w"], none: [-q]}
  - {id: d, kind: keywords, topic: talks, none: [x]}
  - {id: e, kind: new_value, topic: talks}
  - {id: f, kind: change, topic: boats, fact: venue}
  - {id: g, kind: change, topic: boats, fact: stanse}
  - {id: h, kind: change, topic: boats, parties: [DK]}
  - {id: a, kind: keywords, topic: boats, query: x}
"""
    assert _problems(text) == [
        "1:9: negatoin: there is no such word list; did you mean negation?",
        "4:42: OR needs a word after it (in: fjord (talks OR))",
        "4:62: there is no party 'DKK'; did you mean 'DK'?",
        "4:76: there is no fact 'venu'; did you mean 'venue'?",
        "5:3: a topic that tracks facts needs 'about' or 'parties', to know its articles",
        "5:28: a stance needs somebody who holds it; name them in 'parties'",
        "7:32: the feed https://a.example.org stands twice in this list",
        "9:36: there is no topic 'tallks' in this file; did you mean 'talks'?",
        "10:5: say which topic this rule belongs to; topic: talks or fleet or boats",
        '11:52: this quote is not closed (in: y z"w)',
        "11:70: a query needs words that must be there, not only excluded ones (in: -q)",
        "12:5: say what to look for: a query, or a list 'any' or 'all'",
        "13:5: the topic 'talks' tracks no venue; add it to its 'facts'",
        "14:47: a rule of kind change cannot wait for a venue, and 'venue' is one",
        "15:47: the topic 'boats' does not track 'stanse'; did you mean 'stance'?",
        "16:51: there is no party of this topic 'DK'; known here: NO",
        "17:10: another rule of this file is called 'a'",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: &x 1\nb: *x", "1:4: anchors (&name) are not allowed"),
        ("a: *x", "1:4: aliases (*name) are not allowed"),
        ("a: !!python/object x", "1:4: tags (!name) are not allowed"),
        ("a: 1\n---\nb: 2", "2:1: a rulebook is one document"),
        ("a: b: c", "1:5: this is not YAML: mapping values are not allowed here; put a text that holds a colon"),
        ("a:\n\tb: c", "2:1: this is not YAML"),
        (
            "a: [b",
            "1:6: this is not YAML: in the list or block that begins in line 1, a comma or the closing ] is missing",
        ),
        (
            "a: {b: c\nd: e",
            "2:2: this is not YAML: in the list or block that begins in line 1, a comma or the closing }",
        ),
        ('a: "b\nc: d\n', "1:4: this is not YAML: this quotation mark is never closed"),
        ('query: "peace talks" oslo', "1:22: this is not YAML: there is text after the closing quotation mark; put"),
        ("a: 1\nsay: {title} rang", "2:14: this is not YAML: there is text after the closing }; put the whole value"),
        ("a:\n- b: c\n - d: e", "3:2: this is not YAML: this line is indented differently from the block"),
        ("a: b\nrules\n  - c", "2:1: this is not YAML: a field needs a colon and a space after its name"),
        ("rules: [{id: a, kind: change, say: {title}}]", "1:36: 'say' must be text; one that begins with { or ["),
        ("a: \x00", "1:4: here is a character that YAML does not allow"),
        ('a: "\\UFFFFFFFF"', "1:1: after this, an escape names a character that does not exist"),
        ("? [a]\n: b", "1:3: a key must be a word"),
        ("[" * 30, "1:21: blocks and lists are at most 20 deep"),
        ("- " * 30 + "a", "1:41: blocks and lists are at most 20 deep"),
        ("x" * (MAX_SIZE + 1), "1:1: the file is larger than 256 KB"),
        ("ж" * (MAX_SIZE // 2 + 1), "1:1: the file is larger than 256 KB"),
        ("just text", "1:1: a rulebook must be a block of fields"),
        ("- a", "1:1: a rulebook must be a block of fields"),
        ("rulebook: watch", "1:11: 'watch' is the name of the chats' own rules"),
        ("rules: [{id: v, kind: new_value}]", "1:9: a rule on facts needs a topic that tracks them"),
        ("language: fi\ntopics: {t: {title: T, about: x, facts: [venue]}}", "1:11: there are no word lists for 'fi'"),
        (
            "parties: {NO: {name: N, aliases: [Norw*]}}",
            "1:35: 'Norw*' is a name, and a name holds no star; write each of its spellings",
        ),
        ("parties: {NO: {name: Norw*}}", "1:22: 'Norw*' is a name, and a name holds no star"),
        ("rules: [{id: A b, kind: keywords, query: x}]", "1:14: 'A b' must be made of"),
        ("rules: [{id: a, kind: keywords, query: x, cooldown: 9999y}]", "1:53: a time is at most 100y"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_why(text: str, problem: str) -> None:
    """What is dangerous or senseless is refused with its place."""
    assert _problems(text)[0].startswith(problem)


def test_a_file_name_that_is_no_name_asks_for_one() -> None:
    """A rulebook is called as its file; when that cannot be a name, the file must give one."""
    with pytest.raises(WrongRulebook, match="'My Rules' cannot be a rulebook's"):
        _parse("", file="rules/My Rules.yaml")
    assert _parse("rulebook: mine", file="rules/My Rules.yaml").name == "mine"


def test_a_language_can_bring_its_word_lists_along() -> None:
    """A rulebook in a language without shipped lists gives them itself."""
    text = "language: fi\nlists: {meeting: [kokous]}\ntopics: {t: {title: T, about: x, facts: [venue]}}"
    assert _parse(text).topics[0].lists == WordLists("fi", (("meeting", ("kokous",)),))


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize("bomb", [BOMB, "rules: " + "[" * 200_000, "rules: " + "{a: " * 60_000, "? " * 100_000])
def test_a_bomb_is_refused_at_once(bomb: str) -> None:
    """Aliases that would unfold to billions, and nesting that would exhaust the stack, cost a fraction of a second.

    The limit is wide, for other processes make this one slower; unfolding would take minutes.
    """
    before = time.process_time()
    _problems(bomb)
    assert time.process_time() - before < 10


def test_a_flood_of_mistakes_is_cut_off() -> None:
    """A file that is nothing but mistakes gives no more than a person can read."""
    assert len(_problems("a: 1\n" * 5_000)) == 50


def test_a_duplicate_key_keeps_the_first_value() -> None:
    """The second value of a key is reported and ignored, however deep it is."""
    yaml = read_yaml("a: {b: 1, b: {c: [2]}}\na: [3]\nd: 4\n", file="f")
    assert yaml.data == {"a": {"b": "1"}, "d": "4"}
    assert [(problem.line, problem.column) for problem in yaml.problems] == [(1, 11), (2, 1)]


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=36_500)))
def test_durations_are_read_as_they_are_written(duration: timedelta) -> None:
    """A time of whole seconds survives being written and read, when its number is short enough."""
    duration = timedelta(seconds=duration // timedelta(seconds=1))
    text = render_duration(duration)
    if len(text) <= 6:
        assert parse_duration(text) == duration


FIELDS = [
    *("rulebook", "title", "language", "lists", "parties", "facts", "topics", "stories", "feeds", "rules"),
    *("id", "kind", "query", "any", "none", "keywords", "change", "new_value", "about"),
    *("en", "venue", "x", "72h", "https://a.example"),
]
MARKS = [
    *(
        ": ",
        ":",
        "\n",
        "\n  ",
        "\n    - ",
        "- ",
        "{",
        "}",
        "[",
        "]",
        ", ",
        '"',
        "'",
        "|",
        "&a",
        "*a",
        "!x",
        "#",
        "~",
        "?",
    ),
    *("\t", "%", "\\U0011FFFF", "---\n", "<<"),
]
YAML_PIECES = st.lists(st.sampled_from([*FIELDS, *MARKS]), max_size=60).map("".join)
VALUES = st.recursive(
    st.sampled_from([*FIELDS, "", "a OR", "-x"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4).map(
            lambda block: "{" + ", ".join(f"{key}: {value}" for key, value in block.items()) + "}"
        )
    ),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=200), YAML_PIECES, VALUES))
@example("%YAML 99999999999\n---\na")
@example("a: {b: {c")
def test_any_text_is_a_rulebook_or_a_wrong_rulebook(text: str) -> None:
    """Nothing but WrongRulebook comes out, with places that are in the file."""
    wrong = None
    try:
        _parse(text)
    except WrongRulebook as error:
        wrong = error
    if wrong:
        assert wrong.problems
        lines = text.count("\n") + text.count("\r") + text.count("\x85") + text.count("\u2028") + text.count("\u2029")
        assert all(1 <= problem.line <= lines + 2 and problem.column >= 1 for problem in wrong.problems)
