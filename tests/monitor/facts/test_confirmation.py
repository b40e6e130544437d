"""What a change needs: independent sources, an official, time; what a claim is worth; which venue refines another."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from bot.monitor.facts.confirmation import Report, confirming, describe, independent_sources, with_one
from bot.monitor.facts.fact import Fact, Stance, Status
from bot.monitor.facts.state import FactState, find_known
from bot.monitor.facts.steps import Step, StepKind, step
from bot.monitor.rules import Verdict
from bot.monitor.topics import Confirm
from tests.monitor.facts.reading import WHEN, article
from tests.monitor.facts.test_state import stance, venue
from tests.monitor.newsroom import RULEBOOK, Newsroom, outcome, rang
from tests.monitor.newsroom import article as told

TWO = Confirm(sources=2, within=timedelta(hours=6))
REFUSES = "Arvania refuses to meet Belmark."
OPEN = "Arvania is open to talks with Belmark."
CLAIM = "Arvania refuses to meet Belmark, Chancellor Brandt said."
BOOK = RULEBOOK.replace("topics:\n", "facts:\n  stance: {confirm: {sources: 2, within: 6h}}\ntopics:\n", 1).replace(
    ", first: silent", ""
)


def report(name: str, hours: float = 0, *, origin: str = "", official: bool = False) -> Report:
    """Return an article of an outlet, named by its first letter; without an origin the text is its own."""
    at = WHEN + timedelta(hours=hours)
    return Report(article=name, origin=origin or name, source=f"{name[0]}.example", at=at, official=official)


def take(state: FactState | None, fact: Fact, hours: float, source: str, confirm: Confirm = TWO) -> Step:
    """Take one fact of an article of an outlet."""
    at = WHEN + timedelta(hours=hours)
    one = article("", published=at, ident=f"{source}{hours}", source=f"{source}.example")
    return step(state, [fact], article=one, now=at, confirm=confirm)[0]


def test_copies_of_one_text_are_one_source() -> None:
    """The outlet that had the text first is the source, however many print it; two texts of one outlet are one too."""
    wire: tuple[Report, ...] = ()
    for one in (report("a1"), report("b1", 1, origin="a1"), report("c1", 2, origin="a1")):
        wire = with_one(wire, one, most=9)
    assert [one.source for one in wire] == ["a.example"]
    assert independent_sources(with_one(wire, report("a2", 3), most=9)) == 1
    assert independent_sources(with_one(wire, report("b2", 3), most=9)) == 2


@given(st.permutations([report("a1"), report("b1", 1, origin="a1"), report("c1", 2, origin="a1"), report("d1", 3)]))
def test_the_first_print_of_a_text_is_its_source(reports: Sequence[Report]) -> None:
    """In whatever order the copies come, the earliest one stays."""
    kept: tuple[Report, ...] = ()
    for one in reports:
        kept = with_one(kept, one, most=9)
    assert [one.source for one in kept] == ["a.example", "d.example"]


def test_a_policy_counts_sources_within_its_time() -> None:
    """Two outlets within six hours confirm; seven hours apart they do not, and a third one between them helps."""
    apart = [report("a"), report("b", 7)]
    assert confirming(apart, TWO) == ()
    assert describe(apart, TWO) == "1 of 2 independent sources"
    assert [one.article for one in confirming([*apart, report("c", 5)], TWO)] == ["a", "c"]
    assert [one.article for one in confirming([*apart, report("c", 5)], TWO, since=report("b", 6).at)] == ["c", "b"]
    assert confirming([report("a1"), report("a2", 1)], TWO) == ()


def test_a_reason_names_who_confirms() -> None:
    """One sentence for both: an official, or the outlets that were counted."""
    own = take(None, stance(Stance.OPEN, speaker="RU"), 0, "a")
    assert own.reason == "“open” is the first stance seen, by an official of the party"


def test_an_official_confirms_alone_unless_the_policy_says_no() -> None:
    """A party's own word is enough for its own position."""
    official = [report("a", official=True)]
    assert confirming(official, TWO) == tuple(official)
    assert confirming(official, replace(TWO, official=False)) == ()


def test_a_stance_waits_for_the_second_source() -> None:
    """One outlet is not believed; the second one makes it news, since the first one said so."""
    base = take(None, stance(Stance.OPEN, speaker="RU"), 0, "a")
    once = take(base.state, stance(Stance.REFUSES), 10, "a")
    again = take(once.state, stance(Stance.REFUSES), 11, "a")
    twice = take(again.state, stance(Stance.REFUSES), 12, "b")
    assert [one.kind for one in (base, once, again, twice)] == [
        StepKind.FIRST, StepKind.UNCONFIRMED, StepKind.UNCONFIRMED, StepKind.CHANGED,
    ]  # fmt: skip
    assert once.reason == "“refuses” is reported by 1 of 2 independent sources"
    assert again.state.current is not None
    assert again.state.current.value == "open"
    assert twice.reason.endswith("by 2 of 2 independent sources")
    assert twice.state.current is not None
    assert twice.state.current.first == WHEN + timedelta(hours=10)
    assert twice.state.pending == ()


def test_the_echo_of_an_old_position_does_not_bring_it_back() -> None:
    """A report from before the present position came into force is no witness for a return to the one before."""
    base = take(None, stance(Stance.OPEN, speaker="RU"), 0, "a")
    echo = take(base.state, stance(Stance.REFUSES), 4, "b")
    own = take(echo.state, stance(Stance.PROPOSES, speaker="RU"), 5, "a")
    late = take(own.state, stance(Stance.REFUSES), 6, "c")
    assert (own.kind, late.kind) == (StepKind.CHANGED, StepKind.UNCONFIRMED)
    assert take(late.state, stance(Stance.REFUSES), 7, "d").kind is StepKind.CHANGED


def test_one_wrong_report_does_not_make_a_stance_flap() -> None:
    """Open, one outlet that says refuses, open again: with two sources asked for, nothing changes twice."""
    state = take(None, stance(Stance.OPEN, speaker="RU"), 0, "a").state
    kinds = []
    for hours, (label, source) in enumerate([("refuses", "b"), ("open", "c"), ("refuses", "b"), ("open", "a")], 1):
        one = take(state, stance(Stance(label)), hours, source)
        kinds.append(one.kind)
        state = one.state
    assert kinds == [StepKind.UNCONFIRMED, StepKind.SAME, StepKind.UNCONFIRMED, StepKind.SAME]


def test_within_an_hour_a_stance_does_not_swing() -> None:
    """Two stances of one hour ring once each at most, against what was in force before it; the last one stays."""
    one = Confirm()
    state = take(None, stance(Stance.PREMATURE), 0, "a", one).state
    kinds = []
    for minutes, label in ((5, "open"), (15, "premature"), (25, "open"), (35, "premature")):
        found = take(state, stance(Stance(label)), 10 + minutes / 60, "b", one)
        kinds.append(found.kind)
        state = found.state
    assert kinds == [StepKind.CHANGED, StepKind.SAME, StepKind.SAME, StepKind.SAME]
    assert state.current is not None
    assert state.current.value == "premature"


def test_a_claim_is_kept_and_never_confirms() -> None:
    """What Kyiv says of Moscow is remembered with who said it, and ten outlets that print it change nothing."""
    state = take(None, stance(Stance.OPEN, speaker="RU"), 0, "a").state
    for hours in range(1, 4):
        one = take(state, stance(Stance.REFUSES, speaker="UA"), hours, f"outlet{hours}")
        assert one.kind is StepKind.CLAIM
        state = one.state
    assert state.current is not None
    assert state.current.value == "open"
    (claim,) = state.claims
    assert (claim.speaker, claim.value, claim.at) == ("UA", "refuses", WHEN + timedelta(hours=3))
    assert take(state, stance(Stance.REFUSES), 5, "z").kind is StepKind.UNCONFIRMED


def test_a_venue_waits_too_and_a_past_one_is_no_witness() -> None:
    """The memory of a meeting there long ago does not make a proposal of one outlet credible."""
    past = take(None, venue("Istanbul", Status.PAST), 0, "a")
    once = take(past.state, venue("Istanbul"), 1, "b")
    twice = take(once.state, venue("Istanbul", Status.AGREED), 2, "c")
    assert [one.kind for one in (past, once, twice)] == [StepKind.PAST, StepKind.UNCONFIRMED, StepKind.SAME]
    assert twice.state.current is not None
    assert twice.state.current.value == "Istanbul"
    assert {one.source for one in twice.state.current.reports} == {"b.example", "c.example"}


def test_a_country_is_refined_by_one_city_only() -> None:
    """Turkey then Istanbul is one venue; Ankara after that is another, whether Turkey was named or not."""
    free = Confirm()
    turkey = take(None, venue("Turkey"), 0, "a", free)
    istanbul = take(turkey.state, venue("Istanbul"), 24, "a", free)
    ankara = take(istanbul.state, venue("Ankara"), 48, "a", free)
    country = take(ankara.state, venue("Turkey"), 72, "a", free)
    assert [one.kind for one in (turkey, istanbul, ankara, country)] == [
        StepKind.FIRST, StepKind.REFINED, StepKind.NEW, StepKind.SAME,
    ]  # fmt: skip


def test_what_is_known_depends_on_what_somebody_waits_for() -> None:
    """Who waits for agreed venues has not heard of one that was only proposed; who waits for proposals has of both."""
    state = take(None, venue("Oslo"), 0, "a", Confirm()).state
    agreed = venue("Oslo", Status.AGREED)
    assert find_known(state, agreed, at=WHEN, statuses=("agreed",)) is None
    assert find_known(state, agreed, at=WHEN, statuses=("proposed", "agreed")) is not None
    state = take(state, agreed, 1, "a", Confirm()).state
    assert find_known(state, venue("Oslo"), at=WHEN, statuses=("proposed",)) is not None
    assert find_known(state, venue("Oslo"), at=WHEN + timedelta(days=9), lookback=timedelta(days=8)) is None
    denied = venue("Oslo", Status.DENIED)
    assert find_known(state, denied, at=WHEN, statuses=("denied",)) is None
    state = take(state, denied, 2, "a", Confirm()).state
    assert find_known(state, denied, at=WHEN, statuses=("denied",)) is not None


# The whole way, with the texts.


def test_the_second_outlet_rings_and_a_copy_does_not() -> None:
    """Alert and silence name how many sources there are."""
    room = Newsroom(book=BOOK)
    wire = "Nobody at the border post knew of it, and the ferries went on as on any other Monday of this cold spring."
    first = room.tell(told(1, f"{OPEN} {wire}", "One says"), explain=True)
    copy = room.tell(told(2, f"{OPEN} {wire}", "One says", hours=1), explain=True)
    other = told(3, f"{OPEN} Orchards bloom and the mill is shut.", "Orchard owners wait for a word", hours=2)
    second = room.tell(other, explain=True)
    assert [outcome(one, "arvania").verdict for one in (first, copy, second)] == [
        Verdict.UNCONFIRMED, Verdict.UNCONFIRMED, Verdict.RANG,
    ]  # fmt: skip
    assert outcome(copy, "arvania").reason == "“open” is reported by 1 of 2 independent sources"


def test_the_late_copy_of_an_old_text_changes_nothing_back() -> None:
    """Refuses, then open by its own words, then somebody prints the first text two days late."""
    room = Newsroom(book=RULEBOOK.replace(", cooldown: 12h", ""))
    text = f"{REFUSES} The mayor of Hask shrugged and went home early, the ferries ran late and the mill stood still."
    assert rang(room.tell(told(1, text, "No meeting, says everybody"))) == ["arvania"]
    assert "arvania" in rang(room.tell(told(2, f"President Odel said that {OPEN}", "Odel speaks", hours=20)))
    copy = room.tell(told(3, text, "No meeting, says everybody", hours=48), explain=True)
    assert outcome(copy, "arvania").verdict is Verdict.OLDER


def test_a_rule_rings_for_what_was_ruled_out_when_it_waits_for_that() -> None:
    """Statuses past and denied ring for the rule that names them, once."""
    book = RULEBOOK.replace("title: New venue,", "title: New venue, statuses: [denied], ")
    room = Newsroom(book=book)
    denial = "The talks between Arvania and Belmark will not take place in Vienna."
    assert rang(room.tell(told(1, denial))) == ["venue"]
    assert rang(room.tell(told(2, f"{denial} So says the mill.", hours=30))) == []


def test_an_agreed_place_rings_after_its_proposal() -> None:
    """For a rule on agreed venues the proposal was no news, so the agreement is."""
    book = RULEBOOK.replace("title: New venue,", "title: New venue, statuses: [agreed], ")
    room = Newsroom(book=book)
    room.tell(told(1, "Arvania proposed to hold talks with Belmark in Oslo."))
    agreed = told(2, "Arvania and Belmark agreed to hold their talks in Oslo next week.", hours=5)
    assert rang(room.tell(agreed))[0] == "venue"


def test_claims_are_in_the_state() -> None:
    """A claim about Arvania is told as one, and kept."""
    room = Newsroom(book=BOOK)
    assert outcome(room.tell(told(1, CLAIM), explain=True), "arvania").verdict is Verdict.CLAIM
    state = room.memory.state("talks", "stance", "AR")
    assert state is not None
    assert [(claim.speaker, claim.value) for claim in state.claims] == [("BE", "refuses")]


def test_a_state_of_an_older_version_is_read() -> None:
    """What was stored before reports and claims were kept comes back, and goes on."""
    text = (
        '{"topic":"t","name":"stance","party":"RU","current":{"value":"open","status":null,"first":"2025-05-01T12:00:00Z",'
        '"last":"2025-05-02T12:00:00Z","article":"1","source":"a.example","evidence":"e"},"seen":[{"value":"open",'
        '"status":null,"first":"2025-05-01T12:00:00Z","last":"2025-05-02T12:00:00Z","article":"1","source":"a.example",'
        '"evidence":"e"}]}'
    )
    state = TypeAdapter(FactState).validate_json(text)
    assert take(state, stance(Stance.OPEN), 1, "a").kind is StepKind.SAME
    assert take(state, stance(Stance.REFUSES), 1, "a", Confirm()).kind is StepKind.CHANGED


def test_a_reading_that_is_not_sure_changes_nothing() -> None:
    """A likelihood under what the policy asks for is no report, and a claim or silence is what it was."""
    doubtful = replace(stance(Stance.OPEN), chance=0.6)
    one = take(None, doubtful, 0, "a", confirm=Confirm())
    assert (one.kind, one.state.current, one.state.pending) == (StepKind.UNSURE, None, ())
    assert one.reason == "the article says so with a likelihood of 60%; to count, it has to be 87%"
    assert take(None, doubtful, 0, "a", confirm=Confirm(sure=0.6)).kind is StepKind.FIRST
    assert take(None, replace(doubtful, speaker="UA"), 0, "a", confirm=Confirm()).kind is StepKind.CLAIM


def test_of_two_stances_the_first_counts_or_none() -> None:
    """An article that says two things of one party changes its state to what `extract` ranks first, title or not.

    When that is not sure, the second does not step in: it is not what the article is about.
    """
    certain, title = replace(stance(Stance.CONDITIONAL), chance=0.99), replace(stance(Stance.CONFIRMED), chance=0.92)
    one = article("", published=WHEN, ident="a", source="a.example")
    first, *others = step(None, [certain, replace(title, weight=3.0)], article=one, now=WHEN)
    assert (first.fact.value, [other.kind for other in others]) == (Stance.CONDITIONAL, [StepKind.BESIDE])
    assert others[0].state == first.state
    doubted, *others = step(None, [replace(certain, chance=0.6), title], article=one, now=WHEN)
    assert (doubted.kind, doubted.fact.value) == (StepKind.UNSURE, Stance.CONDITIONAL)
    assert [(other.kind, other.state.current) for other in others] == [(StepKind.BESIDE, None)]
