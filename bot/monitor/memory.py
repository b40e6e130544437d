"""What the monitor knows between two articles: stories, fact states, bursts, and which rules have rung.

`decide.decide` reads it and never writes. After a decision has been saved, `decide.remember` writes it here. A restart
fills a new memory from the store, in the order of the decisions, and must then decide just the same.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.monitor.articles import Article
from bot.monitor.bursts import LONGEST, USUAL_OVER, Sighting
from bot.monitor.facts.state import FactState
from bot.monitor.rules import UNMET, Outcome, Verdict
from bot.monitor.stories import Judgement, StoryIndex, StorySettings


class Memory:
    """Stories of the last days, the state of every fact, and the last time each rule rang."""

    def __init__(self, settings: StorySettings | None = None) -> None:
        self.stories = StoryIndex(settings or StorySettings())
        self._states: dict[tuple[str, str, str | None], FactState] = {}
        self._rung: dict[tuple[str, str], datetime] = {}
        self._met: dict[str, dict[str, datetime | None]] = {}  # None: as news; else as backlog published then
        self._last_rung: dict[tuple[str, str | None], datetime] = {}
        self._sightings: dict[str, list[Sighting]] = {}

    def state(self, topic: str, name: str, party: str | None) -> FactState | None:
        """Return what a topic remembers of a fact (of a party), or None before its first sight."""
        return self._states.get((topic, name, party))

    def states_of(self, topic: str) -> list[FactState]:
        """Return every fact state of a topic, by fact and party."""
        found = [state for key, state in self._states.items() if key[0] == topic]
        return sorted(found, key=lambda state: (state.name, state.party or ""))

    def rung_at(self, rule: str, story: str) -> datetime | None:
        """Return when a rule rang for a story, or None."""
        return self._rung.get((rule, story))

    def has_met(self, rule: str, story: str, *, since: datetime) -> bool:
        """Return whether an article of the story has met a rule that could see it, though it may have stayed silent.

        Backlog counts when it was published before `since`: what came later is news to who has watched since then.
        """
        met = self._met.get(story, {})
        published = met.get(rule)
        return rule in met and (published is None or published < since)

    def last_rung_at(self, rule: str, party: str | None) -> datetime | None:
        """Return when a rule last rang (about a party, for a stance), or None."""
        return self._last_rung.get((rule, party))

    def sightings(self, rule: str) -> Sequence[Sighting]:
        """Return what counts for a burst rule, in the order in which it came."""
        return self._sightings.get(rule, ())

    def learn_article(self, article: Article, judgement: Judgement, *, now: datetime) -> None:
        """Add an article to its story. `now` is when it was decided."""
        self.stories.add(article, judgement, now=now)

    def learn_outcomes(self, outcomes: Iterable[Outcome], story: str, *, published: datetime) -> None:
        """Note which rules an article of a story, published then, has met, and whether as news or as backlog."""
        for one in outcomes:
            if one.verdict not in UNMET:
                met = self._met.setdefault(story, {})
                known = met.get(one.rule, published)
                met[one.rule] = min(known, published) if known and one.verdict is Verdict.BACKLOG else None

    def learn_states(self, states: Iterable[FactState]) -> None:
        """Put fact states in the place of those that were known."""
        for state in states:
            self._states[state.topic, state.name, state.party] = state

    def learn_sighting(self, rule: str, sighting: Sighting) -> None:
        """Note an article that counts for a burst rule, and drop what is too old to count."""
        known = self._sightings.setdefault(rule, [])
        known.append(sighting)
        oldest = max(one.at for one in known) - USUAL_OVER - LONGEST
        if known[0].at < oldest:
            self._sightings[rule] = [one for one in known if one.at >= oldest]

    def learn_ring(self, rule: str, story: str, party: str | None, *, at: datetime) -> None:
        """Note that a rule rang for a story (about a party, for a stance)."""
        self._rung[rule, story] = at
        self._last_rung[rule, party] = at

    def forget_rings(self) -> None:
        """Drop what rules met and rang for in stories that have left the memory; each rule's last ring stays."""
        self._rung = {(rule, story): at for (rule, story), at in self._rung.items() if self.stories.has_story(story)}
        self._met = {story: rules for story, rules in self._met.items() if self.stories.has_story(story)}
