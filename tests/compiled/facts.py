"""Prints every fact of many articles, whole: `python -P -m tests.compiled.facts`, with the package to ask on the path.

The first line says where the package lies and which of its modules are compiled.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.machinery import EXTENSION_SUFFIXES
from itertools import groupby
from pathlib import Path

import bot.demo
from bot.demo.storyline import load_storyline
from bot.monitor.articles import Article
from bot.monitor.facts.extract import extract_facts
from bot.monitor.facts.fact import FactKind
from bot.monitor.facts.lists import WordLists
from bot.monitor.topics import Topic, TrackedFact
from bot.rulebooks import load_lists, load_rulebooks
from training.corpus import Storyline, read_corpus

EVERY = 15
"""Of so many storylines of the corpus one is read."""


def main() -> None:
    """Print the facts of an article below its id."""
    print(Path(bot.__path__[0]), *_compiled_modules())  # noqa: T201
    for article, topic in [*_corpus(), *_demo()]:
        print(article.id, *extract_facts(article, topic), sep="\n")  # noqa: T201


def _compiled_modules() -> list[str]:
    """Return the modules of the program that are loaded and compiled, by name."""
    return sorted(
        name
        for name, module in sys.modules.items()
        if name.startswith("bot.") and str(getattr(module, "__file__", "")).endswith(tuple(EXTENSION_SUFFIXES))
    )


def _corpus() -> Iterator[tuple[Article, Topic]]:
    """Yield items with topics that track all kinds of facts, of some storylines read by the rules alone."""
    storylines = [list(items) for _, items in groupby(read_corpus(), lambda item: item.storyline)]
    for at, items in enumerate(storylines[::EVERY]):
        lists = load_lists("en")
        topic = _topic(items[0].storyline, replace(lists, learnt=None) if at % 4 == 0 else lists)
        yield from ((item.article, topic) for item in items)


def _demo() -> Iterator[tuple[Article, Topic]]:
    """Yield the articles of the demo with its topics."""
    topics = load_rulebooks(Path(bot.demo.__file__).parent / "rules").topics
    for item in load_storyline().items:
        text = "\n\n".join(item.paragraphs)
        article = Article(id=item.id, title=item.title, text=text, published=item.published, language="en")
        yield from ((article, topic) for topic in topics)


def _topic(storyline: Storyline, lists: WordLists) -> Topic:
    facts = [TrackedFact(name=kind.value, kind=kind) for kind in FactKind if kind is not FactKind.NUMBER]
    facts += [TrackedFact(name=name, kind=FactKind.NUMBER, of=of) for name, of in storyline.numbers.items()]
    return Topic(id="t", title=storyline.name, lists=lists, parties=storyline.parties, facts=tuple(facts))


if __name__ == "__main__":
    main()
