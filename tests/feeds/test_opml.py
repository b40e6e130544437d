"""OPML: what other readers export comes in, what we export comes back, and nothing hostile gets through."""

import sys
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.opml import parse_opml, render_opml

NESTED = """<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0"><head><title>Mine</title></head><body>
  <outline text="Häfen"><outline type="rss" text="Hafen &amp; Meer" title="Hafen &amp; Meer" xmlUrl="https://hafen.example/feed?a=1&amp;b=2"/>
    <outline text="Deep"><outline text="Паром" xmlUrl="http://parom.example/rss"/></outline></outline>
  <outline text="Again" xmlUrl="http://parom.example/rss"/><outline text="Script" xmlUrl="javascript:alert(1)"/>
  <outline text="File" xmlUrl="file:///etc/passwd"/><outline text="No address"/><outline xmlUrl="https://nameless.example/feed"/>
</body></opml>"""


def test_reads_nested_outlines() -> None:
    """Folders are walked through; each web address comes once, in order, with its title."""
    assert parse_opml(NESTED.encode()) == [
        ("Hafen & Meer", "https://hafen.example/feed?a=1&b=2"),
        ("Паром", "http://parom.example/rss"),
        ("", "https://nameless.example/feed"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251"])
def test_reads_other_encodings(encoding: str) -> None:
    """The declared encoding counts."""
    body = f'<?xml version="1.0" encoding="{encoding}"?><opml><body><outline text="Паром" xmlUrl="http://p.example/"/></body></opml>'
    assert parse_opml(body.encode(encoding)) == [("Паром", "http://p.example/")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"http://127.0.0.1/list.opml",
        b"/etc/passwd",
        b"{}",
        b"<html><p>No</html>",
        b"<opml/>",
        b"<" * 1000,
        b"\xff\xfe",
    ],
)
def test_what_is_no_opml_holds_no_feeds(body: bytes) -> None:
    """Addresses, paths, pages and nonsense hold nothing, and nothing is opened for them."""
    opened: list[object] = []
    watching = True

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event in ("open", "socket.connect", "socket.getaddrinfo"):
            opened.append((event, arguments))

    sys.addaudithook(hook)
    try:
        assert parse_opml(body) == []
    finally:
        watching = False
    assert not opened


def test_the_size_is_capped() -> None:
    """Over a megabyte is not read at all."""
    outlines = "".join(f'<outline text="a" xmlUrl="http://a.example/{at}"/>' for at in range(5_500))
    body = f"<opml><body>{outlines}</body></opml>".encode()
    assert len(parse_opml(body)) == 5_500
    assert parse_opml(body + b" " * 1_000_000) == []


def test_entity_bombs_and_external_entities_do_nothing() -> None:
    """Neither does the memory fill, nor does a file come into a title."""
    entities = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 12))
    doctype = f'<!DOCTYPE opml [<!ENTITY e0 "boom"><!ENTITY f SYSTEM "file:///etc/passwd">{entities}]>'
    body = f'{doctype}<opml><body><outline text="&e11;&f;" xmlUrl="http://a.example/"/></body></opml>'
    found = parse_opml(body.encode())
    assert len(repr(found)) < 1000
    assert "root:" not in repr(found)


FEEDS = st.lists(
    st.tuples(st.text(max_size=30), st.integers(0, 10**6).map(lambda number: f"https://a.example/feed?n={number}&x=1")),
    max_size=8,
    unique_by=lambda feed: feed[1],
)


@given(FEEDS)
def test_what_is_rendered_is_read_back(feeds: list[tuple[str, str]]) -> None:
    """Every export is well-formed XML and holds the same addresses."""
    text = render_opml(feeds, title="My <feeds> & more")
    assert ET.fromstring(text).tag == "opml"  # noqa: S314 - our own output
    assert [url for _, url in parse_opml(text.encode())] == [url for _, url in feeds]


@given(st.binary(max_size=300) | st.text(alphabet="<>&;\"'= opmlutine/xURL", max_size=200).map(str.encode))
def test_arbitrary_bytes_never_raise(body: bytes) -> None:
    """Whatever the bytes are, the answer is a list."""
    assert isinstance(parse_opml(b"<opml>" + body), list)
    assert isinstance(parse_opml(body), list)
