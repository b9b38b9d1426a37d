"""What the structure of a deal already says about its capital: terms, instrument, investor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from structuring.record import Structure
from structuring.stack import Keep, Terms

#: Instruments of a structure, and the families of the instrument vocabulary that they belong to.
#: A guarantee pays no part of an ask, and a structured product may be of any family.
FAMILIES: Mapping[str, frozenset[str]] = {
    "equity": frozenset({"equity"}),
    "bond": frozenset({"bond"}),
    "loan": frozenset({"debt"}),
    "convertible": frozenset({"debt", "equity"}),
    "sukuk": frozenset({"islamic"}),
    "fund_units": frozenset({"fund"}),
}


@dataclass(frozen=True)
class Given:
    """What a stack has to have to agree with a structure; each part may be absent.

    terms : ``any`` where the structure does not say.
    instrument, families : the code of the structure, and the families that one tranche is in.
    investor_id : who the structure is made for.
    """

    terms: Terms = "any"
    instrument: str | None = None
    families: frozenset[str] = frozenset()
    investor_id: str | None = None

    @property
    def keep(self) -> tuple[Keep, ...]:
        """The choice that keeps its investor."""
        return (Keep(self.investor_id),) if self.investor_id else ()

    def __bool__(self) -> bool:
        """Tell whether the structure says anything of this."""
        return self != Given()


def given(structure: Structure) -> Given:
    """Read a structure, a draft too: a sukuk, an Islamic contract or fund means Islamic terms."""
    instrument = structure.get("instrument")
    families = FAMILIES.get(instrument or "", frozenset())
    return Given(
        _terms(structure),
        instrument if families else None,
        families,
        structure.get("investor"),
    )


def _terms(structure: Structure) -> Terms:
    islamic = (
        structure.one_of("instrument", "sukuk")
        or structure.some("islamic_contract")
        or structure.one_of("specialist_fund", "islamic")
    )
    if islamic:
        return "islamic"
    # The value ``none`` of the contract is what a structure says for conventional terms.
    return "conventional" if structure.read("islamic_contract") else "any"
