"""Draw pairs of units to be labelled: `python -m benchmarks.draw_links FOLDER`.

Pairs that a person thinks of are not those that a program proposes. This makes collections of the
gold texts of some fields each, of units cut from our own corpora, and of units cut from sets of
documents on one subject (`kg/gold/guidance`), has `kg.candidates` find the nearest of each unit
there, and draws from what linking would look at: most where it expects a link.
Writes a file of pairs for each collection, without verdicts; `kg/gold/links/GUIDELINE.md` says how
they are given, and `kg/gold/proposed` holds those that have them. The seed is fixed.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from answer import store as rows
from answer.library import Library
from corpus.records import Span
from kg import candidates, gold, pairs
from kg.records import KINDS, Kind, Relation, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

ROOT = Path(__file__).parent.parent
SHORT = 20
"""Characters up to which a text alone says too little."""

FIELDS = 8
"""Fields of one collection."""

BINS = ((0.3, 0.4), (0.1, 0.35), (0.03, 0.15), (0.0, 0.1))
"""From which score on, and which part of the pairs of a relation is drawn there."""

WANTED = {
    (Relation.MITIGATES, Kind.PRACTICE, Kind.RISK): 90,
    (Relation.UPHOLDS, Kind.PRACTICE, Kind.PRINCIPLE): 60,
    (Relation.THREATENS, Kind.RISK, Kind.PRINCIPLE): 45,
    (Relation.SUPPORTS, Kind.PRINCIPLE, Kind.PRINCIPLE): 30,
    (Relation.BRINGS, Kind.PRACTICE, Kind.BENEFIT): 30,
    (Relation.SERVES, Kind.BENEFIT, Kind.PRINCIPLE): 20,
    (Relation.TENSION, Kind.PRACTICE, Kind.PRACTICE): 25,
    (Relation.TENSION, Kind.PRACTICE, Kind.RISK): 10,
    (Relation.TENSION, Kind.PRACTICE, Kind.PRINCIPLE): 10,
    **dict.fromkeys([(Relation.SAME_AS, kind, kind) for kind in KINDS[:4]], 8),
}
"""Pairs of a collection by what is asked about."""


class Said(NamedTuple):
    """A unit with its text and field."""

    unit: Unit
    text: str
    field: str


class Collection(NamedTuple):
    """Units with the vectors (n, dim) of both models and the number of their section."""

    name: str
    said: list[Said]
    vectors: list[NDArray[np.float32]]
    sections: list[int]


def of_gold() -> Iterator[Collection]:
    """Collections of gold texts: their kinds are certain, and they stand nowhere."""
    from index import models

    embedders = [models.load(name) for name in ("multilingual-e5-small", "all-MiniLM-L6-v2")]
    by_field = defaultdict(dict)
    for line in gold.read("kinds"):
        if line.row["kind"] != Kind.CONTEXT and len(line.row["text"]) > SHORT:
            by_field[line.field][line.row["text"]] = line
    held = sorted(gold.HELD_OUT & set(by_field))
    others = sorted(set(by_field) - gold.HELD_OUT)
    np.random.default_rng(0).shuffle(others)
    groups = [others[at : at + FIELDS] for at in range(0, len(others), FIELDS)]
    groups += [held[0::2], held[1::2]]
    for number, names in enumerate(groups):
        lines = [line for name in names for line in by_field[name].values()]
        if any(line.language == "fr" for line in lines):
            lines = [line for line in lines if line.language in {"en", "pl"}]
        said = [Said(_alone(line), line.row["text"], line.field) for line in lines]
        texts = [one.text for one in said]
        vectors = [embedders[0].encode_passages(texts), np.zeros((len(said), 384), np.float32)]
        english = [row for row, one in enumerate(said) if one.unit.language == "en"]
        vectors[1][english] = embedders[1].encode_passages([texts[row] for row in english])
        label = "held" if number >= len(groups) - 2 else "gold"
        yield Collection(f"{label}_{number:02}", said, vectors, [-1] * len(said))


def _alone(line: gold.GoldLine) -> Unit:
    text, kind = line.row["text"], Kind(line.row["kind"])
    whole = Span(0, len(text))
    sure = tuple(float(kind is one) for one in KINDS)
    # A document of its own: nothing stands beside it.
    return Unit(text, 0, whole, kind, sure, whole, line.language)


def of_documents() -> Iterator[Collection]:
    """Collections of units as they are cut from our own documents, with their places."""
    paths = sorted((ROOT / "answer" / "gold" / "corpora").glob("*.md"))
    sets = {f"corpora_{number:02}": paths[number::4] for number in range(4)}
    for folder in sorted((ROOT / "kg" / "gold" / "guidance").iterdir()):
        sets[f"guidance_{folder.name}"] = sorted(folder.glob("*.md"))
    for name, files in sets.items():
        with tempfile.TemporaryDirectory() as folder:
            library = Library.open(Path(folder) / "library", create=True)
            library.add(files)
            view = library.snapshot()
            found = library.store.rows("SELECT id, record FROM units ORDER BY document, number")
            units = [rows.load_unit(row["record"]) for row in found]
            said, sections = [], []
            for unit in units:
                parsed = view.document(unit.document)
                file = Path(view.names[unit.document]).name
                said.append(Said(unit, unit.span.of(parsed.text), file))
                sections.append(parsed.passages[unit.passage].section)
            vectors = [
                _vectors(library, model, [row["id"] for row in found])
                for model in ("multilingual-e5-small", "all-MiniLM-L6-v2")
            ]
            library.close()
        yield Collection(name, said, vectors, sections)


def _vectors(library: Library, model: str, ids: Sequence[int]) -> NDArray[np.float32]:
    held = {
        row["unit"]: np.frombuffer(row["vector"], np.float32)
        for row in library.store.rows(
            "SELECT unit, vector FROM unit_vectors WHERE model = ?", model
        )
    }
    return np.stack([held.get(one, np.zeros(384, np.float32)) for one in ids])


def draw(collection: Collection, lot: np.random.Generator) -> Iterator[dict[str, Any]]:
    """Pairs of a collection that linking looks at, with the share of their like that was drawn."""
    units, texts = [one.unit for one in collection.said], [one.text for one in collection.said]
    state = candidates.gather(
        units,
        texts,
        [pairs.describe(text, unit.language) for text, unit in zip(texts, units, strict=True)],
        collection.vectors,
        model=pairs.shipped(),
        sections=collection.sections,
        held=None,
    )
    for (relation, left, right), count in WANTED.items():
        a, b, near = state.nearest(left, right)
        ordered = a < b if left is right and relation is not Relation.SUPPORTS else a != b
        scored = state.score(relation, (a[ordered], b[ordered], near[ordered]))
        top = 1.01
        for least, part in BINS:
            held = np.flatnonzero((scored.score >= least) & (scored.score < top))
            top = least
            some = min(len(held), round(count * part))
            for row in lot.choice(held, some, replace=False) if some else []:
                yield {
                    "relation": str(relation),
                    **_end("source", collection.said[scored.a[row]]),
                    **_end("target", collection.said[scored.b[row]]),
                    "place": int(scored.place[row]),
                    "pair": round(float(scored.logit[row]), 3),
                    "score": round(float(scored.score[row]), 3),
                    "share": round(some / len(held), 4),
                }


def _end(name: str, one: Said) -> dict[str, Any]:
    return {
        name: one.text,
        f"{name}_kind": str(one.unit.kind),
        f"{name}_language": one.unit.language,
        f"{name}_field": one.field,
        f"{name}_sure": round(max(one.unit.probabilities), 2),
    }


def main() -> None:
    """Draw and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="only collections whose names begin so")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for collections in (of_gold(), of_documents()):
        for collection in collections:
            if not collection.name.startswith(options.only):
                continue
            drawn = list(draw(collection, np.random.default_rng(0)))
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in drawn)
            (options.folder / f"{collection.name}.jsonl").write_text(text, "utf-8")
            print(f"{collection.name}: {len(drawn)} of {len(collection.said)} units", flush=True)


if __name__ == "__main__":
    main()
