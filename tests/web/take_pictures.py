"""Takes pictures of the app's states: `python tests/web/take_pictures.py FOLDER [--all]`.

Shows the sample guidance, for which a library is built in a folder of its own (a minute), or that
of `--library`. Without `--all` only the main states are taken, those that `docs/` keeps; with it
every state at four widths, light and dark, for someone to look at.
"""

from __future__ import annotations

import argparse
import io
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from PIL import Image
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

ROOT: Final = Path(__file__).resolve().parents[2]
START: Final = (
    "import sys; from pathlib import Path; from web.server import serve; "
    "serve(Path(sys.argv[1]), int(sys.argv[2]))"
)
QUESTION: Final = (
    "/?q=What%20should%20I%20do%20when%20a%20client%20tells%20me%20about%20violence%20at%20home%3F"
)
WIDTHS: Final = (360, 768, 1280, 1920)
SCHEMES: Final = ("light", "dark")
PATIENCE: Final = 120_000
"""Milliseconds to wait for anything, on a busy machine."""

COLOURS: Final = 256
"""Colours of a kept picture: flat grounds and text need no more, and it is half the size."""


def nothing(page: Page) -> None:
    """Leave the page as it is."""


def open_source(page: Page) -> None:
    """Open the first source of what is to be done."""
    page.locator(".gg-section.do a.gg-cite").first.click()
    page.wait_for_selector(".gg-opened mark")


def open_whole(page: Page) -> None:
    """Open the whole document of a source."""
    open_source(page)
    page.locator(".st-key-source .stButton button").click()
    page.wait_for_selector("[role=dialog] mark")


def why(page: Page) -> None:
    """Open why a line is there that a connection brought, or the first one."""
    page.locator(".gg-section.avoid a[data-gg-go*='why=']").nth(1).click()
    page.wait_for_selector(".gg-whence")
    page.wait_for_timeout(1200)


def choose(page: Page) -> None:
    """Find an idea by a word, and choose the first."""
    page.locator(".st-key-asking input").fill("trust")
    page.locator("[role=status] a.gg-chip").first.click()
    page.wait_for_selector(".st-key-card")
    page.wait_for_timeout(1200)


def connect(page: Page) -> None:
    """Show how an idea connects with another."""
    choose(page)
    page.locator(".stMain a[href*='view=path&idea']").last.click()
    field = page.locator(".stTextInput input").nth(1)
    field.fill("danger")
    page.locator(".stColumn a.gg-chip").first.click()
    page.wait_for_selector(".gg-step, .gg-empty")


def open_theme(page: Page) -> None:
    """Open the largest theme."""
    page.locator(".gg-card a").first.click()
    page.wait_for_selector(".gg-title")
    page.wait_for_timeout(1200)


def pair(page: Page) -> None:
    """Compare the two documents with most in common."""
    page.locator(".gg-table a").first.click()
    page.wait_for_selector(".gg-halves")


def open_twins(page: Page) -> None:
    """Lay a leaflet beside its translation."""
    page.locator(".gg-table a").nth(1).click()
    page.wait_for_selector(".gg-pages", timeout=120_000)


def beside(page: Page) -> None:
    """Open the source of the first idea."""
    page.locator("a.gg-from").first.click()
    page.wait_for_selector(".gg-opened mark")


def as_table(page: Page) -> None:
    """Show the neighbourhood as a table."""
    choose(page)
    page.locator(".stExpander summary").click()


def read(page: Page) -> None:
    """Show what was read of the first document."""
    page.locator(".gg-table a").first.click()
    page.wait_for_selector(".gg-doc")


def remove(page: Page) -> None:
    """Ask whether a document is to be removed."""
    read(page)
    page.locator(".stMain .stButton button").first.click()
    page.wait_for_selector("[role=dialog]")


def add(page: Page) -> None:
    """Add a file that cannot be read."""
    files = [{"name": "empty.md", "mimeType": "text/markdown", "buffer": b" "}]
    page.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    page.wait_for_selector("[data-testid=stFileChipDeleteBtn]")  # else it goes without the file
    page.locator("[data-testid=stFormSubmitButton] button").click()
    page.wait_for_selector("section[role=status]")


def collect(page: Page) -> None:
    """Offer to add the first line to a trail."""
    page.locator(".gg-facts a[data-gg-go*=collect]").first.click()
    page.wait_for_selector("[role=dialog]")


def answer_quiz(page: Page) -> None:
    """Answer the first question of a quiz."""
    page.locator("a.gg-pick").first.click()
    page.wait_for_selector(".gg-pick.right")


class State(NamedTuple):
    """A state of a page: where it is, what is done there, and in which library."""

    address: str
    act: Callable[[Page], None] = nothing
    library: str = "sample"


STATES: Final = {
    "ask": State("/"),
    "answer": State(QUESTION),
    "answer-why": State(QUESTION, why),
    "answer-source": State(QUESTION, open_source),
    "answer-document": State(QUESTION, open_whole),
    "partly": State("/?q=a%20client%20gives%20me%20a%20present%20for%20my%20birthday%20party"),
    "not-covered": State("/?q=How%20do%20I%20repair%20the%20engine%20of%20a%20moon%20rocket%3F"),
    "explore": State("/explore"),
    "explore-idea": State("/explore", choose),
    "explore-table": State("/explore", as_table),
    "explore-path": State("/explore", connect),
    "explore-theme": State("/explore", open_theme),
    "explore-tensions": State("/explore?view=tensions"),
    "explore-gaps": State("/explore?view=gaps"),
    "explore-gaps-source": State("/explore?view=gaps&sort=unlived", beside),
    "explore-pairs": State("/explore?view=compare"),
    "explore-compare": State("/explore?view=compare", pair),
    "explore-translations": State("/explore?view=twins"),
    "explore-twins": State("/explore?view=twins", open_twins),
    "explore-gone": State("/explore?idea=nobody"),
    "trails": State("/trails", library="filled"),
    "trail": State("/trails?trail=1", library="filled"),
    "trail-empty": State("/trails?trail=2", library="filled"),
    "collect": State(QUESTION, collect),
    "quiz": State("/trails?quiz=1&count=5", answer_quiz),
    "quiz-page": State("/trails?quiz=1&count=5&whole=1"),
    "corrections": State("/library?view=corrections", library="filled"),
    "questions": State("/library?view=questions", library="filled"),
    "changes": State("/library?view=changes", library="filled"),
    "gaps": State("/library?view=gaps", library="filled"),
    "library": State("/library"),
    "library-document": State("/library", read),
    "library-remove": State("/library", remove),
    "library-refused": State("/library", add),
    "empty": State("/", library="empty"),
    "empty-library": State("/library", library="empty"),
    "missing": State("/", library="missing"),
    "damaged": State("/", library="damaged"),
}

KEPT: Final = (
    ("answer", 1280, "light", "en"),
    ("answer-source", 1280, "dark", "en"),
    ("answer-source", 360, "light", "pl"),
    ("not-covered", 360, "light", "en"),
    ("explore-idea", 1280, "light", "en"),
    ("library", 1280, "light", "pl"),
    ("trail", 1280, "light", "en"),
    ("quiz", 360, "light", "pl"),
)


def library(folder: Path, kind: str, sample: Path | None) -> Path:
    """A library of one of the kinds that `State` names."""
    place = folder / kind
    if place.exists():
        return place
    if kind == "sample" and sample is not None:
        return sample
    if kind == "sample":
        command = ["-m", "answer.cli", "add", "corpus/sample/guidance", "--library", str(place)]
        subprocess.run([sys.executable, *command], check=True, cwd=ROOT)
    elif kind == "filled":
        shutil.copytree(library(folder, "sample", sample), place)
        fill(place)
    elif kind == "empty":
        from answer.library import Library

        Library.open(place, create=True)
    elif kind == "damaged":
        from answer.store import FILE

        place.mkdir(exist_ok=True)
        (place / FILE).write_bytes(b"no database" * 1000)
    return place


def fill(place: Path) -> None:
    """Put a trail, a correction, results and a gap into the sample library."""
    from answer import cases, corrections, questions, trails, unanswered
    from answer.library import Library
    from kg.records import Kind, Relation

    with_trail = Library.open(place)
    name = "Gifts and small favours"
    trails.create(with_trail, name, "For the second day of the course.")
    trails.create(with_trail, "Home visits")
    ideas = {idea.id: idea for idea in with_trail.ideas()}
    edge = max(
        (
            one
            for one in with_trail.edges()
            if one.relation is Relation.MITIGATES
            and {ideas[end].language for end in (one.source, one.target)} == {"en"}
        ),
        key=lambda one: (ideas[one.target].sources, one.score),
    )
    trails.add_idea(with_trail, name, edge.source, "Let the group find the words first.")
    trails.add_path(with_trail, name, edge.source, edge.target)
    asked = questions.read_table(ROOT / "corpus/sample/evaluation.csv")[:12]
    cases.keep(with_trail, "evaluation.csv", questions.ask_all(with_trail, asked))
    other = next(one.id for one in ideas.values() if one.kind is Kind.BENEFIT)
    corrections.set_kind(with_trail, other, Kind.PRINCIPLE)
    unanswered.note(with_trail, "May I bring my dog on a visit?", "Asked three times this year.")
    with_trail.close()


@contextmanager
def served(place: Path) -> Iterator[str]:
    """The address at which the app shows a library."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", START, str(place), str(port)], cwd=ROOT)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def take(
    browser: Browser, base: str, state: State, *, width: int, scheme: str, language: str
) -> bytes:
    """The picture of a state."""
    context = browser.new_context(
        base_url=base,
        viewport={"width": width, "height": 780 if width < 500 else 960},
        color_scheme="dark" if scheme == "dark" else "light",
        locale=language,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(state.address)
    page.wait_for_selector("html[data-gg-links]", state="attached")
    page.wait_for_timeout(600)
    state.act(page)
    page.mouse.move(0, 0)
    page.wait_for_timeout(700)
    picture = page.screenshot()
    context.close()
    return picture


def small(picture: bytes) -> Image.Image:
    """A picture with few colours."""
    return (
        Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    )


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--library", type=Path)
    parser.add_argument("--widths", nargs="*", type=int)
    parser.add_argument("--only", nargs="*", help="names of states")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    wanted = [
        (name, width, scheme, "en")
        for name in STATES
        for width in (given.widths or WIDTHS)
        for scheme in SCHEMES
    ]
    wanted = [one for one in (wanted if given.all else KEPT) if one[0] in (given.only or STATES)]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for kind in ("sample", "filled", "empty", "missing", "damaged"):
            mine = [one for one in wanted if STATES[one[0]].library == kind]
            if not mine:
                continue
            with served(library(Path(folder), kind, given.library)) as base:
                for name, width, scheme, language in mine:
                    picture = take(
                        browser, base, STATES[name], width=width, scheme=scheme, language=language
                    )
                    shown = "" if language == "en" else f"-{language}"
                    small(picture).save(
                        given.folder / f"{name}-{width}-{scheme}{shown}.png", optimize=True
                    )
        browser.close()


if __name__ == "__main__":
    main()
