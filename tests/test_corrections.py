"""Late corrections: what is not the same rings after all, once and in one chat, and the pair is kept."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.chat.commands.registry import ADMINS_ONLY
from bot.cli import main
from bot.monitor.rules import Rule
from bot.monitor.stories import Relation
from bot.pipeline import Pipeline
from bot.store.alerts import StoredAlert
from bot.store.chats import Chat
from bot.store.history import HistoryFile
from tests.chat.settings import StaticDesk, Talk, button_data
from tests.monitor.newsroom import STRIKE, STRIKE_AGAIN, STRIKE_AGAIN_TITLE, STRIKE_TITLE
from tests.test_pipeline import DAY, Desk, item

OWN_WORDS = STRIKE_AGAIN.replace("to court", "to law")
CALLED_OFF = "Dockers at the port of Marlow end strike over night shifts"


@dataclass
class PipelineDesk(StaticDesk):
    """The desk of a chat whose corrections reach a real pipeline."""

    pipeline: Pipeline | None = None

    def rulebook_rules(self) -> Sequence[Rule]:
        assert self.pipeline
        return self.pipeline.rules.rules

    async def not_the_same(self, article_id: str, chat_id: int) -> int | None:
        assert self.pipeline
        return self.pipeline.not_the_same(article_id, chat_id, self.time)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A pipeline over a store, where two chats subscribe to the harbour and a copy of a strike stayed silent."""
    one = Desk(tmp_path / "tocsin.db")
    for address in (7, 8):
        one.store.chats.subscribe(one.chat(address).id, "harbour", one.now)
    one.poll(one.feed(), item("a", STRIKE_TITLE, STRIKE))
    copied = one.poll(one.feed("wire"), item("b", STRIKE_TITLE, STRIKE, url="https://wire.example/b"))
    assert [decision.judgement.relation for decision in copied.decisions] == [Relation.COPY]
    yield one
    one.store.close()


def talk(desk: Desk, address: int = 7) -> Talk:
    """Return a chat that talks to the clerk."""
    return Talk(store=desk.store, desk=PipelineDesk(time=desk.now, pipeline=desk.pipeline), chat=desk.chat(address))


def alerts_of(desk: Desk, chat: Chat) -> list[StoredAlert]:
    """Return the alerts of a chat, the oldest first."""
    return desk.store.alerts.recent(chat_id=chat.id)[::-1]


async def test_a_wrong_copy_rings_after_all_exactly_once(desk: Desk) -> None:
    """Every rule that it silenced rings, cooldown or not; a second press does nothing."""
    reader = talk(desk)
    before = alerts_of(desk, reader.chat)
    listed = await reader.say("/same 1")
    assert f"copy of “{STRIKE_TITLE}” (post.example): 100 % of the first 80 words, title 100" in listed.text
    pressed = await reader.press(button_data(listed, "Not the same"))
    assert pressed.toast == "Noted: 2 alerts on the way."
    assert pressed.edited
    assert "Nothing stayed silent" in pressed.edited.text
    rung = alerts_of(desk, reader.chat)[len(before) :]
    assert [(stored.alert.rule, stored.alert.article, stored.alert.story) for stored in rung] == [
        ("gazette/strike", "2", "2"), ("gazette/port", "2", "2"),
    ]  # fmt: skip
    assert "a reader says that it is no copy of #1" in rung[0].alert.reason
    again = await reader.press(button_data(listed, "Not the same"))
    assert "settled" in again.toast
    assert len(alerts_of(desk, reader.chat)) == len(before) + 2


async def test_other_chats_hear_nothing_and_may_say_so_themselves(desk: Desk) -> None:
    """A press rings in its own chat only; another chat's press rings there, once too."""
    here, there = talk(desk), talk(desk, 8)
    known = len(alerts_of(desk, there.chat))
    data = button_data(await here.say("/same 1"), "Not the same")
    await here.press(data)
    assert len(alerts_of(desk, there.chat)) == known
    assert (await there.press(data)).toast == "Noted: 2 alerts on the way."
    assert len(alerts_of(desk, there.chat)) == known + 2


async def test_a_stranger_and_a_forged_press_do_nothing(desk: Desk) -> None:
    """A chat that had no such alert, an article that is no copy of it, and what is no number."""
    stranger = talk(desk, 99)
    for reader, data in (
        (stranger, "apart:1:2"), (stranger, "same:1"), (talk(desk), "apart:1:1"), (talk(desk), "apart:1:x"),
        (talk(desk), "apart:x:2"), (talk(desk), f"apart:1:{'9' * 40}"),
    ):  # fmt: skip
        before = len(alerts_of(desk, reader.chat))
        assert (await reader.press(data)).toast
        assert len(alerts_of(desk, reader.chat)) == before
    assert list(desk.store.corrections.all()) == []


async def test_in_groups_only_admins_correct(desk: Desk) -> None:
    """Everybody may look at the copies; ringing the group is for its admins."""
    member = replace(talk(desk), may_change=False)
    data = button_data(await member.say("/same 1"), "Not the same")
    assert (await member.press(data)).toast == ADMINS_ONLY
    assert list(desk.store.corrections.all()) == []


async def test_why_leads_to_the_copies(desk: Desk) -> None:
    """/why has a button for them as long as there are some."""
    reader = talk(desk)
    shown = await reader.press(button_data(await reader.say("/why 1"), "Not the same? (1)"))
    assert shown.reply
    await reader.press(button_data(shown.reply, "Not the same"))
    assert (await reader.say("/why 1")).buttons == ()


async def test_nobody_else_is_silenced_by_a_correction(desk: Desk) -> None:
    """What rang for one chat on demand starts no cooldown and counts for no story, after a restart either."""
    desk.now += 3 * DAY
    reader = talk(desk)
    await reader.press(button_data(await reader.say("/same 1"), "Not the same"))
    for _ in range(2):
        assert desk.pipeline.memory.rung_at("gazette/strike", "2") is None
        assert desk.pipeline.memory.last_rung_at("gazette/port", None) == desk.store.alerts.get(2).alert.at
        desk.restart()


async def test_a_muted_story_does_not_cover_the_corrected_article(desk: Desk) -> None:
    """Who muted the story and says that this is another one wants to hear it."""
    reader = talk(desk)
    desk.store.chats.mute_story(reader.chat.id, "1", desk.now)
    await reader.press(button_data(await reader.say("/same 1"), "Not the same"))
    ways = alerts_of(desk, reader.chat)[-1].deliveries
    assert [(way.chat.id, str(way.state)) for way in ways] == [(reader.chat.id, "pending")]


async def test_a_chat_that_no_longer_subscribes_gets_nothing(desk: Desk) -> None:
    """The pair is kept all the same."""
    reader = talk(desk)
    data = button_data(await reader.say("/same 1"), "Not the same")
    desk.store.chats.unsubscribe(reader.chat.id, "harbour")
    before = len(alerts_of(desk, reader.chat))
    assert "No rule" in (await reader.press(data)).toast
    assert len(alerts_of(desk, reader.chat)) == before
    assert len(list(desk.store.corrections.all())) == 1


async def test_the_pair_is_exported_with_its_texts(desk: Desk, tmp_path: Path) -> None:
    """`tocsin stories --feedback` prints both articles, also when texts have been tidied away since."""
    reader = talk(desk)
    await reader.press(button_data(await reader.say("/same 1"), "Not the same"))
    desk.store.articles.tidy(desk.now + timedelta(days=900))
    result = CliRunner().invoke(main, ["stories", "--feedback", "--state", str(tmp_path)])
    (line,) = map(json.loads, result.stdout.splitlines())
    assert (line["judged"], line["reader"]) == ("copy", "not the same")
    assert line["reason"].startswith("copy of #1: ")
    assert [line[side]["text"] for side in ("article", "of")] == [STRIKE, STRIKE]
    assert [line[side]["source"] for side in ("article", "of")] == ["wire.example", "post.example"]


def poll_report(desk: Desk) -> str:
    """Let another outlet tell the story in its own words, for which its rules have rung; return its number."""
    taken = desk.poll(desk.feed("echo"), item("r", STRIKE_AGAIN_TITLE, OWN_WORDS, url="https://echo.example/r"))
    (decision,) = taken.decisions
    assert (decision.judgement.relation, decision.alerts) == (Relation.REPORT, ())
    return decision.article.id


async def test_a_report_that_was_put_into_the_wrong_story_rings_after_all(desk: Desk) -> None:
    """A story that was joined wrongly silences every rule that had rung for it; a reader can say so too."""
    number = poll_report(desk)
    reader, other = talk(desk), talk(desk, 8)
    known = len(alerts_of(desk, other.chat))
    before = len(alerts_of(desk, reader.chat))
    listed = await reader.say("/same 1")
    assert STRIKE_AGAIN_TITLE in listed.text
    data = button_data(listed, "Not the same: 1")
    assert (await reader.press(data)).toast == "Noted: 2 alerts on the way."
    assert "settled" in (await reader.press(data)).toast
    rung = alerts_of(desk, reader.chat)[before:]
    assert [(stored.alert.rule, stored.alert.article, stored.alert.story) for stored in rung] == [
        ("gazette/strike", number, number), ("gazette/port", number, number),
    ]  # fmt: skip
    assert "a reader says that it is another story than #" in rung[0].alert.reason
    assert len(alerts_of(desk, other.chat)) == known
    (correction,) = desk.store.corrections.all()
    assert (correction.article.id, correction.relation, correction.chat_id) == (number, "report", reader.chat.id)


async def test_the_old_name_of_the_command_still_works(desk: Desk) -> None:
    """`/copies` is what it was called when it showed only these."""
    reader = talk(desk)
    assert (await reader.say("/copies 1")) == (await reader.say("/same 1"))


async def test_a_report_is_exported_as_one(desk: Desk, tmp_path: Path) -> None:
    """The feedback says what the article had been taken for."""
    poll_report(desk)
    reader = talk(desk)
    await reader.press(button_data(await reader.say("/same 1"), "Not the same: 1"))
    result = CliRunner().invoke(main, ["stories", "--feedback", "--state", str(tmp_path)])
    (line,) = map(json.loads, result.stdout.splitlines())
    assert (line["judged"], line["article"]["text"]) == ("report", OWN_WORDS)
    assert line["reason"].startswith("report: ")


async def test_an_edit_that_first_met_a_rule_in_the_wrong_story_counts_too(desk: Desk) -> None:
    """It is silent by the story that its first version joined, which is what a reader contradicts."""
    feed = desk.feed("echo")
    address = "https://echo.example/e"
    desk.poll(feed, item("e", STRIKE_AGAIN_TITLE.replace("strike", "walkout"), STRIKE_AGAIN.replace("strike", "walkout")
                         .replace("port", "quay"), url=address))  # fmt: skip
    reader = talk(desk)
    assert STRIKE_AGAIN_TITLE not in (await reader.say("/same 1")).text
    desk.poll(feed, item("e", STRIKE_AGAIN_TITLE, OWN_WORDS, url=address))
    listed = await reader.say("/same 1")
    assert STRIKE_AGAIN_TITLE in listed.text
    assert (await reader.press(button_data(listed, "Not the same: 1"))).toast == "Noted: 2 alerts on the way."


async def test_a_rule_that_rang_for_an_article_was_not_silenced_by_its_story(desk: Desk) -> None:
    """An edit of what has rung itself is silent by itself, not by the story."""
    court = "Port court hears the company on Marlow dockers' strike over night shifts, forty ships wait"
    feed = desk.feed("echo")
    address = "https://echo.example/e"
    taken = desk.poll(feed, item("e", court, STRIKE_AGAIN, url=address))
    assert [alert.rule for alert in taken.decisions[0].alerts] == ["gazette/court"]
    desk.poll(feed, item("e", f"{court} still", STRIKE_AGAIN, url=address))
    found = desk.store.corrections.find_silenced(taken.decisions[0].article.id)
    assert found
    assert found.rules == {"gazette/strike", "gazette/port"}


async def test_many_silent_articles_are_listed_page_by_page(desk: Desk) -> None:
    """The latest come first; a button leads to those before."""
    for number in range(9):
        address = f"https://echo{number}.example/r"
        desk.poll(desk.feed(f"echo{number}"), item("r", STRIKE_AGAIN_TITLE, OWN_WORDS, url=address))
    reader = talk(desk)
    first = await reader.say("/same 1")
    pressed = await reader.press(button_data(first, "2 before these"))
    assert pressed.reply
    assert [row[0].text for row in pressed.reply.buttons] == ["Not the same: 9", "Not the same: 10"]
    assert (await reader.press(pressed.reply.buttons[1][0].data)).toast == "Noted: 2 alerts on the way."


async def test_the_story_is_read_apart_from_then_on(desk: Desk) -> None:
    """What came by way of the corrected article is told of its story, no longer of the first; elsewhere it is."""
    reader, other = talk(desk), talk(desk, 8)
    await reader.press(button_data(await reader.say("/same 1"), "Not the same"))
    desk.poll(desk.feed("echo"), item("c", STRIKE_TITLE, STRIKE, url="https://echo.example/c"))
    assert desk.store.articles.get("3").judgement.of == "2"
    own = next(one.number for one in alerts_of(desk, reader.chat) if one.alert.article == "2")
    assert "Nothing stayed silent" in (await reader.say("/same 1")).text
    assert "echo.example" in (await reader.say(f"/same {own}")).text
    assert "Also reported by" not in (await reader.say("/why 1")).text
    assert "Also reported by: echo.example" in (await reader.say(f"/why {own}")).text
    assert "Also reported by: wire.example, echo.example" in (await other.say("/why 1")).text


async def test_why_says_what_a_reader_said(desk: Desk) -> None:
    """After "Not the same" the article is no copy there, and the rules that rang after all are not called silent."""
    reader, other = talk(desk), talk(desk, 8)
    address = "/why https://wire.example/b"
    assert f"gazette/strike copy: copy of “{STRIKE_TITLE}” (post.example)" in (await reader.say(address)).text
    await reader.press(button_data(await reader.say("/same 1"), "Not the same"))
    number = alerts_of(desk, reader.chat)[-1].number
    assert f"a reader says that it is no copy of “{STRIKE_TITLE}”" in (await reader.say(f"/why {number}")).text
    for text in ((await reader.say(f"/why {number}")).text, (await reader.say(address)).text):
        assert f"Story: one of its own, as was said here; it was taken for the same (copy of “{STRIKE_TITLE}”" in text
        assert "stayed silent" not in text
    assert "gazette/strike rang: " in (await reader.say(address)).text
    assert f"gazette/strike copy: copy of “{STRIKE_TITLE}” (post.example)" in (await other.say(address)).text


async def test_a_story_knows_its_first_outlet_its_sources_and_its_copies(desk: Desk, tmp_path: Path) -> None:
    """`tocsin stories` shows them."""
    desk.poll(desk.feed("echo"), item("c", CALLED_OFF, "", url="https://echo.example/c"))
    result = CliRunner().invoke(main, ["stories", "--state", str(tmp_path), "--format", "json"])
    story = json.loads(result.stdout.splitlines()[0])
    assert (story["story"], story["first"], story["outlets"]) == (
        "1",
        "post.example",
        "post.example, wire.example, echo.example",
    )
    assert (story["articles"], story["copies"], story["independent"]) == (3, 1, 2)


async def test_an_article_that_why_explains_can_be_said_to_be_another(desk: Desk) -> None:
    """Who subscribed after the story rang has no alert to answer, and may meet the silent article all the same."""
    number = poll_report(desk)
    late = talk(desk, 9)
    address = "/why https://echo.example/r"
    assert (await late.say(address)).buttons == ()
    desk.store.chats.subscribe(late.chat.id, "harbour", desk.now)
    data = button_data(await late.say(address), "Not the same")
    assert (await late.press(data)).toast == "Noted: 2 alerts on the way."
    assert "settled" in (await late.press(data)).toast
    assert [stored.alert.article for stored in alerts_of(desk, late.chat)] == [number, number]
    text = (await late.say(address)).text
    assert "Story: one of its own" in text
    assert "gazette/strike rang: " in text
    assert "#" not in text
    assert (await late.say(address)).buttons == ()


async def test_a_forged_press_of_it_does_nothing(desk: Desk) -> None:
    """An article of another chat's feed, one that was silenced by nothing, and what is no number."""
    watcher, stranger = desk.watch(8, "strike"), talk(desk)
    text = OWN_WORDS.replace("Forty", "Fifty")
    for name, address in (("own", "https://own.example/1"), ("own2", "https://own2.example/1")):
        desk.poll(desk.feed(name, chat=watcher), item("p", STRIKE_AGAIN_TITLE, text, url=address))
    assert desk.store.corrections.find_silenced("4")
    before = len(alerts_of(desk, stranger.chat))
    for data in ("unlike:4", "unlike:1", "unlike:99", "unlike:x", f"unlike:{'9' * 40}"):
        assert "settled" in (await stranger.press(data)).toast
    assert list(desk.store.corrections.all()) == []
    assert len(alerts_of(desk, stranger.chat)) == before


async def test_a_reason_numbers_no_article_to_readers(desk: Desk) -> None:
    """Chats know the numbers of alerts alone: each other article is named by headline and outlet."""
    poll_report(desk)
    reader = talk(desk)
    for text in (
        (await reader.say("/same 1")).text, (await reader.say("/why https://echo.example/r")).text,
        (await reader.say("/why https://wire.example/b")).text,
    ):  # fmt: skip
        assert "#" not in text
        assert f"“{STRIKE_TITLE}” (post.example)" in text


async def test_an_article_of_another_chats_feed_is_told_of_without_figures(desk: Desk) -> None:
    """Neither headline, number nor likeness: they would say what another chat reads. What is visible keeps its own."""
    owner, named = desk.chat(8), desk.store.articles.named
    desk.poll(
        desk.feed("own", chat=owner),
        item("p", "Storm tears the roof off Marlow town hall", url="https://own.example/p"),
    )
    assert named(["copy of #3: title 90"], owner.id) == [
        "copy of “Storm tears the roof off Marlow town hall” (own.example): title 90"
    ]
    hidden, pull = "an article of another chat's feed", "attracts it with 1.00, needed 0.47"
    story, post = "a story that began in another chat's feed", f"“{STRIKE_TITLE}” (post.example)"
    reasons = {
        "copy of #3: title 90": f"copy of {hidden}",
        "copy of #3: 81 % of the first 80 words": f"copy of {hidden}",
        "copy of #1: 81 % of the first 80 words, title 91": f"copy of {post}: 81 % of the first 80 words, title 91",
        f"rang (report: story #3 {pull}, nearest is its first with title 9)": f"rang (report: {story} attracts it)",
        f"report: story #3 {pull}, nearest is #1 with title 62": (
            f"report: {story} attracts it, nearest is {post} with title 62"
        ),
        f"report: story #1 {pull}, nearest is #3 with title 62": f"report: story {post} {pull}, nearest is {hidden}",
        f"new: story #3 {pull}": f"new: not near enough to {story}",
        f"new: story #3 {pull}, but it tells of Paris, not Lyon": f"new: not near enough to {story}",
        "a reader says that it is no copy of #3": f"a reader says that it is no copy of {hidden}",
        "#99 again": "#99 again",
    }
    assert named(list(reasons), desk.chat(7).id) == list(reasons.values())


async def test_a_copy_of_what_another_chat_reads_does_not_tell_so(tmp_path: Path) -> None:
    """The other chat's feed had the text first: nothing here says how alike the two are, or which number it has."""
    desk = Desk(tmp_path / "tocsin.db")
    desk.store.chats.subscribe(desk.chat(7).id, "harbour", desk.now)
    desk.poll(desk.feed("own", chat=desk.chat(8)), item("p", STRIKE_TITLE, STRIKE, url="https://own.example/p"))
    desk.poll(desk.feed(), item("a", STRIKE_TITLE, STRIKE))
    desk.poll(desk.feed("echo"), item("r", STRIKE_AGAIN_TITLE, OWN_WORDS, url="https://echo.example/r"))
    reader = talk(desk)
    for question in ("/history", "/why", "/same", "/why https://post.example/a", "/why https://echo.example/r"):
        text = (await reader.say(question)).text
        assert "another chat's feed" in text, question
        assert not re.search(r"#\d|100 %|title 100|attracts it with", text), question
    desk.store.close()


def test_any_number_of_reasons_can_be_named(desk: Desk) -> None:
    """A long history names more articles than a database takes values in one question."""
    desk.poll(desk.feed(), item("a", STRIKE_TITLE, STRIKE))
    reasons = [f"copy of #{number}" for number in range(260_001, 0, -1)]
    named = desk.store.articles.named(reasons)
    assert (named[0], named[-1]) == (reasons[0], f"copy of “{STRIKE_TITLE}” (post.example)")


async def test_the_history_says_how_the_article_was_judged(desk: Desk, tmp_path: Path) -> None:
    """`/history`, `tocsin history` and the history file give relation, similarity and reason, and the other article."""
    court = OWN_WORDS.replace("to law", "to the port court")
    desk.poll(desk.feed("echo"), item("r", STRIKE_AGAIN_TITLE, court, url="https://echo.example/r"))
    reader = talk(desk)
    await reader.press(button_data(await reader.say("/same 1"), "Not the same"))
    shown = await reader.say("/history 8")
    assert f"report: story “{STRIKE_TITLE}” (post.example) attracts it with " in shown.text
    result = CliRunner().invoke(main, ["history", "--format", "json", "--state", str(tmp_path)])
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["relation"] for row in rows] == ["new", "new", "report", "report", "report"]
    assert rows[-1]["similarity"] > 0
    assert rows[-1]["judged"].startswith(f"report: story “{STRIKE_TITLE}” (post.example) attracts it")
    HistoryFile(tmp_path / "alerts.jsonl", desk.store).write()
    written = (tmp_path / "alerts.jsonl").read_bytes()
    lines = [line for line in map(json.loads, written.splitlines()) if line["type"] == "alert"]
    assert lines[0]["judgement"] == {"relation": "new", "similarity": 0.0, "reason": "new: nothing like it", "of": None}
    judgement = lines[-1]["judgement"]
    assert (judgement["relation"], judgement["of"]["headline"]) == ("report", STRIKE_TITLE)
    HistoryFile(tmp_path / "alerts.jsonl", desk.store).rebuild()
    assert (tmp_path / "alerts.jsonl").read_bytes() == written
