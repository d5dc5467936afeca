import hashlib
import importlib.metadata
import importlib.util
import json
import os
import shutil
from pathlib import Path
from types import ModuleType

import docx
import pypdfium2
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / "corpus" / "sample"
GUIDANCE = SAMPLE / "guidance"
MANIFEST = json.loads((SAMPLE / "MANIFEST.json").read_text(encoding="utf-8"))
QUESTIONS = [
    json.loads(line)
    for line in (SAMPLE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]
FILES = [entry["file"] for entry in MANIFEST]


@pytest.fixture(scope="module")
def make_sample() -> ModuleType:
    if not os.environ.get("CI"):
        for package in ("reportlab", "font_source_sans_pro"):
            if importlib.util.find_spec(package) is None:
                pytest.skip(f"{package} makes the sample's PDFs and is a development dependency")
    spec = importlib.util.spec_from_file_location(
        "make_sample", ROOT / "benchmarks" / "make_sample.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(file: str) -> str:
    path = GUIDANCE / file
    if path.suffix == ".pdf":
        return " ".join(
            page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path)
        )
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
        return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)
    return path.read_text(encoding="utf-8")


def test_the_manifest_lists_exactly_the_files_of_the_guidance() -> None:
    assert sorted(FILES) == sorted(path.name for path in GUIDANCE.iterdir())
    assert len(FILES) == 17


@pytest.mark.parametrize("entry", MANIFEST, ids=FILES)
def test_a_file_has_the_hash_that_the_manifest_states(entry: dict[str, str]) -> None:
    assert hashlib.sha256((GUIDANCE / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]


@pytest.mark.parametrize("entry", MANIFEST, ids=FILES)
def test_a_document_has_600_to_1500_words(entry: dict[str, int]) -> None:
    assert 600 <= entry["words"] <= 1500


@pytest.mark.parametrize("entry", MANIFEST, ids=FILES)
def test_the_words_counted_are_about_those_that_a_reader_finds(entry: dict[str, str | int]) -> None:
    """Another way of counting: page headers and site chrome add some, Markdown's signs a few."""
    assert len(read(str(entry["file"])).split()) == pytest.approx(int(entry["words"]), rel=0.3)


@pytest.mark.parametrize("entry", MANIFEST, ids=FILES)
def test_only_the_polish_documents_have_polish_letters(entry: dict[str, str]) -> None:
    letters = [character for character in read(entry["file"]).lower() if character.isalpha()]
    share = sum(letter in "ąćęłńóśźż" for letter in letters) / len(letters)
    assert share > 0.04 if entry["language"] == "pl" else share == 0


def test_three_documents_are_translations_of_others_here() -> None:
    pairs = {entry["file"]: entry["translation_of"] for entry in MANIFEST}
    assert {file: twin for file, twin in pairs.items() if twin} == {
        "confidentiality-leaflet.pl.pdf": "confidentiality-leaflet.pdf",
        "ending-well.pl.txt": "ending-well.txt",
        "over-sharing-nine-steps.pl.md": "over-sharing-nine-steps.md",
    }


def test_the_careless_translation_has_the_faults_that_its_note_states() -> None:
    (note,) = (e["note"] for e in MANIFEST if e["file"] == "ending-well.pl.txt")
    english, polish = read("ending-well.txt"), read("ending-well.pl.txt")
    assert "on purpose" in note
    assert "Do not close without checking for danger." in english
    assert "Zamknij bez sprawdzania niebezpieczeństwa." in polish
    assert "Give the client a copy and keep one in the file." in english
    assert "„uzyskaj pomoc teraz”?\n" in polish
    assert "Sprawdź, czy referencje naprawdę dotarły." in polish
    assert "Wyjaśnij, co stanie się z nagraniem" in polish


def test_the_word_documents_have_real_headings_lists_and_tables() -> None:
    policy = docx.Document(str(GUIDANCE / "gifts-policy.docx"))
    styles = {paragraph.text: paragraph.style.name for paragraph in policy.paragraphs}
    assert styles["Policy on gifts, hospitality and bequests"] == "Title"
    assert styles["3 Rules"] == "Heading 1"
    assert styles["(a)\tobjects, flowers, sweets, vouchers and money;"] == "List 2"
    assert [cell.text for cell in policy.tables[0].rows[0].cells] == [
        "Situation",
        "What to do",
        "Why",
    ]


def test_a_pdf_has_a_running_header_and_numbered_pages() -> None:
    pages = pypdfium2.PdfDocument(GUIDANCE / "confidentiality-leaflet.pl.pdf")
    texts = [page.get_textpage().get_text_range() for page in pages]
    assert len(texts) == 3
    for number, text in enumerate(texts, start=1):
        assert "Poufne, ale nie tajne · Ulotka dla nowych pracowników" in text
        assert f"Strona {number} z 3" in text


def test_the_built_files_and_the_manifest_can_be_made_again(
    make_sample: ModuleType, tmp_path: Path
) -> None:
    for package, version in make_sample.MADE_WITH.items():
        if importlib.metadata.version(package) != version and not os.environ.get("CI"):
            pytest.skip(f"made with {package} {version}; another version may write other bytes")
    sample = tmp_path / "sample"
    shutil.copytree(SAMPLE, sample)
    built = [*sample.glob("guidance/*.docx"), *sample.glob("guidance/*.pdf")]
    assert len(built) == 6
    for path in [*built, sample / "MANIFEST.json"]:
        path.unlink()
    make_sample.build(sample)
    for path in [*built, sample / "MANIFEST.json"]:
        assert path.read_bytes() == (SAMPLE / path.relative_to(sample)).read_bytes(), path.name


def test_the_questions_are_forty_five_english_and_twenty_polish_a_third_not_covered() -> None:
    counts = {
        (lang, expect): sum(q["lang"] == lang and q["expect"] == expect for q in QUESTIONS)
        for lang in ("en", "pl")
        for expect in ("answered", "not covered")
    }
    assert counts == {
        ("en", "answered"): 32,
        ("en", "not covered"): 13,
        ("pl", "answered"): 13,
        ("pl", "not covered"): 7,
    }
    assert (
        len(QUESTIONS) == len({q["id"] for q in QUESTIONS}) == len({q["text"] for q in QUESTIONS})
    )


@pytest.mark.parametrize("question", QUESTIONS, ids=[q["id"] for q in QUESTIONS])
def test_a_question_names_documents_of_the_sample_when_it_is_answered(
    question: dict[str, list[str]],
) -> None:
    assert bool(question["documents"]) == (question["expect"] == "answered")
    assert set(question["documents"]) <= set(FILES)
