"""A small rulebook, a few articles and somebody who decides on them, for the tests of `decide` and of what calls it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from bot.monitor.articles import Article
from bot.monitor.decide import Decision, decide, remember
from bot.monitor.memory import Memory
from bot.monitor.query import parse_query
from bot.monitor.rulebook import Rulebook, parse_rulebook
from bot.monitor.rules import Outcome, Rule, RuleKind, RuleSet
from bot.rulebooks import load_lists
from tests.monitor.facts.reading import shipped_lists

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)

RULEBOOK = """\
rulebook: gazette
parties:
  AR: {name: Arvania, country: Arvania, capital: Torvin, demonyms: [Arvanian, Arvanians], aliases: [President Odel]}
  BE: {name: Belmark, country: Belmark, capital: Hask, demonyms: [Belmarkian], aliases: [Chancellor Brandt]}
topics:
  talks:
    title: Arvania–Belmark talks
    about: (arvania* OR belmark*) (talks OR meet OR meeting)
    parties: [AR, BE]
    facts: [venue, stance]
  harbour:
    title: Harbour news
rules:
  - {id: venue, kind: new_value, topic: talks, title: New venue, lookback: 30d}
  - {id: stance, kind: change, topic: talks, title: Change of stance, first: silent}
  - {id: arvania, kind: change, topic: talks, parties: [AR], cooldown: 12h}
  - {id: strike, kind: keywords, topic: harbour, title: Strike, query: strike (dockers OR port)}
  - {id: court, kind: keywords, topic: harbour, title: Court, query: port court}
  - {id: port, kind: keywords, topic: harbour, title: Port, query: port, cooldown: 2d}
"""

STRIKE_TITLE = "Dockers at the port of Marlow begin strike over night shifts"
STRIKE = (
    "Dockers at the port of Marlow laid down tools on Tuesday after talks about night shifts had broken down. The "
    "union said the strike would last until the harbour company offered two free weekends a month. Forty ships lay "
    "at anchor in the bay by noon, and a shipping agent spoke of the longest queue in thirty years. The company "
    "called the demand impossible and asked the mayor to step in."
)
STRIKE_AGAIN_TITLE = "Marlow dockers strike over night shifts, forty ships wait"
STRIKE_AGAIN = (
    "Forty ships waited off Marlow on Tuesday because dockers refuse to work more night shifts. The harbour company "
    "says it will go to court over the strike; the union wants two free weekends a month before anybody returns to "
    "the port."
)
ORCHARD_TITLE = "Late frost ruins the cherry harvest in the Lind valley"
ORCHARD = (
    "Growers in the Lind valley expect to lose most of their cherries after three nights of frost in late April. "
    "Fires lit between the rows saved a few slopes. The regional office for farming promises help before midsummer, "
    "and bees that had been rented for the blossom were sent home."
)


@cache
def read_book(text: str = RULEBOOK, *, learnt: bool = False) -> Rulebook:
    """Return a rulebook with the shipped word lists, and on demand with what was learnt."""
    lists = load_lists("en") if learnt else shipped_lists()
    return parse_rulebook(text, file="rules/gazette.yaml", default_lists={"en": lists})


def watch(chat: int, query: str, **values: Any) -> Rule:
    """Return the rule of a chat, as /watch makes it."""
    return Rule(
        id=f"watch/{chat}", kind=RuleKind.KEYWORDS, title="Watch", chat=chat, query=parse_query(query), **values
    )


def article(number: int | str, text: str = "", title: str = "", *, hours: float = 0, **values: Any) -> Article:
    """Return an article of an outlet of its own, published some hours after noon."""
    given: dict[str, Any] = {
        "url": f"https://outlet{number}.example/{number}", "source": f"outlet{number}.example", "language": "en",
        "published": NOON + timedelta(hours=hours),
    }  # fmt: skip
    return Article(id=str(number), title=title, text=text, **(given | values))


class Newsroom:
    """Decides on articles one after the other, as a replay does: the clock is the latest article's."""

    def __init__(self, *watches: Rule, book: str = RULEBOOK, learnt: bool = False) -> None:
        read = read_book(book, learnt=learnt)
        self.rules = RuleSet.build((*read.rules, *watches), read.topics)
        self.memory = Memory()
        self.now = NOON

    def decide(self, article: Article, *, explain: bool = False) -> Decision:
        """Decide, and remember nothing."""
        self.now = max(self.now, article.published)
        return decide(article, memory=self.memory, rules=self.rules, now=self.now, explain=explain)

    def tell(self, article: Article, *, explain: bool = False) -> Decision:
        """Decide, and remember it."""
        decision = self.decide(article, explain=explain)
        remember(self.memory, decision, now=self.now)
        return decision

    def tell_all(self, articles: Iterable[Article]) -> list[Decision]:
        """Decide on several articles."""
        return [self.tell(one) for one in articles]


def rang(decision: Decision) -> list[str]:
    """Return the rules that rang, without the name of the rulebook."""
    return [alert.rule.removeprefix("gazette/") for alert in decision.alerts]


def outcome(decision: Decision, rule: str) -> Outcome:
    """Return the only outcome of a rule; a rulebook's rule is named without its rulebook."""
    (found,) = [one for one in decision.outcomes if one.rule.removeprefix("gazette/") == rule]
    return found
