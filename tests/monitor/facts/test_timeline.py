"""The timeline: which moments it has, whoever rang."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.monitor.articles import Article
from bot.monitor.facts.extract import extract_facts
from bot.monitor.facts.timeline import Moment, Reported, timeline
from bot.monitor.topics import Topic
from tests.monitor.newsroom import RULEBOOK, article, read_book

REFUSES = "Arvania refuses to meet Belmark, President Odel said on Tuesday."
GENEVA = "Arvania and Belmark agreed to hold their talks in Geneva next week."
CLAIM = "Arvania refuses to meet, Chancellor Brandt of Belmark said."
OSLO = "Belmark proposed to hold talks with Arvania in Oslo."


def topic_of(book: str = RULEBOOK) -> Topic:
    """Return the topic that tracks facts."""
    return read_book(book).topics[0]


def reported(topic: Topic, *texts: str, hours: float = 30) -> list[Reported]:
    """Return what articles with these texts say, some hours apart."""
    articles = [article(number, text, hours=hours * number) for number, text in enumerate(texts, 1)]
    return [Reported(article=one, facts=extract_facts(one, topic)) for one in articles]


def told(moments: tuple[Moment, ...]) -> list[tuple[str, str, str]]:
    """Return fact, party and value of each moment."""
    return [(one.name, one.party or "", one.value) for one in moments]


def test_each_change_is_a_moment_with_who_said_so_and_where() -> None:
    """What is repeated is none; the value before and the outlet are told."""
    topic = topic_of()
    moments = timeline(reported(topic, REFUSES, REFUSES, OSLO), topic)
    assert told(moments)[0] == ("stance", "AR", "refuses")
    assert moments[0].speaker == "AR"
    assert (moments[0].source, moments[0].url) == ("outlet1.example", "https://outlet1.example/1")
    assert told(moments).count(("stance", "AR", "refuses")) == 1
    assert ("venue", "", "Oslo") in told(moments)


def test_the_order_of_the_reports_does_not_matter() -> None:
    """They are sorted by when they were published."""
    topic = topic_of()
    reports = reported(topic, REFUSES, GENEVA, OSLO)
    assert timeline(reversed(reports), topic) == timeline(reports, topic)
    assert [one.value for one in timeline(reports, topic) if one.name == "venue"] == ["Geneva", "Oslo"]


def test_a_claim_is_no_moment() -> None:
    """What Belmark says of Arvania changes nothing."""
    topic = topic_of()
    assert told(timeline(reported(topic, CLAIM), topic)) == []


def test_a_moment_waits_for_confirmation() -> None:
    """A topic that wants two outlets has its moment with the second."""
    topic = topic_of(
        RULEBOOK.replace("topics:\n", "facts: {venue: {confirm: {sources: 2, within: 3d, official: no}}}\ntopics:\n", 1)
    )
    moments = [one for one in timeline(reported(topic, GENEVA, GENEVA, hours=5), topic) if one.name == "venue"]
    assert [(one.value, one.source) for one in moments] == [("Geneva", "outlet2.example")]


@given(st.lists(st.sampled_from([REFUSES, GENEVA, CLAIM, OSLO]), max_size=8))
def test_neighbours_of_one_stance_differ(texts: list[str]) -> None:
    """Whatever is reported, no moment repeats the one before it of the same party."""
    topic = topic_of()
    moments = [one for one in timeline(reported(topic, *texts), topic) if one.name == "stance"]
    for party in ("AR", "BE"):
        values = [one.value for one in moments if one.party == party]
        assert all(one != other for one, other in pairwise(values))


def test_nothing_is_known_of_nothing() -> None:
    """No reports, no moments."""
    empty: list[Reported] = [
        Reported(article=Article(id="1", title="", text="", published=article(1).published), facts=())
    ]
    assert timeline(empty, topic_of()) == ()
