"""Alerts as they look in a chat, and why they rang."""

from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from bot.chat.message import Message, units
from bot.chat.render import render_alert
from bot.chat.sender import Retry, Sent
from bot.chat.terminal import TerminalSender
from bot.chat.why import render_article, render_why
from bot.monitor.alerts import Alert, alert_lines, shorten
from bot.monitor.facts.fact import FactKind
from bot.monitor.rules import Outcome, RuleKind, Verdict
from bot.store.states import Platform
from bot.store.store import Store
from tests.chat.settings import HARBOUR, spans_of
from tests.chat.test_message import assert_valid
from tests.store.making import a_chat, a_fact, a_feed, an_alert, an_article, an_item, poll

MARCH = datetime(2022, 3, 14, 9, tzinfo=UTC)


def venue(**values: Any) -> Alert:
    """Return an alert on a new venue."""
    given = {
        "topic_title": "Valley talks", "new": "Istanbul", "old": "virtual", "old_since": MARCH, "matched": (),
        "evidence": "In a statement of two pages that it put out late in the evening, "
        "the office says the invitation for direct talks stands and that the round is "
        "expected to take place in Istanbul later this week, after many calls between the two capitals and long "
        "evenings of drafting by the aides of both sides, who were tired.",
        "headline": "Office confirms Istanbul proposal", "source": "example.org",
    }  # fmt: skip
    return replace(an_alert(an_article(1)), **{**given, **values})


def test_a_new_venue() -> None:
    """The alert reads as the design shows it: heading, change, quotation, headline with outlets, three buttons."""
    message = render_alert(venue(), 12, ["example.net", "example.com", "example.info"])
    lines = message.text.split("\n")
    assert lines[0] == "New venue · Valley talks"
    assert lines[1] == "Istanbul (proposed) — before: video conference, 14 Mar 2022"
    assert lines[2].startswith("“… ")
    assert "take place in Istanbul later this week" in lines[2]
    assert lines[3] == "Office confirms Istanbul proposal · example.org · also: example.net, +2"
    assert [button.text for row in message.buttons for button in row] == ["Open", "Why?", "Mute story"]


def test_a_change_of_stance() -> None:
    """The party comes first, then what it was before; values are said as people say them."""
    alert = venue(
        kind=RuleKind.CHANGE, title="Change of stance", party="NO", party_name="Norway", new="not_excluded",
        old="premature", status=None,
    )  # fmt: skip
    assert alert_lines(alert).plain().split("\n")[1] == "Norway: not excluded — before: premature, 14 Mar 2022"


def test_a_claim_names_its_speaker() -> None:
    """Who says so is told when it is not the party itself."""
    alert = venue(kind=RuleKind.CHANGE, party="NO", party_name="Norway", new="open", old=None, speaker="Iceland")
    assert alert_lines(alert).change == "Norway: open, says Iceland"


def test_first_sight_has_no_before() -> None:
    """Where nothing was known, nothing is compared; a border reads as one."""
    lines = alert_lines(venue(new="border:Belarus-Poland", old=None, old_since=None))
    assert (lines.change, lines.before) == ("The Belarus–Poland border (proposed)", "")


def test_keywords_show_the_words_found() -> None:
    """The words of the query stand out in the quotation."""
    alert = venue(
        kind=RuleKind.KEYWORDS, title="Watch", topic=None, topic_title="", new=None, old=None, status=None,
        matched=("Istanbul", "talks"),
    )  # fmt: skip
    message = render_alert(alert, 3)
    assert message.text.startswith("Watch · Istanbul, talks\n“")
    assert spans_of(message, "bold")[1:] == ["talks", "Istanbul"]


def test_evidence_that_is_the_headline_is_not_said_twice() -> None:
    """A quotation that repeats the headline is left out."""
    alert = venue(evidence="Office confirms Istanbul  proposal")
    assert alert_lines(alert).quote == ""


def test_a_repeat_is_marked() -> None:
    """What may have arrived before says so."""
    assert "(possibly repeated)" in render_alert(venue(), 1, repeat=True).text.split("\n")[0]


def test_a_muted_story_offers_the_way_back() -> None:
    """The button under an alert toggles."""
    row = render_alert(venue(), 1, muted=True).buttons[0]
    assert row[-1].text == "Unmute story"


def test_no_open_button_without_a_web_address() -> None:
    """An article whose link is no http(s) address can not be opened."""
    row = render_alert(venue(url="javascript:alert(1)"), 1).buttons[0]
    assert [button.text for button in row] == ["Why?", "Mute story"]


@given(st.text(max_size=800), st.lists(st.text(max_size=12), max_size=4), st.integers(20, 300))
@settings(max_examples=200, deadline=None)
def test_shortening_keeps_to_the_limit_and_to_words(text: str, focus: list[str], limit: int) -> None:
    """A shortened text is no longer than allowed, and what is left of it are words of the text."""
    short = shorten(text, focus, limit)
    assert len(short) <= limit
    longest = max(map(len, text.split()), default=0)
    if longest < limit // 6:
        assert set(short.split()) - {"…"} <= set(text.split())


@given(
    st.text(), st.text(), st.text(), st.text(), st.lists(st.text(max_size=20), max_size=5), st.sampled_from(RuleKind)
)
@settings(max_examples=150, deadline=None)
def test_any_alert_is_a_valid_message(
    headline: str, evidence: str, value: str, url: str, words: list[str], kind: RuleKind
) -> None:
    """Whatever a feed says, the alert is one that Telegram accepts."""
    alert = venue(headline=headline, evidence=evidence, new=value, url=url, matched=tuple(words), kind=kind)
    assert_valid(render_alert(alert, 10**12, words, repeat=True))


def test_ten_thousand_characters_and_emoji_fit() -> None:
    """A title and an evidence beyond all measure are shortened."""
    message = render_alert(venue(headline="🔔" * 10_000, evidence="a" * 10_000), 1)
    assert_valid(message)
    assert units(message.text) < 1_000


def explained(store: Store) -> Message:
    """Return the answer to /why for an alert with two facts and a silent rule."""
    chat, feed = a_chat(store), a_feed(store)
    article = an_article(store.articles.next_id(), title="Office <b>confirms</b> @oslo")
    claim = a_fact(
        name="stance", value="open", status=None, party="NO", speaker="IS", evidence="Norway is open, it said."
    )
    rang = Outcome(rule="harbour/venue", verdict=Verdict.RANG, reason="Oslo is new")
    silent = Outcome(rule="harbour/stance", verdict=Verdict.CLAIM, reason="Iceland says it about Norway")
    private = Outcome(rule="watch/9", verdict=Verdict.COOLDOWN, reason="secret of another chat")
    item = an_item(
        article, alerts=[an_alert(article, reason="Oslo was not named for 180 days")], facts=(a_fact(), claim),
        outcomes=(rang, silent, private),
    )  # fmt: skip
    (number,) = poll(store, feed, item)
    stored = store.alerts.get(number)
    found = store.articles.get(article.id)
    assert stored.deliveries[0].chat == chat
    return render_why(stored, found, ["news.example", "copy.example"], [HARBOUR])


def test_why_tells_rule_reason_story_facts_and_silence(store: Store) -> None:
    """The explanation has the rule, the reason, the story's figures, the facts with evidence, and who was silent."""
    text = explained(store).text
    for part in (
        "Why alert 1 rang", "harbour/venue", "Oslo was not named for 180 days", "nothing like it", "• Oslo (proposed)",
        "“The talks move to Oslo.”", "Norway: open, says Iceland", "copy.example", "harbour/stance: Iceland says it",
    ):  # fmt: skip
        assert part in text
    assert "secret of another chat" not in text


def test_why_shows_the_words_that_a_fact_was_read_from(store: Store) -> None:
    """A long sentence is cut around them, which the reason names, and not around the value, which it does not hold."""
    long = "Letters had gone back and forth between the two capitals by courier for a week, " * 4
    stance = a_fact(
        name="stance", kind=FactKind.STANCE, value="refuses", status=None, party="NO", reason="“turned down”, subject",
        evidence=f"{long}until the government of Norway turned down any meeting at all.",
    )  # fmt: skip
    weighed = replace(stance, reason="learnt from: “as …”, “as”, “turned down”")
    article, feed = an_article(store.articles.next_id()), a_feed(store)
    poll(store, feed, an_item(article, facts=(stance, replace(weighed, name="other"))))
    found = store.articles.get(article.id)
    shown = render_article(found, (), feed="News", topics=[HARBOUR], alerts=[])
    assert shown.text.count("turned down any meeting at all.”") == 2


def test_an_article_says_once_how_it_stands_to_its_story(store: Store) -> None:
    """A reason that begins with the word for it needs it no second time; several alerts are called so."""
    explained(store)
    found = store.articles.get("1")
    for reason, told in (
        ("new: nothing like it", "new: nothing like it"), ("the story is closed", "new, the story is closed")
    ):  # fmt: skip
        one = replace(found, judgement=replace(found.judgement, reason=reason))
        shown = render_article(one, one.outcomes, feed="News", topics=[HARBOUR], alerts=[1, 2])
        assert f"Story: {told}" in shown.text.splitlines()
        assert "Rules (alerts 1, 2):" in shown.text


def test_why_links_the_article(store: Store) -> None:
    """The headline leads to the article, and is shown as it is."""
    message = explained(store)
    assert spans_of(message, "text_link") == ["Office <b>confirms</b> @\u202foslo"]


async def test_the_terminal_prints_the_same_words(store: Store) -> None:
    """Without Telegram an alert has the same lines, and its buttons in brackets."""
    out = StringIO()
    sender = TerminalSender(Console(file=out, width=400, highlight=False))
    message = render_alert(venue(headline="[red]Office[/red] 🔔 confirms"), 1)
    here = store.chats.ensure(platform=Platform.TERMINAL, address=0, kind="terminal", title="terminal", now=MARCH)
    assert await sender.send(here, message) == Sent()
    printed = [line.rstrip() for line in out.getvalue().split("\n")]
    assert printed[: len(message.text.split("\n"))] == message.text.split("\n")
    assert "[Open] [Why?] [Mute story]" in printed


async def test_a_sender_leaves_other_platforms_alone(store: Store) -> None:
    """Without a token, what waits for people on Telegram is not spent on the terminal."""
    out = StringIO()
    outcome = await TerminalSender(Console(file=out)).send(a_chat(store), render_alert(venue(), 1))
    assert isinstance(outcome, Retry)
    assert out.getvalue() == ""
