"""What a list is narrowed to: every facet's values with their counts, toggled by a click.

The choices stand in the address, one entry per facet, values separated by bars; what the address
holds and no record has is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from matching.columns import BoolArray
from matching.facets import UNKNOWN, Facet, FacetIndex, Found
from ui import address
from ui.format import number, plain
from ui.words import _, _n

#: Values of a facet shown before the rest is asked for.
FIRST_VALUES = 8
#: Width of the side bar in pixels, for the page to set before it shows anything else, and letters
#: of a value that fit into it beside the count.
SIDEBAR, LONGEST = 390, 33
#: Facets that stand open before anything is chosen.
OPEN_AT_FIRST = 2


@dataclass(frozen=True)
class Shown:
    """How a facet is shown: its title and what one of its values is called, both translated.

    ``unknown`` is what it is called that a record says nothing; "not stated" where it is empty.
    ``always`` shows a facet that has a single value left, where that tells something by itself,
    and values that the other facets rule out, so that every question can be put.
    """

    title: str
    say: Callable[[str], str]
    unknown: str = ""
    always: bool = False


def choices(index: FacetIndex) -> dict[str, list[str]]:
    """What the address chooses, as far as the index knows it."""
    return {
        facet.name: address.several(facet.name, index.values(facet.name)) for facet in index.facets
    }


def choose(index: FacetIndex, shown: Mapping[str, Shown], within: BoolArray | None = None) -> Found:
    """Show every facet where it is called, the side bar, and give what the choices leave.

    ``shown`` has each facet of the index by its name; ``within`` are the rows to begin with,
    those that a search found, for instance.
    """
    found = index.find(choices(index), within)
    _summary(index, found)
    for place, facet in enumerate(index.facets):
        _facet(facet, shown[facet.name], index, found, opened=place < OPEN_AT_FIRST)
    return found


def cleared(index: FacetIndex) -> dict[str, str | None]:
    """Changes of the address that take every choice out; for ``address.go``."""
    return {facet.name: None for facet in index.facets}


def relax(index: FacetIndex, shown: Mapping[str, Shown], within: BoolArray | None = None) -> None:
    """Where nothing is left, offer each filter that is in the way, with what its absence leaves."""
    given = choices(index)
    ways = index.relaxed(given, within)
    if not ways:
        return
    single = len(next(iter(ways))) == 1
    st.markdown(
        f"**{_('One filter less, and there are some:')}**"
        if single
        else f"**{_('No single filter is in the way. Fewer together:')}**"
    )
    for out, count in sorted(ways.items(), key=lambda way: -way[1])[:FIRST_VALUES]:
        filters = " + ".join(_named(shown[name], given[name]) for name in out)
        st.button(
            _n(
                "{count} without “{filters}”", "{count} without “{filters}”", count, filters=filters
            ),
            key=f"relax_{'_'.join(out)}",
            type="tertiary",
            icon=":material/filter_alt_off:",
            on_click=address.go,
            kwargs={"page": None, **dict.fromkeys(out)},
        )


def _named(shown: Shown, values: Sequence[str]) -> str:
    said = ", ".join(
        (shown.unknown or _("not stated")) if value == UNKNOWN else shown.say(value)
        for value in values
    )
    return f"{plain(shown.title)}: {plain(said)}"


def _summary(index: FacetIndex, found: Found) -> None:
    """Say how many of how many are left, and offer to take the choices back."""
    count = sum(len(values) for values in found.chosen.values())
    st.markdown(_("**{n}** of {all}", n=number(found.total), all=number(len(index))))
    st.button(
        _n("Clear {count} filter", "Clear {count} filters", count) if count else _("No filter set"),
        key="facets_clear",
        type="tertiary",
        icon=":material/filter_alt_off:",
        disabled=not count,
        on_click=_clear,
        args=(index,),
    )


def _clear(index: FacetIndex) -> None:
    address.go(page=None, **cleared(index))


def _facet(facet: Facet, shown: Shown, index: FacetIndex, found: Found, *, opened: bool) -> None:
    """Show one facet; nothing where it could not narrow anything."""
    counts, chosen = found.counts[facet.name], found.chosen[facet.name]
    values = index.values(facet.name)
    possible = _possible(facet, values, counts, chosen, every=shown.always)
    # A single value narrows nothing.
    if len(possible) < (1 if shown.always else 2) and not chosen:
        return
    key = f"facet_{facet.name}"
    # Which facets stand open is decided once, so that none closes under the pointer.
    opened = st.session_state.setdefault(f"{key}_open", opened or bool(chosen))
    title = f"{plain(shown.title)} · **{len(chosen)}**" if chosen else plain(shown.title)
    with st.expander(title, expanded=opened, key=f"{key}_box"):
        options = _first(facet, possible, counts, chosen, key)
        picked = [value for value in options if value in chosen]
        st.session_state[key] = next(reversed(picked), None) if facet.upward else picked
        st.pills(
            shown.title,
            options,
            selection_mode="single" if facet.upward else "multi",
            format_func={
                value: _label(facet, shown, value, counts, chosen=value in chosen)
                for value in options
            }.__getitem__,
            key=key,
            label_visibility="collapsed",
            on_change=_keep,
            args=(facet.name,),
        )
        if len(options) < len(possible):
            more = len(possible) - len(options)
            st.button(
                _n("{count} more", "{count} more", more),
                key=f"{key}_more",
                type="tertiary",
                icon=":material/expand_more:",
                on_click=_show_all,
                args=(key,),
            )


def _possible(
    facet: Facet,
    values: Sequence[str],
    counts: Mapping[str, int],
    chosen: Sequence[str],
    *,
    every: bool,
) -> list[str]:
    """Values that leave something (or every one) or are chosen; of a tree the top, else below."""
    tree = facet.tree
    return [
        value
        for value in values
        if value in chosen
        or (
            (every or counts[value])
            and (
                tree is None
                or not tree.parents(value)
                or any(parent in chosen for parent in tree.parents(value))
            )
        )
    ]


def _first(
    facet: Facet,
    possible: list[str],
    counts: Mapping[str, int],
    chosen: Sequence[str],
    key: str,
) -> list[str]:
    """Those shown at once: all bands, all of a tree, else the most frequent and the chosen."""
    few = len(possible) <= FIRST_VALUES + 2
    if few or facet.edges or facet.tree is not None or st.session_state.get(f"{key}_all"):
        return possible
    most = sorted(possible, key=lambda value: (value not in chosen, -counts[value]))[:FIRST_VALUES]
    return [value for value in possible if value in most or value in chosen]


def _label(
    facet: Facet, shown: Shown, value: str, counts: Mapping[str, int], *, chosen: bool
) -> str:
    said = (shown.unknown or _("not stated")) if value == UNKNOWN else shown.say(value)
    if len(said) > LONGEST:  # a button of Streamlit's would cut the count off, not the name
        said = f"{said[: LONGEST - 1].rstrip()}…"
    below = facet.tree is not None and bool(facet.tree.parents(value))
    named = f"{'› ' if below else ''}{plain(said)}"
    # As in ui.segments: the primary colour on its tint is hard to read in the dark.
    return f"{f':blue[{named}]' if chosen else named} :gray[{number(counts[value])}]"


def _keep(name: str) -> None:
    said = st.session_state[f"facet_{name}"]
    address.go(page=None, **{name: said if isinstance(said, str) else "|".join(said or ()) or None})


def _show_all(key: str) -> None:
    st.session_state[f"{key}_all"] = True
