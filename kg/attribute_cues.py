"""The words that show a practice's strength, condition, exception and urgency, as tables.

One row a cue: what it shows, its language, an expression over folded text (`kg.cues.fold`), and
why. An expression that begins with `^` holds only where a clause begins. Measured by
`python -m benchmarks.bench_attributes`; the decisions behind the rows are in `kg/gold/GUIDELINE.md`.
"""

from __future__ import annotations

from typing import Final

from kg.cue import Cue

STRENGTHS: Final = (
    Cue(
        "free",
        "en",
        r"(?:do|does|did)(?: not|n't) (?:have|need) to|need not|needn't|no need (?:to|for)|under no (?:obligation|duty)|"
        r"not (?:obliged|required|bound) to|^no (?:\w+ ){1,3}(?:is |are )?(?:required|needed|necessary)",
        "a duty denied leaves it open: the harm is in reading it as a prohibition",
    ),
    Cue(
        "free",
        "pl",
        r"nie (?:mus(?:i|isz|imy|icie|za)|trzeba|potrzebuj\w+)|nie ma (?:potrzeby|obowiazku)|nie (?:jest|sa) (?:konieczn|wymagan|obowiazkow)\w+",
        'a duty denied; "nie musisz" is no "nie wolno"',
    ),
    Cue(
        "free",
        "de",
        r"(?:muss(?:en|t)?|brauch(?:en|st|t)?) (?:\w+ ){0,3}nicht",
        "a duty denied",
    ),
    Cue("free", "fr", r"pas (?:oblige|tenu)\w* de|pas besoin de|inutile de", "a duty denied"),
    Cue("free", "es", r"no (?:es necesario|hace falta|tiene(?:n|s)? que)", "a duty denied"),
    Cue(
        "avoid",
        "en",
        r"^(?:please |you |and |but |so )?(?:(?:do not|don't|never)(?! hesitate)|no longer)|^(?:avoid|refrain|resist|beware|"
        r"stay away|steer clear|keep away)|^stop \w+ing|^please stop|^(?:no|none of) (?:\w+ ){1,5}(?:may|shall|must|should)|"
        r"^not (?!only|every|all|until)|^under no circumstances|(?:must|should|shall|may|ought|can) (?:\w+ )?(?:not|never)|mustn't|shouldn't|"
        r"(?<!and )(?<!but )never|(?<!and )(?<!but )(?:do not|don't)(?! hesitate)|(?:should|must|to be) avoid(?:ed)?|avoid(?= \w+ing)|"
        r"(?:is|are) (?:(?:nearly|almost) )?(?:(?:always|usually|mostly|generally) )?(?:a (?:bad|serious|grave) (?:mistake|idea)|a mistake|a bad idea|wrong to|unwise|"
        r"unacceptable|inappropriate|out of the question)|(?:is|are) (?:not (?:allowed|permitted)|forbidden|prohibited|banned|out of bounds)|not to",
        "advice against: negated modals, never, prohibition; an order against only where it opens",
    ),
    Cue(
        "must",
        "en",
        r"must|shall|ha(?:s|ve) to|needs? to|(?:is|are) (?:only )?to be|(?:is|are) (?:under )?(?:obliged|bound|duty)|required|"
        r"(?:is|it's|are) (?:\w+ )?(?:vital|essential|crucial|imperative|mandatory|obligatory|paramount|indispensable|compulsory|necessary)|"
        r"(?:a|the) (?:legal )?(?:requirement|duty|obligation)|responsible for|^always|without exception|"
        r"may (?:\w+ ){0,2}only|may only|under all circumstances",
        "obligation, and 'need to', which in guidance is no weaker than 'have to'",
    ),
    Cue(
        "consider",
        "en",
        r"consider|could|might|may|perhaps|maybe|one option|^why not|^(?:how|what) about|^what if|^you can|feel free|"
        r"think about|optionally|if only|i wish|i'd (?:love|like|be tempted)|i would (?:love|like)|would (?:help|be (?:\w+ )?(?:great|nice|nicer|"
        r"welcome|easier|kinder|lovely|useful))|(?:my|our) wish|feature request|as an? \w+ i want|^try|sometimes (?:worth|useful)|"
        r"often (?:worth|sensible|wise)|it can (?:\w+ )?(?:help|be (?:useful|helpful|worth))|welcome addition|nice addition|there is no harm",
        "permission, options, wishes",
    ),
    Cue(
        "should",
        "en",
        r"(?:do not|don't|never) hesitate|should|ought to|recommend(?:ed|s)?|advis(?:e|ed|able)|encouraged|^please|please|had better|best|worth|wise|important|"
        r"i would|i'd|we would",
        "recommendation",
    ),
    Cue(
        "avoid",
        "pl",
        r"nie (?:wolno|nalezy|powin\w+|mozna|moze(?:my|cie|sz)?|moga)|^nie (?!wahaj)\w+|^nigdy|nigdy (?:wiecej )?nie|nigdy|unika(?:j|c|my|jmy|jcie|nie)\w*|"
        r"zabrania sie|zabronion\w+|zakaz(?:uje|ane|any|ana)?|wystrzegaj\w*|powstrzymaj\w*|pod zadnym pozorem|niedopuszczaln\w+|"
        r"przestan\w*|odradza(?:m|my)?|(?:jest|sa|to) (?:\w+ ){0,2}(?:bled(?:em|ami)|blad|zly pomysl|zlym pomyslem|niewlasciw\w+|niedopuszczaln\w+)|^zadnych|^bez|^ani",
        "advice against: nie with a modal or at the opening, never, prohibition",
    ),
    Cue(
        "must",
        "pl",
        r"mus(?:i|isz|imy|icie|za|ialby|ialoby)|trzeba|koniecznie|(?:jest|sa) (?:konieczn|niezbedn|obowiazkow)\w+|(?:konieczn|niezbedn)\w+ (?:jest|sa)|"
        r"bezwzglednie|obowiazkow\w+|(?:zobowiazan|obowiazan)\w+|obowiazek|ma(?:ja)? (?:byc|zostac)|wymaga(?:ja|ne|na|ny)?(?: sie)?|"
        r"^zawsze|wylacznie|^niezbedn\w+|^konieczn\w+|kluczowe (?:jest|sa)|nieodzown\w+",
        "obligation; trzeba is as strong as musi",
    ),
    Cue(
        "consider",
        "pl",
        r"rozwaz\w*|mozesz|mozna|moz(?:e|emy)|moga|mog(?:lby|laby|loby|liby|lyby)\w*|warto|dobrze (?:by|bywa|jest|byloby)(?: \w+)?|^lepiej|chyba|"
        r"byc moze|przydal\w+|marzy mi sie|proponowal\w+|radzil\w*bym|sprobuj\w*|zastanow\w*|pomysl o|ewentualnie|opcjonalnie|dopuszcza sie|"
        r"^a gdyby|^a moze|^gdyby tak|wystarczy|bywa (?:rozsadn|dobr)\w+|wolno|milo by|fajnie by",
        "permission, options, wishes; warto and można leave it open",
    ),
    Cue(
        "should",
        "pl",
        r"nie wahaj\w* sie|powin(?:ien|na|no|ni|ny)\w*|nalezy|nalezaloby|zaleca\w*|wskazan\w+|najlepiej|lepiej|prosze|prosimy|staraj\w*|pamietaj\w*|"
        r"radz(?:e|imy)|polecam\w*|dobra praktyka|wypada",
        "recommendation",
    ),
    Cue(
        "avoid",
        "de",
        r"^\w+ (?:sie |du )?(?:\w+ ){0,2}(?:nicht|keine?\w*)|^(?:niemals|nie|kein\w*|nicht)|(?:darf|durfen|soll(?:te|ten|en)?) (?:\w+ ){0,3}(?:nicht|keine?\w*)|"
        r"vermeid\w+|verboten|untersagt|auf keinen fall|verzicht\w+|unterlass\w+",
        "advice against",
    ),
    Cue(
        "must",
        "de",
        r"muss(?:en|t)?|hat zu|haben zu|(?:ist|sind) (?:\w+ ){0,6}zu \w+en|zwingend|unbedingt|verpflichtet|vorgeschrieben|erforderlich|"
        r"notwendig|unerlasslich|unabdingbar",
        "obligation",
    ),
    Cue(
        "consider",
        "de",
        r"k(?:a|o)nn(?:te|ten|en|st)?|darf|durfen|vielleicht|warum nicht|wie ware|schon ware|ware es|liesse|erwagen|uberlegen sie|eventuell|moglicherweise|am besten vielleicht",
        "permission, options, wishes",
    ),
    Cue(
        "should",
        "de",
        r"soll(?:te|ten|test|en|t)?|empf(?:ehl|iehl|ohl)\w+|bitte|ich wurde|wurde ich|ratsam|raten",
        "recommendation",
    ),
    Cue(
        "avoid",
        "fr",
        r"^n(?:e |')\w+|(?:doit|doivent|devez|faut) (?:\w+ )?(?:pas|jamais)|^evitez|evitez|evite[rz]?|interdit\w*|en aucun cas|proscri\w+|^jamais|^pas de",
        "advice against",
    ),
    Cue(
        "must",
        "fr",
        r"doit|doivent|devez|il faut|obligatoire\w*|imperati\w+|(?:est|sont) (?:indispensable|essentiel|necessaire|primordial|vital|exige|requis)\w*|tenus? de",
        "obligation",
    ),
    Cue(
        "consider",
        "fr",
        r"peu(?:t|vent)|pouvez|pourrai\w+|peut-etre|pourquoi ne pas|et si|envisage\w*|eventuellement|il serait (?:\w+ )?(?:bon|utile|pratique|bien)|j'aimerais",
        "permission, options, wishes",
    ),
    Cue(
        "should",
        "fr",
        r"devrai\w+|recommand\w+|conseill\w+|preferable|important|mieux vaut|pensez a|veuillez|convient",
        "recommendation",
    ),
    Cue(
        "avoid",
        "es",
        r"^no \w+|^nunca|nunca|no (?:debe|deben|debera|se (?:debe|puede))\w*|evit\w+|prohibid\w+|en ningun caso|abstenga\w*|absteng\w+|jamas",
        "advice against",
    ),
    Cue(
        "must",
        "es",
        r"deb(?:e|en|es|era|eran)|hay que|obligatori\w+|(?:es|son) (?:imprescindible|necesari|fundamental|esencial|indispensable)\w*|imprescindible",
        "obligation",
    ),
    Cue(
        "consider",
        "es",
        r"puede(?:n|s)?|podria\w*|quiza\w*|tal vez|por que no|y si|considere|plantee|estaria bien|seria (?:bueno|util|buena)|me gustaria",
        "permission, options, wishes",
    ),
    Cue(
        "should",
        "es",
        r"deberia\w*|tendria\w* que|recomend\w+|recomienda|conviene|aconseja\w*|procure|por favor|importante",
        "recommendation",
    ),
)
"""In each language first what is spoken against, then the stronger: the order in which a clause
with several cues is read. 'should' stands last: "it may be advisable" leaves it open."""

CONDITIONS: Final = {
    "en": r"in the event (?:that|of)|in case(?= of| \w+ \w+s)|if|when|whenever|as soon as|(?<!not )once(?= (?:the|a|an|you|it|they|he|she|all|every\w*|this|that|their|your|his|her|\w+ (?:has|have|is|are|starts?|begins?))\b(?! (?:day|week|month|year|shift)))|"
    r"wherever|where(?= (?:the|a|an|you|it|they|there|no|nobody|anyone|\w+ (?:is|are|has|have|cannot|can|may|\w+s))\b)|provided that|(?<=, )provided|so long as|as long as|every time(?= \w+ \w+)|"
    r"each time(?= \w+ \w+)|(?:before|after|until|till|while|during)(?= [\w'’])|within(?= (?:an?|one|two|three|four|five|six|seven|ten|twenty|thirty|forty|\d+)\b)",
    "pl": r"jesli|jezeli|gdy|gdyby|kiedy|w (?:przypadku|razie|sytuacji|chwili)|o ile|dopoki|poki|zanim|(?<=, )nim|za kazdym razem|ilekroc|skoro|jak tylko|"
    r"podczas|w trakcie|w czasie|w ciagu|przed|po|przy",
    "de": r"wenn|falls|sobald|sofern|bevor|nachdem|solange|bei|im falle|nach|vor|wahrend",
    "fr": r"si|s'ils?|lorsque?|lorsqu'\w+|quand|en cas de?|des que|apres|avant(?= de| que| d'| qu')|pendant|tant que|devant(?= un)",
    "es": r"si|cuando|en caso de|tan pronto como|despues de|antes de|durante|mientras|siempre que|al(?= final| \w+[aei]r\b)",
}
"""Words that open a condition. A bare time clause is one where it says when to act."""

OPENING_ONLY: Final = {
    "en": r"where(?! (?:the|a|an) )|during(?! an?\b)",
    "pl": r"po(?! (?:kazd\w+|drugim|trzecim|zakoncz\w+|otrzym\w+|\w*(?:eniu|\w{4,}aniu|ciu)|deszczu|meczu|sniadaniu|obiedzie|kolacji|przyjezdzie|wizycie|rozmowie|"
    r"spotkaniu|zajeciach|lekcji|dyzurze|zmianie|pracy|zabiegu|wypadku|egzaminie|zmroku|zebraniu|awarii|burzy|zastrzyku|posilku|operacji|probie|tygodniu|miesiacu|roku|rozladunku)(?!\w))|"
    r"przy(?! kazd\w+)|skoro",
    "de": r"bei|nach|vor",
    "fr": r"apres|pendant",
    "es": r"durante",
}
"""Openers that make a condition only at the head of a sentence: elsewhere they tell place or time."""

NO_CONDITION: Final = {
    "en": r"(?:(?:even|what|how about|as) if|(?:even|say|says|said|know|knows|knowing|show|shows|showing|sees?|hour|time|times|day|moment|and|for|or|to|by|of|since|just) (?:when|where)|"
    r"(?:ask|asks|asked|see|know|check|wonder|find out|decide|sure|think)(?: \w+){0,2} if|(?:help|great|nice|nicer|easier|kinder|lovely|welcome) if|"
    r"(?:not|never|long|day|week|year|night|evening|hour|minutes|shortly|is|look|the week|time) (?:before|after)|(?:wait|waits|waiting|not) until|once (?:a|in)|for a while|a while|look after|looks after|"
    r"(?:if|when|where) (?:so|not|necessary|needed|possible|in doubt|appropriate|only|to|applicable|relevant|practicable)\b|after all|after that|before long|every time|each time(?!\s\w+\s\w+))",
    "pl": r"(?:a gdyby|nawet (?:jesli|jezeli|gdy|gdyby|kiedy|po|przed|podczas|przy|w)|(?:byloby|bylo|byloby \w+|by \w+|swietnie|dobrze by), gdyby|wtedy, kiedy|i kiedy|wie,? kiedy|kiedy i|od kiedy|na kiedy|po (?:prostu|co|imieniu|kolei|raz|cichu|polsku|swojemu|pierwsze|nazwisku|drugie|stronie|drodze|obu)|"
    r"przed (?:chwila|noca|drzwiami|skrzyzowan\w+|budynkiem|domem|oczami|kamera|oknem)|(?:po|przy|z|o|na|w|pod|nad|przed|za) nim|gdyby tak|skoro (?:pani|pan|wiekszosc|to)|w czasie (?:przeszlym|przyszlym|terazniejszym|rzeczywistym)|przy (?:lozku|tablicy|stole|okienku|komputerze|drzwiach))",
    "de": r"auch wenn|schon ware, wenn|vor allem|bei ihm|bei ihr|nach (?:dem defi|oben|unten|hause)",
    "fr": r"et si|demander si|savoir si|meme si",
    "es": r"y si|aunque|preguntar si|como si",
}
"""Words that look like one: an indirect question, a wish, a concession, a place."""

EXCEPTIONS: Final = {
    "en": r"unless|except(?: when| if| for| where| in| that| to)?|other than|with the exception of|(?:when|where|if|as) appropriate|"
    r"save (?:where|when|for|under|in|during|on|by|at)|barring|excluding|(?<=, )apart from|^apart from|but not (?:if|when|at)",
    "pl": r"chyba,? ze|za? wyjatkiem|o?procz|poza (?:przypadk|sytuacj|wyjatk|dni)\w+|(?<=, )poza(?! tym)|wyjatkowo|wyjawszy|wylaczajac|z wylaczeniem|nie liczac|"
    r"gdy to (?:wlasciwe|stosowne|zasadne)|z zastrzezeniem|pomijajac|z pominieciem|nie dotyczy",
    "de": r"es sei denn|ausser|mit ausnahme|nur wenn|ausgenommen",
    "fr": r"sauf|a moins qu\w*|hormis|excepte\w*|uniquement si|a l'exception",
    "es": r"salvo|excepto|a menos que|solo si|con excepcion",
}
"""Words that open an exception; an English one may also end with "excepted"."""

SPEECH: Final = (
    r"(?:sa(?:y|ys|ying|id)|call(?:s|ing)?|answer(?:s|ing)?|repl(?:y|ies|ying)|ask(?:s|ing)?|tell(?:s|ing)?|begin(?:s)?|start(?:s)?|open(?:s)?|end(?:s)?|write(?:s)?|add(?:s)?|respond(?:s)?|"
    r"try|use|something like|words|phrase|sentence|line|swap|such as|not yet|decline|refuse|"
    r"pow(?:iedz|iedzie|iedziec|tarzaj|torz)\w*|mow\w*|odpow\w+|zapyta\w*|pyta\w*|spyta\w*|napisz\w*|zaczn\w+|zacza\w+|dodaj\w*|rzuc\w*|slow\w*|zdani\w+|popros\w*|uzyj\w*|"
    r"sag\w*|antwort\w*|frag\w*|ansprech\w*|melde\w*|schreib\w*|dites|dire|demand\w+|repond\w+|ecriv\w+|diga\w*|decir|pregunt\w+|contest\w+|presentese|escrib\w+)"
)
"""Words that hand over what to say."""

NOT_SAID: Final = r"(?:don't|do not|never|avoid|instead of|rather than|before you|not|stop|without)(?: \w+){0,2}|(?:nie|nigdy|zamiast|unikaj)(?: \w+){0,2}|still \w+|what|which|whatever|the term|the word|pojeci\w+|haslo|zasad\w+"
"""Words that name a phrase, or warn off it."""
