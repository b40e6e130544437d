"""Venues: the evidence that makes a place one, the traps that do not, and the status."""

from dataclasses import replace

import pytest

from bot.monitor.facts.fact import FactKind
from bot.monitor.facts.readings import read_by_rules
from bot.rulebooks import load_lists
from tests.monitor.facts.reading import article, facts_of, topic_with, venues

TRAPS = """
Washington said the talks would go on next week.
Washington wants the talks to go on, officials said.
Moscow thanked the mediators for their help with the negotiations.
Peskov said in Moscow that the talks were going well.
The two sides promised at the talks to respect the Geneva Conventions.
The Minsk agreements were on the table at the talks.
Paris Hilton joined the talks about the charity gala.
The Moscow stock exchange fell after the talks broke down.
The Jordan Peterson interview was discussed at the meeting.
Fighting in Donetsk went on while the negotiators met.
Turkey's president called both leaders before the talks.
The talks, London's foreign secretary said, were a step forward.
The London Times wrote that the negotiations had stalled.
Berlin and Paris welcomed the talks between the two presidents.
Beijing's position on the talks has not changed.
Reporters in Brussels asked the minister about the summit.
The Vienna Convention was cited by both delegations at the talks.
Trump told a news conference in Madrid that he would meet Putin soon.
The University of Geneva published a study of the negotiations.
Ukraine talks dominate the news in Germany.
An earthquake in Istanbul killed twenty people hours before the negotiators met.
The Dayton accords were the model for the talks, a diplomat said.
Vladimir Putin and Volodymyr Zelensky are to meet next month.
Tehran insists that the talks be indirect.
The mayor of Kyiv told residents to stay at home during the talks.
The president of Somalia travels to Kenya.
Leaders gather for a parade in Moscow ahead of the talks.
"""


@pytest.mark.parametrize("text", TRAPS.strip().splitlines())
def test_metonymy_people_and_organisations_are_no_venues(text: str) -> None:
    """A place that speaks, names a treaty or a person, or sees something else is no venue."""
    assert venues(text) == set()


@pytest.mark.parametrize(
    ("text", "found", "reason"),
    [
        ("The talks will be held in Istanbul.", {("Istanbul", "agreed")}, "location preposition after a meeting word"),
        ("The Geneva talks resume on Monday.", {("Geneva", "agreed")}, "place before a meeting word"),
        ("Turkey will host the next round of talks.", {("Turkey", "agreed")}, "host of the meeting"),
        ("The next round of talks is to be hosted by Muscat.", {("Muscat", "agreed")}, "host of the meeting"),
        ("Istanbul has been chosen as the venue of the talks.", {("Istanbul", "agreed")}, "named as the venue"),
        ("Zelensky proposed Vienna as the venue for a meeting.", {("Vienna", "proposed")}, "named as the venue"),
        ("Tehran, the capital, was where the ministers met.", {("Tehran", "past")}, "named as the venue"),
        ("Putin invited Zelensky to Moscow for talks.", {("Moscow", "proposed")}, "journey to a meeting"),
        ("Witkoff will travel to Oslo for the negotiations.", {("Oslo", "agreed")}, "journey to a meeting"),
        ("The negotiators will talk by video link.", {("virtual", "agreed")}, "virtual meeting"),
        ("They met on the Polish-Belarusian border.", {("border:Belarus-Poland", "past")}, "border of two countries"),
    ],
)  # fmt: skip
def test_each_kind_of_evidence_has_a_name(text: str, found: set[tuple[str, str]], reason: str) -> None:
    """A venue comes with the reason that /why shows."""
    assert venues(text) == found
    assert [fact.reason for fact in facts_of(text) if fact.kind == "venue"] == [reason]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The leaders may meet in Geneva.", {("Geneva", "proposed")}),
        ("Kyiv suggested holding the talks in Oslo.", {("Oslo", "proposed")}),
        ("The summit will not take place in Budapest.", {("Budapest", "denied")}),
        ("Zelensky rejected Minsk as a place for the talks.", {("Minsk", "denied")}),
        ("Last month's talks in Jeddah ended without a result.", {("Jeddah", "past")}),
        ("The two presidents met in Helsinki in 2018.", {("Helsinki", "past")}),
        ("Talks are under way in Doha.", {("Doha", "agreed")}),
        ("The delegations have arrived in Cairo for the talks.", {("Cairo", "agreed")}),
    ],
)
def test_the_clause_decides_the_status(text: str, found: set[tuple[str, str]]) -> None:
    """Proposals and hedges propose, a refusal or a negation denies, dates and tenses tell the past."""
    assert venues(text) == found


def test_a_list_of_places_shares_one_verdict() -> None:
    """Every place of a list is a venue."""
    found = venues("Switzerland, Austria or Turkey could host the meeting, Kyiv said.")
    assert found == {("Switzerland", "proposed"), ("Austria", "proposed"), ("Turkey", "proposed")}


def test_the_larger_place_beside_it_is_no_second_venue() -> None:
    """“Muscat, Oman” is one place."""
    assert venues("The talks will be held in Muscat, Oman.") == {("Muscat", "agreed")}


def test_a_capital_without_its_name_is_found() -> None:
    """“The Hungarian capital” means Budapest."""
    assert venues("The leaders may meet in the Hungarian capital.") == {("Budapest", "proposed")}
    assert venues("He offered talks in the capital of Austria.") == {("Vienna", "proposed")}


def test_a_past_meeting_keeps_its_date() -> None:
    """The month that the sentence names goes with the fact, so that it does not refresh the memory."""
    (fact,) = facts_of("The two sides last met in Istanbul in March 2022.")
    assert fact.when is not None
    assert (fact.when.year, fact.when.month) == (2022, 3)


def test_the_evidence_is_the_sentence_word_for_word() -> None:
    """What an alert quotes stands in the article."""
    text = "It rained. The talks will be held in Oslo, the “Kremlin” said –  at noon."
    (fact,) = (fact for fact in facts_of(text) if fact.kind == "venue")
    assert fact.evidence in text
    assert fact.evidence.startswith("The talks")


def test_related_posts_are_not_read() -> None:
    """Headlines under a heading of links belong to other articles."""
    assert venues("The leaders spoke.\n\nRelated posts\n\nPutin to host summit in Sochi") == set()


@pytest.mark.xfail(reason="a place without its name would need a list of resorts by country", strict=True)
def test_a_resort_without_its_name() -> None:
    """“The Swiss resort” is not resolved."""
    assert venues("The leaders will meet in the Swiss resort.") != set()


@pytest.mark.xfail(
    reason="two meetings in one sentence share their words, so the second is taken for the talks too", strict=True
)
def test_on_the_sidelines_of_another_meeting() -> None:
    """The assembly is no meeting of the two."""
    assert venues("After the UN conference in New York, Putin and Zelensky will meet in Vienna.") == {
        ("Vienna", "agreed")
    }


@pytest.mark.parametrize(
    "text",
    [
        "Fighting went on in Kharkiv on Monday.",
        "Life goes on in Kyiv.",
        "Trading resumed in Moscow after the talks with Ukraine.",
    ],
)
def test_what_goes_on_has_to_be_the_meeting(text: str) -> None:
    """Much resumes and goes on in a place besides the talks that the headline names."""
    assert venues(text, title="Russia and Ukraine: what we know about the talks") == set()


def test_where_nobody_is_sent_is_not_agreed() -> None:
    """A refusal to come rings no new venue."""
    text = "Ukraine will not send a delegation to Geneva for talks, Zelensky said on Saturday."
    assert ("Geneva", "agreed") not in venues(text)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Shelling resumed in Kharkiv on Monday, Putin said.", {"Kharkiv"}),
        ("An election will take place in Vienna, and life goes on in Graz.", {"Vienna", "Graz"}),
        ("A ceasefire was agreed in Doha.", set()),  # what is agreed has been talked about
        ("The fight will take place in Riyadh.", set()),  # it may be the very thing that is followed
        ("Shelling ends, and the talks resumed in Oslo.", set()),
        ("Putin arrived in Minsk after the shelling.", set()),
        ("Zelensky landed in Jeddah for Sudan talks with Putin on Monday.", {"Sudan"}),
        ("Putin will fly to Oslo for Gaza talks.", {"Gaza"}),
        ("Putin will fly to Oslo for talks in Bergen.", set()),
        ("Putin is in Oslo and will go to the Geneva talks.", set()),
    ],
)
def test_what_else_happens_in_a_place_is_known(text: str, places: set[str]) -> None:
    """Where the event is none of a meeting, or the place its subject, no weights make a venue of the words."""
    (ruled,) = read_by_rules(article(text), topic_with())
    assert {one.value for one in ruled.known.free if one.start in ruled.elsewhere} == places


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Shelling resumed in Kupiansk on Friday, days before Putin and Zelensky are to meet in Doha.", {"Doha"}),
        ("A concert will take place in Verbier on Friday, while Putin and Zelensky prepare for talks.", set()),
        ("Their talks will take place in Verbier on Friday, Putin and Zelensky agreed.", {"Verbier"}),
    ],
)
def test_what_else_happens_in_a_place_that_no_gazetteer_knows(text: str, found: set[str]) -> None:
    """The weights look at any name that stands where a place stands, and so do the rules against it."""
    learnt = replace(topic_with(), lists=load_lists("en"))
    assert {place for place, _ in venues(text, topic=learnt)} == found


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Zelensky will not go to talks in Moscow.", "Moscow"),
        ("Zelensky is not going to talks in Moscow.", "Moscow"),
        ("Putin isn't coming to talks in Istanbul.", "Istanbul"),
        ("Zelensky would never travel to Moscow for talks.", "Moscow"),
    ],
)
def test_where_a_party_does_not_go_is_denied(text: str, place: str) -> None:
    """Whatever the weights find in the words of the journey, the place is named once, and as denied."""
    learnt = replace(topic_with(), lists=load_lists("en"))
    assert [(one.value, str(one.status)) for one in facts_of(text, topic=learnt) if one.kind is FactKind.VENUE] == [
        (place, "denied")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Zelensky will go to talks in Moscow.",
        "The delegation has not yet arrived in Moscow for the talks, which begin on Friday.",
        "Putin is not the first who will go to talks in Moscow.",
    ],
)
def test_who_goes_to_a_place_all_the_same(text: str) -> None:
    """A negation of something else, or of what no party does, leaves the venue as it is."""
    learnt = replace(topic_with(), lists=load_lists("en"))
    assert ("Moscow", "agreed") in venues(text, topic=learnt)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Talks between Russia and Ukraine are held in Muscat.", ("Muscat", "agreed")),
        ("A meeting between Putin and Zelensky is held in Vienna.", ("Vienna", "agreed")),
        ("Talks between Russia and Ukraine have been held in Muscat.", ("Muscat", "past")),
        ("Talks between Russia and Ukraine were held in Muscat.", ("Muscat", "past")),
        ("The talks between Russia and Ukraine are to move from Istanbul to Muscat.", ("Muscat", "agreed")),
        ("The talks between Russia and Ukraine are shifting from Istanbul to Muscat.", ("Muscat", "agreed")),
        ("The talks between Russia and Ukraine were relocated to Muscat.", ("Muscat", "agreed")),
    ],
)
def test_what_is_held_now_and_where_talks_move(text: str, found: tuple[str, str]) -> None:
    """The participle of the present tells no past, and the place that a meeting moves to is its venue."""
    assert {found} == venues(text)
    told = venues(text, topic=replace(topic_with(), lists=load_lists("en")))
    assert found in told
    assert (found[0], "past" if found[1] == "agreed" else "agreed") not in told


def test_a_bid_that_is_withdrawn_proposes_no_venue() -> None:
    """Who offered to be the host is none any more."""
    assert venues("Turkey has withdrawn its offer to host the talks.") == {("Turkey", "denied")}
