"""The built wheel by itself: installed outside the checkout, it adds, answers and serves.

The environment has the distribution from the wheel only; what that depends on is lent by the
environment of the tests through a path file, because to install it anew takes minutes.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import sysconfig
import urllib.request
import venv
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
GUIDANCE: Final = ROOT / "corpus" / "sample" / "guidance"

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="another platform: Windows is not among ours"
)


class Installed(NamedTuple):
    """An environment with the wheel, and a folder that is not the checkout."""

    bin: Path
    cwd: Path
    environment: dict[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        program, *arguments = command
        return subprocess.run(
            [str(self.bin / program), *arguments],
            cwd=self.cwd,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: a build folder left in the checkout cannot add to it."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out)],
        cwd=source,
        capture_output=True,
        check=True,
    )
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("installed by itself")
    venv.create(folder / "venv", symlinks=True)
    python = folder / "venv" / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", str(wheel)],
        capture_output=True,
        check=True,
    )
    (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
    # Path files of a folder that is itself named by one are not read: an editable install of
    # the checkout stays out.
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    (folder / "elsewhere").mkdir()
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "GUIDEGRAPH_L", "GUIDEGRAPH_M", "PYTEST", "VIRTUAL_ENV"))
    }
    return Installed(python.parent, folder / "elsewhere", environment)


@pytest.fixture(scope="module")
def library(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A library of two documents that the installed command made."""
    folder = str(tmp_path_factory.mktemp("library") / "of two")
    files = [str(GUIDANCE / name) for name in ("gifts-policy.docx", "ending-well.txt")]
    done = installed.run("guidegraph", "add", *files, "--library", folder, "--json")
    assert done.returncode == 0, done.stderr
    assert sorted(Path(source).name for source in json.loads(done.stdout)["added"]) == [
        "ending-well.txt",
        "gifts-policy.docx",
    ]
    return folder


def test_the_wheel_holds_what_the_program_reads_and_nothing_of_the_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    data = {
        path.relative_to(ROOT).as_posix()
        for package in ("answer", "corpus", "index", "kg", "web")
        for folder in ("data", "sample", "assets")
        for path in (ROOT / package / folder).rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    assert "corpus/sample/guidance/gifts-policy.docx" in data
    assert data | {"app.py", "web/pyproject.toml", "corpus/reading/pdf.py"} <= names
    assert "web/locales/pl/LC_MESSAGES/guidegraph.mo" in names
    with zipfile.ZipFile(wheel) as packed:
        for line in (ROOT / "tests" / "assets.sha256").read_text(encoding="utf-8").splitlines():
            digest, name = line.split("  ", 1)
            assert hashlib.sha256(packed.read(name)).hexdigest() == digest, name
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "answer",
        "app.py",
        "corpus",
        "index",
        "kg",
        "web",
    }
    assert not [name for name in names if "gold" in name or "node_modules" in name]


def test_nothing_of_the_checkout_can_be_imported(installed: Installed) -> None:
    done = installed.run(
        "python",
        "-c",
        "import answer, corpus, index, kg, web, sys\n"
        "for m in (answer, corpus, index, kg, web): print(m.__file__)\n"
        "print(sys.path, sys.meta_path)",
    )
    *places, found_by = done.stdout.splitlines()
    assert len(places) == 5, done.stderr
    assert all(Path(place).is_relative_to(installed.bin.parent / "lib") for place in places)
    assert f"'{ROOT}'" not in found_by
    assert "editable" not in found_by


def test_the_command_says_its_version(installed: Installed) -> None:
    assert installed.run("guidegraph", "--version").stdout == "guidegraph 0.1.0\n"


def test_the_command_answers_with_a_quotation_of_the_file(
    installed: Installed, library: str
) -> None:
    question = "What should I do when a client offers me a gift?"
    done = installed.run("guidegraph", "ask", question, "--library", library, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["verdict"] in {"answered", "partly"}
    lines = [line for section in answer["sections"].values() for line in section]
    cited = {citation["document"] for line in lines for citation in line["citations"]}
    assert "gifts-policy.docx" in cited
    text = (GUIDANCE / "ending-well.txt").read_text(encoding="utf-8")
    for line in lines:
        for citation in line["citations"]:
            if citation["document"] == "ending-well.txt":
                assert text[citation["start"] : citation["end"]] == citation["quote"]


@pytest.fixture
def served(installed: Installed, library: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address that `guidegraph app` prints."""
    command = [str(installed.bin / "guidegraph"), "app", "--port", "0", "--library", library]
    with subprocess.Popen(
        command,
        cwd=installed.cwd,
        env=installed.environment | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        try:
            line = server.stdout.readline()
            assert "http://127.0.0.1:" in line, line
            yield next(word for word in line.split() if word.startswith("http")), server
        finally:
            server.kill()


def test_the_app_answers_on_this_machine_and_stops_when_told(
    served: tuple[str, subprocess.Popen[str]],
) -> None:
    address, server = served
    with urllib.request.urlopen(address, timeout=20) as response:  # noqa: S310 - our own address
        assert response.status == 200
        assert '<div id="root">' in response.read().decode()
    server.send_signal(signal.SIGINT)
    server.wait(timeout=20)
