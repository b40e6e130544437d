"""Boilerplate: what a page says around its article, taken off before anything is compared or read for facts.

Theory of operation. Three sorts of furniture, from the surest to the one that needs memory:

1. Titles carry the outlet ("... | The Example", "Example News: ...") and the desk's labels ("UPDATE 2-",
   "BREAKING:"). A segment behind "|" or a spaced dash goes when it is the outlet by the article's own domain, or is
   short and reads like a name. The first segment always stays, so a title never becomes empty.
2. Lines that no article is made of: "Leave a Reply", cookie notices, share buttons, a row of hashtags. A heading such
   as "Related posts" takes the link-like lines (short, without a full stop) below it along.
3. Lines that one source repeats across different items (`Repeats`): navigation, the newsletter's plea, the author's
   biography. The first item of a source cannot be cleaned that way; the second can, when the two are otherwise
   unlike (`furniture`).

What stands inside a paragraph stays in the text; `is_boilerplate` tells it from news for who wants to quote a sentence.

Known limits. The lists are English. A headline that ends in " - Name" loses the name; a pull quote that looks like a
link below "See also" goes with it. Nothing is removed from inside a paragraph.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit
from zlib import crc32

from bot.monitor.articles import Article
from bot.monitor.furniture import are_unlike, is_about
from bot.monitor.likeness import Print, print_of
from bot.monitor.spellings import AS_WRITTEN, Speller
from bot.monitor.terms import plain
from bot.monitor.text import fold, tokenize

_LABEL = re.compile(
    r"^(?:(?:(?:\d+(?:st|nd|rd|th)\s+)?(?:update|correct(?:ed|ion)|refile|rpt|wrapup|exclusive|breaking(?: news)?|"
    r"urgent|flash|"
    r"just in|developing|live(?: updates?)?|watch(?: live)?|video|photos?|analysis|factbox|explainer|special report|"
    r"report|"
    r"opinion|editorial)\s*\d*)\s*(?:[-–—:|]+)\s*|\[[^\]]{1,30}\]\s*)+",
    re.IGNORECASE,
)
_TRAILING_LABEL = re.compile(
    r"(?:\s*\[[^\]]{1,30}\]|\s*\((?:video|photos?|updated?|watch|live|opinion|pics?|gallery)\)|"
    r"\s+[-–—:|]+\s*(?:video|photos?|reports?|sources?|"
    r"live updates?|opinion|editorial|analysis|nyt|wsj|ap|afp|bbc|cnn|nbc|cbs|abc|npr|ft|dpa|upi|tass|ians|pti))\s*$",
    re.IGNORECASE,
)
_LABEL_WORDS = frozenset(
    "advertorial analysis breaking column comment correction developing editorial exclusive explainer factbox feature "  # noqa: SIM905 (words read better than a list)
    "flash gallery interview letters live obituary opinion photos podcast poll quiz recap review sponsored "
    "transcript update updated urgent video watch wrapup".split()
)
"""Words that say what sort of text it is, when they stand outside the headline proper."""
_SEGMENT = re.compile(r"\s+[|•·»›]+\s+|\s*\|\s*|\s+[-–—]+\s+")
_NAMED_PREFIX = re.compile(r"^([\w.&']+(?: [\w.&']+){0,3}):\s+(?=\S)")
_OUTLET_WORD = frozenset(
    "news times post herald tribune gazette guardian telegraph independent journal magazine daily weekly observer "  # noqa: SIM905 (words read better than a list)
    "chronicle "
    "press agency tv radio online blog mail mirror express today report standard star sun com org net www media "
    "network "
    "review insider wire reuters bbc cnn nbc cbs abc npr ap afp nyt msn yahoo".split()
)
_NOISE = re.compile(
    r"""(?ix)^[\W_]*(?:
      leave\ a\ (?:reply|comment) | (?:post|add|write)\ a\ comment | \d*\s*comments?(?:\ (?:off|closed))? | reply |
      your\ (?:email|e-mail)\ address\b.* | required\ fields\ are\ marked.* | save\ my\ name,?\ email.* |
      (?:back|scroll|go|return)\ to\ top(?:\ button)? | skip\ to\ (?:main\ )?content | short\ link.* |
      (?:share|tweet|pin|print|email|e-mail|whatsapp|facebook|twitter|telegram|linkedin|reddit|copy\ link|save|like
        |follow)
        (?:\W+(?:this|the|article|story|post|it|us|on|via|by|and|with|friends|share|tweet|pin|print|email|e-mail|whatsapp|facebook|
        twitter|x|telegram|linkedin|reddit|copy|link|save|like|follow|instagram|youtube))* |
      (?:subscribe|sign\ up|register|log\ in|sign\ in)\b.{0,120} | (?:get|join)\ (?:our|the)\b.{0,80}\b(?:newsletter
        |channel|app|inbox)\b.* |
      (?:click|tap)\ here\b.{0,100} | read\ (?:more|also|next|the\ full\ (?:story|article)|full\ (?:story
        |article)).{0,100} |
      continue\ reading.* | (?:this|our)\ (?:web)?site\ uses\ cookies.* | (?:we|by)\b.{0,80}\bcookies?\b.*
        | (?:accept|reject)\ (?:all)?\ ?(?:cookies)?(?:\ read\ more)? |
      advertisement | sponsored(?:\ content)? | ad | loading\W* | (?:photo|image|picture|source
        |credit)s?\s*[:/].{0,100} |
      (?:all\ rights\ reserved|copyright|©).{0,120} | .{0,60}all\ rights\ reserved\.?
        | (?:last\ )?updated?\b[\W\d]*.{0,50}\d{4}.{0,20} |
      (?:published|posted)\b.{0,20}\d.{0,40} | tags?\s*:.{0,200} | filed\ under.{0,100}
        | (?:the\ )?post\ .{0,300}\bappeared\ first\ on\b.*
    )[\W_]*$"""
)
_LIST_HEADING = re.compile(
    r"(?i)^\W*(?:also read|read also|see also|related(?: (?:posts?|stories|articles?|news|topics|content|coverage|"
    r"links?))?|more (?:from|on|in)\b.{0,60}|"
    r"more (?:stories|news)|you (?:may|might) (?:also )?(?:like|be interested in)|recommended(?: for you)?|"
    r"most (?:read|popular)|trending(?: now)?|"
    r"latest (?:news|stories|posts)|popular (?:posts|stories)|don'?t miss|editor'?s? picks?|what to read next|"
    r"up next)\W*$"
)
_INLINE_LINK = re.compile(r"(?i)^\W*(?:also read|read also|see also|related|read more|more)\b[\s:]{1,3}\S.{0,160}$")
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
    title = clean_title(article.title, source=article.source, url=article.url)
    return replace(article, title=title, text=clean_text(article.text, title=title))


def clean_title(title: str, *, source: str = "", url: str = "") -> str:
    """Return the title without the outlet's name and the desk's labels.

    >>> clean_title("UPDATE 2-Talks move to Geneva | The Example", source="example.org")
    'Talks move to Geneva'
    """
    plain = " ".join(title.split())
    plain = _LABEL.sub("", plain) or plain
    outlet = _outlet_names(source, url)
    cut = True
    while cut:
        shorter = _TRAILING_LABEL.sub("", plain)
        shorter = _without_last_segment(shorter, outlet)
        cut = bool(shorter) and shorter != plain
        plain = shorter or plain
    named = _NAMED_PREFIX.match(plain)
    if named and _is_outlet(named.group(1), outlet):
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


def _without_last_segment(title: str, outlet: frozenset[str]) -> str:
    *_, last = [None, *_SEGMENT.finditer(title)]
    if last is None or not last.start():
        return title
    tail = title[last.end() :]
    bar = "-" not in last.group() and "–" not in last.group() and "—" not in last.group()
    few = len(tail.split()) <= (5 if bar else 3) and len(tokenize(title[: last.start()])) > len(tokenize(tail))
    if _is_outlet(tail, outlet) or (bar and few):
        return title[: last.start()]
    return title


def _outlet_names(source: str, url: str) -> frozenset[str]:
    names: set[str] = set()
    for host in (source, urlsplit(url).netloc if "//" in url else ""):
        names.update(part for part in re.split(r"[^\w]+", fold(host)) if len(part) > 2)
    return frozenset(names - {"www", "com", "org", "net", "news"})


def _is_outlet(name: str, outlet: frozenset[str]) -> bool:
    words = tokenize(name).words
    if not words or len(words) > 5:
        return False
    joined = "".join(words)
    if (
        joined.removeprefix("the") in outlet
        or joined in outlet
        or any(len(part) > 4 and part in joined for part in outlet)
    ):
        return True
    return len(words) <= 4 and words[-1] in _OUTLET_WORD


def clean_text(text: str, *, title: str = "") -> str:
    """Return the text without lines that are no part of the article; paragraphs stay apart by a blank line."""
    kept: list[str] = []
    in_list = False
    heading = tokenize(title).words
    for line in text.splitlines():
        plain = line.strip()
        if not plain:
            kept.append("")
            continue
        if _LIST_HEADING.match(plain):
            in_list = True
            continue
        if in_list and len(plain) <= _LINK_CHARS and not plain.endswith(_TERMINAL):
            continue
        in_list = False
        if not (_is_noise(plain) or _repeats_title(plain, heading)):
            kept.append(plain)
    return _paragraphs(kept)


def _is_noise(line: str) -> bool:
    if len(line) > 400 or line[0] in '“"‘':
        return False
    if _NOISE.match(line) or _HASHTAGS.match(line):
        return True
    return bool(_INLINE_LINK.match(line)) and not line.endswith((".", "!", "?", "”"))


def is_boilerplate(sentence: str) -> bool:
    """Return whether a sentence of a cleaned text is furniture that stood inside a paragraph.

    >>> is_boilerplate("Sign up for our newsletter."), is_boilerplate("(Reporting by A. Lind; editing by B. Marlow)")
    (True, True)
    >>> is_boilerplate("Ministers signed up for the talks.")
    False
    """
    plain = sentence.strip()
    return not plain or _is_noise(plain) or _INSIDE.search(plain) is not None


def _repeats_title(line: str, heading: tuple[str, ...]) -> bool:
    if not heading or len(line) > 400:
        return False
    words = tokenize(line).words
    if words[: len(heading)] != heading:
        return False
    return len(words) <= len(heading) + 6 or tokenize(clean_title(line)).words == heading


def _paragraphs(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class Repeats:
    """The short lines of each source's items. Furniture is what two different stories of one source share.

    So is what an item shares with an earlier one that is otherwise unlike it in title and text, whatever their story:
    else a long footer, which makes one story of all items that it stands below, would never be known for what it is.

    Learns from articles as they are kept (cleaned), so that adding the kept articles again in order after a restart
    gives the same memory. Bounded by the articles that are kept: `forget` takes an article's lines out again.
    """

    def __init__(self, speller: Speller = AS_WRITTEN) -> None:
        self._speller = speller
        self._numbers: dict[int, list[int]] = {}
        self._learnt: dict[int, tuple[str, Print, tuple[int, ...]]] = {}

    def without(self, article: Article) -> Article:
        """Return the article without its repeated lines.

        Lines known only by two stories stay when they are most of the article, for that is a copy.
        """
        lines = article.text.splitlines()
        held = {line: numbers for line in lines if (numbers := self._holders(article.source, line))}
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
            self._learnt[number] = story, print_of(article, self._speller), keys

    def forget(self, number: int) -> None:
        """Forget what was learnt from one article."""
        if number in self._learnt:
            _, _, keys = self._learnt.pop(number)
            for key in keys:
                self._numbers[key].remove(number)
                if not self._numbers[key]:
                    del self._numbers[key]

    def _holders(self, source: str, line: str) -> list[int]:
        return self._numbers.get(_line_key(source, line), []) if 0 < len(line) <= _REPEAT_CHARS else []

    def _is_in_two_stories(self, numbers: list[int]) -> bool:
        return len({self._learnt[number][0] for number in numbers}) > 1

    def _below_unlike(self, article: Article, held: Mapping[str, list[int]]) -> set[str]:
        """Return the lines that an earlier article had which is otherwise unlike this one."""
        look = print_of(article, self._speller)
        numbers = sorted({number for some in held.values() for number in some[-_COMPARED:]})
        others = {number: self._learnt[number][1] for number in numbers}
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
