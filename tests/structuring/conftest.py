"""The rules, fields and checklist as the seed has them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from structuring.checklist import Need, needs_from
from structuring.rules import Rule, rules_from


def seed(root: Path, name: str) -> pd.DataFrame:
    path = root / "data" / "seed" / "structures" / f"{name}.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.fixture(scope="session")
def rules(root: Path) -> dict[str, Rule]:
    return rules_from(seed(root, "rules"))


@pytest.fixture(scope="session")
def needs(root: Path) -> list[Need]:
    return needs_from(seed(root, "needs"))


@pytest.fixture(scope="session")
def fields(root: Path) -> pd.DataFrame:
    return seed(root, "fields")


@pytest.fixture(scope="session")
def values(root: Path) -> pd.DataFrame:
    return seed(root, "values")
