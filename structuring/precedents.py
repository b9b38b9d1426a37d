"""The closest real deals on record: likeness over structured fields, each shared field named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from structuring.record import Structure

#: Structure fields that are compared, and what each shared value counts.
POINTS: Mapping[str, int] = {
    "instrument": 3,
    "islamic_contract": 3,
    "aix_route": 2,
    "legal_form": 2,
    "vehicle_role": 2,
    "spc_purpose": 1,
    "fund_class": 1,
    "governing_law": 1,
    "dispute_forum": 1,
}
#: The same for what the structure is about.
ABOUT: Mapping[str, int] = {"sector": 1, "subsector": 2, "country": 1, "amount": 1}
#: Amounts are alike within this factor.
ALIKE = 3.0


@dataclass(frozen=True)
class Case:
    """A deal as it is compared: its structure, and what it is about."""

    deal_id: str
    structure: Structure
    sectors: frozenset[str] = frozenset()
    subsector: str | None = None
    countries: frozenset[str] = frozenset()
    amount_usd_m: float | None = None


@dataclass(frozen=True)
class Precedent:
    """A deal on record with what it shares and where it differs; ``points`` of ``most``."""

    deal_id: str
    shares: tuple[str, ...]
    differs: tuple[str, ...]
    points: int
    most: int = field(default=sum(POINTS.values()) + sum(ABOUT.values()))


def closest(wanted: Case, cases: Iterable[Case], count: int = 3) -> list[Precedent]:
    """Give the deals that share most with the wanted one, best first, at most ``count``.

    A field counts where both read it and name the same thing; ``none`` is nothing in common. A
    deal that does not share the instrument is no precedent.
    """
    found = [_compared(wanted, case) for case in cases if case.deal_id != wanted.deal_id]
    alike = [each for each in found if "instrument" in each.shares]
    return sorted(alike, key=lambda each: (-each.points, len(each.differs), each.deal_id))[:count]


def _compared(wanted: Case, case: Case) -> Precedent:
    shares = [name for name in POINTS if _shared(wanted.structure, case.structure, name)]
    differs = [
        name
        for name in POINTS
        if wanted.structure.read(name) and case.structure.read(name) and name not in shares
        if wanted.structure.get(name) != case.structure.get(name)
    ]
    about = {
        "sector": bool(wanted.sectors & case.sectors),
        "subsector": wanted.subsector is not None and wanted.subsector == case.subsector,
        "country": bool(wanted.countries & case.countries),
        "amount": _alike(wanted.amount_usd_m, case.amount_usd_m),
    }
    shares += [name for name, same in about.items() if same]
    points = sum((dict(POINTS) | dict(ABOUT))[name] for name in shares)
    return Precedent(case.deal_id, tuple(shares), tuple(differs), points)


def _shared(one: Structure, other: Structure, name: str) -> bool:
    return one.some(name) and one.get(name) == other.get(name)


def _alike(one: float | None, other: float | None) -> bool:
    if not one or not other:
        return False
    return max(one, other) / min(one, other) <= ALIKE
