"""Articles: one published item each, however it reached us.

An article is never a story: a story is the set of articles that report the same thing (see `stories`).
"""

import re
from dataclasses import dataclass
from datetime import datetime

from w3lib.url import canonicalize_url
from yarl import URL

MAX_TITLE = 1_000
"""Characters of a title that are kept; the longest real headline we saw has 300."""
MAX_TEXT = 30_000
"""Characters of a text that are kept. Longer ones are lists, transcripts or attacks; news stands at the top."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One published item, as plain text.

    Attributes:
        id: The store's number, or the id given in a replay file; unique.
        title: Plain text, one line, at most `MAX_TITLE` characters.
        text: Plain text; paragraphs are separated by a blank line. At most `MAX_TEXT` characters. May be empty.
        url: An http(s) address, or "".
        source: The outlet, as its domain ("reuters.com") or the feed's name.
        published: UTC. When the feed gave no usable date: when it was fetched.
        language: ISO 639-1 code ("en"), or "" when unknown.
        audience: The chats whose rules may see it (it came from feeds they added), or None: everybody.
        backlog: It was there before we watched its feed, or one of them; it fills the memory and rings nothing.
    """

    id: str
    title: str
    text: str
    published: datetime
    url: str = ""
    source: str = ""
    language: str = ""
    audience: frozenset[int] | None = None
    backlog: bool = False


_TRACKING = re.compile(
    r"""(?ix)
      (?:utm|mtm|matomo|piwik|pk|hsa|vero|oly|guce|wt|trk|ga|stm|sc)[._].+
      | at_(?:medium|campaign|link|bbc|custom|ptr|format|campaign_type)\w*
    | fbclid | gclid | gclsrc | dclid | gbraid | wbraid | msclkid | yclid | ymclid | ysclid | twclid | ttclid
    | igshi?d | li_fat_id | epik
    | mc_[ce]id | _hs\w+ | hsctatracking | mkt_tok | s_kwcid | ef_id | wickedid | _openstat | _ga | _gl
    | guccounter | usqp | xtor | spm | scm
    | cmpid | ocid | ncid | icid | smid | smtyp | sr_share | ns_\w+ | __twitter_impression | amp | amp_.+
    | outputtype | taid | ftag | reflink\w*
    | fb_(?:action|ref|source)\w* | action_\w+_map | soc_\w+ | traffic_?source | campaign(?:_?id)? | ref_?(?:src|url)
    """
)
"""Names of query parameters that only say where a reader came from."""
_MAYBE_TRACKING = frozenset(
    "cid cmp feature feed from ito linkid mod partner ref referer referrer rss sh share shared si source sref src st "  # noqa: SIM905 (words read better than a list)
    "tag_rss via wt".split()
)
"""Names that mostly say where a reader came from; with a number as their value they may name the article, and stay."""
_AMP_PATH = re.compile(r"(?i)/amp(?:\.html?)?(?=/|$)|\.amp(?=\.html?$|/*$)")
_AMP_CACHE = re.compile(
    r"(?i)^https?://(?:(?:www\.)?google\.[a-z.]{2,6}/amp|[\w-]+\.cdn\.ampproject\.org/[cv])/(?:s/)?(?=[^/]+\.)"
)
"""Google's copies of AMP pages carry the outlet's own address in their path."""
_HOST_PREFIX = re.compile(r"^(?:(?:www\d?|m|mobile|amp)\.)+(?=[^.]+\.)")


def canonical_url(url: str) -> str:
    """Return the form of an address under which one article is known, whatever way led to it; "" for none.

    Scheme, port, `www.`, `m.` and `amp.` hosts, AMP forms, fragments, tracking parameters, the order of parameters
    and a closing slash or semicolon do not count. What names the article (`?id=5`) stays. Never raises: what cannot be
    read is returned stripped, and an address without path and query names no article and gives "".

    >>> canonical_url("http://m.example.org/news/1/amp/?utm_source=x&id=5#top")
    'https://example.org/news/1?id=5'
    """
    text = _AMP_CACHE.sub("https://", url.strip())
    try:
        parsed = URL(canonicalize_url(text))
    except (ValueError, UnicodeError):
        return text
    if parsed.scheme not in ("http", "https") or not parsed.raw_host:
        return text
    host = _HOST_PREFIX.sub("", parsed.raw_host)
    port = f":{parsed.port}" if parsed.port not in (80, 443) else ""
    path = _canonical_path(parsed.raw_path)
    query = "&".join(part for part in parsed.raw_query_string.split("&") if part and not _is_tracking(part))
    if path == "/" and not query:
        return ""
    return f"https://{host}{port}{path}{'?' if query else ''}{query}"


def _canonical_path(path: str) -> str:
    while (shorter := _AMP_PATH.sub("", path)) != path:
        path = shorter
    return path.rstrip("/;") or "/"


def _is_tracking(part: str) -> bool:
    name, _, value = part.partition("=")
    if name.lower() in _MAYBE_TRACKING:
        return not value.isdigit()
    return bool(_TRACKING.fullmatch(name))
