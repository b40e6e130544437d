"""The state of a fact: what is news, what fills the memory, and what changes nothing."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.monitor.facts.fact import Fact, FactKind, Stance, Status
from bot.monitor.facts.state import FactState
from bot.monitor.facts.steps import Step, StepKind, step
from tests.monitor.facts.reading import WHEN, article

NEWS = {StepKind.FIRST, StepKind.NEW, StepKind.CHANGED}


def venue(
    place: str, status: Status = Status.PROPOSED, *, background: bool = False, when: datetime | None = None
) -> Fact:
    """Return a venue fact."""
    return Fact(
        topic="t", name="venue", kind=FactKind.VENUE, value=place, status=status, evidence=f"{place}.",
        background=background, when=when, reason="test",
    )  # fmt: skip


def stance(label: Stance, *, speaker: str = "", background: bool = False, weight: float = 1.0) -> Fact:
    """Return Russia's stance."""
    return Fact(
        topic="t", name="stance", kind=FactKind.STANCE, value=label, party="RU", speaker=speaker, evidence=f"{label}.",
        background=background, weight=weight, reason="test",
    )  # fmt: skip


def take(state: FactState | None, facts: Sequence[Fact], day: int = 0) -> tuple[Step, ...]:
    """Take the facts of an article that was published some days after the beginning."""
    at = WHEN + timedelta(days=day)
    return step(state, facts, article=article("", published=at, ident=str(day)), now=at)


def test_a_first_venue_then_a_new_one() -> None:
    """Both are news, and the second knows what was in force."""
    (first,) = take(None, [venue("Istanbul")])
    (second,) = take(first.state, [venue("Geneva")], day=1)
    assert (first.kind, second.kind) == (StepKind.FIRST, StepKind.NEW)
    assert second.before is not None
    assert second.before.value == "Istanbul"
    assert second.state.current is not None
    assert second.state.current.value == "Geneva"


def test_a_known_venue_tells_when_it_was_last_seen() -> None:
    """The rule's lookback decides on `known.last`; the state then counts it as seen today."""
    (first,) = take(None, [venue("Istanbul")])
    (again,) = take(first.state, [venue("Istanbul", Status.AGREED)], day=400)
    assert again.kind is StepKind.SAME
    assert again.known is not None
    assert again.known.last == WHEN
    assert again.state.seen[0].last == WHEN + timedelta(days=400)
    assert again.state.seen[0].status == Status.AGREED


def test_a_city_in_a_known_country_is_a_refinement() -> None:
    """Turkey, then Istanbul, and the other way round, is no new venue."""
    (turkey,) = take(None, [venue("Turkey")])
    (istanbul,) = take(turkey.state, [venue("Istanbul")], day=1)
    (back,) = take(istanbul.state, [venue("Turkey")], day=2)
    assert (istanbul.kind, back.kind) == (StepKind.REFINED, StepKind.SAME)
    assert istanbul.state.current is not None
    assert istanbul.state.current.value == "Istanbul"


def test_the_city_speaks_for_its_country_in_one_article() -> None:
    """An article that names both is about the city."""
    steps = take(None, [venue("Turkey"), venue("Istanbul")])
    assert [one.fact.value for one in steps] == ["Istanbul"]


def test_a_past_venue_fills_the_memory_under_its_own_date() -> None:
    """A meeting of March 2022 is not seen today."""
    march = datetime(2022, 3, 1, tzinfo=UTC)
    (past,) = take(None, [venue("Istanbul", Status.PAST, when=march)])
    assert past.kind is StepKind.PAST
    assert past.state.current is None
    assert past.state.seen[0].last == march
    (live,) = take(past.state, [venue("Istanbul")], day=1)
    assert (live.kind, live.known) == (StepKind.SAME, past.state.seen[0])


def test_a_past_mention_does_not_refresh_what_is_known() -> None:
    """Only a report of the venue for the talks to come counts as one."""
    (live,) = take(None, [venue("Istanbul")])
    (past,) = take(live.state, [venue("Istanbul", Status.PAST)], day=100)
    assert (past.state.current, past.state.seen) == (live.state.current, live.state.seen)


def test_the_live_mention_counts_where_an_article_has_both() -> None:
    """Proposed for Thursday and met there in 2022: the proposal counts."""
    steps = take(None, [venue("Istanbul", Status.PAST), venue("Istanbul")])
    assert [one.kind for one in steps] == [StepKind.FIRST]


def test_a_denied_venue_is_not_known() -> None:
    """What is ruled out can still become news."""
    (denied,) = take(None, [venue("Moscow", Status.DENIED)])
    assert (denied.kind, denied.state.seen) == (StepKind.DENIED, ())
    assert take(denied.state, [venue("Moscow")], day=1)[0].kind is StepKind.FIRST


def test_all_places_of_an_article_have_the_same_before() -> None:
    """Three proposals in one article replace what was in force, not one another."""
    (old,) = take(None, [venue("Istanbul")])
    steps = take(old.state, [venue("Vienna"), venue("Geneva"), venue("Oslo")], day=1)
    assert [one.kind for one in steps] == [StepKind.NEW] * 3
    assert {one.before.value for one in steps if one.before} == {"Istanbul"}
    assert steps[-1].state.current is not None
    assert steps[-1].state.current.value == "Vienna"
    assert len(steps[-1].state.seen) == 4


def test_a_stance_changes() -> None:
    """First the baseline, then the same, then a change."""
    (first,) = take(None, [stance(Stance.PREMATURE)])
    (same,) = take(first.state, [stance(Stance.PREMATURE)], day=1)
    (changed,) = take(same.state, [stance(Stance.OPEN)], day=2)
    assert (first.kind, same.kind, changed.kind) == (StepKind.FIRST, StepKind.SAME, StepKind.CHANGED)
    assert "premature" in changed.reason


def test_a_stance_that_returns_is_in_force_since_then() -> None:
    """Open, refuses, open: the second time is a change, with its own date."""
    state: FactState | None = None
    for day, label in enumerate((Stance.OPEN, Stance.REFUSES, Stance.OPEN)):
        (one,) = take(state, [stance(label)], day=day)
        state = one.state
    assert one.kind is StepKind.CHANGED
    assert one.state.current is not None
    assert one.state.current.first == WHEN + timedelta(days=2)


def test_silence_and_background_change_nothing() -> None:
    """No comment and what was before the news leave the state as it is."""
    (first,) = take(None, [stance(Stance.OPEN)])
    silent = [
        (stance(Stance.NO_COMMENT), StepKind.NO_COMMENT),
        (stance(Stance.REFUSES, background=True), StepKind.BACKGROUND),
    ]
    for fact, kind in silent:
        (one,) = take(first.state, [fact], day=1)
        assert (one.kind, one.state) == (kind, first.state)


def test_a_party_s_own_words_count_before_a_claim() -> None:
    """One label for a holder and article: its own, whatever weight the claim has."""
    one, claim = take(None, [stance(Stance.REFUSES, speaker="UA", weight=3), stance(Stance.OPEN)])
    assert (one.kind, one.fact.value) == (StepKind.FIRST, "open")
    assert (claim.kind, claim.state.current) == (StepKind.CLAIM, one.state.current)


def test_an_older_article_never_turns_back() -> None:
    """What was published before the value in force is no change, when it comes late."""
    (first,) = take(None, [stance(Stance.OPEN)], day=5)
    (late,) = take(first.state, [stance(Stance.REFUSES)], day=3)
    assert (late.kind, late.state.current, late.state.seen) == (StepKind.OLDER, first.state.current, first.state.seen)
    assert not any(waiting.reports for waiting in late.state.pending)


def test_a_date_in_the_future_counts_as_now() -> None:
    """A feed with a wrong clock cannot block the state for years."""
    wrong = article("", published=WHEN + timedelta(days=9000))
    (one,) = step(None, [stance(Stance.OPEN)], article=wrong, now=WHEN)
    assert one.state.current is not None
    assert one.state.current.last == WHEN


venue_facts = st.lists(
    st.builds(
        venue,
        st.sampled_from(["Turkey", "Istanbul", "Geneva", "Moscow", "virtual", "border:Belarus-Poland"]),
        st.sampled_from(Status),
        background=st.booleans(),
        when=st.none() | st.just(datetime(2022, 3, 1, tzinfo=UTC)),
    ),
    min_size=1,
    max_size=3,
)
stance_facts = st.lists(
    st.builds(
        stance, st.sampled_from(Stance), speaker=st.sampled_from(["", "RU", "UA"]), background=st.booleans(),
        weight=st.sampled_from([1.0, 2.0, 3.0]),
    ),
    min_size=1,
    max_size=3,
)  # fmt: skip
histories = st.lists(st.tuples(venue_facts, st.integers(0, 30)), max_size=6) | st.lists(
    st.tuples(stance_facts, st.integers(0, 30)), max_size=6
)


@given(histories)
def test_the_same_article_twice_is_no_news(history: list[tuple[list[Fact], int]]) -> None:
    """Replaying an article right after itself never adds a step that could ring, and leaves the values as they are."""
    state: FactState | None = None
    for facts, day in history:
        steps = take(state, facts, day)
        again = take(steps[-1].state, facts, day)
        assert not {one.kind for one in again} & NEWS
        assert again[-1].state.current == steps[-1].state.current
        state = again[-1].state


@given(histories, venue_facts | stance_facts)
def test_an_older_article_never_reverts(history: list[tuple[list[Fact], int]], late: list[Fact]) -> None:
    """An article older than the value in force leaves it in force, and is no news."""
    state: FactState | None = None
    for facts, day in history:
        if facts[0].kind is late[0].kind:
            state = take(state, facts, day)[-1].state
    if state is None or state.current is None:
        return
    steps = take(state, late, day=-1)
    current = steps[-1].state.current
    assert not {one.kind for one in steps} & NEWS
    assert current is not None
    assert current.value == state.current.value


@given(histories)
def test_what_is_seen_stays_seen(history: list[tuple[list[Fact], int]]) -> None:
    """The memory only grows, each value once, in the order of the first report, with the value in force among them."""
    state: FactState | None = None
    for facts, day in history:
        before = {seen.value for seen in state.seen} if state else set()
        state = take(state, facts, day)[-1].state
        values = [seen.value for seen in state.seen]
        assert before <= set(values)
        assert len(values) == len(set(values))
        assert [seen.first for seen in state.seen] == sorted(seen.first for seen in state.seen)
        assert all(seen.first <= seen.last for seen in state.seen)
        assert state.current is None or state.current in state.seen


def names_after(order: Sequence[str]) -> set[str]:
    """Return the names that are known after articles of one hour, each of which names one person."""
    state: FactState | None = None
    for number, name in enumerate(order):
        fact = Fact(
            topic="t", name="person", kind=FactKind.PERSON, value=name, party="RU", evidence=f"{name}.", reason="test"
        )
        at = WHEN.replace(minute=number)
        state = step(state, [fact], article=article("", published=at, ident=str(number)), now=at)[-1].state
    return {seen.value for seen in state.seen} if state else set()


@pytest.mark.parametrize("order", [("Omar", "Sidi Omar"), ("Sidi Omar", "Omar"), ("Sidi Omar", "Omar", "Sidi Omar")])
def test_a_surname_is_the_person_that_is_known(order: Sequence[str]) -> None:
    """A surname and a full name with it are one person, whichever came first."""
    assert len(names_after(order)) == 1


@pytest.mark.xfail(reason="a surname that came first takes in everybody who bears it; names are keys", strict=True)
def test_two_persons_of_one_surname_are_two_whatever_the_order() -> None:
    """Of three names within an hour, one a mere surname, two persons are known, whichever came first."""
    counts = {len(names_after(order)) for order in permutations(("Omar", "Sidi Omar", "Ali Omar"))}
    assert counts == {2}
