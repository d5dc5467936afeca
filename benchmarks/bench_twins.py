"""How well twins are found and aligned: `python -m benchmarks.bench_twins DATA/corpora`.

CORPORA holds `security101_enpl` and `debian_handbook_enpl`, in which a page in `en` has its twin
under the same name in `pl` (names are only used to judge). Printed are
1. the pairs of documents found among all files of both, the sample guidance among them;
2. the F1 of aligned passages on pages that were aligned by hand (`benchmarks/data/twins.jsonl`:
   places and digests, no text), those fitted to and those only judged on, also after a share of
   the passages was taken out of both pages at random.
With --fit, the weights of `kg.alignment` are fitted anew on the pages marked `fit`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from answer.passages import embedded_text, indexed
from corpus.document import parse
from index import models
from kg import alignment, twins

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

GOLD: Final = Path(__file__).parent / "data" / "twins.jsonl"
SAMPLE: Final = Path(__file__).parent.parent / "corpus" / "sample" / "guidance"
FOLDERS: Final = ("security101_enpl", "debian_handbook_enpl")
TAKEN_OUT: Final = (0.0, 0.2, 0.4)
MODEL: Final = "multilingual-e5-small"


@dataclass(frozen=True, slots=True)
class Files:
    """All files' passages, one after the other, with where each begins and its digest."""

    passages: twins.Passages
    sequences: Mapping[str, list[int]]
    places: tuple[tuple[int, str], ...]


def read(corpora: Path) -> Files:
    """Read and embed the passages of all files as `add` does."""
    embedder = models.load(MODEL)
    files = [*corpora_files(corpora), *((f"sample/{p.name}", p) for p in sorted(SAMPLE.iterdir()))]
    sequences: dict[str, list[int]] = {}
    texts: list[str] = []
    languages: list[str] = []
    places: list[tuple[int, str]] = []
    vectors: list[NDArray[np.float32]] = []
    for name, path in files:
        document = parse(path.name, path.read_bytes())
        found = [passage for _, passage in indexed(document)]
        sequences[name] = list(range(len(texts), len(texts) + len(found)))
        for passage in found:
            text = passage.span.of(document.text)
            texts.append(text)
            languages.append(passage.language)
            places.append((passage.span.start, digest(text)))
        if found:
            vectors.append(embedder.encode_passages([embedded_text(document, p) for p in found]))
    return Files(
        twins.Passages(np.concatenate(vectors), texts, languages), sequences, tuple(places)
    )


def corpora_files(corpora: Path) -> Iterable[tuple[str, Path]]:
    """The pages of both collections by their path under `corpora`."""
    for folder in FOLDERS:
        for path in sorted((corpora / folder / "docs").rglob("*")):
            if path.is_file():
                yield path.relative_to(corpora).as_posix(), path


def digest(text: str) -> str:
    """What tells whether a passage is still the one that was aligned."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def are_twins(one: str, other: str) -> bool:
    """Whether two files are twins by their names."""
    return any(
        ("/en/" in a and a.replace("/en/", "/pl/") == b)
        or (".pl." in a and a.replace(".pl.", ".") == b)
        for a, b in ((one, other), (other, one))
    )


def show_documents(files: Files) -> None:
    """How many twin documents are found."""
    begun = time.perf_counter()
    found = set(twins.find(files.sequences, files.passages))
    took = time.perf_counter() - begun
    names = sorted(name for name, rows in files.sequences.items() if rows)
    gold = {(a, b) for i, a in enumerate(names) for b in names[i + 1 :] if are_twins(a, b)}
    right = len(found & gold)
    print(
        f"document pairs among {len(names)} files ({took:.1f} s): {len(gold)} twins, "
        f"precision {right / max(len(found), 1):.3f}, recall {right / max(len(gold), 1):.3f}"
    )
    for pair in sorted(found ^ gold):
        print("  ", "missed" if pair in gold else "wrong", *pair)


@dataclass(frozen=True, slots=True)
class Page:
    """Two pages and their gold pairs of positions."""

    part: str
    name: str
    left: alignment.Side
    right: alignment.Side
    gold: frozenset[tuple[int, int]]


def pages(files: Files) -> list[Page]:
    """The pages aligned by hand.

    Raises:
        ValueError: a page is cut into other passages than when it was aligned.
    """
    sums = files.passages.sums()
    found = []
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        position = []
        for name in (entry["left"], entry["right"]):
            rows = files.sequences[name]
            position.append({files.places[row]: i for i, row in enumerate(rows)})
        try:
            gold = frozenset(
                (position[0][one[0], one[2]], position[1][other[0], other[2]])
                for left, right in entry["aligned"]
                for one in left
                for other in right
            )
        except KeyError as error:
            message = f"{entry['left']}: no passage at {error}; align this page by hand again"
            raise ValueError(message) from error
        sides = [
            twins.lay_out(files.sequences[name], files.passages, sums)
            for name in (entry["left"], entry["right"])
        ]
        found.append(Page(entry["part"], entry["left"], sides[0], sides[1], gold))
    return found


def thinned(page: Page, share: float, chance: np.random.Generator) -> Page:
    """The page without a random share of its passages on both sides."""
    sides, kept = [], []
    for one in (page.left, page.right):
        rows = np.flatnonzero(chance.random(len(one.lengths)) >= share)
        numbers = tuple(one.numbers[row] for row in rows)
        sides.append(alignment.Side(one.vectors[rows], one.lengths[rows], numbers, one.centre))
        kept.append({int(row): place for place, row in enumerate(rows)})
    gold = frozenset(
        (kept[0][i], kept[1][j]) for i, j in page.gold if i in kept[0] and j in kept[1]
    )
    return Page(page.part, page.name, sides[0], sides[1], gold)


def show_passages(found: list[Page]) -> None:
    """F1 of aligned pairs of passages, by part and share taken out."""
    for part in ("fit", "judge"):
        for share in TAKEN_OUT:
            chance = np.random.default_rng(1)
            right = wrong = missed = 0
            for page in found:
                if page.part != part:
                    continue
                thin = thinned(page, share, chance)
                pairs = set(alignment.align(thin.left, thin.right, sure=twins.KNOWN).pairs)
                right += len(pairs & thin.gold)
                wrong += len(pairs - thin.gold)
                missed += len(thin.gold - pairs)
                if not share:
                    print(f"  {page.name}: missed {sorted(thin.gold - pairs)}, "
                          f"wrong {sorted(pairs - thin.gold)}")  # fmt: skip
            print(
                f"passages, {part}, {share:.0%} taken out: {right + missed} pairs, "
                f"F1 {2 * right / (2 * right + wrong + missed):.3f}"
            )


def fit(found: list[Page]) -> None:
    """Print the weights that a logistic regression gives the signals on the pages to fit to."""
    from sklearn.linear_model import LogisticRegression

    rows, labels = [], []
    for page in found:
        if page.part == "fit":
            told = alignment.features(alignment.signals(page.left, page.right))
            rows.append(told.reshape(-1, told.shape[-1]))
            labels += [
                (i, j) in page.gold for i in range(told.shape[0]) for j in range(told.shape[1])
            ]
    scale = np.array([NEAR, 1.0, 1.0])
    model = LogisticRegression(C=10.0).fit(np.concatenate(rows) * scale, labels)
    for signal, weight in zip(alignment.SIGNALS, model.coef_[0] * scale, strict=True):
        print(f"{signal}: {weight:.1f}")
    print(f"bias: {model.intercept_[0]:.1f}")


NEAR: Final = 50.0
"""What nearness is multiplied by for the fit, so that the penalty is even on all signals."""


def main() -> None:
    """Measure, or fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--fit", action="store_true")
    arguments = parser.parse_args()
    missing = [name for name in FOLDERS if not (arguments.corpora / name).is_dir()]
    if missing:
        print(f"skipped: {arguments.corpora} has no {' and no '.join(missing)}")
        return
    files = read(arguments.corpora)
    found = pages(files)
    if arguments.fit:
        fit(found)
        return
    show_documents(files)
    show_passages(found)


if __name__ == "__main__":
    main()
