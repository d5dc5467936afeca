import json
from pathlib import Path

import pytest

from kg.records import Kind, Relation, allows

FOLDER = Path(__file__).parents[2] / "kg" / "gold" / "links"
FILES = sorted(FOLDER.glob("*.jsonl"))
KEYS = ["source", "source_kind", "relation", "target", "target_kind", "group", "note"]
POLISH = set("ąćęłńóśźż")


def read(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_line_has_exactly_the_fields_and_they_are_text(path: Path) -> None:
    for line in read(path):
        assert list(line) == KEYS
        assert all(isinstance(value, str) and value == value.strip() for value in line.values())
        assert line["source"]
        assert line["target"]
        assert line["source"] != line["target"]
        assert line["group"].startswith(path.name.split(".")[0] + ".")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_link_obeys_the_table_of_relations(path: Path) -> None:
    for line in read(path):
        source, target = Kind(line["source_kind"]), Kind(line["target_kind"])
        assert Kind.CONTEXT not in {source, target}
        if line["relation"] != "none":
            assert allows(Relation(line["relation"]), source, target), line


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_file_name_tells_the_language(path: Path) -> None:
    language = path.name.split(".")[1]
    lines = read(path)
    assert language in {"en", "pl", "mixed"}
    if language != "mixed":
        assert not [line for line in lines if line["relation"] == "translation_of"]
    if language == "en":
        assert not [line for line in lines if POLISH & set(line["source"] + line["target"])]


def test_no_pair_is_judged_twice() -> None:
    seen: dict[frozenset[str], dict[str, str]] = {}
    for path in FILES:
        for line in read(path):
            pair = frozenset((line["source"], line["target"]))
            assert pair not in seen, (path.name, line, seen.get(pair))
            seen[pair] = line


def test_a_text_has_one_kind() -> None:
    kinds: dict[str, str] = {}
    for path in FILES:
        for line in read(path):
            for end in ("source", "target"):
                kind = line[f"{end}_kind"]
                assert kinds.setdefault(line[end], kind) == kind, line[end]


def test_there_are_enough_links_and_hard_negatives() -> None:
    relations = [line["relation"] for path in FILES for line in read(path)]
    assert len(relations) >= 1500
    assert 0.3 < relations.count("none") / len(relations) < 0.5
    assert {*map(str, Relation)} - {"related_to"} | {"none"} == {*relations}
