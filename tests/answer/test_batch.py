"""Collections of texts: searched, judged, linked and measured from the command line."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from answer import collection, evaluate, questions
from answer.settings import Settings
from answer.texts import Text, read_texts
from kg.records import Relation
from tests.fakes import TrigramEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.answer.conftest import Outcome

    Run = Callable[..., Outcome]

CORPUS = [
    {"_id": "gift", "title": "Gifts", "text": "Refuse a gift of money politely."},
    {"_id": "visit", "title": "", "text": "Agree on a time limit before the visit starts."},
    {"_id": "wizyta", "title": "", "text": "Przed wizytą ustal z klientem, ile potrwa spotkanie."},
    {"_id": "empty", "title": "", "text": ""},
    {"_id": "titled", "title": "Harassment", "text": ""},
]
QUERIES = [
    {"_id": "q1", "text": "What should I do when someone offers a gift of money?"},
    {"_id": "q2", "text": "How long may a visit be? Is there a time limit?"},
    {"_id": "q3", "text": "?"},
]
LABELLED = [
    {"_id": "p1", "text": "Agree on a time limit before the visit starts.", "label": "practice"},
    {"_id": "p2", "text": "Reply to messages on the same day.", "label": "practice"},
    {"_id": "r1", "text": "Visits without a time limit exhaust you.", "label": "risk"},
    {"_id": "r2", "text": "A late reply to messages may seem cold.", "label": "risk"},
    {"_id": "n1", "text": "Trust grows when promises are kept.", "label": "principle"},
    {"_id": "x1", "text": "In this article we look at visits.", "label": "context"},
]


def lines(path: Path, entries: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    return path


# -- search ----------------------------------------------------------------------------------


def test_a_run_names_each_document_once_with_falling_scores(run: Run, tmp_path: Path) -> None:
    corpus, queries = lines(tmp_path / "c", CORPUS), lines(tmp_path / "q", QUERIES)
    out = tmp_path / "out.trec"
    said = run("search", "--corpus", corpus, "--queries", queries, "--run", out)
    assert (said.status, said.err) == (0, "")
    rows = [line.split(" ") for line in out.read_text(encoding="utf-8").splitlines()]
    assert {row[1] for row in rows} == {"Q0"}
    assert {row[5] for row in rows} == {"guidegraph"}
    for question, best in (("q1", "gift"), ("q2", "visit")):
        mine = [row for row in rows if row[0] == question]
        assert [int(row[3]) for row in mine] == list(range(1, len(mine) + 1))
        assert sorted(row[2] for row in mine) == ["gift", "titled", "visit", "wizyta"]
        assert mine[0][2] == best
        scores = [float(row[4]) for row in mine]
        assert all(a > b for a, b in itertools.pairwise(scores))
    assert {row[0] for row in rows} == {"q1", "q2"}


def test_depth_limits_a_run(run: Run, tmp_path: Path) -> None:
    corpus, queries = lines(tmp_path / "c", CORPUS), lines(tmp_path / "q", QUERIES)
    out = tmp_path / "out.trec"
    run("search", "--corpus", corpus, "--queries", queries, "--run", out, "--depth", "2")
    assert len(out.read_text(encoding="utf-8").splitlines()) == 4


def test_a_collection_without_texts_gives_an_empty_run(run: Run, tmp_path: Path) -> None:
    corpus, queries = lines(tmp_path / "c", []), lines(tmp_path / "q", QUERIES)
    out = tmp_path / "out.trec"
    assert run("search", "--corpus", corpus, "--queries", queries, "--run", out).status == 0
    assert not out.read_text(encoding="utf-8")


def test_equal_texts_are_told_apart_by_their_place() -> None:
    documents = [Text("b", "Ask first."), Text("a", "Ask first.")]
    held = collection.open_collection(documents, [TrigramEmbedder()])
    ((_, found),) = collection.search(held, [Text("q", "Should I ask first?")], Settings())
    assert [name for name, _ in found] == ["b", "a"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"_id": "1"}', ":1: no `text`; each line needs `_id` and `text`"),
        ('{"_id": "1", "text": "a"}\n{"_id": "1", "text": "b"}', ":2: the _id '1' comes twice"),
        ('\n["a"]', ":2: no JSON object"),
        ("{", ":1: not JSON ("),
    ],
)
def test_a_wrong_line_is_named(content: str, told: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "texts").write_text(content, encoding="utf-8")
    said = run("classify", "--input", tmp_path / "texts", "--output", tmp_path / "out")
    assert said.status == 1
    assert said.err.startswith(f"guidegraph: {tmp_path / 'texts'}{told}")
    assert not (tmp_path / "out").exists()


def test_odd_characters_are_read(tmp_path: Path) -> None:
    (tmp_path / "t").write_bytes(
        b'\xef\xbb\xbf{"_id": 7, "text": "a\xe2\x80\xa8b \\ud800 c"}\r\n\r\n'
    )
    assert read_texts(tmp_path / "t") == [Text("7", "a\u2028b ? c")]


# -- classify --------------------------------------------------------------------------------


def test_each_text_gets_a_kind_and_probabilities_that_add_up(run: Run, tmp_path: Path) -> None:
    texts = [*LABELLED, {"_id": "none", "text": ""}]
    out = tmp_path / "kinds"
    run("classify", "--input", lines(tmp_path / "t", texts), "--output", out)
    found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [entry["_id"] for entry in found] == [entry["_id"] for entry in texts]
    for entry in found:
        assert list(entry) == ["_id", "kind", "probabilities"]
        assert list(entry["probabilities"]) == "principle risk practice benefit context".split()
        assert sum(entry["probabilities"].values()) == pytest.approx(1)
        assert entry["probabilities"][entry["kind"]] == max(entry["probabilities"].values())
    assert found[0]["kind"] == "practice"


# -- link ------------------------------------------------------------------------------------


def test_every_practice_names_its_risks_best_first(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "links.tsv"
    run("link", "--input", lines(tmp_path / "t", LABELLED), "--output", out)
    rows = [line.split("\t") for line in out.read_text(encoding="utf-8").splitlines()]
    best = [(row[0], row[2]) for row in rows if row[1] == "mitigates"]
    assert best == [("p1", "r1"), ("p1", "r2"), ("p2", "r2"), ("p2", "r1")]
    assert {row[1] for row in rows} == {"mitigates", "upholds", "threatens"}
    assert all(0 <= float(row[3]) <= 1 for row in rows)
    assert not [row for row in rows if "x1" in row]


def test_twenty_targets_at_most_are_named(run: Run, tmp_path: Path) -> None:
    risks = [{"_id": f"r{n}", "text": f"Harm {n} may come.", "label": "risk"} for n in range(30)]
    out = tmp_path / "links.tsv"
    run("link", "--input", lines(tmp_path / "t", [LABELLED[0], *risks]), "--output", out)
    rows = [line.split("\t") for line in out.read_text(encoding="utf-8").splitlines()]
    assert len({row[2] for row in rows}) == len(rows) == 20
    scores = [float(row[3]) for row in rows]
    assert scores == sorted(scores, reverse=True)


# -- with the gold beside them ---------------------------------------------------------------


def test_figures_of_a_search_are_those_of_the_definitions() -> None:
    found = [
        ("a", [("d1", 3.0), ("d2", 2.0), ("d3", 1.0)]),
        ("b", [("d3", 2.0), ("d1", 1.0)]),
        ("c", [("d1", 1.0)]),
    ]
    gold = {"a": {"d1": 1, "d3": 1}, "b": {"d1": 1, "d9": 1}, "c": {"d1": 0}}
    figures = evaluate.of_search(found, gold)
    ideal = 1 + 1 / np.log2(3)
    assert figures == {
        "nDCG@10": pytest.approx(((1 + 1 / 2) / ideal + (1 / np.log2(3)) / ideal) / 2),
        "recall@100": pytest.approx(0.75),
        "MRR": pytest.approx(0.75),
        "all-gold@10": 0.5,
        "questions": 2,
    }


def test_kinds_are_chosen_from_among_those_that_are_labelled() -> None:
    # principle, risk, practice, benefit, context
    shares = np.array(
        [[0, 0.2, 0.1, 0, 0.7], [0, 0.1, 0.3, 0, 0.6], [0.6, 0.1, 0.3, 0, 0]], np.float32
    )
    texts = [Text("1", "", "", "risk"), Text("2", "", "", "risk"), Text("3", "", "", "practice")]
    figures = evaluate.of_kinds(shares, texts)
    assert figures["F1"] == {"risk": pytest.approx(2 / 3), "practice": pytest.approx(2 / 3)}
    assert figures["macro-F1"] == pytest.approx(2 / 3)
    assert figures["risk told as"] == {"risk": 1, "practice": 1}
    # Shares right are 1, 0, 1 where .667, .75 and .75 were claimed.
    assert figures["calibration error"] == pytest.approx((1 / 3 + 2 * 0.25) / 3, abs=1e-6)


def test_what_is_no_practice_is_other() -> None:
    shares = np.array([[0, 0, 0.9, 0, 0.1], [0, 0.8, 0.1, 0, 0.1]], np.float32)
    texts = [Text("1", "", "", "practice"), Text("2", "", "", "other")]
    figures = evaluate.of_kinds(shares, texts)
    assert figures["F1"] == {"practice": 1.0, "other": 1.0}
    assert figures["macro-F1"] == 1.0
    assert figures["calibration error"] == pytest.approx(0.1)


def test_gold_links_may_be_named_and_turned_otherwise(run: Run, tmp_path: Path) -> None:
    gold = tmp_path / "gold.tsv"
    gold.write_text(
        "from\trelation\tto\np1\tavoids\tr2\nr2\tmitigated_by\tp2\np1\tmitigates\tnone\n", "utf-8"
    )
    texts = read_texts(lines(tmp_path / "t", LABELLED))
    assert evaluate.read_links(gold, texts) == {
        Relation.MITIGATES: {"p1": {"r2": 1}, "p2": {"r2": 1}}
    }
    said = run("eval", "link", "--input", tmp_path / "t", "--links", gold, "--json")
    assert said.value == {"mitigates": {"recall@5": 1.0, "MRR": 0.75, "sources": 2}}


def test_search_and_kinds_are_measured_from_the_command_line(run: Run, tmp_path: Path) -> None:
    corpus, queries = lines(tmp_path / "c", CORPUS), lines(tmp_path / "q", QUERIES)
    qrels = tmp_path / "qrels"
    qrels.write_text("query-id\tcorpus-id\tscore\nq1\tgift\t1\nq2\tvisit\t1\n", encoding="utf-8")
    said = run("eval", "search", "--corpus", corpus, "--queries", queries, "--qrels", qrels)
    assert said.out == (
        "nDCG@10: 1.0000\nrecall@100: 1.0000\nMRR: 1.0000\nall-gold@10: 1.0000\nquestions: 2\n"
    )
    said = run("eval", "classify", "--input", lines(tmp_path / "t", LABELLED), "--json")
    assert said.value["texts"] == 6


def test_a_library_is_examined(run: Run, folder: Path, tmp_path: Path) -> None:
    asked = [
        {"id": "1", "text": "Must I agree on a time limit?", "expect": "answered",
         "passages": ["time limit before the visit"]},
        {"id": "2", "text": "Wie teuer ist ein Reisepass?", "expect": "not covered"},
        {"id": "3", "text": "What is in the other one?", "expect": "answered", "corpus": "o.md"},
    ]  # fmt: skip
    said = run(
        "eval", "questions", "--questions", lines(tmp_path / "q", asked), "--library", folder,
        "--json",
    )  # fmt: skip
    assert said.status == 0
    assert said.value["questions"] == {"covered": 1, "uncovered": 1}
    assert 0 <= said.value["AUROC of confidence"] <= 1


def test_questions_without_what_is_expected_are_refused(run: Run, tmp_path: Path) -> None:
    said = run(
        "eval", "questions", "--questions", lines(tmp_path / "q", [{"text": "Why?"}]),
        "--library", tmp_path / "none",
    )  # fmt: skip
    assert said.status == 1
    assert "q:1: no `expect`" in said.err


def test_our_own_questions_are_read(root: Path) -> None:
    gold = questions.read_questions(root / "answer" / "gold" / "questions.jsonl")
    sample = questions.read_questions(root / "corpus" / "sample" / "questions.jsonl")
    assert {asked.corpus for asked in gold} >= {"", "kitchen_safety.en.md"}
    assert all(asked.documents for asked in sample if asked.expect != "not covered")
