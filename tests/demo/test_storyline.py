"""The storyline of the demo: whole, in order, and as rich as the demo promises."""

from collections import Counter
from datetime import UTC, timedelta

import pytest

from bot.demo.storyline import load_storyline, read_storyline

STORYLINE = load_storyline()
ITEMS = {item.id: item for item in STORYLINE.items}


def test_it_spans_weeks_of_several_outlets() -> None:
    """At least 16 articles of 5 outlets over three weeks or more, in the order of time, all in UTC."""
    assert len(STORYLINE.items) >= 16
    assert len({item.outlet.key for item in STORYLINE.items}) == len(STORYLINE.outlets) == 5
    assert timedelta(weeks=3) < STORYLINE.end - STORYLINE.start < timedelta(weeks=5)
    times = [item.published for item in STORYLINE.items]
    assert times == sorted(times)
    assert all(at.tzinfo is UTC for at in times)


def test_it_promises_every_kind_of_alert() -> None:
    """A keyword alert, a proposed venue and then an agreed one, and stance changes of both parties."""
    rings = [ring for item in STORYLINE.items for ring in item.expect.rings]
    venues = [(ring.new, ring.status) for ring in rings if ring.rule == "new-venue"]
    changes = Counter(ring.party for ring in rings if ring.rule == "stance-change")
    assert [ring.rule for ring in rings].count("incident") == 1
    assert venues == [("Geneva", "proposed"), ("Istanbul", "agreed")]
    assert changes == {"VA": 2, "KE": 2}


def test_every_item_rings_or_says_why_it_is_silent() -> None:
    """No item leaves the reader without an expectation."""
    assert all(bool(item.expect.rings) != bool(item.expect.silent) for item in STORYLINE.items)


def test_only_reserved_domains_are_used() -> None:
    """The outlets live under .example (RFC 2606), so none of them is anybody's."""
    assert all(outlet.domain.endswith(".example") for outlet in STORYLINE.outlets)


def test_a_wire_copy_repeats_the_agency_text_after_its_dateline() -> None:
    """The words are those of the agency; only title and dateline differ."""
    agency, copy = ITEMS["too-early"], ITEMS["too-early-harbour"]
    assert copy.paragraphs[0] == "BRENHOLT (Northwire) – " + agency.paragraphs[0]
    assert copy.paragraphs[1:] == agency.paragraphs[1:]
    assert copy.title != agency.title


def test_an_edit_takes_the_place_of_what_it_replaces() -> None:
    """Before the edit the feed shows the first headline, afterwards the new one, same guid and place."""
    first, edit = ITEMS["ferry-collision"], ITEMS["ferry-collision-edited"]
    before = STORYLINE.published_by("olmar-gazette", edit.published - timedelta(minutes=1))
    after = STORYLINE.published_by("olmar-gazette", STORYLINE.end)
    assert first in before
    assert edit not in before
    assert edit in after
    assert first not in after
    assert edit.guid == first.guid
    assert edit.first_published == first.published < edit.published


def test_nothing_is_shown_before_its_time() -> None:
    """At the start only the items of the days before are there, the newest first."""
    shown = [item.id for outlet in STORYLINE.outlets for item in STORYLINE.published_by(outlet.key, STORYLINE.start)]
    assert shown == ["vienna-papers", "plum-growers"]
    last = STORYLINE.published_by("northwire", STORYLINE.end)
    assert last[0].id == "handshake"
    assert [item.published for item in last] == sorted((item.published for item in last), reverse=True)


def test_an_unknown_field_is_refused() -> None:
    """A slip of the storyteller's pen does not pass silently."""
    outlet = {
        "name": "A",
        "domain": "a.example",
        "form": "rss",
        "carries": "full",
        "cookies": "",
        "related": [],
        "pages": 3,
    }
    with pytest.raises(TypeError, match="pages"):
        read_storyline({"title": "", "start": STORYLINE.start, "outlets": {"a": outlet}, "items": []})
