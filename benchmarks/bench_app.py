"""How quick the browser app is to a reader: `python -m benchmarks.bench_app [LIBRARY]`.

It starts `guidegraph app` over a library (default: one of 10,000 passages and more ideas, grown
of the sample guidance as `benchmarks.bench_scale` does) and reads it in Debian's Chromium.
Each time is taken inside the page, from the click or key to the frame in which what was asked for
stands. In the end people who speak Streamlit's own protocol ask at the same moment, each something
else. The goals are those of a page that people like to use; a time over its goal is marked. Beside
the times stands what the server and the browser had to compute for each, processor time of all
their processes: on a machine that others use, too, it tells more than the clock.
`--keep FOLDER` keeps the library and takes the one that is there. Start reading at `measure`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

import numpy as np

from answer import build as building
from answer import store as rows
from answer.library import Library
from benchmarks.bench_scale import grow
from benchmarks.bench_themes import build as build_sample
from benchmarks.fit_decision import questions
from benchmarks.many import PATIENCE, entered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, Page

PASSAGES: Final = 10_000
"""Passages of copies of the sample guidance; they hold more than 10,000 ideas."""

AROUND: Final = 150
"""Ideas of the neighbourhood that is drawn: as many as the app draws at most."""

PEOPLE: Final = 20
ROUNDS: Final = 3

QUESTIONS: Final = 24
"""Questions that one page asks: an open page may ask 30 in a minute."""

TIMES: Final = 10
"""Turns of everything else that is timed."""

LONGEST: Final = 300_000
"""Milliseconds to wait for anything."""

PAINT: Final = "first paint after the app says that it is ready"
FIELD: Final = "the question field, likewise"
SWITCH: Final = "a warm switch of pages, until the new one's heading"
WHOLE: Final = "the same, until the page is whole"
LINE: Final = "question to first line"
NODE: Final = "click on a node to its details"
DRAW: Final = f"drawing {AROUND} ideas around one, from the click on a link"
THEMES: Final = "drawing all themes, likewise"
PERSON: Final = f"question to first line, {PEOPLE} people at the same moment"

GOALS: Final = {
    PAINT: 2.5, FIELD: 2.5, SWITCH: 0.5, WHOLE: 0.5, LINE: 0.4, NODE: 0.3, DRAW: 1.5, THEMES: 2.0,
    PERSON: 1.5,
}  # fmt: skip
"""Seconds in which nineteen of twenty must be done."""

TABS: Final = {"explore": "How the ideas connect", "trails": "Trails", "library": "The library"}
"""Pages to switch to by the end of their address, each with its heading."""

UNTIL: Final = """([act, shown, text, whole]) => new Promise((resolve) => {
    const began = performance.now();
    const roots = () => [document, ...[...document.querySelectorAll("*")]
        .map((node) => node.shadowRoot).filter(Boolean)]; // the graph is a component of its own
    const stands = () => roots().flatMap((root) => [...root.querySelectorAll(shown)]).some((node) =>
        node.getClientRects().length && (!text || node.textContent.trim() === text)
        && !node.closest("[data-stale=true]"));
    const ended = () => !whole
        || document.querySelector(".stApp").dataset.testScriptState === "notRunning";
    const look = () => stands() && ended()
        ? requestAnimationFrame(() => resolve((performance.now() - began) / 1000))
        : requestAnimationFrame(look);
    if (act) document.querySelector(act).click();
    look();
})"""
"""Click on an element, and wait until another one stands: the seconds from one to the other."""

FOLLOW: Final = """(to) => {
    const link = document.querySelector("#bench") ?? document.createElement("a");
    link.id = "bench";
    link.href = to;
    link.setAttribute("data-gg-go", to);
    document.body.append(link);
}"""
"""Put a link into the page, as its own links are."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("library", nargs="?", type=Path)
    parser.add_argument("--keep", type=Path, help="where to keep the library")
    parser.add_argument("--turns", type=int, default=TIMES, help="less for a first impression")
    parser.add_argument("--only", nargs="*", choices=["pages", "ask", "graph", "people"])
    options = parser.parse_args()
    if not shutil.which("chromium"):
        print("needs Chromium")
        sys.exit(2)
    with tempfile.TemporaryDirectory() as name:
        library = options.library or large(options.keep or Path(name))
        told = counted(library)
        print(f"{told['passages']} passages, {told['ideas']} ideas, {told['edges']} links")
        parts = set(options.only or ["pages", "ask", "graph", "people"])
        measure(library, parts, options.turns)


def measure(library: Path, parts: set[str], turns: int) -> None:
    """Start the app over `library` and take all times."""
    number = min(QUESTIONS, 3 * turns)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        paints, fields = [], []
        for _ in range(3 if "pages" in parts else 0):
            with app(library) as base:
                paint, field = first(browser, base)
                paints.append(paint)
                fields.append(field)
        tell(PAINT, paints)
        tell(FIELD, fields)
        with app(library) as base:
            page = opened(browser, base)
            began = time.perf_counter()
            arrive(page, "/explore", ".canvas[data-drawn*=':themes:']")
            print(f"themes of a library that was just opened: {time.perf_counter() - began:.1f} s")
            page.wait_for_timeout(2_000)
            if "pages" in parts:
                switches(page, turns)
            if "ask" in parts:
                arrive(page, "/", ".st-key-asking input")
                spent = computed()
                times = [ask(page, text) for text in asked(number)]
                tell(LINE, times, computed() - spent)
            if "graph" in parts:
                graphs(page, widest(library), turns)
            page.context.close()
            if "people" in parts:
                port = int(base.rsplit(":", 1)[1])
                rounds = min(ROUNDS, turns)
                texts = asked(number + PEOPLE * rounds)[number:]
                spent = computed()
                with ThreadPoolExecutor() as aside:  # Playwright's loop runs in this thread
                    times = aside.submit(asyncio.run, crowd(port, texts)).result()
                tell(PERSON, times, computed() - spent)
        browser.close()


def tell(what: str, seconds: Sequence[float], computed: float = 0.0) -> None:
    """Print the middle and nearly the most of some times, and whether the goal is missed.

    `computed` are the seconds of all processors for all of them.
    """
    if not seconds:
        return
    middle, most = (float(np.percentile(seconds, percent)) for percent in (50, 95))
    missed = f", MORE THAN {GOALS[what]:g} s" if most > GOALS[what] else ""
    each = f", processors {computed / len(seconds):.2f} s" if computed else ""
    print(f"{what}: p50 {middle:.2f} s, p95 {most:.2f} s{each}, of {len(seconds)}{missed}")
    sys.stdout.flush()


def computed() -> float:
    """Seconds of all processors that the processes started from here have taken so far."""
    ticks, parents = {}, {}
    for held in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            fields = held.read_text("ascii", "replace").rpartition(")")[2].split()
            parents[int(held.parent.name)] = int(fields[1])
            ticks[int(held.parent.name)] = int(fields[11]) + int(fields[12])
    mine, found = {os.getpid()}, 0
    while len(mine) > found:
        found = len(mine)
        mine |= {one for one, parent in parents.items() if parent in mine}
    total = sum(ticks[one] for one in mine - {os.getpid()} if one in ticks)
    return total / os.sysconf("SC_CLK_TCK")


# -- the library -----------------------------------------------------------------------------


def large(folder: Path) -> Path:
    """A library of `PASSAGES` passages in `folder`, with one idea amid `AROUND` others."""
    place = folder / "large"
    if (place / rows.FILE).exists():
        return place
    sample = folder / "sample"
    grow(sample if sample.exists() else build_sample(sample), place, PASSAGES)
    draw = random.Random(0)  # noqa: S311 - repeatable, not secret
    opened_ = sqlite3.connect(place / rows.FILE)
    mentions = opened_.execute("SELECT idea, min(unit) FROM mentions GROUP BY idea").fetchall()
    chosen = draw.sample(sorted(mentions), AROUND + AROUND // 3)
    for number, (idea, unit) in enumerate(chosen[1:], start=1):
        for other, its in {
            draw.choice(chosen[: max(1, number // 3)]),
            draw.choice(chosen[:number]),
        }:
            first_, second = sorted([(idea, unit), (other, its)])
            opened_.execute(
                "INSERT OR IGNORE INTO edges VALUES (?, 'related_to', ?, ?, '[]', ?, ?)",
                (first_[0], second[0], draw.uniform(0.2, 0.8), first_[1], second[1]),
            )
    opened_.execute(
        "INSERT INTO revisions (revision, at, what) VALUES (?, '', '{}')",
        (building.revision(opened_),),
    )
    opened_.commit()
    opened_.close()
    return place


def counted(library: Path) -> dict[str, int]:
    """How much there is in a library."""
    held = Library.open(library)
    told = held.counts()
    held.close()
    return told


def widest(library: Path) -> str:
    """The idea with most others around it, as the app draws them."""
    held = Library.open(library)
    graph = held.snapshot().graph
    many = sorted(graph, key=lambda idea: -graph.degree(idea))[:40]

    def size(idea: str) -> int:
        return len(held.neighbourhood(idea, steps=4, limit=AROUND).ideas)

    found = max(many, key=size)
    print(f"the widest neighbourhood has {size(found)} ideas")
    held.close()
    return str(found)


def asked(number: int) -> list[str]:
    """So many different questions, always the same."""
    texts = sorted({row["text"] for row in questions()})
    return random.Random(1).sample(texts, number)  # noqa: S311 - repeatable, not secret


# -- the app ---------------------------------------------------------------------------------


@contextmanager
def app(library: Path) -> Iterator[str]:
    """`guidegraph app` over a library; its address, as soon as it says that it is ready."""
    command = [sys.executable, "-m", "answer.cli", "app", "--port", "0", "--library", str(library)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
    try:
        said = server.stdout.readline() if server.stdout else ""
        yield said.split("Guidegraph is at ")[1].split(" ")[0]
    finally:
        server.terminate()
        server.communicate(timeout=30)


def opened(browser: Browser, base: str) -> Page:
    """A page of a browser that knows nothing of the app."""
    page = browser.new_context(base_url=base, viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(LONGEST)
    return page


def first(browser: Browser, base: str) -> tuple[float, float]:
    """Seconds to the first paint of anything, and to the field for a question."""
    page = opened(browser, base)
    began = time.perf_counter()
    page.goto("/", wait_until="commit")
    page.wait_for_selector(".st-key-asking input")
    field = time.perf_counter() - began
    painted: float = page.evaluate(
        "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
    )
    page.context.close()
    return painted, field


def arrive(page: Page, to: str, shown: str) -> None:
    """Load an address, and wait until an element stands and links are followed in place."""
    page.goto(to)
    page.wait_for_selector(shown)
    page.wait_for_selector("html[data-gg-links]", state="attached")
    page.wait_for_selector(".stApp[data-test-script-state=notRunning]")


def until(page: Page, act: str, shown: str, text: str = "", *, whole: bool = False) -> float:
    """The seconds from a click to an element with a text, see `UNTIL`."""
    seconds: float = page.evaluate(UNTIL, [act, shown, text, whole])
    return seconds


def follow(page: Page, to: str, shown: str) -> float:
    """The seconds from a click on a link in the page to an element."""
    page.evaluate(FOLLOW, to)
    return until(page, "#bench", shown)


def switches(page: Page, turns: int) -> None:
    """Switch between the pages by the bar at the top."""
    for what in (SWITCH, WHOLE):
        times, spent = [], computed()
        for _ in range((turns + 1) // 2):
            for end, words in TABS.items():
                act = f"[data-testid=stTopNavLink][href$='/{end}']"
                times.append(until(page, act, ".stMain h1", words, whole=what is WHOLE))
                page.wait_for_timeout(700)
        tell(what, times, computed() - spent)


def ask(page: Page, question: str) -> float:
    """Seconds from Enter to the first line of an answer, on the page Ask."""
    page.evaluate(FOLLOW, "/")
    until(page, "#bench", ".stMain .gg-facts3", whole=True)
    field = page.locator(".st-key-asking input")
    field.fill(question)
    page.wait_for_timeout(600)
    page.evaluate(
        """() => { window.began = null; document.addEventListener("keydown", () => {
        window.began ??= performance.now(); }, { once: true, capture: true }); }"""
    )
    waiting = f"""() => new Promise((resolve) => {{
        const look = () => document.querySelector(".gg-line") && window.began
            ? requestAnimationFrame(() => resolve((performance.now() - window.began) / 1000))
            : requestAnimationFrame(look);
        look(); setTimeout(() => resolve(-1), {LONGEST}); }})"""
    page.evaluate(f"() => {{ window.told = ({waiting})(); }}")
    field.press("Enter")
    seconds: float = page.evaluate("() => window.told")
    page.wait_for_selector(".stApp[data-test-script-state=notRunning]")
    page.wait_for_timeout(300)
    return seconds


def graphs(page: Page, idea: str, turns: int) -> None:
    """Draw a neighbourhood and the themes by turns; click on nodes of the first."""
    times: dict[str, list[float]] = {DRAW: [], NODE: [], THEMES: []}
    spent = dict.fromkeys(times, 0.0)
    arrive(page, "/explore", ".canvas[data-drawn*=':themes:']")
    to = f"/explore?idea={quote(idea)}&steps=4"
    for _ in range(turns):
        for what, act in (
            (DRAW, lambda: [follow(page, to, f".canvas[data-drawn*='{idea}']")]),
            (NODE, lambda: click(page)),
            (THEMES, lambda: [follow(page, "/explore", ".canvas[data-drawn*=':themes:']")]),
        ):
            before = computed()
            times[what] += act()
            page.wait_for_timeout(1_200)
            spent[what] += computed() - before
    for what, seconds in times.items():
        tell(what, seconds, spent[what])


def click(page: Page) -> list[float]:
    """Click on the first node found beside the middle; the seconds to its card."""
    canvas = page.locator("[role=application]")
    place = canvas.bounding_box()
    before = page.locator(".st-key-card h2").inner_text()
    for step in range(4, 20):
        for turn in range(8):
            angle = 2 * np.pi * turn / 8 + step / 5
            x = place["x"] + place["width"] / 2 + 18 * step * np.cos(angle) if place else 0
            y = place["y"] + place["height"] / 2 + 12 * step * np.sin(angle) if place else 0
            page.mouse.move(x, y)
            name = canvas.get_attribute("title")
            if not name or name == before:
                continue
            waiting = page.evaluate_handle(
                f"(name) => ({{ told: ({UNTIL})(['', '.st-key-card h2', name, false]) }})", name
            )
            page.mouse.down()
            page.mouse.up()
            return [float(waiting.evaluate("(held) => held.told"))]
    return []


# -- many people -----------------------------------------------------------------------------


async def crowd(port: int, texts: Sequence[str]) -> list[float]:
    """`PEOPLE` open the page and ask at the same moment, each time something else."""
    times: list[float] = []
    for turn in range(len(texts) // PEOPLE):
        start = asyncio.Barrier(PEOPLE)
        mine = texts[turn * PEOPLE : (turn + 1) * PEOPLE]
        times += await asyncio.gather(*(person(port, text, start) for text in mine))
        await asyncio.sleep(2)
    return times


async def person(port: int, question: str, start: asyncio.Barrier) -> float:
    """Open the page, wait for the others, ask: the seconds to the first line."""
    async with entered(port) as speaking:
        await asyncio.wait_for(line_of(speaking, ""), PATIENCE)
        await start.wait()
        began = time.perf_counter()
        ended = await asyncio.wait_for(line_of(speaking, question), PATIENCE)
        return ended - began


async def line_of(speaking: Any, question: str) -> float:  # noqa: ANN401 - websockets' connection
    """Ask by an address, as a shared link does; when the first line came (the page, without one).

    Raises:
        ValueError: the page was not drawn, or shows an exception.
    """
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    message = BackMsg()
    message.rerun_script.query_string = urlencode({"q": question}) if question else ""
    await speaking.send(message.SerializeToString())
    came = 0.0
    while True:
        said = ForwardMsg()
        said.ParseFromString(await speaking.recv())
        if said.HasField("delta") and said.delta.HasField("new_element"):
            element = said.delta.new_element
            if element.HasField("exception"):
                raise ValueError(element.exception.message)
            if element.HasField("html") and 'class="gg-line"' in element.html.body:
                came = came or time.perf_counter()
        elif said.HasField("script_finished"):
            if question and not came:
                raise ValueError(f"no line for {question}")
            return came or time.perf_counter()


if __name__ == "__main__":
    main()
