"""The rows that were left out come back mended as far as they were, with reasons to read."""

from __future__ import annotations

from pathlib import Path

from data.importing.checking import Choices, check
from data.importing.handing_back import refused_rows
from data.store import Store


def test_mends_that_were_taken_are_in_the_file(facts: Store, tmp_path: Path) -> None:
    path = tmp_path / "funds.csv"
    path.write_text(
        "investor_id,name,sectors,source_url,as_of\nnew,New,energi; railways,a.kz,never\n",
        encoding="utf-8",
    )
    choices = Choices(
        mends={(2, "source_url"): "https://a.kz"}, words={("sector", "energi"): "energy"}
    )
    checked = check(facts, path, "investor", tmp_path, choices)
    text = refused_rows(checked, "Почему", lambda fault: fault.rule).decode("utf-8-sig")
    assert text.splitlines() == [
        "investor_id,name,sectors,source_url,as_of,Почему",
        "new,New,energy;railways,https://a.kz,never,as_of: date",
    ]
