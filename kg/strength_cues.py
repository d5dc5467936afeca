"""The words of advice that the kind model sees, from what must be done to what must not.

How strong a practice is, is read by finer tables (`kg.attribute_cues`).
"""

# ruff: noqa: E501 - an expression that is a table is easier to read uncut

from __future__ import annotations

from typing import Final

from kg.cue import Cue

STRENGTH_CUES: Final = (
    # -- strength of advice ----------------------------------------------------------------
    Cue(
        "must",
        "en",
        r"must(?! not| never| have been)|shall(?! not)|has to|have to|always|required to|"
        r"(?:is|are) required|(?:is|it's|are) (?:vital|essential|crucial|imperative|mandatory|obligatory|paramount)|"
        r"make sure|under all circumstances|without exception|be sure to|it is a legal duty",
        "obligation in modal verbs and in 'it is vital to'",
    ),
    Cue(
        "must",
        "pl",
        r"musi(?:sz|my|cie|a)?|nalezy koniecznie|koniecznie|zawsze|obowiazkowo|obowiazek|"
        r"(?:jest|sa) (?:konieczn|niezbedn|obowiazkow|kluczow)\w+|bezwzglednie|"
        r"(?:jest|sa) (?:zobowiazan|obowiazan)\w+|upewnij sie|dopilnuj|ma(?:ja)? obowiazek|wymaga sie",
        "obligation in Polish verbs and predicates",
    ),
    Cue(
        "must",
        "de",
        r"muss|muessen|mussen|musst|zwingend|unbedingt|immer|ist verpflichtet|vorgeschrieben|stellen sie sicher",
        "obligation",
    ),
    Cue(
        "must",
        "fr",
        r"doit|doivent|devez|il faut|toujours|obligatoire\w*|imperatif|imperativement|veillez a|assurez-vous",
        "obligation",
    ),
    Cue(
        "must",
        "es",
        r"debe(?:n|s)?|hay que|siempre|obligatori\w+|es imprescindible|asegurese|es necesario",
        "obligation",
    ),
    Cue(
        "should",
        "en",
        r"should(?! not| never|n't)|ought to|need(?:s)? to|is recommended|are (?:advised|encouraged) to|"
        r"it is (?:best|wise|important|advisable|good practice|sensible|better)|it's (?:best|wise|important|better)|"
        r"recommend(?:ed|s)?|had better|the first (?:thing|step)|(?:a|the) best (?:way|thing) (?:is )?to|"
        r"best practice is|please|i would|i'd|i always|we advise|try to|remember to|aim to|it pays to|worth",
        "recommendation in modals, predicates, first person and polite imperatives",
    ),
    Cue(
        "should",
        "pl",
        r"powin(?:ien|na|no|ni|ny)\w*|nalezy|trzeba|warto|zaleca sie|dobrze jest|najlepiej|"
        r"zalecan\w+|wskazan\w+|lepiej|potrzeba|prosze|prosimy|staraj sie|pamietaj|radze|radzimy|"
        r"polecam|dobra praktyka|na poczatek",
        "recommendation in Polish predicates",
    ),
    Cue(
        "should",
        "de",
        r"soll(?:te|ten|test|en|t)?|empfehl\w+|am besten|bitte|wichtig ist|es empfiehlt sich|raten|denken sie daran",
        "recommendation",
    ),
    Cue(
        "should",
        "fr",
        r"devrai\w+|il est (?:recommande|conseille|preferable|important)|mieux vaut|pensez a|veuillez|il convient",
        "recommendation",
    ),
    Cue(
        "should",
        "es",
        r"deberia\w*|se recomienda|conviene|es (?:mejor|recomendable|importante|aconsejable)|recuerde|procure|por favor",
        "recommendation",
    ),
    Cue(
        "consider",
        "en",
        r"consider|could|might want to|may (?:also )?(?:want|wish|choose|be used|use|ask|take|offer|bring|keep)|"
        r"you may|you might|you can|it can help to|one option|think about|why not|if possible|"
        r"where (?:possible|practicable)|it may help|optionally|feel free",
        "permission and options",
    ),
    Cue(
        "consider",
        "pl",
        r"rozwaz\w*|mozesz|mozna|moze warto|warto rozwazyc|zastanow sie|jesli to mozliwe|"
        r"w miare mozliwosci|ewentualnie|opcjonalnie|dopuszcza sie|wolno|pomysl o",
        "permission and options",
    ),
    Cue(
        "consider",
        "de",
        r"kann(?:st)? (?:man|auch)|konnen sie|erwagen|uberlegen sie|eventuell|nach moglichkeit|durfen",
        "options",
    ),
    Cue(
        "consider",
        "fr",
        r"vous pouvez|on peut|envisagez|eventuellement|si possible|pourquoi ne pas",
        "options",
    ),
    Cue(
        "consider",
        "es",
        r"puede(?:n|s)? (?:tambien|usar|pedir|optar)|considere|plantee|si es posible|por que no",
        "options",
    ),
    Cue(
        "avoid",
        "en",
        r"do not|don't|never|avoid(?:s|ing)?|refrain|must not|mustn't|should not|shouldn't|should never|"
        r"shall not|may not|cannot be|stop \w+ing|no longer|under no circumstances|not allowed|forbidden|"
        r"prohibited|not to|stay away|steer clear|resist the|ought not|is not permitted|instead of",
        "advice against something",
    ),
    Cue(
        "avoid",
        "pl",
        r"nie (?:wolno|nalezy|powin\w+|mozna|moze(?:sz)?|rob|dawaj|mow|zostawiaj|podawaj|wchodz|uzywaj|obiecuj|"
        r"udostepniaj|trzymaj|probuj|zakladaj|dotykaj|otwieraj|przyjmuj|oceniaj|przerywaj|pozwalaj|odkladaj|"
        r"wysylaj|zaczynaj|czekaj|pytaj|warto|\w+(?:aj|uj|ij|yj)(?:cie|my)?)|nigdy|unika(?:j|c|my|nie)\w*|zabrania sie|"
        r"zabronion\w+|zakaz\w*|wystrzegaj|powstrzymaj|zamiast|pod zadnym pozorem|niedopuszczaln\w+|przestan",
        "advice against something: nie + imperative, never, forbidden",
    ),
    Cue(
        "avoid",
        "de",
        r"nicht|nie(?:mals)?|vermeide\w*|verboten|kein\w*|auf keinen fall|verzichten",
        "advice against",
    ),
    Cue(
        "avoid",
        "fr",
        r"ne \w+ (?:pas|jamais)|jamais|evite\w*|interdit\w*|en aucun cas",
        "advice against",
    ),
    Cue("avoid", "es", r"no \w+|nunca|jamas|evit\w+|prohibid\w+|en ningun caso", "advice against"),
)
