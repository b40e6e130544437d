"""Alerts: what is raised when a match counts, and how it reads.

`alert_lines` gives the words of an alert, the same for Telegram, the terminal and `tocsin replay`; how they look is the
business of `chat.render`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.monitor.bursts import BurstFigures
from bot.monitor.facts.fact import humanise
from bot.monitor.rules import RuleKind, Severity
from bot.monitor.stories import Judgement

MAX_QUOTE = 220
"""Characters of the quotation in an alert: two lines on a phone hold about 90, and nobody reads a fifth one."""
MAX_SUMMARY = 330
"""Characters of both sentences; the second one is left out when it would go beyond."""
MAX_HEADLINE = 200
"""Characters of the headline in an alert; real ones rarely have more than 120."""

MAX_SAID = 300
"""Characters of the line that a rule's `say` makes."""
_MARKS = {Severity.HIGH: ("❗ ", ""), Severity.NORMAL: ("", ""), Severity.LOW: ("", " (low)")}
"""What stands before and after a heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Another party that an article moves to the value of an alert: its id and name, and its value before, or None."""

    party: str
    name: str
    old: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Everything a reader needs to know about one ring.

    Attributes:
        rule: The rule's id. kind: its kind. title: its heading, "New venue".
        topic: The topic's id, or None for a chat's own rule. topic_title: for people, or "".
        chat: The chat that alone receives it, or None: the topic's subscribers.
        article: The article's id. headline, url, source, published: of the article.
        story: The story's id.
        new, old: The values, for a fact; `old` is None at first sight. old_since: when `old` was first reported.
        status, party, party_name, speaker: as in `Fact`; party_name for people.
        joint: The other parties that the article moves to `new` too.
        evidence: The quoted sentence, or for keywords the sentence that holds the words; may be "".
        context: A second sentence of the article, which says what it is about, or "".
        matched: The words that met a query, or by which the fact is told, as they stand in the article.
        burst: What was counted, for a burst.
        severity: How much it matters.
        said: The line that the rule's `say` makes, or "": the usual words.
        reason: Why it rang, in one sentence.
        at: When it was decided, UTC.
        judgement: How the article was judged, though a reader may contradict it since (then `story` is its own); None
            for what rang before this was kept.
    """

    rule: str
    kind: RuleKind
    title: str
    topic: str | None
    topic_title: str
    chat: int | None
    article: str
    headline: str
    url: str
    source: str
    published: datetime
    story: str
    new: str | None = None
    old: str | None = None
    old_since: datetime | None = None
    status: str | None = None
    party: str | None = None
    party_name: str = ""
    joint: tuple[Moved, ...] = ()
    speaker: str = ""
    evidence: str = ""
    context: str = ""
    matched: tuple[str, ...] = ()
    burst: BurstFigures | None = None
    severity: Severity = Severity.NORMAL
    said: str = ""
    reason: str
    at: datetime
    judgement: Judgement | None = None

    @property
    def holders(self) -> str:
        """For people: the parties whose value is new, "Russia", "Russia and Ukraine", or ""."""
        *names, last = [self.party_name or self.party or "", *(one.name for one in self.joint)]
        return f"{', '.join(names)} and {last}" if names else last


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLines:
    """The words of an alert, line by line, as plain text; a line that does not apply is "".

    Attributes:
        heading: "New venue · Putin–Zelensky talks", with a mark when it matters more or less than usual.
        change: What is new, "Istanbul (proposed)", or what the rule says instead, or "".
        before: What it was before, " — before: video conference, 14 Mar 2022", or ""; follows `change` on its line.
        quote: The evidence, shortened, and a second sentence where there is room, each in quotation marks.
        headline: The article's. footer: its outlet and the others, " · example.org · also: example.net, +2".
        marked: The words to make stand out in `quote` and `headline`.
    """

    heading: str
    change: str
    before: str
    quote: str
    headline: str
    footer: str
    marked: tuple[str, ...] = ()

    def plain(self) -> str:
        """Return the lines as one text."""
        lines = (self.heading, self.change + self.before, self.quote, self.headline + self.footer)
        return "\n".join(line for line in lines if line)


def alert_lines(alert: Alert, also: Sequence[str] = ()) -> AlertLines:
    """Return the words of an alert.

    Args:
        alert: What rang.
        also: The other outlets that have the story, in the order in which they came.
    """
    evidence = "" if _same(alert.evidence, alert.headline) else alert.evidence
    quote = summary(shorten(evidence, _focus(alert), MAX_QUOTE), alert.context)
    return AlertLines(
        heading=_heading(alert),
        change=_change(alert),
        before=_before(alert),
        quote=quote,
        headline=shorten(alert.headline or "(no headline)", alert.matched, MAX_HEADLINE),
        footer=_footer(alert.source, also),
        marked=alert.matched if alert.kind in (RuleKind.KEYWORDS, RuleKind.BURST) else (),
    )


def urgency_of(alert: Alert) -> tuple[int, int]:
    """Return how an alert stands to others that wait with it; the smaller value comes first.

    The severity of the rule decides. Of the same severity, what has changed (a venue, a stance) is why somebody watches
    a topic, while words are found more often than they matter.
    """
    return alert.severity.rank, 1 if alert.kind is RuleKind.KEYWORDS else 0


def summary(evidence: str, context: str) -> str:
    """Return at most two sentences in quotation marks, the evidence first; the second one whole or not at all.

    >>> summary("The talks move to Oslo.", "Ministers meet again."), summary("", "Ministers meet again.")
    ('“The talks move to Oslo.” “Ministers meet again.”', '“Ministers meet again.”')
    """
    context = " ".join(context.split())
    fits = len(evidence) + len(context) <= MAX_SUMMARY
    return " ".join(_quoted(part) for part in (evidence, context if fits else "") if part)


def _quoted(text: str) -> str:
    """Return the text in quotation marks, its own ones single; those that lost their other half are left out.

    >>> _quoted("“We are open,” he said."), _quoted("We are open,” he said.")
    ('“‘We are open,’ he said.”', '“We are open, he said.”')
    """
    if text.count("“") == text.count("”"):
        return f"“{text.replace('“', '‘').replace('”', '’')}”"
    return f"“{text.replace('“', '').replace('”', '')}”"


def date_text(at: datetime) -> str:
    """Return a date as it stands in an alert: "14 Mar 2022"."""
    return f"{at.day} {at:%b %Y}"


def _heading(alert: Alert) -> str:
    heading = " · ".join(filter(None, (alert.title, alert.topic_title or _words(alert.matched))))
    before, after = _MARKS[alert.severity]
    return before + heading + after


def _words(matched: Iterable[str]) -> str:
    distinct = list({word.casefold(): word for word in reversed(tuple(matched))}.values())[::-1]
    return ", ".join(distinct[:3])


def _change(alert: Alert) -> str:
    if alert.said:
        return shorten(alert.said, (), MAX_SAID)
    if alert.burst:
        return str(alert.burst)
    if alert.new is None:
        return ""
    value = humanise(alert.new)
    if alert.party is None:
        return value[:1].upper() + value[1:] + (f" ({humanise(alert.status)})" if alert.status else "")
    says = f", says {alert.speaker}" if alert.speaker not in ("", alert.party, alert.party_name) else ""
    return f"{alert.holders}: {value}{says}"


def _before(alert: Alert) -> str:
    if alert.said or alert.new is None:
        return ""
    if any(one.old != alert.old for one in alert.joint):
        return f" — before: {', '.join(_olds(alert))}"
    if alert.old is None:
        return ""
    since = f", {date_text(alert.old_since)}" if alert.old_since else ""
    if alert.old == alert.new:
        return f" — again{since.replace(',', ', first named', 1)}"
    return f" — before: {humanise(alert.old)}{since}"


def _olds(alert: Alert) -> Iterator[str]:
    """Yield what each party said before, as far as it is known."""
    for name, old in (
        (alert.party_name or alert.party or "", alert.old),
        *((one.name, one.old) for one in alert.joint),
    ):
        if old is not None:
            yield f"{name} {humanise(old)}"


def _footer(source: str, also: Sequence[str]) -> str:
    others = [outlet for outlet in dict.fromkeys(also) if outlet and outlet != source]
    parts = [source] if source else []
    if others:
        parts.append(f"also: {others[0]}" + (f", +{len(others) - 1}" if len(others) > 1 else ""))
    return "".join(f" · {part}" for part in parts)


def _focus(alert: Alert) -> tuple[str, ...]:
    if alert.new is None:
        return alert.matched
    if alert.party is not None:
        names = (alert.party_name, *(one.name for one in alert.joint))
        return tuple(filter(None, (*alert.matched, *names, *alert.new.split("_"))))
    if alert.matched:
        return alert.matched
    if alert.new == "virtual":
        return ("video", "virtual", "online", "remote")
    return tuple(re.split(r"[:-]", alert.new.removeprefix("border:")))


def _same(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


def shorten(text: str, focus: Iterable[str], limit: int) -> str:
    """Return the text in at most `limit` characters, cut between words around what matters.

    Args:
        text: One sentence or headline.
        focus: Words to keep in sight, as far as they are found; the text's start stands in for none.
        limit: Characters, at least 20.

    Returns:
        The text, or parts of it with "…" for what is left out.

    >>> shorten("The office said in its statement that the talks take place in Istanbul on Thursday", ["Istanbul"], 40)
    '… take place in Istanbul on Thursday'
    """
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    places = _places(text, focus) or [(0, 1)]
    room = limit // len(places) - 4  # each window may need " … " before it, and the last one " …" after it
    windows: list[tuple[int, int]] = []
    for start, end in places:
        before = max(0, room - (end - start)) * 2 // 3 if start else 0
        window = _at_words(text, max(0, start - before), room)
        if windows and window[0] <= windows[-1][1] + 1:
            windows[-1] = (windows[-1][0], max(windows[-1][1], window[1]))
        else:
            windows.append(window)
    kept = " … ".join(text[start:end].strip() for start, end in windows)
    return ("… " if windows[0][0] else "") + kept + (" …" if windows[-1][1] < len(text) else "")


def _places(text: str, focus: Iterable[str]) -> list[tuple[int, int]]:
    """Return where the first two of the words that are found stand, in their order in the text."""
    found = (re.search(rf"\b{re.escape(word)}", text, re.IGNORECASE) for word in focus if word)
    return sorted(match.span() for match in found if match)[:2]


def _at_words(text: str, start: int, room: int) -> tuple[int, int]:
    """Return the largest part of text[start : start + room] that cuts no word; a word longer than that is cut."""
    if start and not text[start - 1].isspace():
        space = text.find(" ", start, start + room // 2)
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + room)
    if end < len(text) and not text[end].isspace():
        space = text.rfind(" ", start + 1, end)
        end = space if space > 0 else end
    return start, end
