"""Digests: many alerts in one message, whatever they say."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.digest import MAX_LINKS, fitting, render_digest
from bot.chat.message import MAX_SPANS, MAX_UNITS, units
from bot.monitor.alerts import Alert
from bot.monitor.rules import RuleKind
from tests.store.making import an_alert, an_article

ANY = st.text(max_size=300)
ALERTS = st.builds(
    lambda headline, title, new, source, path, kind: replace(
        an_alert(an_article(1)), headline=headline, title=title, new=new, source=source, kind=kind,
        url=f"https://news.example/{path}",
    ),
    ANY, ANY, ANY | st.none(), ANY, st.text("ab/?=&%é🔔", max_size=1_500), st.sampled_from(RuleKind),
)  # fmt: skip


def _entries(alerts: list[Alert]) -> list[tuple[int, Alert]]:
    return [(2_000_000 + number, alert) for number, alert in enumerate(alerts)]


@settings(max_examples=60, deadline=None)
@given(alerts=st.lists(ALERTS, min_size=1, max_size=60), more=st.booleans(), repeat=st.booleans())
def test_what_fits_is_shown_whole(alerts: list[Alert], more: bool, repeat: bool) -> None:
    """A digest of as many alerts as fit stays within every limit of Telegram, and names each."""
    count = fitting(alerts)
    assert 1 <= count <= len(alerts)
    entries = _entries(alerts[:count])
    message = render_digest(entries, more=100_000 if more else 0, missed=True, repeat=repeat)
    assert units(message.text) <= MAX_UNITS
    assert len(message.spans) <= MAX_SPANS
    assert count == 1 or sum(len(span.url.encode()) for span in message.spans) <= MAX_LINKS
    assert all(f" · {number}" in message.text for number, _ in entries)
    assert message.text.endswith("/why NUMBER tells why one rang.")
    assert ("(possibly repeated)" in message.text.splitlines()[0]) == repeat


def test_usual_alerts_go_many_to_a_message() -> None:
    """As many are joined as there is room for: what is usual needs far less than the longest."""
    assert fitting([an_alert(an_article(number)) for number in range(100)]) >= 25
