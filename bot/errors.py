"""Every error that Tocsin raises on purpose, as a tree.

::

    BotError                 one readable sentence; says what to do
    ├── WrongInput           the thing asked about is wrong               exit code 1
    │   ├── WrongRulebook    carries Problems: file, line, column, message
    │   └── WrongQuery       carries the query and the position, draws a caret
    └── WrongEnvironment     no token, state folder not writable, ...      exit code 3
        ├── WrongSetting     names the environment variable
        └── StateInUse       another Tocsin runs on this state folder

Exit code 2, a command that was called wrongly, is click's own.
A failed fetch, a refused message or an article that cannot be read is not an error but a value: see `feeds.fetch`,
`chat.sender` and `monitor.decide`.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class BotError(Exception):
    """The root of all errors raised on purpose; its text is one sentence for a person."""

    exit_code = 1


class WrongInput(BotError):
    """What was given is wrong: a rulebook, a query, a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake in a file: where it is (1-based line and column) and what to do about it."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class WrongRulebook(WrongInput):
    """A rulebook that cannot be used, with every problem that was found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class WrongQuery(WrongInput):
    """A query that cannot be read. `position` is a 0-based offset into `query`."""

    def __init__(self, message: str, *, query: str, position: int) -> None:
        self.message, self.query, self.position = message, query, position
        super().__init__(message)

    def drawn(self) -> str:
        """Return the query with a caret under the place, and the message: three lines for a monospaced font."""
        return f"{self.query}\n{' ' * self.position}^\n{self.message}"


class WrongEnvironment(BotError):
    """The surroundings are wrong: a setting, a folder, a token."""

    exit_code = 3


class WrongSetting(WrongEnvironment):
    """A setting has a value that cannot be used; the text names the variable."""

    def __init__(self, variable: str, message: str) -> None:
        self.variable = variable
        super().__init__(f"{variable}: {message}")


class StateInUse(WrongEnvironment):
    """Another Tocsin holds the lock of this state folder."""
