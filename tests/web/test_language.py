"""The interface in the reader's language: whole catalogues, nothing left out, the right one."""

from __future__ import annotations

import ast
import gettext
import importlib
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final

import pytest
from babel.messages.mofile import read_mo
from fake_guidance import TEXTS, UNITS
from kept_library import NOTES, PERSON, QUESTIONS, TRAIL
from written import ROOT, html_of

from benchmarks.make_catalogues import all_of, current, place, sources, template
from corpus import apart, confined
from corpus.records import Form
from web import keeping, reasons, told, translation, widgets, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from streamlit.testing.v1 import AppTest

    Draw = Callable[..., AppTest]

TRANSLATED = [code for code in translation.LANGUAGES if code != translation.SOURCE]
REMEDY = "run: python -m benchmarks.make_catalogues"


def forms(message: Any) -> tuple[str, ...]:
    """A message's translation, or its plural forms."""
    found = message.string
    return tuple(found) if isinstance(found, (tuple, list)) else (found,)


def key(message: Any) -> str:
    """What a catalogue finds a message by: its singular."""
    return str(message.id if isinstance(message.id, str) else message.id[0])


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_message_of_the_code_is_translated(code: str) -> None:
    catalog = current(code)
    wanted = {message.id for message in template() if message.id}
    assert len(wanted) > 200
    missing = [one.id for one in catalog if one.id and not all_of(one.string)]
    assert missing == [], REMEDY
    assert [one.id for one in catalog if one.fuzzy and one.id] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_compiled_catalogue_is_that_of_the_written_one(code: str) -> None:
    with place(code).with_suffix(".mo").open("rb") as stream:
        compiled = {key(one): forms(one) for one in read_mo(stream) if one.id}
    assert compiled == {key(one): forms(one) for one in current(code) if one.id}, REMEDY


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_keeps_what_is_filled_in_and_writes_no_markup(code: str) -> None:
    for message in current(code):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        wanted = set(re.findall(r"\{\w+\}", ids[-1]))
        for form in forms(message):
            assert set(re.findall(r"\{\w+\}", form)) == wanted, message.id
            assert not re.search(r"[<>&]", form + ids[0]), message.id


def test_polish_counts_by_its_three_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation, "language", lambda: "pl")
    counted = [words.documents(number) for number in (1, 2, 5, 12, 22, 1234)]
    assert counted == [
        "1 dokument",
        "2 dokumenty",
        "5 dokumentów",
        "12 dokumentów",
        "22 dokumenty",
        "1\N{NO-BREAK SPACE}234 dokumenty",
    ]


def test_dates_and_names_of_languages_are_polish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation, "language", lambda: "pl")
    assert translation.day("2025-03-14") == "14 mar 2025"
    assert translation.name_of("en") == "angielski"
    assert translation.listed(["polski", "angielski"]) == "polski i angielski"


def said_by(path: str, *raised: str) -> Iterator[str]:
    """The messages of errors that a module raises, each value that is filled in as "7"."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in raised:
            parts = [text for one in node.args if (text := literal(one))]
            if parts:
                yield "; ".join(parts)


OF_FILES: Final = ("7: no `7`", "7: `expect` is 7, not one of 7", "7: `7` is no list")
"""What is said of a file of questions that no page takes."""


def literal(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(one.value if isinstance(one, ast.Constant) else "7" for one in node.values)
    return ""


@pytest.mark.parametrize(
    "path",
    [
        f"answer/{name}.py"
        for name in (
            "library understand build store trails corrections quiz questions cases changes "
            "unanswered"
        ).split()
    ],
)
def test_the_errors_that_a_reader_meets_are_told_in_words_of_the_page(path: str) -> None:
    names = "NotFound BadQuestion Missing TooNew Damaged OtherModel LibraryError Unwritable".split()
    names += ["BadTrail", "BadCorrection", "NoQuiz"]
    forms = [form for form, _ in (*told.ERRORS, *keeping.ERRORS)]
    for message in said_by(path, *names):
        if message.split(";")[0] not in OF_FILES:
            assert any(told.expression(form).fullmatch(message) for form in forms), message


@pytest.mark.parametrize(
    "path",
    [
        "corpus/decoding.py",
        "corpus/files.py",
        *(f"corpus/reading/{name}.py" for name in ("__init__", "pdf", "word")),
    ],
)
def test_the_reasons_of_a_refusal_are_told_in_words_of_the_page(path: str) -> None:
    from corpus.reading import _SIGNATURES

    kinds = {f"is {kind}, whatever its name says" for _, kind, _ in _SIGNATURES}
    assert kinds <= {form for form, _ in told.REASONS}
    known = [form for form, _ in (*told.REASONS, *told.REMEDIES)]
    for message in said_by(path, "Unreadable"):
        for part in filter(None, message.split("; ")):
            if part == "is 7, whatever its name says":
                continue
            assert any(told.expression(form).fullmatch(part) for form in known), message


@pytest.mark.parametrize(
    "said",
    [
        "damaged: it breaks its reader (KeyError)",
        "damaged: it breaks its reader (-6)",
        "damaged: its reader ended",
        "takes more than 60 s to read",
        "takes more than 2 GB of memory to read",
        "gives more than 150 MB",
        "holds more than 20 million characters",
        "nested too deeply",
        "a device or pipe",
        "more than 52 MB",
    ],
)
def test_a_refusal_of_the_reading_process_is_told_in_words_of_the_page(said: str) -> None:
    assert any(told.expression(form).fullmatch(said) for form, _ in told.REASONS)
    remedies = {form for form, _ in told.REMEDIES}
    assert {confined.ANEW, confined.SMALLER, apart.ENDED[1]} <= remedies


def test_what_is_set_aside_and_what_links_rest_on_is_told_in_words_of_the_page() -> None:
    from corpus import cues
    from kg.byhand import SIGNAL
    from kg.candidates import TOLD_OF_SAME
    from kg.columns import PLACES
    from kg.weighing import TOLD

    shown = {form for form, _ in told.ASIDE}
    for path in ("corpus/reading/boilerplate.py", "corpus/reading/markdown.py"):
        text = (ROOT / path).read_text(encoding="utf-8")
        assert set(re.findall(r'chrome ?= ?"([^"]+)"', text)) <= shown
    assert {row[0] for row in cues.SENTENCES} <= shown
    assert {*PLACES[1:], *TOLD, *TOLD_OF_SAME, SIGNAL} <= {form for form, _ in told.EVIDENCE}


def test_a_picture_of_a_trail_speaks_in_words_of_the_page() -> None:
    from answer.layout import PLACES
    from answer.trailgraph import NAMES, QUOTATION
    from kg.records import Relation
    from web.words import relation

    known = {form for form, _ in keeping.PAPER}
    assert {*NAMES.values(), *PLACES, QUOTATION, "gone", "Sources"} <= known
    assert {one: relation(one) for one in Relation} == NAMES


def test_why_a_line_is_there_is_told_in_words_of_the_page() -> None:
    from kg import signals
    from kg.cues import SIGNS

    parts = r'\("([^"]+)", (?:\(1|PASSAGE|TOPIC|_agreed|-LEANING)'
    counted = re.findall(parts, source("relevance"))
    assert len(counted) == 5
    assert set(counted) == {form for form, _ in reasons.COUNTED}
    search = re.findall(r'\(f?"(meaning \(|its best unit|words in common)', source("search"))
    assert all(any(form.startswith(one) for form, _ in reasons.PASSAGE) for one in search)
    assert len(search) == 3
    names = ["word:a", "pair:a b", "first:a", "opening:a b", "last:a", "heading:a", "length:1"]
    names += ["sentences:1", "commas:1", "frame:en:a", *(f"form:{one.value}" for one in Form)]
    names += [f"form:{'x'}", "question", "no full stop", "negated", "negated at the start"]
    names += ["small letter", "quoted", "digits", "semicolon"]
    for sign in SIGNS:
        names += [f"{kind}:{sign}" for kind in ("cue", "cue at the start", "heading cue")]
        names.append(f"cue before:{sign}")
    forms = [form for form, _ in (*reasons.KINDS, *reasons.CUES)]
    for name in names:
        words_ = signals.in_words(name)
        assert any(told.expression(form).fullmatch(words_) for form in forms), words_
        if "{cue}" in next(f for f in forms if told.expression(f).fullmatch(words_)):
            cue = re.sub("^(opens with|under a heading with|after a sentence with) ", "", words_)
            assert cue in {form for form, _ in reasons.CUES}, words_


def source(module: str) -> str:
    return (ROOT / f"answer/{module}.py").read_text(encoding="utf-8")


class Pseudo(gettext.NullTranslations):
    """A language in which every message stands in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{super().ngettext(msgid1, msgid2, n)}⟧"


class Reader(HTMLParser):
    """What stands on a page in no brackets and in no quotation."""

    VOID = frozenset({"br", "img", "hr", "input"})
    SPOKEN = ("aria-label", "title", "placeholder")

    def __init__(self) -> None:
        super().__init__()
        self.quoted: list[bool] = []
        self.left: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.text += " "
        self.left += [given[name] for name in self.SPOKEN if name in given]
        if tag not in self.VOID:
            mine = "gg-said" in given.get("class", "") or tag in {"style", "code"}
            self.quoted.append(mine or "lang" in given)

    def handle_endtag(self, tag: str) -> None:
        self.text += " "
        if tag not in self.VOID:
            self.quoted.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.quoted):
            self.text += data


def outside(text: str) -> list[str]:
    """The words of `text` that stand in no brackets."""
    while "⟦" in text:
        shorter = re.sub(r"⟦[^⟦⟧]*⟧", " ", text)
        assert shorter != text, text
        text = shorter
    return re.findall(r"[^\W\d_]{2,}", text)


def labels(app: AppTest) -> list[str]:
    """The words that the page's own widgets show."""
    kinds = "text_input text_area selectbox radio checkbox button download_button slider".split()
    kinds += ["expandable", "file_uploader"]
    found = []
    for element in (one for kind in kinds for one in app.get(kind)):
        proto = element.proto
        found += [getattr(proto, name, "") for name in ("label", "placeholder", "help")]
    return found


GIVEN = {
    word.lower()
    for text in (*TEXTS.values(), *TEXTS, *(unit["name"] for unit in UNITS))
    for word in re.findall(r"[^\W\d_]{2,}", text)
} | set("uploads moon rocket english polish polski mar why guidance".split())
GIVEN |= {
    word.lower()
    for text in (
        PERSON,
        TRAIL,
        NOTES,
        QUESTIONS,
        "jan feb apr may jun jul aug sep oct nov dec empty",
    )
    for word in re.findall(r"[^\W\d_]{2,}", text)
}
"""Words of documents, of the question, of people, and of names that Babel gives; the fake's own
signals."""

PAGES: tuple[tuple[str, dict[str, str]], ...] = (
    ("ask", {}),
    ("ask", {"q": "a visit"}),
    ("ask", {"q": "a visit", "cite": "visits.md:155-253"}),
    ("ask", {"q": "a visit", "cite": "gone.md:1-5"}),
    ("ask", {"q": "a visit", "why": "trust"}),
    ("ask", {"q": "a visit", "why": "silence"}),
    ("ask", {"q": "a visit", "why": "limit"}),
    ("ask", {"q": "a visit", "why": "duty"}),
    ("ask", {"q": "money"}),
    ("ask", {"q": "a moon rocket"}),
    ("explore", {}),
    ("explore", {"idea": "trust"}),
    ("explore", {"idea": "coordinator", "to": "trust"}),
    ("explore", {"idea": "second", "to": "trust"}),
    ("explore", {"idea": "nobody"}),
    ("explore", {"theme": "1"}),
    ("explore", {"theme": "nothing"}),
    ("explore", {"view": "path"}),
    ("explore", {"view": "path", "idea": "note", "to": "note"}),
    ("explore", {"view": "tensions"}),
    *(("explore", {"view": "gaps", "sort": sort}) for sort in ("unlived", "unreasoned", "single")),
    ("explore", {"view": "compare"}),
    ("explore", {"view": "compare", "left": "visits.md", "right": "wizyty.md"}),
    ("explore", {"view": "compare", "left": "visits.md", "right": "handbook.md", "most": "1"}),
    ("explore", {"view": "compare", "left": "visits.md", "right": "gone.md"}),
    ("shelf", {}),
    ("shelf", {"doc": "visits.md"}),
    ("shelf", {"doc": "gone.md"}),
)

KEPT_PAGES: tuple[tuple[str, dict[str, str]], ...] = (
    ("trail", {}),
    ("trail", {"trail": "1"}),
    ("trail", {"trail": "2"}),
    ("trail", {"trail": "9"}),
    ("trail", {"quiz": "1", "count": "5"}),
    ("trail", {"quiz": "1", "count": "5", "picks": "a"}),
    ("trail", {"quiz": "1", "count": "50", "picks": "ab", "at": "50"}),
    ("trail", {"quiz": "1", "count": "5", "whole": "1"}),
    ("trail", {"trail": "2", "quiz": "1"}),
    ("ask", {"q": "trust", "collect": "nobody"}),
    ("ask", {"q": "trust", "cite": "visits.md:155-253", "collect": "words"}),
    ("shelf", {"doc": "visits.md"}),
    ("shelf", {"view": "changes"}),
    ("shelf", {"view": "corrections"}),
    ("shelf", {"view": "corrections", "idea": "MOST"}),
    ("shelf", {"view": "corrections", "idea": "ONE", "with": "OTHER"}),
    ("shelf", {"view": "questions"}),
    ("shelf", {"view": "gaps"}),
)


@pytest.mark.parametrize(("page", "parameters"), PAGES)
def test_no_page_says_a_word_of_its_own_untranslated(
    draw: Draw, monkeypatch: pytest.MonkeyPatch, page: str, parameters: dict[str, str]
) -> None:
    speaks_of_its_own(draw, monkeypatch, page, parameters)


@pytest.mark.parametrize(("page", "parameters"), KEPT_PAGES)
def test_no_page_of_what_people_add_says_a_word_untranslated(
    show: Draw,
    named: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    parameters: dict[str, str],
) -> None:
    given = {key: named.get(value, value) for key, value in parameters.items()}
    speaks_of_its_own(show, monkeypatch, page, given)


@pytest.mark.parametrize("more", [{}, {"left": "a.md", "right": "b.md"}, {"left": "a.md"}])
def test_no_page_of_twins_says_a_word_untranslated(
    twins: Draw, monkeypatch: pytest.MonkeyPatch, more: dict[str, str]
) -> None:
    monkeypatch.setattr(f"{__name__}.GIVEN", GIVEN | {"md", "visits", "kitchen"})
    speaks_of_its_own(twins, monkeypatch, "explore", {"view": "twins", **more})


def speaks_of_its_own(
    draw: Draw, monkeypatch: pytest.MonkeyPatch, page: str, parameters: dict[str, str]
) -> None:
    """Every word of a page stands in a message, or was given by a document or a person."""
    ours = importlib.import_module("web.translation")
    monkeypatch.setattr(ours, "catalogue", lambda _code: Pseudo())
    app = draw(page, **parameters)
    assert not app.exception
    reader = Reader()
    reader.feed(html_of(app))
    written = [*reader.left, reader.text, *labels(app)]
    assert any("⟦" in text for text in written)
    left = {word for text in written for word in outside(text) if word.lower() not in GIVEN}
    assert left == set()


@pytest.mark.parametrize("folder", ["nowhere", "damaged", "empty"])
def test_no_page_without_a_library_says_a_word_untranslated(
    fake: Any, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    from streamlit.testing.v1 import AppTest

    (fake / "damaged").mkdir()
    monkeypatch.setenv("GUIDEGRAPH_LIBRARY", str(fake / folder))
    ours = importlib.import_module("web.translation")
    monkeypatch.setattr(ours, "catalogue", lambda _code: Pseudo())
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=20).run()
    reader = Reader()
    reader.feed(html_of(app))
    written = (*reader.left, reader.text, *labels(app))
    assert {word for text in written for word in outside(text)} <= {"Polski"}


def test_a_page_is_polish_by_its_address(draw: Draw) -> None:
    body = html_of(draw("ask", q="a visit", lang="pl"))
    assert "Wytyczne na to odpowiadają" in body
    assert 'title="Tekst tego wymaga">koniecznie</span>' in body
    assert "Thank you for trusting me. I would like to think with you" in body
    assert "The guidance" not in body


def test_an_unknown_language_is_english(draw: Draw) -> None:
    assert "The guidance answers this" in html_of(draw("ask", q="a visit", lang="xx"))


def test_what_streamlit_says_itself_is_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation, "language", lambda: "pl")
    monkeypatch.setattr(widgets, "language", lambda: "pl")
    assert ["Upload", "Wybierz pliki"] in widgets.own()
    assert len(widgets.own()) == len(widgets.OWN) + len(widgets.REWORDED)


def test_every_module_of_the_pages_is_looked_at() -> None:
    names = {path.name for path in sources()}
    assert {"app.py", "ask.py", "explore.py", "shelf.py", "states.py"} <= names
