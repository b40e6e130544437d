"""Learning: that it learns, gives the same twice, and that the weights which come with Tocsin do what is said."""

from dataclasses import replace
from functools import cache

import pytest

from bot.monitor.facts.weights import Learnt, by_head, parse_learnt, unpack
from bot.rulebooks import load_learnt, load_lists
from training.corpus import Item, read_corpus
from training.learn import learn_all, mean_of, read_examples, render, score
from training.score import STANCE, STATUS, VENUE

FLOORS = {VENUE: 0.90, STATUS: 0.80, STANCE: 0.75}
"""F1 on `passages.txt` that a change may not fall below; the weights have seen it, docs/facts.md tells how they do on
what they have not."""


@cache
def corpus(domain: str) -> list[Item]:
    """Return the items of one file."""
    return [item for item in read_corpus() if item.storyline.domain == domain]


@pytest.fixture(scope="module")
def small() -> Learnt:
    """Learnt from two domains."""
    lists = replace(load_lists("en"), learnt=None)
    return learn_all(read_examples([*corpus("diplomacy"), *corpus("visits")], lists))


def test_what_is_learnt_helps_with_a_domain_that_it_has_not_seen(small: Learnt) -> None:
    """Six hundred sentences on states and visits say something about sport."""
    lists = replace(load_lists("en"), learnt=None)
    rules = score(corpus("sport"), lists).tallies
    weighed = score(corpus("sport"), replace(lists, learnt=small)).tallies
    assert weighed[STANCE].f1 > rules[STANCE].f1
    assert weighed[VENUE].f1 > rules[VENUE].f1


def test_learning_gives_the_same_twice(small: Learnt) -> None:
    """Nothing is drawn at random."""
    lists = replace(load_lists("en"), learnt=None)
    again = learn_all(read_examples([*corpus("diplomacy"), *corpus("visits")], lists))
    assert render(again) == render(small)


def test_the_mean_of_fits_has_the_mean_of_each_weight(small: Learnt) -> None:
    """What one fit of two lacks counts as 0 there; the same fit twice is that fit."""
    assert render(mean_of([small, small])) == render(small)
    bias = dict(small.venue.rows())["bias"]
    lacking = replace(small, venue=replace(small.venue, table=by_head([("w=unheard", bias)])))
    mean = dict(mean_of([small, lacking]).venue.rows())
    count = len(small.venue.labels)
    whole = unpack(bias, count)
    for feature in ("bias", "w=unheard"):
        assert all(
            got == pytest.approx(one / 2, abs=0.01) or abs(one / 2) < 0.05
            for one, got in zip(whole, unpack(mean[feature], count), strict=True)
        )


def test_weights_survive_their_file(small: Learnt) -> None:
    """What is written is what is read."""
    assert render(parse_learnt(render(small))) == render(small)


def test_the_shipped_weights_do_what_the_docs_say() -> None:
    """136 passages of seven storylines: what a change loses shows here."""
    learnt = load_learnt("en")
    assert learnt is not None
    tallies = score(corpus("passages"), replace(load_lists("en"), learnt=learnt)).tallies
    assert {name: round(tally.f1, 3) for name, tally in tallies.items() if tally.f1 < FLOORS[name]} == {}
