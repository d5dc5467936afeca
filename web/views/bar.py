"""The bar of views on the page Explore, and the addresses inside of a view.

Start reading at `Here`. A view is named by the parameter `view`; where that is missing, by what
the address shows: an idea, a way from one to another, or the themes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from web.address import EXPLORE, address, link
from web.translation import N_
from web.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

THEMES: Final = "themes"
IDEA: Final = "idea"
PATH: Final = "path"
TENSIONS: Final = "tensions"
GAPS: Final = "gaps"
COMPARE: Final = "compare"
TWINS: Final = "twins"

VIEWS: Final = {
    THEMES: N_("Themes"),
    PATH: N_("How two connect"),
    TENSIONS: N_("Tensions"),
    GAPS: N_("Gaps"),
    COMPARE: N_("Compare documents"),
    TWINS: N_("Translations"),
}
"""The views in their order, without that of one idea, which every other one leads to."""

STATE: Final = ("view", "theme", "idea", "to", "sort", "left", "right", "most", "steps")
"""Parameters that make up what a view shows; `cite` opens a source beside it."""


@dataclass(frozen=True, slots=True)
class Here:
    """A view with what it shows: the parameters of its address."""

    view: str
    shown: Mapping[str, str]

    def at(self, **changed: str) -> str:
        """The address of this view with some parameters changed; "" leaves one out."""
        return address(EXPLORE, **{**self.shown, **changed})

    def most(self, first: int) -> int:
        """How many of a list are shown: `first`, or what the address says."""
        said = self.shown.get("most", "")
        return max(first, int(said)) if said.isdecimal() and len(said) < LONG else first


LONG: Final = 6
"""Digits that no list needs."""


def here(parameters: Mapping[str, str]) -> Here:
    """The view that the parameters of an address name.

    >>> here({"view": "gaps", "cite": "a.md:1-2"})
    Here(view='gaps', shown={'view': 'gaps'})
    >>> here({"idea": "i1"}).view, here({"idea": "i1", "to": "i2"}).view, here({}).view
    ('idea', 'path', 'themes')
    """
    shown = {key: parameters[key] for key in STATE if parameters.get(key)}
    named = shown.get("view", "")
    if named not in VIEWS:
        shown.pop("view", None)
        named = THEMES
        if shown.get("idea"):
            named = PATH if shown.get("to") else IDEA
    return Here(named, shown)


def bar(now: Here) -> str:
    """The views as links; the one that is open is marked."""
    links = ""
    for view, name in VIEWS.items():
        if view == PATH and now.view == IDEA:
            links += _tab(now.at(), _("One idea"), here=True)
        kept = now.shown.get("idea", "") if view == PATH else ""
        to = address(EXPLORE, view="" if view == THEMES else view, idea=kept)
        links += _tab(to, _(name), here=view == now.view)
    return f'<nav class="gg-views" aria-label="{_("Views")}">{links}</nav>'


def _tab(to: str, name: str, *, here: bool) -> str:
    return link(to, name).replace("<a ", f"<a{' aria-current=page' if here else ''} ", 1)
