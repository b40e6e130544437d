"""Languages: which codes there are, and what the word lists of one lack.

A rulebook in a language that nobody has written lists for finds nothing, and one whose lists are short finds less than
it seems to: both are told before anybody relies on them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.monitor.facts.fact import FactKind
from bot.monitor.facts.lists import DETAILS, ROLES, WordLists
from bot.monitor.topics import Topic

_ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv "
    "ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne "
    "ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st "
    "su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
CODES = frozenset(_ISO_639_1.split())
"""The codes of ISO 639-1."""
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        name: code
        for code, names in {
            "ar": "ara arabic", "bg": "bul bulgarian", "cs": "ces cze czech cz", "da": "dan danish dk",
            "de": "deu ger german deutsch", "el": "ell gre greek gr", "en": "eng english gb us",
            "es": "spa spanish castellano", "et": "est estonian", "fa": "fas per persian farsi", "fi": "fin finnish",
            "fr": "fra fre french", "he": "heb hebrew iw", "hi": "hin hindi", "hr": "hrv croatian",
            "hu": "hun hungarian", "hy": "hye arm armenian", "id": "ind indonesian", "it": "ita italian",
            "ja": "jpn japanese jp", "ka": "kat geo georgian", "ko": "kor korean kr", "lt": "lit lithuanian",
            "lv": "lav latvian", "nl": "nld dut dutch", "no": "nor norwegian nob", "pl": "pol polish",
            "pt": "por portuguese br", "ro": "ron rum romanian", "ru": "rus russian", "sk": "slk slo slovak",
            "sl": "slv slovenian", "sq": "sqi alb albanian", "sr": "srp serbian", "sv": "swe swedish",
            "tr": "tur turkish", "uk": "ukr ukrainian ua", "ur": "urd urdu", "vi": "vie vietnamese",
            "zh": "zho chi chinese cn mandarin",
        }.items()
        for name in names.split()
    }
)  # fmt: skip
"""What people write instead: ISO 639-2 codes, names, and the codes of countries."""
_ASKED: Mapping[FactKind, frozenset[str]] = MappingProxyType(
    {
        FactKind.VENUE: frozenset(ROLES) - DETAILS,
        FactKind.STANCE: frozenset(ROLES) - DETAILS,
        FactKind.PERSON: frozenset(
            ("leads", "led", "leader", "appoints", "envoy", "speaks_for", "for_side", "side", "rank", "stands_in")
        ),
        FactKind.DATE: frozenset(
            ("weekday", "month", "today", "tomorrow", "overmorrow", "next", "last", "deadline", "done", "day", "week",
             "ahead", "appointed", "moves")
        ),
        FactKind.NUMBER: frozenset(("numeral", "tens", "scale", "tally")),
    }
)  # fmt: skip
"""The roles whose words each kind of fact is found by."""


def find_code(text: str) -> str | None:
    """Return the code of the language that somebody means who wrote something else, or None.

    >>> find_code("eng"), find_code("Deutsch"), find_code("EN"), find_code("en-GB"), find_code("xx")
    ('en', 'de', 'en', 'en', None)
    """
    name = text.lower()
    code = name.replace("_", "-").partition("-")[0]
    return _NAMES.get(name) or (code if code in CODES else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The roles of a language that a topic's facts ask for and that have no words: so many of so many."""

    topic: str
    language: str
    roles: tuple[str, ...]
    asked: int


def find_gaps(topics: Iterable[Topic]) -> Iterator[Gap]:
    """Yield what the word lists of each topic lack for the facts that it tracks; nothing for full lists."""
    for topic in topics:
        asked = frozenset(role for fact in topic.facts for role in _ASKED[fact.kind])
        missing = sorted(asked - _held(topic.lists))
        if missing:
            yield Gap(topic=topic.id, language=topic.lists.language, roles=tuple(missing), asked=len(asked))


def _held(lists: WordLists) -> frozenset[str]:
    return frozenset(role for role, phrases in lists.lists if phrases)
