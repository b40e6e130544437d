"""The gazetteer: which words name a place, its main name, and which place lies in which.

Main names only, of cities over 100,000, capitals, countries and a curated list of summit places; the data is in
`place_names`, written by ``scripts/make_places.py``. "virtual" and "border:A-B" are places too, but no names: `venue`
makes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.monitor.facts import place_names
from bot.monitor.text import tokenize

VIRTUAL = "virtual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country as the gazetteer knows it. The capital may be "", the demonyms may be empty."""

    name: str
    capital: str
    demonyms: tuple[str, ...]


def border(first: str, second: str) -> str:
    """Return the name of the border of two countries.

    >>> border("Poland", "Belarus")
    'border:Belarus-Poland'
    """
    return "border:" + "-".join(sorted((first, second)))


def is_within(inner: str, outer: str) -> bool:
    """Return whether a place lies in another one, so that naming it only refines what is known.

    >>> is_within("Istanbul", "Turkey"), is_within("Turkey", "Istanbul")
    (True, False)
    """
    return outer in find_around(inner)


@lru_cache(maxsize=4_096)
def find_around(place: str) -> tuple[str, ...]:
    """Return the places that a place lies in, the nearest first.

    >>> find_around("Istanbul")
    ('Turkey',)
    """
    around = _around()
    found: list[str] = []
    while (outer := around.get(found[-1] if found else place)) is not None:
        found.append(outer)
    return tuple(found)


def find_country(name: str) -> Country | None:
    """Return the country of this name or of another spelling of it, or None."""
    return _countries().get(main_name(name))


def capital_of(name: str) -> str:
    """Return the capital of a country, or ""."""
    country = find_country(name) if name else None
    return country.capital if country else ""


@lru_cache(maxsize=4_096)
def main_name(name: str) -> str:
    """Return the main name of a spelling; a name that is no other spelling is returned as it is.

    >>> main_name("Kiev"), main_name("Türkiye"), main_name("Vienna")
    ('Kyiv', 'Turkey', 'Vienna')
    """
    return _variants().get(tokenize(name).words, name)


@cache
def main_names() -> frozenset[str]:
    """Return the main names of all places."""
    return frozenset(name for _, name in spellings().values()) | {VIRTUAL}


@cache
def spellings() -> Mapping[tuple[str, ...], tuple[str, str]]:
    """Return each spelling as folded words, with the spelling itself and the main name."""
    names = {name: name for line in place_names.CITIES.splitlines() for name in line.split("|")[1:]}
    names |= {name: name for name in _countries()}
    names |= dict(_pairs(place_names.VARIANTS))
    return {tokenize(spelling).words: (spelling, name) for spelling, name in names.items()}


@cache
def _variants() -> Mapping[tuple[str, ...], str]:
    return {tokenize(variant).words: name for variant, name in _pairs(place_names.VARIANTS)}


@cache
def _countries() -> Mapping[str, Country]:
    found = {}
    for line in place_names.COUNTRIES.splitlines():
        _, name, capital, demonyms = line.split("|")
        found[name] = Country(name=name, capital=capital, demonyms=tuple(filter(None, demonyms.split(","))))
    return found


def is_capital(name: str) -> bool:
    """Return whether the place is the capital of a country."""
    return name in _capitals()


@cache
def _capitals() -> frozenset[str]:
    return frozenset(country.capital for country in _countries().values())


@cache
def nationalities() -> Mapping[str, str]:
    """Return the country's name by demonym ("Swiss")."""
    return {word: country.name for country in _countries().values() for word in country.demonyms}


@cache
def _around() -> Mapping[str, str]:
    """Return the next larger place by place."""
    country = {line.split("|")[0]: line.split("|")[1] for line in place_names.COUNTRIES.splitlines()}
    around = {}
    for line in place_names.CITIES.splitlines():
        code, *names = line.split("|")
        around.update({name: country[code] for name in names if code in country and country[code] != name})
    return around | dict(_pairs(place_names.INSIDE))


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(left, right) for left, right in (line.split("|") for line in text.splitlines())]
