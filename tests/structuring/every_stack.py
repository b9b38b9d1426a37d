"""The best stack by trying all: every set of parties, every form of each, the best amounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

import numpy as np
from scipy.optimize import linprog

from structuring.parties import Form, Party
from structuring.stack import (
    AGREED,
    COVERED,
    DIFFERENT,
    NEAR,
    OTHERS,
    PARTY,
    SMALLEST,
    SPREAD,
    Stack,
    Wish,
    bounds,
    usable,
)

Choice = tuple[Party, Form]


def best_value(parties: Sequence[Party], wish: Wish, unlike: Stack | None = None) -> float | None:
    """Value of the best stack that differs in substance from another; None where there is none."""
    best = None
    kept = {keep.investor_id for keep in wish.keep}
    able = usable(parties, wish)
    for count in range(wish.fewest, wish.most + 1):
        for chosen in combinations(able, count):
            if not kept <= {party.investor_id for party in chosen}:
                continue
            for forms in product(*(party.forms for party in chosen)):
                choices = list(zip(chosen, forms, strict=True))
                if not _allowed(choices, wish) or (best and _most(choices, wish) <= best):
                    continue
                for apart in _apart(choices, wish, unlike):
                    value = _amounts(choices, wish, apart)
                    if value is not None and (best is None or value > best):
                        best = value
    return best


def _allowed(choices: Sequence[Choice], wish: Wish) -> bool:
    interest = any(form.interest for _party, form in choices)
    if any(party.bound and (form.interest or (form.owns and interest)) for party, form in choices):
        return False
    kept = {keep.investor_id: keep for keep in wish.keep}
    for party, form in choices:
        keep = kept.get(party.investor_id)
        if keep and keep.family is not None and keep.family != form.family:
            return False
    opens = {party.investor_id for party, _form in choices if party.open}
    if len(opens) > max(1, len(opens & kept.keys())):
        return False
    if wish.families and not any(form.family in wish.families for _party, form in choices):
        return False
    return wish.terms != "islamic" or any(form.islamic for _party, form in choices)


def _apart(
    choices: Sequence[Choice], wish: Wish, unlike: Stack | None
) -> Iterator[list[float] | None]:
    """Give each way to differ, as weights of the tranches that must not come to less than zero."""
    if unlike is None:
        yield None
        return
    kept = {keep.investor_id for keep in wish.keep}
    free = [party.investor_id not in kept for party, _form in choices]
    new = [
        is_free and party.investor_id not in unlike.investors
        for is_free, (party, _form) in zip(free, choices, strict=True)
    ]
    if sum(new) >= max(OTHERS, sum(free) - sum(new) + 1):
        yield [one - DIFFERENT * any_ for one, any_ in zip(new, free, strict=True)]
    kinds = sorted({form.kind for _party, form in choices})
    for count in range(1, len(kinds) + 1):
        for grown in combinations(kinds, count):
            old = sum(unlike.mix.get(kind, 0.0) for kind in grown)
            yield [(form.kind in grown) - old - DIFFERENT for _party, form in choices]


def _worths(choices: Sequence[Choice]) -> list[float]:
    return [party.score - NEAR * (not form.sought) for party, form in choices]


def _most(choices: Sequence[Choice], wish: Wish) -> float:
    """No amounts can be worth more than this."""
    tickets = sum(bounds(party, wish.ask_usd_m)[1] for party, _form in choices) / wish.ask_usd_m
    covered = min(tickets, 1.0)
    agreed = 1.0 - covered if any(party.open for party, _form in choices) else 0.0
    whole, count = covered + agreed, len(choices)
    joint = max(_worths(choices)) * whole
    return COVERED * covered + AGREED * agreed + joint - PARTY * count - SPREAD * whole / count


def _amounts(choices: Sequence[Choice], wish: Wish, apart: Sequence[float] | None) -> float | None:
    """Best value for a choice of parties and forms, by the amounts alone."""
    count, ask = len(choices), wish.ask_usd_m
    kept = {keep.investor_id: keep.amount_usd_m for keep in wish.keep}
    gain = [
        *(-COVERED - worth for worth in _worths(choices)),
        *(-AGREED - worth for worth in _worths(choices)),
        SPREAD,
    ]
    limits: list[tuple[float, float]] = [
        (low / ask, high / ask) for low, high in (bounds(party, ask) for party, _ in choices)
    ]
    limits += [(0.0, 1.0 if party.open else 0.0) for party, _form in choices] + [(0.0, 1.0)]
    rows, tops, equal, amounts = [[1.0] * 2 * count + [0.0]], [1.0], [], []
    if apart is not None:
        rows.append([*(-weight for weight in [*apart, *apart]), 0.0])
        tops.append(0.0)
    for place, (party, _form) in enumerate(choices):
        row = np.zeros(2 * count + 1)
        row[[place, count + place]] = 1.0
        if party.open:
            rows.append(list(-row))
            tops.append(-SMALLEST)
        if kept.get(party.investor_id) is not None:
            equal.append(list(row))
            amounts.append(float(kept[party.investor_id] or 0.0) / ask)
        row[-1] = -1.0
        rows.append(list(row))
        tops.append(0.0)
    if any(low > high for low, high in limits):
        return None
    found = linprog(gain, rows, tops, equal or None, amounts or None, bounds=limits, method="highs")
    return float(-found.fun - PARTY * count) if found.success else None
