"""The words that show a risk, a benefit, a principle or context, as features of the kind model."""

# ruff: noqa: E501 - an expression that is a table is easier to read uncut

from __future__ import annotations

from typing import Final

from kg.cue import Cue

KIND_CUES: Final = (
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
