"""The best stack as a mixed-integer linear programme, solved by HiGHS through scipy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from matching.table import FloatArray
from structuring.parties import Form, Party
from structuring.stack import (
    AGREED,
    COVERED,
    DIFFERENT,
    NEAR,
    OTHERS,
    PARTY,
    SAME,
    SMALLEST,
    SPREAD,
    Keep,
    Stack,
    Tranche,
    Wish,
    bounds,
)


@dataclass
class _Rows:
    """Constraints ``low <= sum(value * variable) <= high``, collected one by one."""

    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(
        self, terms: Sequence[tuple[int, float]], low: float = -np.inf, high: float = np.inf
    ) -> None:
        for column, value in terms:
            self.row.append(len(self.low))
            self.column.append(column)
            self.value.append(value)
        self.low.append(low)
        self.high.append(high)

    def constraint(self, variables: int) -> LinearConstraint:
        matrix = csr_array((self.value, (self.row, self.column)), shape=(len(self.low), variables))
        return LinearConstraint(matrix, self.low, self.high)


class Programme:
    """The choice among some parties, with amounts as shares of the ask.

    Variables: for each party and form whether it is in (binary), what its ticket covers and what
    is to be agreed with it; one for whether anything bears interest; one for the largest tranche;
    two and more for each stack that the answer must differ from.
    """

    def __init__(self, parties: Sequence[Party], wish: Wish) -> None:
        self.wish = wish
        self.options = [(party, form) for party in parties for form in party.forms]
        self.size = len(self.options)
        self.interest, self.largest = 3 * self.size, 3 * self.size + 1
        self.variables = 3 * self.size + 2
        self.rows = _Rows()
        self.continuous: list[int] = []
        self.of_party: dict[str, list[int]] = {}
        for place, (party, _form) in enumerate(self.options):
            self.of_party.setdefault(party.investor_id, []).append(place)
        for place in range(self.size):
            self._ticket(place)
        self._together()
        for keep in wish.keep:
            self._keep(keep)
        self._terms()

    def differ(self, other: Stack) -> None:
        """Ask for a stack that differs in substance from another (``structuring.stack.differs``).

        One of two must hold: most free money and parties are others, or enough is in another mix.
        """
        others, mix = self._new(), self._new()
        self.rows.add([(others, 1.0), (mix, 1.0)], low=1)
        kept = {keep.investor_id for keep in self.wish.keep}
        free = [
            at for at, (party, _form) in enumerate(self.options) if party.investor_id not in kept
        ]
        new = [at for at in free if self.options[at][0].investor_id not in other.investors]
        self.rows.add([*((at, 1.0) for at in new), (others, -float(OTHERS))], low=0)
        most, fresh = float(self.wish.most), frozenset(new)
        majority = [(at, 1.0 if at in fresh else -1.0) for at in free]
        self.rows.add([*majority, (others, -most - 1)], low=-most)
        brought = self._whole(new)
        needed = [(column, -DIFFERENT) for column, _one in self._whole(free)]
        self.rows.add([*brought, *needed, (others, -1.0)], low=-1)
        self._other_mix(mix, other)

    def _other_mix(self, mix: int, other: Stack) -> None:
        """Let ``mix`` hold only where enough money has gone into each kind beyond its old share."""
        everyone = self._whole(range(self.size))
        gains: list[tuple[int, float]] = []
        for kind, share in ({form.kind: 0.0 for _party, form in self.options} | other.mix).items():
            own = self._whole(
                [at for at, (_p, form) in enumerate(self.options) if form.kind == kind]
            )
            if share == 0.0:
                gains += own
            elif share <= 1 - DIFFERENT + SAME:
                # Where a kind had more, the others had too little for enough of it to move.
                gain, grows = self._new(), self._new()
                self.rows.add([(gain, 1.0), (grows, -1.0)], high=0)
                old = [(column, share) for column, _one in everyone]
                less = [(column, -1.0) for column, _one in own]
                self.rows.add([(gain, 1.0), *less, *old, (grows, 1.0)], high=1)
                self.continuous.append(gain)
                gains.append((gain, 1.0))
        needed = [(column, -DIFFERENT) for column, _one in everyone]
        self.rows.add([*gains, *needed, (mix, -1.0)], low=-1)

    def solve(self) -> Stack | None:
        """Return the best stack; None where the constraints leave none."""
        whole = np.zeros(self.variables)
        upper = np.ones(self.variables)
        binary = whole.copy()
        binary[: self.size] = 1
        binary[self.largest + 1 :] = 1
        binary[self.continuous] = 0
        if not self.size:
            return None
        found = milp(
            -self._objective(),
            integrality=binary,
            bounds=Bounds(whole, upper),
            constraints=self.rows.constraint(self.variables),
            options={"mip_rel_gap": 0.0},
        )
        return self._read(found.x) if found.x is not None else None

    def _new(self) -> int:
        self.variables += 1
        return self.variables - 1

    def _covered(self, place: int) -> int:
        return self.size + place

    def _agreed(self, place: int) -> int:
        return 2 * self.size + place

    def _whole(self, places: Sequence[int]) -> list[tuple[int, float]]:
        return [(self._covered(at), 1.0) for at in places] + [
            (self._agreed(at), 1.0) for at in places if self.options[at][0].open
        ]

    def _ticket(self, place: int) -> None:
        party, form = self.options[place]
        low, high = (amount / self.wish.ask_usd_m for amount in bounds(party, self.wish.ask_usd_m))
        covered, agreed = self._covered(place), self._agreed(place)
        self.rows.add([(covered, 1.0), (place, -high)], high=0)
        self.rows.add([(covered, 1.0), (place, -low)], low=0)
        self.rows.add([(agreed, 1.0), (place, -1.0 if party.open else 0.0)], high=0)
        if party.open:
            self.rows.add([(covered, 1.0), (agreed, 1.0), (place, -SMALLEST)], low=0)
        if form.interest:
            self.rows.add([(self.interest, 1.0), (place, -1.0)], low=0)
        if party.bound and form.owns:
            self.rows.add([(self.interest, 1.0), (place, 1.0)], high=1)

    def _together(self) -> None:
        everyone = range(self.size)
        self.rows.add([(at, 1.0) for at in everyone], low=self.wish.fewest, high=self.wish.most)
        self.rows.add(self._whole(everyone), high=1)
        for places in self.of_party.values():
            self.rows.add([(at, 1.0) for at in places], high=1)
            self.rows.add(
                [*self._whole(places), (self.largest, -1.0)],
                high=0,
            )
        self._count()
        kept = {keep.investor_id for keep in self.wish.keep}
        unknown = [at for at in everyone if self.options[at][0].open]
        most = len({self.options[at][0].investor_id for at in unknown} & kept)
        self.rows.add([(at, 1.0) for at in unknown], high=max(1, most))

    def _count(self) -> None:
        """Bind the largest share from below by the number of parties: it is never under the mean.

        This adds nothing that must not hold, but tells the solver early what a stack can be worth.
        """
        counts = {count: self._new() for count in range(self.wish.fewest, self.wish.most + 1)}
        self.rows.add([(variable, 1.0) for variable in counts.values()], low=1, high=1)
        self.rows.add(
            [
                *((at, 1.0) for at in range(self.size)),
                *((variable, -float(count)) for count, variable in counts.items()),
            ],
            low=0,
            high=0,
        )
        mean = [(variable, -1.0 / count) for count, variable in counts.items()]
        whole = [(at, -value) for at, value in self._whole(range(self.size))]
        self.rows.add([(self.largest, 1.0), *mean, *whole], low=-1.0)

    def _keep(self, keep: Keep) -> None:
        places = [
            at
            for at in self.of_party.get(keep.investor_id, [])
            if keep.family is None or self.options[at][1].family == keep.family
        ]
        self.rows.add([(at, 1.0) for at in places], low=1)
        if keep.amount_usd_m is not None and places:
            share = self._kept_share(self.options[places[0]][0], keep.amount_usd_m)
            self.rows.add(self._whole(places), low=share, high=share)

    def _kept_share(self, party: Party, amount: float) -> float:
        """Return a kept amount as a share; one that an address rounded meets its bounds again."""
        ask = self.wish.ask_usd_m
        whole = sum(each.amount_usd_m or 0.0 for each in self.wish.keep)
        if ask < whole <= ask * (1 + len(self.wish.keep) * SAME):
            amount *= ask / whole
        low, high = bounds(party, ask)
        ends = (low,) if party.open else (low, high)
        near = [end for end in ends if abs(end - amount) <= SAME * ask]
        return (near[0] if near else amount) / ask

    def _terms(self) -> None:
        if self.wish.terms == "islamic":
            islamic = [at for at, (_party, form) in enumerate(self.options) if form.islamic]
            self.rows.add([(at, 1.0) for at in islamic], low=1)
        if self.wish.families:
            wanted = [
                at
                for at, (_p, form) in enumerate(self.options)
                if form.family in self.wish.families
            ]
            self.rows.add([(at, 1.0) for at in wanted], low=1)

    def _objective(self) -> FloatArray:
        gain = np.zeros(self.variables)
        for place, (party, form) in enumerate(self.options):
            worth = party.score - (0.0 if form.sought else NEAR)
            gain[place] = -PARTY
            gain[self._covered(place)] = COVERED + worth
            gain[self._agreed(place)] = AGREED + worth
        gain[self.largest] = -SPREAD
        return gain

    def _read(self, values: FloatArray) -> Stack:
        ask = self.wish.ask_usd_m
        tranches = []
        for place, (party, form) in enumerate(self.options):
            if values[place] > 1 / 2:
                amounts = [values[at] * ask for at in (self._covered(place), self._agreed(place))]
                tranches.append(_tranche(party, form, amounts, ask))
        tranches.sort(key=lambda each: (-each.whole_usd_m, each.party.investor_id))
        return Stack(ask, tuple(tranches))


def _tranche(party: Party, form: Form, amounts: Sequence[float], ask: float) -> Tranche:
    """Read a tranche, with amounts moved by a rounding error onto the bounds that they meet."""
    low, high = bounds(party, ask)
    covered, agreed = map(float, amounts)
    covered = min(max(covered, low), high)
    return Tranche(party, form, covered, agreed if agreed > SAME * ask else 0.0)
