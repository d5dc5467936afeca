"""How well drift is told: `python -m benchmarks.bench_drift`.

`benchmarks/data/drift.jsonl` holds English texts with their Polish translation: 31 of three
sentences, each with a version of the translation in which a number, a negation, a term or a
sentence is changed (`[what, by what]`, or the sentence that is left out), and 30 that are faithful
although they look different. The part `fit` was looked at when the rules were made, `judge` only
judged on. The entries of a part stand in one document, since a document's words and
sentences tell what is usual in it. Precision counts the faithful ones against the changed ones.
With --fit, the weights of `kg.drift` for terms are fitted to the sample's translations.
"""

from __future__ import annotations

import argparse
import json
import random
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from answer.drifts import sentences, words
from corpus.document import parse
from corpus.records import Span
from corpus.sentences import split_sentences
from index import models
from kg import drift, renderings
from kg.alignment import align, side
from kg.drift import DriftKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.models import Embedder

GOLD: Final = Path(__file__).parent / "data" / "drift.jsonl"
SAMPLE: Final = Path(__file__).parent.parent / "corpus" / "sample" / "guidance"
TRANSLATED: Final = (
    ("over-sharing-nine-steps.md", "over-sharing-nine-steps.pl.md"),
    ("ending-well.txt", "ending-well.pl.txt"),
    ("confidentiality-leaflet.pdf", "confidentiality-leaflet.pl.pdf"),
)
"""The sample's twins; `ending-well.pl.txt` is a bad translation."""


def changed(entry: dict[str, Any], kind: DriftKind) -> tuple[str, str]:
    """An entry's texts with a change of this kind; unchanged if it has none."""
    english, polish = entry["en"], entry["pl"]
    if kind.value not in entry:
        return english, polish
    if kind is DriftKind.MISSING:
        return english, " ".join(polish.replace(entry["missing"], "").split())
    if kind is DriftKind.ADDED:
        return " ".join(english.replace(entry["added"], "").split()), polish
    return english, polish.replace(*entry[kind.value], 1)


@dataclass(frozen=True, slots=True)
class Page:
    """A text made of entries: its sentences, and where each entry begins."""

    sentences: list[drift.Sentence]
    starts: list[int]

    def entry(self, place: drift.Place) -> int:
        """The entry in which a place is: where its first mark is, or its span."""
        start = place.marks[0].start if place.marks else place.span.start
        return bisect_right(self.starts, start) - 1


def page(texts: Sequence[str], language: str) -> Page:
    """One document of several texts, a paragraph each."""
    found, starts, at = [], [], 0
    for text in texts:
        starts.append(at)
        for span in split_sentences(text, Span(0, len(text)), language=language):
            moved = Span(span.start + at, span.end + at)
            found.append(drift.Sentence(moved, span.of(text), language))
        at += len(text) + 2
    return Page(found, starts)


def told(pairs: Sequence[tuple[str, str]], embedder: Embedder) -> list[set[DriftKind]]:
    """The kinds of drift that are told of each pair of texts, which stand in one document."""
    left, right = (page([pair[end] for pair in pairs], ("en", "pl")[end]) for end in (0, 1))
    found: list[set[DriftKind]] = [set() for _ in pairs]
    encoders = [embedder.encode_passages, embedder.encode_queries]
    for one in drift.find(left.sentences, right.sentences, encoders, words):
        if one.kind is DriftKind.RENDERINGS:
            continue
        side_told = (right, one.right) if one.kind is DriftKind.ADDED else (left, one.left)
        found[side_told[0].entry(side_told[1])].add(one.kind)
    return found


KINDS: Final = (
    DriftKind.NUMBER, DriftKind.NEGATION, DriftKind.TERM, DriftKind.MISSING, DriftKind.ADDED,
)  # fmt: skip


def judge(embedder: Embedder, *, show: bool) -> None:
    """Print precision and recall of every kind.

    The entries of a part are one document; of each kind one document has every other entry
    changed, another the others.
    """
    entries = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    for part in ("fit", "judge"):
        chosen = [entry for entry in entries if entry["part"] == part]
        faithful = told([(entry["en"], entry["pl"]) for entry in chosen], embedder)
        print(f"{part}: {len(chosen)} faithful, {sum(map(bool, faithful))} are told to differ")
        if show:
            for entry, kinds in zip(chosen, faithful, strict=True):
                if kinds:
                    print("   wrong", *kinds, "|", entry["en"], "|", entry["pl"])
        for kind in KINDS:
            made = right = 0
            for odd in (0, 1):
                pairs = [
                    changed(entry, kind) if place % 2 == odd else (entry["en"], entry["pl"])
                    for place, entry in enumerate(chosen)
                ]
                for place, kinds in enumerate(told(pairs, embedder)):
                    if place % 2 == odd and kind.value in chosen[place]:
                        made += 1
                        right += kind in kinds
                        if show and kind not in kinds:
                            print("   not told", kind, *kinds, "|", *pairs[place])
            wrong = sum(kind in kinds for kinds in faithful)
            print(
                f"  {kind:9} {made} changed, recall {right / made:.2f}, precision "
                f"{right / max(right + wrong, 1):.2f} ({wrong} of the faithful)"
            )


def fit(embedder: Embedder) -> None:
    """Print the weights of a logistic regression on words of which some were exchanged."""
    from sklearn.linear_model import LogisticRegression

    chance = random.Random(4)  # noqa: S311 - a fixed choice of words, nothing secret
    pairs: list[tuple[drift.Sentence, drift.Sentence]] = []
    for names in TRANSLATED:
        both = []
        for name in names:
            document = parse(name, (SAMPLE / name).read_bytes())
            both.append(sentences(document))
        sides = [
            side(embedder.encode_passages([one.text for one in some]), [one.text for one in some])
            for some in both
        ]
        pairs += [
            (both[0][bead.left[0]], both[1][bead.right[0]])
            for bead in align(*sides).beads
            if len(bead.left) == len(bead.right) == 1
        ]
    pool = sorted({w.text for _, b in pairs for w in words(b.text, "pl") if w.text.islower()})
    changed: list[tuple[drift.Sentence, drift.Sentence, int]] = []
    for one, other in pairs:
        changed.append((one, other, -1))
        places = [w for w in words(other.text, "pl") if w.text.islower() and len(w.text) >= LONG]
        if not places:
            continue
        word = chance.choice(places)
        like = [w for w in pool if w[-2:] == word.text[-2:] and w[:4] != word.text[:4]]
        if like:
            new = chance.choice(like)
            text = other.text[: word.start] + new + other.text[word.end :]
            changed.append((one, drift.Sentence(other.span, text, "pl"), word.start))
    rows, labels = features(changed, embedder)
    model = LogisticRegression(C=100.0).fit(np.array(rows) * SCALE, labels)
    print("weights", (model.coef_[0] * SCALE).round(2), "bias", model.intercept_.round(2))


LONG: Final = 5
"""Letters of a word that is exchanged for one with the same last two."""

SCALE: Final = np.array([50.0, 1.0])


def features(
    changed: list[tuple[drift.Sentence, drift.Sentence, int]], embedder: Embedder
) -> tuple[list[tuple[float, float]], list[bool]]:
    """For every word of the right side its signals, and whether it was put there."""
    both = [(tuple(words(a.text, "en")), tuple(words(b.text, "pl"))) for a, b, _ in changed]
    near = renderings.vocabulary(both, [embedder.encode_passages, embedder.encode_queries])
    links = renderings.links(both, near)
    pairs = [(a, b) for a, b, _ in changed]
    gains = drift.gains(range(len(pairs)), pairs, both, embedder.encode_passages)
    rows, labels = [], []
    for doubt in drift.doubts(both, links):
        rows.append((gains[doubt.bead, doubt.word], doubt.near))
        labels.append(changed[doubt.bead][2] == doubt.word.start)
    return rows, labels


def main() -> None:
    """Judge, or fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--show", action="store_true", help="name what is wrong or not told")
    embedder = models.load("multilingual-e5-small")
    arguments = parser.parse_args()
    if arguments.fit:
        fit(embedder)
    else:
        judge(embedder, show=arguments.show)


if __name__ == "__main__":
    main()
