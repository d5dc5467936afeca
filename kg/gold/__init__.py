"""The labelled sentences and pairs that the models are fitted on, with their guidelines.

The held-out fields are never fitted to: they judge the models (`benchmarks/fit_kinds.py`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

HELD_OUT = frozenset(
    {
        "aviation",
        "pharmacy",
        "banking",
        "data_protection",
        "veterinary",
        "hospitality_hotels",
        "fire_service",
        "museums",
        "air_traffic_control",
        "airport_handling",
        "cooperative_bank",
        "hospital_pharmacy",
        "rural_veterinary",
    }
)
"""Fields kept aside: care, craft, office and public fields, seven of them in Polish, one also in
German, French and Spanish. The last five lie so near to others of them that they stand here."""

HELD_OUT_LINKS = frozenset({"aviation", "banking", "museums", "sport"})
"""Fields whose pairs are kept aside: a craft, an office, one in Polish, one across languages."""

LATER_LINKS = frozenset(
    {
        "allotments",
        "beekeeping",
        "blood_donation",
        "charity_trustees",
        "dentistry",
        "driving_school",
        "elections",
        "event_organising",
        "foster_care",
        "gardening",
        "hairdressing",
        "home_care",
        "hospice",
        "housing_management",
        "interpreting",
        "journalism",
        "laboratories",
        "libraries",
        "lifeguarding",
        "mediation",
        "mountain_guiding",
        "nursery",
        "procurement",
        "public_transport",
        "research_ethics",
        "theatre",
        "volunteering",
        "youth_work",
    }
)
"""Fields of pairs written to tell tension and near paraphrases from the rest. A model that sees
only how near two texts are (`kg.pairs`) learns nothing from them, and is not fitted to them."""


@dataclass(frozen=True, slots=True)
class GoldLine:
    """One line of a gold file with the field and language that its file name tells."""

    field: str
    language: str
    row: dict[str, Any]


def read(part: str) -> Iterator[GoldLine]:
    """All lines of `kinds`, `links` or `listed`, in the order of file names and lines.

    Raises:
        FileNotFoundError: the folder has no gold files (an empty loop would hide that).
    """
    folder = resources.files("kg") / "gold" / part
    files = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".jsonl")),
        key=lambda entry: entry.name,
    )
    if not files:
        raise FileNotFoundError(f"kg/gold/{part}: no .jsonl files")
    for entry in files:
        field, language = entry.name.split(".")[:2]
        for line in entry.read_text("utf-8").splitlines():
            if line.strip():
                yield GoldLine(field, language, json.loads(line))
