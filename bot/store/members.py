"""Members: the articles of a story, as one chat sees it.

A story is the same for everybody until a chat says that one of its articles is not the same (`corrections`). From then
on that article begins a story of its own there, and takes along what came to the story by way of it: its copies, and
the reports that were nearest to it. Nothing is moved; the story is only read apart.
"""

from sqlalchemy import ColumnElement, Connection, select

from bot.store.schema import articles, corrections, decisions


def members(connection: Connection, article_id: int, chat_id: int | None) -> ColumnElement[bool]:
    """Return a condition on `articles`: those of an article's story; within the caller's transaction.

    Args:
        connection: Of the store.
        article_id: Any article of the story.
        chat_id: Whose corrections count; None: nobody's.
    """
    story = connection.scalar(select(articles.c.story_id).where(articles.c.id == article_id))
    here = articles.c.story_id == story
    said = select(corrections.c.article_id).join(articles, articles.c.id == corrections.c.article_id)
    apart = set(connection.scalars(said.where(here, corrections.c.chat_id == chat_id)))
    if not apart:
        return here
    judged = select(articles.c.id, decisions.c.judgement).join(decisions, decisions.c.article_id == articles.c.id)
    firsts: dict[int, int | None] = {}  # the first article of each one's story, as the chat sees it
    for one, judgement in connection.execute(judged.where(here).order_by(decisions.c.id)):
        if one not in firsts:
            firsts[one] = one if one in apart else firsts.get(int(judgement.of or one), story)
    return articles.c.id.in_([one for one, first in firsts.items() if first == firsts.get(article_id, story)])
