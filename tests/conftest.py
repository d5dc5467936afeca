"""What all tests share: no network, what may be skipped, the files beside the repository."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import hypothesis
import pytest

from tests import stores

if TYPE_CHECKING:
    from collections.abc import Generator

    from tests.stores import Server

ROOT: Final = Path(__file__).resolve().parent.parent
CI: Final = os.environ.get("CI") == "true"

NO_SHARED: Final = "no ../shared beside the repository"
NO_NODE: Final = "no Node.js with what `npm ci` installs in web/graph"
OTHER_PLATFORM: Final = "another platform: "
"""How the reasons begin for which a test may be skipped in CI: what no set-up can bring, and
Node.js, which nobody needs who does not change the graph component."""
MAY_BE_SKIPPED: Final = (NO_SHARED, NO_NODE, OTHER_PLATFORM)

os.environ["HF_HUB_OFFLINE"] = "1"  # read when huggingface_hub is imported
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # or it warns in each forked process
for name in [name for name in os.environ if name.startswith("GUIDEGRAPH_LLM_")]:
    os.environ.pop(name)  # the reader's own settings are not what is tested
for name in ("GUIDEGRAPH_LIBRARY", "GUIDEGRAPH_MODEL"):
    os.environ.pop(name, None)

# Two test processes share two cores, so that one example's time says nothing. In CI the examples
# are the same ones each time: a submission does not fail for what it did not change.
hypothesis.settings.register_profile("guidegraph", deadline=None, derandomize=CI)
hypothesis.settings.load_profile("guidegraph")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `shared` beside the repository: larger collections that are not part of it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(NO_SHARED)
    return folder


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Generator[None]:
    """Refuse every connection that leaves this machine."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def check(this: socket.socket, address: Any) -> None:
        inet = this.family in {socket.AF_INET, socket.AF_INET6}
        if inet and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            message = f"a test connects to {address[0]}: tests have no network"
            raise AssertionError(message)

    def guarded(this: socket.socket, address: Any) -> None:
        check(this, address)
        connect(this, address)

    def guarded_ex(this: socket.socket, address: Any) -> int:
        check(this, address)
        return connect_ex(this, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket.socket, "connect_ex", guarded_ex)
        yield


@pytest.fixture(scope="session")
def server() -> Generator[Server]:
    """A PostgreSQL server with pgvector."""
    with stores.serving() as started:
        yield started


@pytest.fixture(scope="session")
def chosen(request: pytest.FixtureRequest) -> Generator[Server | None]:
    """The server that folders stand for where the tests run on PostgreSQL, else None."""
    if not stores.POSTGRESQL:
        yield None
        return
    started: Server = request.getfixturevalue("server")
    with pytest.MonkeyPatch.context() as patch:
        stores.redirect(patch, started)
        yield started


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, leave out what is about a library's file."""
    if not stores.POSTGRESQL:
        return
    left = [item for item in items if item.get_closest_marker("file_only")]
    items[:] = [item for item in items if item not in left]
    config.hook.pytest_deselected(items=left)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a test that is skipped for want of a browser, a model or a package has failed."""
    report = yield
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        place, line, reason = report.longrepr  # type: ignore[misc] - pytest's form of a skip
        if not str(reason).removeprefix("Skipped: ").startswith(MAY_BE_SKIPPED):
            report.outcome = "failed"
            report.longrepr = f"{place}:{line}: {reason} (in CI no test is skipped for that)"
    return report
