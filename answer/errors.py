"""What can go wrong with a library, told so that a person knows what to do."""

from __future__ import annotations


class LibraryError(ValueError):
    """A library cannot be opened, read or changed; the message says what, where, what to do."""


class Missing(LibraryError):
    """There is no library in this folder."""


class TooNew(LibraryError):
    """The library was written by a later version."""


class Damaged(LibraryError):
    """The library's file cannot be read."""


class Unwritable(LibraryError):
    """The library's disk is full or failing."""


class Gone(LibraryError):
    """The server that holds the library does not answer, or went away `midst` in something.

    What only reads can begin again in the midst; else it has been waited for already.
    """

    midst = False

    def in_the_midst(self) -> Gone:
        """The same, of what was begun."""
        self.midst = True
        return self


class OtherModel(LibraryError):
    """The library holds vectors of other models than the ones asked for."""


class Busy(LibraryError):
    """Another program is changing the library."""


class NotAllowed(LibraryError):
    """Who asks for a change may not make it."""


class TooMany(LibraryError):
    """More was asked in a while than one person may."""


class NotFound(LibraryError):
    """No document, idea or path of this name."""


class BadQuestion(LibraryError):
    """A question that cannot be asked: empty, or far too long."""


class NoLanguageModel(LibraryError):
    """A language model was asked for, and none is set, or what is set cannot be one."""


class BadCorrection(LibraryError):
    """A correction by hand that cannot be made, with the reason."""


class BadTrail(LibraryError):
    """A trail that cannot be made or changed like this, with the reason."""


class NoQuiz(LibraryError):
    """There is nothing sure enough to ask about."""
