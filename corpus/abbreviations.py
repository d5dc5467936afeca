"""Abbreviations after whose full stop a sentence goes on, by language.

Written from general knowledge of each language, not copied from a reference, and so neither
complete nor checked against one. `tests/corpus/test_sentences.py` covers some of English,
Polish, German, French and Spanish; the Italian, Portuguese, Dutch and Czech rows have no test.
"""

from __future__ import annotations

from typing import Final

NEVER_LAST: Final = {
    "en": frozenset(
        """adm approx apr aug capt cf ch cmdr col dec dept dr e.g eg esp est feb fig figs fr ft gen
        gov hon i.e ie jan jul jun lt maj mar messrs mr mrs ms mt no nos nov oct op p para pp prof
        rep rev sec sen sep sept sgt st ste viz vol vs""".split()
    ),
    "pl": frozenset(
        """al art bł bp bm cd cyt cz dn doc dot dr dyr dz fiz fot godz gen gr hab hr im inż itd.m
        jw kard kier kl kol kpt ks l.dz lek lic lit łac m.in m.st mec med mgr min mjr mł n.e nadkom
        najśw np nr ob ok oo os p p.o p.n.e pkt pl płk pn plut pok poj por por pos poz pow pp ppłk
        prof przew przyp pt rozdz rtm rys s śp st str sygn św t tab tel tj tłum tys tzn tzw ub ul
        ust wg woj wł wsch www wyd wym zach zał zob zast zwł""".split()
    ),
    "de": frozenset(
        """abb abs allg anm art aufl bd bes bsp bzgl bzw ca co d.h dr evtl ggf hr hrsg inkl insb
        kap lt m.e max mind min nr o.ä o.g prof s s.o s.u sog st str tel u.a u.u v.a vgl z.b z.t
        zb zzgl""".split()
    ),
    "fr": frozenset(
        "art av boul c.-à-d cf chap dr env ex fig hab m mgr mlle mm mme n° no p p.ex pp prof r.d "
        "réf ste st tél vol".split()
    ),
    "es": frozenset(
        "art av avda cap cf d dña dpto dr dra ej excmo fig gral lic núm no p p.ej pág págs prof sr "
        "sra srta sta sto tel vd vol".split()
    ),
    "it": frozenset(
        "art avv cap cfr dott dott.ssa ecc.mo es fig ing n p pag prof sig sig.ra".split()
    ),
    "pt": frozenset("art av cap cf dr dra exmo fig n p pág prof sr sra tel vol".split()),
    "nl": frozenset(
        "a.u.b art bijv bv ca d.m.v dhr dr drs i.v.m ing m.b.t mevr mr nr o.a prof".split()
    ),
    "cs": frozenset(
        "čl ing kpt mgr mudr např nám odst p prof resp sb str sv tj tzn tzv ul".split()
    ),
}

MAY_BE_LAST: Final = {
    "en": frozenset(
        "a.m al anon assn ave blvd co corp etc inc jr ltd p.m rd sq sr u.k u.s".split()
    ),
    "pl": frozenset("b.r br c.d.n. cdn i.in itd itp gr p.n.e n.e r s.a sp w zł".split()),
    "de": frozenset("etc jh jhd usf usw u.ä u.s.w".split()),
    "fr": frozenset("etc".split()),
    "es": frozenset("ee.uu etc ud uds".split()),
    "it": frozenset("ecc".split()),
    "pt": frozenset("etc".split()),
    "nl": frozenset("enz e.d".split()),
    "cs": frozenset("atd apod".split()),
}

# After a German, Czech or Danish ordinal ("am 3. Mai") a month or such a noun goes on.
AFTER_ORDINAL: Final = frozenset(
    """januar jänner februar märz april mai juni juli august september oktober november dezember
    jahrhundert jahrhunderts auflage klasse lebensjahr lebensjahres stock weltkrieg""".split()
)
