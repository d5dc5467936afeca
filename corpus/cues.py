"""Cues of what is no guidance on a page: labels, cookie lines, share buttons.

Each row is `(reason, languages, wording)`. Wordings are compared in small letters, with single
spaces and without punctuation around them. They are our own
list of what such pages commonly say, not a collected sample; add a row where a page teaches one.
"""

# ruff: noqa: E501 - a row of the table of sentences is one pattern

from __future__ import annotations

import re
from typing import Final

# Whole lines. A label is chrome only at the edges of a page or among other labels
# (`corpus.cleaning`): "Contact" may also head a section.
LABELS: Final = (  # (reason, language, wordings)
    (
        "menu",
        "en",
        """
        logo | home | home page | homepage | menu | main menu | search | search this site |
        contact | contact us | about | about us | log in | login | sign in | sign up | register
        | join now | my account | cart | basket | blog | news | careers | jobs | faq | help |
        skip to content | skip to main content | toggle navigation | close | open menu |
        navigation | back to top | back | next | previous | read more | more | site map |
        sitemap | privacy policy | privacy | terms | terms of use | terms and conditions |
        terms of service | cookie policy | cookie settings | accessibility | legal notice |
        legal | products | services | shop | resources | events | related articles |
        related posts | you may also like | see also | advertisement | all rights reserved |
        get started | learn more | subscribe | newsletter | language | english | polski
        """,
    ),
    (
        "menu",
        "pl",
        """
        strona główna | menu | szukaj | wyszukaj | kontakt | skontaktuj się | o nas | zaloguj |
        zaloguj się | logowanie | zarejestruj się | moje konto | koszyk | przejdź do treści |
        aktualności | oferta | pomoc | wróć | wstecz | dalej | następny | poprzedni |
        czytaj więcej | więcej | mapa strony | regulamin | polityka prywatności |
        polityka cookies | deklaracja dostępności | do góry | reklama | zobacz także |
        powiązane artykuły | praca | usługi | produkty | sklep
        """,
    ),
    (
        "menu",
        "de",
        """
        startseite | menü | suche | suchen | kontakt | über uns | anmelden | abmelden |
        registrieren | warenkorb | mein konto | zum inhalt springen | zum inhalt | impressum |
        datenschutz | agb | aktuelles | zurück | weiter | mehr | weiterlesen | mehr erfahren |
        nach oben | anzeige | werbung | newsletter | hilfe | karriere | presse |
        das könnte sie auch interessieren | datenschutzerklärung | barrierefreiheit
        """,
    ),
    (
        "menu",
        "fr",
        """
        accueil | rechercher | recherche | contact | contactez-nous | à propos | connexion |
        se connecter | s'inscrire | mon compte | panier | aller au contenu | mentions légales |
        plan du site | retour | suivant | précédent | lire la suite | en savoir plus | publicité
        | politique de confidentialité
        """,
    ),
    (
        "menu",
        "es",
        """
        inicio | buscar | contacto | acerca de | quiénes somos | iniciar sesión | registrarse |
        mi cuenta | carrito | ir al contenido | saltar al contenido | aviso legal |
        mapa del sitio | volver | siguiente | anterior | leer más | más información | publicidad
        | política de privacidad
        """,
    ),
    (
        "share buttons",
        "en",
        """
        share | share this | share this page | share this post | share this article |
        share on facebook | share on twitter | share on linkedin | share on x |
        share on whatsapp | share via email | tweet | pin it | pin | like | copy link |
        email this | print | print this page | follow us | facebook | twitter | linkedin |
        whatsapp | instagram | youtube | pinterest | reddit | telegram | email | xing | tiktok
        """,
    ),
    (
        "share buttons",
        "pl",
        """
        udostępnij | udostępnij na facebooku | udostępnij na linkedin | podziel się | tweetnij |
        lubię to | drukuj | kopiuj link | wyślij znajomemu | obserwuj nas
        """,
    ),
    (
        "share buttons",
        "de",
        """
        teilen | auf facebook teilen | auf twitter teilen | twittern | drucken | link kopieren |
        merken | seite drucken | per e-mail senden | folgen sie uns
        """,
    ),
    (
        "share buttons",
        "fr",
        """
        partager | partager sur facebook | imprimer | copier le lien | suivez-nous
        """,
    ),
    (
        "share buttons",
        "es",
        """
        compartir | compartir en facebook | imprimir | copiar enlace | síguenos
        """,
    ),
)

# Lines that say it themselves wherever they stand; the site speaks of itself in them.
SENTENCES: Final = (
    (
        "cookies",
        "en",
        r"(?:we|this (?:web)?site|our (?:web)?site|[\w.]+\.(?:com|org|net)) uses? (?:\w+ ){0,4}cookies",
    ),
    ("cookies", "en", r"^(?:accept|reject|manage|allow|decline) (?:all )?(?:\w+ )?cookies"),
    (
        "cookies",
        "en",
        r"by (?:continuing|using) [^.]{0,60}(?:you agree|you accept|consent)[^.]{0,60}cookie",
    ),
    (
        "cookies",
        "pl",
        r"(?:strona|serwis|witryna|portal|my)? ?(?:korzysta(?:my)?|używa(?:my)?|wykorzystuje(?:my)?) (?:z )?(?:\w+ ){0,2}(?:plik\w+ )?(?:cookies?|ciasteczek)",
    ),
    (
        "cookies",
        "pl",
        r"^(?:zaakceptuj|akceptuj|odrzuć|zarządzaj)\w* (?:wszystkie )?(?:plik\w+ )?cookies?",
    ),
    (
        "cookies",
        "de",
        r"(?:wir|diese (?:web)?seite|unsere (?:web)?seite) (?:verwenden|verwendet|nutzen|nutzt|setzt|setzen)[^.]{0,40}cookies",
    ),
    ("cookies", "fr", r"(?:nous|ce site|notre site) (?:utilis\w+)[^.]{0,40}cookies"),
    ("cookies", "es", r"(?:este sitio|esta web|nuestra web|utilizamos|usamos)[^.]{0,40}cookies"),
    (
        "translation notice",
        "en",
        r"translated [^.]{0,80}(?:automatic|machine|service|tool|ai)\w*.*(?:errors|inaccurac|mistakes)",
    ),
    (
        "translation notice",
        "pl",
        r"przetłumaczon\w+ [^.]{0,80}(?:automatycz|maszyn|usług|narzędzi|ai)\w*.*(?:błęd|nieścisł)",
    ),
    (
        "translation notice",
        "de",
        r"übersetzt [^.]{0,80}(?:automatisch|maschinell|dienst|ki)\w*.*(?:fehler|ungenau)|(?:maschinell|automatisch) [^.]{0,40}übersetzt.*(?:fehler|ungenau)",
    ),
    ("copyright", "", r"^(?:copyright|©|\(c\)) ?(?:©|\(c\))? ?(?:\w+ ){0,3}(?:19|20)\d\d"),
    ("copyright", "", r"©.{0,80}(?:19|20)\d\d|(?:19|20)\d\d.{0,40}©"),
    ("copyright", "en", r"all rights reserved\.?$"),
    ("copyright", "pl", r"wszelkie prawa zastrzeżone\.?$"),
    ("copyright", "de", r"alle rechte vorbehalten\.?$"),
    ("copyright", "fr", r"tous droits réservés\.?$"),
    ("copyright", "es", r"todos los derechos reservados\.?$"),
    (
        "newsletter",
        "en",
        r"^(?:subscribe|sign up) (?:to|for) (?:our|the) (?:\w+ ){0,3}(?:newsletter|mailing list|updates)",
    ),
    ("newsletter", "pl", r"^(?:zapisz się|subskrybuj) (?:do |na )?(?:nasz\w* )?newsletter"),
    (
        "newsletter",
        "de",
        r"^(?:jetzt )?(?:zum |unseren |für unseren )?(?:kostenlosen )?newsletter (?:an|abonnieren|bestellen)",
    ),
    ("share buttons", "en", r"^share (?:this|on|via)(?: \w+){1,4}$"),
    (
        "reading time",
        "",
        r"^(?:reading time:? )?\d{1,3} ?(?:min|mins|minutes?|minuty?|minuten)\.?(?: read| czytania| lesezeit| de lecture| de lectura)?$",
    ),
    (
        "date line",
        "en",
        r"^(?:published|posted|updated|last updated|last modified|last reviewed)(?: on)?:? .{0,30}\d{4}.{0,20}$",
    ),
    (
        "date line",
        "pl",
        r"^(?:opublikowano|data publikacji|ostatnia aktualizacja|zaktualizowano):? .{0,30}\d{4}.{0,20}$",
    ),
    (
        "date line",
        "de",
        r"^(?:veröffentlicht|stand|zuletzt aktualisiert|aktualisiert)(?: am)?:? .{0,30}\d{4}.{0,20}$",
    ),
)

# The longest line that a row above may make chrome: longer ones say more than that.
MOST_WORDS: Final = {"cookies": 90, "copyright": 30, "newsletter": 30, "translation notice": 130}
MOST_WORDS_ELSE: Final = 12

_LABELS: Final = {
    " ".join(wording.split()): reason
    for reason, _, wordings in LABELS
    for wording in wordings.split("|")
}
_SENTENCES: Final = tuple((reason, re.compile(pattern)) for reason, _, pattern in SENTENCES)
_LONGEST_LABEL: Final = 60  # characters; the longest above has 33
_LONGEST_FURNITURE: Final = 1400  # characters: 130 words of a notice have fewer
_AROUND: Final = re.compile(r"^[^\w#©(]+|[^\w)]+$")
_SPACES: Final = re.compile(r"\s+")
_HASHTAGS: Final = re.compile(r"(?:#[^\W\d_][\w-]*[\s,]*){2,}")


def normalise(text: str) -> str:
    """Put a line into the form that the cues are written in."""
    return _AROUND.sub("", _SPACES.sub(" ", text.casefold().replace("’", "'")).strip())


def label(text: str) -> str:
    """Say why a line may be a label of the page ("menu"), "" if it is none.

    >>> label("» Contact Us"), label("Contact your supervisor")
    ('menu', '')
    """
    return _LABELS.get(normalise(text), "") if len(text) <= _LONGEST_LABEL else ""


def furniture(text: str) -> str:
    """Say why a line is page furniture wherever it stands, "" if it is none.

    >>> furniture("We use cookies to give you the best experience. Accept all")
    'cookies'
    >>> furniture("#care #work"), furniture("Explain to users what cookies are for.")
    ('hashtags', '')
    """
    if _HASHTAGS.fullmatch(text):
        return "hashtags"
    if len(text) > _LONGEST_FURNITURE:
        return ""
    plain = normalise(text)
    words = plain.count(" ") + 1
    for reason, pattern in _SENTENCES:
        if words <= MOST_WORDS.get(reason, MOST_WORDS_ELSE) and pattern.search(plain):
            return reason
    return ""
