"""What became of suggested pairs: the outcomes on which a score can be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from data.store import Store


def outcomes(store: Store) -> pd.DataFrame:
    """Give the decided pairs: project_id, investor_id and reached (bool).

    A pair is decided where its latest step that was not undone is ``binding`` or ``disbursed``
    (reached) or ``declined``; pairs of records that are gone are left out.
    """
    return store.frame("outcomes")
