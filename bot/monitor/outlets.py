"""Outlets: is this part of a title the name of who publishes it?

Theory of operation. "Ferry sinks off Samos | 12 dead" and "Ferry sinks off Samos | Hull Post" look alike, and only the
second may lose its end. So a name must be one of three things, from the surest to the least sure:

- the article's own source or host, "The Harbour" on harbour.example, with or without a department ("Harbour Sport");
- an outlet that everybody cites (`_KNOWN`);
- a name as papers have them: two to four words in capitals, the last one "News", "Times", "Gazette" and the like,
  without number, without comma, and without a word that could be what somebody does ("Mayor Sues Post"); or the
  address of a site in small letters, "harbour.example", which a company in the news ("Booking.com") is not.

Known limits. Names of outlets are English or well known. What is in doubt is no outlet: the title keeps it.
"""

import re
from urllib.parse import urlsplit

from bot.monitor.commonwords import FUNCTION_WORDS
from bot.monitor.text import fold, tokenize

_KNOWN = frozenset(
    "".join(name.split())
    for name in """
    abc, abs cbn, afp, agence france presse, al arabiya, al jazeera, aljazeera, anadolu, anadolu agency, anadolu
    ajansi, ani, ansa, ap, apnews, ars technica, associated press, axios, barrons, bbc, bbc verify, bild, bloomberg,
    breitbart, business insider, business standard, buzzfeed, cbc, cbs, channel 4, channel news asia, china daily,
    cna, cnbc, cnet, cnn, ctv, daily beast, daily express, daily mail, daily mirror, daily record, daily sabah,
    daily star, dawn com, der spiegel, detroit free press, deutsche welle, dpa, dw, economist, el pais, engadget,
    euractiv, euronews, evening standard, express tribune, financial express, financial times, forbes, fortune, fox
    business, fox news, france 24, france24, ft, gizmodo, globe and mail, guardian, gulf news, haaretz, hindustan
    times, huffington post, huffpost, ians, india today, indian express, interfax, irish examiner, irish times, itv,
    itv news, japan times, jerusalem post, kyiv independent, kyiv post, la times, le figaro, le monde, live mint,
    los angeles times, mail online, mashable, meduza, metro news, middle east eye, moscow times, ms now, msn, msnbc,
    national post, nbc, ndtv, new york times, newshub, newsmax, newsweek, nikkei asia, nj com, npr, ny daily news,
    ny post, ny times, nypost, nyt, pbs, pbs newshour, politico, press tv, propublica, pti, reuters, rfe rl, rfi,
    ria novosti, rt, rte, russia today, scmp, semafor, sky news, sky sports, slate com, south china morning post,
    spiegel, stv, sydney morning herald, tass, tech crunch, techcrunch, telegraph, the atlantic, the guardian, the
    hindu, the independent, the insider, the sun, the times, the verge, the wire, thewrap, time magazine, times of
    india, times of israel, ukrainska pravda, ukrinform, upi, usa today, variety, vice news, voa, voice of america,
    vox, wall street journal, washington examiner, washington post, wion, wired com, wsj, xinhua, yahoo, yle, ynet,
    yonhap, zdnet
    """.replace("\n", " ").split(",")
)
_DEPARTMENTS = frozenset(
    "news online uk us usa world international english europe asia africa india sport sports business tv radio com org "  # noqa: SIM905 (words read better than a list)
    "net politics opinion live digital magazine".split()
)
"""Words that outlets put behind their names."""
_NAME_ENDS = frozenset(
    "news times post herald tribune gazette guardian telegraph independent journal magazine daily weekly observer "  # noqa: SIM905 (words read better than a list)
    "chronicle examiner inquirer courier dispatch tv radio online blog".split()
)
_NAME = re.compile(r"[\w.&'’-]+(?: [\w.&'’-]+){1,3}")
_SITE = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")
_JOINERS = frozenset("the of and for de la".split())  # noqa: SIM905 (words read better than a list)
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
        if not own.isdisjoint({joined, joined.removeprefix("the")}) or joined in _KNOWN:
            return True
        if joined.removeprefix("the") in _KNOWN:
            return True
        if words[-1] not in _DEPARTMENTS:
            return False
        words.pop()
    return False


def _looks_like_one(name: str) -> bool:
    if _SITE.fullmatch(name):
        return True
    if not _NAME.fullmatch(name):
        return False
    words = [word for word in name.split() if word.lower() not in _JOINERS]
    folded = [fold(word) for word in words]
    if not words or folded[-1].removesuffix(".com") not in _NAME_ENDS:
        return False
    if not all(word[0].isupper() for word in words) or any(map(str.isdigit, name)):
        return False
    return FUNCTION_WORDS.isdisjoint(folded) and not any(word.endswith(_PERHAPS_A_VERB) for word in folded[1:-1])


def _joined(name: str) -> str:
    return "".join(re.findall(r"[^\W_]+", fold(name))).removeprefix("the")
