"""How steady themes are: `python -m benchmarks.bench_themes [LIBRARY]`.

From a library (default: one of the sample guidance, built first) each document is taken out in
turn, the rest is linked anew, and the themes of the units that remain are compared with those of
the whole: adjusted Rand index and normalised mutual information, at both levels. It prints, too,
from how many independent documents a theme's ideas come on average.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from math import exp, log
from pathlib import Path
from typing import TYPE_CHECKING

from answer.library import Library
from answer.themes import themes

if TYPE_CHECKING:
    from answer.snapshot import Snapshot

SAMPLE = Path(__file__).resolve().parents[1] / "corpus" / "sample" / "guidance"


def main() -> None:
    """Measure, and print one line a document and the means."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", nargs="?", type=Path)
    with tempfile.TemporaryDirectory() as place:
        measure(parser.parse_args().library or build(Path(place) / "sample"), Path(place))


def build(folder: Path) -> Path:
    """A library of the sample guidance."""
    library = Library.open(folder, create=True)
    library.add([SAMPLE])
    library.close()
    return folder


def measure(folder: Path, place: Path) -> None:
    """Take out each document in turn."""
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    library = Library.open(folder)
    whole = homes(library.snapshot())
    names = [info.name for info in library.documents()]
    print(f"{len(set(whole[0].values()))} themes, {len(set(whole[1].values()))} parts,", end=" ")
    print(f"{spread(library.snapshot(), whole[0]):.1f} independent documents a theme")
    library.close()
    rows = []
    for name in names:
        copy = place / "without"
        shutil.copytree(folder, copy)
        library = Library.open(copy)
        library.remove([name])
        found = homes(library.snapshot())
        library.close()
        shutil.rmtree(copy)
        row = []
        for before, after in zip(whole, found, strict=True):
            units = sorted(set(before) & set(after))
            labels = [before[unit] for unit in units], [after[unit] for unit in units]
            row += [adjusted_rand_score(*labels), normalized_mutual_info_score(*labels)]
        rows.append(row)
        print(f"without {name}: " + " ".join(f"{value:.3f}" for value in row), flush=True)
    means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    least = [min(column) for column in zip(*rows, strict=True)]
    for what, at in (("themes", 0), ("parts", 2)):
        print(
            f"{what}: adjusted Rand {means[at]:.3f} (least {least[at]:.3f}), "
            f"NMI {means[at + 1]:.3f} (least {least[at + 1]:.3f})"
        )


def homes(view: Snapshot) -> tuple[dict[int, str], dict[int, str]]:
    """The theme and the part of each unit that has one."""
    of_idea = themes(view).of_idea()
    units = {unit: of_idea[idea] for unit, idea in view.idea_of.items() if idea in of_idea}
    return (
        {unit: theme.id for unit, (theme, _) in units.items()},
        {unit: part.id for unit, (_, part) in units.items()},
    )


def spread(view: Snapshot, home: dict[int, str]) -> float:
    """The effective number of independent documents (exponential of the entropy) of a theme."""
    total = 0.0
    for theme in set(home.values()):
        count: dict[str, int] = {}
        for unit, other in home.items():
            if other == theme:
                document = view.units[unit].document
                family = view.families.get(document, document)
                count[family] = count.get(family, 0) + 1
        whole = sum(count.values())
        shares = [number / whole for number in count.values()]
        total += exp(-sum(share * log(share) for share in shares))
    return total / len(set(home.values()))


if __name__ == "__main__":
    main()
