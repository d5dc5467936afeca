"""Bring the interface's catalogues up to the code: `python -m benchmarks.make_catalogues`.

Messages that are new in `web/` and `app.py` come into each `.po` file without a translation,
those that are gone leave it, and the `.mo` files that the app reads are compiled. Write the
translations into the `.po` file and run it again. A test holds that nothing is left to do.
"""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from web.translation import DOMAIN, LANGUAGES, LOCALES, SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[1]
KEYWORDS: Final = {"_": 1, "gettext": 1, "N_": 1, "ngettext": 2}
"""The functions that take messages, and how many they take."""

NO_DATE: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""The files say nothing about when they were made, so that the same messages give the same file."""


def sources() -> Iterator[Path]:
    """The modules that speak to the reader."""
    yield ROOT / "app.py"
    yield from sorted((ROOT / "web").rglob("*.py"))


def messages(path: Path) -> Iterator[str | tuple[str, ...]]:
    """The messages in a module, in order; those with a plural are pairs.

    Read from the syntax tree: Babel's own extraction does not look into f-strings of Python 3.11.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        number = KEYWORDS.get(node.func.id, 0)
        texts = [one.value for one in node.args[:number] if isinstance(one, ast.Constant)]
        if number and len(texts) == number:
            yield texts[0] if number == 1 else tuple(texts)


def template() -> Catalog:
    """Every message of the code, with the modules that it stands in."""
    catalog = Catalog(creation_date=NO_DATE, fuzzy=False)
    for path in sources():
        for message in messages(path):
            catalog.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    return catalog


def place(code: str) -> Path:
    """Where the messages of a language are written."""
    return LOCALES / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def current(code: str) -> Catalog:
    """The catalogue of a language with the messages of the code, and no others."""
    with place(code).open("rb") as stream:
        catalog = read_po(stream, locale=code)
    catalog.update(template(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.revision_date = NO_DATE
    catalog.project, catalog.version = DOMAIN, "web"
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = "none"
    return catalog


def written(catalog: Catalog) -> bytes:
    """The catalogue as a `.po` file."""
    stream = BytesIO()
    write_po(stream, catalog, width=98, include_lineno=False, sort_output=True)
    return stream.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as a `.mo` file."""
    stream = BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


def main() -> None:
    """Write both files of every language, and say what is still to be translated."""
    for code in LANGUAGES:
        if code == SOURCE:
            continue
        catalog = current(code)
        place(code).write_bytes(written(catalog))
        place(code).with_suffix(".mo").write_bytes(compiled(catalog))
        missing = [message.id for message in catalog if message.id and not all_of(message.string)]
        print(f"{code}: {len(catalog)} messages, {len(missing)} without a translation")
        for identifier in missing:
            print(f"  {identifier!r}")


def all_of(string: object) -> bool:
    """Whether a message's translation, or each of its plural forms, is there."""
    return all(string) if isinstance(string, (tuple, list)) else bool(string)


if __name__ == "__main__":
    main()
