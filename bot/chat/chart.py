"""A topic's timeline as a picture. It needs matplotlib, which is the extra `pictures`.

Each fact (of each party) has a row of its own. A stance is drawn as steps on its scale, from "refuses" at the bottom to
"confirmed" at the top; any other fact as labelled points in time.
"""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from typing import Any

from bot.monitor.facts.fact import FactKind, Stance, humanise
from bot.monitor.facts.timeline import Moment
from bot.monitor.topics import Topic

SCALE = tuple(one.value for one in Stance if one is not Stance.NO_COMMENT)
"""The labels of a stance from the bottom to the top; the two events stand above."""
MOST_ROWS = 8
"""Facts of one picture."""
MAX_LABEL = 28
"""Characters of a label in the picture."""
_FONT = "DejaVu Sans"
_WIDTH, _ROW, _DPI = 9.0, 2.1, 110
_COLOURS = ("#1f5fa8", "#b3402a", "#2f7d4f", "#7a4fa3", "#a87a1f", "#3b8a99", "#8a3b6d", "#5c5c5c")


def can_draw() -> bool:
    """Return whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def draw_timeline(moments: Sequence[Moment], topic: Topic, *, now: datetime) -> bytes:
    """Return the moments of a topic as a PNG.

    Args:
        moments: At least one, in their order.
        topic: For the names of parties and the kinds of facts.
        now: Where the picture ends, UTC.
    """
    import matplotlib.dates  # half a second, and only for who asks for a picture
    from matplotlib.figure import Figure

    rows = _rows(moments)
    figure = Figure(figsize=(_WIDTH, _ROW * len(rows) + 0.8), dpi=_DPI, layout="constrained")
    figure.suptitle(_safe(topic.title), fontsize=13, fontweight="bold")
    all_axes: Any = figure.subplots(len(rows), 1, sharex=True, squeeze=False)
    for number, ((name, party), those) in enumerate(rows):
        axes, colour = all_axes[number][0], _COLOURS[number % len(_COLOURS)]
        axes.set_title(_safe(_row_title(topic, name, party)), loc="left", fontsize=10)
        is_stance = any(fact.name == name and fact.kind is FactKind.STANCE for fact in topic.facts)
        (_draw_steps if is_stance else _draw_points)(axes, those, colour, now)
        axes.grid(axis="x", alpha=0.25)
        axes.spines[["top", "right"]].set_visible(False)
    first, margin = moments[0].at, max((now - moments[0].at) * 0.04, timedelta(hours=6))
    all_axes[0][0].set_xlim(first - margin, now + margin)
    dates: Any = matplotlib.dates  # its functions have no types
    locator = dates.AutoDateLocator()
    all_axes[-1][0].xaxis.set_major_locator(locator)
    all_axes[-1][0].xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
    png = io.BytesIO()
    figure.savefig(png, format="png")
    return png.getvalue()


def _rows(moments: Sequence[Moment]) -> list[tuple[tuple[str, str | None], list[Moment]]]:
    def which(moment: Moment) -> tuple[str, str]:
        return moment.name, moment.party or ""

    grouped = groupby(sorted(moments, key=which), key=which)
    return [((name, party or None), sorted(those, key=lambda one: one.at)) for (name, party), those in grouped][
        :MOST_ROWS
    ]


def _row_title(topic: Topic, name: str, party: str | None) -> str:
    names = {one.id: one.name for one in topic.parties}
    return humanise(name).capitalize() if party is None else f"{names.get(party, party)}: {humanise(name)}"


def _draw_steps(axes: Any, moments: Sequence[Moment], colour: str, now: datetime) -> None:
    """Draw a stance on its scale; each value holds until the next one."""
    used = [label for label in SCALE if label in {one.value for one in moments}]
    shown = [one for one in moments if one.value in used]
    heights = [used.index(one.value) for one in shown]
    times = [one.at for one in shown]
    axes.step([*times, now], [*heights, heights[-1]], where="post", color=colour, linewidth=2)
    axes.plot(times, heights, "o", color=colour)
    for at, height, one in zip(times, heights, shown, strict=True):
        axes.annotate(
            _short(one.source), (at, height), xytext=(5, 4), textcoords="offset points", fontsize=7, color="#555555"
        )
    axes.set_yticks(range(len(used)), [humanise(label) for label in used])
    axes.set_ylim(-0.5, len(used) - 0.5)


def _draw_points(axes: Any, moments: Sequence[Moment], colour: str, now: datetime) -> None:
    """Draw each value as a point with its label, on three levels so that neighbours do not hide each other."""
    axes.set_yticks([])
    axes.set_ylim(-0.6, 3.2)
    axes.axhline(0, color=colour, alpha=0.4, linewidth=1)
    for number, one in enumerate(moments):
        level = number % 3 + 0.4
        status = f" ({humanise(one.status)})" if one.status else ""
        label = humanise(one.value) + status
        axes.plot([one.at, one.at], [0, level], color=colour, alpha=0.4, linewidth=1)
        axes.plot([one.at], [0], "o", color=colour)
        axes.text(one.at, level, _short(label), fontsize=9, ha="center", va="bottom", color="#222222")
        axes.text(one.at, -0.15, _short(one.source), fontsize=7, ha="center", va="top", color="#555555")


def _short(text: str) -> str:
    return _safe(text if len(text) <= MAX_LABEL else text[: MAX_LABEL - 1].rstrip() + "…")


def _safe(text: str) -> str:
    """Return text in which a dollar sign starts no formula and every character can be drawn."""
    return "".join(char if ord(char) in _glyphs() else "?" for char in text).replace("$", r"\$")


@cache
def _glyphs() -> frozenset[int]:
    """Return the characters that the font has, which comes with matplotlib."""
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont(_FONT)).get_charmap()) - frozenset(range(32))
