"""Labels of vocabulary codes in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ui.format import UNKNOWN, known
from ui.words import _, language


class Labels:
    """Labels of every code, from the vocabulary frame.

    A code the vocabulary does not know is shown as it is; a label missing in the reader's
    language falls back to English.
    """

    def __init__(self, vocabulary: pd.DataFrame) -> None:
        rows = vocabulary.drop_duplicates(["kind", "code"]).set_index(["kind", "code"])
        self._labels = {name: rows[f"label_{name}"].to_dict() for name in ("en", "ru", "kk")}
        ordered = vocabulary.drop_duplicates(["kind", "code"]).sort_values(["position", "code"])
        self._ordered = {str(kind): list(of["code"]) for kind, of in ordered.groupby("kind")}

    def __call__(self, kind: str, code: object) -> str:
        """Label of one code; a dash where there is none."""
        if not known(code):
            return UNKNOWN
        if kind == "geography" and code == "national":
            return _("whole country")
        for name in (language(), "en"):
            label = self._labels[name].get((kind, code))
            if known(label):
                return str(label)
        return str(code)

    def several(self, kind: str, codes: object) -> str:
        """Labels of several codes, separated by commas; a dash where there are none."""
        if not known(codes) or not isinstance(codes, Iterable):
            return UNKNOWN
        return ", ".join(self(kind, code) for code in codes)

    def ordered(self, kind: str) -> list[str]:
        """Codes of one vocabulary in their order for display."""
        return self._ordered.get(kind, [])
