from __future__ import annotations

import pytest

from matching.vocabulary import Vocabulary
from structuring.parties import Form, forms

WORDS = Vocabulary(
    {
        "equity": (),
        "debt": (),
        "islamic": (),
        "grant": (),
        "fund": (),
        "advisory": (),
        "senior loan": ("debt",),
        "convertible loan": ("debt", "equity"),
        "sukuk": ("islamic",),
        "technical assistance": ("grant", "advisory"),
        "investment grant": ("grant",),
        "fund commitment": ("fund",),
        "interest rate swap": ("debt",),
    }
)


def able(*offered: str, sought: tuple[str, ...] = (), bound: bool = False) -> list[Form]:
    return list(forms(offered, sought, WORDS, bound=bound))


def test_a_convertible_is_no_tranche_without_interest() -> None:
    assert [form.family for form in able("convertible loan") if not form.interest] == []
    (free,) = [form for form in able("convertible loan", "equity") if not form.interest]
    assert (free.family, free.instruments) == ("equity", ("equity",))


@pytest.mark.parametrize(
    "code", ["technical assistance", "interest rate swap", "fund commitment", "investment grant"]
)
def test_what_pays_no_part_of_an_ask_that_names_nothing_is_no_tranche(code: str) -> None:
    assert able(code) == []
    assert [form.family for form in able(code, "senior loan")] == ["debt"]


def test_a_grant_is_a_tranche_where_one_is_sought() -> None:
    (form,) = able("technical assistance", "investment grant", sought=("grant",))
    assert (form.family, form.instruments) == ("grant", ("investment grant",))
    assert able("technical assistance", sought=("grant",)) == []
