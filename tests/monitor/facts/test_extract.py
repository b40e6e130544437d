"""Whole articles: aggregation, hostile text, and the figures on a labelled corpus of our own words."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.monitor.facts.extract import extract_facts
from bot.monitor.facts.fact import Fact, FactKind
from bot.monitor.facts.places import main_name, spellings
from bot.monitor.topics import Party
from tests.monitor.facts.reading import article, facts_of, shipped_lists, topic_with

CORPUS = Path(__file__).parent.parent.parent / "data" / "facts_dev.jsonl"
FLOORS = {"venue": 0.87, "status": 0.77, "stance": 0.72}
"""F1 that a change may not fall below; docs/facts.md has the figures measured."""
CORPUS_PARTIES = tuple(
    Party(id=ident, name=country or ident, country=country, aliases=tuple(aliases.split(", ")))
    for ident, country, aliases in (
        ("RU", "Russia", "Putin, Kremlin, Peskov, Lavrov"),
        ("UA", "Ukraine", "Kiev, Zelensky, Zelenskyy"),
        ("US", "United States", "US, U.S., Trump, Biden, White House, Blinken, Witkoff, Sanders, Sullivan"),
        ("TR", "Turkey", "Türkiye, Erdogan, Kalin"),
        ("FR", "France", "Macron, Elysee Palace"),
        ("FI", "Finland", "Niinisto"),
        ("EU", "", "European Union, EU, Charles Michel, Klaar"),
        ("KP", "North Korea", "Kim, Kim Jong-un"),
        ("KR", "South Korea", "Moon Jae-in"),
        ("SAF", "Sudan", "SAF, al-Burhan, Abu-Namo, Sudan's government"),
        ("RSF", "", "RSF, Rapid Support Forces"),
        ("AM", "Armenia", "Pashinyan, Pashinian, Mirzoyan"),
        ("AZ", "Azerbaijan", "Aliyev, Bayramov, Hajiyev"),
        ("IR", "Iran", "Teheran, Araghchi, Baghaei, Baqaei"),
        ("OM", "Oman", "al-Busaidi"),
        ("HAMAS", "", "Hamas, al-Hayya"),
        ("IL", "Israel", "Netanyahu, Mossad, Barnea"),
        ("QA", "Qatar", "Al Ansari"),
        ("EG", "Egypt", "Sisi"),
        ("GB", "United Kingdom", "Britain, UK, Starmer"),
        ("UN", "", "United Nations, UN, U.N."),
    )
)


def _corpus() -> Iterator[tuple[dict[str, list[dict[str, object]]], tuple[Fact, ...]]]:
    topic = topic_with(parties=CORPUS_PARTIES)
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        yield item, extract_facts(article(item["text"], title=item.get("title", "")), topic)


def _f1(gold: str, kind: FactKind, same: Callable[[dict[str, object], Fact], bool]) -> float:
    hits = missed = false = 0
    for item, facts in _corpus():
        mine = [fact for fact in facts if fact.kind is kind]
        required = [label for label in item[gold] if not label.get("optional")]
        found = sum(any(same(label, fact) for fact in mine) for label in required)
        hits, missed = hits + found, missed + len(required) - found
        false += sum(not any(same(label, fact) for label in item[gold]) for fact in mine)
    return 2 * hits / (2 * hits + missed + false)


def _same_place(label: dict[str, object], fact: Fact) -> bool:
    names = [str(label["place"]), *map(str, label.get("alt_names", []))]  # type: ignore[call-overload]
    return fact.value in {main_name(name) for name in names}


def _is_among(value: object, label: dict[str, object], key: str) -> bool:
    return value == label[key] or value in label.get("alt", [])  # type: ignore[operator]


def test_the_figures_on_our_own_corpus_hold() -> None:
    """136 passages of seven storylines: what a change loses shows here."""
    figures = {
        "venue": _f1("venues", FactKind.VENUE, _same_place),
        "status": _f1("venues", FactKind.VENUE, lambda g, f: _same_place(g, f) and _is_among(f.status, g, "status")),
        "stance": _f1(
            "stances", FactKind.STANCE, lambda g, f: f.party == g["party"] and _is_among(f.value, g, "label")
        ),
    }
    assert {name: round(value, 2) for name, value in figures.items() if value < FLOORS[name]} == {}


def test_an_article_gives_one_label_for_each_holder() -> None:
    """However often it is said."""
    text = (
        "Putin is ready to meet. Putin is open to talks. Zelensky rejects talks with Putin. Zelensky refuses to meet."
    )
    facts = [fact for fact in facts_of(text) if fact.kind is FactKind.STANCE]
    assert sorted((str(fact.party), str(fact.value)) for fact in facts) == [("RU", "open"), ("UA", "refuses")]


def test_a_place_that_is_past_and_proposed_gives_both() -> None:
    """The state decides which counts."""
    text = "Putin proposed new talks in Istanbul. The two sides last met in Istanbul in March 2022."
    found = {(fact.value, str(fact.status)) for fact in facts_of(text) if fact.kind is FactKind.VENUE}
    assert found == {("Istanbul", "proposed"), ("Istanbul", "past")}


def test_an_article_without_text_has_no_facts() -> None:
    """Nothing comes from nothing."""
    assert facts_of("") == ()


WORDS = [phrase.replace("=", "").replace("*", "").replace("..", "") for _, p in shipped_lists().lists for phrase in p]
HOSTILE = {
    "no punctuation": "the kremlin said putin may meet zelensky in istanbul or refuse the talks and never ",
    "only places": " ".join(spelling for spelling, _ in spellings().values()) + " ",
    "only cue words": " ".join(WORDS) + " ",
    "quotations": "“we” ",
    "open quotations": "“ ",
    "parties": "Putin and Zelensky and Kremlin, ",
    "one party": "Putin ",
    "negations": "no ",
    "speech": "Putin said ",
    "borders": "the Polish Belarusian border talks ",
    "capitals": "the capital of Russia talks ",
    "one letter": "a ",
    "one word": "x",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_costs_bounded_time(kind: str) -> None:
    """30 KB made to hurt stay far under 1.5 s of CPU; the bound is generous for a slow machine."""
    text = (HOSTILE[kind] * (30_000 // len(HOSTILE[kind]) + 1))[:30_000]
    facts_of("warm")
    start = time.process_time()
    facts_of(text)
    assert time.process_time() - start < 3


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from([*WORDS, "Putin", "Istanbul", "“", "”", ",", "."]), max_size=40).map(" ".join)
)
def test_any_text_is_read(text: str) -> None:
    """No text breaks the extraction, and every piece of evidence stands in the article."""
    for fact in facts_of(text, title=text[:40]):
        assert fact.evidence in text or fact.evidence in text[:40]
        assert fact.reason
