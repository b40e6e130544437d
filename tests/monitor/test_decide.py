"""Decisions: each verdict with its reason, once per story and rule, who may see what, nothing changed on the way."""

from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.monitor.alerts import Moved, alert_lines
from bot.monitor.articles import Article
from bot.monitor.decide import Decision, decide, remember
from bot.monitor.memory import Memory
from bot.monitor.rules import RuleKind, Verdict
from bot.monitor.stories import Relation
from tests.monitor.newsroom import (
    NOON,
    ORCHARD,
    ORCHARD_TITLE,
    RULEBOOK,
    STRIKE,
    STRIKE_AGAIN,
    STRIKE_AGAIN_TITLE,
    STRIKE_TITLE,
    Newsroom,
    article,
    outcome,
    rang,
    watch,
)

GENEVA = "Arvania and Belmark agreed to hold their talks in Geneva next week."
TWO_DAYS = "Arvania and Belmark will hold talks on Friday. Another meeting of the two is to be held on 25 May."
WITH_DATES = RULEBOOK.replace("facts: [venue, stance]", "facts: [venue, stance, date]").replace(
    "rules:\n", "rules:\n  - {id: when, kind: change, topic: talks, fact: date, title: Another day}\n"
)
OSLO = "Arvania proposed to hold talks with Belmark in Oslo."
NOT_VIENNA = "The talks between Arvania and Belmark will not take place in Vienna."
HELSINKI_BEFORE = "In March 2019 Arvania and Belmark held talks in Helsinki."
REFUSES = "Arvania refuses to meet Belmark, President Odel said."
OPEN_TITLE = "Arvania ready for talks with Belmark"
OPEN = (
    "Arvania is ready for talks with Belmark, President Odel said in a speech that took many by surprise. Nobody in "
    "the capital had expected such words after weeks of silence, and shares rose at once on the exchange of Torvin."
)
EARLY = "Arvania says it is too early for talks with Belmark."
BELMARK_OPEN = "Belmark is open to talks with Arvania, Chancellor Brandt said."
CLAIM = "Arvania refuses to meet Belmark, Chancellor Brandt said."
HAD_REFUSED = "Last year Arvania had refused to meet Belmark."
SILENT = "President Odel declined to comment on talks with Belmark."

DAY = 24.0


class Shown(NamedTuple):
    """What was told before, the article, the rule, and what the reason of its verdict says."""

    verdict: Verdict
    before: tuple[Article, ...]
    article: Article
    rule: str
    reason: str
    book: str = RULEBOOK
    learnt: bool = False


STRIKE_1 = article(1, STRIKE, STRIKE_TITLE)
SHOWN = {
    "words there": Shown(Verdict.RANG, (), STRIKE_1, "strike", "the article says “strike”, “Dockers”, “port”"),
    "words missing": Shown(Verdict.NO_MATCH, (), STRIKE_1, "court", "'court' is not in the article"),
    "fact missing": Shown(
        Verdict.NO_MATCH, (), article(1, "Talks of Arvania and Belmark."), "venue", "the article says nothing of it"
    ),
    "another topic": Shown(
        Verdict.OFF_TOPIC, (), STRIKE_1, "venue", "not about Arvania–Belmark talks: none of 'arvania*', 'belmark*'"
    ),
    "a copy": Shown(Verdict.COPY, (STRIKE_1,), article(2, STRIKE, STRIKE_TITLE), "strike", "copy of #1: 100 %"),
    "a report": Shown(
        Verdict.RUNG_BEFORE,
        (STRIKE_1,),
        article(2, STRIKE_AGAIN, STRIKE_AGAIN_TITLE, hours=1),
        "strike",
        "it rang for this story at 4 May 2026 12:00 UTC (report: ",
    ),
    "a venue again": Shown(
        Verdict.KNOWN, (article(1, GENEVA),), article(2, GENEVA, hours=200), "venue", "Geneva is known since 4 May 2026"
    ),
    "a stance again": Shown(
        Verdict.KNOWN, (article(1, REFUSES),), article(2, REFUSES, hours=200), "arvania", "“refuses” is in force since"
    ),
    "no comment": Shown(Verdict.KNOWN, (article(1, REFUSES),), article(2, SILENT), "arvania", "would not say"),
    "first sight": Shown(
        Verdict.BASELINE, (), article(1, REFUSES), "stance", "“refuses” is the first stance seen; it is the baseline"
    ),
    "background": Shown(
        Verdict.BACKGROUND, (article(1, EARLY),), article(2, HAD_REFUSED), "stance", "it is told as background"
    ),
    "a past venue": Shown(Verdict.PAST, (), article(1, HELSINKI_BEFORE), "venue", "Helsinki is the place of a meeting"),
    "a claim": Shown(Verdict.CLAIM, (), article(1, CLAIM), "stance", "Belmark says it about Arvania"),
    "ruled out": Shown(Verdict.OTHER_STATUS, (), article(1, NOT_VIENNA), "venue", "Vienna is ruled out"),
    "a stranger": Shown(
        Verdict.OTHER_PARTY, (), article(1, BELMARK_OPEN), "arvania", "the rule does not watch Belmark"
    ),
    "an old article": Shown(
        Verdict.OLDER,
        (article(1, EARLY, hours=DAY),),
        article(2, REFUSES),
        "stance",
        "the article is older than the report of “premature” of 5 May 2026",
    ),
    "an echo": Shown(
        Verdict.OLDER,
        (article(1, OPEN, OPEN_TITLE), article(2, REFUSES, hours=DAY)),
        article(3, OPEN, OPEN_TITLE, hours=2 * DAY),
        "stance",
        "its text is that of #1 of 4 May 2026, which is older than the report of “refuses” of 5 May 2026",
    ),
    "cooldown of words": Shown(
        Verdict.COOLDOWN,
        (STRIKE_1,),
        article(2, "A new port opens on the Lind.", ORCHARD_TITLE, hours=9 * DAY / 6),
        "port",
        "it rang at 4 May 2026 12:00 UTC and rests until 6 May 2026 12:00 UTC",
    ),
    "cooldown of a party": Shown(
        Verdict.COOLDOWN,
        (article(1, EARLY),),
        article(2, REFUSES, hours=11),
        "arvania",
        "it rang at 4 May 2026 12:00 UTC and rests until 5 May 2026 00:00 UTC",
    ),
    "backlog": Shown(
        Verdict.BACKLOG, (), replace(STRIKE_1, backlog=True), "strike", "it was there before its feed was watched"
    ),
    "too few sources": Shown(
        Verdict.UNCONFIRMED,
        (article(1, EARLY),),
        article(2, OSLO, hours=1),
        "venue",
        "Oslo is reported by 1 of 2 independent sources",
        RULEBOOK.replace("topics:\n", "facts:\n  venue: {confirm: {sources: 2}}\ntopics:\n", 1),
    ),
    "not sure enough": Shown(
        Verdict.UNSURE,
        (),
        article(1, EARLY),
        "arvania",
        "the article says so with a likelihood of",
        RULEBOOK.replace("topics:\n", "facts:\n  stance: {sure: 100}\ntopics:\n", 1),
        learnt=True,
    ),
    "another day": Shown(
        Verdict.BESIDE,
        (),
        article(1, TWO_DAYS),
        "when",
        "the article says “Fri 8 May 2026” above all, and one value of an article counts",
        WITH_DATES,
    ),
    "a private feed": Shown(
        Verdict.NOT_VISIBLE,
        (),
        replace(STRIKE_1, audience=frozenset({5})),
        "strike",
        "only that chat's watches see it",
    ),
    "facts of a private feed": Shown(
        Verdict.NOT_VISIBLE,
        (),
        replace(article(1, GENEVA), audience=frozenset({5})),
        "venue",
        "only that chat's watches see it",
    ),
}


@pytest.mark.parametrize("case", SHOWN.values(), ids=SHOWN)
def test_every_verdict_has_its_reason(case: Shown) -> None:
    """What became of a rule is named, and the sentence beside it carries the words or figures that decided."""
    room = Newsroom(book=case.book, learnt=case.learnt)
    room.tell_all(case.before)
    outcomes = room.decide(case.article, explain=True).outcomes
    found = [one for one in outcomes if one.rule == f"gazette/{case.rule}"][-1]  # a rule may have one for each fact
    assert found.verdict is case.verdict
    assert case.reason in found.reason


def test_every_verdict_is_shown() -> None:
    """The list above leaves out no verdict but those of bursts, which `test_bursts` shows."""
    assert {case.verdict for case in SHOWN.values()} == set(Verdict) - {Verdict.TOO_FEW, Verdict.USUAL}


def test_a_second_day_within_the_hour_is_no_first_one() -> None:
    """Both ring, whichever came first; the later one is headed as a change, and tells which day was told before."""
    book = WITH_DATES.replace("fact: date, title: Another day", "fact: date")
    room = Newsroom(book=book)
    first, second = (
        next(alert for alert in room.tell(told).alerts if alert.rule == "gazette/when")
        for told in (
            article(1, "Arvania and Belmark will hold talks on Friday."),
            article(2, "Arvania and Belmark will hold talks on Saturday.", hours=0.5),
        )
    )
    assert (first.title, first.old) == ("First date", None)
    assert (second.title, second.old, second.new) == ("Date change", first.new, "2026-05-09")
    assert second.reason == "“Sat 9 May 2026” comes within the hour of “Fri 8 May 2026”, the first date seen"


def test_a_second_venue_within_the_hour_is_not_the_first_named() -> None:
    """In another article or in the same one; the reason names the one that was."""
    room = Newsroom()
    told = [
        article(1, "Arvania and Belmark will hold talks in Manchester on Friday."),
        article(2, "Arvania and Belmark agreed to hold their talks in Geneva next week.", hours=0.5),
        article(3, "Belmark proposed to hold talks with Arvania in Oslo.", hours=0.7),
    ]
    reasons = [outcome(room.tell(one), "venue").reason for one in told]
    assert reasons == [
        "Manchester is the first venue named",
        "Geneva comes within the hour of Manchester, the first venue named",
        "Oslo comes within the hour of Manchester, the first venue named",
    ]


def test_a_status_that_the_rule_does_not_wait_for() -> None:
    """A rule for agreed venues stays silent on a proposal and rings for the same place once it is agreed."""
    book = RULEBOOK.replace("title: New venue,", "title: New venue, statuses: [agreed], ")
    room = Newsroom(book=book)
    found = outcome(room.tell(article(1, OSLO)), "venue")
    assert (found.verdict, found.reason) == (
        Verdict.OTHER_STATUS, "Oslo is proposed, for which the rule does not ring",
    )  # fmt: skip
    assert rang(room.tell(article(2, GENEVA, hours=5)))[0] == "venue"


def test_a_topic_without_a_query_takes_what_names_a_party() -> None:
    """Talks of others in Geneva are none of its business; one name of a party is enough."""
    room = Newsroom(book=RULEBOOK.replace("    about: (arvania* OR belmark*) (talks OR meet OR meeting)\n", ""))
    others = room.tell(article(1, "The dockers and the company agreed to hold their talks in Oslo."), explain=True)
    assert (others.facts, rang(others)) == ((), [])
    found = outcome(others, "venue")
    assert found.verdict is Verdict.OFF_TOPIC
    assert found.reason.startswith('not about Arvania–Belmark talks: none of "Arvania"')
    assert rang(room.tell(article(2, GENEVA)))[0] == "venue"


# One alert per story and rule.


def test_a_copy_is_silent_and_a_report_rings_only_what_has_not_rung() -> None:
    """The report of another outlet says “court”: that rule rings, the strike rule does not ring again."""
    room = Newsroom()
    first = room.tell(STRIKE_1)
    copy = room.tell(article(2, STRIKE, "Dockers at Marlow's port begin strike over night shifts", hours=1))
    report = room.tell(article(3, STRIKE_AGAIN, STRIKE_AGAIN_TITLE, hours=2))
    assert rang(first) == ["strike", "port"]
    assert (copy.judgement.relation, rang(copy)) == (Relation.COPY, [])
    assert (report.judgement.relation, rang(report)) == (Relation.REPORT, ["court"])
    assert {alert.story for alert in (*first.alerts, *report.alerts)} == {"1"}


def test_another_story_rings_again() -> None:
    """The same words about another thing are a story of their own."""
    room = Newsroom()
    room.tell(STRIKE_1)
    other = "Dockers in far-off Quell ended their strike; sailors danced on the pier until the lamps went out at dawn."
    decision = room.tell(article(2, other, "Quell's dockers sing again", hours=3 * DAY))
    assert decision.judgement.relation is Relation.NEW
    assert rang(decision) == ["strike"]


def test_an_edited_headline_does_not_ring_again() -> None:
    """A revision is the same article: its rules have rung."""
    room = Newsroom()
    room.tell(STRIKE_1)
    edited = room.tell(replace(STRIKE_1, title="Strike of dockers at the port of Marlow: forty ships wait"))
    assert edited.judgement.relation is Relation.REVISION
    assert rang(edited) == []
    assert outcome(edited, "strike").verdict is Verdict.RUNG_BEFORE


def test_an_edit_rings_for_what_it_adds() -> None:
    """A word that an edit brings rings its rule; a venue that it brings or changes rings the venue rule."""
    room = Newsroom()
    room.tell(STRIKE_1)
    assert rang(room.tell(replace(STRIKE_1, text=f"{STRIKE} The case goes to court."))) == ["court"]
    talks = article(2, f"{EARLY} {ORCHARD}", hours=1)
    assert rang(room.tell(talks)) == ["arvania"]
    assert "venue" in rang(room.tell(replace(talks, text=f"{OSLO} {ORCHARD}")))
    moved = room.tell(replace(talks, text=f"{GENEVA} {ORCHARD}"))
    assert [(alert.new, alert.old) for alert in moved.alerts if alert.kind is RuleKind.NEW_VALUE] == [
        ("Geneva", "Oslo")
    ]


def test_an_unchanged_repoll_rings_nothing() -> None:
    """The same article once more is a copy of itself."""
    room = Newsroom()
    room.tell(STRIKE_1)
    assert rang(room.tell(STRIKE_1)) == []


# Who may see what.


def test_a_private_feed_is_seen_by_its_chat_alone() -> None:
    """Chat 5 added the feed: its watch rings, neither chat 6's nor the rulebook's topics do, and no fact is taken."""
    room = Newsroom(watch(5, "dockers"), watch(6, "dockers"))
    private = room.tell(replace(STRIKE_1, audience=frozenset({5})))
    assert rang(private) == ["watch/5"]
    assert private.alerts[0].chat == 5
    assert [outcome(private, rule).verdict for rule in ("watch/6", "strike", "port")] == [Verdict.NOT_VISIBLE] * 3
    talks = room.tell(article(2, GENEVA, audience=frozenset({5})))
    assert (talks.facts, talks.states, talks.alerts) == ((), (), ())


@pytest.mark.parametrize(
    "later",
    [
        article(2, STRIKE, STRIKE_TITLE, hours=1),
        article(2, STRIKE_AGAIN, STRIKE_AGAIN_TITLE, hours=1),
        replace(STRIKE_1, title="Dockers strike at the port"),
        STRIKE_1,
    ],
    ids=["copy", "report", "revision", "the same article in a shared feed"],
)
def test_what_a_chat_could_not_see_rings_when_it_can(later: Article) -> None:
    """The story of a private feed comes from a shared one: it rings for everybody but the chat that had it."""
    room = Newsroom(watch(5, "dockers"), watch(6, "dockers"))
    room.tell(replace(STRIKE_1, audience=frozenset({5})))
    shared = room.tell(later)
    assert shared.judgement.story == "1"
    assert {"strike", "port", "watch/6"} <= set(rang(shared))
    assert "watch/5" not in rang(shared)
    assert rang(room.tell(article(3, STRIKE, STRIKE_TITLE, hours=2))) == []


def test_two_private_feeds_ring_each_for_its_own() -> None:
    """The copy in chat 6's feed rings for chat 6, and a third one in chat 5's feed for nobody."""
    room = Newsroom(watch(5, "dockers"), watch(6, "dockers"))
    told = [
        room.tell(article(number, STRIKE, STRIKE_TITLE, hours=number, audience=frozenset({chat})))
        for number, chat in ((1, 5), (2, 6), (3, 5))
    ]
    assert [rang(decision) for decision in told] == [["watch/5"], ["watch/6"], []]


# Backlog and cooldown.


def test_backlog_fills_the_memory_silently() -> None:
    """What was there before rings nothing, and what it says is known from then on."""
    room = Newsroom()
    silent = room.tell_all([replace(STRIKE_1, backlog=True), article(2, GENEVA, backlog=True)])
    assert [rang(decision) for decision in silent] == [[], []]
    assert rang(room.tell(article(3, STRIKE, STRIKE_TITLE, hours=1))) == []
    again = room.tell(article(4, GENEVA, hours=200))
    assert outcome(again, "venue").verdict is Verdict.KNOWN
    new = room.tell(article(5, OSLO, hours=201))
    assert [(alert.new, alert.old) for alert in new.alerts if alert.kind is RuleKind.NEW_VALUE] == [("Oslo", "Geneva")]


def test_a_copy_that_is_the_first_to_meet_a_rule_rings() -> None:
    """A word that only the longer copy has rings; what the original met, although silently, does not."""
    room = Newsroom(watch(5, "cherries"))
    room.tell(replace(STRIKE_1, backlog=True))
    longer = room.tell(article(2, f"{STRIKE} Nobody picks the cherries.", STRIKE_TITLE, hours=1))
    assert longer.judgement.relation is Relation.COPY
    assert rang(longer) == ["watch/5"]
    assert rang(room.tell(article(3, f"{STRIKE} Nobody picks the cherries.", STRIKE_TITLE, hours=2))) == []


def test_a_cooldown_ends_and_is_each_partys_own() -> None:
    """Two days after it rang the port rule rings again; a stance's cooldown is about its party."""
    room = Newsroom(book=RULEBOOK.replace("parties: [AR], cooldown: 12h", "cooldown: 12h"))
    room.tell(article(1, EARLY))
    assert rang(room.tell(article(2, BELMARK_OPEN, hours=1))) == ["arvania"]
    assert "arvania" in rang(room.tell(article(3, REFUSES, hours=12)))
    room.tell(replace(STRIKE_1, id="4"))
    assert rang(room.tell(article(5, "The port opens.", hours=24 + 24))) == []
    assert rang(room.tell(article(6, "Gulls nest at the port.", hours=24 + 36))) == ["port"]


def test_a_venue_is_new_again_after_the_lookback() -> None:
    """Nobody has named Geneva for 31 days: the next one who does is heard, and is told when it was."""
    room = Newsroom()
    room.tell(article(1, GENEVA))
    assert rang(room.tell(article(2, GENEVA, hours=30 * DAY))) == []
    assert rang(room.tell(article(3, GENEVA, hours=45 * DAY))) == []
    (alert,) = [one for one in room.tell(article(4, GENEVA, hours=76 * DAY)).alerts if one.new == "Geneva"]
    assert (alert.old, alert.old_since) == ("Geneva", NOON)


# What an alert holds.


def test_the_alert_of_a_venue() -> None:
    """Value, status, what was in force and since when, and the sentence as it stands in the article."""
    room = Newsroom()
    first = room.tell(article(1, GENEVA)).alerts[0]
    assert (first.new, first.status, first.old, first.old_since) == ("Geneva", "agreed", None, None)
    text = f"{ORCHARD} {OSLO} Nobody knows when."
    told = article(2, text, "A word on Oslo", hours=50)
    (alert,) = [one for one in room.tell(told).alerts if one.rule == "gazette/venue"]
    assert (alert.new, alert.status, alert.old, alert.old_since) == ("Oslo", "proposed", "Geneva", NOON)
    assert (alert.title, alert.topic, alert.topic_title) == ("New venue", "talks", "Arvania–Belmark talks")
    assert (alert.headline, alert.url, alert.source) == (told.title, told.url, told.source)
    assert (alert.article, alert.published, alert.at) == ("2", told.published, told.published)
    assert (alert.evidence, alert.matched) == (OSLO, ("Oslo",))
    assert alert.reason == "Oslo has not been named before; in force was Geneva"


def test_the_alert_of_a_stance() -> None:
    """Party, its name, who says so, the stance before and since when."""
    room = Newsroom()
    room.tell(article(1, EARLY))
    told = article(2, f"{REFUSES} {ORCHARD}", hours=50)
    alert = next(one for one in room.tell(told).alerts if one.rule == "gazette/stance")
    assert (alert.party, alert.party_name, alert.speaker) == ("AR", "Arvania", "Arvania")
    assert (alert.new, alert.old, alert.old_since, alert.status) == ("refuses", "premature", NOON, None)
    assert alert.evidence == REFUSES
    assert alert.reason == "from “premature”, in force since 4 May 2026, to “refuses”"


LONG_STANCE = (
    "The harbour office, which had spent the whole of the week before reading the letters of the shipping agents, the "
    "insurers and the two unions of the coast, told those who waited at its gate that President Odel ruled out talks "
    "with Belmark."
)


def test_the_words_by_which_a_stance_is_told_are_shown() -> None:
    """However long the sentence: the quotation is cut elsewhere, for a reader wants to see what rang."""
    (alert,) = [one for one in Newsroom().tell(article(1, LONG_STANCE)).alerts if one.rule == "gazette/arvania"]
    assert alert.matched == ("ruled out",)
    quote = alert_lines(alert).quote
    assert quote.startswith("“…")
    assert "ruled out talks" in quote


@pytest.mark.parametrize("learnt", [False, True])
def test_the_words_of_a_stance_stand_in_its_evidence(learnt: bool) -> None:
    """Who reads them in the history finds them in the sentence, also when weights decided."""
    room = Newsroom(learnt=learnt)
    for number, text in enumerate((EARLY, LONG_STANCE, BELMARK_OPEN, REFUSES)):
        for alert in room.tell(article(number, text, hours=30 * number)).alerts:
            assert alert.matched, alert
            assert all(word in alert.evidence for word in alert.matched)


def test_the_first_stance_is_no_change() -> None:
    """Without a title of its own, a rule on changes calls the first sight a first one, and only that."""
    room = Newsroom()
    (first,) = [one for one in room.tell(article(1, EARLY)).alerts if one.rule == "gazette/arvania"]
    (second,) = [one for one in room.tell(article(2, REFUSES, hours=50)).alerts if one.rule == "gazette/arvania"]
    assert (first.title, second.title) == ("First stance", "Stance change")


def test_one_party_that_changes_makes_it_a_change() -> None:
    """Two parties are moved together, one of them for the first time: the alert is headed as a change."""
    room = Newsroom(book=RULEBOOK.replace("parties: [AR], cooldown: 12h", "cooldown: 12h"))
    room.tell(article(1, BELMARK_OPEN))
    told = article(3, "The talks between Arvania and Belmark have been called off.", hours=60)
    (alert,) = [one for one in room.tell(told).alerts if one.rule == "gazette/arvania"]
    assert (alert.party, alert.old, alert.title) == ("AR", None, "Stance change")


def test_reasons_are_words() -> None:
    """Values and parties stand in a reason as people say them, and a verdict is no code."""
    room = Newsroom()
    room.tell(article(1, "President Odel does not rule out talks with Belmark."))
    refused = room.tell(article(2, REFUSES, hours=50))
    assert outcome(refused, "stance").reason.startswith("from “not excluded”, in force")
    assert not [verdict.words for verdict in Verdict if "_" in verdict.words]


def test_parties_that_move_together_ring_once() -> None:
    """Both call the talks off: one alert that names both and what each held before; each outcome says that it rang."""
    room = Newsroom()
    room.tell(article(1, EARLY))
    room.tell(article(2, "Belmark is ready to meet Arvania for talks, Chancellor Brandt said.", hours=30))
    told = article(3, "The talks between Arvania and Belmark have been called off.", hours=60)
    decision = room.tell(told)
    (alert,) = [one for one in decision.alerts if one.rule == "gazette/stance"]
    assert (alert.party, alert.new, alert.old) == ("AR", "cancelled", "premature")
    assert alert.joint == (Moved(party="BE", name="Belmark", old="open"),)
    lines = alert_lines(alert)
    assert lines.change + lines.before == ("Arvania and Belmark: cancelled — before: Arvania premature, Belmark open")
    rang = [one for one in decision.outcomes if one.rule == "gazette/stance" and one.verdict is Verdict.RANG]
    assert len(rang) == 2


def test_a_story_is_closed_after_the_report_window() -> None:
    """Else, report by report, a topic that is in the news every day would be one story, and new events silent in it."""
    room = Newsroom()
    assert "strike" in rang(room.tell(STRIKE_1))
    again = room.tell(article(2, STRIKE_AGAIN, STRIKE_AGAIN_TITLE, hours=24 * 5))
    late = room.tell(
        article(
            3,
            "Ships still lie off Marlow: the dockers of the port go on with their strike over night shifts. A fight on "
            "the quay left two dead on Wednesday, the harbour company and the union said.",
            "Two dead at the port of Marlow as dockers strike over night shifts",
            hours=24 * 8,
        )
    )
    assert (again.judgement.story, late.judgement.story) == ("1", "3")
    assert outcome(again, "strike").verdict is Verdict.RUNG_BEFORE
    assert "strike" in rang(late)


def test_the_alert_of_words() -> None:
    """The words as they stand in the article, and the sentence that holds most of them."""
    alert = Newsroom().tell(STRIKE_1).alerts[0]
    assert (alert.rule, alert.kind, alert.topic_title) == ("gazette/strike", RuleKind.KEYWORDS, "Harbour news")
    assert alert.matched == ("strike", "Dockers", "port")
    assert alert.evidence == STRIKE.partition(" The union")[0]
    assert (alert.new, alert.old, alert.status, alert.party) == (None, None, None, None)


def test_boilerplate_is_no_evidence() -> None:
    """The decision is about the cleaned article: what stands around it rings nothing."""
    decision = Newsroom().tell(
        article(1, f"{ORCHARD}\n\nRelated posts\nPort strike: what dockers want\n", ORCHARD_TITLE)
    )
    assert rang(decision) == []
    assert decision.article.text == ORCHARD


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Harbour talks collapse | Dockers strike", ""),
        ("[Dockers strike] Harbour talks collapse", ""),
        ("Harbour talks collapse", "Latest news\nFerry sinks off Marlow\nDockers strike"),
        ("Harbour talks collapse", "Sources: the dockers will strike from Monday."),
        ("Harbour talks collapse", "Sign up for strikes, union tells dockers"),
    ],
)
def test_a_rule_sees_news_that_is_dressed_like_furniture(title: str, text: str) -> None:
    """What is not surely an outlet, a label or furniture stays for the rules."""
    assert rang(Newsroom().tell(article(1, text, title))) == ["strike"]


TOLL = """\
rulebook: gazette
facts:
  toll: {kind: number, of: [dead, people]}
topics:
  ferry:
    title: Ferry
    about: ferry
    facts: [toll]
rules:
  - {id: toll, kind: new_value, topic: ferry, fact: toll}
"""


@pytest.mark.parametrize("mark", [" | {} dead", " [{} dead]", " - {} dead, report"])
def test_a_count_behind_the_headline_is_a_change(mark: str) -> None:
    """The same headline with another count behind it is no copy, and both counts are facts."""
    room = Newsroom(book=TOLL)
    twelve, fifteen = (
        room.tell(article(n, title="Ferry sinks off Samos" + mark.format(count), hours=4 * n))
        for n, count in enumerate((12, 15))
    )
    assert [fact.value for fact in (*twelve.facts, *fifteen.facts)] == ["12", "15"]
    assert fifteen.judgement.relation is not Relation.COPY


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Arvania-Belmark talks moved | Oslo to host", ""),
        ("[Oslo] Talks between Arvania and Belmark to start on Monday", ""),
        ("Arvania and Belmark", "Sources: Arvania and Belmark will hold direct talks in Oslo."),
    ],
)
def test_a_venue_beside_a_headline_is_a_fact(title: str, text: str) -> None:
    """The place is read where a bar, a bracket or "Sources:" sets it off."""
    room = Newsroom(learnt=True)
    room.tell(article(1, GENEVA))
    assert [fact.value for fact in room.tell(article(2, text, title, hours=4)).facts if fact.name == "venue"] == [
        "Oslo"
    ]


# Explaining.


@pytest.mark.parametrize("audience", [None, frozenset({5})])
@pytest.mark.parametrize("text", ["", STRIKE, GENEVA, f"{REFUSES} {BELMARK_OPEN} {OSLO}"])
def test_explaining_gives_an_outcome_for_every_rule(text: str, audience: frozenset[int] | None) -> None:
    """Every rule has its outcome with a reason, and explaining changes nothing else."""
    room = Newsroom(watch(5, "dockers"), watch(6, "football"))
    told = article(1, text, "A headline", audience=audience)
    explained, plain = room.decide(told, explain=True), room.decide(told)
    assert {one.rule for one in explained.outcomes} == {rule.id for rule in room.rules.rules}
    assert all(one.reason for one in explained.outcomes)
    assert explained.alerts == plain.alerts
    assert set(plain.outcomes) <= set(explained.outcomes)
    assert Verdict.NO_MATCH not in {one.verdict for one in plain.outcomes}


# Properties.

TEXTS = [
    (STRIKE_TITLE, STRIKE),
    ("Dockers at Marlow's port strike", STRIKE),
    (STRIKE_AGAIN_TITLE, STRIKE_AGAIN),
    (ORCHARD_TITLE, ORCHARD),
    *(("", text) for text in (GENEVA, OSLO, NOT_VIENNA, HELSINKI_BEFORE, REFUSES, EARLY, BELMARK_OPEN, CLAIM)),
]
AUDIENCES = st.sampled_from([None, None, None, frozenset({5}), frozenset({5, 6})])


@st.composite
def streams(draw: st.DrawFn) -> list[Article]:
    """Articles of a few outlets, edits of earlier ones among them, in the order in which they were published."""
    told: list[Article] = []
    for number in range(1, draw(st.integers(2, 9)) + 1):
        title, text = draw(st.sampled_from(TEXTS))
        minutes = draw(st.integers(1, 9 * 60))
        at = (told[-1].published if told else NOON) + timedelta(minutes=minutes)
        if told and draw(st.integers(0, 3)) == 0:
            old = draw(st.sampled_from(told))
            told.append(replace(old, title=title, text=text, published=at))
        else:
            audience, backlog = draw(AUDIENCES), draw(st.integers(0, 4)) == 0
            told.append(article(number, text, title, audience=audience, backlog=backlog, published=at))
    return told


def a_room() -> Newsroom:
    """Return a newsroom in which two chats watch as well."""
    return Newsroom(watch(5, "dockers OR cherries"), watch(6, "dockers -court"))


def learnt(decisions: list[Decision], times: list[Article]) -> Memory:
    """Return a new memory that was told what has been decided, as a restart does."""
    memory = Memory()
    for decision, told in zip(decisions, times, strict=True):
        remember(memory, decision, now=told.published)
    return memory


@settings(max_examples=60, deadline=None)
@given(streams())
def test_what_was_told_before_rings_nothing(stream: list[Article]) -> None:
    """The same recording into the same memory a second time, whoever could see what, is silent."""
    room = a_room()
    latest = {told.id: told for told in stream}
    room.tell_all(stream)
    assert [rang(room.tell(told)) for told in latest.values()] == [[]] * len(latest)


@settings(max_examples=60, deadline=None)
@given(streams())
def test_deciding_changes_nothing(stream: list[Article]) -> None:
    """However often an article is decided on, only what is remembered counts."""
    room, other = a_room(), a_room()
    for told in stream:
        one, two = room.decide(told), room.decide(told, explain=True)
        assert replace(two, outcomes=one.outcomes) == one
        assert room.tell(told) == other.tell(told)


@settings(max_examples=60, deadline=None)
@given(streams(), st.data())
def test_a_memory_that_is_told_again_decides_the_same(stream: list[Article], data: st.DataObject) -> None:
    """Remembering the decisions in their order gives the memory that made them."""
    at = data.draw(st.integers(0, len(stream) - 1))
    room = a_room()
    decisions = room.tell_all(stream[:at])
    memory = learnt(decisions, stream[:at])
    for told in stream[at:]:
        again = decide(told, memory=memory, rules=room.rules, now=told.published)
        remember(memory, again, now=told.published)
        assert again == room.tell(told)


@settings(max_examples=60, deadline=None)
@given(streams())
def test_no_rule_of_words_rings_twice_for_a_story(stream: list[Article]) -> None:
    """Whatever comes in whatever order: a story and a rule of words ring once, and only where they may be seen."""
    alerts = [(alert, told.article) for told in a_room().tell_all(stream) for alert in told.alerts]
    words = [(one.rule, one.story) for one, _ in alerts if one.kind is RuleKind.KEYWORDS]
    assert len(words) == len(set(words))
    assert not any(told.backlog for _, told in alerts)
    assert all(told.audience is None or one.chat in told.audience for one, told in alerts)
