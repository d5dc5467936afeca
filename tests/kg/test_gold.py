import json
from collections import Counter
from pathlib import Path

import pytest

from kg.records import Kind

FILES = sorted((Path(__file__).parents[2] / "kg" / "gold" / "kinds").glob("*.jsonl"))
TEXTS = ["text", "kind", "form", "heading", "place", "before", "hard"]
ATTRIBUTES = ["strength_cue", "condition", "exception", "wording", "urgent"]
KEYS = [*TEXTS, "strength", *ATTRIBUTES]
PLACES = {"paragraph", "item", "heading", "quotation"}
STRENGTHS = {"must", "should", "consider", "avoid"}
FORMS = {
    "imperative", "modal", "passive", "gerund", "first_person", "third_person", "question",
    "negation", "hedged", "clause", "long", "motto", "fragment", "statement", "multi",
}  # fmt: skip


def read(path: Path) -> list[dict[str, str | None]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_line_has_the_fields_of_the_guideline(path: Path) -> None:
    for line in read(path):
        assert sorted(line) == sorted(KEYS), line
        assert all(isinstance(line[key], str) for key in TEXTS), line
        assert line["text"], line
        assert line["text"] == line["text"].strip(), line
        assert line["kind"] in set(Kind), line
        assert line["form"] in FORMS, line
        assert line["place"] in PLACES, line


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_only_a_practice_has_a_strength_and_it_always_has_one(path: Path) -> None:
    for line in read(path):
        practice = line["kind"] == Kind.PRACTICE
        assert (line["strength"] in STRENGTHS) if practice else (line["strength"] is None), line
        assert practice or line["strength_cue"] is None, line


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_attribute_stands_in_the_text_character_for_character(path: Path) -> None:
    for line in read(path):
        for name in ATTRIBUTES:
            value = line[name]
            assert value is None or (value and value in str(line["text"])), (name, line)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_file_name_tells_field_and_language(path: Path) -> None:
    _, language, ending = path.name.split(".")
    assert language in {"en", "pl", "de", "fr", "es"}
    assert ending == "jsonl"


def test_no_text_is_written_twice() -> None:
    texts = Counter(str(line["text"]).casefold() for path in FILES for line in read(path))
    assert [text for text, count in texts.items() if count > 1] == []
