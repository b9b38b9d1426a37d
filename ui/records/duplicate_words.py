"""What speaks for two records being one, in words; what a record and its fields are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from data.importing.alike import Evidence, Pair
from data.importing.fields import Kind, fields
from ui.format import UNKNOWN, country, known, number, usd, when
from ui.records.editing_values import shown_value
from ui.records.faults import field_label, labelled_in
from ui.records.narrowing import VERIFIED, YES_NO
from ui.session import Dashboard
from ui.words import _, mark

FOR: Final[Mapping[str, str]] = {
    "country": mark("same country"),
    "place": mark("same region"),
    "sector": mark("same sector"),
    "amount": mark("same amount"),
    "year": mark("same year"),
    "pair": mark("same investor and project"),
    "instrument": mark("same instrument"),
    "role": mark("same role"),
}
AGAINST: Final[Mapping[str, str]] = {
    "numbers": mark("another number in the name"),
    "country": mark("another country"),
    "place": mark("another region"),
    "sector": mark("another sector"),
    "amount": mark("another amount"),
    "year": mark("another year"),
    "instrument": mark("another instrument"),
    "role": mark("another role"),
}
#: Least score for each word, the highest first.
LIKELIHOOD: Final = (
    (95.0, mark("almost certainly the same")),
    (88.0, mark("probably the same")),
    (0.0, mark("possibly the same")),
)


def likelihood(score: float) -> str:
    """The score 0..100 in words."""
    return next(_(word) for least, word in LIKELIHOOD if score >= least)


def speaks_for(pair: Pair) -> str:
    """What speaks for the two being one, the strongest first."""
    return "; ".join(_for(each) for each in pair.evidence if each.points > 0) or UNKNOWN


def speaks_against(pair: Pair) -> str:
    """What speaks against it, the strongest first; a dash where nothing does."""
    against = [each for each in pair.evidence if each.points < 0]
    return "; ".join(_(AGAINST.get(each.about, each.about)) for each in against) or UNKNOWN


def _for(evidence: Evidence) -> str:
    if evidence.about == "name":
        return _("names alike: {points} of 100", points=number(evidence.points, 0))
    return _(FOR.get(evidence.about, evidence.about))


def record_name(dashboard: Dashboard, kind: Kind, record: Mapping[str, Any]) -> str:
    """What a record is called (plain text); a deal is called by its two sides, amount and date."""
    if kind != "deal":
        return str(record["name"])
    investor, project = str(record["investor_id"]), str(record["project_id"])
    sides = (
        dashboard.investors["name"].get(investor, investor),
        dashboard.projects["name"].get(project, project),
    )
    parts = [" → ".join(map(str, sides))]
    parts += [usd(record["amount_usd_m"])] if known(record["amount_usd_m"]) else []
    parts += [when(record["signed_on"])] if known(record["signed_on"]) else []
    return ", ".join([*parts, str(record["deal_id"])])


def field_value(dashboard: Dashboard, kind: Kind, record: Mapping[str, Any], name: str) -> str:
    """What a record says in one field (plain text); a dash where it says nothing."""
    about, value = fields(kind)[name], record[name]
    if not known(value):
        return UNKNOWN
    if about.type in {"code", "codes"}:
        codes = value if isinstance(value, list) else [value]
        return "; ".join(_label(dashboard, about.vocabulary, code) for code in codes)
    if name == "verified":
        return _(VERIFIED.get(value, value))
    return _SAY.get(about.type, shown_value)(value)


def values(dashboard: Dashboard, kind: Kind, record: Mapping[str, Any], names: list[str]) -> str:
    """What a record says in fields that belong together: the first, the others with their names."""
    parts = [field_value(dashboard, kind, record, names[0])]
    parts += [
        f"{field_label(kind, name)}: {field_value(dashboard, kind, record, name)}"
        for name in names[1:]
        if known(record[name])
    ]
    return " · ".join(parts)


def _label(dashboard: Dashboard, vocabulary: str, code: object) -> str:
    every = ("sector", "instrument", "geography", "theme")
    kinds = every if vocabulary == "any" else (labelled_in(vocabulary),)
    said = (dashboard.labels(kind, code) for kind in kinds)
    return next((label for label in said if label != str(code)), str(code))


def _yes(value: object) -> str:
    said = value if isinstance(value, str) else "yes" if value else "no"
    return _(YES_NO.get(said, said))


def _number(value: object) -> str:
    return number(float(value), 4) if isinstance(value, (int, float)) else shown_value(value)


#: How values of some types are written; the others stand as they are.
_SAY: Final[Mapping[str, Callable[[object], str]]] = {
    "country": country,
    "date": when,
    "amount": usd,
    "number": _number,
    "yesno": _yes,
    "flag": _yes,
}
