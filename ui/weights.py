"""The weights of the criteria: sliders that live in the address and can be put back."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from matching.criteria import DEFAULT_WEIGHTS
from ui import address
from ui.words import _, mark

MOST = 40

CRITERIA = {
    "sector": mark("Sector"),
    "geography": mark("Geography"),
    "ticket": mark("Ticket"),
    "instruments": mark("Instruments"),
    "stage": mark("Stage"),
    "themes": mark("Themes"),
    "description": mark("Description"),
    "track_record": mark("Track record"),
}


def chosen_weights(informed: Collection[str]) -> dict[str, float]:
    """Show one slider per criterion and return what they say; all at nought means the default.

    A criterion that is known of nobody has no slider: it cannot tell two matches apart.
    """
    shown = {name: label for name, label in CRITERIA.items() if name in informed}
    st.caption(
        _(
            "What a criterion may add to the score, relative to the others. The address keeps "
            "what you set."
        )
    )
    weights = {name: _slider(name, label) for name, label in shown.items()}
    st.button(
        _("Reset weights"),
        on_click=_reset,
        disabled=all(weights[name] == _default(name) for name in shown),
        icon=":material/restart_alt:",
    )
    silent = [_(label) for name, label in CRITERIA.items() if name not in shown]
    if silent:
        st.caption(
            _(
                "Without weight, because on record for nobody: {criteria}",
                criteria=", ".join(silent),
            )
        )
    wrong = [name for name in shown if _is_wrong(f"w_{name}")]
    if wrong:
        st.warning(
            _(
                "The address holds a weight that is not a number from 0 to {most}: {criteria}. "
                "The usual one is used.",
                most=MOST,
                criteria=", ".join(_(CRITERIA[name]) for name in wrong),
            )
        )
    if not any(weights.values()):
        st.warning(_("At least one weight must be above nought; the default ones are used."))
        return dict(DEFAULT_WEIGHTS)
    if all(weights[name] == _default(name) for name in shown):
        return dict(DEFAULT_WEIGHTS)
    return {name: float(weight) for name, weight in weights.items()}


def _slider(name: str, label: str) -> int:
    key = f"w_{name}"
    said = address.number(key, 0, MOST)
    st.session_state[key] = _default(name) if said is None else said
    return st.slider(_(label), min_value=0, max_value=MOST, key=key, on_change=_keep, args=(name,))


def _is_wrong(key: str) -> bool:
    return address.text(key) is not None and address.number(key, 0, MOST) is None


def _keep(name: str) -> None:
    weight = int(st.session_state[f"w_{name}"])
    address.go(**{f"w_{name}": None if weight == _default(name) else str(weight)})


def _reset() -> None:
    address.go(**{f"w_{name}": None for name in CRITERIA})


def _default(name: str) -> int:
    return round(100 * DEFAULT_WEIGHTS[name] / sum(DEFAULT_WEIGHTS.values()))
