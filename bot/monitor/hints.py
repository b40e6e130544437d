"""Hints: does a teaser say anything that a rule or a topic looks for? Then its page is worth fetching.

A rule may need three words of which the teaser shows one and the page all three, so one word of any rule, or the name
of one party, is hint enough. A topic that names neither parties nor a query cannot give hints: every teaser matters.
"""

from bot.monitor.document import Document
from bot.monitor.percolator import Percolator
from bot.monitor.query import Query, terms
from bot.monitor.rules import RuleSet
from bot.monitor.topics import name_queries


class Hints:
    """The words of all rules and topics, each a query of its own. Immutable, built for one `RuleSet`."""

    def __init__(self, rules: RuleSet) -> None:
        queries = [rule.query for rule in rules.keyword_rules if rule.query]
        queries += [topic.about for topic in rules.topics if topic.about]
        words = dict.fromkeys((term, query.language) for query in queries for term in terms(query.root))
        self._percolator = Percolator(
            [Query(text=term.written, language=language, root=term) for term, language in words]
            + [query for topic in rules.topics for query in name_queries(topic.parties)]
        )
        self._always = any(topic.facts and not topic.about and not topic.parties for topic in rules.topics)

    def found_in(self, document: Document) -> bool:
        """Return whether the article holds a word of any rule, or names a party of any topic."""
        return self._always or next(self._percolator.matches(document), None) is not None
