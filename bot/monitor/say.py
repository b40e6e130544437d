"""Say: an alert's line in a rulebook's own words, `"{party} is now {new}, it was {old}"`.

A template is checked when the rulebook is read, so that no alert ever shows a brace or a misspelt name. What a
placeholder stands for is text from the article and is never read as a template again.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from bot.monitor.alerts import Alert, date_text
from bot.monitor.facts.fact import humanise
from bot.monitor.rules import RuleKind

_ALWAYS = ("title", "topic", "headline", "source", "date", "evidence")
_FACT = ("new", "old", "since", "status")
PLACEHOLDERS: Mapping[RuleKind, tuple[str, ...]] = MappingProxyType(
    {
        RuleKind.KEYWORDS: (*_ALWAYS, "words"),
        RuleKind.NEW_VALUE: (*_ALWAYS, *_FACT),
        RuleKind.CHANGE: (*_ALWAYS, *_FACT, "party", "speaker"),
        RuleKind.BURST: (*_ALWAYS, "words", "stories", "sources", "within", "usual"),
    }
)
"""What a template may name, by the kind of the rule."""
_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


class WrongTemplate(ValueError):
    """A template that cannot be used. `position` is a 0-based offset into it; `name` the unknown placeholder, or ""."""

    def __init__(self, message: str, *, position: int, name: str = "") -> None:
        self.position, self.name = position, name
        super().__init__(message)


def check_template(template: str, kind: RuleKind) -> None:
    """Check that a template names only what a rule of this kind knows.

    Raises:
        WrongTemplate: At the first place that is wrong.
    """
    for match in _PART.finditer(template):
        name = match.group(1)
        if match.group() in ("{", "}"):
            raise WrongTemplate("a brace stands alone here; write {{ or }} for the sign itself", position=match.start())
        if name is not None and name not in PLACEHOLDERS[kind]:
            raise WrongTemplate(
                f"there is no {{{name}}} in a rule of kind {kind}", position=match.start() + 1, name=name
            )


def render_said(template: str, alert: Alert) -> str:
    """Return the line that a checked template makes of an alert; "" for no template."""
    values = dict(_values(alert))

    def filled(match: re.Match[str]) -> str:
        name = match.group(1)
        return match.group()[0] if name is None else values.get(name, "")

    return " ".join(_PART.sub(filled, template).split())


def _values(alert: Alert) -> Iterator[tuple[str, str]]:
    yield "title", alert.title
    yield "topic", alert.topic_title
    yield "headline", alert.headline
    yield "source", alert.source
    yield "date", date_text(alert.published)
    yield "evidence", alert.evidence
    yield "words", ", ".join(alert.matched)
    yield "new", humanise(alert.new or "")
    yield "old", humanise(alert.old) if alert.old else "not known"
    yield "since", date_text(alert.old_since) if alert.old_since else "not known"
    yield "status", humanise(alert.status or "")
    yield "party", alert.holders
    yield "speaker", alert.speaker or alert.source
    if alert.burst:
        yield "stories", str(alert.burst.stories)
        yield "sources", str(alert.burst.sources)
        yield "within", alert.burst.within_text
        yield "usual", alert.burst.usual_text
