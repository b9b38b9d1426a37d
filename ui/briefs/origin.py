"""Where a brief comes from: its filters in words, versions, who and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

import streamlit as st

from matching.matcher import Matcher
from matching.model import code_version
from ui import actor, address
from ui.format import UNKNOWN, number, percent, when
from ui.gates import GATES
from ui.options import LISTED, USUAL
from ui.query import Query
from ui.session import Dashboard
from ui.takeaway.provenance import Provenance
from ui.weights import CRITERIA
from ui.words import _

#: Digits of the model's version that are shown: enough to tell two apart.
DIGITS = 12


def provenance(
    dashboard: Dashboard,
    title: str,
    filters: Mapping[str, str],
    shown: Mapping[str, str] | None = None,
) -> Provenance:
    """Say where a file made now comes from.

    ``shown`` replaces the parameters of the address, where the file shows something else.
    """
    dates = [frame["as_of"].dropna().max() for frame in (dashboard.projects, dashboard.investors)]
    dated = [str(each) for each in dates if isinstance(each, str)]
    parameters = {
        name: value
        for name, value in (shown or st.query_params.to_dict()).items()
        if name != "lang"
    }
    path = urlsplit(st.context.url or "").path or "/"
    return Provenance(
        title=title,
        address=path + (f"?{urlencode(parameters)}" if parameters else ""),
        as_of=when(max(dated)) if dated else UNKNOWN,
        data_version=dashboard.version,
        model_version=code_version()[:DIGITS],
        made_at=datetime.now(UTC).replace(microsecond=0),
        made_by=actor.acting(),
        filters=tuple(filters.items()),
    )


def footer(origin: Provenance) -> list[str]:
    """The lines beneath a printed page."""
    told = dict(origin.rows())
    filters = told.pop(_("Filters"))
    told.pop(_("Made by"))
    who = origin.made_by or _("not named")
    made = f"{told.pop(_('Made at'))}, {who}"
    address = told.pop(_("Address of the view"))
    versions = " · ".join(f"{name}: {value}" for name, value in told.items())
    return [
        _("Filters: {filters}", filters=filters),
        f"{versions} · {_('Made at')}: {made}",
        f"{_('Address of the view')}: {address}",
        _(
            "Points are no probability. What is not published is shown as not published. Not legal "
            "or investment advice."
        ),
    ]


def filters_of(dashboard: Dashboard, query: Query, matcher: Matcher) -> dict[str, str]:
    """Filters and weights of a match list that differ from the usual, in words."""
    told = {}
    usual = dashboard.matcher.weights_
    if matcher.weights_ != usual:
        told[_("Weights")] = ", ".join(
            f"{_(CRITERIA[name])} {percent(weight)}" for name, weight in matcher.weights_.items()
        )
    if query.side == "investor":
        told[_("Projects listed")] = _(LISTED[address.choice("projects", LISTED, USUAL)])
    off = sorted(set(matcher.switched_off) - set(dashboard.matcher.switched_off))
    if off:
        told[_("Gates switched off")] = ", ".join(_(GATES[name]) for name in off)
    kinds = (address.text("kind") or "").split("|")
    if kinds != [""]:
        vocabulary = "investor_type" if query.other == "investor" else "sector"
        named = _("Only these types") if query.other == "investor" else _("Only these sectors")
        told[named] = dashboard.labels.several(vocabulary, kinds)
    return told


def weights_told(matcher: Matcher) -> str:
    """Every weight in points, for a cover sheet."""
    return ", ".join(
        f"{_(CRITERIA[name])} {number(100 * weight, 1)}"
        for name, weight in matcher.weights_.items()
    )
