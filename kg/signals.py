"""What a feature of the kind model means, in words that a reader of the app understands."""

from __future__ import annotations

from typing import Final

_CUES: Final = {
    "must": "words of obligation",
    "should": "words of recommendation",
    "consider": "words that leave it open",
    "avoid": "words that warn off",
    "harm_modal": "words such as “may lead to”",
    "harm": "words of harm",
    "good": "words of improvement",
    "value": "words of values and rights",
    "announce": "words that announce or refer",
    "past": "told in the past",
    "you": "speaks to the reader",
    "first_person": "told in the first person",
    "imperative_pl": "an order or request",
}
"""A cue's sign (`kg.cues.SIGNS`) and what it is to a reader."""

_PLAIN: Final = {
    "question": "a question",
    "no full stop": "no full stop at the end",
    "negated": "a negation",
    "negated at the start": "opens with a negation",
    "small letter": "begins in the middle of a sentence",
    "quoted": "in quotation marks",
    "digits": "figures in it",
    "semicolon": "its punctuation",
}

_FORMS: Final = {
    "paragraph": "stands in a paragraph",
    "item": "stands in a list",
    "heading": "is a heading",
    "quotation": "is a quotation",
    "row": "stands in a table",
    "code": "stands in code",
}


def in_words(feature: str) -> str:
    """A feature's name (`kg.features.names`) in plain words.

    >>> in_words("word:should"), in_words("cue at the start:avoid"), in_words("heading cue:harm")
    ('the word “should”', 'opens with words that warn off', 'under a heading with words of harm')
    """
    name, _, value = feature.partition(":")
    if name == "cue at the start":
        return f"opens with {_CUES[value]}"
    if name == "heading cue":
        return f"under a heading with {_CUES[value]}"
    if name == "cue before":
        return f"after a sentence with {_CUES[value]}"
    if name == "form":
        return _FORMS.get(value, "its place on the page")
    told = {
        "word": f"the word “{value}”",
        "pair": f"the words “{value}”",
        "first": f"opens with “{value}”",
        "opening": f"opens with “{value}”",
        "last": f"ends in “{value}”",
        "heading": f"“{value}” in the heading",
        "cue": _CUES.get(value, value),
        "length": "its length",
        "sentences": "its length",
        "commas": "its punctuation",
    }
    return told.get(name) or _PLAIN.get(feature, "the build of the sentence")
