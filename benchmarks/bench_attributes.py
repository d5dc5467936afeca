"""How right the attributes of practices are: `python -m benchmarks.bench_attributes [--show NAME]`.

Judges `kg.attributes` on the gold sentences, the held-out fields apart: strength by exact label,
the others by overlap F1 of characters (an attribute that is rightly absent is not counted).
"""

from __future__ import annotations

import argparse
import re

from corpus.quotations import find_quotations
from corpus.records import Span
from kg import attributes, gold

SPANS = ("condition", "exception", "wording", "urgent")


def guess(name: str, text: str, language: str) -> Span | None:
    """The span that the program finds for an attribute."""
    if name == "wording":
        return attributes.wording(
            text, Span(0, len(text)), find_quotations(text, Span(0, len(text)))
        )
    found: Span | None = getattr(attributes, name)(text, language)
    return found


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", help="print what goes wrong with this attribute")
    options = parser.parse_args()
    lines = [line for line in gold.read("kinds") if line.row["kind"] == "practice"]
    for held in (False, True):
        for languages in (("en",), ("pl",), ("de", "fr", "es")):
            chosen = [
                line
                for line in lines
                if (line.field in gold.HELD_OUT) is held and line.language in languages
            ]
            if not chosen:
                continue
            right = 0
            for line in chosen:
                found, _ = attributes.strength(line.row["text"], line.language)
                right += found.value == line.row["strength"]
                if options.show == "strength" and not held and found.value != line.row["strength"]:
                    print(f"{line.row['strength']} → {found.value}: {line.row['text'][:150]}")
            figures = {"strength": round(right / len(chosen), 3)}
            for name in SPANS:
                shared = told = marked = 0
                for line in chosen:
                    text, row = line.row["text"], line.row
                    wanted = _span(text, row[name])
                    found = guess(name, text, line.language)
                    shared += (
                        max(0, min(wanted.end, found.end) - max(wanted.start, found.start))
                        if wanted and found
                        else 0
                    )
                    told += found.end - found.start if found else 0
                    marked += wanted.end - wanted.start if wanted else 0
                    if options.show == name and not held and bool(wanted) != bool(found):
                        print(f"{row[name]!r} → {found and found.of(text)!r}: {text[:150]}")
                figures[name] = round(2 * shared / max(told + marked, 1), 3)
            print(
                "held out" if held else "fitted fields", "/".join(languages), len(chosen), figures
            )


def _span(text: str, part: str | None) -> Span | None:
    if part is None:
        return None
    start = re.search(re.escape(part), text)
    return Span(start.start(), start.end()) if start else None


if __name__ == "__main__":
    main()
