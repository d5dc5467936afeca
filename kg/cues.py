"""The words that show a kind or an attribute, as tables: one row a cue, each with its reason.

A cue is a regular expression over folded text (see `fold`): lower case, no diacritics, so that
Polish typed without them is read alike. Cues are signals to the fitted models, never verdicts:
a cue that misleads in some field is outweighed there by the other features.
Start reading at `CUES`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "Ł": "l", "ø": "o", "đ": "d", "ı": "i", "ʼ": "'", "’": "'"}
)
"""Letters that Unicode does not decompose (ł, ø, đ), and apostrophes as typed in contractions."""


@cache
def _folded_letter(letter: str) -> str:
    plain = unicodedata.normalize("NFD", letter.translate(_UNDECOMPOSED))[:1]
    lower = plain.lower()
    return lower if len(lower) == 1 else plain


def fold(text: str) -> str:
    """Lower case without diacritics, code point for code point: offsets stay the same.

    >>> fold("Należy Żyć – don’t")
    "nalezy zyc – don't"
    """
    return "".join(map(_folded_letter, text))


@dataclass(frozen=True, slots=True)
class Cue:
    """One row: what it is a sign of, in which language, the expression, and why."""

    sign: str
    language: str
    expression: str
    reason: str

    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled once, with word boundaries at both ends."""
        return _compiled(self.expression)


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{expression})(?!\w)")


CUES: tuple[Cue, ...] = (
    # -- strength of advice ----------------------------------------------------------------
    Cue(
        "must",
        "en",
        r"must(?! not| never| have been)|shall(?! not)|has to|have to|always|required to|"
        r"(?:is|are) required|(?:is|it's|are) (?:vital|essential|crucial|imperative|mandatory|obligatory|paramount)|"
        r"make sure|ensure(?: that)?|under all circumstances|without exception|be sure to|it is a legal duty",
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
    # -- harm ------------------------------------------------------------------------------
    Cue(
        "harm_modal",
        "en",
        r"(?:can|could|may|might|will|would|often|easily|quickly|tends? to) (?:also |easily |quickly |soon |even |then |in turn )?"
        r"(?:lead|result|cause|damage|harm|hurt|erode|undermine|lose|break|fail|expose|allow|be (?:read|seen|lost|exposed|harmed|"
        r"injured|misused|abused|mistaken|stolen|compromised)|create|blur|weaken|confuse|delay|burn|injure|kill|put|leave|"
        r"make it (?:hard|difficult|harder)|become|feel|spread|go wrong|cost|trigger|violate|end up|escalate|strain)",
        "a modal with a verb of harm",
    ),
    Cue(
        "harm",
        "en",
        r"risk(?:s|ed|y|ing)?(?! assessment| register| management| manager| analysis)|danger(?:s|ous)?|harm(?:s|ed|ful|ing)?|hazard(?:s|ous)?|damage[sd]?|"
        r"injur(?:y|ies|ed)|breach(?:es|ed)?|erode[sd]?|undermine[sd]?|loss(?:es)?|lose[s]?|fail(?:s|ure|ures|ed)?|"
        r"leak(?:s|ed|age)?|attack(?:er|ers|s)?|expos(?:e|es|ed|ing|ure)|compromis(?:e|ed|es|ing)|unauthori[sz]ed|"
        r"conflict|resent(?:ment)?|distrust|mistrust|confusion|burden(?:s|ed)?|overwhelm(?:s|ed)?|otherwise|or else|"
        r"without (?:a|an|the|this|these|it|them|any)|end up|ends up|suffer(?:s|ed)?|die[sd]?|death|burn(?:s|t|out)|"
        r"contaminat\w+|infect\w+|fire|collaps\w+|penalt(?:y|ies)|fine[sd]|lawsuit|liabilit\w+|vulnerab\w+|"
        r"misunderst\w+|misuse[sd]?|abuse[sd]?|steal|stolen|crash(?:es|ed)?|corrupt\w*|outage|downtime|disrupt\w*",
        "nouns and verbs of harm",
    ),
    Cue(
        "harm",
        "pl",
        r"ryzyk\w+|niebezpiecz\w+|zagroz\w+|szkod\w+|szkodliw\w+|narusz\w+|strat\w+|utrat\w+|utraci\w*|"
        r"podwaz\w+|oslabi\w*|krzywd\w+|skrzywdz\w*|uraz\w*|wypad\w+|poparz\w+|zakaz(?:en|i)\w*|grozi\w*|groz(?:a|ba|by)|"
        r"moze (?:to )?(?:prowadzic|doprowadzic|spowodowac|skutkowac|zaszkodzic|narazic|zniszczyc|oslabic|wywolac|dojsc|skonczyc|zostac|stracic|poczuc)|"
        r"moga (?:prowadzic|doprowadzic|spowodowac|poczuc|stracic|zostac|ucierpiec)|w przeciwnym razie|inaczej|bez tego|"
        r"wyciek\w*|kar[ay]|nieporozum\w+|konflikt\w*|zniechec\w+|obciaz\w+|przeciaz\w+|wypalen\w+|pozar\w*|awari\w+|"
        r"uszkodz\w+|smier\w+|gin\w+|traci\w*|naraza\w*|narazi\w*|blad|bled\w+",
        "Polish nouns and verbs of harm",
    ),
    Cue(
        "harm",
        "de",
        r"risik\w+|gefahr\w*|gefahrlich\w*|schad\w+|verletz\w+|verlust\w*|verlier\w+|fuhrt zu|unfall\w*|sonst|andernfalls|brand\w*|fehler\w*",
        "harm",
    ),
    Cue(
        "harm",
        "fr",
        r"risque\w*|danger\w*|dommage\w*|bless\w+|perte\w*|perd\w*|accident\w*|sinon|nuire|nuit|entraine\w*|provoqu\w+|aggrav\w+",
        "harm",
    ),
    Cue(
        "harm",
        "es",
        r"riesgo\w*|peligro\w*|dan(?:o|os|a|ar)|lesion\w*|perdida\w*|pierd\w+|accidente\w*|de lo contrario|provoc\w+|agrav\w+|puede causar",
        "harm",
    ),
    # -- good ------------------------------------------------------------------------------
    Cue(
        "good",
        "en",
        r"strengthen(?:s|ed)?|foster(?:s|ed)?|help(?:s|ed)?(?! you\?)|improve[sd]?|build(?:s)?(?: up)? (?:trust|rapport|confidence)|"
        r"enhance[sd]?|enable[sd]?|make[s]? it (?:easier|possible|simpler)|save[sd]?|pay(?:s)? off|benefit(?:s)?|"
        r"reassure[sd]?|calm(?:s|ed)?|protect(?:s|ed)?|prevent(?:s|ed)?|keep(?:s)? (?:everyone|people|the|them|both|it)|"
        r"reduce[sd]?|increase[sd]?|boost(?:s|ed)?|promote[sd]?|encourage[sd]?|speed(?:s)? up|gain(?:s)?|easier|faster|"
        r"put(?:s)? (?:\w+ )*at ease|go a long way|so that|lowers|shortens",
        "verbs of improvement, mostly in the third person",
    ),
    Cue(
        "good",
        "pl",
        r"wzmacnia\w*|wzmocni\w*|pomaga\w*|pomoze|ulatwi\w*|ulatwia\w*|popraw(?:i|ia|iaja)|buduje|budowan\w+|sprzyja\w*|"
        r"pozwala\w*|pozwoli|oszczedz\w+|chroni\w*|zapobiega\w*|zmniejsza\w*|zwieksza\w*|skraca\w*|korzysc\w*|"
        r"daje|dzieki|uspokaja\w*|wspiera\w*|oplaca sie|procentuje|przyspiesza\w*|latwiej|szybciej|zyskuj\w*|zyskac",
        "verbs of improvement",
    ),
    Cue(
        "good",
        "de",
        r"hilft|helfen|starkt|verbesser\w+|erleichter\w+|schutzt|verhinder\w+|spart|fordert|senkt|vorteil\w*",
        "improvement",
    ),
    Cue(
        "good",
        "fr",
        r"aide\w*|renforce\w*|amelior\w+|facilit\w+|protege\w*|evite de|favoris\w+|permet\w*|reduit|gagne\w*|avantage\w*",
        "improvement",
    ),
    Cue(
        "good",
        "es",
        r"ayuda\w*|refuerza\w*|mejora\w*|facilita\w*|protege\w*|permite\w*|reduce\w*|ahorra\w*|favorece\w*|ventaja\w*",
        "improvement",
    ),
    # -- value -----------------------------------------------------------------------------
    Cue(
        "value",
        "en",
        r"(?:is|are|be) (?:the|a) (?:foundation|basis|bedrock|cornerstone|heart|core|root|key|mark|measure|"
        r"condition|duty|right|responsibility|prerequisite|backbone)|right to|rights|dignity|respect|trust|integrity|honesty|"
        r"fairness|equal(?:ity|ly)?|principle(?:s)?|values?|ethic(?:s|al)|duty|responsib\w+|everyone|every (?:person|child|patient|client|"
        r"worker|human)|all people|belongs? to|matters?|comes? first|before|over|rather than|not (?:just|only)|no one|nobody|"
        r"depends? on|rests? on|grows? (?:when|from|out)|means|as (?:\w+ )as possible|by default|simple|simplicity|entitled",
        "nouns of value and shapes of maxims",
    ),
    Cue(
        "value",
        "pl",
        r"podstaw\w+|fundament\w*|prawo do|praw(?:a|o) (?:klient|pacjent|dziec|pracowni|czlowiek)\w*|godnos\w+|szacun\w+|zaufani\w+|"
        r"uczciwos\w+|sprawiedliw\w+|rown(?:osc|osci|y|e|a)\w*|zasad\w+|wartos\w+|etyk\w*|etyczn\w+|obowiazk\w+|odpowiedzialn\w+|"
        r"kazdy (?:czlowiek|klient|pacjent|pracownik|uczen|ma)|kazdy|wszyscy|nikt|nalezy do|opiera sie|zalezy od|oznacza|"
        r"przede wszystkim|najwazniejsz\w+|wazniejsz\w+|rodzi sie|rosnie|dobro",
        "nouns of value and shapes of maxims",
    ),
    Cue(
        "value",
        "de",
        r"grundlage|recht auf|wurde|respekt|vertrauen|jeder mensch|werte?|grundsatz|verantwortung|bedeutet",
        "value",
    ),
    Cue(
        "value",
        "fr",
        r"fondement|droit a|dignite|respect|confiance|chacun|valeur\w*|principe\w*|responsabilite|signifie",
        "value",
    ),
    Cue(
        "value",
        "es",
        r"base|fundamento|derecho a|dignidad|respeto|confianza|toda persona|valor(?:es)?|principio\w*|responsabilidad|significa",
        "value",
    ),
    # -- context ---------------------------------------------------------------------------
    Cue(
        "announce",
        "en",
        r"this (?:article|chapter|section|page|guide|document|policy|manual|part|leaflet|table)|the following|below|"
        r"in (?:this|the next|the previous) (?:article|chapter|section)|here (?:are|is)|we (?:will|look|explore|describe)|"
        r"see (?:also|table|section|chapter|figure|page)|for example|for instance|e\.g\.|last (?:year|week|month)|in \d{4}|"
        r"founded|was (?:written|introduced|built)|thank you|figure|read more|copyright|updated",
        "announcements, examples, history",
    ),
    Cue(
        "announce",
        "pl",
        r"w (?:tym|niniejszym) (?:artykule|rozdziale|dokumencie|poradniku)|w tej (?:czesci|broszurze|sekcji)|ponizej|ponizsz\w+|oto|"
        r"omawiamy|opisujemy|przedstawiamy|zob(?:acz|\.)|na przyklad|np|w \d{4} r|w zeszlym|tabela|rysunek|rozdzial|dziekujemy|powstal\w*",
        "announcements, examples, history",
    ),
    Cue(
        "announce",
        "de",
        r"in diesem (?:artikel|kapitel|abschnitt)|im folgenden|siehe|zum beispiel|z\.b\.|letzte[ns]? (?:jahr|woche)",
        "announcement",
    ),
    Cue(
        "announce",
        "fr",
        r"dans (?:cet article|ce chapitre|cette section)|ci-dessous|voir|par exemple|l'an dernier",
        "announcement",
    ),
    Cue(
        "announce",
        "es",
        r"en (?:este articulo|este capitulo|esta seccion)|a continuacion|vease|por ejemplo|el ano pasado",
        "announcement",
    ),
    Cue(
        "past",
        "en",
        r"was|were|had|did|went|came|said|told|asked|happened|used to|yesterday|ago|found|left|forgot|decided",
        "a story told in the past is an example, not advice",
    ),
    Cue(
        "past",
        "pl",
        r"byl[aoiy]?|zostal[aoiy]?|mial[aoiy]?|powiedzial[aoiy]?|poszedl|przyszl[aoiy]|wczoraj|temu|\w{3,}(?:il|al|yl)(?:a|i|y)?",
        "Polish past tense",
    ),
    Cue("you", "en", r"you|your|yourself", "speaks to the reader"),
    Cue("first_person", "en", r"i|we|my|our|i've|i'm", "a contributor's own experience"),
    Cue(
        "imperative_pl",
        "pl",
        r"\w{2,}(?:aj|uj|ij|yj|ej)(?:cie|my)?|(?:popros|zadzwon|zapytaj|powiedz|ustal|zapisz|sprawdz|wez|badz|zglos|"
        r"ustaw|zostaw|odloz|zaloz|zrob|przygotuj|oddziel|umyj|wylacz|wlacz|zamknij|zapewnij|okaz|omow|poszukaj|skontaktuj|"
        r"wyjasnij|wstrzymaj|oznacz|nos|jedz|idz|stoj|mow|pros|ucz|licz|zmien|usun|wroc|przejdz|podziel|zabezpiecz|zglaszaj)(?:cie|my)?",
        "shapes of the Polish imperative",
    ),
)
"""The table of kind and strength cues. Its rows are features of the fitted kind model and the
source of a practice's strength; the weights are fitted, the rows are ours."""

SIGNS = tuple(dict.fromkeys(cue.sign for cue in CUES))
"""The signs in the table's order."""


@cache
def sign_pattern(sign: str, language: str) -> re.Pattern[str]:
    """All rows of `sign` for `language`; an unknown language is read with every row.

    >>> bool(sign_pattern("avoid", "pl").search(fold("Nigdy nie obiecuj tajemnicy")))
    True
    """
    rows = [cue.expression for cue in CUES if cue.sign == sign and cue.language == language]
    if not rows:
        rows = (
            [cue.expression for cue in CUES if cue.sign == sign]
            if language not in LANGUAGES
            else []
        )
    return _compiled("|".join(rows)) if rows else re.compile(r"(?!)")


LANGUAGES = frozenset({"en", "pl", "de", "fr", "es"})
"""The languages that the tables know."""
