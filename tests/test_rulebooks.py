"""The rulebooks of a folder, the shipped ones among them, and the page that describes them."""

import itertools
import json
import re
from pathlib import Path

import jsonschema
import pytest
from pydantic import BaseModel

from bot.monitor import case_schema, rulebook_schema
from bot.monitor.cases import parse_cases, run_case
from bot.monitor.facts.lists import WordLists
from bot.monitor.query import parse_query
from bot.monitor.rulebook import parse_rulebook
from bot.monitor.topics import Topic
from bot.rulebooks import (
    GoneTopic,
    Reloaded,
    files_mark,
    load_cases,
    load_lists,
    load_rulebooks,
    reload_rulebooks,
    shipped_rules_dir,
)
from bot.rulebooks_schema import schemas

GOOD = "topics: {%s: {title: T}}\nrules: [{id: a, kind: keywords, query: fjord}]\nfeeds: [https://a.example.org]\n"
PAGE = (Path(__file__).parent.parent / "docs" / "rulebook.md").read_text(encoding="utf-8")
ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FENCED = [text for page in PAGES for text in FENCE.findall(page.read_text(encoding="utf-8"))]
SAMPLES = [text for text in FENCED if "\ntests:" not in text]
CASES = [text for text in FENCED if "\ntests:" in text]
BLOCKS = [
    block
    for block in [*vars(rulebook_schema).values(), *vars(case_schema).values()]
    if isinstance(block, type) and issubclass(block, rulebook_schema.Block) and block is not rulebook_schema.Block
]


def test_one_broken_rulebook_never_stops_the_others(tmp_path: Path) -> None:
    """Good books are in force; each broken one is told with its file."""
    (tmp_path / "a.yaml").write_text(GOOD % "one")
    (tmp_path / "b.yaml").write_text("titel: x\n")
    (tmp_path / "c.yml").write_bytes(b"title: ok\nlanguage: \xff\n")
    (tmp_path / "d.yaml").write_bytes(b"#" * (300 * 1024))
    (tmp_path / "e.yaml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "f.yaml").write_bytes(b"\xef\xbb\xbf" + (GOOD % "two").encode())
    (tmp_path / ".hidden.yaml").write_text("not: this")
    (tmp_path / "notes.txt").write_text("not: this")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "g.yaml").write_text("not: this")
    books = load_rulebooks(tmp_path)
    assert [book.name for book in books.books] == ["a", "f"]
    assert [rule.id for rule in books.rules] == ["a/a", "f/a"]
    assert [topic.id for topic in books.topics] == ["one", "two"]
    assert [feed.url for feed in books.feeds] == ["https://a.example.org"]
    assert [str(problem).removeprefix(f"{tmp_path}/") for problem in books.problems] == [
        "b.yaml:1:1: unknown field 'titel'; did you mean 'title'?",
        "c.yml:2:1: the file is not UTF-8; save it as UTF-8",
        "d.yaml:1:1: the file is larger than 256 KB",
        "e.yaml:1:1: cannot be read: No such file or directory",
    ]


def test_names_are_unique_over_all_books(tmp_path: Path) -> None:
    """The second book that uses a taken name is left out, with the place of the name."""
    (tmp_path / "a.yaml").write_text(GOOD % "one")
    (tmp_path / "b.yaml").write_text("title: B\n" + GOOD % "one")
    (tmp_path / "c.yaml").write_text("rulebook: a\n")
    books = load_rulebooks(tmp_path)
    assert [book.name for book in books.books] == ["a"]
    assert [str(problem).replace(f"{tmp_path}/", "") for problem in books.problems] == [
        "b.yaml:2:10: the topic 'one' is in a.yaml; choose another id",
        "c.yaml:1:1: the rulebook 'a' is a.yaml; give this one another name: rulebook: ...",
    ]


def test_a_former_id_is_of_one_topic_over_all_books(tmp_path: Path) -> None:
    """What is in use elsewhere, or was another topic's before, cannot be taken over: who would have the subscribers?"""
    (tmp_path / "a.yaml").write_text("topics: {one: {title: One, was: uno}}\n")
    (tmp_path / "b.yaml").write_text("topics: {two: {title: Two, was: one}}\n")
    (tmp_path / "c.yaml").write_text("topics: {uno: {title: Uno}, tre: {title: Tre, was: uno}}\n")
    books = load_rulebooks(tmp_path)
    assert [book.name for book in books.books] == ["a"]
    told = "is the id, or the former id ('was'), of a topic in a.yaml; one can have it"
    assert [str(problem).replace(f"{tmp_path}/", "") for problem in books.problems] == [
        f"b.yaml:1:33: 'one' {told}",
        "c.yaml:1:52: 'uno' is a topic still; 'was' is for the id that a topic had before",
    ]
    (tmp_path / "c.yaml").write_text("topics: {uno: {title: Uno}, tre: {title: Tre}}\n")
    assert str(load_rulebooks(tmp_path).problems[1]).replace(f"{tmp_path}/", "") == f"c.yaml:1:10: 'uno' {told}"


def test_a_topic_that_is_gone_has_probably_become_the_one_like_it() -> None:
    """By its title when one topic has it, else by an id like its own; none when nothing is like it."""
    lists = WordLists("en", ())
    topics = [Topic(id="quay", title="Harbour", lists=lists), Topic(id="harbour-strikes", title="S", lists=lists)]
    for gone, heir in (
        (GoneTopic(id="harbour-strike", title="Harbour", chats=1), "quay"),
        (GoneTopic(id="harbour-strike", title="The strike", chats=1), "harbour-strikes"),
        (GoneTopic(id="zzz", title="Z", chats=1), None),
    ):
        found = gone.find_heir(topics)
        assert (found.id if found else None) == heir


def test_the_widest_windows_count(tmp_path: Path) -> None:
    """All books see the same stories, so the widest windows and highest thresholds are in force: in doubt it rings."""
    (tmp_path / "a.yaml").write_text("stories: {window: 24h, copy_lead: 40}")
    (tmp_path / "b.yaml").write_text("stories: {window: 3d, copy_lead: 30, report: 0}")
    stories = load_rulebooks(tmp_path).stories
    assert stories.window is not None
    assert (stories.window.days, stories.report_window) == (3, None)
    assert (stories.copy_lead, stories.report, stories.copy_title) == (40, 0, None)


def test_a_folder_brings_its_own_word_lists(tmp_path: Path) -> None:
    """A language's lists come from the folder, else from the shipped ones; a broken file leaves the shipped ones."""
    book = "language: %s\ntopics: {t-%s: {title: T, about: x, facts: [venue]}}\n"
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "fi.yaml").write_text("language: fi\nmeeting: [kokous]\nnegation: [ei, on, no]\n")
    (tmp_path / "lists" / "en.yaml").write_text("language: en\nmeeting: [talk]\nnegatoin: [no]\n")
    (tmp_path / "lists" / "de.yaml").write_text("language: en\n")
    (tmp_path / "lists" / "fr.yaml").write_text("- a\n")
    for language in ("en", "fi"):
        (tmp_path / f"{language}.yaml").write_text(book % (language, language))
    books = load_rulebooks(tmp_path)
    english, finnish = (topic.lists for topic in books.topics)
    assert finnish.phrases("negation") == ("ei", "on", "no")
    assert len(english.phrases("negation")) > 1
    assert [str(problem).removeprefix(f"{tmp_path}/lists/") for problem in books.problems] == [
        "de.yaml:1:1: these lists are for 'en', so the file must be called en.yaml",
        "en.yaml:3:1: negatoin: there is no such word list; did you mean negation?",
        "fr.yaml:1:1: word lists are a block: a list of phrases for each role",
    ]


def test_a_folder_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    """A missing folder gives no books and one problem."""
    books = load_rulebooks(tmp_path / "missing")
    assert books.books == ()
    assert [problem.message for problem in books.problems] == ["cannot be read: No such file or directory"]


def words(query: str) -> str:
    """Return a rulebook with one rule on words."""
    return f"rules: [{{id: a, kind: keywords, query: {query}}}]\n"


def in_force(found: Reloaded) -> list[str]:
    """Return the queries that are in force, in order."""
    return [rule.query.text for rule in found.rulebooks.rules if rule.query]


def test_a_rulebook_that_became_wrong_stays_as_it_was(tmp_path: Path) -> None:
    """The others change; once it is right again it is what it says now, and that is told."""
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.yaml").write_text(words(name))
    old = load_rulebooks(tmp_path)
    (tmp_path / "a.yaml").write_text("rulez: []\n")
    (tmp_path / "b.yaml").write_text(words("changed"))
    (tmp_path / "c.yaml").unlink()
    (tmp_path / "d.yaml").write_text(words("d"))
    found = reload_rulebooks(old)
    assert in_force(found) == ["a", "changed", "d"]
    assert (found.changed, found.removed, found.kept) == (("b", "d"), ("c",), ("a",))
    assert [Path(problem.file).name for problem in found.rulebooks.problems] == ["a.yaml"]
    again = reload_rulebooks(found.rulebooks)
    assert in_force(again) == ["a", "changed", "d"]
    assert again.kept == ("a",)
    (tmp_path / "a.yaml").write_text(words("mended"))
    last = reload_rulebooks(again.rulebooks)
    assert in_force(last) == ["mended", "changed", "d"]
    assert (last.changed, last.kept, last.is_mended) == (("a",), (), True)
    assert not reload_rulebooks(last.rulebooks).is_news


def test_word_lists_that_became_wrong_keep_the_books_of_their_language(tmp_path: Path) -> None:
    """The shipped lists must not silently take the place of those that a person has just mistyped."""
    (tmp_path / "lists").mkdir()
    lists = tmp_path / "lists" / "en.yaml"
    lists.write_text("language: en\nmeeting: [kokous]\n")
    (tmp_path / "a.yaml").write_text("language: en\ntopics: {t: {title: T, about: x, facts: [venue]}}\n")
    old = load_rulebooks(tmp_path)
    lists.write_text("language: en\nmeting: [kokous]\n")
    found = reload_rulebooks(old)
    assert found.kept == ("a",)
    assert found.rulebooks.topics[0].lists.phrases("meeting") == ("kokous",)


def test_an_old_book_gives_way_to_a_new_one_with_its_names(tmp_path: Path) -> None:
    """Two rulebooks of one name are never in force together."""
    (tmp_path / "a.yaml").write_text("rulebook: x\n" + words("old"))
    old = load_rulebooks(tmp_path)
    (tmp_path / "a.yaml").write_text("rulez: []\n")
    (tmp_path / "b.yaml").write_text("rulebook: x\n" + words("new"))
    found = reload_rulebooks(old)
    assert in_force(found) == ["new"]
    assert {Path(problem.file).name for problem in found.rulebooks.problems} == {"a.yaml"}


def test_a_folder_that_went_away_leaves_all_in_force(tmp_path: Path) -> None:
    """As when a volume is being mounted anew."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "a.yaml").write_text(words("a"))
    old = load_rulebooks(folder)
    folder.rename(tmp_path / "elsewhere")
    found = reload_rulebooks(old)
    assert in_force(found) == ["a"]
    assert [problem.message for problem in found.rulebooks.problems] == ["cannot be read: No such file or directory"]


def test_the_mark_of_a_folder_changes_with_its_files(tmp_path: Path) -> None:
    """Rulebooks and word lists count, whether they come, go or change; other files do not."""
    (tmp_path / "lists").mkdir()
    marks = [files_mark(tmp_path)]
    for path, text in (("a.yaml", "title: A"), ("a.yaml", "title: AB"), ("lists/en.yaml", "x"), ("b.yaml", "title: B")):
        (tmp_path / path).write_text(text)
        marks.append(files_mark(tmp_path))
    (tmp_path / "b.yaml").unlink()
    marks.append(files_mark(tmp_path))
    assert all(one != other for one, other in itertools.pairwise(marks))
    (tmp_path / "notes.txt").write_text("x")
    assert files_mark(tmp_path) == marks[-1]


def test_the_shipped_rulebooks_have_no_problems() -> None:
    """What a newcomer starts with is right, and names its schema for editors."""
    books = load_rulebooks(shipped_rules_dir())
    assert books.problems == ()
    assert "general" in [book.name for book in books.books]
    for path in shipped_rules_dir().glob("*.yaml"):
        assert "$schema=schema.json" in path.read_text(encoding="utf-8").splitlines()[0]


def test_the_schema_for_editors_is_current() -> None:
    """`python -m bot.rulebooks_schema` writes the file again when the blocks have changed."""
    for path, text in schemas().items():
        assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_yaml_of_the_page_is_right(sample: str, tmp_path: Path) -> None:
    """Every YAML sample of the README and of docs/ loads, and fits the schema for editors."""
    from bot.monitor.yaml_text import read_yaml

    (tmp_path / "sample.yaml").write_text(sample, encoding="utf-8")
    assert [str(problem) for problem in load_rulebooks(tmp_path).problems] == []
    schema = json.loads(schemas()[shipped_rules_dir() / "schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(read_yaml(sample, file="sample").data, schema)


def test_the_tests_of_the_page_hold() -> None:
    """The sample of a rulebook test runs against the sample of a rulebook, and fits its schema."""
    from bot.monitor.yaml_text import read_yaml

    (book,) = [text for text in SAMPLES if "rulebook: harbour-strike" in text]
    lists = {"en": load_lists("en")}
    read = parse_rulebook(book, file="harbour-strike.yaml", default_lists=lists)
    for sample in CASES:
        (case,) = parse_cases(sample, file="sample.yaml", books=[read])
        assert run_case(case).differences == ()
        schema = json.loads(schemas()[shipped_rules_dir() / "tests" / "schema.json"])
        jsonschema.validate(read_yaml(sample, file="sample").data, schema)


def test_the_shipped_rulebooks_have_tests_that_hold() -> None:
    """What a newcomer starts with shows how it is tested."""
    books = load_rulebooks(shipped_rules_dir()).books
    cases, problems = load_cases(shipped_rules_dir(), books)
    assert problems == []
    assert {case.rules.rules[0].id.partition("/")[0] for case in cases} == {book.name for book in books}
    assert [str(result) for case in cases if (result := run_case(case)).differences] == []


@pytest.mark.parametrize("block", BLOCKS)
def test_every_field_is_described(block: type[BaseModel]) -> None:
    """Each field of each block stands in a table of docs/rulebook.md, and has a description for editors."""
    for name, field in block.model_fields.items():
        assert re.search(rf"^\| `{name}` \|", PAGE, re.MULTILINE), f"{block.__name__}.{name}"
        assert field.description, f"{block.__name__}.{name}"


def test_the_queries_of_the_page_can_be_read() -> None:
    """Every query of the table in docs/rulebook.md is one."""
    table = PAGE.partition("## The query language")[2].partition("\n## ")[0]
    queries = [row.replace("\\|", "|") for row in re.findall(r"^\| `(.*?)` \|", table, re.MULTILINE)]
    assert len(queries) >= 10
    for query in queries:
        parse_query(query)
