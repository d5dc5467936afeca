"""What must not wait: the acts that are urgent, and what only sounds like them."""

# ruff: noqa: E501 - a case on one line is easier to read

import json
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import attributes, gold
from kg.cues import LANGUAGES
from kg.urgency import signs_of, stretches
from kg.urgency_cues import ACTS, SETTINGS, URGENCY

URGENT = [
    ("When the siren starts, get everyone out and ring the fire brigade.", "en", "get everyone out and ring the fire brigade"),
    ("A scalded cook must be taken to hospital, even if he refuses.", "en", "taken to hospital"),
    ("Any hint of abuse has to be reported to the safeguarding lead the same day.", "en", "reported to the safeguarding lead the same day"),
    ("Stay with her until the crisis team arrives.", "en", "Stay with her until the crisis team arrives"),
    ("If he talks of suicide, the duty psychiatrist must be called at once.", "en", "the duty psychiatrist must be called at once"),
    ("Call the guard or the police if someone is attacked.", "en", "Call the guard or the police"),
    ("Gdy ktoś zemdleje, połóż go i wezwij karetkę.", "pl", "wezwij karetkę"),
    ("Siniaki dziecka trzeba zgłosić pedagogowi, zanim skończy się dzień.", "pl", "zgłosić pedagogowi, zanim skończy się dzień"),
    ("Bei Rauch rufen Sie sofort die Feuerwehr.", "de", "rufen Sie sofort die Feuerwehr"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language", "expected"), URGENT)
def test_urgent_words_reach_from_the_verb_to_the_end_of_their_clause(
    text: str, language: str, expected: str
) -> None:
    found = attributes.urgent(text, language)
    assert (found.of(text) if found else None) == expected


NOT_URGENT = [
    ("Call the supplier as soon as the paper runs out.", "en"),
    ("Stop the printer at once when the ink smears.", "en"),
    ("Send the parcel the same day.", "en"),
    ("Keep the fire doors shut.", "en"),
    ("Refer to page four of the handbook.", "en"),
    ("The evacuation plan must be printed twice.", "en"),
    ("Leave the office tidy.", "en"),
    ("Report your working hours by Friday.", "en"),
    ("Tell customers immediately that the train is late.", "en"),
    ("Wyślij paczkę tego samego dnia.", "pl"),
    ("Natychmiast po zebraniu spisz protokół.", "pl"),
    ("Plan ewakuacji trzeba drukować co roku.", "pl"),
    ("Najpierw pokaż plan, potem kieruj zebraniem.", "pl"),
    ("Help the guest through the first evening, then hand the keys to a colleague.", "en"),
]


@pytest.mark.parametrize(("text", "language"), NOT_URGENT)
def test_machines_deadlines_parcels_and_papers_are_not_urgent(text: str, language: str) -> None:
    assert attributes.urgent(text, language) is None


NO_DANGER = [
    ("Unless somebody is in danger, tell your manager at the next meeting.", "en"),
    ("If nobody is at risk, pass the complaint to the head of the ward.", "en"),
    ("If no one is hurt, report the scratched van to the supervisor.", "en"),
    ("Where there is no risk of injury, contact the stable owner.", "en"),
    ("When nobody has been injured, report the dropped pallet to the site manager.", "en"),
    ("Without any sign of violence, send the pupil back to class and tell the teacher.", "en"),
    ("Tell the lodger what you will do, unless this would increase the danger or warn somebody who does harm.", "en"),
    ("O ile klientowi nie grozi niebezpieczeństwo, zgłoś to kierownikowi.", "pl"),
    ("Jeżeli nikomu nie zagraża niebezpieczeństwo, powiadom przełożonego następnego dnia.", "pl"),
    ("Jeśli nikt nie jest ranny, poinformuj dyrektora na zebraniu.", "pl"),
    ("Gdy nie ma zagrożenia pożarem, przekaż sprawę administratorowi.", "pl"),
    ("Bez podejrzenia przemocy poinformuj wychowawcę na najbliższej radzie.", "pl"),
    ("Solange keine Gefahr besteht, melden Sie es der Leitung.", "de"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language"), NO_DANGER)
def test_a_danger_that_is_denied_or_excepted_is_no_reason_to_hurry(
    text: str, language: str
) -> None:
    assert attributes.urgent(text, language) is None


STILL_DANGER = [
    ("If he is not breathing, call an ambulance.", "en"),
    ("Do not wait until somebody is hurt: call the police.", "en"),
    ("If there is no immediate danger, refer the family to a specialist service.", "en"),
    ("Tell nobody unless a child is at risk; in that case report it to the safeguarding lead.", "en"),
    ("Jeśli poszkodowany nie oddycha, wezwij karetkę.", "pl"),
    ("Jeśli nie ma bezpośredniego zagrożenia, skieruj rodzinę do specjalisty.", "pl"),
    ("Nie mów nikomu, chyba że dziecku grozi krzywda; wtedy zgłoś to kuratorowi.", "pl"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language"), STILL_DANGER)
def test_signs_of_life_that_fail_and_what_is_not_acute_deny_no_danger(
    text: str, language: str
) -> None:
    assert attributes.urgent(text, language) is not None


def test_an_act_inside_a_condition_is_not_what_must_not_wait() -> None:
    text = "If somebody calls an ambulance, write down the hour."
    assert attributes.urgent(text, "en") is None


@given(st.text(max_size=120), st.sampled_from([*sorted(LANGUAGES), "und"]))
def test_stretches_stand_in_order_and_acts_inside_them(text: str, language: str) -> None:
    end = 0
    for part in stretches(text.lower(), language):
        assert end <= part.span.start < part.span.end <= len(text.lower())
        assert part.act is None or part.span.start <= part.act.start < part.act.end
        assert part.act is None or part.act.end == part.span.end
        end = part.span.end


@given(st.text(alphabet="call 112, an ambulance. if he faints and stay with", max_size=90))
def test_what_is_urgent_is_never_empty(text: str) -> None:
    found = attributes.urgent(text, "en")
    assert found is None or found.of(text).strip()


def test_every_weight_is_of_a_sign_that_the_tables_can_show() -> None:
    stored = json.loads((resources.files("kg") / "data" / "urgency.json").read_text("utf-8"))
    single = {"act", "unnamed", "around", "soon+around", "soon+who", "opens", "asks", "bias"}
    single |= {"after an act", "before an act", *ACTS, *SETTINGS}
    pairs = {f"{act}+{other}" for act in (*ACTS, "unnamed") for other in (*SETTINGS, "around")}
    assert set(stored) <= single | pairs
    assert {"bias", "act", "helper", "soon"} <= set(stored)


def test_every_row_has_a_known_sign_language_and_reason() -> None:
    for cue in URGENCY:
        assert cue.sign in {*ACTS, *SETTINGS}
        assert cue.language in LANGUAGES
        assert cue.reason


def test_signs_of_an_act_name_it_with_whom_it_reaches() -> None:
    text = "if she bleeds, call the doctor at once"
    parts = stretches(text, "en")
    signs = signs_of(text, parts, 1, "en")
    assert {"call", "helper", "soon", "around", "call+helper", "soon+who", "opens"} <= set(signs)


def test_no_gold_line_marks_an_urgent_risk() -> None:
    urgent = [line.row for line in gold.read("kinds") if line.row["urgent"]]
    assert {row["kind"] for row in urgent} == {"practice"}
