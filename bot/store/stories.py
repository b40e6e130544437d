"""Stories as they lie in the store: who had each first, who told it in words of their own, who copied."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from bot.monitor.stories import Relation
from bot.store.database import Database
from bot.store.schema import articles, decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredStory:
    """The articles that report one thing.

    Attributes:
        id: The number of its first article. title: of that.
        first_at: When it was published, UTC. first_source: by whom.
        outlets: Who has it, in the order in which they came.
        articles: How many there are. copies: how many of them are another one's text.
        independent: How many outlets told it in their own words.
    """

    id: str
    title: str
    first_at: datetime
    first_source: str
    outlets: tuple[str, ...]
    articles: int
    copies: int
    independent: int


class Stories:
    """The stories of this store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def recent(self, limit: int) -> list[StoredStory]:
        """Return the stories with the latest articles, the latest first."""
        latest = select(articles.c.story_id).group_by(articles.c.story_id)
        latest = latest.order_by(func.max(articles.c.id).desc()).limit(limit)
        with self._database.read() as connection:
            return [_load(connection, story_id) for story_id in connection.scalars(latest).all()]


def _load(connection: Connection, story_id: int) -> StoredStory:
    first = and_(decisions.c.article_id == articles.c.id, decisions.c.revision == 1)
    query = select(articles.c.title, articles.c.source, articles.c.published, decisions.c.judgement).join(
        decisions, first
    )
    rows = connection.execute(query.where(articles.c.story_id == story_id).order_by(articles.c.id)).all()
    own = [row for row in rows if row.judgement.relation is not Relation.COPY]
    return StoredStory(
        id=str(story_id),
        title=rows[0].title,
        first_at=rows[0].published,
        first_source=rows[0].source,
        outlets=tuple(dict.fromkeys(row.source for row in rows)),
        articles=len(rows),
        copies=len(rows) - len(own),
        independent=len({row.source for row in own}),
    )
