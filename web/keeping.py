"""What the engine tells of trails, quizzes, corrections and questions, as `web.told` reads it.

Each table pairs a message as the engine writes it with the one that is shown.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from web.translation import N_

Forms: TypeAlias = tuple[tuple[str, str], ...]


def _same(*messages: str) -> Forms:
    return tuple((message, message) for message in messages)


ERRORS: Final[Forms] = tuple(
    {
        "{name}: no entry {number}; `guidegraph trail show` has the numbers": N_(
            "This entry is not in the trail any more."
        ),
        "{name}: no trail of this name; `guidegraph trail list` shows them": N_(
            "There is no trail “{name}” any more."
        ),
        "{name}: both ends are the same idea; add the idea itself": N_(
            "Both ends are the same idea. Add the idea itself."
        ),
        "“{quote}”: in no document of the library; quote words as they stand there": N_(
            "“{quote}” stands in no document of the library. Quote words as they stand there."
        ),
        "“{quote}”: not in {document}; quote words as they stand there": N_(
            "“{quote}” does not stand in {document}. Quote words as they stand there."
        ),
        "{words}: {where}; quote words as they stand there": N_(
            "{words} was not found. Quote words as they stand in the document."
        ),
        "“{quote}”: stands in {several}; name one with --document": N_(
            "“{quote}” stands in several documents ({several}). Choose one of them."
        ),
        "{name}: nothing to take back": N_("There is nothing to take back."),
        "nothing to take back": N_("There is nothing to take back."),
        "{name}: a trail has this name already; choose another": N_(
            "A trail has the name “{name}” already. Choose another name."
        ),
        "a trail's name has 1 to {most} characters, not {number}": N_(
            "The name of a trail has 1 to {most} characters, not {number}."
        ),
        "a note has at most {most} characters, not {number}; write it shorter": N_(
            "A note has at most {most} characters, not {number}. Write it shorter."
        ),
        "a note has at most {most} characters, not {number}": N_(
            "A note has at most {most} characters, not {number}. Write it shorter."
        ),
        "{question}: is not on the list of unanswered questions": N_(
            "This question is not on the list any more."
        ),
        "{words}: is no unit, so it counts as context already": N_(
            "{words} is taken for context already."
        ),
        "name two ideas at least; these are one idea already": N_("These are one idea already."),
        "ideas of different kinds ({kinds}) cannot be one; set the kind of one of them first, "
        "with `guidegraph correct kind`": N_(
            "Ideas of different kinds cannot be one. Set the kind of one of them first."
        ),
        "{words}: not a mention of {idea}; quote one in full": N_(
            "{words} does not say this idea any more. Look at the idea anew."
        ),
        "{idea}: one mention at least must leave, and one must stay": N_(
            "One place at least must leave the idea, and one must stay."
        ),
        "{words}: stands in both parts; the same words are one idea": N_(
            "{words} stands in both parts, and the same words are always one idea."
        ),
        "there is no correction to take back": N_("There is no correction to take back."),
        "{number}: no such correction; `guidegraph correct list` shows them": N_(
            "This correction was taken back already."
        ),
        "nothing is quoted; give an idea's id, or words of a document": N_(
            "Nothing is quoted. Give words of the document."
        ),
        "{words}: stands in several units ({some}); quote one in full": N_(
            "{words} stands in several places ({some}). Quote one in full."
        ),
        "{words}: stands in a heading, or in what was set aside in {name}": N_(
            "{words} stands in a heading, or in what was set aside."
        ),
        "{words}: no idea of this id, and no unit with these words": N_(
            "No idea was found for {words}."
        ),
        "{words}: said by several ideas ({ideas}); give an id": N_(
            "{words} is said by several ideas. Choose one of them."
        ),
        "no question can be asked: nothing there is sure enough (kinds from {sure}, links from "
        "{linked}) with wrong choices that are surely wrong; add documents, or take more of the "
        "library": N_(
            "No question can be asked: nothing there is sure enough, with wrong choices that are "
            "surely wrong. Collect more in the trail, or take the whole library."
        ),
        "{file}: not UTF-8 (byte {byte}); save it as “CSV UTF-8”": N_(
            "{file} is not UTF-8. Save it as “CSV UTF-8”."
        ),
        "{file}: no table ({error}); save it as “CSV UTF-8”": N_(
            "{file} is no table ({error}). Save it as “CSV UTF-8”."
        ),
        "{file}: no column `{column}`; the first line names the columns": N_(
            "{file} has no column “{column}”. The first line names the columns."
        ),
        "{place}: a question and what is expected must both be there": N_(
            "{place}: a question and what is expected must both be there."
        ),
        "{place}: this question is in the table already, with other wishes": N_(
            "{place}: this question is in the table already, and something else is expected there."
        ),
        "{folder}: no question is about a document of this library": N_(
            "There is no question in it about a document of this library."
        ),
        "no questions are kept; run `guidegraph eval questions` once": N_(
            "No questions are kept yet. Upload them first."
        ),
        "the library has no revision yet; add documents with `guidegraph add`": N_(
            "Nothing has changed yet: the library is new."
        ),
        "the library was empty then; name a later revision": N_("The library was empty then."),
        "{name}: no such revision; `guidegraph changes --log` shows them": N_(
            "There is no revision {name}."
        ),
        "{name}: several revisions begin so; give more letters": N_(
            "Several revisions begin with {name}."
        ),
        "revision {name} was written by an earlier version, which kept no differences; name a "
        "later one (`guidegraph changes --log`)": N_(
            "What changed up to revision {name} was not kept: an earlier version wrote it."
        ),
    }.items()
)
"""Errors that a reader of the pages can meet."""

BECAME: Final[Forms] = (
    *_same(
        N_("no idea says “{name}” any more"),
        N_("“{words}” has changed in {document}: it is “{now}” now"),
        N_("“{words}” is no longer in {document}"),
        N_("“{words}” was in {document}, which is not in the library"),
    ),
    (
        "“{a}” and “{b}” are no longer linked by “{relation}”",
        N_("“{a}” and “{b}” are no longer linked"),
    ),
)
"""What has become of an entry of a trail."""

LOST: Final = _same(
    N_("{name} is not in the library"),
    N_("{words} is no longer in {name}"),
    N_("{words} is no unit any more"),
    N_("its mentions are of different kinds now, or were split later"),
    N_("its mentions were merged later"),
)
"""Why a correction does not apply."""

PAPER: Final = _same(
    N_("Sources"),
    N_("Quiz"),
    N_("Answers"),
    N_("Also."),
    N_("Principle."),
    N_("Risk."),
    N_("Practice."),
    N_("Benefit."),
    N_("Changed since it was collected."),
    N_("quotation"),
    N_("principle"),
    N_("risk"),
    N_("practice"),
    N_("benefit"),
    N_("makes less likely"),
    N_("is a way to live"),
    N_("is harm to"),
    N_("is a ground of"),
    N_("brings"),
    N_("is a good for"),
    N_("pulls against"),
    N_("says the same as"),
    N_("is in another language"),
    N_("is near in meaning to"),
    N_("changed"),
    N_("gone"),
    N_("no document"),
    N_("characters {start} to {end}"),
    N_("From “{first}” to “{last}”"),
    N_(
        "Library revision {revision}. What is in quotation marks is quoted word for word; the "
        "rest is the trainer's."
    ),
    N_("Made from library revision {revision} with seed {seed}."),
    N_("makes this risk less likely:"),
    N_("is how this principle is lived:"),
    N_("is harm to this principle:"),
    N_("is a ground of this principle:"),
    N_("brings this benefit:"),
    N_("serves this principle:"),
    N_("speaks against this:"),
    N_("says the same as this:"),
    N_("says the same in another language:"),
    N_("is near to this:"),
    N_("is made less likely by this:"),
    N_("is lived by this:"),
    N_("is harmed by this:"),
    N_("rests on this:"),
    N_("is brought by this:"),
    N_("is served by this:"),
)
"""The program's own words in a handout and a quiz."""

FAILED: Final[Forms] = (
    (
        "it is answered, and should not be covered",
        N_("it is told as answered, and should not be covered"),
    ),
    (
        "it is partly, and should not be covered",
        N_("it is told as answered in part, and should not be covered"),
    ),
    *_same(
        N_("what is expected is not in the library"),
        N_("it is told as not covered"),
        N_("what is expected is not quoted"),
    ),
)
"""Why a team's question did not pass."""

CORRECTED: Final = _same(
    N_("{words} is no unit"),
    N_("{words} is a principle"),
    N_("{words} is a risk"),
    N_("{words} is a practice"),
    N_("{words} is a benefit"),
    N_("{words} does not say the same as {other}"),
    N_("{words} says the same as {other}"),
)
"""What a correction decided."""
