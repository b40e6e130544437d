"""T1: everything of one poll is saved together, and comes back as it was."""

from datetime import timedelta

import pytest

from bot.monitor.facts.fact import FactKind, Stance
from bot.monitor.stories import Judgement, Relation
from bot.store.articles import KnownItem, Rung
from bot.store.polls import Sighting
from bot.store.states import DeliveryState
from bot.store.store import Store
from tests.store.making import (
    MINUTE,
    NOW,
    TOPIC,
    a_chat,
    a_fact,
    a_feed,
    a_state,
    an_alert,
    an_article,
    an_item,
    an_update,
    poll,
    ring,
)


def _report(story: str, of: str, relation: Relation = Relation.REPORT) -> Judgement:
    return Judgement(relation=relation, story=story, of=of, similarity=71.25, reason="the same names")


def test_decision_comes_back_as_it_was(store: Store) -> None:
    """Article, judgement, outcomes, facts, states and alert survive the database unchanged."""
    chat, feed = a_chat(store), a_feed(store)
    article = an_article(store.articles.next_id(), audience=frozenset({chat.id, 9}), text="Zwölf\n\nдень", backlog=True)
    stance = a_fact(name="stance", kind=FactKind.STANCE, value=Stance.OPEN, status=None, party="NO", speaker="SE")
    item = an_item(article, alerts=[an_alert(article)], facts=(a_fact(), stance), states=(a_state(),))

    (number,) = poll(store, feed, item)

    stored = store.articles.get(article.id)
    assert (stored.article, stored.judgement) == (article, item.decision.judgement)
    assert (stored.outcomes, stored.facts) == (item.decision.outcomes, item.decision.facts)
    assert (stored.revision, stored.feed_id, stored.fetched_at, stored.decided_at) == (1, feed.id, NOW, NOW)
    assert store.articles.fact_states() == [a_state()]
    alert = store.alerts.get(number)
    assert (alert.alert, alert.revision) == (item.decision.alerts[0], 1)
    (way,) = alert.deliveries
    assert (way.chat, way.state, way.message_id) == (chat, DeliveryState.PENDING, None)


def test_poll_that_fails_in_the_middle_saves_nothing(store: Store) -> None:
    """When one alert cannot be saved, neither article nor key nor validators are."""
    a_chat(store)
    feed = a_feed(store)
    good = an_article(store.articles.next_id())
    bad = an_article(store.articles.next_id())
    items = [an_item(good, alerts=[an_alert(good)]), an_item(bad, alerts=[an_alert(bad, story="no number")])]

    with pytest.raises(ValueError, match="no number"):
        poll(store, feed, *items)

    assert store.articles.known(feed.id, ["key 1", "key 2"]) == {}
    assert store.feeds.get(feed.id).etag is None
    assert store.alerts.recent() == []
    assert poll(store, feed, items[0]) == (1,)


def test_items_are_known_by_their_key_in_their_feed(store: Store) -> None:
    """A key means an article in one feed only; a sighting gives an article another key without a new article."""
    one, two = a_feed(store, "https://a.example/f"), a_feed(store, "https://b.example/f")
    poll(store, one, an_item(an_article(1)))
    poll(store, two, sightings=[Sighting(key="other", content_hash="h9", article_id="1")])

    keys = [f"key {number}" for number in range(2_000)]
    assert store.articles.known(one.id, keys) == {"key 1": KnownItem(article_id="1", content_hash="h1")}
    assert store.articles.known(two.id, ["key 1", "other"]) == {"other": KnownItem(article_id="1", content_hash="h9")}
    assert store.articles.get("1").revision == 1
    assert store.articles.known(one.id, []) == {}


def test_edited_article_is_a_revision_of_the_same_row(store: Store) -> None:
    """The latest text counts, each version keeps its outcomes, and the first reading keeps its time."""
    a_chat(store)
    feed = a_feed(store)
    first = an_article(1)
    (number,) = poll(store, feed, an_item(first, alerts=[an_alert(first)], facts=(a_fact(),)))
    edited = an_article(1, title="Ministers meet in Oslo")
    revised = an_item(
        edited,
        content_hash="h2",
        judgement=_report("1", "1", Relation.REVISION),
        outcomes=(),
        facts=(a_fact(value="X"),),
    )
    assert poll(store, feed, revised, now=NOW + MINUTE) == ()

    stored = store.articles.get("1")
    assert (stored.article.title, stored.revision, stored.outcomes) == (edited.title, 2, ())
    assert (stored.fetched_at, stored.decided_at) == (NOW, NOW + MINUTE)
    assert store.articles.known(feed.id, ["key 1"])["key 1"].content_hash == "h2"
    assert store.articles.outcomes("1", store.alerts.get(number).revision)[0].reason == "Oslo is new"
    assert [fact.fact.value for fact in store.articles.facts(TOPIC)] == ["X"]
    assert [judgement.relation for _, judgement, _, _ in store.articles.recent(NOW)] == [
        Relation.NEW,
        Relation.REVISION,
    ]


def test_article_twice_in_one_poll_is_two_revisions(store: Store) -> None:
    """A feed that shows one article twice brings one row, in the version decided last."""
    feed = a_feed(store)
    poll(store, feed, an_item(an_article(1), key="a"), an_item(an_article(1, title="Later"), key="b"))
    assert (store.articles.get("1").revision, store.articles.get("1").article.title) == (2, "Later")
    assert {item.article_id for item in store.articles.known(feed.id, ["a", "b"]).values()} == {"1"}


def test_article_is_found_by_its_address_by_those_who_may_see_it(store: Store) -> None:
    """An article from a chat's own feed is not known to others, though its address is the same."""
    feed = a_feed(store)
    url = "https://news.example/a?utm_source=x"
    poll(store, feed, an_item(an_article(1, url=url, audience=frozenset({5, 6}))))
    find = store.articles.by_url
    assert find("https://news.example/a") is None
    assert find("https://news.example/a", frozenset({5, 7})) is None
    assert find("https://news.example/a", frozenset({5})) == "1"
    poll(store, feed, an_item(an_article(2, url="https://news.example/a")))
    assert find("https://news.example/a") == "2"
    assert find("") is None


def test_outlets_are_told_once_and_in_order(store: Store) -> None:
    """The outlets of a story, as far as a chat may know of them."""
    feed = a_feed(store)
    sources = [
        ("b.example", None),
        ("a.example", None),
        ("b.example", None),
        ("", None),
        ("own.example", frozenset({5})),
    ]
    for number, (source, audience) in enumerate(sources, 1):
        poll(store, feed, an_item(an_article(number, source=source, audience=audience), judgement=_report("1", "1")))
    assert store.articles.outlets("1") == ["b.example", "a.example", "own.example"]
    assert store.articles.outlets("4") == ["own.example"]
    assert store.articles.outlets("1", chat_id=6) == ["b.example", "a.example"]
    assert store.articles.outlets("1", chat_id=5) == store.articles.outlets("1")


def test_recent_gives_decisions_in_their_order(store: Store) -> None:
    """A restart sees every decision since a time once, in its order, also over many pages."""
    feed = a_feed(store)
    poll(store, feed, an_item(an_article(5_000)), now=NOW - MINUTE)
    for start in range(1, 1_200, 300):
        poll(store, feed, *(an_item(an_article(number)) for number in range(start, start + 300)))
    seen = [(article.id, at) for article, _, _, at in store.articles.recent(NOW)]
    assert seen == [(str(number), NOW) for number in range(1, 1_201)]
    assert next(store.articles.recent(NOW - MINUTE))[0].id == "5000"


def test_numbers_go_on_after_a_restart(store: Store) -> None:
    """A new article never gets the number of a saved one."""
    feed = a_feed(store)
    poll(store, feed, an_item(an_article(41)))
    again = Store(store.database)
    assert [again.articles.next_id(), again.articles.next_id()] == [42, 43]


def test_fact_states_are_replaced(store: Store) -> None:
    """The state of a fact (and party) is the last one saved."""
    feed = a_feed(store)
    poll(store, feed, an_item(an_article(1), states=(a_state("Oslo"), a_state("Bergen"), a_state("open", party="NO"))))
    poll(store, feed, an_item(an_article(2), states=(a_state("Tromsø"),)))
    assert store.articles.fact_states() == [a_state("Tromsø"), a_state("open", party="NO")]


def test_rung_tells_recent_rings_and_the_last_of_each_rule(store: Store) -> None:
    """For stories the recent rings count, for cooldowns the last ring of a rule and party, however old."""
    feed = a_feed(store)
    old = NOW - timedelta(days=100)
    for rule, party, at in (("a", None, old), ("b", None, old), ("b", "NO", old), ("a", None, NOW)):
        article = an_article(store.articles.next_id())
        poll(store, feed, an_item(article, alerts=[an_alert(article, rule=rule, party=party, at=at)]), now=at)
    assert store.articles.rung(NOW) == [Rung("b", "2", None, old), Rung("b", "3", "NO", old), Rung("a", "4", None, NOW)]


def test_rung_tells_the_rings_of_stories_that_go_on(store: Store) -> None:
    """A report of today keeps the ring of a story that began long ago."""
    feed = a_feed(store)
    old = NOW - timedelta(days=100)
    for at in (old, old + MINUTE):
        article = an_article(store.articles.next_id())
        poll(store, feed, an_item(article, alerts=[an_alert(article, rule="a", at=at)]), now=at)
    report = Judgement(relation=Relation.REPORT, story="1", of="1", similarity=50, reason="report")
    poll(store, feed, an_item(an_article(store.articles.next_id()), judgement=report))
    assert [rung.story for rung in store.articles.rung(NOW)] == ["1", "2"]


def test_facts_are_found_by_topic_name_party_and_time(store: Store) -> None:
    """The timeline of a topic, the latest published first, each with its article."""
    feed = a_feed(store)
    stance = a_fact(name="stance", kind=FactKind.STANCE, value="open", status=None, party="NO", chance=0.61)
    poll(store, feed, an_item(an_article(1, published=NOW - MINUTE), facts=(a_fact(), stance)))
    poll(store, feed, an_item(an_article(2), facts=(a_fact(value="Bergen"), a_fact(topic="other"))))

    found = store.articles.facts(TOPIC)
    assert [(one.article_id, one.fact.value) for one in found] == [("2", "Bergen"), ("1", "open"), ("1", "Oslo")]
    assert (found[0].headline, found[0].url) == (an_article(2).title, an_article(2).url)
    assert (found[0].source, found[0].published) == ("news.example", NOW)
    assert [one.fact for one in store.articles.facts(TOPIC, party="NO")] == [stance]
    assert [one.fact.value for one in store.articles.facts(TOPIC, name="venue", limit=1)] == ["Bergen"]
    assert [one.article_id for one in store.articles.facts(TOPIC, since=NOW)] == ["2"]


def test_tidy_drops_old_texts_and_keeps_what_rang(store: Store) -> None:
    """Old texts go; titles, keys, facts, alerts and the reasons of what rang stay."""
    a_chat(store)
    feed = a_feed(store)
    silent, rang = an_article(1), an_article(2)
    (number,) = poll(store, feed, an_item(silent, facts=(a_fact(),)), an_item(rang, alerts=[an_alert(rang)]))

    assert store.articles.tidy(NOW + timedelta(days=90)) == 0
    later = NOW + timedelta(days=91)
    poll(store, feed, *(an_item(an_article(n)) for n in range(3, 1_300)))
    assert store.articles.tidy(later) == 1_299
    assert store.articles.tidy(later) == 0

    assert (store.articles.get("1").article.text, store.articles.get("1").outcomes) == ("", ())
    assert store.articles.get("1").article.title == silent.title
    assert (store.articles.get("2").article.text, len(store.articles.get("2").outcomes)) == ("", 1)
    assert store.alerts.get(number).alert == an_alert(rang)
    assert len(store.articles.known(feed.id, ["key 1", "key 2"])) == 2
    assert len(store.articles.facts(TOPIC)) == 1


def test_unknown_article_is_a_lookup_error(store: Store) -> None:
    """Asking for an id that no article has raises, also when it is no number."""
    for wrong in ("77", "seed-1"):
        with pytest.raises(LookupError, match=f"no article {wrong}"):
            store.articles.get(wrong)
    assert store.articles.outcomes("77", 1) == ()


def test_own_rule_reaches_its_chat_only(store: Store) -> None:
    """An alert of a chat's own rule goes to that chat; one without recipients goes nowhere and is still kept."""
    one, feed = a_chat(store, 7), a_feed(store)
    a_chat(store, 8)
    numbers = (
        *ring(store, feed, topic=None, chat=one.id, rule="watch/1"),
        *ring(store, feed, topic="nobody's"),
        *ring(store, feed, topic=None, chat=None),
    )
    ways = [[way.chat.id for way in store.alerts.get(number).deliveries] for number in numbers]
    assert ways == [[one.id], [], []]


def test_alerts_are_found_by_chat_rule_topic_and_time(store: Store) -> None:
    """The history of a chat, a rule, a topic, the latest first."""
    one, two, feed = a_chat(store, 7), a_chat(store, 8, topic="b"), a_feed(store)
    ring(store, feed, at=NOW - MINUTE)
    ring(store, feed, topic="b", rule="r")
    ring(store, feed, 2)

    def numbers(**wanted: object) -> list[int]:
        return [one.number for one in store.alerts.recent(**wanted)]  # type: ignore[arg-type]

    assert numbers() == [4, 3, 2, 1]
    assert numbers(limit=1) == [4]
    assert numbers(chat_id=two.id) == [2]
    assert numbers(chat_id=one.id, since=NOW) == [4, 3]
    assert numbers(rule="r") == [2]
    assert numbers(topic=TOPIC, limit=2) == [4, 3]


def test_alert_is_found_by_its_message(store: Store) -> None:
    """A reply to an alert's message leads to the alert, in its chat only."""
    chat, other, feed = a_chat(store, 7), a_chat(store, 8), a_feed(store)
    (number,) = ring(store, feed)
    for delivery in store.outbox.claim(NOW, 5):
        store.outbox.mark_sent(delivery, 1000 + delivery.chat.id, NOW)
    assert store.alerts.by_message(chat.id, 1000 + chat.id) == (number,)
    assert store.alerts.by_message(other.id, 1000 + chat.id) == ()
    with pytest.raises(LookupError, match="no alert 9"):
        store.alerts.get(9)


def test_failed_poll_brings_no_items(store: Store) -> None:
    """A poll without items only moves the feed's times."""
    feed = a_feed(store)
    assert store.commit_poll(an_update(feed, ok=False, failures=1, error="timeout"), [], now=NOW) == ()
    assert store.feeds.get(feed.id).failures == 1
