"""Two states of one fact: what either knows is known to both together, and what was reported last is in force."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.monitor.facts.fact import Fact, Stance, Status
from bot.monitor.facts.merge import merge
from bot.monitor.facts.state import LIVE, FactState
from bot.monitor.facts.steps import Step, StepKind, step
from bot.monitor.topics import Confirm
from tests.monitor.facts.reading import WHEN, article
from tests.monitor.facts.test_state import stance, take, venue

PLACES = st.sampled_from(["Geneva", "Istanbul", "Turkey", "Oslo"])
VENUES = st.builds(venue, PLACES, st.sampled_from(Status))
STANCES = st.builds(stance, st.sampled_from([Stance.OPEN, Stance.REFUSES, Stance.PROPOSES]))


def state_after(facts: Sequence[Fact], day: int) -> FactState:
    """Return the state after an article a day, each with one of these facts."""
    state = None
    for number, fact in enumerate(facts, day):
        state = take(state, [fact], day=number)[-1].state
    assert state is not None
    return state


@given(facts=st.one_of(st.lists(VENUES, min_size=2), st.lists(STANCES, min_size=2)), data=st.data())
def test_a_parted_memory_is_as_good_as_one(facts: list[Fact], data: st.DataObject) -> None:
    """Wherever the articles are parted, and whichever half is given first: as if one state had read them all."""
    at = data.draw(st.integers(min_value=1, max_value=len(facts) - 1))
    whole = state_after(facts, 0)
    former, latter = state_after(facts[:at], 0), state_after(facts[at:], at)
    merged, reverse = merge(latter, former), merge(former, latter)
    assert merged == reverse
    assert merged.current is None or merged.current in merged.seen
    assert (merged.current and merged.current.value) == (whole.current and whole.current.value)
    assert {seen.value: seen.last_as(LIVE) for seen in merged.seen} == {
        seen.value: seen.last_as(LIVE) for seen in whole.seen
    }
    assert {seen.value: seen.last for seen in merged.ruled_out} == {seen.value: seen.last for seen in whole.ruled_out}


def test_what_rang_before_a_merge_does_not_ring_after_it() -> None:
    """Geneva was known under the former id, and Oslo under the other."""
    merged = merge(state_after([venue("Oslo")], 3), state_after([venue("Geneva"), venue("Istanbul")], 0))
    for place in ("Geneva", "Istanbul", "Oslo"):
        assert take(merged, [venue(place)], day=4)[0].kind is StepKind.SAME


def test_a_position_that_was_first_only_under_the_new_id_follows_the_former() -> None:
    """Within its hour too, what was in force under the former id is what it changed from."""
    refuses, open_ = stance(Stance.REFUSES), stance(Stance.OPEN)
    merged = merge(state_after([open_], 3), state_after([refuses], 0))
    (again,) = take(merged, [stance(Stance.PROPOSES)], day=3)
    assert (again.kind, again.before and again.before.value) == (StepKind.CHANGED, Stance.REFUSES)
    same = merge(state_after([refuses], 3), state_after([refuses], 0))
    assert same.current is not None
    assert (same.current.first, same.current.last) == (WHEN, WHEN + timedelta(days=3))


def test_two_sources_that_wait_in_two_states_confirm_together() -> None:
    """One report each, of the three that it takes: the next one is enough."""
    confirm = Confirm(sources=3, within=timedelta(days=9))

    def reported(state: FactState | None, day: int) -> Step:
        at = WHEN + timedelta(days=day)
        text = article("", published=at, ident=str(day), source=f"{day}.example")
        return step(state, [venue("Oslo")], article=text, now=at, confirm=confirm)[0]

    first, second = reported(None, 0), reported(None, 1)
    assert (first.kind, second.kind) == (StepKind.UNCONFIRMED, StepKind.UNCONFIRMED)
    assert reported(merge(second.state, first.state), 2).kind is StepKind.FIRST
