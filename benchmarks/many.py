"""Many at one library at once: `python -m benchmarks.many --minutes 3` (50 sessions, two servers).

Two servers of the app show one library, to sessions that speak Streamlit's own protocol: each asks,
reads the page, thinks, asks again, and comes anew with another question after some answers. Two
writers change a document each, at the same moments, so that one waits for the other; a reader asks
the library without a server (`benchmarks.many_roles`). Held is that

- every page is drawn whole, to the question that was asked, and no process complains;
- no answer is stale: what was changed before a question was sent is in its answer;
- every quotation that the reader gets is its document's own text, and the library is sound after;
- the servers' memory is flat once they are warm: from the first third of the time to the last it
  grows by no more than `--growth` of itself. Streamlit keeps who has left for two minutes, so this
  is told of runs from four minutes on.

Embeddings are those of `tests.fakes`; `--models` takes the real ones. Start reading at `held`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from answer import soundness
from benchmarks.many_roles import READ, ROOT, TOPICS, Topic

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Sequence

STAYS: Final = 8
"""Answers after which a session leaves and comes anew, as people close a page."""

THINKS: Final = (2.0, 6.0)
"""Seconds between an answer and the next question: less than people take."""

PATIENCE: Final = 60.0
"""Seconds in which a page must be drawn: some ten times what takes longest where cores are few.
`--patience` gives more where others use them, too."""

SETTING_UP: Final = 600.0
"""Seconds in which processes must have begun or ended: real models are opened, and documents read,
where cores may be few."""

SPELL: Final = 2.0
"""Seconds between two looks at the memory."""

WARMING: Final = 60.0
"""Seconds, or a third of a shorter run, in which servers fill what they keep of answers."""

SETTLED: Final = 4.0
"""Minutes from which a run tells of memory: in two of them Streamlit forgets who has left."""

WAITS: Final = "waiting until it is done"
"""What a writer says that waits for another one."""


@dataclass(slots=True)
class Findings:
    """What was seen; `committed` is each topic's number in the library, as far as it was told."""

    committed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TOPICS, 0))
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    sessions: int = 0
    changes: int = 0
    waits: int = 0
    read: int = 0
    memory: dict[int, list[float]] = field(default_factory=dict)

    def growth(self) -> float:
        """By which share of itself the memory of a server has grown, that which grew most.

        Compared are the medians of the first and the last third of the time.
        """
        shares = [0.0]
        for sizes in self.memory.values():
            third = len(sizes) // 3
            if third:
                first, last = (statistics.median(part) for part in (sizes[:third], sizes[-third:]))
                shares.append(last / first - 1)
        return max(shares)


# -- processes -------------------------------------------------------------------------------------


class Company:
    """The processes at one library, and who listens to what they say."""

    def __init__(self, folder: Path, seen: Findings, *, real: bool) -> None:
        """Nobody is there yet; with `real` they take the real embedding models."""
        self.folder, self.seen = folder, seen
        self.told = {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
        if not real:
            self.told["GUIDEGRAPH_MODEL"] = "trigrams"
        self.there: list[Process] = []
        self.listeners: list[asyncio.Task[None]] = []

    async def start(self, role: str, *given: object) -> Process:
        """Start a process of `benchmarks.many_roles`; the first of `given` names what it tells."""
        one = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.many_roles", role, self.folder, *map(str, given),
            cwd=ROOT, env=os.environ | self.told,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        self.there.append(one)
        name = str(given[0]) if given else ""
        self.listeners += [
            asyncio.create_task(self._listen(name, stream))
            for stream in (one.stdout, one.stderr)
            if stream is not None
        ]
        return one

    async def _listen(self, name: str, stream: asyncio.StreamReader) -> None:
        """Follow what a process says of its work, and what it complains of."""
        async for raw in stream:
            line = raw.decode().strip()
            if line.isdecimal():
                self.seen.committed[name] = int(line)
                self.seen.changes += 1
            elif line == READ:
                self.seen.read += 1
            elif WAITS in line:
                self.seen.waits += 1
            elif line and "Guidegraph is at" not in line:
                self.seen.wrong.append(f"said: {line}")

    async def finished(self, some: Sequence[Process]) -> None:
        """Wait until these have ended, as they should."""
        for one in some:
            if await asyncio.wait_for(one.wait(), SETTING_UP):
                self.seen.wrong.append(f"a process ended with {one.returncode}")

    async def leave(self) -> None:
        """End who is still there."""
        for one in self.there:
            if one.returncode is None:
                one.terminate()
        await asyncio.gather(*(one.wait() for one in self.there), *self.listeners)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def ready(port: int) -> None:
    """Wait until a server answers.

    Raises:
        ValueError: it takes more than `SETTING_UP`.
    """
    end = time.monotonic() + SETTING_UP
    while time.monotonic() < end:
        with suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
            return
        time.sleep(0.1)
    raise ValueError("a server does not start")


# -- sessions --------------------------------------------------------------------------------------


def entered(port: int) -> Any:  # noqa: ANN401 - websockets' connection, to be entered
    """A connection to a server, as a browser makes it."""
    from websockets.asyncio.client import connect

    here = f"127.0.0.1:{port}"
    return connect(
        f"ws://{here}/_stcore/stream", origin=f"http://{here}", subprotocols=["streamlit"],
        max_size=None, open_timeout=None, ping_interval=None,  # patience is with who waits
    )  # fmt: skip


async def first_page(port: int) -> None:
    """Have a server draw a page for each topic: it imports and opens what it needs for that."""
    for topic in TOPICS.values():
        async with entered(port) as speaking:
            await asyncio.wait_for(drawn(speaking, topic.question), SETTING_UP)


async def session(
    port: int, seen: Findings, until: float, draw: random.Random, patience: float
) -> None:
    """Ask, look at the answer, think, ask again; leave after `STAYS` answers and come anew."""
    while time.time() < until:
        name = draw.choice(list(TOPICS))
        async with asyncio.timeout(patience) as limit, entered(port) as speaking:
            seen.sessions += 1
            for _ in range(STAYS):
                known, began = seen.committed[name], time.monotonic()
                limit.reschedule(asyncio.get_running_loop().time() + patience)
                body = await drawn(speaking, TOPICS[name].question)
                limit.reschedule(None)
                seen.seconds.append(time.monotonic() - began)
                if wrong := amiss(body, TOPICS[name], known):
                    seen.wrong.append(f"a page: {wrong}")
                await asyncio.sleep(draw.uniform(*THINKS))
                if time.time() >= until:
                    return


async def drawn(speaking: Any, question: str) -> str:  # noqa: ANN401 - websockets' connection
    """Ask by an address, as a shared link does, and gather what the page shows, as HTML.

    Raises:
        ValueError: the script failed, or showed an exception.
    """
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    asked = BackMsg()
    asked.rerun_script.query_string = urlencode({"q": question})
    await speaking.send(asked.SerializeToString())
    parts: list[str] = []
    while True:
        said = ForwardMsg()
        said.ParseFromString(await speaking.recv())
        kind = said.WhichOneof("type")
        if kind == "delta" and said.delta.HasField("new_element"):
            element = said.delta.new_element
            if element.HasField("exception"):
                raise ValueError(f"{element.exception.type}: {element.exception.message}")
            if element.HasField("html"):
                parts.append(element.html.body)
        elif kind == "script_finished":
            if said.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                raise ValueError(f"the page was not drawn: {said.script_finished}")
            return "\n".join(parts)


def amiss(body: str, topic: Topic, known: int) -> str:
    r"""What is wrong with a page, "" if nothing is: another question, no answer, a stale one.

    >>> topic = Topic("Keep {} keys.", "How many keys?", r"Keep (\d+) keys")
    >>> amiss('<b data-gg-question="How many keys?">Keep <i>2</i> keys.</b>', topic, 3)
    'stale: 2, and 3 was in the library'
    """
    if topic.question not in re.findall(r'data-gg-question="([^"]*)"', unescape(body)):
        return f"an answer to another question than “{topic.question}”"
    text = " ".join(re.sub(r"<[^>]*>", "", unescape(body)).split())
    numbers = [int(found) for found in re.findall(topic.pattern, text)]
    if not numbers:
        return f"no answer to “{topic.question}”"
    if min(numbers) < known:
        return f"stale: {min(numbers)}, and {known} was in the library"
    return ""


# -- the run ---------------------------------------------------------------------------------------


async def watch(servers: Sequence[int], seen: Findings, begin: float, until: float) -> None:
    """Look at the servers' memory, in MB, from `begin` on."""
    await asyncio.sleep(max(0.0, begin - time.time()))
    command = ["ps", "-o", "pid=,rss=", "-p", ",".join(map(str, servers))]
    while time.time() < until:
        said = await asyncio.to_thread(subprocess.check_output, command, text=True)
        for line in said.splitlines():
            pid, size = map(int, line.split())
            seen.memory.setdefault(pid, []).append(size / 1024)
        await asyncio.sleep(SPELL)


async def held(
    folder: Path,
    *,
    seconds: float,
    sessions: int,
    every: float,
    seed: int = 0,
    real: bool = False,
    patience: float = PATIENCE,
) -> Findings:
    """Let all of them at a new library in `folder` for `seconds`, and gather what went wrong."""
    seen = Findings()
    company = Company(folder, seen, real=real)
    try:
        await company.finished([await company.start("make")])
        ports = [free_port(), free_port()]
        servers = [await company.start("serve", port) for port in ports]
        for port in ports:
            await asyncio.to_thread(ready, port)
            await first_page(port)
        until = time.time() + seconds
        others = [await company.start("write", name, until, every) for name in TOPICS]
        others.append(await company.start("read", until))
        draw = random.Random(seed)  # noqa: S311 - no secret
        asking = [
            session(ports[turn % 2], seen, until, random.Random(draw.random()), patience)  # noqa: S311
            for turn in range(sessions)
        ]
        warm = until - seconds + min(WARMING, seconds / 3)
        watching = watch([server.pid for server in servers], seen, warm, until)
        for ended in await asyncio.gather(*asking, watching, return_exceptions=True):
            if isinstance(ended, BaseException):
                seen.wrong.append(f"a session ended: {type(ended).__name__}: {ended}")
        await company.finished(others)
    finally:
        await company.leave()
    seen.wrong += [f"not sound: {finding}" for finding in soundness.check(folder)]
    return seen


def told(seen: Findings, *, at_once: int, minutes: float) -> str:
    """The figures, a line each."""
    ordered = sorted(seen.seconds) or [0.0]
    middle, most = (ordered[int(len(ordered) * share)] for share in (0.5, 0.95))
    sizes = "; ".join(
        f"{sizes[0]:.0f} MB when warm, {sizes[-1]:.0f} in the end, {max(sizes):.0f} at most"
        for sizes in seen.memory.values()
    )
    return (
        f"{at_once} sessions at once, {seen.sessions} in all, two servers, {minutes:g} minutes\n"
        f"{len(seen.seconds)} pages, median {middle:.2f} s, 95 % within {most:.2f} s\n"
        f"{seen.changes} changes by two writers, who said {seen.waits} times that they wait\n"
        f"{seen.read} answers compared by the reader\n"
        f"memory of the servers: {sizes}; growth {seen.growth():+.1%}\n"
        f"{len(seen.wrong)} things went wrong"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 1 if something went wrong or the memory grew."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--every", type=float, default=10, help="seconds between changes")
    parser.add_argument("--growth", type=float, default=0.1, help="of the memory, as a share")
    parser.add_argument("--patience", type=float, default=PATIENCE, help="seconds for a page")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--models", action="store_true", help="the real embedding models")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        seen = asyncio.run(
            held(
                Path(folder) / "held",
                seconds=options.minutes * 60,
                sessions=options.sessions,
                every=options.every,
                seed=options.seed,
                real=options.models,
                patience=options.patience,
            )
        )
    for line in dict.fromkeys(seen.wrong):
        print(f"{line} ({seen.wrong.count(line)} times)")
    print(told(seen, at_once=options.sessions, minutes=options.minutes))
    grew = options.minutes >= SETTLED and seen.growth() > options.growth
    return 1 if seen.wrong or not seen.seconds or not seen.changes or grew else 0


if __name__ == "__main__":
    sys.exit(main())
