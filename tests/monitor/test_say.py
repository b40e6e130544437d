"""Say: the line of an alert in a rulebook's own words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.monitor.alerts import alert_lines
from bot.monitor.rules import RuleKind
from bot.monitor.say import PLACEHOLDERS, WrongTemplate, check_template
from tests.monitor.newsroom import RULEBOOK, STRIKE, STRIKE_TITLE, Newsroom, article

EARLY = "The Arvanian foreign minister said it was too early for a meeting with Belmark."
REFUSES = "Arvania refuses to meet Belmark, President Odel said on Tuesday."


def change_line(say: str, *texts: str) -> list[str]:
    """Return the lines of the alerts on Arvania's stance, with this template, of articles an hour apart."""
    room = Newsroom(book=RULEBOOK.replace("parties: [AR], cooldown: 12h", f"parties: [AR], say: '{say}'"))
    decisions = room.tell_all(article(at, text, hours=at) for at, text in enumerate(texts))
    alerts = [alert for one in decisions for alert in one.alerts if alert.rule == "gazette/arvania"]
    return [alert_lines(alert).change + alert_lines(alert).before for alert in alerts]


def test_a_line_in_own_words() -> None:
    """Values stand as people say them; at first sight nothing is known before."""
    lines = change_line("{party} is at {new} now, before: {old} ({since}), {{{source}}}", EARLY, REFUSES)
    assert lines == [
        "Arvania is at premature now, before: not known (not known), {outlet0.example}",
        "Arvania is at refuses now, before: premature (4 May 2026), {outlet1.example}",
    ]


def test_words_of_an_article_are_not_read_as_a_template() -> None:
    """A headline with braces stands as it is."""
    room = Newsroom(
        book="rulebook: gazette\nrules: [{id: a, kind: keywords, query: strike, say: '{headline}: {words}'}]"
    )
    (alert,) = room.tell(article(1, STRIKE, f"{{words}} {STRIKE_TITLE} {{")).alerts
    assert alert_lines(alert).change == f"{{words}} {STRIKE_TITLE} {{: strike"


def test_a_long_line_is_cut_between_words() -> None:
    """An alert has at most 300 characters of it."""
    room = Newsroom(book="rulebook: gazette\nrules: [{id: a, kind: keywords, query: strike, say: '{evidence}'}]")
    (alert,) = room.tell(article(1, "The strike goes on " + "and on again " * 60 + ".")).alerts
    change = alert_lines(alert).change
    assert len(change) <= 300
    assert change.endswith(("again …", "and …", "on …"))


@pytest.mark.parametrize("kind", RuleKind)
def test_every_placeholder_is_known_to_its_kind(kind: RuleKind) -> None:
    """All that is offered is accepted; what another kind knows is not."""
    check_template(" ".join(f"{{{name}}}" for name in PLACEHOLDERS[kind]), kind)
    for name in {name for names in PLACEHOLDERS.values() for name in names} - {*PLACEHOLDERS[kind]}:
        with pytest.raises(WrongTemplate) as caught:
            check_template(f"ab {{{name}}}", kind)
        assert (caught.value.name, caught.value.position) == (name, 4)


@given(st.text(alphabet="{}ab ", max_size=30))
def test_a_template_is_refused_or_leaves_no_braces_of_its_own(template: str) -> None:
    """What passes the check only has doubled braces and known names."""
    refused = _refused(template)
    if refused is None:
        assert not re.sub(r"\{\{|\}\}", "", template).strip("ab ")
    else:
        assert "{" in (template[refused.position], template[refused.position - 1]) or template[refused.position] == "}"


def _refused(template: str) -> WrongTemplate | None:
    try:
        check_template(template, RuleKind.KEYWORDS)
    except WrongTemplate as error:
        return error
    return None
