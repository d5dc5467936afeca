"""What the engine tells in English (errors, reasons, signals), in the reader's language.

The engine writes for the command line, too, so its messages are matched here by their form:
each key of a table is a message as the engine writes it, `{name}` standing for what varies.
A message that no form fits is shown as it is. A test holds that the forms fit the engine's code.
"""

from __future__ import annotations

import functools
import re
from typing import Final, TypeAlias

from web import keeping
from web.translation import N_
from web.translation import gettext as _

Forms: TypeAlias = tuple[tuple[str, str], ...]
"""Pairs of a message as the engine writes it and the one that is shown."""


def _same(*messages: str) -> Forms:
    """Messages that are shown as the engine writes them."""
    return tuple((message, message) for message in messages)


ERRORS: Final[Forms] = tuple(
    {
        "{name}: not in the library; `guidegraph list` shows what is": N_(
            "{name} is not in the library; the page Library shows what is."
        ),
        "{one}: neither a copy nor a translation of {other}; `guidegraph twins` shows which "
        "documents have one": N_("{one} is neither a copy nor a translation of {other}."),
        "{name}: no such idea in this revision of the library": N_(
            "This idea is not in the library as it is now."
        ),
        "the edge {name} has lost its quotation": N_("This link has lost its quotation."),
        "{name}: no idea is near to this": N_("No idea is near to “{name}”."),
        "nothing connects “{a}” and “{b}”": N_("Nothing connects “{a}” and “{b}”."),
        "{folder}: another program is changing this library; try again when it is done": N_(
            "Another program is changing this library. Try again when it is done."
        ),
        "{folder}: made with {had}, and vectors of {have} cannot be compared with these "
        "(other model or weights); run {command}, or set the model back": N_(
            "This library was made with {had}, which {have} cannot be compared with. Run "
            "{command}, or set the model back."
        ),
        "{folder}: no library here; make one with {command}": N_(
            "There is no library here. Make one with {command}."
        ),
        "{place}: a library on PostgreSQL needs the driver; install it with {command}": N_(
            "A library on PostgreSQL needs the driver. Install it with {command}."
        ),
        "{folder}: cannot make this folder ({error}); name another with --library": N_(
            "The folder {folder} cannot be made ({error}). Name another with --library."
        ),
        "{folder}: written by a later version of guidegraph (format {version}, this one "
        "reads up to {own}); install that version, or make a new library": N_(
            "This library was written by a later version of Guidegraph (format {version}, this "
            "one reads up to {own}). Install that version, or make a new library."
        ),
        "{file}: damaged ({error}); run {command}, or put back a backup with {other}": N_(
            "The file {file} is damaged ({error}). Run {command}, or put back a backup with "
            "{other}."
        ),
        "{folder}: cannot be written ({error}); the library is what it was: check the free "
        "space and the disk, and try again": N_(
            "{folder} cannot be written ({error}). The library is what it was. Check the free "
            "space and the disk, and try again."
        ),
        "{folder}: what was understood of {source} is lost; the library is what it was: check the "
        "disk, and run this again, which goes on with what is left": N_(
            "What was understood of {source} is lost from {folder}. The library is what it was. "
            "Check the disk and add it again, which goes on with what is left."
        ),
        "{place}: PostgreSQL does not answer ({error}); what was not finished is not kept and all "
        "else is as it was: try again when it is back": N_(
            "The database {place} does not answer ({error}). What was not finished is not kept, "
            "and all else is as it was. Try again when it is back."
        ),
        "{place}: PostgreSQL went away just when a change was finished ({error}); whether it is "
        "kept is not known: look before you make it again": N_(
            "The database {place} went away just when the change was finished ({error}). Whether "
            "it is kept is not known: look before you make it again."
        ),
        "you may read this library, not change it; ask one of its editors": N_(
            "You may read this library, not change it. Ask one of its editors."
        ),
        "{number} questions a minute are enough; ask again in {seconds} s": N_(
            "That were many questions in a minute. Ask again in {seconds} s."
        ),
        "{name}: nothing of this name was removed": N_("Nothing of the name {name} was removed."),
        "the question is empty; tell the situation in a few words": N_(
            "The question is empty. Tell the situation in a few words."
        ),
        "the question has {number} characters, more than {most}; "
        "tell the situation in a few sentences": N_(
            "The question has {number} characters, more than {most}. "
            "Tell the situation in a few sentences."
        ),
    }.items()
)
"""Errors that a reader of the pages can meet."""

REASONS: Final = _same(
    N_("encrypted"),
    N_("damaged"),
    N_("damaged: byte {byte} is no {charset}"),
    N_("damaged: it breaks its reader ({error})"),
    N_("damaged: its reader ended"),
    N_("takes more than {seconds} s to read"),
    N_("takes more than {size} GB of memory to read"),
    N_("gives more than {size} MB"),
    N_("holds more than {number} million characters"),
    N_("nested too deeply"),
    N_("a device or pipe"),
    N_("not found"),
    N_("empty"),
    N_("no text in it"),
    N_("unknown type of file"),
    N_("larger than {size} MB"),
    N_("more than {most} MB"),
    N_("unpacks to {size} MB"),
    N_("cannot be read ({error})"),
    N_("is a PDF file, whatever its name says"),
    N_("is a ZIP or Office file, whatever its name says"),
    N_("is an Office 97 file, whatever its name says"),
    N_("is a picture, whatever its name says"),
    N_("is an RTF file, whatever its name says"),
    N_("has pictures of pages only, no text"),
    N_("binary, not text"),
    N_("its encoding cannot be told"),
    N_("its encoding may be {names}"),
    N_("its name is not UTF-8"),
)
"""Why a file was refused: the part before the semicolon."""

REMEDIES: Final = _same(
    N_("save a copy without a password and add that"),
    N_("open it in Word, save it anew and add that"),
    N_("check the path"),
    N_("print it to PDF anew and add that"),
    N_("run text recognition (OCR) over it and add that"),
    N_("split it into parts and add those"),
    N_("split it, or save it without pictures"),
    N_("split it into parts, or save it anew, and add that"),
    N_("open it in its own program, save it anew and add that"),
    N_("name a file or a folder"),
    N_("add a file that has text in it"),
    N_("add the document as .pdf, .docx or text"),
    N_("save it as one of {kinds}"),
    N_("save it as text and add that"),
    N_("save it as UTF-8 text and add that"),
    N_("rename it to {suffix}"),
    N_("rename it and add it again"),
    N_("check its permissions"),
    N_("take out what is no text and add that"),
)
"""What helps: the part after it."""

ASIDE: Final = _same(
    N_("advertisement"),
    N_("aside"),
    N_("byline"),
    N_("comment"),
    N_("comments"),
    N_("cookies"),
    N_("copyright"),
    N_("date line"),
    N_("dialog"),
    N_("footer"),
    N_("form"),
    N_("front matter"),
    N_("hashtags"),
    N_("label"),
    N_("links"),
    N_("markup"),
    N_("menu"),
    N_("navigation"),
    N_("newsletter"),
    N_("noscript"),
    N_("outside of the main text"),
    N_("page title repeated below"),
    N_("picture"),
    N_("reading time"),
    N_("related pages"),
    N_("repeated block"),
    N_("rule"),
    N_("search"),
    N_("share buttons"),
    N_("sidebar"),
    N_("translation notice"),
)
"""Why a passage was set aside."""

STEPS: Final = _same(
    N_("opening the embedding models"),
    N_("reading {name}"),
    N_("understanding {name}: {rate} passages a second, {left} left"),
    N_("understanding {name}"),
    N_("writing {name}"),
    N_("linking"),
    N_("done"),
)
"""What is being done while documents are added."""

EVIDENCE: Final = _same(
    N_("nearness of meaning"),
    N_("the fitted pair model"),
    N_("where they stand"),
    N_("two languages"),
    N_("sureness of the kinds"),
    N_("few words"),
    N_("advice for and against"),
    N_("a reason inside the same sentence"),
    N_("the same item"),
    N_("the next sentence"),
    N_("the same section"),
    N_("twin documents say it at the same place"),
    N_("set by hand"),
)
"""What a link rests on."""


def error(message: str | Exception) -> str:
    """An error of the engine.

    >>> error("story: no idea is near to this")
    'No idea is near to “story”.'
    """
    return fit(str(message), (*ERRORS, *keeping.ERRORS))


def reason(text: str) -> str:
    """Why a file was refused, and what helps.

    >>> reason("encrypted; save a copy without a password and add that")
    'encrypted; save a copy without a password and add that'
    """
    why, semicolon, remedy = text.partition("; ")
    return fit(why, REASONS) + semicolon + fit(remedy, REMEDIES)


def step(label: str) -> str:
    """What is being done while documents are added.

    >>> step("understanding a.md: 32 passages a second, 3 min left")
    'understanding a.md: 32 passages a second, 3 min left'
    """
    return fit(label, STEPS)


def aside(name: str) -> str:
    """Why a passage was set aside."""
    return fit(name, ASIDE)


def evidence(name: str) -> str:
    """What a link rests on."""
    return fit(name, EVIDENCE)


def became(change: str) -> str:
    """What has become of an entry of a trail."""
    return fit(change, keeping.BECAME)


def paper(words: str) -> str:
    """The program's own words in a handout or a quiz.

    >>> paper("rests on this:")
    'rests on this:'
    """
    return fit(words, (*keeping.PAPER, *keeping.BECAME))


def failed(why: str) -> str:
    """Why a team's question did not pass."""
    return fit(why, keeping.FAILED)


def corrected(what: str) -> str:
    """What a correction decided."""
    begins = "taken back: "
    if what.startswith(begins):
        return _("taken back: {what}").format(
            what=fit(what.removeprefix(begins), keeping.CORRECTED)
        )
    return fit(what, keeping.CORRECTED)


def lost(why: str) -> str:
    """Why a correction does not apply."""
    return fit(why, keeping.LOST)


def fit(text: str, forms: Forms) -> str:
    """The message of the first form that fits, with what varies filled in; `text` if none does."""
    for pattern, message in _compiled(forms):
        found = pattern.fullmatch(text)
        if found:
            return _(message).format(**found.groupdict())
    return text


@functools.cache
def _compiled(forms: Forms) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((expression(form), message) for form, message in forms)


def expression(form: str) -> re.Pattern[str]:
    """The expression that fits messages of a form.

    >>> bool(expression("larger than {size} MB").fullmatch("larger than 50 MB"))
    True
    """
    parts = re.split(r"(\{\w+\})", form)
    return re.compile(
        "".join(f"(?P<{p[1:-1]}>.+?)" if p.startswith("{") else re.escape(p) for p in parts),
        re.DOTALL,
    )
