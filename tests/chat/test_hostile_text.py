"""Articles that try to forge something, each by its name: what arrives in Telegram is valid and shows what it is.

The way is the whole one: a feed's bytes are parsed, decided, committed and sent by the real sender to a Bot API on
loopback, which refuses what Telegram refuses.
"""

import io
import re
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from html import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from bot.chat.commands.registry import COMMANDS
from bot.chat.delivery import Courier
from bot.chat.message import MAX_SPANS, MAX_UNITS, units
from bot.chat.terminal import to_rich
from bot.feeds.parse import ParsedFeed, parse_feed
from bot.monitor.decide import decide
from bot.pipeline import Pipeline
from bot.rulebooks import Rulebooks
from bot.store.alerts import StoredAlert
from bot.store.polls import FeedUpdate
from bot.store.store import Store
from tests.chat.fake_telegram import FakeTelegram, SentMessage, utf16
from tests.chat.settings import StaticDesk, same_thread
from tests.chat.test_telegram_app import Running, running
from tests.feeds.conftest import item, rss
from tests.monitor.newsroom import NOON, RULEBOOK, read_book
from tests.store.making import a_chat

HOUR = timedelta(hours=1)
ADA, EVE = 7, 8
REAL = "Dockers at the port of Marlow are on strike."
"""The sentence that rings."""

ARTICLES: dict[str, tuple[str, str]] = {
    "markdown": ("*Strike* at the _port_ [click](https://evil.example) `code` ~~x~~ ||spoiler||", REAL),
    "HTML": ('Port <b>strike</b> <a href="https://evil.example">here</a> <tg-spoiler>x</tg-spoiler>', REAL),
    "escaped HTML": ('Port strike &lt;a href="tg://user?id=7"&gt;Ada&lt;/a&gt; &amp;lt;b&amp;gt;', REAL),
    "mentions": ("Port strike, says @admin and @everyone_here (@a_b)", f"{REAL} @durov @channel."),
    "commands": ("/unsub port strike /watch@tocsin_test_bot everything /start", f"/stop {REAL} /removefeed 1"),
    "a rule in YAML": ("Port strike", f"{REAL}\nrules:\n  - {{id: evil, kind: keywords, query: strike, chat: {EVE}}}"),
    "a recipient": (f"Port strike chat_id={EVE} to: {EVE}", f'{REAL} {{"chat_id": {EVE}, "text": "hello"}}'),
    "lines of our own": (
        "Port strike\n\nWhy alert 1 rang\nBecause: the owner says so\nChange of stance · Arvania–Belmark talks",
        f"{REAL}\n\nChange of stance · Quell–Marlow talks\nQuell: agreed — before: refused",
    ),
    "our marks": ("(possibly repeated) Port strike · also: reuters.com, apnews.com", REAL),
    "lines by other separators": ("Port strike\u2028Because: so\u2029Why\x85x\x0b\x0cy\rz", f"{REAL}\u2028\u2029"),
    "zero width": ("Po\u200brt st\u200crike\u200d \u2060\ufeff\u00ad\u180e", "Dockers\u200b on str\u200bike."),
    "bidi overrides": ("Port strike \u202etxt.exe\u202c \u2066evil\u2069 \u200f\u200e\u061c", f"\u202e{REAL}\u202c"),
    "right to left": ("שביתה בנמל port strike إضراب", f"{REAL} שביתה (port) 123"),
    "tags and fillers": ("Port strike \U000e0041\U000e0042\u3164\u115f\u2800\uffa0\ufe0e", REAL),
    "private and unassigned": ("Port strike \ue000\U000f0000\uffff\ufdd0\U0010ffff", REAL),
    "control characters": ("Port strike \x1b[31mred\x1b[0m\x07\x00\x08\x7f\x9b31m", f"{REAL}\x1b]0;title\x07"),
    "piled marks": ("Port strike Z" + "\u0336\u0489\u034f" * 200, REAL),
    "a title of 10,000 characters": ("Port strike " + "word " * 2_000, REAL),
    "a word of 10,000 characters": ("Port strike " + "x" * 10_000, REAL),
    "a text of 10,000 characters": ("Port strike", REAL + " It goes on and on" * 600 + "."),
    "a sentence of 10,000 characters": ("Port strike", "Dockers at the port are on strike" + " and on" * 1_400 + "."),
    "emoji at the limit": ("Port strike " + "🧨" * 5_000, REAL),
    "families of emoji at the limit": ("Port strike " + "👩‍👩‍👧‍👦" * 1_500, REAL),
    "flags and tones at the limit": ("Port strike " + "🇳🇴👍🏽" * 1_500, f"{REAL} {'🇳🇴' * 3_000}"),
    "emoji among the words found": ("🧨port🧨 🧨strike🧨 " * 300, "🧨Dockers🧨 on 🧨strike🧨. " * 300),
    "half characters": ("Port strike &#xD800; &#55357;", REAL),
    "nothing but the words": ("port", "strike dockers"),
    "only hidden characters around": ("\u200b" * 500 + "Port strike" + "\u202e" * 500, REAL),
    "links without markup": ("Port strike https://evil.example/login t.me/evil tg://resolve?domain=evil", REAL),
    "percent and braces": ("Port strike %s %(x)s {0} {alert.chat} ${HOME} $(id)", REAL),
    "SQL": ("Port strike'); DROP TABLE alerts;--", f"{REAL} ' OR 1=1 --"),
    "JSON": ('Port strike", "chat": 8, "x": "', f'{REAL} \\u202e "type": "alert"'),
}  # fmt: skip

LINKS = {
    "javascript": "javascript:alert(1)",
    "tg": "tg://resolve?domain=evil",
    "data": "data:text/html,<script>",
    "a user": "https://bank.example@evil.example/",
    "a line break": "https://a.example/&#10;https://evil.example/",
    "bidi": "https://a.example/\u202egpj.exe",
    "long": "https://a.example/" + "x" * 3_000,
    "file": "file:///etc/passwd",
}


@dataclass
class Desk:
    """Takes articles, and shows what arrived."""

    bot: Running
    pipeline: Pipeline
    polls: int = 0

    async def publish(self, title: str, text: str, link: str = "https://a.example/1", feed_title: str = "News") -> int:
        """Let a feed bring an article, deliver what rings, and return how many alerts that were."""
        store, self.polls = self.bot.store, self.polls + 1
        described = f"<description>{_escaped(text)}</description>"
        entry = item(_escaped(title), guid=f"g{self.polls}", link=escape(link), more=described)
        body = rss(entry).replace("Harbour Post", _escaped(feed_title))
        parsed = parse_feed(body.encode("utf-8", "replace"))
        assert isinstance(parsed, ParsedFeed)
        (feed,) = store.feeds.all()
        now = NOON + HOUR * self.polls
        update = FeedUpdate(feed_id=feed.id, polled_at=now, ok=True, next_poll_at=now + HOUR, title=parsed.title)
        taken = self.pipeline.take(feed, parsed.items, {}, update, now=now)
        courier = Courier(store=store, db=same_thread, sender=self.bot.app.sender, resend=True, pace=self.bot.app.pace)
        for second in range(len(taken.alerts) + 2):
            await courier.deliver_due(now + timedelta(seconds=3 * second))
        return len(taken.alerts)

    def alerts(self) -> list[StoredAlert]:
        return self.bot.store.alerts.recent()


def _escaped(text: str) -> str:
    """Return text as a careless feed has it: references stay references, tags are escaped once."""
    return text.replace("&", "&amp;").replace("&amp;#", "&#").replace("<", "&lt;").replace(">", "&gt;")


@pytest.fixture
async def desk(telegram: FakeTelegram, store: Store) -> AsyncIterator[Desk]:
    """A bot, a feed, Ada who subscribes to everything, and Eve who to nothing."""
    telegram.add_chat(EVE)
    eve, ada = a_chat(store, EVE, topic=None), a_chat(store, ADA, topic="harbour")
    store.chats.subscribe(ada.id, "talks", NOON)
    feed = store.feeds.add("https://a.example/feed", "", chat_id=eve.id, shared=True, now=NOON - HOUR)
    pipeline = Pipeline(store)
    pipeline.use(Rulebooks(books=(read_book(RULEBOOK),)))
    pipeline.restore(NOON)
    update = FeedUpdate(feed_id=feed.id, polled_at=NOON, ok=True, next_poll_at=NOON + HOUR)
    pipeline.take(feed, (), {}, update, now=NOON)
    async with running(telegram, store, StaticDesk(step=timedelta(seconds=3))) as bot:
        yield Desk(bot, pipeline)


MENTION = re.compile(r"(?<!\w)@[A-Za-z0-9_]")
COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]")
OURS = re.compile("|".join(rf"/{entry.name}\b" for entry in COMMANDS))


def assert_shows_what_it_is(message: SentMessage, *, ours: bool = False) -> None:
    """Fail unless the text is valid, hides nothing, and has no mention, command or link that nobody of us put there.

    Args:
        message: As Telegram took it.
        ours: It is an answer, in which we name commands ourselves.
    """
    text = message.text
    assert 0 < utf16(text) <= MAX_UNITS
    assert len(message.entities) <= MAX_SPANS
    assert all(one["offset"] + one["length"] <= utf16(text) for one in message.entities)
    assert {one["type"] for one in message.entities} <= {"bold", "italic", "code", "pre", "text_link"}
    hidden = [char for char in text if unicodedata.category(char)[0] == "C" and char != "\n"]
    assert hidden == []
    assert not re.search("[\u3164\u115f\u1160\u2800\uffa0\u2028\u2029]", text)
    assert not MENTION.search(text)
    assert not COMMAND.search(OURS.sub("", text) if ours else text)
    for link in [one["url"] for one in message.entities if one["type"] == "text_link"]:
        assert link.startswith("https://a.example/")
    for button in message.buttons:
        assert button.get("url", "https://a.example/").startswith("https://a.example/")


@pytest.mark.parametrize("name", ARTICLES)
async def test_an_article_that_forges(desk: Desk, name: str) -> None:
    """It rings as what it is, for who subscribed; it makes no rule, reaches nobody else, is quoted word for word."""
    telegram, store = desk.bot.telegram, desk.bot.store
    rules = desk.pipeline.rules
    rang = await desk.publish(*ARTICLES[name])
    assert rang >= 1
    messages = telegram.sent_to(ADA)
    assert len(messages) == rang
    for message in messages:
        assert_shows_what_it_is(message)
        heading, *rest = message.text.split("\n")
        assert heading in ("Strike · Harbour news", "Port · Harbour news", "Court · Harbour news")
        assert len(rest) <= 3  # a quotation, the headline; never a line that the article made
        assert message.styled("bold")[0] == heading
        assert [button["text"] for button in message.buttons] == ["Open", "Why?", "Mute story"]
    assert telegram.sent_to(EVE) == []
    assert desk.pipeline.rules is rules
    assert store.chats.watches() == ()
    assert {one.alert.rule for one in desk.alerts()} <= {"gazette/strike", "gazette/port", "gazette/court"}
    assert {way.chat.address for one in desk.alerts() for way in one.deliveries} == {ADA}
    for stored in desk.alerts():
        article = store.articles.get(stored.alert.article).article
        said = " ".join(f"{article.title} {article.text}".split())
        assert " ".join(stored.alert.evidence.split()).rstrip("…") in said
    for text in ("/why", "/history", "/feeds", "/status", "/rules"):
        assert_shows_what_it_is(await telegram.answer_to(ADA, text), ours=True)


@pytest.mark.parametrize("name", LINKS)
async def test_a_link_that_forges(desk: Desk, name: str) -> None:
    """A link that is no plain web address gives no button and no link; the alert comes all the same."""
    assert await desk.publish("Port strike", REAL, link=LINKS[name])
    for message in desk.bot.telegram.sent_to(ADA):
        assert_shows_what_it_is(message)
        urls = [button["url"] for button in message.buttons if "url" in button]
        assert all(re.fullmatch(r"https://a\.example/[!-~]*", url) and len(url) <= 2_048 for url in urls)
        assert "evil" not in " ".join(urls) or name == "a line break"
    assert_shows_what_it_is(await desk.bot.telegram.answer_to(ADA, "/why"), ours=True)


async def test_a_feed_whose_name_forges(desk: Desk) -> None:
    """A feed's own title is foreign text like any other."""
    await desk.publish("Port strike", REAL, feed_title="Reuters\u202e @admin /unsub\nFor everybody\n" + "🧨" * 900)
    for text in ("/feeds", "/status", "/history"):
        answer = await desk.bot.telegram.answer_to(ADA, text)
        assert_shows_what_it_is(answer, ours=True)
        assert answer.text.count("For everybody") <= 2


async def test_a_terminal_is_not_steered(desk: Desk) -> None:
    """What is printed to a terminal holds no control sequence of an article's."""
    from bot.chat.render import render_alert

    await desk.publish(*ARTICLES["control characters"])
    console = Console(record=True, width=200, force_terminal=False, file=io.StringIO())
    for stored in desk.alerts():
        console.print(to_rich(render_alert(stored.alert, stored.number)))
    printed = console.export_text()
    assert "strike" in printed
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", printed)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=300), st.text(max_size=600))
def test_whatever_an_article_says_rings_in_a_valid_message(title: str, text: str) -> None:
    """Any title and text that meet a rule make a message that Telegram takes, with evidence out of the article."""
    from bot.chat.render import render_alert
    from tests.monitor.newsroom import Newsroom, article

    room = Newsroom()
    decision = room.tell(article(1, f"{text} {REAL}", f"{title} port strike"))
    assert decision.alerts
    for alert in decision.alerts:
        message = render_alert(alert, 1)
        assert 0 < units(message.text) <= MAX_UNITS
        hidden = [char for char in message.text if unicodedata.category(char)[0] == "C" and char != "\n"]
        assert hidden == []
        assert not MENTION.search(message.text)
        assert not COMMAND.search(message.text)
        said = " ".join(f"{decision.article.title} {decision.article.text}".split())
        assert " ".join(alert.evidence.split()).rstrip("…") in said
        assert alert.chat is None


def test_an_article_has_no_say_in_rules_and_recipients() -> None:
    """By its type: deciding takes the rules and gives alerts of these rules only, with the rules' own recipients."""
    from tests.monitor.newsroom import Newsroom, article, watch

    room = Newsroom(watch(5, "strike"))
    for name, (title, text) in ARTICLES.items():
        decision = decide(article(name.__hash__() % 10**9, text, title), memory=room.memory, rules=room.rules, now=NOON)
        assert {alert.rule for alert in decision.alerts} <= {rule.id for rule in room.rules.rules}
        assert {alert.chat for alert in decision.alerts if alert.rule == "watch/5"} <= {5}
        assert {alert.chat for alert in decision.alerts if alert.rule != "watch/5"} <= {None}
