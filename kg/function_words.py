"""Words that build a sentence and name nothing: a sentence's frame is told by them.

"Trust grows when promises are kept" and "Bread keeps when crusts are cut" share the frame
`~ ~ws when ~es are ~pt`; what holds of the frame in one field holds in the next. One string a
language, folded (`kg.cues.fold`).
"""

from typing import Final

FUNCTION_WORDS: Final = frozenset(
    """
    a about after again against all although always an and any anyone anything are aren't as ask at
    avoid be became because become becomes been before being best better between both but by can
    can't cannot consider cost costs could couldn't did didn't do does doesn't don't during each
    either else even every everybody everyone everything few first for from get gets go good had has
    have he help helps her him his how however i i'd i'll if in instead into is isn't it it's its
    just keep last lead leads learn least leave less let let's lets like lose loses make makes many
    may maybe me means might more most much must mustn't my need needn't needs neither never next no
    nobody none nor not nothing of off often on once one only or other otherwise ought our over own
    per perhaps people please rather right same save saves say she should shouldn't since so some
    somebody someone something sometimes stop such tell than that that's the their them then there
    there's therefore they this though three through till to too towards try turn turns twice two
    under unless until up upon us very was we were what whatever when whenever where wherever whether
    which while who whoever whole whom whose why will with within without won't worth would wouldn't
    you your

    a aby ale albo ani az azeby bede beda bedzie bedziesz bez bo by byc byl byla byli bylo byly bywa
    chociaz choc ci cie co czasem czego czemu czy dla dlatego do dobrze dopiero dzieki gdy gdyby gdzie
    go i ich ile im inaczej innego ja jak jako je jego jej jest jestem jestes jesli jeszcze jezeli juz
    kazda kazde kazdego kazdej kazdy kiedy kto ktora ktore ktorego ktorej ktorym ktory ktos lata lecz
    lub ma mi miedzy mnie mniej moga moze mozna mu musi na nad nalezy nam nas najpierw nawet nia nic
    nich nie niech niczego niego niej nigdy nikt nim niz o od on ona one oni oraz po pod potem
    powinien powinna powinni powinno powinny poniewaz pozniej prosze przed przez przy raz razem sa
    sam sama samego samo sie skoro sobie sprawia stoi swoj swoja swoje swojego ta tak takze tam te
    tego tej ten teraz tez to trwa trzeba tu tutaj tyle tylko tym u w wam warto was wiec wiecej
    wolno wszyscy wszystkich wszystkim wszystko wtedy z za zadna zadne zaden zamiast zanim zatem
    zawsze ze zeby zle zna zostac zostal zostala zostalo zostaly

    aber als am an auch auf aus bei bis das dass dem den der des die doch durch ein eine einem einen
    einer er es fur haben hat ich ihr im immer in ist ja kann kein keine konnen man mit muss nach nicht
    nie nur ob oder ohne sein sich sie sind so soll sollte uber um und unter von vor war was wenn
    wer werden wie wir wird zu zum zur

    au aux avant avec ce cela ces c'est chaque comme dans de des doit donc du elle en est et etre faut
    il ils jamais je la le les leur lui mais meme ne nous on ont ou par pas peut plus pour qu'il quand
    que qui sa sans se ses si son sont sur toujours tous tout toute un une vous

    al antes con cuando de debe del desde el ella ellos en entre es esta este esto hay hasta la las lo
    los mas ni no nos nunca o otro para pero por porque puede que quien se ser si siempre sin sobre son
    su sus todo una uno y ya
    """.split()
)

NEGATIONS: Final = frozenset(
    """
    can't cannot don't doesn't neither never no nobody none nor not nothing without won't
    ani bez nic nie nigdy nikt zaden zadna zadne
    kein keine nicht nie ohne
    jamais ne pas sans
    ni no nunca sin
    """.split()
)
"""Words that deny."""
