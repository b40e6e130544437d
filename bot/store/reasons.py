"""Reasons: the reason of a judgement as one reader may see it, other articles named instead of numbered.

Chats do not know the numbers of articles. An article that a chat may not see, for it came from another chat's own feed,
is said to be that and no more: figures would tell how near a text is that nobody here has read. The forms are those of
`bot.monitor.stories`.
"""

import re
from collections.abc import Collection, Mapping

NUMBERED = re.compile(r"#(\d{1,15})\b")
"""An article in a reason."""
_ARTICLE = "an article of another chat's feed"
_STORY = "a story that began in another chat's feed"
_TITLE = r"(?:(?:,\ |\ with\ )?title\ \d+)?"
_FIGURED = re.compile(
    rf"""(?x)
      (?P<copy>copy\ of\ )\#(?P<original>\d+):\ (?:\d+\ %\ of\ the\ first\ \d+\ words)?{_TITLE}
    | (?P<new>new:\ )?story\ \#(?P<story>\d+)\ attracts\ it\ with\ [\d.]+,\ needed\ \d\.\d+
      (?:,\ but\ it\ tells\ of\ [^,;]+,\ not\ [^,;)]+)?
      (?P<its_first>,\ nearest\ is\ its\ first{_TITLE})?
    | (?P<nearest>nearest\ is\ )\#(?P<near>\d+){_TITLE}
    """
)


def name_articles(reason: str, names: Mapping[str, str], hidden: Collection[str]) -> str:
    """Return a reason with articles named.

    Args:
        reason: Of a judgement, or one that holds such a reason.
        names: Headline and outlet of articles, by number.
        hidden: The numbers of those that the reader may not know of. A number that is in neither stays.

    >>> reason = "copy of #1: 81 % of the first 80 words, title 91"
    >>> name_articles(reason, {"1": "“Quake” (post.example)"}, ())
    'copy of “Quake” (post.example): 81 % of the first 80 words, title 91'
    >>> name_articles(reason, {}, {"1"})
    "copy of an article of another chat's feed"
    """
    names = {**names, **dict.fromkeys(hidden, _ARTICLE)}
    told = _FIGURED.sub(lambda found: _told(found, hidden), reason) if hidden else reason
    return NUMBERED.sub(lambda found: names.get(found[1], found[0]), told)


def _told(found: re.Match[str], hidden: Collection[str]) -> str:
    """Return a judgement's figures without those about a hidden article."""
    if found["original"] in hidden:
        return f"{found['copy']}{_ARTICLE}"
    if found["near"] in hidden:
        return f"{found['nearest']}{_ARTICLE}"
    if found["story"] in hidden:
        return f"{found['new']}not near enough to {_STORY}" if found["new"] else f"{_STORY} attracts it"
    return found[0]
