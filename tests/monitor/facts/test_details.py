"""Persons, dates and numbers: hard cases of our own over several domains, and what a rulebook makes of them."""

from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.monitor.facts.extract import extract_facts
from bot.monitor.facts.fact import Fact, FactKind, Track
from bot.monitor.facts.track import find_track
from bot.monitor.rules import Verdict
from bot.monitor.topics import Party, Topic, TrackedFact
from tests.monitor.facts.reading import article, shipped_lists
from tests.monitor.newsroom import RULEBOOK, Newsroom, outcome
from tests.monitor.newsroom import article as told

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
PARTIES = (
    Party(id="YG", name="Yemen's government", aliases=("the government", "presidential council", "Aden")),
    Party(id="HOU", name="Houthis", aliases=("Houthi", "Ansar Allah")),
    Party(id="NO", name="Norway", country="Norway"),
    Party(id="SA", name="Saudi Arabia", country="Saudi Arabia"),
    Party(id="UNION", name="the union", aliases=("union", "dockers", "Lindqvist")),
    Party(id="PORT", name="Port Authority", aliases=("harbour board",)),
    Party(id="CLUB", name="Rovers", aliases=("the club",)),
    Party(id="BANK", name="Nordbank", aliases=("the bank",)),
)
COUNTED = ("prisoners", "captives", "detainees", "jobs", "tickets", "shareholders", "witnesses", "goals", "billion")


def topic() -> Topic:
    """Return a topic that tracks who leads, when, and how many."""
    facts = (
        TrackedFact(name="leader", kind=FactKind.PERSON),
        TrackedFact(name="day", kind=FactKind.DATE),
        TrackedFact(name="count", kind=FactKind.NUMBER, of=COUNTED),
    )
    return Topic(id="t", title="T", lists=shipped_lists(), parties=PARTIES, facts=facts)


def facts_of(text: str, *, title: str = "", published: datetime = MONDAY) -> tuple[Fact, ...]:
    """Return what a text says."""
    return extract_facts(article(text, title=title, published=published), topic())


def found(kind: FactKind, text: str) -> set[str]:
    """Return the values that are news; a person with his side, "YG Saleh Bin Ghanem"."""
    said = [fact for fact in facts_of(text) if fact.kind is kind and not fact.background]
    return {f"{fact.party} {fact.value}" if fact.party else fact.value for fact in said}


class Said(NamedTuple):
    """A text that was published on Monday, 2 March 2026, and what it says."""

    text: str
    values: set[str]


PERSONS = {
    "passive": Said("The government delegation will be led by Saleh Bin Ghanem.", {"YG Saleh Bin Ghanem"}),
    "participle": Said(
        "A Saudi delegation headed by ambassador Fahd al-Otaibi is expected for the talks.", {"SA Fahd al-Otaibi"}
    ),
    "active": Said("Yahya al-Mutahhar will head the Houthi team at the talks in Muscat.", {"HOU Yahya al-Mutahhar"}),
    "for a side": Said("Kristin Aas, who is to chair the round for Norway, packed on Sunday.", {"NO Kristin Aas"}),
    "apposition": Said(
        "Tove Rask, the union's chief negotiator, expects long talks with the harbour board.", {"UNION Tove Rask"}
    ),
    "the title first": Said(
        "The harbour board's chief negotiator Ole Brandvik will be at the talks.", {"PORT Ole Brandvik"}
    ),
    "inverted": Said("Leading for the union in the talks is Tove Rask, a crane driver.", {"UNION Tove Rask"}),
    "represents": Said("Marit Olsen represents the bank at the meeting of its creditors.", {"BANK Marit Olsen"}),
    "a surname after the full name": Said(
        "Saleh Bin Ghanem flew in at noon. The government team for the talks is led by Ghanem.", {"YG Saleh Bin Ghanem"}
    ),
    "one who is replaced": Said(
        "In place of Karim Dahr, the Houthi delegation will be led by Yahya al-Mutahhar.", {"HOU Yahya al-Mutahhar"}
    ),
    "a special envoy": Said(
        "The Norwegian special envoy, Kristin Aas, will travel to the talks in Muscat.", {"NO Kristin Aas"}
    ),
    "a rank is no name": Said("Captain Per Holm will lead the union's delegation.", {"UNION Per Holm"}),
    "named to it": Said("The union has named Tove Rask as its chief negotiator.", {"UNION Tove Rask"}),
    "named, without as": Said("Norway appointed Kristin Aas chief negotiator for the talks.", {"NO Kristin Aas"}),
    "was named": Said("Kristin Aas was named chief negotiator by Norway.", {"NO Kristin Aas"}),
    "not named": Said("Norway has not named Kristin Aas as its chief negotiator.", set()),
    "of whom": Said(
        "The chief negotiator of the harbour board, Ole Brandvik, will be at the talks.", {"PORT Ole Brandvik"}
    ),
    "one and the other": Said(
        "The Norwegian delegation is headed by Kristin Aas, the Saudi one by Fahd al-Otaibi.",
        {"NO Kristin Aas", "SA Fahd al-Otaibi"},
    ),
    "there for a side": Said(
        "At the talks Tove Rask will be there for the union and Ole Brandvik for the harbour board.",
        {"UNION Tove Rask", "PORT Ole Brandvik"},
    ),
    "for a side, first": Said("The talks are near. For Norway, Kristin Aas is coming.", {"NO Kristin Aas"}),
    "a place for a first name": Said("Austin Berg will lead the union's delegation.", {"UNION Austin Berg"}),
    "an envoy who merely speaks": Said(
        "The Norwegian envoy, Kristin Aas, told reporters in Oslo that the talks were near.", set()
    ),
    "said for a side": Said("The talks are near. For the union, Tove Rask said that she was tired.", set()),
    "not he": Said("The union's delegation will not be led by Tove Rask.", set()),
    "perhaps he": Said("Tove Rask could lead the union's delegation.", set()),
    "somebody who merely speaks": Said("Tove Rask told reporters that the talks with the union went well.", set()),
    "a protest that is led": Said("A march led by the singer Nina Falk passed the office of the union.", set()),
    "who leads a race": Said("Anna Berg leads the race after the talks of the drivers.", set()),
    "a heading journey": Said("Olsen heads to Oslo for the meeting with the bank.", set()),
    "last year's head": Said("Last year the union's delegation was led by Per Holm.", set()),
    "a footballer": Said("Rovers captain Jan Moe leads the scorers with 12 goals.", set()),
}
DATES = {
    "a weekday": Said("The talks between the union and the harbour board will be held on Thursday.", {"2026-03-05"}),
    "next week's day": Said("The union and the harbour board will meet next Thursday.", {"2026-03-12"}),
    "Thursday of next week": Said("They are to meet on Thursday of next week.", {"2026-03-12"}),
    "tomorrow": Said("The court hearing is off, but the two sides will meet tomorrow.", {"2026-03-03"}),
    "the day after": Said("Talks are to begin the day after tomorrow.", {"2026-03-04"}),
    "today": Said("The shareholders are to meet today.", {"2026-03-02"}),
    "in some days": Said("The summit is to open in three days.", {"2026-03-05"}),
    "a day of a month": Said("The summit will take place on 14 March.", {"2026-03-14"}),
    "month first": Said("The summit is planned for March 14 in Oslo.", {"2026-03-14"}),
    "with a year": Said("The summit will be held on 5 January 2027.", {"2027-01-05"}),
    "next year without a year": Said("The summit is to be held on 20 August.", {"2026-08-20"}),
    "weekday and date": Said("They will meet on Wednesday, 18 March.", {"2026-03-18"}),
    "an ordinal": Said("Guests for the summit are expected on the 20th.", {"2026-03-20"}),
    "a possessive": Said("Rovers will take part in Saturday's meeting of the league.", {"2026-03-07"}),
    "ISO": Said("Agenda of the meeting: to be held on 2026-03-19 in Bergen.", {"2026-03-19"}),
    "moved": Said("The talks were postponed from Thursday to 20 March.", {"2026-03-20"}),
    "moved, in other words": Said("The session has been moved from Thursday to Saturday.", {"2026-03-07"}),
    "put back": Said("The harbour board has put Thursday's session back until Friday.", {"2026-03-06"}),
    "an appointment": Said("Talks are off for now. The new date is 19 March.", {"2026-03-19"}),
    "two sentences away": Said(
        "The two sides will talk. Nobody knows of what. It is windy. They are due in Oslo on Thursday.", set()
    ),
    "near by": Said("The two sides will talk. It is windy. They are due in Oslo on Thursday.", {"2026-03-05"}),
    "between verb and object": Said("The union offered on Sunday to come to the table.", set()),
    "between subject and verb": Said("The union on Sunday proposed talks with the harbour board.", set()),
    "a participle of telling": Said("They are to talk, according to a letter published on Sunday.", set()),
    "the article's own weekday": Said("On Monday the union and the harbour board were at the talks.", set()),
    "the negation follows": Said("Thursday's meeting of the two sides won't be held.", set()),
    "put off, with the old day first": Said("The meeting scheduled for Thursday has been deferred.", set()),
    "within": Said("The two sides are to meet within five days.", set()),
    "the last one": Said("The last meeting, on Thursday night, was long.", set()),
    "when it was said": Said("The two sides will meet soon, a spokesman said on Sunday.", set()),
    "past": Said("The two sides met on Friday and parted without a word.", set()),
    "last week": Said("The talks of last Thursday led nowhere.", set()),
    "a dated past": Said("The two sides held talks on 14 February.", set()),
    "a deadline": Said("The union wants an answer about the meeting by Friday.", set()),
    "since": Said("The talks have been going on since Monday.", set()),
    "cancelled": Said("The meeting on Thursday was cancelled.", set()),
    "denied": Said("The two sides will not meet on Thursday.", set()),
    "a question": Said("Will the two sides meet on Thursday?", set()),
    "no meeting": Said("The bank publishes its figures on Thursday.", set()),
    "a month is no day": Said("The summit will be held in May.", set()),
    "a may that is no month": Said("The two sides may meet.", set()),
    "no such day": Said("The summit will be held on 31 February.", set()),
}
NUMBERS = {
    "digits": Said("The two sides exchanged 46 prisoners on Friday.", {"46"}),
    "thousands": Said("The club sold 120,000 tickets for the meeting.", {"120000"}),
    "in words": Said("Four hundred and six detainees flew home after the talks.", {"406"}),
    "a hyphen": Said("Twenty-six shareholders asked for a meeting.", {"26"}),
    "a dozen": Said("The court heard a dozen witnesses.", {"12"}),
    "words between": Said("The Houthis released 181 wounded Saudi captives.", {"181"}),
    "a part of a whole": Said("They freed 150 of the 320 prisoners on the list.", {"150"}),
    "millions": Said("The company plans 1.5 million jobs by 2030.", {"1500000"}),
    "money": Said("Creditors hold $9.2 billion of its notes.", set()),
    "the number of": Said("The number of prisoners on the list rose to 320.", {"320"}),
    "a colon": Said("Prisoners: 46.", {"46"}),
    "a year": Said("In 2019 prisoners went on hunger strike.", set()),
    "many": Said("Hundreds of prisoners wait for the talks.", set()),
    "one of them": Said("One of the prisoners told his story.", set()),
    "another noun": Said("The talks lasted 46 hours, and the prisoners waited.", set()),
    "long ago": Said("In 2020 the two sides exchanged 1,056 prisoners.", set()),
    "an ordinal": Said("The 40th witnesses' hearing went on.", set()),
    "a date": Said("On 14 March prisoners may come home.", set()),
}


@pytest.mark.parametrize("case", PERSONS)
def test_who_leads(case: str) -> None:
    """A named leader with his side; nobody who is denied, replaced, past, or leads something else."""
    assert found(FactKind.PERSON, PERSONS[case].text) == PERSONS[case].values


@pytest.mark.parametrize("case", DATES)
def test_when(case: str) -> None:
    """The day of the meeting to come, as a date; no day of saying, of the past, of a deadline or of something else."""
    assert found(FactKind.DATE, DATES[case].text) == DATES[case].values


@pytest.mark.parametrize("case", NUMBERS)
def test_how_many(case: str) -> None:
    """The count of what the rulebook names, however it is written; no year, no other count, none of the past."""
    assert found(FactKind.NUMBER, NUMBERS[case].text) == NUMBERS[case].values


@pytest.mark.parametrize(
    ("day", "text", "value"),
    [
        (2, "They will meet on Monday.", "2026-03-02"),
        (3, "They will meet on Monday.", "2026-03-09"),
        (3, "They will meet next Monday.", "2026-03-09"),
        (2, "They will meet next Monday.", "2026-03-09"),
        (7, "They will meet next Thursday.", "2026-03-12"),
        (2, "They will meet on Friday week.", "2026-03-13"),
    ],
)
def test_a_weekday_is_read_from_the_articles_day(day: int, text: str, value: str) -> None:
    """The same words mean another day on another day; the week begins on Monday."""
    published = datetime(2026, 3, day, 12, tzinfo=UTC)
    said = extract_facts(article(f"The summit is near. {text}", published=published), topic())
    assert [fact.value for fact in said if fact.kind is FactKind.DATE] == [value]


def test_the_words_that_say_it_are_marked() -> None:
    """Evidence is the sentence, and the span the words of it."""
    for text, kind, words in [
        ("On Friday 46 of the prisoners flew home.", FactKind.NUMBER, "46 of the prisoners"),
        ("The summit will take place on 14 March in Oslo.", FactKind.DATE, "14 March"),
        ("The government delegation will be led by Saleh Bin Ghanem.", FactKind.PERSON, "Saleh Bin Ghanem"),
    ]:
        (fact,) = [one for one in facts_of(f"Nothing here. {text}") if one.kind is kind]
        assert fact.evidence == text
        assert fact.span is not None
        assert text[slice(*fact.span)] == words


@given(
    st.text(max_size=120)
    | st.lists(
        st.sampled_from(
            [
                "46",
                "1,000",
                "prisoners",
                "led by",
                "Saleh",
                "Bin",
                "-",
                "14",
                "March",
                "on",
                "Thursday",
                "talks",
                "will",
                "next",
                "in three days",
                "of",
                "the",
                "31",
                "2026-02-30",
                "twenty",
                "hundred",
                "and",
                ".",
                ",",
            ]
        ),
        max_size=30,
    ).map(" ".join)
)
def test_any_text_is_read(text: str) -> None:
    """No text breaks a finder; dates are days, numbers numbers, spans lie in the evidence."""
    for fact in facts_of(text):
        assert fact.span is not None
        assert fact.evidence[slice(*fact.span)].strip()
        if fact.kind is FactKind.DATE:
            datetime.fromisoformat(fact.value)
        if fact.kind is FactKind.NUMBER:
            assert float(fact.value) >= 0


MORE_FACTS = """facts:
  prisoners: {kind: number, of: [prisoners, captives]}
  leaders: {kind: stance, track: leaders}
  delegations: {kind: stance, track: delegations}
topics:
"""
MORE_RULES = """rules:
  - {id: who, kind: change, topic: talks, fact: person}
  - {id: when, kind: change, topic: talks, fact: date}
  - {id: how-many, kind: new_value, topic: talks, fact: prisoners}
  - {id: top, kind: change, topic: talks, fact: leaders}
  - {id: low, kind: change, topic: talks, fact: delegations}
"""
ALL_FACTS = "facts: [venue, stance, person, date, prisoners, leaders, delegations]"
BOOK = RULEBOOK.replace("topics:\n", MORE_FACTS, 1).replace("facts: [venue, stance]", ALL_FACTS, 1)
BOOK = BOOK.replace("kind: change,", "kind: change, fact: stance,").replace("rules:\n", MORE_RULES, 1)


def test_rules_follow_who_when_and_how_many() -> None:
    """A first value, the same in other words, another one: rings, is known, rings with what was before."""
    room = Newsroom(book=BOOK)
    begun = "The Arvanian delegation at the talks will be led by Edda Marr on 14 May. It frees 46 prisoners."
    first = room.tell(told(1, begun))
    rang = {alert.rule: alert for alert in first.alerts}
    assert {"gazette/who", "gazette/when", "gazette/how-many"} <= rang.keys()
    assert (rang["gazette/who"].new, rang["gazette/who"].party) == ("Edda Marr", "AR")
    assert (rang["gazette/when"].new, rang["gazette/how-many"].new) == ("2026-05-14", "46")
    same = "Edda Marr, Arvania's top negotiator: talks are set for Thursday of next week. Forty-six prisoners leave."
    again = room.tell(told(2, same, hours=30), explain=True)
    assert {outcome(again, rule).verdict for rule in ("who", "when", "how-many")} == {Verdict.KNOWN}
    other = "The Arvanian delegation will be led by Jon Vik. The talks were put off until 20 May. It frees 50 captives."
    changed = {alert.rule: alert for alert in room.tell(told(3, other, hours=60)).alerts}
    assert (changed["gazette/who"].old, changed["gazette/who"].new) == ("Edda Marr", "Jon Vik")
    assert (changed["gazette/when"].old, changed["gazette/when"].new) == ("2026-05-14", "2026-05-20")
    assert changed["gazette/how-many"].new == "50"


def test_leaders_and_delegations_are_separate_tracks() -> None:
    """That the delegations meet again says nothing of the leaders, and the other way round."""
    room = Newsroom(book=BOOK)
    low = room.tell(
        told(1, "Arvania is ready for a new round of talks of the negotiating teams with Belmark.", "Teams")
    )
    top = room.tell(told(2, "Arvania refuses to meet Belmark at a summit of the two leaders.", hours=30))
    assert [alert.rule for alert in low.alerts if alert.rule in ("gazette/top", "gazette/low")] == ["gazette/low"]
    assert [alert.rule for alert in top.alerts if alert.rule in ("gazette/top", "gazette/low")] == ["gazette/top"]
    states = {state.name: state.current.value for state in room.memory.states_of("talks") if state.current}
    assert (states["leaders"], states["delegations"]) == ("refuses", "open")


@pytest.mark.parametrize(
    ("evidence", "title", "track"),
    [
        ("The two presidents will meet face to face.", "", Track.LEADERS),
        ("The prime ministers of both countries will meet in Bergen.", "", Track.LEADERS),
        ("A second round of the negotiating teams is due.", "", Track.DELEGATIONS),
        ("They will meet on Friday.", "Summit in sight", Track.LEADERS),
        ("They will meet on Friday.", "", None),
        ("The delegations are to prepare the summit.", "", None),
    ],
)
def test_the_track_of_a_sentence(evidence: str, title: str, track: Track | None) -> None:
    """The sentence decides, then the headline; words of both leave it open."""
    assert find_track(evidence, article(evidence, title=title), shipped_lists()) is track
