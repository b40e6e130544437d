"""A sentence with the marks that persons, dates and numbers need, and what they find in it."""

from dataclasses import dataclass

from bot.monitor.facts.actors import Scene
from bot.monitor.facts.clauses import Sentence
from bot.monitor.facts.lexicon import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A value that a sentence names.

    Attributes:
        value: As in `Fact`. start, end: its tokens. reason: the name of the evidence.
        party: Whose side a person leads; None for a date or a number.
        background: It tells what was, not what is new.
    """

    value: str
    start: int
    end: int
    reason: str
    party: str | None = None
    background: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Detailed:
    """A scene with the marks of the detail lists.

    Attributes:
        scene: The sentence with its actors. marks: of the detail roles, by start.
        in_context: One of the two sentences before or after it, or it itself, is about the meeting.
        months: The names of the months, folded, in their order.
    """

    scene: Scene
    marks: tuple[Mark, ...]
    in_context: bool
    months: tuple[str, ...]

    @property
    def sentence(self) -> Sentence:
        """The sentence."""
        return self.scene.sentence

    def of(self, *roles: str) -> list[Mark]:
        """Return the marks of these detail roles, by start."""
        return [mark for mark in self.marks if mark.role in roles]

    def at(self, index: int, *roles: str) -> Mark | None:
        """Return a mark of one of these detail roles that covers the token, or None."""
        return next((mark for mark in self.marks if mark.role in roles and mark.start <= index < mark.end), None)

    def starting(self, index: int, role: str) -> Mark | None:
        """Return the mark of this detail role that starts at the token, or None."""
        return next((mark for mark in self.marks if mark.role == role and mark.start == index), None)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the tokens [start, end) stand in the sentence, as [start, end) characters."""
        return self.sentence.span(start, end)
