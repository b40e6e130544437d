"""Late corrections: a copy that is none rings after all, once and in one chat, and the pair is kept."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.chat.commands.registry import ADMINS_ONLY
from bot.cli import main
from bot.monitor.stories import Relation
from bot.pipeline import Pipeline
from bot.store.alerts import StoredAlert
from bot.store.chats import Chat
from tests.chat.settings import StaticDesk, Talk, button_data
from tests.monitor.newsroom import STRIKE, STRIKE_TITLE
from tests.test_pipeline import DAY, Desk, item

CALLED_OFF = "Dockers at the port of Marlow end strike over night shifts"


@dataclass
class PipelineDesk(StaticDesk):
    """The desk of a chat whose corrections reach a real pipeline."""

    pipeline: Pipeline | None = None

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
    listed = await reader.say("/copies 1")
    assert "copy of #1" in listed.text
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
    data = button_data(await here.say("/copies 1"), "Not the same")
    await here.press(data)
    assert len(alerts_of(desk, there.chat)) == known
    assert (await there.press(data)).toast == "Noted: 2 alerts on the way."
    assert len(alerts_of(desk, there.chat)) == known + 2


async def test_a_stranger_and_a_forged_press_do_nothing(desk: Desk) -> None:
    """A chat that had no such alert, an article that is no copy of it, and what is no number."""
    stranger = talk(desk, 99)
    for reader, data in (
        (stranger, "apart:1:2"), (stranger, "copies:1"), (talk(desk), "apart:1:1"), (talk(desk), "apart:1:x"),
        (talk(desk), "apart:x:2"), (talk(desk), f"apart:1:{'9' * 40}"),
    ):  # fmt: skip
        before = len(alerts_of(desk, reader.chat))
        assert (await reader.press(data)).toast
        assert len(alerts_of(desk, reader.chat)) == before
    assert list(desk.store.corrections.all()) == []


async def test_in_groups_only_admins_correct(desk: Desk) -> None:
    """Everybody may look at the copies; ringing the group is for its admins."""
    member = replace(talk(desk), may_change=False)
    data = button_data(await member.say("/copies 1"), "Not the same")
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
    await reader.press(button_data(await reader.say("/copies 1"), "Not the same"))
    for _ in range(2):
        assert desk.pipeline.memory.rung_at("gazette/strike", "2") is None
        assert desk.pipeline.memory.last_rung_at("gazette/port", None) == desk.store.alerts.get(2).alert.at
        desk.restart()


async def test_a_muted_story_does_not_cover_the_corrected_article(desk: Desk) -> None:
    """Who muted the story and says that this is another one wants to hear it."""
    reader = talk(desk)
    desk.store.chats.mute_story(reader.chat.id, "1", desk.now)
    await reader.press(button_data(await reader.say("/copies 1"), "Not the same"))
    ways = alerts_of(desk, reader.chat)[-1].deliveries
    assert [(way.chat.id, str(way.state)) for way in ways] == [(reader.chat.id, "pending")]


async def test_a_chat_that_no_longer_subscribes_gets_nothing(desk: Desk) -> None:
    """The pair is kept all the same."""
    reader = talk(desk)
    data = button_data(await reader.say("/copies 1"), "Not the same")
    desk.store.chats.unsubscribe(reader.chat.id, "harbour")
    before = len(alerts_of(desk, reader.chat))
    assert "No rule" in (await reader.press(data)).toast
    assert len(alerts_of(desk, reader.chat)) == before
    assert len(list(desk.store.corrections.all())) == 1


async def test_the_pair_is_exported_with_its_texts(desk: Desk, tmp_path: Path) -> None:
    """`tocsin stories --feedback` prints both articles, also when texts have been tidied away since."""
    reader = talk(desk)
    await reader.press(button_data(await reader.say("/copies 1"), "Not the same"))
    desk.store.articles.tidy(desk.now + timedelta(days=900))
    result = CliRunner().invoke(main, ["stories", "--feedback", "--state", str(tmp_path)])
    (line,) = map(json.loads, result.stdout.splitlines())
    assert (line["judged"], line["reader"]) == ("copy", "not the same")
    assert line["reason"].startswith("copy of #1: ")
    assert [line[side]["text"] for side in ("article", "of")] == [STRIKE, STRIKE]
    assert [line[side]["source"] for side in ("article", "of")] == ["wire.example", "post.example"]


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
