"""Outlets: is this part of a title the name of who publishes it?

Theory of operation. "Ferry sinks off Samos | 12 dead" and "Ferry sinks off Samos | Hull Post" look alike, and only the
second may lose its end. So a name must be one of three things, from the surest to the least sure:

- the article's own source or host, "The Harbour" on harbour.example, with or without a department ("Harbour Sport");
- an outlet that everybody cites (`OUTLETS`);
- a name as papers have them: two to four words in capitals, the last one "News", "Times", "Gazette" and the like,
  without number, without comma, and without a word that could be what somebody does ("Mayor Sues Post"); or the
  address of a site in small letters, "harbour.example", which a company in the news ("Booking.com") is not.

Known limits. Names of outlets are English or well known. What is in doubt is no outlet: the title keeps it.
"""

import re
from urllib.parse import urlsplit

from bot.monitor.english import DEPARTMENTS, FUNCTION_WORDS, JOINERS, NAME_ENDS, OUTLETS
from bot.monitor.text import fold, tokenize

_NAME = re.compile(r"[\w.&'’-]+(?: [\w.&'’-]+){1,3}")
_SITE = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")
_PERHAPS_A_VERB = ("s", "ed")
_SUFFIXES = frozenset("ac co com edu gov net org www".split())  # noqa: SIM905 (words read better than a list)
_IN_THE_NEWS = frozenset("amazon apple facebook google meta microsoft reddit telegram tiktok twitter youtube".split())  # noqa: SIM905 (words read better than a list)
"""Hosts of other people's articles, and names that headlines are about."""


def own_names(source: str, url: str = "") -> frozenset[str]:
    """Return what an article's own outlet is called, each as one folded word without "the".

    Args:
        source: A domain or the name of a feed.
        url: The article's address; without a host it tells nothing.

    >>> sorted(own_names("The Hull Post", "https://www.harbour.example/1"))
    ['harbour', 'harbourexample', 'hullpost']
    """
    names: set[str] = set()
    for host in (source, urlsplit(url).netloc if "//" in url else ""):
        labels = re.sub(r":\d+$", "", fold(host)).removeprefix("www.").split(".")
        names.add(_joined(host if " " in host else ".".join(labels)))
        if len(labels) > 1 and " " not in host:
            labels.pop()
            while len(labels) > 1 and labels[-1] in _SUFFIXES:
                labels.pop()
            names.add(_joined(labels[-1]))
    return frozenset(name for name in names if len(name) > 2 and name not in _IN_THE_NEWS)


def is_outlet(name: str, own: frozenset[str]) -> bool:
    """Return whether a part of a title is the name of an outlet.

    >>> [is_outlet(name, frozenset({"harbour"})) for name in ("The Harbour", "BBC News", "Hull Post", "12 dead")]
    [True, True, True, False]
    """
    return is_sure_outlet(name, own) or _looks_like_one(name)


def is_sure_outlet(name: str, own: frozenset[str] = frozenset()) -> bool:
    """Return whether it is the article's own outlet or a well-known one, for places where names are about people."""
    words = list(tokenize(name).words)
    if len(words) > 6 or "," in name:
        return False
    while words:
        joined = "".join(words)
        if not own.isdisjoint({joined, joined.removeprefix("the")}) or joined in OUTLETS:
            return True
        if joined.removeprefix("the") in OUTLETS:
            return True
        if words[-1] not in DEPARTMENTS:
            return False
        words.pop()
    return False


def _looks_like_one(name: str) -> bool:
    if _SITE.fullmatch(name):
        return True
    if not _NAME.fullmatch(name):
        return False
    words = [word for word in name.split() if word.lower() not in JOINERS]
    folded = [fold(word) for word in words]
    if not words or folded[-1].removesuffix(".com") not in NAME_ENDS:
        return False
    if not all(word[0].isupper() for word in words) or any(map(str.isdigit, name)):
        return False
    return FUNCTION_WORDS.isdisjoint(folded) and not any(word.endswith(_PERHAPS_A_VERB) for word in folded[1:-1])


def _joined(name: str) -> str:
    return "".join(re.findall(r"[^\W_]+", fold(name))).removeprefix("the")
