"""Which meeting a fact is about: that of the leaders themselves, or the talks of their delegations.

The two are separate: "the delegations met again" says nothing of the presidents. A rulebook keeps them apart by two
facts with a `track` each. The sentence that shows the fact decides, by the words of the lists `leaders` and
`delegations`; a sentence with words of neither or of both leaves it to the headline and the first sentences, and what
is still open counts for both.
"""

from bot.monitor.articles import Article
from bot.monitor.facts.fact import Track
from bot.monitor.facts.lexicon import Lexicon, detail_lexicon
from bot.monitor.facts.lists import WordLists
from bot.monitor.text import stem, tokenize

_LEAD = 600
"""Characters of the text that are read for the track when the sentence leaves it open."""


def find_track(evidence: str, article: Article, lists: WordLists) -> Track | None:
    """Return the track of a fact, or None: it could be either.

    Args:
        evidence: The sentence that shows the fact.
        article: Its article.
        lists: The word lists in force.
    """
    lexicon = detail_lexicon(lists)
    for text in (evidence, article.title, article.text[:_LEAD]):
        found = _tracks(text, lexicon)
        if len(found) == 1:
            return found.pop()
    return None


def _tracks(text: str, lexicon: Lexicon) -> set[Track]:
    tokens = tokenize(text)
    stems = [stem(word, lexicon.language) for word in tokens.words]
    raw = [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
    roles = {mark.role for mark in lexicon.marks(tokens.words, stems, raw)}
    return {track for track in Track if track.value in roles}
