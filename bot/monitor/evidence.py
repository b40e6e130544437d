"""Evidence and summary: the two sentences of an article that stand in an alert.

The first is the evidence: for a fact the sentence that states it, for words the one that holds most of them. The second
says what it is about: the article's first sentence, or the one after the evidence. Both are chosen, never written, and
neither is ever the headline again or what an outlet says about itself.
"""

from collections.abc import Iterator

from rapidfuzz import fuzz

from bot.monitor.articles import Article
from bot.monitor.boilerplate import is_boilerplate
from bot.monitor.document import Document
from bot.monitor.matching import Match
from bot.monitor.query import Field
from bot.monitor.text import fold, sentences

FIRST_SENTENCES = 12
"""Sentences of an article among which the second one is looked for."""
FEWEST_WORDS, MOST_CHARS = 5, 200
"""What a second sentence has at least and at most; it is shown whole or not at all."""
_ALIKE = 80
"""rapidfuzz token-set ratio from which a sentence says the same as another, or as the headline."""
_ENDS = (".", "!", "?", "…", "”", '"', "»", "。", "！", "？")


def keyword_evidence(document: Document, match: Match) -> str:
    """Return the sentence that holds most of the words that met the query; the first one when only the title does.

    Of two sentences that hold as many, the earlier wins. Furniture never does: a later sentence with one of the words,
    or else the first that is news, stands in for it. Returns "" for an article without a text of news.
    """
    text, language = document.article.text, document.article.language or "en"
    places = [hit.start for hit in match.hits if hit.area in (Field.BODY, Field.LEAD)]
    best, most = "", -1
    for start, end in sentences(text, language):
        holds = sum(start <= place < end for place in places)
        if holds > most:
            best, most = text[start:end], holds
        if most == len(places):
            break
    return best if best and not is_boilerplate(best) else _instead(document, match)


def _instead(document: Document, match: Match) -> str:
    """Return the first sentence that is news and holds a word of the match, else the first that is news, else ""."""
    article = document.article
    spans = sentences(article.text, article.language or "en")
    news = [one for start, end in spans if not is_boilerplate(one := article.text[start:end])]
    words = [fold(hit.text) for hit in match.hits]
    return next((one for one in news if any(word in fold(one) for word in words)), news[0] if news else "")


def second_sentence(article: Article, evidence: str) -> str:
    """Return the sentence that stands beside the evidence in an alert, whole as in the article; "" for none.

    Args:
        article: The article, its boilerplate removed.
        evidence: A sentence of it, or "".
    """
    first = _first_sentences(article)
    at = first.index(evidence) if evidence in first else -1
    after = first[at + 1 : at + 2] if at >= 0 else []
    for sentence in (*first[:1], *after, *first):
        if _is_good(sentence) and not any(_alike(sentence, other) for other in (evidence, article.title) if other):
            return sentence
    return ""


def _first_sentences(article: Article) -> list[str]:
    def found() -> Iterator[str]:
        for number, (start, end) in enumerate(sentences(article.text, article.language or "en")):
            if number == FIRST_SENTENCES:
                return
            yield article.text[start:end]

    return list(found())


def _is_good(sentence: str) -> bool:
    return (
        len(sentence) <= MOST_CHARS
        and len(sentence.split()) >= FEWEST_WORDS
        and sentence.endswith(_ENDS)
        and not is_boilerplate(sentence)
    )


def _alike(one: str, other: str) -> bool:
    return fuzz.token_set_ratio(fold(one), fold(other)) >= _ALIKE
