"""The words that Streamlit's own elements write, in the reader's language.

Streamlit has no translations. `graph/src/links.js` writes these over its elements, in the browser;
a browser test holds that none is left in English.
"""

from __future__ import annotations

from typing import Final

from web.translation import N_, SOURCE, language
from web.translation import gettext as _

OWN: Final = (
    N_("Skip to main content"),
    N_("Logo"),
    N_("App pages"),
    N_("Main menu"),
    N_("Navigate to home page"),
    N_("Sidebar"),
    N_("Expand sidebar"),
    N_("Collapse sidebar"),
    N_("Theme"),
    N_("System"),
    N_("Light"),
    N_("Dark"),
    N_("Print"),
    N_("Record screen"),
    N_("Made with Streamlit v"),
    N_("Copy version to clipboard"),
    N_("Stop"),
    N_("Running..."),
    N_("Connecting"),
    N_("Close"),
    N_("Clear entry"),
    N_("Clear all"),
    N_("Press Enter to apply"),
    N_("Press Enter to submit form"),
    N_("Press Ctrl+Enter to apply"),
    N_("Press Ctrl+Enter to submit form"),
    N_("Press ⌘+Enter to apply"),
    N_("Press ⌘+Enter to submit form"),
    N_("No results"),
    N_("file upload"),
    N_("Upload"),
    N_("Add files"),
    N_("{size}MB per file"),
    N_("Remove {name}"),
    N_("{kind} files are not allowed."),
    N_("Error:"),
    N_("Open"),
    N_("Clear value"),
    N_("No results"),
)
"""As Streamlit 1.67 writes them, `{name}` standing for what varies."""

REWORDED: Final = {
    "File must be {size} or smaller.": N_(
        "The file is larger than {size}, so it was not read. Split it into parts, or save it "
        "without pictures, and add that. The library is as it was."
    ),
    "Connection error": N_("Guidegraph does not answer"),
    "Streamlit server is not responding. Are you connected to the internet?": N_(
        "It was stopped, or is being started anew. What is in the library is safe. If you started "
        "it on this computer, start it again with “guidegraph app”. As soon as it answers, this "
        "page goes on by itself."
    ),
}
"""What Streamlit says without a next step, or of itself, with what stands there instead."""


def own() -> list[list[str]]:
    """Each message of Streamlit's with what stands there for the reader, where that is another."""
    own = [] if language() == SOURCE else [[message, _(message)] for message in OWN]
    return own + [[message, _(words)] for message, words in REWORDED.items()]
