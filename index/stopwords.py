"""Words that carry no content, by language: function words, and how questions are put.

Compiled by hand from the closed classes of each language (articles, pronouns, prepositions,
conjunctions, auxiliaries, question words), without words that can be what a question is about
("should" is one, "must" and "help" are not: guidance differs by them). Written as they are
spelled; `index.analysis` compares them casefolded and without diacritics.
A contraction is split at its apostrophe, so its parts ("don", "t", "ll") are here too.
"""

from __future__ import annotations

from typing import Final

STOP_WORDS: Final[dict[str, str]] = {
    "en": """
        a an the this that these those it its itself he him his himself she her hers herself
        they them their theirs themselves we us our ours ourselves i me my mine myself you your
        yours yourself yourselves who whom whose which what when where why how
        and or but if then so than as because while although though whether nor
        of in on at by for with about into onto to from up down out off over under again
        between through during before after above below upon within
        am is are was were be been being do does did doing done have has had having
        can could will would shall should may might
        not no there here some any each every both such very too also just only own same
        s t d ll m re ve don doesn didn isn aren wasn weren hasn haven hadn couldn wouldn shouldn
    """,
    "pl": """
        a i o u w z we ze na do od po za dla bez przez przed przy pod nad między oraz ale lub albo
        czy bo że żeby aby by więc jednak ani lecz niż jako jak gdy gdyby jeśli jeżeli kiedy
        ja mnie mi mną ty ciebie cię ci tobą on jego go jemu mu nim niego niemu ona jej ją nią niej
        ono oni one ich im nimi nich my nas nam nami wy was wam wami się siebie sobie sobą
        mój moja moje mojego mojej moim moich moją twój twoja twoje swój swoja swoje swojego swojej
        swoim swoich swoją nasz nasza nasze wasz wasza wasze
        ten ta to te tego tej temu tym tych tymi tę tą ci tamten tamta tamto taki taka takie
        co kto kogo komu kim czego czemu czym który która które którego której któremu którym
        których którzy którą gdzie skąd dokąd dlaczego jaki jaka jakie jakiego jakiej jakich
        jest są być był była było byli były będzie będą jestem jesteś jesteśmy
        mam masz ma mamy macie mają nie tak też także już jeszcze tylko bardzo tu tam
        mogę może możesz można powinienem powinnam powinien powinna powinno należy robić zrobić
    """,
    "de": """
        der die das den dem des ein eine einen einem einer eines und oder aber wenn dann als wie
        ob dass weil denn doch sondern ich mich mir du dich dir er ihn ihm sie ihr es wir uns
        euch ihnen mein meine meinen meinem meiner dein deine sein seine seinen seinem seiner
        ihre ihren ihrem ihrer unser unsere dieser diese dieses diesen diesem jener jene
        wer wen wem wessen was wann wo warum wieso welche welcher welches
        in im an am auf aus bei beim mit nach von vom vor zu zum zur für über unter durch gegen
        ohne um bis seit zwischen ist sind war waren bin bist sein gewesen wird werden wurde
        wurden hat haben hatte hatten habe kann können könnte soll sollte sollen darf
        nicht kein keine keinen auch noch nur schon sehr so da hier dort man sich
    """,
    "fr": """
        le la les l un une des du de d au aux ce cet cette ces c ça cela il ils elle elles on
        je j me m moi tu te t toi nous vous se s lui leur leurs y en
        mon ma mes ton ta tes son sa ses notre nos votre vos qui que qu quoi dont où
        quel quelle quels quelles quand comment pourquoi combien si et ou mais donc or ni car
        à dans par pour sans avec sur sous entre vers chez contre depuis pendant avant après
        est sont était étaient être été suis es sommes êtes sera seront ai as a avons avez ont
        avait avaient avoir fait faire peut peuvent pouvoir puis dois doit
        ne n pas plus très aussi même comme
    """,
    "es": """
        el la los las lo un una unos unas de del a al en y e o u pero si sino que qué como cómo
        cuando cuándo donde dónde quien quién cual cuál cuales porque por para con sin sobre
        entre hasta desde hacia según yo me mí tú te ti él ella ellos ellas nosotros vosotros
        usted ustedes nos os se sí le les mi mis tu tus su sus nuestro nuestra
        este esta esto estos estas ese esa eso esos esas aquel aquella
        es son era eran ser sido soy eres somos está están estar estaba he has ha hemos han
        haber había hay puedo puede pueden debo hacer hago no ni ya muy más también
    """,
}
"""White-space separated words by ISO 639-1 code."""
