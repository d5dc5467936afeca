"""The words of what must not wait, as tables: acts, whom they reach, how soon, what threatens.

One row a cue: what it is a sign of, its language, an expression over folded text, and why. The
signs are the same in every language, so that one small model (`kg.urgency`) weighs them.
"""

# ruff: noqa: E501 - an expression that is a table is easier to read uncut

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from kg.cue import Cue, compiled
from kg.cues import LANGUAGES

if TYPE_CHECKING:
    import re

_PEOPLE_EN = (
    r"(?:everyone|everybody|every\w* (?:\w+ )?|people|them|him|her|yourself|others|anyone|the (?:\w+ )?(?:people|passengers|guests|"
    r"visitors|patients?|clients?|child(?:ren)?|person|casualty|victims?|residents?|staff|crowd|public|pupils?|students?|neighbours?|baby|caller|man|woman|girl|boy|"
    r"colleagues?|workers?|crews?|swimmers|bathers|walkers|climbers|drivers|riders|performers|players|members|elderly|wounded|injured)|a (?:\w+ )?(?:child|person|patient|guest|visitor|colleague|victim|casualty|client|pupil|passenger|resident))"
)
_PLACE_EN = r"(?:building|room|flat|house|home|area|hall|floor|site|premises|pitch|field|bay|water|pool|trench|platform|car|vehicle|carriage|aircraft|plane|cabin|tent|shop|branch|office|scene|roof|basement|kitchen|ward|gallery|lift|tunnel|yard|street|zone|deck|corridor|stairwell|marquee|stadium|stand|lane|track|quay|ship|boat|vessel|line|cellar|attic|cave|shaft|hut|mine|lab|laboratory|workshop|stable|barn|garage|silo|pit|school|classroom|theatre|church|store|station)s?"

_CARE_EN = (
    r"(?:hospital|casualty|a&e|physician|\w+iatrician|\w+iatrist|specialist|emergency (?:department|room|care|treatment)|doctor|gp|clinic|surgery|safety|safe (?:place|room)|medical (?:help|attention|care|advice|room|treatment)|"
    r"urgent (?:care|help|attention|treatment|appointment)|immediate (?:help|care|attention)|first-aid (?:tent|room|post)|first[- ]aider|vet|police(?: station)?|pharmacist|dentist|nearest \w+)"
)

URGENCY: Final = (
    Cue(
        "call",
        "en",
        r"(?<!the )(?<!a )(?<!of )(?<!every )(?<!each )(?<!per )call(?:s|ed|ing)?(?! (?:it|this|that|him|her|them|me|back|out|for (?:an? )?(?:vote|papers|tenders?|proposals?|evidence)|_))|(?<!the )(?<!a )ring(?:s|ing)?(?! (?:twice|the bell|buffer|road|binder))|rung|(?<!the )(?<!by )(?<!mobile )(?:tele)?phon(?:e|es|ed|ing)|dial(?:s|led)?|radio(?:es|ed)? (?:for|the)|"
        r"summon\w*|fetch\w*|(?<!an )(?<!the )alert(?:s|ed|ing)?(?! on)|contact(?:ed|ing)?(?! (?:form|details|person|hours))|(?:bring|brings|brought|called|call) in|send(?:s|ing)? (?:\w+ ){0,3}for|send(?: \w+){0,2} help|sent for|"
        r"(?:shout|scream|cry|yell|ask(?: \w+)?) for (?:an? )?(?:\w+ )?(?:help|ambulance|doctor|assistance|backup|police|support)|shout(?! at)|(?:put|patch)(?:es)? (?:\w+ ){1,3}through to|get (?:an?|the) (?:ambulance|doctor|nurse|medic|vet)|get (?:some )?help|"
        r"(?:press|pull|raise|sound|trigger|hit|push|set off|activate|break)(?:s|ed)? (?:the|an?) (?:\w+ )?(?:alarm|fire alarm|panic button|emergency (?:cord|handle|button|bell)|call bell)|"
        r"declare\w* (?:an )?(?:emergency|mayday|a fire)|mayday|(?:send|make|give|transmit)s? (?:out )?(?:an? |the )?(?:\w+ )?(?:distress|emergency|mayday) (?:call|signal|message)|request(?:s|ed)? (?:an? |\w+ )?(?:ambulance|help|assistance|backup|support|police|doctor)|(?:bleep|page)s? the|go straight to",
        "a call that brings help",
    ),
    Cue(
        "tell",
        "en",
        r"report(?:s|ed|ing)?(?! (?:on|to (?:the )?(?:gate|reception|desk|front|office|work|duty)))|tells?|telling|told|inform(?:s|ed|ing)?|notif(?:y|ies|ied|ying)|"
        r"pass(?:es|ed|ing)?(?= (?:on|it|them|this|that|any|every|the|such))|passed|hand(?:s|ed|ing)? (?:\w+ )?over|handed|hand(?= (?:him|her|them|it))|(?:hand|take|bring) (?:the|this|every|any) (?:case|concern|matter|report|allegation|disclosure|suspicion)|escalat\w+|warn(?:s|ed|ing)?|flag(?:s|ged)?|rais(?:e|ed)(?= (?:it|this|the|any|an?) )|"
        r"disclos(?:e|ed)|bring it|(?:speak|write|turn|talk) to|make(?:s)? (?:a|the) (?:report|referral|disclosure)|(?:report|referral|disclosure) (?:must|has to|is to|should|needs to) be (?:made|filed|submitted|sent)|file (?:a|the) (?:\w+ ){0,2}report|let (?:\w+ ){1,3}know",
        "what is told to those who can act",
    ),
    Cue(
        "refer",
        "en",
        r"refer(?:s|red|ring)?(?! (?:to (?:page|table|section|chapter|the (?:handbook|data|manual|plan|guide|appendix))))|make(?:s)? a referral|signpost\w*|send (?:him|her|them|anyone|anybody|the (?:child|person|patient|client|family|pupil|caller)) to|"
        r"direct (?:him|her|them|anyone|the (?:child|person|patient|client|family|pupil|caller)) to|transfer(?:s|red)?",
        "handing a person on to who can help",
    ),
    Cue(
        "leave",
        "en",
        rf"leav(?:e|es|ing) (?:the (?:\w+ )?{_PLACE_EN}(?! (?:tidy|clean|open|dark|empty|warm|dry|as|in|unlocked|locked|unattended))|by|at once|immediately|upwind|the \w+ (?:at once|immediately))|"
        rf"(?:lead|move|usher|guide|help|send|walk)s? {_PEOPLE_EN}(?: (?:all|well|safely|right))? (?:out(?! of)|outside|off|away|down|back|clear|into the open|from)|"
        rf"get (?:away|clear|outside)|walk (?:out|away)|clear (?:the|every) (?:\w+ )?{_PLACE_EN}|"
        rf"stay (?:out|outside|upwind|clear)|keep {_PEOPLE_EN} (?:out|away|back|upwind|clear|off|\w+ (?:metres|meters|yards|paces) (?:away|back))|(?:step|stand|move) back|come (?:out|down|off|up) (?:at once|immediately|straight away)|go (?:upstairs|indoors|below)|withdraw(?! from the case)|retreat|"
        r"out of the (?:building|water|room|car|house)|everyone (?:must )?(?:leave|out)|take (?:cover|shelter)|go (?:to the (?:assembly|meeting|muster) point|outside)|be out of|drop everything",
        "leaving a place, or making others leave it: mostly out of danger",
    ),
    Cue(
        "flee",
        "en",
        rf"evacuat(?:e|es|ed|ing)(?! (?:the air|route|plan|drill))|vacat(?:e|ed)|(?:order|sound|begin|start)(?:s|ed)? (?:an|the) evacuation|pull (?:the )?(?:crews?|everyone|everybody|people|staff|them|him|her) (?:out|back)|withdraw (?:all |the )?(?:crews?|people|staff|firefighters)|(?:crews?|people|staff) (?:must |are to |should )?(?:be )?(?:withdrawn|pulled out)|(?:get|bring|lead|take|let) {_PEOPLE_EN}(?: (?:all|well|safely|right))? (?:out(?! of breath)|outside|off|to safety|away|down)|to the (?:assembly|meeting|muster) point|get away from|leav(?:e|es|ing) by the (?:\w+ )?(?:doors?|exits?|stairs|gate)|get (?:out|off)(?: of)?(?! the (?:phone|fence))|"
        rf"(?:area|room|hall|building|floor|platform|pool|pitch|site|shop|branch) (?:must |has to |is to |should )?(?:be |is )?(?:evacuated|cleared)|out of the (?:\w+ )?{_PLACE_EN}(?: \w+)? (?:at once|within|immediately|now)|everyone (?:must )?(?:leave|out)|take cover|seen? to safety|to safety",
        "getting people, or oneself, out of danger, in words that say nothing else",
    ),
    Cue(
        "watch",
        "en",
        r"(?:stay|stays|remain|remains|sit|wait)(?: \w+)? (?:with|near|beside|by) (?:him|her|them|the (?:person|child|casualty|patient|victim|caller|client))|(?:not|never) (?:be )?(?:leave|left|leaving) (?:him|her|them|the \w+ |a \w+ (?:person|child|patient|guest) ?)?(?:alone|unattended)",
        "staying with one person, in words that say nothing else",
    ),
    Cue("duty", "en", r"(?:legal )?(?:duty|duties|obligation) to|obliged to|required to|bound to|mandatory|by law", "that the law asks for it"),
    Cue(
        "stay",
        "en",
        rf"(?:stay|stays|remain|remains|sit|wait|staying)(?: \w+)? (?:with|near|beside|by|at) (?:{_PEOPLE_EN}|someone|somebody|the (?:lost|injured|sick|frightened) \w+)|stay on the (?:line|phone)|stay until|(?:do not|don't|never) (?:hang up|end the (?:call|conversation)|break off the (?:call|conversation))|keep (?:him|her|them|the caller) on the (?:line|phone)|"
        rf"(?:do not|don't|never|must not|should not|not) (?:be )?(?:leave|let|left|leaving) (?:{_PEOPLE_EN})?(?: \w+){{0,3}}? ?(?:alone|unattended|leave|out of sight|home)|nobody leaves (?:him|her|them)|keep (?:him|her|them) (?:talking|company|in sight)",
        "staying with a person in need",
    ),
    Cue(
        "bring",
        "en",
        rf"(?:take|drive|bring|get|send|rush|walk|escort|carry|admit|accompany|go|sent|taken|driven|brought|admitted|rushed|led|accompanied|escorted|transferred|flown|helped)s? (?:[\w'-]+ ){{0,10}}?(?:straight )?to (?:[\w'-]+ ){{0,2}}?{_CARE_EN}|"
        rf"(?:see|sees|(?:seen|examined|checked|assessed|treated|looked at) by|seek|seeks|get|gets|need|needs|obtain|be given|under|arrange|have)(?: [\w'-]+){{0,3}}? {_CARE_EN}|into fresh air",
        "bringing a person to help or into safety",
    ),
    Cue(
        "aid",
        "en",
        r"first aid(?! (?:box|kit|course|room|training|tent))|rescue breaths|chest compressions|recovery position|back (?:slaps|blows)|abdominal thrusts|defibrillator|cpr|resuscitat\w+|make sure (?:\w+ ){1,3}(?:is|are) safe|(?:protect|secure) (?:him|her|them|the (?:child|person|scene))",
        "help with one's own hands",
    ),
    Cue(
        "helper",
        "en",
        r"ambulances?(?! (?:entrance|bay|crew in writing|station))|paramedics?|police(?: officers?)?|fire (?:service|brigade|engine|department|crew)|firefighters?|emergency (?:services?|number|line|doctor|room|department|team|vet)|999|911|112|"
        r"doctor|physicians?|gp|surgeon|nurse|midwife|hospital|casualty|a&e|medics?|psychiatrist|poisons? (?:centre|information|control|line)|crisis (?:team|line|service)|helpline|lifeguard|coastguard|mountain rescue|"
        r"rescue (?:team|service|crew|boat)|first[- ]aiders?|security|guards?|control(?: room| centre)?|switchboard|medical (?:help|support|attention|advice|team)|breathing apparatus|help(?! (?:you|us|me|him|her|them|people|others|each|one|to|the|an?)(?!\w))|vet|bomb disposal|registrar|resuscitation team|incident line|tower|on-call \w+|out-of-hours \w+|defibrillator|(?:emergency|panic|call) (?:cord|handle|button|bell|brake|stop)|\w+(?:iatrists?|iatricians?)|(?:rescue|crisis|health) services?|adult|gas company|(?:raise|sound|press|pull|hit|trigger)(?:s|ed)? the (?:\w+ )?(?:alarm|button)|pharmacist|prescriber|dentist|therapist|psychologist|emergency handle",
        "who comes to help",
    ),
    Cue(
        "authority",
        "en",
        r"safeguarding(?: lead| officer| team)?|designated (?:\w+ )?lead|welfare (?:officer|office)|youth welfare|child protection|children's services|social services|(?:duty )?social worker|authorit(?:y|ies)|regulator|inspectorate|commissioner|"
        r"\w+ (?:officer|inspector)|fraud (?:team|desk|line)|money laundering \w+|compliance(?: officer| team)?|(?:duty|shift|floor|line|site|ward|team|night) (?:manager|leader|lead|supervisor|engineer)|supervisor|manager|head(?: of \w+)?|"
        r"municipality|ministry|council|protection desk|prosecutor|coroner|public health|health board|financial intelligence|captain|commander|the lead|specialist(?: \w+)?|security team|incident team|environment agency|children's team",
        "who has to know",
    ),
    Cue(
        "soon",
        "en",
        r"at once|immediately(?! after)|right away|straight ?away|straight|without (?:any )?(?:delay|waiting)(?: \w+){0,4}|without a waiting time|(?:on )?(?:the|that) (?:very )?same (?:day|hour|evening|night|shift|morning|afternoon)|on the day (?:it|he|she|they) \w+|that (?:very )?(?:day|night|evening)|today|tonight|"
        r"within (?:the |an? )?(?:\w+[ -]){0,3}(?:minutes?|hours?|day)|within (?:one|a|two|three|24|48|72) (?:working )?days?|without undue delay|as a matter of urgency|there and then|on the spot|by nightfall|the same working day|before (?:close of business|the end of the (?:working )?day)|before (?:the )?(?:next shift|end of (?:the )?(?:shift|visit|day|duty|lesson|session)|shift ends|you (?:go|leave|lock)(?: home| to bed| up)?|going home|leaving|he|she|they|ending|anything else|driving home)(?: \w+){0,3}|"
        r"urgently|promptly|instantly|at whatever hour|day or night|first|as soon as possible|forthwith|before (?:you|anyone) (?:\w+ ){1,3}|now",
        "how little it may wait",
    ),
    Cue(
        "danger",
        "en",
        r"threat\w*|harm\w*|hurt\w*|injur\w+|bleed\w*|fire(?! (?:doors?|drill|service for))|flames?|smok(?:e|es|ing)|burn\w*|gas|fumes|explo\w+|collaps\w+|faint\w*|unconscious|lost consciousness|"
        r"breath\w*|chok\w*|seizure\w*|stroke|chest pain|overdose\w*|poison\w*|swallow\w*|suicid\w*|kill (?:him|her|them|my)sel\w+|killing himself|(?:end|ending|take|taking|giving up) (?:his|her|their|your|my) (?:own )?life|"
        r"abus\w+|violen\w+|assault\w*|attack\w*|weapons?|knife|gun|lightning|flood\w*|trapped|drown\w*|danger\w*|emergenc\w+|neglect\w*|bruis\w+|belt|"
        r"self-harm|shock|allerg\w+|bites?|bitten|blood|wound\w*|swell\w*|dizz\w+|rape\w*|exploit\w*|traffick\w+|stalk\w*|disclos\w+|missing|lost child|suspicio\w+|suspect\w*|bomb|leak\w*|ammonia|acid|fallen|falls?|caught|"
        r"(?<!private )(?<!personal )(?<!family )(?<!daily )(?<!working )(?<!social )(?<!everyday )life(?! (?:jacket|story|insurance|cycle))|alarm sounds|confused|unwell|vomit\w*|fever|rash|pain|stiff neck|afraid|accidents?|incidents?|breach\w*|reaction|symptoms?|storm|sirens?|avalanche|chlorine|toxic|radiation|infect\w+|contagious|outbreak|at risk|lives|launder\w*|fraud|crime|spill\w*|escaped|on the (?:track|floor)|does not (?:answer|respond|wake)|cannot be woken|serious|died?|dead|crash\w*|struggl\w+|intruder|robber\w*|hostage",
        "what threatens a person, or must be reported",
    ),
    Cue(
        "ware",
        "en",
        r"parcels?|orders?|customers?|suppliers?|sales|invoices?|labels?|machines?|conveyor|tickets?|offers?|quotation|delivery|deliveries|fares?|payroll|overtime|treasurer|committee|minutes of|mail|jumper|register to|wallets?|repairs?|bins?|bench|vests?|news|address|photographs?|prices?|agenda|stock|"
        r"printer|workshop|landlord|heater|diversion|delay|number of|leaflet|working hours|opening hours|figures|drafts?|expenses|mileage|holidays?|topic|budget|board|insurer|exhibit|gift|links?|editor|handbook|manual|page|section|website|forms?|meetings?|newsletter|parents|callers?|app|program|process|review|feedback|complaints?|bugs?|queries|query",
        "business in which nobody is in danger",
    ),
    Cue(
        "never",
        "en",
        r"do not|don't|never|avoid|must not|should not|shouldn't|need not|nobody",
        "an act that is warned off",
    ),
    Cue(
        "call",
        "pl",
        r"(?:za|ob|do)?dzwon\w*|(?:za)?telefon(?:uj|ow)\w*|wezw\w+|wzyw\w+|(?:za)?alarmuj\w*|zaalarm\w*|wolaj\w*|zawolaj\w*|krzycz\w*|(?:poslij|poslac|wyslij)\w*(?: \w+)? po|biegnij\w* po|sprowadz\w*(?= (?:lekarz|pomoc|pielegniark|ratowni))|"
        r"(?:wcisn|nacisn|uruchom|wlacz)\w* (?:przycisk )?(?:\w+ )?(?:alarm\w*|przycisk\w*|sygnal\w*)|(?:s)?kontakt\w+ sie",
        "a call that brings help",
    ),
    Cue(
        "tell",
        "pl",
        r"zawiad\w+|powiad\w+|zglos(?!zeni)\w*|zglasz\w+|zglas\w+|zgloszon\w+|poinform\w+|informuj\w*|przekaz\w*|przekazan\w*|powiedz\w*|ostrze[gz]\w*|mel?duj\w*|zamelduj\w*|oddaj\w*|zaloz\w* niebiesk\w+|zaklada\w* niebiesk\w+",
        "what is told to those who can act",
    ),
    Cue(
        "watch",
        "pl",
        r"(?:zostan|zostac|zostaje|badz|czekaj|czuwaj|pozostan)\w* (?:z|przy) (?:nim|nia|niej|chor\w+|poszkodowan\w+)|nie (?:wolno )?(?:zostawi\w*|odchod\w*)(?: od)? (?:go|jej|ja|ich|niego|niej|poszkodowan\w+|chor\w+)(?: sam\w+)?",
        "staying with one person, in words that say nothing else",
    ),
    Cue("duty", "pl", r"obowiaz\w+|zobowiazan\w+|na mocy prawa", "that the law asks for it"),
    Cue("refer", "pl", r"skier\w+|kieruj\w*(?= (?:\w+ ){0,3}?do(?!\w))|odeslac|odeslij\w*|odsyl\w+|odn\w+ sie do", "handing a person on to who can help"),
    Cue(
        "flee",
        "pl",
        r"ewakuuj\w*|ewakuowa\w*|ewakuacj\w*(?= (?:wszystkich|ludzi|gosci))|wyprowad\w+|uciekaj\w*|(?:wyjdz|wyjsc|wychodz)\w* (?:z (?!domu)\w+|na zewnatrz)|oproznij\w*|(?:sprowadz|wypusc)\w* (?:wszystkich|ludzi|pasazer\w+)|(?:zabier\w*|zabrac) \w+ w bezpieczne",
        "getting people, or oneself, out of danger, in words that say nothing else",
    ),
    Cue(
        "leave",
        "pl",
        r"(?:opusc|opuszcz)\w*(?= (?:budyn|pokoj|lokal|sal|hal|dom|mieszk|teren|pietr|pomieszcz|gabinet|pojazd|miejsc)\w*)|(?:wyjdz|wyjsc|wychodz|odejdz|odejsc|uciek)\w*(?: (?:z|na|od) \w+)?|oprozni\w*|opro[zz]n\w*|odsun\w* (?:ludzi|wszystkich|sie)|wycofa\w+|przerw\w* (?:spotkanie|wizyte|rozmowe|prace)|"
        r"zabierz (?:dziecko|go|ja|ich)|sprowadz\w* (?:wszystkich|ludzi|go|ja)|usun\w* ludzi|odgrod\w+|schron\w* sie",
        "getting people, or oneself, out of danger",
    ),
    Cue(
        "stay",
        "pl",
        r"(?:zostan|zostac|zostaje|zostajemy|badz|czekaj|siedz|czuwaj|pozostan)\w* (?:z|przy) (?:nim|nia|niej|ni[mą]|chor\w+|dzieck\w+|osob\w+|poszkodowan\w+|klient\w+|pacjent\w+)|nie (?:wolno )?(?:zostawi\w*|zostawiaj\w*|odchod\w*)(?: od)? (?:go|jej|ja|ich|nikogo|dzieck\w+|poszkodowan\w+|chor\w+|osob\w+)(?: sam\w+)?|nie ruszaj go",
        "staying with a person in need",
    ),
    Cue(
        "bring",
        "pl",
        r"(?:zawiez|odwiez|zawoz|wiez|jecha|jedz|pojedz|zabier|zabierz|zaprowadz|umow|idz|pojdz|zglosic sie|dostarcz|doprowadz|przewiez)\w*(?: [\w-]+){0,3}? (?:do|na|z|w) (?:szpital\w*|lekarz\w*|ostry dyzur|pogotowi\w*|sor|izb\w+|przychodni\w*|bezpieczn\w+(?: miejsc\w+)?)",
        "bringing a person to help or into safety",
    ),
    Cue("aid", "pl", r"pierwsz\w+ pomoc\w*(?! (?:kurs|apteczk))|uciska\w*|sztuczne oddychanie|pozycj\w+ bezpieczn\w+|defibrylator\w*|resuscyt\w+|reanim\w+", "help with one's own hands"),
    Cue(
        "helper",
        "pl",
        r"pogotowi\w+|karetk\w+|policj\w+|straz\w*(?! miejsk)|strazak\w*|112|999|997|998|numer\w* (?:alarmow|ratunkow)\w+|sluzb\w*|ratowni\w+|pomoc|lekarz\w*|pielegniark\w*|polozn\w*|szpital\w*|psychiatr\w*|oddzial|saper\w*|ochron(?:e|y|ie|a)|dyspozytor\w*|ostry dyzur|"
        r"zespol\w* (?:ratow|resusc|interw)\w+|weterynarz\w*|telefon\w* zaufania|centr\w+ zatruc|aparat\w* tlenow\w+|farmaceut\w*|aptekarz\w*|psychoterapeut\w*",
        "who comes to help",
    ),
    Cue(
        "authority",
        "pl",
        r"koordynator\w*|kierowni\w+|przelozon\w+|dyrektor\w*|pedagog\w*|psycholog(?!i)\w*|kurator\w*|prokuratur\w*|sad\w* rodzinn\w+|sad|sanepid\w*|inspekcj\w+|inspektor\w*|dyzurn\w+|urzad|urzedu|organ\w*|opiek\w+ spoleczn\w+|specjalist\w+|wychowawc\w*|brygadzist\w*|nauczyciel\w*|ludzi na dole|soltys\w*",
        "who has to know",
    ),
    Cue(
        "soon",
        "pl",
        r"natychmiast|niezwlocznie|od razu|bezzwlocznie|bezwlocznie|rownolegle|tego samego dnia|tego dnia|tej samej (?:nocy|godziny)|w tej samej godzinie|jeszcze (?:dzis|dzisiaj|tego|na tej|przed)\w*|dzis(?:iaj)?|bez (?:zwloki|czekania)|nie czekajac(?: na \w+)?|"
        r"w ciagu (?:\w+ )?(?:godzin\w*|minut\w*|doby)|najpierw|zanim|pilnie|najszybciej|jak najszybciej|czym predzej|zaraz",
        "how little it may wait",
    ),
    Cue(
        "danger",
        "pl",
        r"groz\w+|zagroz\w+|krzywdz\w+|rani\w*|ran(?:e|y|a)|uraz\w*|krw(?:aw|oto|i)\w*|krew|pozar\w*|ogien|ognia|dym\w*|plom\w+|gaz\w*|wybuch\w*|zaslab\w*|zemdl\w*|omdl\w*|"
        r"nieprzytomn\w+|przytomnosc|oddych\w*|dusi\w*|zakrztus\w*|zadlaw\w*|drgaw\w*|udar\w*|zawal\w*|przedawk\w+|zatru\w+|polkn\w+|samoboj\w*|zabi\w+|"
        r"nie chce (?:mu sie |jej sie )?zyc|odebrac sobie|przemoc\w*|bit(?:e|y|a)|bicie|biciu|bicia|bije|bic|pobi\w+|napa[sd]\w*|bron(?:i|ia)?|noz(?:em)?|powodz\w*|tonie|toni\w+|stan alarmowy|"
        r"niebezpiecz\w+|zaniedb\w+|siniak\w*|siniec|slady|molest\w*|wykorzyst\w+|wstrzas\w*|alergi\w*|uzadl\w*|ugryz\w*|puchn\w*|zagin\w+|pijan\w+|oparz\w*|poparz\w*|porazon\w*|wyciek\w*|kwas\w*|amoniak\w*|wypadk\w*|wypadek|zdarzenie|podejrz\w+|"
        r"lezy (?:na|bez)|nie (?:odpowiada|reaguje|rusza)|przestaje odpowiadac|chor(?:y|ego|emu)|goraczk\w*|wysypk\w*|wymiot\w*|boi sie|skoczy|siren\w+|syren\w*|burz\w+|spadl\w*|wciagn\w+|niewyp\w+|bomb\w*|obrazen\w*|skrzywdz\w+|smier\w+|(?<!prywatne )(?<!osobiste )(?<!rodzinne )zycie(?! (?:prywatn|osobist|rodzinn|zawodow|towarzysk|codzienn)\w*)|wychlodz\w+|ulatnia\w*",
        "what threatens a person, or must be reported",
    ),
    Cue(
        "ware",
        "pl",
        r"paczk\w+|zamowien\w*|klient\w*|dostawc\w*|etykiet\w*|tasm\w*|palet\w*|kadr\w*|nadgodzin\w*|raport\w*|sprawozdan\w*|skarbnik\w*|adres\w*|rodzic\w*|dziennik\w*|sweter|kamizel\w*|oferta|maszyn\w*|biur\w*|klucz\w*|reklamacj\w*|faktur\w*|wad[ey]|towar\w*",
        "business in which nobody is in danger",
    ),
    Cue("never", "pl", r"nie|nigdy|unikaj\w*", "an act that is warned off"),
    Cue("call", "de", r"(?:an)?ruf(?:en|t|e)?|gerufen|wahl(?:en|t|e)|alarmier\w+|verstandig\w+|hol(?:en|t|e)|notruf", "a call that brings help"),
    Cue("tell", "de", r"meld(?:en|et|e)|gemeldet|informier\w+|benachrichtig\w+|sag(?:en|t)|zeig\w+ an", "what is told to those who can act"),
    Cue("refer", "de", r"uberweis\w+|verweis\w+|vermittel\w+", "handing a person on to who can help"),
    Cue("leave", "de", r"verlass\w+|raum(?:en|t)|geraumt|bring\w* (?:\w+ ){0,3}(?:hinaus|in sicherheit)|hinaus", "getting people, or oneself, out of danger"),
    Cue("flee", "de", r"evakuier\w+|in sicherheit", "getting people out of danger"),
    Cue("flee", "fr", r"evacu\w+", "getting people out of danger"),
    Cue("flee", "es", r"evacu\w+", "getting people out of danger"),
    Cue("stay", "de", r"bleib\w* (?:sie )?bei (?:ihm|ihr|der person|dem \w+)|nicht allein(?:e)? lassen|lass\w* (?:sie )?(?:ihn|sie|die person) nicht allein", "staying with a person in need"),
    Cue("aid", "de", r"stabile seitenlage|erste hilfe|wiederbeleb\w+|herzdruck\w*", "help with one's own hands"),
    Cue("helper", "de", r"112|110|notruf|rettungsdienst|krankenwagen|polizei|feuerwehr|notarzt|arzt|arztin|arztliche hilfe|hilfe|krankenhaus|sicherheitsdienst|giftnotruf", "who comes to help"),
    Cue("authority", "de", r"jugendamt|behorde\w*|vorgesetzt\w+|leitung|aufsicht\w*|staatsanwaltschaft", "who has to know"),
    Cue("soon", "de", r"sofort|unverzuglich|umgehend|gleich|noch am selben tag|zuerst", "how little it may wait"),
    Cue("danger", "de", r"droh\w*|verletz\w+|blut\w*|brand|brennt|feuer|rauch\w*|bewusstlos\w*|atm\w+|erstick\w*|gewalt|suizid\w*|gefahr\w*|vergift\w*|wunde|reagiert", "what threatens a person, or must be reported"),
    Cue("call", "fr", r"appel\w+|alert\w+|prev(?:en|ien)\w+|compos(?:ez|er)|demand\w+ (?:de l')?aide", "a call that brings help"),
    Cue("tell", "fr", r"signal(?:ez|er|e|ent)|inform(?:ez|er)|avertir|avertissez|declar(?:ez|er)", "what is told to those who can act"),
    Cue("refer", "fr", r"orient(?:ez|er)|adress(?:ez|er)", "handing a person on to who can help"),
    Cue("leave", "fr", r"quitt(?:ez|er)|sort(?:ez|ir)|eloign(?:ez|er)", "getting people, or oneself, out of danger"),
    Cue("stay", "fr", r"rest(?:ez|er) (?:avec|aupres)|ne (?:le|la|les) laiss\w+ pas seul\w*", "staying with a person in need"),
    Cue("aid", "fr", r"claques|compressions|massage cardiaque|position laterale|premiers secours", "help with one's own hands"),
    Cue("helper", "fr", r"15|112|18|17|samu|secours|urgences|pompiers|police|medecin|ambulance|hopital|poste de securite|infirmi\w+", "who comes to help"),
    Cue("authority", "fr", r"responsable|direction|autorite\w*|procureur|hierarchie", "who has to know"),
    Cue("soon", "fr", r"immediatement|sans delai|tout de suite|aussitot|le jour meme|d'abord", "how little it may wait"),
    Cue("danger", "fr", r"menac\w+|bless\w+|saign\w+|feu|incendie|fumee|inconscien\w+|conscience|respir\w+|etouff\w*|violence\w*|suicid\w*|danger\w*|tousse", "what threatens a person, or must be reported"),
    Cue("call", "es", r"llam\w+|avis(?:e|ar|en)|pid\w+ (?:ayuda|a alguien)|alert\w+", "a call that brings help"),
    Cue("tell", "es", r"comuni(?:que|car)\w*|inform(?:e|ar)|notifi(?:que|car)|denunci\w+", "what is told to those who can act"),
    Cue("refer", "es", r"deriv(?:e|ar)|remit(?:a|ir)", "handing a person on to who can help"),
    Cue("leave", "es", r"salg\w+|abandon(?:e|ar)|salir", "getting people, or oneself, out of danger"),
    Cue("stay", "es", r"(?:quedese|quedarse|permanezca) con|no (?:lo|la) deje sol\w", "staying with a person in need"),
    Cue("aid", "es", r"primeros auxilios|compresiones|posicion lateral|reanimacion", "help with one's own hands"),
    Cue("helper", "es", r"112|061|091|urgencias|emergencias|policia|ambulancia|seguridad|bomberos|medico|hospital|ayuda", "who comes to help"),
    Cue("authority", "es", r"responsable|autoridad\w*|direccion|fiscalia", "who has to know"),
    Cue("soon", "es", r"de inmediato|inmediatamente|enseguida|sin demora|el mismo dia|primero", "how little it may wait"),
    Cue("danger", "es", r"amenaz\w+|herid\w+|sangr\w+|fuego|incendio|humo|inconscien\w+|respir\w+|ahog\w*|violencia|suicid\w*|peligro\w*|crisis|no responde", "what threatens a person, or must be reported"),
)  # fmt: skip

ACTS: Final = ("call", "tell", "refer", "leave", "flee", "stay", "watch", "bring", "aid")
"""The signs that are acts: what is urgent begins with one of them."""

SETTINGS: Final = ("helper", "authority", "soon", "danger", "ware", "never", "duty")
"""The signs that say whom an act reaches, how soon and why."""

SUBORDINATORS: Final = {
    "en": r"if|when|whenever|unless|because|so that|even|however|whatever|whose|as soon as|(?<!at )once|although|though|while|rather than|instead of|in case|in the event|where",
    "pl": r"jesli|jezeli|gdy|gdyby|kiedy|chyba ze|poniewaz|bo|gdyz|nawet|takze|jak tylko|dopoki|aby|zeby|niz|zamiast|skoro|choc\w*",
    "de": r"wenn|falls|sobald|weil|damit|bevor",
    "fr": r"si|quand|lorsque|car|pour que|avant que",
    "es": r"si|cuando|porque|aunque|para que",
}
"""Words that open a stretch in which nobody is told to act."""

JOINERS: Final = {
    "en": r"and(?: then)?|or|but|then",
    "pl": r"i|oraz|lub|albo|a|potem|ale",
    "de": r"und|oder",
    "fr": r"et|ou|puis",
    "es": r"y|o|luego",
}
"""Words that join one act to another."""

NO_ACTS: Final = r"should (?:an?|the|any\w*|some\w*|you|they|he|she)|who|which|ktor\w+|zanim|before|after|until|as long as|nobody|ze|that"
"""Other openings of a stretch in which nobody is told to act."""

LATER: Final = r"before|after|until|while|whether|zanim"
"""Words after which an act tells a time ("before they leave the building")."""

TAILS: Final = r"zanim|nie czekajac|bez czekania|bez zwloki|without delay|without waiting|day or night|at whatever hour"
"""Openings of a stretch that tells how soon the act before it is due."""

NOMINAL: Final = {
    "en": r"(?:the|an?|his|her|their|your|its|any|all|both|to|with|from|in|at|on|of|for|by|other|another|two)(?!\w)",
    "pl": r"\w+(?:\s*$|\s*[.,;!?])",
    "de": r"(?:der|die|das|den|dem|ein\w*)(?!\w)",
    "fr": r"(?:les?|la|l'|un|une|des|du)(?!\w)",
    "es": r"(?:el|la|los|las|un|una)(?!\w)",
}
"""What follows a joining word that joins two things, not two acts ("the guard or the police")."""

MODALS: Final = (
    r"must|shall|should|ought to|ha(?:s|ve) to|needs? to|(?:is|are) to|may|might|could|would|i'd|duty to|required to|"
    r"trzeba|nalezy|mus(?:i|isz|icie|za|imy|ial\w*)|powin\w+|obowiazek|zobowiazan\w+|mozna|warto|radz\w+"
)
"""Words after which the act stands."""

PASSIVES: Final = r"be|is|are|been|zostac|byc"
"""Words before a participle."""


@cache
def urgency_pattern(sign: str, language: str) -> re.Pattern[str]:
    """All rows of `sign` for `language`; an unknown language is read with every row."""
    rows = [cue.expression for cue in URGENCY if cue.sign == sign]
    if language in LANGUAGES:
        rows = [cue.expression for cue in URGENCY if (cue.sign, cue.language) == (sign, language)]
    return compiled("|".join(rows) or "(?!)")
