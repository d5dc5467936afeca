import json
from collections import Counter
from pathlib import Path

from answer.places import occurrences

FOLDER = Path(__file__).parents[2] / "answer" / "gold"
KEYS = ["id", "text", "lang", "corpus", "expect", "passages", "type", "note"]
EXPECTED = {
    "answerable": {"answered", "partly"},
    "near_miss": {"not covered"},
    "off_topic": {"not covered"},
}


def questions() -> list[dict]:
    return [
        json.loads(line)
        for path in sorted(FOLDER.glob("questions*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def test_every_question_has_exactly_the_fields_and_asks_one_thing_once() -> None:
    found = questions()
    for line in found:
        assert list(line) == KEYS
        assert line["lang"] in {"en", "pl"}
        assert line["expect"] in EXPECTED[line["type"]]
    assert len({line["id"] for line in found}) == len(found)
    assert len({line["text"].casefold() for line in found}) == len(found)


def test_every_quote_stands_once_in_its_corpus_and_is_short() -> None:
    for line in questions():
        assert bool(line["passages"]) == (line["type"] == "answerable"), line
        for quote in line["passages"]:
            corpus = (FOLDER / "corpora" / line["corpus"]).read_text(encoding="utf-8")
            assert corpus.count(quote) == 1, line
            assert len(quote.split()) <= 40  # a sentence, not a section


def test_each_corpus_has_its_share_of_questions() -> None:
    count = Counter((line["corpus"], line["type"]) for line in questions())
    names = sorted(path.name for path in (FOLDER / "corpora").glob("*.md"))
    assert len(names) >= 12
    for name in names:
        assert count[name, "answerable"] >= 45
        assert count[name, "near_miss"] >= 45
        own = name.split(".")[1]
        other = [
            line
            for line in questions()
            if line["corpus"] == name and line["type"] == "answerable" and line["lang"] != own
        ]
        assert len(other) >= 10
    kinds = Counter(line["type"] for line in questions())
    assert kinds["answerable"] >= 600
    assert kinds["near_miss"] >= 600
    assert kinds["off_topic"] >= 300


SETS = FOLDER.parents[1] / "kg" / "gold" / "guidance"


def set_questions() -> list[dict]:
    lines = (FOLDER / "set_questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_every_set_of_documents_has_its_share_of_questions() -> None:
    found = set_questions()
    assert len({line["id"] for line in found}) == len(found)
    assert len({line["text"].casefold() for line in found}) == len(found)
    count = Counter((line["corpus"], line["type"], line["lang"]) for line in found)
    for folder in filter(Path.is_dir, SETS.iterdir()):
        assert count[folder.name, "answerable", "en"] >= 40
        assert count[folder.name, "answerable", "pl"] >= 25
        assert count[folder.name, "near_miss", "en"] >= 30
        assert count[folder.name, "near_miss", "pl"] >= 15


def test_every_quote_of_a_set_stands_once_in_its_documents() -> None:
    texts = {
        folder.name: [path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())]
        for folder in SETS.iterdir()
        if folder.is_dir()
    }
    for line in set_questions():
        assert bool(line["first"]) == (line["type"] == "answerable"), line
        for quote in (*line["first"], *line["passages"]):
            assert sum(len(list(occurrences(text, quote))) for text in texts[line["corpus"]]) == 1
