"""Parsing: identity, dates, links, encodings and text of real-life feeds; nothing ever raises."""

import gc
import os
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.items import MAX_ITEMS
from bot.feeds.parse import FeedItem, NotAFeed, ParsedFeed, clamp_published, parse_feed, root_element
from bot.monitor.articles import MAX_TEXT, MAX_TITLE
from tests.feeds.conftest import item, rss

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def read(body: str | bytes, **header: str) -> ParsedFeed:
    """Parse what must be a feed."""
    data = body.encode() if isinstance(body, str) else body
    feed = parse_feed(data, **{"base_url": "https://harbour.example/feed.xml", **header})
    assert isinstance(feed, ParsedFeed), feed
    return feed


def only(body: str | bytes, **header: str) -> FeedItem:
    """Parse what must be a feed of one item."""
    (single,) = read(body, **header).items
    return single


def bare(content: str) -> FeedItem:
    """Parse an RSS item that is given whole."""
    return only(rss(f"<item>{content}</item>"))


def test_reads_rss() -> None:
    """The feed and its item come out as plain values."""
    more = "<description>Fog on the strait.</description><pubDate>Tue, 24 Nov 2026 09:30:00 +0300</pubDate>"
    feed = read(rss(item(more=more), head="<language>en-GB</language><ttl>30</ttl>"))
    assert (feed.title, feed.link, feed.ttl, feed.language) == ("Harbour Post", "https://harbour.example/", 30, "en")
    (ferry,) = feed.items
    assert (ferry.key, ferry.title, ferry.text) == ("a1", "Ferry late", "Fog on the strait.")
    assert (ferry.url, ferry.language) == ("https://harbour.example/1", "en")
    assert ferry.published == datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


AGGREGATED = """<title>Quake hits Crete - Hull Daily Mail</title><link>https://news.aggregator.example/articles/1</link>
  <description>&lt;a href="https://news.aggregator.example/articles/1"&gt;Quake hits Crete&lt;/a&gt;&amp;nbsp;&amp;nbsp;
  &lt;font color="#6f6f6f"&gt;Hull Daily Mail&lt;/font&gt;</description>
  <source url="https://www.hullmail.example">Hull Daily Mail</source>"""


def test_reads_who_published_what_an_aggregator_passes_on() -> None:
    """The source's address is kept, its name goes off the title, and a text that only repeats both is none."""
    quake = bare(AGGREGATED)
    assert (quake.title, quake.text, quake.source) == ("Quake hits Crete", "", "https://www.hullmail.example")
    longer = bare(AGGREGATED.replace("</description>", " A pier fell.</description>"))
    assert longer.text.endswith("A pier fell.")
    unnamed = bare(AGGREGATED.replace("<source", "<other").replace("</source", "</other"))
    assert (unnamed.title, unnamed.source) == ("Quake hits Crete - Hull Daily Mail", "")
    odd = bare(AGGREGATED.replace("https://www.hullmail.example", "javascript:alert(1)"))
    assert odd.source == ""


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://hafen.example/blog/">
  <title type="html">Hafen &amp;amp; Meer</title><link rel="self" href="feed.xml"/><link href="/"/>
  <entry><id>post-7</id><title>Fähre</title><link href="7.html"/><updated>2026-11-24T10:00:00Z</updated>
  <published>2026-11-23T10:00:00+01:00</published><summary>Kurz.</summary>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Erster Absatz.</p><p>Zweiter.</p></div></content>
  </entry>
</feed>"""


def test_reads_atom() -> None:
    """xml:base counts for links and not for ids; the longer of summary and content is the text."""
    feed = read(ATOM)
    assert (feed.title, feed.link, feed.language) == ("Hafen & Meer", "https://hafen.example/", "de")
    (post,) = feed.items
    assert (post.key, post.url) == ("post-7", "https://hafen.example/blog/7.html")
    assert post.text == "Erster Absatz.\n\nZweiter."
    assert post.published == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_reads_rdf() -> None:
    """RSS 1.0 is read as well."""
    feed = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        '<channel rdf:about="https://a.example/"><title>Old</title></channel>'
        '<item rdf:about="https://a.example/1"><title>One</title><link>https://a.example/1</link></item></rdf:RDF>'
    )
    assert [(entry.key, entry.title) for entry in feed.items] == [("https://a.example/1", "One")]


JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "home_page_url": "/",
 "language": "en-US",
 "items": [
  {"id": "1", "url": "/one", "title": "Tom & <Jerry>", "content_html": "<p>One.</p><p>Two &amp; three.</p>",
   "date_published": "2026-11-24T10:00:00+02:00"},
  {"id": 2, "content_text": "Plain <b>text</b>\\n\\nstays.", "date_published": "yesterday", "language": "fr"},
  {"url": "javascript:alert(1)", "summary": "No id."}, {"id": "1", "title": "Again"}, "nonsense", {"id": "empty"},
  null]}"""


def test_reads_json_feed() -> None:
    """JSON Feed: relative links, numbers as ids, plain text left as it is; odd items are passed over."""
    feed = read(JSON_FEED, content_type="application/feed+json")
    assert (feed.title, feed.link, feed.language) == ("Harbour", "https://harbour.example/", "en")
    one, two, three = feed.items
    assert (one.key, one.url, one.title) == ("1", "https://harbour.example/one", "Tom & <Jerry>")
    assert (one.text, one.published) == ("One.\n\nTwo & three.", datetime(2026, 11, 24, 8, tzinfo=UTC))
    assert (two.key, two.text, two.published, two.language) == ("2", "Plain <b>text</b>\n\nstays.", None, "fr")
    assert (three.key, three.url) == (three.content_hash, "")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "not a feed"),
        (b"   ", "not a feed"),
        (b"<!DOCTYPE html><html><body>Hello</body></html>", "web page"),
        (b"<!-- hi --><HTML><head>", "web page"),
        (b"<opml version='2.0'/>", "OPML"),
        (b'{"version": 3}', "JSON"),
        (b"{", "JSON"),
        (b"<svg/>", "not a feed"),
        (b"\x89PNG\r\n\x1a\n", "not a feed"),
        (b"https://example.org/feed", "not a feed"),
        (b"[1]", "not a feed"),
        (b"<?xml version='1.0'?><urlset/>", "not a feed"),
        (b"\xff\xfe\x00", "not a feed"),
    ],
)
def test_says_what_is_no_feed(body: bytes, words: str) -> None:
    """Pages, lists, pictures and nothing at all are named, not parsed."""
    found = parse_feed(body)
    assert isinstance(found, NotAFeed)
    assert words in found.message


@pytest.mark.parametrize(
    "body", [b"/etc/passwd", b"file:///etc/passwd", b"http://127.0.0.1:1/feed", b"/etc/hostname\n"]
)
def test_a_body_that_is_a_path_opens_nothing(body: bytes) -> None:
    """A hostile server that answers with a path or an address does not make us open it."""
    opened: list[object] = []
    watching = True

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event in ("open", "socket.connect", "socket.getaddrinfo", "urllib.Request"):
            opened.append((event, arguments))

    gc.collect()
    sys.addaudithook(hook)
    try:
        found = parse_feed(body)
        wrapped = parse_feed(rss(item(body.decode())).encode())
    finally:
        watching = False
    assert isinstance(found, NotAFeed)
    assert isinstance(wrapped, ParsedFeed)
    assert not opened


def test_external_entities_are_not_read(tmp_path: os.PathLike[str]) -> None:
    """A document type that names a file does not bring that file into the text."""
    secret = os.path.join(tmp_path, "secret")  # noqa: PTH118 - a path as the attacker writes it
    with open(secret, "w") as file:  # noqa: PTH123 - likewise
        file.write("hidden words")
    doctype = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}">]>'
    feed = parse_feed(
        f"{doctype}<rss version='2.0'><channel><item><title>a &x; b</title></item></channel></rss>".encode()
    )
    assert "hidden" not in repr(feed)


def test_entity_bombs_end() -> None:
    """Entities within entities do not fill the memory."""
    entities = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 12))
    body = (
        f'<!DOCTYPE rss [<!ENTITY e0 "boom">{entities}]><rss><channel><item><title>&e11;</title></item></channel></rss>'
    )
    assert len(repr(parse_feed(body.encode()))) < 100_000


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("<guid>tag:x,2026:1</guid><title>A</title><link>https://a.example/1</link>", "tag:x,2026:1"),
        ("<guid>17</guid><title>A</title><link>https://a.example/1</link>", "17"),
        ("<title>A</title><link>https://a.example/1</link>", "https://a.example/1"),
        ("<title>A</title><link>/1</link>", "https://harbour.example/1"),
        ("<guid> </guid><title>A</title><link>https://a.example/1</link>", "https://a.example/1"),
    ],
)
def test_the_key_is_the_raw_guid_or_the_link(content: str, key: str) -> None:
    """The guid as it stands in the feed; without one the link."""
    assert bare(content).key == key


def test_the_key_of_a_nameless_item_is_a_hash_of_its_words() -> None:
    """Same words, same key; other words, another."""
    first, again, other = bare("<title>A</title>"), bare("<title>A</title>"), bare("<title>B</title>")
    assert first.key == again.key == first.content_hash
    assert first.key != other.key


def test_the_key_does_not_change_when_the_feed_moves() -> None:
    """A relative guid is not resolved, neither against the feed's address nor against xml:base."""
    assert only(rss(item(guid="7"))).key == only(rss(item(guid="7")), base_url="https://new.example/").key
    assert only(ATOM).key == only(ATOM.replace("hafen.example/blog", "new.example")).key


def test_an_edit_keeps_the_key_and_changes_the_hash() -> None:
    """A new headline under a known guid is a revision; a new link alone is none."""
    before, edited, moved = (
        only(rss(item())),
        only(rss(item("Ferry cancelled"))),
        only(rss(item(link="https://b.example/"))),
    )
    assert before.key == edited.key == moved.key
    assert before.content_hash != edited.content_hash
    assert before.content_hash == moved.content_hash


def test_the_first_of_equal_keys_wins() -> None:
    """Repeated guids count once."""
    assert [entry.title for entry in read(rss(item("One"), item("Two"), item("Three", guid="b"))).items] == [
        "One",
        "Three",
    ]


def test_a_huge_key_is_hashed() -> None:
    """A guid of 100,000 characters does not become a key of that size."""
    assert len(only(rss(item(guid="x" * 4_000))).key) == 32
    assert len(only(rss(item(guid="x" * 100_000))).key) <= 500


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://a.example/x?a=1&amp;b=2", "https://a.example/x?a=1&b=2"),
        ("/x", "https://harbour.example/x"),
        ("x", "https://harbour.example/x"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("mailto:a@b.example", ""),
        ("http://[", ""),
        ("  https://a.example/y\n ", "https://a.example/y"),
        ("https://", ""),
        ("tg://resolve?domain=x", ""),
        ("https://a.example/" + "x" * 3000, ""),
    ],
)
def test_links_are_web_addresses_or_nothing(link: str, url: str) -> None:
    """Relative links are resolved; everything but http(s) is dropped."""
    assert only(rss(item(link=link))).url == url


def test_a_guid_that_is_no_address_is_no_link() -> None:
    """A guid claims by default to be an address; "17" is none."""
    assert bare("<guid>17</guid><title>A</title>").url == ""
    assert bare("<guid>https://a.example/17</guid><title>A</title>").url == "https://a.example/17"


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Tue, 24 Nov 2026 10:00:00 GMT", datetime(2026, 11, 24, 10, tzinfo=UTC)),
        ("2026-11-24T10:00:00+02:00", datetime(2026, 11, 24, 8, tzinfo=UTC)),
        ("Tue, 24 Nov 2026 10:00:00 EST", datetime(2026, 11, 24, 15, tzinfo=UTC)),
        ("вторник, 24 ноября", None),
        ("", None),
        ("0000-00-00", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("soon", None),
    ],
)
def test_reads_dates(date: str, expected: datetime | None) -> None:
    """Dates come out in UTC, independent of the machine's zone; what is unreadable is None."""
    assert only(rss(item(more=f"<pubDate>{date}</pubDate>"))).published == expected


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (NOW - timedelta(days=1), NOW - timedelta(days=1)),
        (NOW + timedelta(minutes=59), NOW + timedelta(minutes=59)),
        (None, NOW),
        (NOW + timedelta(hours=3), NOW),
        (datetime(1763, 1, 1, tzinfo=UTC), NOW),
        (datetime(2999, 1, 1, tzinfo=UTC), NOW),
    ],
)
def test_clamps_absurd_dates(published: datetime | None, expected: datetime) -> None:
    """Two years back and one hour ahead are believed; otherwise the fetch time counts."""
    assert clamp_published(published, NOW) == expected


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("&lt;p&gt;One &lt;b&gt;two&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;Three.&lt;/p&gt;", "One two.\n\nThree."),
        ("<![CDATA[A<br>B<br/><br/>C]]>", "A\nB\n\nC"),
        ("<![CDATA[<ul><li>One<li>Two</ul>]]>", "One\n\nTwo"),
        ("<![CDATA[<script>evil()</script>Good<style>p{}</style>]]>", "Good"),
        ("AT&amp;amp;T &amp;lt;b&amp;gt;", "AT&T <b>"),
        ("<![CDATA[5 < 6 & 7]]>", "5 < 6 & 7"),
        ("<![CDATA[<img src=x onerror=alert(1)>Photo]]>", "Photo"),
        ("<![CDATA[<p>Cut off <b>he]]>", "Cut off he"),
        ("One line\n of a paragraph.\n\n\n  Another.", "One line of a paragraph.\n\nAnother."),
        ("a\u00adb\u200bc\u202ed\ufeff", "abcd"),
        ("<![CDATA[<table><tr><td>Oslo</td><td>3</td></tr></table>]]>", "Oslo 3"),
        ("<![CDATA[Words<!-- hidden --> here]]>", "Words here"),
    ],
)
def test_text_is_plain_and_paragraphs_survive(markup: str, text: str) -> None:
    """Tags, scripts and entities go; blocks become paragraphs."""
    assert only(rss(item(more=f"<description>{markup}</description>"))).text == text


def test_titles_are_one_plain_line() -> None:
    """Markup, entities and line breaks go out of titles."""
    assert only(rss(item("Talks &amp;amp; &lt;i&gt;tea&lt;/i&gt;\n in  Oslo"))).title == "Talks & tea in Oslo"


def test_the_longer_of_summary_and_content_is_the_text() -> None:
    """content:encoded wins over a teaser, and a full description over an empty content."""
    assert (
        only(rss(item(more="<description>Teaser</description><content:encoded>The whole text</content:encoded>"))).text
        == "The whole text"
    )
    assert (
        only(rss(item(more="<description>The whole text</description><content:encoded>-</content:encoded>"))).text
        == "The whole text"
    )


def test_lengths_and_numbers_are_capped() -> None:
    """Titles, texts and the number of items are bounded; the newest items stay, in the feed's order."""
    long = only(rss(item("t" * 5_000, more=f"<description>{'w ' * 100_000}</description>")))
    assert (len(long.title), len(long.text)) == (MAX_TITLE, MAX_TEXT)
    days = [f"<pubDate>{(NOW - timedelta(days=600 - at)):%a, %d %b %Y %H:%M:%S} GMT</pubDate>" for at in range(600)]
    feed = read(rss(*(item(f"n{at}", guid=str(at), more=day) for at, day in enumerate(days))))
    assert [entry.key for entry in feed.items] == [str(at) for at in range(600 - MAX_ITEMS, 600)]


@pytest.mark.parametrize(
    ("encoding", "charset", "declared"),
    [
        ("utf-8", "iso-8859-1", "utf-8"),
        ("utf-8", "", "iso-8859-1"),
        ("utf-8", "us-ascii", ""),
        ("windows-1251", "windows-1251", ""),
        ("windows-1251", "", "windows-1251"),
        ("utf-16", "", "utf-16"),
        ("utf-16-le", "", ""),
        ("utf-8-sig", "windows-1251", ""),
        ("koi8-r", "koi8-r", "koi8-r"),
        ("windows-1251", "no-such-charset", "windows-1251"),
        ("windows-1251", "zlib", "windows-1251"),
    ],
)
def test_reads_the_right_letters_whatever_the_server_says(encoding: str, charset: str, declared: str) -> None:
    """Valid UTF-8 wins over a wrong header or declaration; otherwise what is said counts."""
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    body = declaration + rss(item("Паром опоздал")).partition("?>")[2]
    assert only(body.encode(encoding), charset=charset, content_type="text/xml").title == "Паром опоздал"


def test_one_broken_byte_does_not_garble_the_feed() -> None:
    """A feed that says UTF-8 and has a bad byte loses that letter only."""
    body = rss(item("Паром"), item("Порт", guid="b")).encode().replace("Порт".encode(), b"\xd0\xff" + "рт".encode())
    assert read(body, charset="utf-8").items[0].title == "Паром"
    assert read(body).items[0].title == "Паром"


def test_a_malformed_feed_is_read_with_a_warning() -> None:
    """What can be read is read."""
    feed = read(rss(item()).replace("</channel></rss>", "<item><title>Cut"))
    assert feed.items[0].title == "Ferry late"
    assert feed.warning


def test_control_characters_do_not_cost_the_feed() -> None:
    """A form feed in a title, which XML forbids, is dropped."""
    feed = read(rss(item("Ferry\x0c late\x00")))
    assert (feed.items[0].title, feed.warning) == ("Ferry late", "")


def test_half_characters_cannot_reach_the_database() -> None:
    """A lone surrogate from JSON is dropped: it cannot be written as UTF-8."""
    title = only(
        r'{"version":"https://jsonfeed.org/version/1","items":[{"id":"\ud800","title":"a\ud800b\u0000"}]}'
    ).title
    assert title == "ab"


@given(st.binary(max_size=400))
def test_arbitrary_bytes_never_raise(body: bytes) -> None:
    """Whatever the bytes are, the answer is a value."""
    parse_feed(body, charset="koi8-r", content_type="text/xml", base_url="https://a.example/")


FRAGMENTS = [
    "<rss version='2.0'>",
    "<channel>",
    "<item>",
    "</item>",
    "<title>",
    "</title>",
    "<guid>",
    "<link>",
    "<link href='",
    "'/>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?xml version='1.0' encoding='",
    "?>",
    "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='",
    "'>",
    "<entry>",
    "<id>",
    "<updated>",
    "<content type='xhtml'>",
    "<div>",
    "&amp;",
    "&#x110000;",
    "&#0;",
    "&x;",
    "<!DOCTYPE rss [",
    "<!ENTITY a 'b'>",
    "]>",
    "http://[",
    "//",
    "<itunes:x a='1'>",
    "<pubDate>",
    "-1-01-01",
    "Mon, 32 Foo 99999",
    "<ttl>",
    "9" * 30,
    '{"version":"https://jsonfeed.org/version/1"',
    ',"items":[',
    '{"id":',
    "1e999",
    "}",
    "]",
    "<media:content url='",
    "<svg>",
    "<base href='x'>",
    "<xhtml:div>",
    "<description>",
    "</description>",
    "\ud7ff",
    "\ufffe",
]


@given(
    st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=6), max_size=30),
    st.sampled_from(["<rss>", "<feed>", "{", ""]),
)
def test_pieces_of_feeds_never_raise_and_yield_storable_values(pieces: list[str], start: str) -> None:
    """However the pieces of feeds are put together, keys are distinct and everything can be stored."""
    feed = parse_feed((start + "".join(pieces)).encode("utf-8", "replace"), base_url="https://a.example/")
    if isinstance(feed, ParsedFeed):
        assert len({entry.key for entry in feed.items}) == len(feed.items)
        for entry in feed.items:
            assert entry.key
            assert "\0" not in "".join((entry.key, entry.title, entry.text, entry.url)).encode().decode()
            assert not entry.url or entry.url.startswith(("http://", "https://"))
            clamp_published(entry.published, NOW)


@given(st.text(alphabet="<>!-?[]rshtml/ \n", max_size=200))
def test_sniffing_ends_with_a_name_or_nothing(text: str) -> None:
    """The search for the first element always ends."""
    assert "<" not in root_element(text)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("late &#xD83D;&#xDE00; again", "late 😀 again"),
        ("late &#55357;&#56832; again", "late 😀 again"),
        ("late &#xD800; again", "late again"),
        ("late &#55357; again", "late again"),
        ("late &#99999999999999; &#x110000; again", "late again"),
        ("late &#0; &#7; &#xFFFF; again", "late again"),
        ("late &#39;again&#x27;", "late 'again'"),
    ],
)
def test_a_reference_to_no_character_does_not_cost_the_feed(written: str, read: str) -> None:
    """Halves of characters are put together or left out, numbers that name none too; the feed is read."""
    parsed = parse_feed(rss(item(written), item("Another", guid="b")).encode())
    assert isinstance(parsed, ParsedFeed)
    assert [one.title for one in parsed.items] == [read, "Another"]
    assert parsed.warning == ""
