"""/timeline: the values of a topic's facts over time, as text and, where matplotlib is installed, as a picture."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from bot.chat.chart import can_draw, draw_timeline
from bot.chat.commands.command import Clerk, Command, Entry, Group, say
from bot.chat.commands.topics import find_topic, unknown_topic
from bot.chat.message import MAX_CAPTION, Draft, Message, Style, units
from bot.monitor.alerts import date_text
from bot.monitor.articles import Article
from bot.monitor.facts.fact import humanise
from bot.monitor.facts.timeline import Moment, Reported, timeline
from bot.monitor.topics import Topic
from bot.store.articles import ReportedFact

MOST_FACTS = 5_000
"""Reports that are read for one timeline, the latest."""
MOST_SHOWN = 30
"""Moments in a text, the latest."""


async def show(clerk: Clerk, command: Command) -> Message:
    """Show how a topic's facts have changed."""
    topics = clerk.desk.topics()
    if not command.argument:
        tracked = [topic for topic in topics if topic.facts]
        if len(tracked) != 1:
            names = ", ".join(topic.id for topic in tracked)
            return say(f"Send {command.say('timeline')} TOPIC: {names or 'no topic here tracks facts'}")
        topic = tracked[0]
    elif (found := find_topic(topics, command.argument)) is None:
        return unknown_topic(topics, command)
    else:
        topic = found
    reports = await clerk.db(clerk.store.articles.facts, topic.id, limit=MOST_FACTS)
    moments = timeline(_reported(reports), topic)
    if not moments:
        return Draft().add(topic.title, Style.BOLD).own_line("Nothing is known of it yet.").build()
    if not can_draw():
        return _text(topic, moments, "No picture: matplotlib is not installed here (tocsin[pictures]).", MOST_SHOWN)
    picture = await asyncio.to_thread(draw_timeline, moments, topic, now=max(command.now, moments[-1].at))
    return replace(_caption(topic, moments), picture=picture)


def _reported(reports: Sequence[ReportedFact]) -> list[Reported]:
    """Return what each article says, its facts in the order in which it gives them; `reports` come the latest first."""
    found = []
    oldest_first = list(reversed(reports))
    oldest_first.sort(key=lambda one: int(one.article_id))
    for article_id, group in groupby(oldest_first, lambda one: one.article_id):
        those = list(group)
        first = those[0]
        article = Article(
            id=article_id, title=first.headline, text="", url=first.url, source=first.source,
            published=first.published,
        )  # fmt: skip
        found.append(Reported(article=article, facts=tuple(one.fact for one in those)))
    return found


def _caption(topic: Topic, moments: Sequence[Moment]) -> Message:
    """Return as many of the latest moments as fit under a picture."""
    for shown in range(min(len(moments), MOST_SHOWN), 0, -1):
        message = _text(topic, moments, "", shown)
        if units(message.text) <= MAX_CAPTION:
            return message
    return Draft().add(topic.title[:200], Style.BOLD).build()


def _text(topic: Topic, moments: Sequence[Moment], note: str, shown: int) -> Message:
    draft = Draft().add(topic.title, Style.BOLD)
    names = {party.id: party.name for party in topic.parties}
    if len(moments) > shown:
        draft.own_line(f"… {len(moments) - shown} earlier")
    for moment in moments[-shown:]:
        _moment(draft, moment, names)
    return draft.own_line(note, Style.ITALIC).build() if note else draft.build()


def _moment(draft: Draft, moment: Moment, names: dict[str, str]) -> None:
    who = f"{names.get(moment.party, moment.party)}: " if moment.party else ""
    status = f" ({humanise(moment.status)})" if moment.status else ""
    draft.own_line(f"{date_text(moment.at)} {moment.at:%H:%M} ").add(f"{who}{humanise(moment.value)}", Style.BOLD)
    draft.add(status)
    if moment.before and moment.party:
        draft.add(f", before: {humanise(moment.before)}")
    says = f" — {names.get(moment.speaker, moment.speaker)}" if moment.speaker else ""
    draft.add(says).own(" · " if moment.source else "").add(moment.source, url=moment.url)


GROUP = Group(
    commands=(
        Entry(name="timeline", usage="[TOPIC]", summary="how a topic's facts have changed, with a picture", run=show),
    )
)
