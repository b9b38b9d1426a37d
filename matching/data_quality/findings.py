"""One thing that is wrong with one record: codes and values, never sentences."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """What is wrong.

    kind : ``investor``, ``project`` or ``deal``.
    record_id, name : the record; a deal is named by its id.
    field : the column.
    rule : which rule it breaks.
    told : what the sentence about it needs (amounts in USD million).
    """

    kind: str
    record_id: str
    name: str
    field: str
    rule: str
    told: Mapping[str, Any] = dataclasses.field(default_factory=dict)
