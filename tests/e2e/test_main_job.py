"""The main job, end to end: the real program, a fake Bot API and real feeds, all over loopback HTTP."""

import json
from pathlib import Path
from typing import Any

from tests.chat.fake_telegram import FakeTelegram, SentMessage
from tests.e2e.program import RULEBOOK, Outlet, Program, until

ADA = 7


def alerts(telegram: FakeTelegram) -> list[SentMessage]:
    """Return the alerts among the messages: those with a button Why."""
    return [message for message in telegram.sent_to(ADA) if any(b["text"].startswith("Why") for b in message.buttons)]


def history(program: Program) -> list[dict[str, Any]]:
    """Return the lines of the history file."""
    path = program.state / "alerts.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


async def test_the_main_job(program: Program, telegram: FakeTelegram, outlet: Outlet) -> None:
    """Subscribe, watch, and be rung once; ask why and what was; stop and start: nothing comes twice."""
    outlet.publish("post", "old", "A strike of dockers that began before we watched", "It is an old story.")
    await program.start()
    subscribed = await telegram.answer_to(ADA, "/sub harbour")
    assert "Harbour news" in subscribed.text
    watching = await telegram.answer_to(ADA, '/watch "quay cranes" -football')
    assert "quay cranes" in watching.text
    await until(lambda: outlet.answers["post", 304] > 0)

    outlet.publish(
        "post", "new", "Two quay cranes stand still in the east harbour", "Technicians look for the fault. " * 5
    )
    alert = (await until(lambda: alerts(telegram)))[0]
    assert "quay cranes" in alert.text
    assert [button["text"] for button in alert.buttons] == ["Open", "Why?", "Mute story"]

    telegram.user_says(ADA, "/why", reply_to=alert)
    why = await until(
        lambda: next((m for m in telegram.sent_to(ADA)[::-1] if "quay cranes" in m.text and m.id > alert.id), None)
    )
    assert "post.example" in why.text
    listed = await telegram.answer_to(ADA, "/history")
    assert "Two quay cranes stand still" in listed.text
    lines = await until(lambda: [line for line in history(program) if line["type"] == "delivery"] and history(program))
    raised = [line for line in lines if line["type"] == "alert"]
    delivered = [line for line in lines if line["type"] == "delivery" and line["outcome"] == "sent"]
    assert [line["article"]["headline"] for line in raised] == ["Two quay cranes stand still in the east harbour"]
    assert [line["message"] for line in delivered] == [alert.id]

    assert await program.stop() == 0
    before = len(telegram.sent_to(ADA))
    polled = sum(outlet.answers.values())
    await program.start()
    await until(lambda: sum(outlet.answers.values()) > polled + 4)
    assert len(telegram.sent_to(ADA)) == before
    assert await program.stop() == 0
    assert (await program.run("history", "--verify"))[0] == 0
    assert telegram.token not in program.log.read_text()


async def test_two_feeds_with_one_story_ring_once(program: Program, telegram: FakeTelegram, outlet: Outlet) -> None:
    """A second outlet's copy and an edited headline ring nothing more; the copy is named when somebody asks why."""
    await program.start()
    await telegram.answer_to(ADA, "/sub harbour")
    await until(lambda: outlet.answers["post", 304] > 0 and outlet.answers["wire", 304] > 0)
    text = (
        "Dockers at the east harbour laid down tools on Tuesday morning after talks about night shifts had failed. "
        "The union said the strike would last until the port offers two free weekends. Forty ships wait outside. "
    ) * 3
    outlet.publish("wire", "w1", "Dockers begin strike in the east harbour", text)
    alert = (await until(lambda: alerts(telegram)))[0]
    outlet.publish("post", "p1", "Dockers begin a strike in the east harbour", text)
    outlet.publish("wire", "w1", "Dockers begin strike in the east harbour, forty ships wait", text)
    polled = outlet.answers["post", 200], outlet.answers["wire", 200]
    await until(lambda: outlet.answers["post", 200] > polled[0] and outlet.answers["wire", 200] > polled[1])
    await until(lambda: outlet.answers["post", 304] > 3 and outlet.answers["wire", 304] > 3)
    assert len(alerts(telegram)) == 1
    telegram.user_says(ADA, "/why", reply_to=alert)
    why = await until(lambda: next((m for m in telegram.sent_to(ADA)[::-1] if m.id > alert.id), None))
    assert "post.example" in why.text
    assert await program.stop() == 0


async def test_a_304_and_an_unchanged_body_parse_nothing(
    program: Program, telegram: FakeTelegram, outlet: Outlet
) -> None:
    """Whether the server knows validators or not, an unchanged feed is logged as unchanged: it was not parsed."""
    outlet.publish("post", "one", "Nothing that matters", "Quiet day.")
    await program.start()
    await until(lambda: outlet.answers["post", 304] > 1)
    outlet.validators = False
    await until(lambda: outlet.answers["post", 200] > 3)
    assert await program.stop() == 0
    polls = [json.loads(line) for line in program.log.read_text().splitlines() if '"event": "poll"' in line]
    assert sum("items" in line for line in polls if line["url"] == outlet.url("post")) == 1


async def test_without_a_token_it_talks_to_the_terminal(tmp_path: Path, outlet: Outlet) -> None:
    """No token: every topic of the rulebooks is subscribed, and the alerts are printed as they would look."""
    program = Program(tmp_path)
    program.write_rules(RULEBOOK.format(feeds=f"  - {{url: {outlet.url('post')}, name: post.example, every: 1s}}\n"))
    try:
        await program.start()
        await until(lambda: outlet.answers["post", 304] > 0)
        outlet.publish("post", "new", "Port dockers on strike", "Nobody unloads anything today.")
        await until(lambda: "Port dockers on strike" in program.output.read_text())
        assert await program.stop() == 0
    finally:
        await program.close()
    assert "Strike · Harbour news" in program.output.read_text()
    sent = [line for line in history(program) if line["type"] == "delivery" and line["outcome"] == "sent"]
    assert [line["chat"] for line in sent] == ["terminal"]


async def test_a_wrong_token_is_one_line(tmp_path: Path, telegram: FakeTelegram) -> None:
    """A token that Telegram does not know ends the program with exit code 3 and a line that does not show it."""
    wrong = telegram.token[:-6] + "xxxxxx"
    program = Program(tmp_path, TOKEN=wrong, API_URL=telegram.api_url)
    program.write_rules("rules: []\n")
    code, _, errors = await program.run("run")
    assert code == 3
    assert "TOCSIN_TOKEN" in errors.splitlines()[-1]
    assert wrong not in errors


async def test_one_instance_per_state_folder(program: Program, telegram: FakeTelegram, outlet: Outlet) -> None:
    """A second program on the same folder ends at once with exit code 3, and the first goes on."""
    await program.start()
    await until(lambda: outlet.answers["post", 304] > 0)
    code, _, errors = await program.run("run")
    assert code == 3
    assert "another Tocsin" in errors
    assert await program.stop() == 0


async def test_rulebooks_change_without_a_restart(tmp_path: Path, telegram: FakeTelegram, outlet: Outlet) -> None:
    """A changed file, a hang-up signal and /reload each put in force what is right; the owner hears what is wrong."""
    program = Program(tmp_path, TOKEN=telegram.token, API_URL=telegram.api_url, OWNERS=str(ADA))
    book = RULEBOOK.format(feeds=f"  - {{url: {outlet.url('post')}, name: post.example, every: 1s}}\n")
    program.write_rules(book)
    try:
        await program.start()
        await until(lambda: outlet.answers["post", 304] > 0)
        await telegram.answer_to(ADA, "/sub harbour")
        program.write_rules(book.replace("query: strike", "qeury: strike"))
        told = await until(lambda: next((m for m in telegram.sent_to(ADA) if "qeury" in m.text), None))
        assert "book.yaml:" in told.text
        assert "did you mean 'query'?" in told.text
        assert "As it was before stays in force: harbour" in told.text
        assert str(tmp_path) not in told.text
        outlet.publish("post", "one", "Port dockers on strike", "Nobody unloads anything today.")
        await until(lambda: alerts(telegram))  # the rule of before still rings

        program.write_rules(book.replace("query: strike (dockers OR port)", "query: zeppelin"))
        program.hang_up()
        await until(lambda: any("Changed: harbour" in m.text for m in telegram.sent_to(ADA)))
        outlet.publish("post", "two", "A zeppelin over the port", "It turned twice and left for the hills.")
        await until(lambda: len(alerts(telegram)) == 2)
        assert "Nothing has changed" in (await telegram.answer_to(ADA, "/reload")).text
        assert "Only those who run this bot" in (await telegram.answer_to(8, "/reload")).text

        renamed = (
            book.replace("  harbour:", "  harbours:")
            .replace("topic: harbour", "topic: harbours")
            .replace("strike (dockers OR port)", "lighthouse")
        )
        program.write_rules(renamed)
        told = await until(lambda: next((m for m in telegram.sent_to(ADA) if "No longer there" in m.text), None))
        assert "Harbour news (harbour), to which 1 chat subscribed. If it is harbours now, write was: " in told.text
        program.write_rules(renamed.replace("title: Harbour news", "title: Harbour news\n    was: harbour"))
        await until(lambda: any(m.text.endswith("Changed: harbour") for m in telegram.sent_to(ADA)[-1:]))
        outlet.publish("post", "three", "The lighthouse goes dark", "Its last keeper has moved to the mainland.")
        await until(lambda: len(alerts(telegram)) == 3)
        assert await program.stop() == 0

        (program.folder / "rules" / "other.yaml").write_text("rules: [{id: a, kind: keywordz}]\n", encoding="utf-8")
        await program.start()  # there is no former one that could stay in force, so the owner hears it now
        told = await until(lambda: next((m for m in telegram.sent_to(ADA) if "keywordz" in m.text), None))
        assert told.text.startswith("Started. In force: 1, with 1 rules.")
        assert "other.yaml:1:23" in told.text
        assert await program.stop() == 0
    finally:
        await program.close()
