"""What is asked of a capital stack: what the address says, and what the deal's structure does.

Where the address says nothing else, the structure's terms, instrument and investor are asked for.
In the address, ``own=none`` leaves all of them out, and ``own=free`` the investor alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from structuring.given import Given, given
from structuring.stack import TERMS, Keep, Terms, Tranche, Wish
from ui import address
from ui.session import Dashboard
from ui.structures.deal import Deal

MOST_M = 1e6
#: Parts of a kept choice in the address: investor, family, amount.
PARTS = "~"
MOST_CHOICES = 12
OWN, NONE, FREE = "own", "none", "free"


@dataclass(frozen=True)
class Wanted:
    """The wish, what of it could not be read, and which stack is open.

    own : what of the deal's structure is in the wish. left_out : whether it is there, but left out.
    """

    wish: Wish | None
    typed: bool
    unknown: tuple[str, ...]
    stack: int
    own: Given = field(default_factory=Given)
    left_out: bool = False


def wanted(dashboard: Dashboard, deal: Deal) -> Wanted:
    """Read the address; ``wish`` is None where there is no ask above zero to cover."""
    typed = address.decimal("ask", 0.0, MOST_M)
    ask = typed if typed is not None else deal.ask_usd_m
    keep, without = _kept(), tuple((address.text("without") or "").split("|"))[:MOST_CHOICES]
    known = set(dashboard.investors.index)
    named = [*(each.investor_id for each in keep), *(name for name in without if name)]
    unknown = tuple(dict.fromkeys(name for name in named if name not in known))
    stack = address.number("stack", 1, 9) or 1
    if ask is None or not ask > 0:
        return Wanted(None, typed is not None, unknown, stack)
    said = given(deal.structure)
    own = _own(said, {*without, *(set(named) - known)}, known)
    meant = tuple(each for each in own.keep if each.investor_id not in named)
    wish = Wish(
        ask,
        keep=(*meant, *(each for each in keep if each.investor_id in known)),
        without=frozenset(name for name in without if name in known),
        terms=_terms() or own.terms,
        families=own.families,
    )
    left_out = bool(said) and address.text(OWN) == NONE
    return Wanted(wish, typed is not None, unknown, stack, own, left_out)


def ask_for(amount_m: float | None) -> None:
    """Ask for another amount, or again for the project's own."""
    address.go(ask=None if amount_m is None else address.written(amount_m), stack=None)


def set_terms(terms: Terms) -> None:
    """Ask for other terms; also for any, where the structure says which."""
    address.go(terms=terms, stack=None)


def leave_structure(*, out: bool) -> None:
    """Leave out what the deal's structure says, or take it again."""
    address.go(own=NONE if out else None, stack=None, **({} if out else {"terms": None}))


def open_stack(number: int) -> None:
    """Open another of the stacks."""
    address.go(stack=str(number) if number > 1 else None)


def keep(wish: Wish, investor_id: str, tranche: Tranche | None = None) -> None:
    """Keep an investor, or one tranche of it as it is."""
    choice = Keep(investor_id)
    if tranche is not None:
        choice = Keep(investor_id, tranche.form.family, tranche.whole_usd_m)
    _go(
        replace(
            wish,
            keep=(*_others(wish, investor_id), choice),
            without=wish.without - {investor_id},
        )
    )


def leave_out(wish: Wish, investor_id: str) -> None:
    """Leave an investor out."""
    _go(replace(wish, keep=_others(wish, investor_id), without=wish.without | {investor_id}))


def set_free(wish: Wish, investor_id: str, own: Given) -> None:
    """Take back every choice about an investor, the structure's too."""
    freed = investor_id == own.investor_id and investor_id not in wish.without
    _go(
        replace(wish, keep=_others(wish, investor_id), without=wish.without - {investor_id}),
        **({OWN: FREE} if freed else {}),
    )


def chosen() -> bool:
    """Tell whether anything was chosen here that ``start_over`` would take back."""
    return any(address.text(name) for name in ("keep", "without", "terms", OWN))


def start_over() -> None:
    """Take back every choice made here; what the structure says is asked for again."""
    address.go(keep=None, without=None, terms=None, own=None, stack=None)


def _others(wish: Wish, investor_id: str) -> tuple[Keep, ...]:
    return tuple(each for each in wish.keep if each.investor_id != investor_id)


def _own(said: Given, out: Collection[str], known: Collection[str]) -> Given:
    """Leave out of a structure what the address overrules, and an investor no record has."""
    told = address.text(OWN)
    if told == NONE:
        return Given()
    named = said.investor_id
    free = told == FREE or named in out or named not in known
    return replace(
        said,
        terms="any" if _terms() else said.terms,
        investor_id=None if free else named,
    )


def _go(wish: Wish, **more: str) -> None:
    kept = "|".join(_written(each) for each in wish.keep)
    without = "|".join(sorted(wish.without))
    address.go(keep=kept or None, without=without or None, stack=None, **more)


def _written(choice: Keep) -> str:
    if choice.family is None and choice.amount_usd_m is None:
        return choice.investor_id
    amount = "" if choice.amount_usd_m is None else address.written(choice.amount_usd_m)
    return PARTS.join([choice.investor_id, choice.family or "", amount])


def _kept() -> list[Keep]:
    found: dict[str, Keep] = {}
    for part in (address.text("keep") or "").split("|")[:MOST_CHOICES]:
        name, *more = part.split(PARTS)
        if not name:
            continue
        whole = len(more) == len(("family", "amount"))
        found[name] = Keep(name, more[0], _amount(more[1])) if whole else Keep(name)
    return list(found.values())


def _amount(text: str) -> float | None:
    try:
        amount = float(text)
    except ValueError:
        return None
    return amount if 0 < amount <= MOST_M else None


def _terms() -> Terms | None:
    said = address.text("terms")
    return next((each for each in TERMS if each == said), None)
