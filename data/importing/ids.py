"""Ids made from names: short, readable, in Latin letters."""

from __future__ import annotations

import re

from anyascii import anyascii

#: Letters of a made id; room is left for a number that tells two of them apart.
LONGEST = 60


def made_id(name: str) -> str | None:
    """Give ``port-aktau`` for ``Порт Актау``; None where nothing is left."""
    words = re.sub(r"[^a-z0-9]+", "-", anyascii(name).lower()).strip("-")
    return words[:LONGEST].rstrip("-") or None
