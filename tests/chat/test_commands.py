"""The commands: what each answers, to good and to bad input, without Telegram's library."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.access import Access, Limits, Pass, Throttle
from bot.chat.commands.command import Command
from bot.chat.commands.registry import BUTTONS, COMMANDS, answer, find_entry, read_answer, read_command
from bot.chat.commands.watches import describe
from bot.chat.desk import FoundFeed, Trial
from bot.errors import Problem
from bot.monitor.facts.fact import FactKind
from bot.monitor.query import parse_query
from bot.monitor.rulebook import FeedSpec, parse_rulebook
from bot.monitor.rules import Outcome, Rule, RuleKind, Verdict
from bot.monitor.topics import Topic, TrackedFact
from bot.rulebooks import GoneTopic, Reloaded, Rulebooks
from bot.store.store import Store
from tests.chat.settings import FEED, HARBOUR, LISTS, StaticDesk, Talk, button_data, spans_of
from tests.chat.test_message import assert_valid
from tests.store.making import MINUTE, NOW, TOPIC, a_chat, a_fact, a_feed, an_alert, an_article, an_item, poll, ring


@pytest.fixture
def talk(store: Store, desk: StaticDesk) -> Talk:
    """A private chat with the clerk, subscribed to nothing."""
    return Talk(store=store, desk=desk, chat=a_chat(store, topic=None))


def in_group(talk: Talk, *, admin: bool) -> Talk:
    """Return the same talk in a group."""
    chat = talk.store.chats.ensure(platform=talk.chat.platform, address=-5, kind="group", title="Crew", now=NOW)
    return replace(talk, chat=chat, may_change=admin)


async def test_start_and_help_name_the_commands(talk: Talk) -> None:
    """The greeting says what to do first; the help has every command."""
    assert "/sub" in (await talk.say("/start")).text
    text = (await talk.say("/help")).text
    assert all(f"/{entry.name}" in text for entry in COMMANDS if entry.name != "help")


async def test_sub_shows_topics_and_toggles(talk: Talk) -> None:
    """The buttons switch a topic on and off, and show how it stands."""
    listed = await talk.say("/sub")
    assert [row[0].text for row in listed.buttons] == ["▫️ Harbour talks", "▫️ Rail strike"]
    pressed = await talk.press(button_data(listed, "Harbour"))
    assert pressed.edited
    assert pressed.edited.buttons[0][0].text == "✅ Harbour talks"
    assert talk.store.chats.subscriptions(talk.chat.id) == (TOPIC,)
    again = await talk.press(button_data(pressed.edited, "Harbour"))
    assert again.toast == "No more alerts of this topic."
    assert talk.store.chats.subscriptions(talk.chat.id) == ()


@pytest.mark.parametrize("name", ["harbour-talks", "Harbour Talks", "harbour talk"])
async def test_sub_by_name(talk: Talk, name: str) -> None:
    """A topic is found by its id or title, spelled nearly so; twice changes nothing; /unsub ends it."""
    assert "Subscribed to Harbour talks" in (await talk.say(f"/sub {name}")).text
    assert "already" in (await talk.say(f"/subscribe {name}")).text
    assert "No more alerts of Harbour talks" in (await talk.say(f"/unsub {name}")).text
    assert "not subscribed" in (await talk.say(f"/unsubscribe {name}")).text


async def test_sub_with_an_unknown_name(talk: Talk) -> None:
    """A near name is guessed, one that is nothing like any is not."""
    near = await talk.say("/sub harbor")
    assert "Did you mean Harbour talks" in near.text
    assert spans_of(near, "code") == ["/sub harbour-talks"]
    assert "Did you mean" not in (await talk.say("/sub zzzz")).text
    assert talk.store.chats.subscriptions(talk.chat.id) == ()


async def test_many_topics_are_paged(talk: Talk) -> None:
    """More topics than fit come in pages, and a toggle stays on its page."""
    talk.desk.known_topics = [Topic(id=f"t{'x' * 90}{n}", title=f"Topic {n}", lists=LISTS) for n in range(20)]
    first = await talk.say("/sub")
    assert len(first.buttons) == 9
    second = (await talk.press(button_data(first, "More"))).edited
    assert second
    assert "Page 2 of 3" in second.text
    toggled = (await talk.press(button_data(second, "Topic 9"))).edited
    assert toggled
    assert "Page 2 of 3" in toggled.text
    assert talk.store.chats.subscriptions(talk.chat.id) == (f"t{'x' * 90}9",)


async def test_watch_and_unwatch(talk: Talk) -> None:
    """A query becomes a watch, is listed by /rules, and goes by its number or button."""
    assert "Watching for" in (await talk.say('/watch "peace talks" -football')).text
    assert talk.desk.reloads == 1
    assert "already watch" in (await talk.say('/add "peace talks" -football')).text
    await talk.say("/watch oslo")
    assert "2. oslo" in (await talk.say("/list")).text
    assert "No longer" in (await talk.say("/unwatch 1")).text
    pressed = await talk.press(button_data(await talk.say("/unwatch"), "oslo"))
    assert pressed.toast == "Removed."
    assert talk.store.chats.watches(talk.chat.id) == ()
    assert talk.desk.reloads == 4


async def test_a_bad_query_is_drawn_with_a_caret(talk: Talk) -> None:
    """The answer has the query, a caret under the place, and what is wrong, in a monospaced block."""
    message = await talk.say('/watch talks "peace')
    (block,) = spans_of(message, "pre")
    query, caret, _ = block.split("\n", 2)
    assert query == 'talks "peace'
    assert caret.index("^") == 6
    assert talk.store.chats.watches(talk.chat.id) == ()


async def test_a_missing_argument_is_asked_for(talk: Talk) -> None:
    """/watch and /addfeed alone ask; the answer to that message completes the command."""
    for name in ("watch", "addfeed"):
        message = await talk.say(f"/{name}")
        assert message.ask
        assert read_answer(message.text, "  some \u202ething ") == read_command(f"/{name} some thing", "b")
    assert read_answer("Something else", "text") is None


async def test_a_chat_has_at_most_fifty_watches(talk: Talk) -> None:
    """The limit is told, and nothing is added."""
    for number in range(Limits().watches):
        talk.store.chats.add_watch(talk.chat.id, f"word{number}", "en", NOW)
    assert f"{Limits().watches} watches, which is the limit" in (await talk.say("/watch one more")).text
    assert len(talk.store.chats.watches(talk.chat.id)) == Limits().watches


@pytest.mark.parametrize("argument", ["0", "3", "-1", "nothing", "99999999999999999999", "²"])
async def test_unwatch_of_nothing(talk: Talk, argument: str) -> None:
    """A number that is none of this chat's removes nothing."""
    await talk.say("/watch oslo")
    assert "no such watch" in (await talk.say(f"/unwatch {argument}")).text
    assert len(talk.store.chats.watches(talk.chat.id)) == 1


async def test_rules_tells_what_can_ring(talk: Talk) -> None:
    """The rules of subscribed topics stand there in words; without any the way in is shown."""
    assert "/sub" in (await talk.say("/rules")).text
    await talk.say("/sub harbour-talks")
    text = (await talk.say("/rules")).text
    assert "New venue — a venue (proposed or agreed) that was not named for 180 days" in text
    assert "Change of stance — a change of stance: Norway, Iceland" in text
    assert "Strike" not in text


def test_a_rule_is_described_by_what_its_fact_is() -> None:
    """A day and a count are nobody's, and only a venue has statuses."""
    kinds = {"when": FactKind.DATE, "who": FactKind.PERSON, "prisoners": FactKind.NUMBER, "place": FactKind.VENUE}
    facts = tuple(TrackedFact(name=name, kind=kind) for name, kind in kinds.items())
    topic = replace(HARBOUR, facts=facts)

    def described(kind: RuleKind, fact: str) -> str:
        return describe(Rule(id="a/b", kind=kind, title="t", topic=topic.id, fact=fact), topic)

    assert described(RuleKind.CHANGE, "when") == "a change of when"
    assert described(RuleKind.CHANGE, "prisoners") == "a change of prisoners"
    assert described(RuleKind.CHANGE, "who") == "a change of who: Norway, Iceland"
    assert described(RuleKind.NEW_VALUE, "when") == "a when that was not named for 180 days"
    assert described(RuleKind.NEW_VALUE, "place") == "a place (proposed or agreed) that was not named for 180 days"


async def test_feeds_come_and_go(talk: Talk) -> None:
    """A feed is added for this chat only, listed, and removed by number or button."""
    assert "for the watches of this chat only" in (await talk.say(f"/addfeed {FEED}")).text
    assert "already" in (await talk.say(f"/addfeed {FEED}")).text
    assert "1. News (https://news.example/feed.xml)" in (await talk.say("/feeds")).text
    assert "Removed News" in (await talk.say("/removefeed 1")).text
    await talk.say(f"/addfeed {FEED}")
    pressed = await talk.press(button_data(await talk.say("/removefeed"), "News"))
    assert pressed.toast == "Removed."
    assert "no feeds yet" in (await talk.say("/feeds")).text


@pytest.mark.parametrize(
    "address", ["ftp://news.example/feed", "file:///etc/passwd", "http://nothing.example", "x" * 2500, "feed:"]
)
async def test_no_feed_there(talk: Talk, address: str) -> None:
    """An address without a feed, or of another kind, is answered with the reason that its fetching gives."""
    text = (await talk.say(f"/addfeed {address}")).text
    assert text == "I cannot add this feed: there is no feed at this address"
    assert talk.store.feeds.all() == []


async def test_an_owner_adds_feeds_for_everybody(talk: Talk) -> None:
    """What the owner adds is shared, and the owner may remove it; others may not."""
    owner = replace(talk, is_owner=True)
    assert "Every chat's rules" in (await owner.say(f"/addfeed {FEED}")).text
    other = replace(talk, chat=a_chat(talk.store, 8, topic=None))
    assert "For everybody\n• News" in (await other.say("/feeds")).text
    assert "no such feed" in (await other.say(f"/removefeed {FEED}")).text
    assert "Removed" in (await owner.say(f"/removefeed {FEED}")).text


async def test_a_chat_has_at_most_fifty_feeds(talk: Talk) -> None:
    """The limit is told."""
    for number in range(Limits().feeds):
        a_feed(talk.store, f"https://news.example/{number}", shared=False, chat=talk.chat)
    assert "which is the limit" in (await talk.say(f"/addfeed {FEED}")).text


async def test_keys_in_feed_addresses_stay_out_of_groups(talk: Talk) -> None:
    """Where others read along, a feed's address is shown without its keys."""
    secret = "https://news.example/feed?key=s3cret"
    talk.desk.feeds[secret] = FoundFeed(url=secret, title="")
    group = in_group(talk, admin=True)
    texts = [
        (await group.say(f"/addfeed {secret}")).text, (await group.say(f"/addfeed {secret}")).text,
        (await group.say("/feeds")).text, (await group.say("/removefeed")).buttons[0][0].text,
        (await group.say("/removefeed 1")).text,
    ]  # fmt: skip
    assert all("key=…" in text and "s3cret" not in text for text in texts)


async def test_history_lists_the_latest_first(talk: Talk) -> None:
    """Alerts of this chat with number, change and link; by rule, by count; nothing of other chats."""
    assert "Nothing has rung" in (await talk.say("/history")).text
    await talk.say("/sub harbour-talks")
    ring(talk.store, a_feed(talk.store), 7)
    text = (await talk.say("/history")).text
    assert [line[0] for line in text.split("\n") if "New venue" in line] == ["7", "6", "5", "4", "3"]
    assert "Oslo (proposed) — before: Bergen" in text
    assert (await talk.say("/history harbour/venue 2")).text.count("New venue") == 2
    assert (await talk.say("/history New venue 9")).text.count("New venue") == 7
    assert "No alert of a rule named “strike”" in (await talk.say("/history strike")).text
    other = replace(talk, chat=a_chat(talk.store, 8, topic=None))
    assert "Nothing has rung" in (await other.say("/history")).text


async def test_why_by_number_answer_or_latest(talk: Talk) -> None:
    """/why explains the alert with this number, the one that is answered, or the latest; else it says what it needs."""
    assert "Nothing has rung" in (await talk.say("/why")).text
    talk.store.chats.subscribe(talk.chat.id, TOPIC, NOW)
    ring(talk.store, a_feed(talk.store), 2)
    (delivery,) = talk.store.outbox.claim(NOW, 10)
    talk.store.outbox.mark_sent(delivery, 55, NOW)
    assert "Why alert 1 rang" in (await talk.say("/why #1")).text
    assert "Why alert 2 rang" in (await talk.say("/why")).text
    assert "Why alert 1 rang" in (await talk.say("/why", reply_to=55)).text
    assert "not an alert that I know" in (await talk.say("/why", reply_to=56)).text
    assert "no such alert" in (await talk.say("/why 99")).text
    assert "NUMBER" in (await talk.say("/why nonsense")).text or "number" in (await talk.say("/why nonsense")).text


async def test_buttons_of_an_alert(talk: Talk) -> None:
    """Why? explains; Mute silences the story and turns into Unmute."""
    talk.store.chats.subscribe(talk.chat.id, TOPIC, NOW)
    ring(talk.store, a_feed(talk.store))
    explained = await talk.press("why:1")
    assert explained.reply
    assert "Why alert 1 rang" in explained.reply.text
    muted = await talk.press("mute:1")
    assert "still rings" in muted.toast
    assert muted.buttons
    assert muted.buttons[0][-1].data == "unmute:1"
    assert not talk.store.chats.mute_story(talk.chat.id, "1", NOW)  # it is muted already
    await talk.press("unmute:1")
    assert not talk.store.chats.unmute_story(talk.chat.id, "1")


@pytest.mark.parametrize(
    "data",
    ["why:1", "mute:1", "unmute:1", "why:", "why:x", "mute:9" * 30, "unwatch:1", "removefeed:1", "nothing:1", ""],
)
async def test_buttons_of_another_chat_do_nothing(talk: Talk, data: str) -> None:
    """A forwarded or forged button neither tells nor changes anything of another chat."""
    owner = a_chat(talk.store, 99)
    feed = a_feed(talk.store, shared=False, chat=owner)
    talk.store.chats.add_watch(owner.id, "oslo", "en", NOW)
    ring(talk.store, feed)
    pressed = await talk.press(data)
    assert pressed.reply is None
    assert pressed.buttons is None
    assert pressed.toast
    assert not talk.store.chats.unmute_story(owner.id, "1")
    assert len(talk.store.chats.watches(owner.id)) == 1
    assert len(talk.store.feeds.visible_to(owner.id)) == 1
    assert "no such alert" in (await talk.say("/why 1")).text


async def test_status_shows_what_is_known(talk: Talk) -> None:
    """Feeds, this chat's numbers, and the facts of its topics."""
    await talk.say("/sub harbour-talks")
    await talk.say("/sub rail-strike")
    a_feed(talk.store)
    text = (await talk.say("/status")).text
    assert "This chat: 2 topics, 0 watches" in text
    assert "1 read for this chat" in text
    assert "• venue: Oslo (proposed), since 12 May 2026, news.example" in text
    assert "nothing known yet" in text


@pytest.mark.parametrize("entry", [entry for entry in COMMANDS if entry.changes], ids=lambda entry: entry.name)
async def test_only_admins_change_a_group(talk: Talk, entry: object) -> None:
    """A member of a group who is no admin changes nothing, by command or alias."""
    group = in_group(talk, admin=False)
    names = [entry.name, *entry.aliases]  # type: ignore[attr-defined]
    for name in names:
        assert (await group.say(f"/{name} oslo")).text == "Only admins of this chat can do that."
    assert talk.store.chats.watches() == ()


@pytest.mark.parametrize("verb", sorted(BUTTONS))
async def test_only_admins_press(talk: Talk, verb: str) -> None:
    """Each button that changes something asks for the rights again; to look is for everybody."""
    group = in_group(talk, admin=False)
    toast = (await group.press(f"{verb}:1")).toast
    assert (toast == "Only admins of this chat can do that.") is (verb not in ("why", "same"))


async def test_groups_are_shown_commands_with_the_bots_name(talk: Talk) -> None:
    """Where other bots may listen, commands are printed with our name."""
    message = await in_group(talk, admin=True).say("/start", suffix="@tocsin_bot")
    assert "/sub@tocsin_bot" in message.text


async def test_an_unknown_command_is_answered(talk: Talk) -> None:
    """The way to /help is shown."""
    assert "/help" in (await talk.say("/frobnicate now")).text


def test_aliases_are_silent_and_do_the_same() -> None:
    """The names of other bots work, and are on no menu."""
    aliases = {"subscribe": "sub", "unsubscribe": "unsub", "add": "watch", "remove": "unwatch", "list": "rules"}
    for alias, name in aliases.items():
        entry = find_entry(alias)
        assert entry
        assert entry.name == name


@pytest.mark.parametrize("text", ["/watch@other_bot x", "no command", "", "/", "//x", "/ä x", "/x@"])
def test_what_is_no_command_of_ours(text: str) -> None:
    """Commands for other bots and texts that are none are left alone."""
    assert read_command(text, "tocsin_bot") is None


@given(st.sampled_from([entry.name for entry in COMMANDS]) | st.text(max_size=12), st.text(max_size=300))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_text_as_a_command_is_answered(talk: Talk, name: str, argument: str) -> None:
    """Whatever is typed, there is one valid answer and no exception."""
    typed = read_command(f"/{name} {argument}", "tocsin_bot")
    if typed:
        assert_valid(await talk.say(f"/{typed.name} {typed.argument}"))


@given(st.sampled_from(sorted(BUTTONS)) | st.text(max_size=12), st.text(max_size=80))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_button_data_is_answered(talk: Talk, verb: str, value: str) -> None:
    """Forged data of any kind does no harm."""
    pressed = await talk.press(f"{verb}:{value}")
    for message in filter(None, (pressed.edited, pressed.reply)):
        assert_valid(message)


def test_twenty_commands_a_minute() -> None:
    """One more is told so once, further ones are silent, and a minute later all is well; other chats do not notice."""
    seconds = [0.0]
    throttle = Throttle(most=Limits().commands, steady=lambda: seconds[0])
    taken = [throttle.take(7) for _ in range(Limits().commands + 3)]
    assert taken == [Pass.GO] * Limits().commands + [Pass.WARN, Pass.SILENT, Pass.SILENT]
    assert throttle.take(8) is Pass.GO
    seconds[0] = 61.0
    assert throttle.take(7) is Pass.GO


def test_the_allow_list() -> None:
    """With it, only owners and the chats that it names get in; without it everybody."""
    listed = Access(everybody=False, owners={7, -100})
    assert listed.allows(7, 7)
    assert listed.allows(None, -100)
    assert listed.allows(8, -100)
    assert not listed.allows(8, 8)
    assert not listed.allows(None, -200)
    assert Access().allows(8, 8)
    assert not Access().is_owner(None)


def test_every_command_is_documented() -> None:
    """docs/commands.md has a heading for each command, each alias, and nothing that does not exist."""
    text = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
    headings = {line.split()[1].strip("`/") for line in text.splitlines() if line.startswith("### ")}
    assert headings == {entry.name for entry in COMMANDS}
    for entry in COMMANDS:
        assert all(f"`/{alias}`" in text for alias in entry.aliases)


# /reload


async def test_only_owners_reload(talk: Talk, desk: StaticDesk) -> None:
    """Others are told so, and nothing is read."""
    assert "Only those who run this bot" in (await talk.say("/reload")).text
    assert desk.reloads == 0
    assert "Nothing has changed" in (await talk.say("/reload", is_owner=True)).text
    assert desk.reloads == 1


async def test_a_reload_tells_what_is_wrong(talk: Talk, desk: StaticDesk) -> None:
    """What changed, what is wrong where, and what stays in force; no path of the machine."""
    problems = tuple(
        Problem(file=f"/srv/rules/b{number}.yaml", line=3, column=5, message="unknown field") for number in range(12)
    )
    books = Rulebooks(problems=problems)
    desk.reloaded = Reloaded(rulebooks=books, changed=("a", "c"), removed=("d",), kept=("b1",))
    text = (await talk.say("/reload", is_owner=True)).text
    assert text.splitlines() == [
        "Rulebooks read again. In force: 0, with 0 rules.",
        "Changed: a, c",
        "Removed: d",
        "Something is wrong:",
        *[f"b{number}.yaml:3:5: unknown field" for number in range(10)],
        "… and 2 more; tocsin check tells them all",
        "As it was before stays in force: b1",
    ]


async def test_a_reload_tells_which_subscribed_topics_are_gone(talk: Talk, desk: StaticDesk) -> None:
    """How many chats each had, what it may be called now, and how they stay with it; and the rules that changed."""
    gone = (
        GoneTopic(id="harbor-talks", title="Harbor talks", chats=3),
        GoneTopic(id="zzz", title="Zeppelins", chats=1),
    )
    book = parse_rulebook("topics: {harbour-talks: {title: Talks}}", file="a.yaml", default_lists={})
    books = Rulebooks(books=(book,))
    desk.reloaded = Reloaded(rulebooks=books, gone=gone, rules_new=("a/place",), rules_gone=("a/venue", "a/b"))
    assert desk.reloaded.is_news
    text = (await talk.say("/reload", is_owner=True)).text
    assert text.splitlines() == [
        "Rulebooks read again. In force: 1, with 0 rules.",
        "New rules: a/place",
        "Rules gone: a/venue, a/b",
        "No longer there: Harbor talks (harbor-talks), to which 3 chats subscribed. If it is harbour-talks now, write "
        "was: harbor-talks there, and they stay with it. Else they are told in an hour or two.",
        "No longer there: Zeppelins (zzz), to which 1 chat subscribed. If it has another id now, write was: zzz in its "
        "topic, and they stay with it. Else they are told in an hour or two.",
    ]


async def test_a_subscription_without_its_topic_is_shown_and_can_be_ended(talk: Talk) -> None:
    """/sub names it with its title; /unsub with its id ends it, and not that of a topic with an id like it."""
    await talk.say("/sub harbour-talks")
    talk.store.chats.subscribe(talk.chat.id, "harbour-talk", NOW, title="The old harbour")
    talk.store.chats.subscribe(talk.chat.id, "untitled", NOW)
    *_, first, old, untitled = (await talk.say("/sub")).text.splitlines()
    assert first.startswith("Not watched any more, and kept for when they are back")
    assert (old, untitled) == ("• The old harbour (harbour-talk)", "• untitled (untitled)")
    assert "No more alerts of The old harbour." in (await talk.say("/unsub harbour-talk")).text
    await talk.say("/unsub untitled")
    assert talk.store.chats.subscriptions(talk.chat.id) == (TOPIC,)
    assert "Not watched" not in (await talk.say("/sub")).text


# /test


async def test_a_query_is_tested_as_a_watch_of_this_chat(talk: Talk, desk: StaticDesk) -> None:
    """What it would have rung, how often, over how many articles, with the latest three."""
    alerts = tuple(
        an_alert(an_article(number), kind=RuleKind.KEYWORDS, new=None, old=None, at=NOW + number * MINUTE)
        for number in range(14)
    )
    desk.answer = lambda rule, days: Trial(days=days, articles=3120, alerts=alerts)
    message = await talk.say("/test strike port")
    assert message.text.splitlines() == [
        "strike port",
        "It would have rung 14 times in the last 7 days, 2.0 a day, over 3120 articles. The latest:",
        *[
            f"• 12 May 2026 09:{30 + number} UTC: Ministers meet in the harbour, day {number} · news.example"
            for number in (11, 12, 13)
        ],
    ]
    (rule,) = desk.tested
    assert (rule.kind, rule.chat, rule.query) == (RuleKind.KEYWORDS, talk.chat.id, parse_query("strike port"))


@pytest.mark.parametrize("name", ["harbour/venue", "venue", "New venue", "HARBOUR/VENUE"])
async def test_a_rule_is_tested_by_its_name(talk: Talk, desk: StaticDesk, name: str) -> None:
    """Its id with or without the rulebook, or its title."""
    message = await talk.say(f"/test {name}")
    assert [rule.id for rule in desk.tested] == ["harbour/venue"]
    assert message.text.splitlines() == [
        "New venue (harbour/venue)",
        "It would not have rung in the last 7 days, over 120 articles.",
    ]


async def test_a_test_of_nothing_asks_and_a_wrong_query_is_drawn(talk: Talk, desk: StaticDesk) -> None:
    """As for /watch."""
    assert (await talk.say("/test")).ask
    assert "^" in (await talk.say("/test strike (port")).text
    unknown = (await talk.say("/test harbour/venu")).text
    assert unknown == "There is no rule harbour/venu; did you mean 'harbour/venue'?"
    assert desk.tested == []


# /why with an address


def read_article(talk: Talk, **values: Any) -> str:
    """Store an article that says something, and return its address."""
    feed = a_feed(talk.store, **{key: values.pop(key) for key in ("shared", "chat") if key in values})
    article = an_article(talk.store.articles.next_id(), **values)
    outcomes = (
        Outcome(rule="harbour/venue", verdict=Verdict.KNOWN, reason="Oslo is known since 1 May 2026"),
        Outcome(rule="watch/999", verdict=Verdict.RANG, reason="another chat's words"),
    )
    poll(talk.store, feed, an_item(article, outcomes=outcomes, facts=(a_fact(),)))
    return f"{article.url}?utm_source=feed"


async def test_why_of_an_article(talk: Talk) -> None:
    """How it was read, its story, what it says, and each rule with the first condition that failed."""
    address = read_article(talk)
    await talk.say("/watch harbour ministers")
    await talk.say("/watch zeppelin")
    lines = (await talk.say(f"/why {address}")).text.splitlines()
    assert lines == [
        "Ministers meet in the harbour, day 1 · news.example",
        "Read: 12 May 2026 09:30 UTC from News",
        "Found: 4 words of text, published 12 May 2026 09:30 UTC",
        "Story: new, nothing like it",
        "On Harbour talks it says:",
        "• Oslo (proposed) — preposition after a meeting word",
        "“The talks move to Oslo.”",
        "Rules:",
        "• harbour/venue known: Oslo is known since 1 May 2026",
        "• strike/words no match: 'strike' is not in the article",
        "• watch/1 no match: it would be met now, but was not in force when the article came: 'harbour' stands in the "
        "title, 'Ministers' stands in the title",
        "• watch/2 no match: 'zeppelin' is not in the article",
        '• harbour/stance off topic: not about Harbour talks: none of "Norway", "Iceland" is in the article',
    ]


async def test_why_of_an_article_that_nobody_has_read(talk: Talk) -> None:
    """It says so, and where to look."""
    assert "No article at this address" in (await talk.say("/why https://news.example/none")).text


async def test_why_shows_no_article_of_anothers_feed(talk: Talk, store: Store) -> None:
    """A feed that another chat keeps for itself stays unknown here."""
    address = read_article(talk, shared=False, chat=a_chat(store, 99), audience=frozenset({99}))
    assert "No article at this address" in (await talk.say(f"/why {address}")).text


async def test_why_shows_no_key_of_a_rulebooks_feed(talk: Talk, store: Store) -> None:
    """Everybody may ask about its articles; the operator's key in its address is not for them."""
    store.feeds.sync([FeedSpec(url="https://wire.example/feed?key=hush", name="", every=None, language="")], NOW)
    (feed,) = store.feeds.all()
    article = an_article(store.articles.next_id())
    poll(store, feed, an_item(article))
    text = (await talk.say(f"/why {article.url}")).text
    assert "from https://wire.example/feed?key=…" in text


async def test_why_of_an_article_of_ones_own_feed(talk: Talk) -> None:
    """The chat that added the feed sees it, with its own watches; the rulebooks' rules never see such an article."""
    address = read_article(talk, shared=False, chat=talk.chat, audience=frozenset({talk.chat.id}))
    await talk.say("/watch zeppelin")
    lines = (await talk.say(f"/why {address}")).text.splitlines()
    assert lines[0] == "Ministers meet in the harbour, day 1 · news.example"
    assert lines[lines.index("Rules:") + 1 :] == ["• watch/1 no match: 'zeppelin' is not in the article"]


async def test_why_of_an_article_names_its_alerts(talk: Talk) -> None:
    """The alerts that this chat has received of it."""
    subscribed = replace(talk, chat=a_chat(talk.store, talk.chat.address))
    (number,) = ring(talk.store, a_feed(talk.store))
    stored = talk.store.alerts.get(number)
    text = (await subscribed.say(f"/why {stored.alert.url}")).text
    assert f"Rules (alert {number}):" in text
    assert "🔔 harbour/venue rang: Oslo is new" in text


async def test_the_limits_are_the_operators(talk: Talk) -> None:
    """What one chat may have is set by the operator; the answer says how many there are and how to remove one."""
    few = replace(talk.clerk, limits=Limits(feeds=1, watches=0))
    command = Command(chat=talk.chat, may_change=True, now=NOW, name="watch", argument="oslo")
    refused = await answer(few, command)
    assert refused.text.startswith("This chat has 0 watches, which is the limit. /unwatch")
    a_feed(talk.store, chat=talk.chat, shared=False)
    refused = await answer(few, replace(command, name="addfeed", argument=FEED))
    assert refused.text == "This chat has 1 feed, which is the limit. /removefeed removes one."


def test_the_pace_of_commands_is_the_operators() -> None:
    """As many as are set go through in a minute, one is warned, the rest is silent; a minute later all begins anew."""
    seconds = [0.0]
    throttle = Throttle(most=2, steady=lambda: seconds[0])
    assert [throttle.take(7) for _ in range(4)] == [Pass.GO, Pass.GO, Pass.WARN, Pass.SILENT]
    assert throttle.take(8) is Pass.GO
    seconds[0] = 61.0
    assert throttle.take(7) is Pass.GO
