"""Messages: styled text that nothing can be injected into."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.message import (
    MAX_SPANS,
    MAX_UNITS,
    Button,
    Draft,
    Message,
    Style,
    clean,
    mask_url,
    one_line,
    safe_url,
    units,
)
from tests.chat.settings import spans_of

TEXT = st.text(st.characters(codec=None), max_size=300)
LONG = st.builds(lambda text, times: text * times, st.text(min_size=1, max_size=80), st.integers(1, 200))


def assert_valid(message: Message) -> None:
    """Hold a message against what Telegram accepts."""
    length = len(message.text.encode("utf-16-le")) // 2
    assert 1 <= length <= MAX_UNITS
    assert len(message.spans) <= MAX_SPANS
    data = message.text.encode("utf-16-le")
    for span in message.spans:
        assert span.length > 0
        assert span.start >= 0
        assert span.start + span.length <= length
        data[2 * span.start : 2 * (span.start + span.length)].decode("utf-16-le")  # cuts no surrogate pair
        assert span.style is not Style.LINK or span.url.startswith(("http://", "https://"))
    hidden = [char for char in message.text if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co") and char != "\n"]
    assert hidden == []


@given(st.lists(st.tuples(TEXT | LONG, st.sets(st.sampled_from(Style), max_size=2), TEXT), max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_a_valid_message(parts: list[tuple[str, set[Style], str]]) -> None:
    """Whatever is added in whatever style, Telegram's limits hold, entities fit and nothing hidden is left."""
    draft = Draft()
    for text, styles, url in parts:
        draft.line(text, *(styles - {Style.LINK}), url=url)
    message = draft.build()
    assert_valid(message)
    assert_valid(message.to_plain())


@given(TEXT, st.lists(TEXT, max_size=5))
@settings(max_examples=100, deadline=None)
def test_marking_words_keeps_the_text(text: str, words: list[str]) -> None:
    """Words that stand out change nothing in the text itself."""
    assert_valid(Draft().marked(text, words).build())
    assert Draft().marked(text, words).build().text == Draft().add(text).build().text


def test_marks_whole_words_only() -> None:
    """A short word does not light up inside a longer one."""
    message = Draft().marked("Talks about the talkshow: TALKS", ["talks"]).build()
    assert spans_of(message, "bold") == ["Talks", "TALKS"]


def test_spans_count_in_utf16_units() -> None:
    """An emoji before a span shifts it by two."""
    message = Draft().add("🔔🔔 ").add("ring", Style.BOLD).build()
    assert (message.spans[0].start, message.spans[0].length) == (5, 4)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        ("a\u200bb\u2060c\ufeffd\u00ade", "abcde"),
        ("tab\there\x00\x07", "tab here"),
        ("line\u2028break\r\nnext", "line\nbreak\nnext"),
        ("\ud800lone", "lone"),
        ("blank\u3164\u2800s", "blanks"),
        ("z" + "\u0336" * 30, "z" + "\u0336" * 4),
    ],
)
def test_hidden_characters_go(given: str, shown: str) -> None:
    """Bidirectional, zero-width and control characters, fillers and piles of marks do not reach the chat."""
    assert clean(given) == shown


@pytest.mark.parametrize("text", ["@admin look", "tap /unsub now", "(/start)", "hi @everyone_here"])
def test_no_mentions_or_commands_out_of_news(text: str) -> None:
    """An at sign or slash before a name gets a gap that can be seen, so that Telegram makes no link of it."""
    shown = clean(text)
    assert shown.replace("\u202f", "") == text
    assert "\u202f" in shown


def test_slashes_and_addresses_inside_words_stay() -> None:
    """Dates, paths and e-mail addresses are left as they are."""
    text = "12/05 and/or me@example.org https://example.org/a/b"
    assert clean(text) == text


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "tg://resolve?domain=x", "ftp://example.org/", "https://", "https://a b.example/", "",
     "https://me:pw@example.org/", "http://exa\u202emple.org/", "https://[::1", "file:///etc/passwd",
     "https://example.org/" + "a" * 3000],
)  # fmt: skip
def test_only_web_links(url: str) -> None:
    """What is no plain http(s) address becomes no link."""
    assert safe_url(url) is None
    assert Draft().add("text", url=url).build().spans == ()


def test_cuts_at_a_word() -> None:
    """A text that is too long ends at a word, with an ellipsis, at no more than Telegram's limit."""
    message = Draft().add("word 🔔 " * 2000).build()
    assert units(message.text) <= MAX_UNITS
    assert message.text.endswith(("word…", "🔔…"))


def test_an_empty_message_is_still_one() -> None:
    """Nothing but hidden characters gives an ellipsis; Telegram refuses empty texts."""
    assert Draft().add("\u200b\u202e  ").build().text == "…"


def test_one_line_cuts_at_a_word() -> None:
    """A label is one line, and cut between words."""
    assert one_line("Talks\nin the   harbour of Oslo", 20) == "Talks in the…"


def test_secrets_in_addresses_are_masked() -> None:
    """Names, passwords and the values of a query are not shown."""
    assert mask_url("https://u:p@example.org/f?token=abc&n=1#x") == "https://example.org/f?token=…&n=…"


def test_button_data_has_a_limit() -> None:
    """Data that Telegram would refuse is a mistake of ours, found at once."""
    with pytest.raises(ValueError, match="64 bytes"):
        Button(text="x", data="é" * 33)


def test_plain_keeps_what_matters() -> None:
    """Without styles the address goes into the text and the other buttons stay."""
    rows = [[Button(text="Open", url="https://example.org/1"), Button(text="Why?", data="why:1")]]
    plain = Draft().add("News", Style.BOLD).build(rows).to_plain()
    assert plain.text == "News\nhttps://example.org/1"
    assert plain.spans == ()
    assert [button.text for row in plain.buttons for button in row] == ["Why?"]
