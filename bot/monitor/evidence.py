"""Evidence: the sentence of an article that shows why a keyword rule rang."""

from bot.monitor.document import Document
from bot.monitor.matching import Match
from bot.monitor.query import Field
from bot.monitor.text import sentences


def keyword_evidence(document: Document, match: Match) -> str:
    """Return the sentence that holds most of the words that met the query; the first one when only the title does.

    Of two sentences that hold as many, the earlier wins. Returns "" for an article without a text.
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
    return best
