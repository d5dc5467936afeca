"""Strength, condition, exception, wording and urgency of practices, by their words."""

# ruff: noqa: E501 - a case on one line is easier to read

import pytest

from corpus.quotations import find_quotations
from corpus.records import Span
from kg import attributes
from kg.records import Strength

STRENGTHS = [
    ("Wash your hands.", "en", "should"),
    ("Make sure the lamp is off.", "en", "should"),
    ("Doors have to be kept shut.", "en", "must"),
    ("Every fridge needs to be logged at noon.", "en", "must"),
    ("If you cannot stay, the pan must come off the fire.", "en", "must"),
    ("It is essential that children do not ride along.", "en", "must"),
    ("Carry the pole low, never upright.", "en", "should"),
    ("Staff never share a badge.", "en", "avoid"),
    ("No member of staff may open the safe alone.", "en", "avoid"),
    ("Never lift with a bent back.", "en", "avoid"),
    ("Guests may bring a dog.", "en", "consider"),
    ("Why not ring first?", "en", "consider"),
    ("Let others speak, so that nobody must guess.", "en", "should"),
    ("Open the valve slowly; it may hiss.", "en", "should"),
    ("Rinse the mash tun. You need not dry it.", "en", "should"),
    ("Ask the diver what has to be checked.", "en", "should"),
    ("Gifts, the bottle at New Year among them, may be kept.", "en", "consider"),
    ("Trzeba zamknąć okno.", "pl", "must"),
    ("Powiedz rodzicom, w czym możesz pomóc.", "pl", "should"),
    ("Zapisz ucznia do biblioteki; książki można oddać po feriach.", "pl", "should"),
    ("Zasłoń sadzonki, chyba że grad już ustał.", "pl", "should"),
    ("Umyj wiadra i zapisz, co trzeba kupić.", "pl", "should"),
    ("Należy zamknąć okno.", "pl", "should"),
    ("Warto zamknąć okno.", "pl", "consider"),
    ("Nie wolno otwierać okna.", "pl", "avoid"),
    ("Zamknij okno, zamiast czekać.", "pl", "should"),
    ("Sie sollten das Fenster schließen.", "de", "should"),
    ("Il faut fermer la fenêtre.", "fr", "must"),
    ("No abra la ventana.", "es", "avoid"),
]


@pytest.mark.parametrize(("text", "language", "expected"), STRENGTHS)
def test_strength_is_read_from_the_clause_that_advises(
    text: str, language: str, expected: str
) -> None:
    assert attributes.strength(text, language)[0] is Strength(expected)


def test_the_cue_of_a_strength_is_its_words() -> None:
    text = "If it rains, you must not dig."
    _, cue = attributes.strength(text, "en")
    assert cue is not None
    assert cue.of(text) == "must not"


CONDITIONS = [
    ("If the dog growls, stand still.", "en", "If the dog growls"),
    ("Stand still when the dog growls.", "en", "when the dog growls"),
    ("Knock before you enter.", "en", "before you enter"),
    ("Should a guest fall, stay with her.", "en", "Should a guest fall"),
    ("If there are problems, such as a leak, ring us.", "en", "If there are problems, such as a leak"),
    ("Ask them to say when it hurts.", "en", None),
    ("What if you rang first?", "en", None),
    ('Ask: "Shall I come back when you are free?"', "en", None),
    ("Know when to stop.", "en", None),
    ("Jeśli pies warczy, stój spokojnie.", "pl", "Jeśli pies warczy"),
    ("Po rozmowie zapisz datę.", "pl", "Po rozmowie"),
    ("Po każdej sesji przewietrz salę.", "pl", "Po każdej sesji"),
    ("Tuż przed próbą nastrój gitarę.", "pl", "przed próbą"),
    ("Gości prosimy o ciszę po koncercie i po deszczu.", "pl", "po deszczu"),
    ("Strój po meczu pierze się osobno.", "pl", None),
    ("Zwlekaj, bo po tygodniu złość mija.", "pl", None),
    ("Pytaj o ból, nawet jeśli chory milczy.", "pl", None),
    ("Nie wieszaj płaszcza, dopóki nie wyschnie.", "pl", "dopóki nie wyschnie"),
    ("Gdy kran cieknie, zakręć zawór, potem dzwoń.", "pl", "Gdy kran cieknie"),
    ("Zapukaj, zanim wejdziesz.", "pl", "zanim wejdziesz"),
    ("Przede wszystkim słuchaj.", "pl", None),
    ("**Kiedy nie zmieniać sali.** Jeśli kapie z dachu, zostań.", "pl", "Jeśli kapie z dachu"),
    ("Zapytaj, kiedy wymienić filtr.", "pl", None),
    ("Otwórz, kiedy sieć wróci.", "pl", "kiedy sieć wróci"),
    ("Wenn es brennt, gehen Sie hinaus.", "de", "Wenn es brennt"),
    ("Si la porte est fermée, sonnez.", "fr", "Si la porte est fermée"),
    ("Cuando llueve, cierre la puerta.", "es", "Cuando llueve"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language", "expected"), CONDITIONS)
def test_a_condition_is_the_words_that_say_when(
    text: str, language: str, expected: str | None
) -> None:
    found = attributes.condition(text, language)
    assert (found.of(text) if found else None) == expected


EXCEPTIONS = [
    ("Keep it shut unless the nurse agrees.", "en", "unless the nurse agrees"),
    ("Leave bags outside, rucksacks excepted.", "en", ", rucksacks excepted"),
    ("Nie otwieraj, chyba że pali się lampka.", "pl", "chyba że pali się lampka"),
    ("Answer within a week, save during the holidays.", "en", "save during the holidays"),
    ("Ring only if the lamp is on.", "en", None),
    ("Nie nagradzaj słodyczami, wyjąwszy urodziny.", "pl", "wyjąwszy urodziny"),
    ("Nie pal ognisk, poza wyznaczonym miejscem.", "pl", "poza wyznaczonym miejscem"),
    ("Zdaj klucz, o ile nie wracasz jutro.", "pl", "o ile nie wracasz jutro"),
    ("Rowery wolno tu trzymać, o ile nie tarasują drogi.", "pl", None),
    ("Keep the files apart from the post.", "en", None),
]


@pytest.mark.parametrize(("text", "language", "expected"), EXCEPTIONS)
def test_an_exception_is_the_words_that_say_when_not(
    text: str, language: str, expected: str | None
) -> None:
    found = attributes.exception(text, language)
    assert (found.of(text) if found else None) == expected


WORDINGS = [
    ('Say "I need a moment to think".', "I need a moment to think"),
    ("Powiedz: „Potrzebuję chwili”.", "Potrzebuję chwili"),
    ('Do not write "as I said before".', None),
    ('Settle what "off the record" means.', None),
    ('"Patience is half of the trade." - Ann Lee', None),
    ('"I am glad that you told me, and I will help you."', "I am glad that you told me, and I will help you."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), WORDINGS)
def test_wording_is_speech_that_is_offered_for_use(text: str, expected: str | None) -> None:
    whole = Span(0, len(text))
    found = attributes.wording(text, whole, find_quotations(text, whole))
    assert (found.of(text) if found else None) == expected


URGENT = [
    ("If he faints, call an ambulance.", "en", "call an ambulance"),
    ("Report the bruise to the safeguarding lead the same day.", "en", "Report the bruise to the safeguarding lead the same day"),
    ("Refer clients in crisis to a doctor.", "en", "Refer clients in crisis to a doctor"),
    ("Water the plants on Mondays.", "en", None),
    ("Jeśli straci przytomność, zadzwoń po pogotowie.", "pl", "zadzwoń po pogotowie"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language", "expected"), URGENT)
def test_urgent_is_the_call_for_help(text: str, language: str, expected: str | None) -> None:
    found = attributes.urgent(text, language)
    assert (found.of(text) if found else None) == expected


@pytest.mark.xfail(reason="a relative clause hides the modal after it", strict=True)
def test_a_modal_after_a_relative_clause_is_read() -> None:
    text = "The person who closes shall check the taps."
    assert attributes.strength(text, "en")[0] is Strength.MUST


@pytest.mark.xfail(reason="no word of danger or rescue that the tables know", strict=True)
def test_an_act_of_rescue_in_rare_words_is_urgent() -> None:
    assert attributes.urgent("Begin with five firm back slaps.", "en") is not None


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Giving presents to clients is nearly always a mistake.", "en", Strength.AVOID),
        ("Obiecywanie czegokolwiek jest złym pomysłem.", "pl", Strength.AVOID),
        ("Say what is wrong and write it down.", "en", Strength.SHOULD),
        ("You don't have to say why.", "en", Strength.CONSIDER),
        ("Nie musisz mówić dlaczego.", "pl", Strength.CONSIDER),
        ("Do not hesitate to ring us.", "en", Strength.SHOULD),
        ("**2. Do not promise secrecy.**", "en", Strength.AVOID),
        ("**4. Nie zadawaj pytań z ciekawości.**", "pl", Strength.AVOID),
        ("Jars should be sealed so that they do not leak.", "en", Strength.SHOULD),
    ],
)
def test_what_is_denied_or_called_a_mistake_has_the_strength_it_means(
    text: str, language: str, expected: Strength
) -> None:
    assert attributes.strength(text, language)[0] is expected
