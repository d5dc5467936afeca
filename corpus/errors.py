"""What can go wrong with a file, said so that a person knows what to do."""

from __future__ import annotations


class Unreadable(ValueError):
    """A file that gives no text. The message says which one, why, and what helps.

    >>> raise Unreadable("a.docx", "encrypted", "save a copy without a password and add that")
    Traceback (most recent call last):
    corpus.errors.Unreadable: a.docx: encrypted; save a copy without a password and add that
    """

    def __init__(self, source: str, reason: str, remedy: str) -> None:
        """Keep the three parts, so that a caller can show them apart."""
        super().__init__(f"{source}: {reason}; {remedy}")
        self.source = source
        self.reason = reason
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[Unreadable], tuple[str, str, str]]:
        """Pickle by parts: a reader may run in another process."""
        return (Unreadable, (self.source, self.reason, self.remedy))
