"""The registry: every criterion of the score, in the order in which it is shown.

A new criterion is a class with the shape of ``Criterion`` in a file of this folder, and one line
here. Weights, contributions, bands, the command line and the pages take it from here.
"""

from __future__ import annotations

from matching.criteria.base import Criterion
from matching.criteria.description import Description
from matching.criteria.geography import Geography
from matching.criteria.instruments import Instruments
from matching.criteria.sector import Sector
from matching.criteria.stage import Stage
from matching.criteria.themes import Themes
from matching.criteria.ticket import Ticket
from matching.criteria.track_record import TrackRecord

CRITERIA: tuple[Criterion, ...] = (
    Sector(),
    Geography(),
    Ticket(),
    Instruments(),
    Stage(),
    Themes(),
    Description(),
    TrackRecord(),
)

DEFAULT_WEIGHTS: dict[str, float] = {each.name: each.default_weight for each in CRITERIA}
