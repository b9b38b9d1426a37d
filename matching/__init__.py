"""Everything computed about investors and projects; knows no screen and no database."""

from matching.criteria import DEFAULT_WEIGHTS
from matching.faults import Fault, InvalidInputError, UnknownRecord
from matching.gates import GATE_CODES, OPTIONAL_GATES
from matching.matcher import Matcher, normalise
from matching.names import NameIndex
from matching.results import Explanation, Shortlist

__all__ = [
    "DEFAULT_WEIGHTS",
    "GATE_CODES",
    "OPTIONAL_GATES",
    "Explanation",
    "Fault",
    "InvalidInputError",
    "Matcher",
    "NameIndex",
    "Shortlist",
    "UnknownRecord",
    "normalise",
]
