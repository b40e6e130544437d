"""The shipped peace-talks rulebook over a storyline in our own words, with the traps that real pages hold."""

from datetime import UTC, datetime

import pytest

from bot.monitor.decide import decide, remember
from bot.monitor.memory import Memory
from bot.monitor.rules import RuleSet
from bot.rulebooks import load_rulebooks, shipped_rules_dir
from tests.monitor.facts.reading import article

STORYLINE = [
    (
        datetime(2022, 3, 14, 9, tzinfo=UTC),
        "Moscow sees no basis yet for a summit of the two presidents",
        """It is premature to think about a meeting of Vladimir Putin with Volodymyr Zelensky, Kremlin spokesman Dmitry
        Peskov told reporters on Monday.

        “First somebody has to do the dull work,” he said. “Moscow is grateful to every country that wants to help, but
        the place is the least of our worries.”

        The delegations, which had previously sat down in Belarus, went on negotiating by video link on Monday evening.

        A short pause in the fighting let buses leave several towns around Kyiv.""",
        [("new-venue", None, "virtual"), ("stance-change", None, "premature")],
    ),
    (
        datetime(2022, 3, 15, 9, tzinfo=UTC),
        "Talks by video link enter their second day",
        """The talks by videoconference went on until late on Tuesday; nobody in Russia or Ukraine spoke of a result.

        London said that it was following the talks closely, and Paris praised the mood.""",
        [],
    ),
    (
        datetime(2022, 6, 3, 9, tzinfo=UTC),
        "Peskov: a Putin–Zelensky meeting is possible only once a text is ready",
        """“A meeting of the presidents is possible, but only after the delegations have agreed on a text,” Peskov said.

        He added that a gathering of Russian, Ukrainian and UN officials in Istanbul was being considered.

        Russia recognised two regions in the east of Ukraine in February and sent its army.

        See also: The president of Somalia travels to Kenya""",
        [("new-venue", "virtual", "Istanbul"), ("stance-change", "premature", "conditional")],
    ),
    (
        datetime(2022, 11, 7, 9, tzinfo=UTC),
        "Russia is open to talks with Ukraine, Kremlin says",
        """The Kremlin said on Monday that Russia was open to talks with Ukraine and would not comment on a paper's
        report about secret contacts with Washington.

        The mayor of Kyiv asked people to store water.""",
        [("stance-change", "conditional", "open")],
    ),
    (
        datetime(2025, 5, 12, 9, tzinfo=UTC),
        "Putin proposes direct talks with Ukraine in Istanbul",
        """Russian President Vladimir Putin has proposed direct talks between Russia and Ukraine in Istanbul.

        The two sides last negotiated in Istanbul in March 2022.

        Related posts

        World leaders to meet in Moscow for a parade

        London to host a summit on Ukraine""",
        [("new-venue", "Istanbul", "Istanbul"), ("stance-change", "open", "proposes")],
    ),
]


def test_the_storyline_rings_as_a_reader_would_want() -> None:
    """New venues and Russia's way from premature to proposes; nothing for Belarus, London, Moscow or Kyiv."""
    books = load_rulebooks(shipped_rules_dir())
    rules, memory = RuleSet(rules=books.rules, topics=books.topics), Memory()
    for number, (published, title, text, expected) in enumerate(STORYLINE):
        plain = "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
        one = article(plain, title=title, published=published, ident=str(number), source=f"{number}.example")
        decision = decide(one, memory=memory, rules=rules, now=published)
        remember(memory, decision, now=published)
        rung = [(alert.rule.split("/")[1], alert.old, alert.new) for alert in decision.alerts if alert.party != "UA"]
        assert rung == expected, title


@pytest.mark.parametrize("name", ["new-venue", "stance-change", "peace-treaty"])
def test_the_rulebook_has_its_rules(name: str) -> None:
    """The shipped rulebook loads without a problem."""
    books = load_rulebooks(shipped_rules_dir())
    assert not [problem for problem in books.problems if "peace-talks" in problem.file]
    assert f"peace-talks/{name}" in {rule.id for rule in books.rules}
