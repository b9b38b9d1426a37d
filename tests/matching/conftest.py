from __future__ import annotations

import pandas as pd
import pytest

from tests.matching.market import DEALS, INVESTORS, PROJECTS, VOCABULARY, Market


@pytest.fixture
def market() -> Market:
    return Market(
        pd.DataFrame(INVESTORS),
        pd.DataFrame(PROJECTS),
        pd.DataFrame(DEALS),
        pd.DataFrame(VOCABULARY, columns=["kind", "code", "parent", "position"]),
    )
