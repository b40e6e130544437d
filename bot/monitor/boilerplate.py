"""Boilerplate: what a page says around its article, taken off before anything is compared or read for facts.

Theory of operation. Three sorts of furniture, from the surest to the one that needs memory:

1. Titles carry the outlet ("... | The Example", "Example News: ...") and the desk's labels ("UPDATE 2-",
   "BREAKING:", "[VIDEO]"). What stands behind "|" or a spaced dash goes when it names an outlet (`outlets`), never
   because it is short: "| 12 dead" stays. The first segment always stays, so a title never becomes empty.
2. Lines that no article is made of: "Leave a Reply", cookie notices, share buttons, "Updated: 12:30 GMT". They are
   known by the whole of their form, not by how they begin: "Updated: Russia pulls out of talks" is news.
   A heading such as "Related posts" takes the link-like lines (short, without a full stop) below it along. Links, tags
   and credits stay when they are most of the text.
3. Lines that one source repeats across different items (`Repeats`): navigation, the newsletter's plea, the author's
   biography. The first item of a source cannot be cleaned that way; the second can, when the two are otherwise
   unlike (`furniture`).

What stands inside a paragraph stays in the text; `is_boilerplate` tells it from news for who wants to quote a sentence.

What is in doubt stays: furniture that is kept costs an alert too many, news that is taken off an alert.

Known limits. The lists are English. A pull quote that looks like a link below "See also" goes with it. Nothing is
removed from inside a paragraph.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from zlib import crc32

from bot.monitor.articles import Article
from bot.monitor.furniture import are_unlike, is_about
from bot.monitor.likeness import Print, print_of
from bot.monitor.outlets import is_outlet, is_sure_outlet, own_names
from bot.monitor.spellings import AS_WRITTEN, Speller
from bot.monitor.terms import plain
from bot.monitor.text import tokenize

_LABELS = (
    r"(?:(?:\d+(?:st|nd|rd|th) )?update|correct(?:ed|ion)|refile|rpt|wrapup|exclusive|breaking(?: news)?|"
    r"analysis|factbox|explainer|special report)(?: ?\d+)?"
)
"""What agencies put before a title; a hyphen alone may follow: "UPDATE 2-Talks move"."""
_OTHER_LABELS = (
    r"urgent|flash|just in|developing|live(?: updates?| blog)?|watch(?: live)?|videos?|photos?|pics?|audio|report|"
    r"opinion|editorial"
)
"""What other desks put there; a space or another sign must follow, for there are "live-fire drills"."""
_IN_BRACKETS = (
    rf"(?:{_LABELS}|{_OTHER_LABELS}|updated|pictures|gallery|infographic|interactive|interview|podcast|poll|quiz|review|"
    r"sponsored|transcript)"
)
_LABEL = re.compile(
    rf"^(?:{_LABELS}\s*[-–—:|]+\s*|(?:{_OTHER_LABELS})\s*(?:[–—:|]+\s*|-+\s+)|\[\s*{_IN_BRACKETS}\s*\]\s*)+",
    re.IGNORECASE,
)
_TRAILING_LABEL = re.compile(
    rf"(?:\s*[\[(]\s*{_IN_BRACKETS}\s*[\])]|\s+[-–—:|]+\s*(?:video|photos?|reports?|sources?|"
    r"live updates?|opinion|editorial|analysis|nyt|wsj|ap|afp|bbc|cnn|nbc|cbs|abc|npr|ft|dpa|upi|tass|ians|pti))\s*$",
    re.IGNORECASE,
)
_TRAILING_BRACKET = re.compile(r"\s*\[([^\]]{1,30})\]\s*$")
_SECTIONS = frozenset(
    "business home international latest local national news opinion politics sport sports world".split()  # noqa: SIM905 (words read better than a list)
)
"""Departments that stand behind a bar; those that could be what the news is about ("Health") are not among them."""
_LABEL_WORDS = _SECTIONS | frozenset(
    "advertorial analysis audio breaking column comment correction corrected developing editorial exclusive explainer "  # noqa: SIM905 (words read better than a list)
    "factbox feature flash gallery infographic interactive interview letters live obituary opinion photo photos "
    "podcast poll quiz recap report reports review source sources sponsored transcript update updated urgent video "
    "videos watch wrapup".split()
)
"""Words that say what sort of text it is, when they stand outside the headline proper."""
_SEGMENT = re.compile(r"\s+[|•·»›]+\s+|\s*\|\s*|\s+[-–—]+\s+")
_DASHES = "-–—"
_NAMED_PREFIX = re.compile(r"^([\w.&']+(?: [\w.&']+){0,3}):\s+(?=\S)")
_NOISE = re.compile(
    r"""(?ix)^[\W_]*(?:
      leave\ a\ (?:reply|comment) | (?:post|add|write)\ a\ comment | \d*\s*comments?(?:\ (?:off|closed))? | reply |
      your\ (?:email|e-mail)\ address\ (?:will|won't|won’t|is)\b.* | required\ fields\ are\ marked.* |
      save\ my\ name,?\ email.* |
      (?:back|scroll|go|return)\ to\ top(?:\ button)? | skip\ to\ (?:main\ )?content |
      short\ link\W*(?:https?:\S*)? |
      (?:share|tweet|pin|print|email|e-mail|whatsapp|facebook|twitter|telegram|linkedin|reddit|copy\ link|save|like
        |follow)
        (?:\W+(?:this|the|article|story|post|it|us|on|via|by|and|with|friends|share|tweet|pin|print|email|e-mail|whatsapp|facebook|
        twitter|x|telegram|linkedin|reddit|copy|link|save|like|follow|instagram|youtube))* |
      (?:subscribe|sign\ up|register|log\ in|sign\ in)
        (?:\W+(?:now|today|here|free|for|to|our|the|a|an|your|my|with|and|or|by|via|daily|weekly|morning|evening|latest|news
        |email|e-mail|newsletters?|alerts?|updates?|account|briefings?|podcasts?|channel|youtube|app|feed|rss|inbox|get
        |receive|read|comment|continue|reading|access|full|this|story|article|stories|unlimited|digital|membership|trial
        |us|in|up|log|sign|subscribe|register|google|facebook|apple|more|exclusive|telegram|whatsapp))* |
      (?:subscribe|sign\ up|register)\ (?:now\ |here\ |today\ |free\ )?(?:to|for)\b.{0,80}\b
        (?:newsletters?|mailing\ list|inbox)\b.{0,40} |
      (?:get|join)\ our(?:\ [\w-]+){0,4}\ (?:newsletters?|channel|app)\b.{0,80} |
      get\ the\ (?:latest|best|top|biggest)\b.{0,80}\b(?:newsletter|inbox)\b.{0,40} |
      (?:click|tap)\ here(?:\ (?:to|for|if|and)\b.{0,90})? |
      (?:read\ (?:more|also|next|the\ full\ (?:story|article)|full\ (?:story|article))|continue\ reading)
        (?:\s*[:.…>»→|–—-].{0,120}|\ (?:here|below)|\ (?:at|from|on|about)(?:\ [^\W\d]+){1,4})? |
      (?:this|our)\ (?:web)?site\ uses\ cookies.* |
      we\b.{0,40}\b(?:use|store|set)\b(?:\ [\w-]+){0,3}\ cookies?\b.* |
      by\ (?:accepting|browsing|clicking|closing|continuing|using|visiting)\b.{0,80}\bcookies?\b.* |
      (?:accept|reject)\ (?:all)?\ ?(?:cookies)?(?:\ read\ more)? |
      advertisement | sponsored(?:\ content)? | ad | loading\W* |
      (?:all\ rights\ reserved|©|\(c\)\ ?\d).{0,120} | copyright\b\W*(?:\d{4}|\(c\)|by\b|notice\b|$).{0,100} |
      .{0,60}all\ rights\ reserved\.? |
      (?:the\ )?post\ .{0,300}\bappeared\ first\ on\b.*
    )[\W_]*$"""
)
_STAMP = re.compile(
    r"""(?ix)^\W*(?:(?:first|last)\ )?(?:updated?|published|posted|modified)\b(?:\ by(?:\ [^\W\d]+){1,3}(?=\W+on\b|,))?
      (?=.*(?:\d|today|yesterday))
      (?:[\W\d_]|(?:on|at|of|ago|today|yesterday|minutes?|mins?|hours?|hrs?|days?|st|nd|rd|th|am|pm|a\.m|p\.m|h|t|z
      |gmt|utc|bst|ist|e[sd]?t|c[es]?[sd]?t|p[sd]t|msk
      |jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?
      |nov(?:ember)?|dec(?:ember)?|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sat|sun)(?:day)?)(?![^\W\d_]))*$"""
)
"""When a page was written or changed, and nothing beside: "Updated: 12:30 GMT", "Posted by Ann Lee on 3 May"."""
_CREDIT = re.compile(r"(?i)^\W*(photo|image|picture|source|credit)s?\s*[:/]\s*(.{0,100})$")
_CREDIT_WORDS = 5
_LIST_HEADING = re.compile(
    r"(?i)^\W*(?:also read|read also|see also|related(?: (?:posts?|stories|articles?|news|topics|content|coverage|"
    r"links?))?|more from (?:our|the|this|us|around)\b.{0,40}|more (?:on|in) (?:this|these)\b.{0,40}|"
    r"more (?:from|on|in)\b(?: \w+){1,3}\s*:|"
    r"more (?:stories|news)|you (?:may|might) (?:also )?(?:like|be interested in)|recommended(?: for you)?|"
    r"most (?:read|popular)|trending(?: now)?|"
    r"latest (?:news|stories|posts)|popular (?:posts|stories)|don'?t miss|editor'?s? picks?|what to read next|"
    r"up next)\W*$"
)
_INLINE_LINK = re.compile(
    r"(?i)^\W*(?:(?:also read|read also|see also)\b[\s:]{1,3}|(?:related|read more|more)\s*:\s*)\S.{0,160}$"
)
_INSIDE = re.compile(
    r"""(?ix)
      ^\W*(?:additional\ )?(?:reporting|writing|editing|compiled|translated)\ (?:and\ \w+\ )?by\b | \bediting\ by\b
    | ^\W*with\ (?:inputs?|files|reporting)\ from\b | ^\W*this\ (?:story|article|post|report)\ (?:has\ been|was|is)\b
    | ^\W*(?:sign\ up|subscribe|follow\ us|follow\ \w+\ on|download\ (?:the|our)|support\ our|donate|read\ more
        |read\ also|click\ here|listen\ to|file\ photo|getty\ images|share\ this|join\ (?:us|our))\b
    | ^\W*(?:watch|listen|photo|image|video)\s?:
    | \b(?:all\ rights\ reserved|terms\ of\ (?:use|service)|privacy\ policy|cookies?\ policy|our\ newsletters?)\b
    | ^\W*(?:reuters|afp|ap|dpa|tass|interfax|bloomberg|getty|epa|ansa)\W*$
    """
)
"""Sentences of an outlet about itself, as they stand at the end of a paragraph."""
_HASHTAGS = re.compile(r"^(?:#\w+[\s,]*)+$")
_TAGS = re.compile(r"(?i)^\W*(?:tags?|filed under)\s*:.{0,200}$")
_TERMINAL = (".", "!", "?", "”", '"', "…", "’", "'", ")", "]", ";", ",")
_LINK_CHARS = 140
"""Characters: a line below "Related posts" that is longer is text again."""
_REPEAT_CHARS = 300
"""Characters: a longer line that recurs is news (background that a wire repeats), not furniture."""
_COMPARED = 8
"""Earlier articles with a line that are compared: the newest. Once a line is known it is not learnt again, so few hold
it."""


def clean_article(article: Article) -> Article:
    """Return the article with the furniture off its title and text; the title repeated atop the text goes too."""
    outlet = own_names(article.source, article.url)
    title = _clean_title(article.title, outlet)
    return replace(article, title=title, text=clean_text(article.text, title=title, outlet=outlet))


def clean_title(title: str, *, source: str = "", url: str = "") -> str:
    """Return the title without the outlet's name and the desk's labels.

    >>> clean_title("UPDATE 2-Talks move to Geneva | The Example", source="example.org")
    'Talks move to Geneva'
    >>> clean_title("Ferry sinks off Samos | 12 dead", source="example.org")
    'Ferry sinks off Samos | 12 dead'
    """
    return _clean_title(title, own_names(source, url))


def _clean_title(title: str, outlet: frozenset[str]) -> str:
    plain = " ".join(title.split())
    plain = _LABEL.sub("", plain) or plain
    cut = True
    while cut:
        shorter = _TRAILING_LABEL.sub("", plain)
        shorter = _without_last_bracket(shorter, outlet)
        shorter = _without_last_segment(shorter, outlet)
        cut = bool(shorter) and shorter != plain
        plain = shorter or plain
    named = _NAMED_PREFIX.match(plain)
    if named and (is_sure_outlet(named.group(1)) or (" " in named.group(1) and is_sure_outlet(named.group(1), outlet))):
        plain = plain[named.end() :]
    return plain.strip()


def title_label(title: str, plain: str) -> str:
    """Return the desk's labels that `clean_title` has taken off a title, by which readers tell opinion from news.

    Args:
        title: As it was published.
        plain: What `clean_title` made of it.

    >>> title_label("Opinion: Trams for all (video) | The Example", "Trams for all")
    'Opinion video'
    """
    kept = tokenize(plain).words
    tokens = tokenize(title)
    found = zip(tokens.words, tokens.starts, tokens.ends, strict=True)
    return " ".join(title[start:end] for word, start, end in found if word in _LABEL_WORDS and word not in kept)


def _without_last_bracket(title: str, outlet: frozenset[str]) -> str:
    last = _TRAILING_BRACKET.search(title)
    return title[: last.start()] if last and is_outlet(last.group(1), outlet) else title


def _without_last_segment(title: str, outlet: frozenset[str]) -> str:
    *_, last = [None, *_SEGMENT.finditer(title)]
    if last is None or not last.start():
        return title
    tail = title[last.end() :]
    words = tokenize(tail).words
    has_bar = not any(dash in last.group() for dash in _DASHES)
    # "| The ..." is what is left of a name where a feed cuts its titles.
    is_section = has_bar and (words == ("the",) or (bool(words) and _SECTIONS.issuperset(words)))
    return title[: last.start()] if is_section or is_outlet(tail, outlet) else title


class _Sort(Enum):
    NEWS = auto()
    ASIDE = auto()
    NOISE = auto()


def clean_text(text: str, *, title: str = "", outlet: frozenset[str] = frozenset()) -> str:
    """Return the text without lines that are no part of the article; paragraphs stay apart by a blank line.

    Links to other articles, tags and credits stay when they are most of the text: then they are the news, as in a
    digest. So only what can hold no news at all ever leaves a text empty.

    Args:
        text: Its lines end paragraphs.
        title: The clean title; a line that only repeats it goes.
        outlet: What the article's outlet is called, from `outlets.own_names`.
    """
    lines = [line.strip() for line in text.splitlines()]
    sorts = [*_sorts(lines, tokenize(title).words, outlet)]
    chars = {sort: sum(len(line) for line, its in zip(lines, sorts, strict=True) if its is sort) for sort in _Sort}
    kept = {_Sort.NEWS, _Sort.ASIDE} if chars[_Sort.ASIDE] > chars[_Sort.NEWS] else {_Sort.NEWS}
    return _paragraphs([line for line, sort in zip(lines, sorts, strict=True) if sort in kept])


def _sorts(lines: Iterable[str], heading: tuple[str, ...], outlet: frozenset[str]) -> Iterator[_Sort]:
    in_list = False
    for line in lines:
        if not line:
            yield _Sort.NEWS
        elif _LIST_HEADING.match(line):
            in_list = True
            yield _Sort.ASIDE
        elif in_list and len(line) <= _LINK_CHARS and not line.endswith(_TERMINAL):
            yield _Sort.ASIDE
        else:
            in_list = False
            if _is_noise(line) or _repeats_title(line, heading, outlet):
                yield _Sort.NOISE
            else:
                yield _Sort.ASIDE if _is_aside(line) else _Sort.NEWS


def _is_noise(line: str) -> bool:
    if len(line) > 400 or line[0] in '“"‘':
        return False
    return bool(_NOISE.match(line) or _STAMP.match(line))


def _is_aside(line: str) -> bool:
    """Return whether a line is furniture unless it is all there is: a link, tags, a credit."""
    if _HASHTAGS.match(line) or _TAGS.match(line) or _is_credit(line):
        return True
    return bool(_INLINE_LINK.match(line)) and not line.endswith((".", "!", "?", "”"))


def _is_credit(line: str) -> bool:
    """Return whether a line names who made a picture or told the news, and tells none itself."""
    credit = _CREDIT.match(line)
    if not credit:
        return False
    kind, who = credit.groups()
    if not who or who.startswith(("http:", "https:", "www.")):
        return True
    names = [name for name in re.split(r"\s*[,/&|]\s*|\s+via\s+|\s+and\s+", who.rstrip(".")) if name]
    if kind.lower() == "source":  # "Source: Putin dead" is news, so only names that are known
        return all(map(is_sure_outlet, names))
    words = [word for name in names for word in name.split() if word not in {"of", "the", "for", "by"}]
    return len(words) <= _CREDIT_WORDS and all(word[0].isupper() for word in words)


def is_boilerplate(sentence: str) -> bool:
    """Return whether a sentence of a cleaned text is furniture that stood inside a paragraph.

    >>> is_boilerplate("Sign up for our newsletter."), is_boilerplate("(Reporting by A. Lind; editing by B. Marlow)")
    (True, True)
    >>> is_boilerplate("Ministers signed up for the talks.")
    False
    """
    plain = sentence.strip()
    return not plain or _is_noise(plain) or _is_aside(plain) or _INSIDE.search(plain) is not None


def _repeats_title(line: str, heading: tuple[str, ...], outlet: frozenset[str]) -> bool:
    if not heading or len(line) > 400:
        return False
    words = tokenize(line).words
    return words == heading or words[: len(heading)] == heading == tokenize(_clean_title(line, outlet)).words


def _paragraphs(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Learnt:
    """What was learnt from one article: its story, print, lines (as keys) and who may see it."""

    story: str
    look: Print
    keys: tuple[int, ...]
    audience: frozenset[int] | None

    def is_seen_by(self, audience: frozenset[int] | None) -> bool:
        return self.audience is None or (audience is not None and audience <= self.audience)


class Repeats:
    """The short lines of each source's items. Furniture is what two different stories of one source share.

    So is what an item shares with an earlier one that is otherwise unlike it in title and text, whatever their story:
    else a long footer, which makes one story of all items that it stands below, would never be known for what it is.

    A chat's own feed may link to any outlet and so count as it. So what it shows takes no line from what others read.

    Learns from articles as they are kept (cleaned), so that adding the kept articles again in order after a restart
    gives the same memory. Bounded by the articles that are kept: `forget` takes an article's lines out again.
    """

    def __init__(self, speller: Speller = AS_WRITTEN) -> None:
        self._speller = speller
        self._numbers: dict[int, list[int]] = {}
        self._learnt: dict[int, _Learnt] = {}

    def without(self, article: Article) -> Article:
        """Return the article without its repeated lines.

        Lines known only by two stories stay when they are most of the article, for that is a copy.
        """
        lines = article.text.splitlines()
        held = {line: numbers for line in lines if (numbers := self._holders(article, line))}
        if not held:
            return article
        below_unlike = self._below_unlike(article, held)
        rest = [line for line in lines if line not in below_unlike]
        kept = [line for line in rest if line not in held or not self._is_in_two_stories(held[line])]
        if sum(map(len, kept)) * 2 < sum(map(len, rest)):
            kept = rest
        return article if len(kept) == len(lines) else replace(article, text=_paragraphs(kept))

    def add(self, number: int, article: Article, story: str) -> None:
        """Learn the lines of one article, known by `number`, of one story."""
        lines = article.text.splitlines()
        keys = tuple({_line_key(article.source, line) for line in lines if 0 < len(line) <= _REPEAT_CHARS})
        for key in keys:
            self._numbers.setdefault(key, []).append(number)
        if keys:
            look = print_of(article, self._speller)
            self._learnt[number] = _Learnt(story=story, look=look, keys=keys, audience=article.audience)

    def forget(self, number: int) -> None:
        """Forget what was learnt from one article."""
        if number in self._learnt:
            for key in self._learnt.pop(number).keys:
                self._numbers[key].remove(number)
                if not self._numbers[key]:
                    del self._numbers[key]

    def _holders(self, article: Article, line: str) -> list[int]:
        """Return the articles of this one's source with a line, of those that all who may see this one may see."""
        if not 0 < len(line) <= _REPEAT_CHARS:
            return []
        numbers = self._numbers.get(_line_key(article.source, line), [])
        return [number for number in numbers if self._learnt[number].is_seen_by(article.audience)]

    def _is_in_two_stories(self, numbers: list[int]) -> bool:
        return len({self._learnt[number].story for number in numbers}) > 1

    def _below_unlike(self, article: Article, held: Mapping[str, list[int]]) -> set[str]:
        """Return the lines that an earlier article had which is otherwise unlike this one."""
        look = print_of(article, self._speller)
        numbers = sorted({number for some in held.values() for number in some[-_COMPARED:]})
        others = {number: self._learnt[number].look for number in numbers}
        unlike = {number: other for number, other in others.items() if are_unlike(look, other)}
        found = set()
        for line, some in held.items():
            words = tokenize(self._speller.unify(plain(line))).words
            near = (unlike[number] for number in some if number in unlike)
            if any(not is_about(words, look, other, article.language) for other in near):
                found.add(line)
        return found


def _line_key(source: str, line: str) -> int:
    return crc32(line.encode()) << 32 | crc32(source.encode())
