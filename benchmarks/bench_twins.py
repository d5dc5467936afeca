"""How well twin documents are told from others: `python -m benchmarks.bench_twins FOLDER…`.

For every folder: the pairs of its documents, best aligned first. In the sample guidance
(`corpus/sample/guidance`) NAME.pl.EXT is the Polish twin of NAME.EXT.
"""

from __future__ import annotations

import argparse
from itertools import combinations
from pathlib import Path

from corpus.document import parse
from index import models
from kg import extraction, kinds, twins

EMBEDDER = "multilingual-e5-small"
SHOWN = 12


def main() -> None:
    """Align all pairs of documents of each folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    embedder, model = models.load(EMBEDDER), kinds.shipped(EMBEDDER)
    for folder in parser.parse_args().folders:
        vectors = {}
        for path in sorted(path for path in folder.iterdir() if path.is_file()):
            document = parse(path.name, path.read_bytes())
            units = extraction.extract(document, path.name, embedder.encode_passages, model)
            texts, end = [], 0
            for unit in sorted(units, key=lambda unit: (unit.span.start, -unit.span.end)):
                if unit.span.end > end:
                    texts.append(" ".join(unit.span.of(document.text).split()))
                    end = unit.span.end
            if texts:
                vectors[path.name] = embedder.encode_passages(texts)
        rows = []
        for one, other in combinations(vectors, 2):
            found = twins.align(vectors[one], vectors[other])
            rows.append((found.covered, found.closeness, found.twins, one, other))
        rows.sort(reverse=True)
        print(f"{folder.name}: {len(rows)} pairs of documents")
        for covered, closeness, twin, one, other in rows[:SHOWN]:
            print(
                f"  covered {covered:.2f}  cosine {closeness:.3f}  {'twins' if twin else '-':5}"
                f"  {one}  {other}"
            )


if __name__ == "__main__":
    main()
