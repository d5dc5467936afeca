"""What goes wrong in a browser: each time a clear sentence with the next step, nothing lost."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import pytest
import unruly_library
from conftest import HERE, served, watched
from kept_library import QUOTED, TRAIL
from playwright.sync_api import expect
from signed import free_port

from answer.library import Library
from answer.store import short_names
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

QUESTION: Final = "How does trust grow?"
PATIENCE: Final = 60_000
"""Milliseconds: a server that starts anew, and a page that finds it again, on a busy machine."""

WHOLE: Final = ".stApp[data-test-script-state=notRunning]"


class Server:
    """The app over a real library in a folder, which can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[str] | None = None
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, str(HERE / "serve_kept.py"), str(self.folder), str(self.port)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, cwd=self.folder.parent
        )
        assert self.process.stdout is not None
        assert "Guidegraph is at" in self.process.stdout.readline()

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.communicate(timeout=30)

    def library(self) -> Library:
        """The library, as another program opens it."""
        return Library.open(self.folder, embedders=[TrigramEmbedder()])

    def names(self) -> set[str]:
        held = self.library()
        found = {info.name for info in held.documents()}
        held.close()
        return found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("unruly") / "library")
    yield made
    made.stop()


@pytest.fixture
def page(chromium: Browser, server: Server) -> Iterator[Page]:
    for one in watched(chromium, server.address):
        one.set_default_timeout(PATIENCE)
        yield one


@pytest.fixture
def other(chromium: Browser, server: Server) -> Iterator[Page]:
    for one in watched(chromium, server.address):
        one.set_default_timeout(PATIENCE)
        yield one


def stands(page: Page, to: str) -> None:
    page.goto(to)
    page.wait_for_selector("html[data-gg-links]", state="attached")
    page.wait_for_selector(WHOLE)


def choose(page: Page, *files: Any) -> None:
    page.locator("input[type=file]").set_input_files(list(files))


def file(name: str, data: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def add(page: Page) -> None:
    page.get_by_role("button", name="Add to the library").click()


# -- uploads ---------------------------------------------------------------------------------


def test_a_file_of_500_mb_is_refused_at_once_in_words_that_can_be_seen(
    page: Page, server: Server, tmp_path: Path
) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as held:
        held.truncate(500 * 2**20)
    before = server.names()
    stands(page, "/library")
    choose(page, large)
    said = page.locator(".stFileUploader").get_by_role("alert")
    expect(said).to_contain_text(re.compile(r"larger than 50.*Split it into parts"))
    box = said.bounding_box()
    assert box is not None
    assert box["width"] > 200
    assert box["height"] > 15
    page.get_by_role("button", name="Remove large.txt").click()
    choose(page, file("small.md", b"# Doors\n\nYou should knock first.\n"))
    expect(page.get_by_role("button", name="Remove small.md")).to_be_visible()
    add(page)
    expect(page.locator("section[role=status]")).to_contain_text("added small.md")
    assert server.names() == before | {"small.md"}


def test_a_zip_that_calls_itself_docx_is_refused_and_the_file_beside_it_added(
    page: Page, server: Server
) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("notes.txt", "You should knock first.")
    before = server.names()
    stands(page, "/library")
    choose(page, file("letter.docx", held.getvalue()), file("bells.md", b"You should ring first."))
    expect(page.get_by_role("button", name="Remove bells.md")).to_be_visible()
    expect(page.get_by_role("button", name="Remove letter.docx")).to_be_visible()
    add(page)
    report = page.locator("section[role=status]")
    expect(report).to_contain_text("added bells.md")
    refused = report.locator("li", has_text="refused letter.docx")
    expect(refused).to_have_text(re.compile(r"refused letter\.docx: .+; .*(save|rename|open)"))
    assert server.names() == before | {"bells.md"}


def test_two_people_upload_at_once_and_both_documents_are_there(
    page: Page, other: Page, server: Server
) -> None:
    before = server.names()
    for one, name in ((page, "gates.md"), (other, "stairs.md")):
        stands(one, "/library")
        text = f"# {name}\n\nYou should look at the {name[:-3]} first.\n"
        choose(one, file(name, text.encode()))
        expect(one.get_by_role("button", name=f"Remove {name}")).to_be_visible()
    for one in (page, other):
        one.get_by_role("button", name="Add to the library").click(no_wait_after=True)
    for one, name in ((page, "gates.md"), (other, "stairs.md")):
        expect(one.locator("section[role=status]")).to_contain_text(
            f"added {name}", timeout=PATIENCE
        )
    assert server.names() == before | {"gates.md", "stairs.md"}
    stands(page, "/library?doc=stairs.md")
    expect(page.locator(".gg-doc")).to_contain_text("You should look at the stairs first.")


# -- what changes under an open page -----------------------------------------------------------


def test_a_server_that_is_started_again_finds_the_page_and_its_question(
    page: Page, server: Server
) -> None:
    stands(page, f"/?q={QUESTION}")
    page.locator(".gg-cite").first.click()
    expect(page.locator(".gg-opened mark")).to_be_visible()
    lines = page.locator(".gg-line").all_inner_texts()
    page.evaluate("window.kept = true")
    server.stop()
    told = page.get_by_role("dialog")
    expect(told).to_contain_text("Guidegraph does not answer", timeout=PATIENCE)
    expect(told).to_contain_text("start it again with “guidegraph app”")
    expect(told).not_to_contain_text("Streamlit")
    server.start()
    expect(told).to_have_count(0, timeout=PATIENCE)
    expect(page.locator(".gg-opened mark")).to_be_visible(timeout=PATIENCE)
    assert page.evaluate("window.kept") is True
    expect(page.get_by_label("Your situation or question")).to_have_value(QUESTION)
    assert page.locator(".gg-line").all_inner_texts() == lines
    page.wait_for_selector(WHOLE)
    page.get_by_role("link", name="Close this source").click()
    expect(page.locator(".gg-opened")).to_have_count(0)


def test_a_library_that_is_rebuilt_under_an_open_page_answers_the_same(
    page: Page, server: Server
) -> None:
    stands(page, f"/?q={QUESTION}")
    lines = page.locator(".gg-line").all_inner_texts()
    held = server.library()
    held.rebuild()
    held.close()
    page.locator(".gg-cite").first.click()
    expect(page.locator(".gg-opened mark")).to_be_visible()
    assert page.locator(".gg-line").all_inner_texts() == lines
    stands(page, "/trails?trail=1")
    expect(page.get_by_role("heading", name=TRAIL)).to_be_visible()
    expect(page.locator(".gg-entry")).to_have_count(3)
    assert page.locator(".gg-flag").count() == 0


def test_a_place_that_has_moved_under_an_open_page_is_not_taken_for_the_quotation(
    page: Page, server: Server
) -> None:
    stands(page, f"/?q={QUESTION}")
    link = page.locator(".gg-line", has_text=QUOTED[:20]).locator(".gg-cite").first
    was = link.get_attribute("data-gg-cite")
    held = server.library()
    before = held.original("visits.md")
    held.add_upload("visits.md", b"# Before all\n\nYou should knock first.\n\n" + before)
    try:
        link.click()
        told = page.locator(".gg-opened").get_by_role("status")
        expect(told).to_contain_text("No line of this answer cites this place")
        expect(told).to_contain_text("open a source of the answer as it is now")
        anew = page.locator(".gg-line", has_text=QUOTED[:20]).locator(".gg-cite").first
        expect(anew).not_to_have_attribute("data-gg-cite", str(was))
        anew.click()
        expect(page.locator(".gg-opened mark")).to_have_text(QUOTED)
        expect(page.locator(".gg-opened").get_by_role("status")).to_have_count(0)
    finally:
        held.add_upload("visits.md", before)
        held.close()


# -- links that lead nowhere -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "said", "step"),
    [
        (f"/?q={QUESTION}&cite=gone.md:1-5", "gone.md is not in the library", "the page Library"),
        (f"/?q={QUESTION}&cite=visits.md:90000-90005", "The document has changed", "Open a source"),
        (f"/?q={QUESTION}&rev=000000000000", "The library has changed since this link", "answer"),
        ("/explore?idea=pra-0000000000", "This idea is no longer in the library", "Choose another"),
        ("/explore?theme=the-0000000000", "This theme is no longer in the library", "themes"),
        ("/explore?view=path&idea=pra-0000000000&to=x", "", "Choose"),
        ("/trails?trail=99", "This trail is not there any more", "All trails"),
        ("/library?doc=gone.md", "This document is not here", "All documents"),
        (
            "/library?view=corrections&idea=pra-0000000000",
            "This idea is not in the library as it is now",
            "Corrections",
        ),
    ],
)
def test_a_stale_link_says_what_is_gone_and_what_to_do(
    page: Page, to: str, said: str, step: str
) -> None:
    stands(page, to)
    main = page.locator(".stMain")
    expect(main).to_contain_text(said)
    expect(main).to_contain_text(step)
    expect(main).not_to_contain_text("Traceback")
    assert page.locator("[data-testid=stException]").count() == 0
    expect(page.get_by_role("link", name="Ask").first).to_be_visible()


def test_the_way_on_from_an_idea_that_is_gone_works(page: Page) -> None:
    stands(page, "/explore?idea=pra-0000000000")
    page.get_by_role("link", name="Choose another").click()
    expect(page).to_have_url(re.compile("/explore$"))
    expect(page.locator(".stMain")).not_to_contain_text("no longer")


# -- words that would be markup ----------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not unruly_library.STRINGS.exists():
        pytest.skip("the public lists of hostile strings are not here")
    yield from served("serve_kept.py", tmp_path_factory.mktemp("hostile"), "unruly_library")


@pytest.fixture
def hostile_page(chromium: Browser, hostile: str) -> Iterator[Page]:
    for one in watched(chromium, hostile):
        one.set_default_timeout(PATIENCE)
        one.add_init_script(
            "window.called = []; for (const name of ['alert', 'prompt', 'confirm', 'print'])"
            " window[name] = (...given) => { window.called.push([name, ...given]); };"
        )
        yield one


def harmless(page: Page) -> None:
    """Nothing was called, and no element came from a document's words."""
    page.wait_for_timeout(300)
    assert page.evaluate("window.called") == []
    assert (
        page.evaluate(
            """() => [...document.querySelectorAll(".stHtml *")].filter((one) =>
            /^(script|img|image|iframe|object|embed|form|input|video|audio|math|base|meta|marquee)$/i
                .test(one.localName)
            || [...one.attributes].some((held) => /^on/i.test(held.name)
                || /^\\s*(javascript|data|vbscript):/i.test(held.value)))
            .map((one) => one.outerHTML.slice(0, 200))"""
        )
        == []
    )


def test_hostile_names_headings_and_sentences_stay_words_on_every_page(hostile_page: Page) -> None:
    page = hostile_page
    every = list(unruly_library.documents())
    stands(page, "/library")
    names = short_names([f"uploads/{name}" for name, _, _ in every]).values()
    shown = " ".join(page.locator(".gg-table").inner_text().split())
    assert [name for name in names if " ".join(name.split()) not in shown] == []
    harmless(page)
    for name, text, _ in every[:6]:
        stands(page, f"/library?doc={quote(name)}")
        assert page.locator(".gg-doc").evaluate("(node) => node.textContent") == text
        harmless(page)
    stands(page, f"/?q={quote(unruly_library.QUESTION)}")
    expect(page.locator(".gg-line").first).to_be_visible()
    harmless(page)
    page.locator(".gg-cite").first.click()
    expect(page.locator(".gg-opened mark")).to_be_visible()
    harmless(page)
    for to in ("/explore", "/explore?view=gaps", "/explore?view=compare", "/trails"):
        stands(page, to)
        harmless(page)
    stands(page, "/trails?trail=1")
    expect(page.get_by_role("heading", level=1)).to_have_text(unruly_library.TRAIL)
    harmless(page)
    page.locator(".gg-entry a[href^='/explore?idea=']").first.click()
    expect(page.locator(".st-key-card h2")).to_be_visible()
    harmless(page)


def test_hostile_questions_stay_words(hostile_page: Page) -> None:
    page = hostile_page
    for _, _, own in list(unruly_library.documents())[:4]:
        stands(page, f"/?q={quote(own[0])}")
        expect(page.locator(".gg-verdict, .gg-empty, .gg-facts3").first).to_be_visible()
        harmless(page)
