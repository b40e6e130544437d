"""The decision: given an article, what is known and the rules, what should happen, and why?"""

from dataclasses import dataclass

from bot.monitor.alerts import Alert
from bot.monitor.articles import Article
from bot.monitor.facts.fact import Fact
from bot.monitor.facts.state import FactState
from bot.monitor.rules import Outcome
from bot.monitor.stories import Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Everything that follows from one article. Nothing has happened yet: the caller saves it, then remembers it.

    Attributes:
        article: The article, with its boilerplate removed.
        judgement: Its relation to the stories so far.
        facts: What it says about the topics that it belongs to.
        states: The fact states that it changes, as they are afterwards.
        outcomes: What became of the rules that had a chance to ring; of every rule when asked to explain.
        alerts: What rings.
    """

    article: Article
    judgement: Judgement
    facts: tuple[Fact, ...] = ()
    states: tuple[FactState, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    alerts: tuple[Alert, ...] = ()
