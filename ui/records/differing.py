"""Where two records that may be one differ, and what is kept of each when they are merged.

Fields that only make sense together (an amount, its currency and the year of its rate) are chosen
together, so that no value ends up beside a currency that is not its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from data.importing.fields import Kind, stored_fields
from ui.format import known

Which = Literal["first", "second"]
Record = Mapping[str, Any]

#: Fields that are chosen together, behind the field that names them.
TOGETHER: Final[Mapping[Kind, Mapping[str, tuple[str, ...]]]] = {
    "investor": {
        "sectors": ("specialisms",),
        "instruments": ("instruments_stated",),
        "ticket_min_usd_m": ("ticket_max_usd_m", "ticket_basis"),
        "source_url": ("as_of", "verified"),
    },
    "project": {
        "sector": ("subsector", "subsector_stated"),
        "region": ("macro_region",),
        "stage": ("stage_basis",),
        "opportunity": ("status_stated", "status_as_of"),
        "ask_usd_m": ("ask_original_m", "ask_currency", "ask_basis"),
        "total_cost_usd_m": (
            "total_cost_original_m",
            "total_cost_currency",
            "rate_year",
            "rate_exact",
        ),
        "instruments": ("instruments_stated",),
        "themes": ("themes_basis",),
        "npv_original_m": ("npv_currency",),
        "lat": ("lon", "location_basis"),
        "source_url": ("source_url_2", "as_of", "verified"),
    },
    "deal": {
        "role": ("role_kind",),
        "instrument": ("instrument_stated",),
        "amount_usd_m": (
            "amount_original_m",
            "amount_currency",
            "amount_scope",
            "rate_year",
            "rate_exact",
        ),
        "signed_on": ("year",),
        "status": ("standing",),
        "source_url": ("verified",),
    },
}
#: What a record is, and not what it says.
_KEYS: Final = frozenset({"id", "reference"})


@dataclass(frozen=True)
class Choice:
    """Fields that are kept together from one of two records, named by the first of them.

    differs : whether the two records say something else in any of them.
    told : which of the two say anything at all.
    """

    fields: tuple[str, ...]
    differs: bool
    told: tuple[Which, ...]

    @property
    def name(self) -> str:
        """Field that stands for all of them."""
        return self.fields[0]

    @property
    def conflict(self) -> bool:
        """Tell whether both records say something, and not the same."""
        return self.differs and len(self.told) == len(("first", "second"))

    def usual(self, survivor: Which) -> Which:
        """Whose values are kept unless somebody chooses: the survivor's, where it says any."""
        return survivor if survivor in self.told or not self.told else self.told[0]


def choices(kind: Kind, first: Record, second: Record) -> list[Choice]:
    """Every field of the two records, those that are kept together as one, in their order."""
    groups = TOGETHER[kind]
    led = {name for members in groups.values() for name in members}
    every = [each.name for each in stored_fields(kind) if each.type not in _KEYS]
    found = []
    for name in (name for name in every if name not in led):
        members = (name, *groups.get(name, ()))
        sides: tuple[tuple[Which, Record], ...] = (("first", first), ("second", second))
        found.append(
            Choice(
                members,
                any(_plain(first[each]) != _plain(second[each]) for each in members),
                tuple(side for side, record in sides if any(known(record[m]) for m in members)),
            )
        )
    return found


def kept(
    found: list[Choice], chosen: Mapping[str, Which], survivor: Which, gone: Record
) -> dict[str, dict[str, Any]]:
    """Fields whose value the survivor takes from the record that goes, as ``merge`` wants them.

    ``chosen`` says by the name of a choice whose values are kept; what is not in it is as usual.
    Each value brings along the source of the record that it comes from.
    """
    return {
        name: {"value": gone[name], "source_url": gone.get("source_url")}
        for each in found
        if each.differs and chosen.get(each.name, each.usual(survivor)) != survivor
        for name in each.fields
    }


def _plain(value: object) -> object:
    """A value for comparison: nothing is nothing, however it is stored."""
    return value if known(value) else None
