"""Many queries against one article: the index finds exactly what trying them one by one finds."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import WrongQuery
from bot.monitor.articles import Article
from bot.monitor.document import Document
from bot.monitor.matching import match_query
from bot.monitor.query import Query, combine, parse_query
from bot.monitor.rules import Rule, RuleKind, RuleSet

WORDS = st.sampled_from(
    ["talk", "talks", "talking", "talked", "peace", "peaceful", "istanbul", "Istanbul's", "İstanbul", "ankara", "anka",
     "ank", "stadt", "Städte", "städte", "or", "a", "peace-talks", "talks-peace", "can't", "стамбул", "Стамбуле"]
)  # fmt: skip
TERMS = st.one_of(
    WORDS,
    st.lists(WORDS, min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"'),
    st.sampled_from(["ank*", "talk*", "peac*", "istan*", "стам*", '"peace talk*"', "peace-tal*"]),
)
FIELDS = st.sampled_from(["", "", "", "title:", "lead:", "body:", "source:"])
SIGNED = st.tuples(st.sampled_from(["", "", "", "-"]), FIELDS, TERMS).map("".join)
GROUPS = st.recursive(
    SIGNED,
    lambda inner: st.tuples(
        st.sampled_from(["", "", "-"]), st.sampled_from([" ", " OR "]), st.lists(inner, min_size=1, max_size=4)
    ).map(lambda made: f"{made[0]}({made[1].join(made[2])})"),
    max_leaves=8,
)


def _query_or_none(text: str, language: str) -> Query | None:
    try:
        return parse_query(text, language)
    except WrongQuery:
        return None


QUERIES = st.builds(_query_or_none, GROUPS, st.sampled_from(["en", "de", "ru", "xx"])).filter(bool)
ARTICLES = st.builds(
    Article,
    id=st.just("1"),
    title=st.lists(WORDS, max_size=4).map(" ".join),
    text=st.one_of(st.lists(WORDS, max_size=12), st.lists(WORDS, min_size=90, max_size=100)).map(" ".join),
    source=st.sampled_from(["", "talks.example", "ankara.example.org", "Peace Talks"]),
    published=st.just(datetime(2026, 1, 1, tzinfo=UTC)),
)


def _rules(queries: list[Query]) -> list[Rule]:
    return [
        Rule(id=f"watch/{number}", kind=RuleKind.KEYWORDS, title="", query=query)
        for number, query in enumerate(queries)
    ]


@settings(max_examples=300, deadline=None)
@given(st.lists(QUERIES, max_size=12), ARTICLES)
def test_the_index_finds_exactly_what_trying_finds(queries: list[Query], article: Article) -> None:
    """Rules and matches are those of the naive loop, in the order of the rules."""
    rules = _rules(queries)
    naive = [(rule, match) for rule in rules if rule.query and (match := match_query(rule.query, Document.of(article)))]
    assert RuleSet.build(rules, ()).keyword_matches(Document.of(article)) == naive


@settings(max_examples=100, deadline=None)
@given(st.lists(QUERIES, min_size=1, max_size=6), st.lists(QUERIES, max_size=3), ARTICLES)
def test_combined_queries_mean_their_parts(any_of: list[Query], none_of: list[Query], article: Article) -> None:
    """A combination matches when one of `any` does and none of `none`, and the index agrees."""
    any_of, none_of = ([parse_query(one.text) for one in part] for part in (any_of, none_of))
    document = Document.of(article)
    expected = any(match_query(one, document) for one in any_of) and not any(
        match_query(one, document) for one in none_of
    )
    rules = _rules([combine(any_of=any_of, none_of=none_of)])
    assert bool(RuleSet.build(rules, ()).keyword_matches(document)) is expected


def test_a_thousand_rules_leave_few_to_try() -> None:
    """The index, not the loop, does the work: of a thousand rules only those with their words there are tried."""
    rules = _rules([parse_query(f"talks ankara{number} -football") for number in range(1000)])
    article = Article(id="1", title="talks", text="ankara7 hosts talks", published=datetime(2026, 1, 1, tzinfo=UTC))
    ruleset = RuleSet.build(rules, ())
    assert [rule.id for rule, _ in ruleset.keyword_matches(Document.of(article))] == ["watch/7"]
    assert len(ruleset.percolator.candidates(Document.of(article))) == 1


def test_matches_come_in_the_order_of_the_rules() -> None:
    """However the index finds them, the first rule's match comes first."""
    rules = _rules([parse_query("talks" if number in (5, 1000) else f"none{number}") for number in range(1001)])
    article = Article(id="1", title="talks", text="", published=datetime(2026, 1, 1, tzinfo=UTC))
    found = RuleSet.build(rules, ()).keyword_matches(Document.of(article))
    assert [rule.id for rule, _ in found] == ["watch/5", "watch/1000"]


def test_a_rule_set_sorts_its_rules() -> None:
    """Keyword rules and the fact rules of each topic come apart, in order; an unknown topic has none."""
    words, *facts = (
        Rule(id="a/k", kind=RuleKind.KEYWORDS, title="", topic="t", query=parse_query("talks")),
        Rule(id="a/v", kind=RuleKind.NEW_VALUE, title="", topic="t", fact="venue"),
        Rule(id="a/s", kind=RuleKind.CHANGE, title="", topic="t", fact="stance"),
    )
    ruleset = RuleSet.build([facts[0], words, facts[1]], ())
    assert ruleset.keyword_rules == (words,)
    assert ruleset.fact_rules("t") == tuple(facts)
    assert ruleset.fact_rules("u") == ()
    assert ruleset.topic("t") is None
