"""Reading documents: files to text, with structure, language and the way back to the file."""

from corpus.document import from_text, original, parse
from corpus.errors import Unreadable

__all__ = ["Unreadable", "from_text", "original", "parse"]
