"""Measure language detection: `python benchmarks/bench_language.py pl=a.jsonl en=b.jsonl`.

Each file holds lines of JSON with a `text` in the language named. Texts are taken whole, cut to
their first four words, and (Polish) without diacritics. lingua is measured beside it where it is
installed: `pip install lingua-language-detector`.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.language import LANGUAGES, detect

if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")
WORDS = 4


def main() -> None:
    """Print the share of texts whose language is right, and the time that a text takes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+", metavar="LANGUAGE=FILE")
    parser.add_argument("--texts", type=int, default=1000, help="of each file")
    options = parser.parse_args()
    detectors: dict[str, Callable[[str], str]] = {"corpus": detect}
    lingua = _lingua()
    if lingua:
        detectors["lingua"] = lingua
    for name, find in detectors.items():
        started = time.perf_counter()
        find("What should I do?")
        print(f"{name}: ready in {time.perf_counter() - started:.2f} s")
    for argument in options.files:
        language, _, path = argument.partition("=")
        lines = Path(path).read_text(encoding="utf-8").splitlines()[: options.texts]
        whole = [json.loads(line)["text"] for line in lines]
        cases = {"whole": whole, "four words": [" ".join(t.split()[:WORDS]) for t in whole]}
        if language == "pl":
            cases |= {f"{n}, plain": [t.translate(PLAIN) for t in c] for n, c in cases.items()}
        for case, texts in cases.items():
            for name, find in detectors.items():
                started = time.perf_counter()
                right = sum(find(text) == language for text in texts)
                each = (time.perf_counter() - started) / len(texts) * 1000
                print(f"{path} {case}: {name} {right / len(texts):.3f}, {each:.2f} ms a text")


def _lingua() -> Callable[[str], str] | None:
    try:
        from lingua import IsoCode639_1, LanguageDetectorBuilder
    except ImportError:
        return None
    known = [getattr(IsoCode639_1, "NB" if c == "no" else c.upper(), None) for c in LANGUAGES]
    builder = LanguageDetectorBuilder.from_iso_codes_639_1(*[code for code in known if code])
    detector = builder.build()

    def find(text: str) -> str:
        language = detector.detect_language_of(text)
        return language.iso_code_639_1.name.lower() if language else "und"

    return find


if __name__ == "__main__":
    main()
