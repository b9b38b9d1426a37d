"""From the text of a column to its values: whole columns at once, odd words one by one.

A clean column never meets Python cell by cell: what has the usual form is converted by Arrow, and
of the rest each different text is read once. Every reader gives values and, per row that cannot
be read, a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.importing import amounts, dates, vocabularies
from data.importing.amounts import Amount
from data.importing.faults import CellError, Fault, shown
from data.importing.fields import LIST_TYPES, NUMBER_TYPES, Field
from data.importing.ids import made_id
from data.importing.sniffing import CELL_LIMIT
from data.importing.vocabularies import Words

LIST: Final = pa.list_(pa.string())
ID: Final = r"^[A-Za-z0-9._-]{1,80}$"
_URL: Final = r"^https?://[^\s]{3,}$"
#: A double in full has 17 digits, and below one some zeros before them.
_PLAIN_NUMBER: Final = r"^[0-9]{1,15}(\.[0-9]{1,25})?(e-[0-9]{1,2})?$"
_SIGNED_NUMBER: Final = r"^-?[0-9]{1,15}(\.[0-9]{1,25})?(e-?[0-9]{1,2})?$"
_WHOLE: Final = r"^[0-9]{1,9}$"
_DATE: Final = r"^(199[0-9]|20[01][0-9]|202[0-6])(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?$"
_DECIMAL_COMMA: Final = r"[0-9],[0-9]{1,2}([^0-9]|$)"
_POINT: Final = r"^[1-9][0-9]{0,2}\.[0-9]{3}$"
_CONTROL: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
#: Different texts of a column that are remembered from chunk to chunk.
_MEMORY: Final = 100_000


@dataclass
class Context:
    """What the readers need to know, and what they remember from chunk to chunk."""

    words: Words
    plain_text: bool = True
    commas: set[str] = field(default_factory=set)
    codes: dict[str, pa.Array] = field(default_factory=dict)
    memory: dict[tuple[str, str, float | None], dict[str, Any]] = field(default_factory=dict)

    def exact(self, vocabulary: str) -> pa.Array:
        """Codes of a vocabulary themselves."""
        if vocabulary not in self.codes:
            self.codes[vocabulary] = pa.array(sorted(self.words.exact(vocabulary)), pa.string())
        return self.codes[vocabulary]


@dataclass(frozen=True)
class Cells:
    """The text of one column of a chunk, the field it means, and its header."""

    about: Field
    header: str
    text: pa.Array
    context: Context


#: What people write into a cell that says nothing; elsewhere than in free text also in words.
_DASHES: Final = pa.array(["-", "–", "—", "--", "---", "n/a", "N/A", "н/д", "Н/Д", "нд"])
_WORDS: Final = (
    *("нет данных", "не определено", "не указано", "уточняется", "будет уточнено", "по запросу"),
    *("деректер жоқ", "анықталмаған", "нақтылануда", "tbd", "tbc", "not available", "unknown"),
)
_UNSAID: Final = pa.array(
    [
        *_DASHES.to_pylist(),
        *(form for word in _WORDS for form in (word, word.capitalize(), word.upper())),
    ]
)
_FREE: Final = frozenset({"text", "words", "name", "id", "reference"})


@dataclass(frozen=True)
class Read:
    """Values of a column, and faults by position in the chunk.

    ``amounts`` holds, where the field is an amount, what each odd cell said: by position.
    """

    values: pa.Array
    faults: list[tuple[int, Fault]]
    amounts: Mapping[int, Amount] = field(default_factory=dict)


def arrow_type(field_type: str) -> pa.DataType:
    """Arrow's type for the values of a field."""
    if field_type in LIST_TYPES:
        return LIST
    if field_type in NUMBER_TYPES or field_type == "range":
        return pa.float64()
    return {"whole": pa.int32(), "flag": pa.bool_()}.get(field_type, pa.string())


def read_column(about: Field, header: str, text: pa.Array, context: Context) -> Read:
    """Values of one column of a chunk; ``text`` holds strings, empty cells missing."""
    if text.null_count == len(text) and not about.required:
        return Read(pa.nulls(len(text), arrow_type(about.type)), [])
    text = pc.utf8_trim_whitespace(text) if about.type != "id" else text
    if pc.any(pc.equal(text, "")).as_py():
        text = pc.if_else(pc.equal(text, ""), None, text)
    if not about.required:
        unsaid = pc.is_in(text, _DASHES if about.type in _FREE else _UNSAID)
        text = pc.if_else(unsaid, None, text) if pc.any(unsaid).as_py() else text
    read = _READERS[about.type](Cells(about, header, text, context))
    long = pc.greater(pc.binary_length(text), CELL_LIMIT)
    extra = _at(long, text, "cell_size", limit=f"{CELL_LIMIT:,}")
    return Read(read.values, [*read.faults, *extra], read.amounts)


def _text(cells: Cells) -> Read:
    faults = []
    signs = pc.starts_with(cells.text, "=")
    for sign in "+-@":
        signs = pc.or_(signs, pc.starts_with(cells.text, sign))
    if pc.any(signs).as_py():
        faults += [
            (at, _with_mend(fault, str(cells.text[at]).lstrip("=+-@ \t") or None))
            for at, fault in _at(signs, cells.text, "formula")
        ]
    if cells.context.plain_text:
        faults += _at(pc.match_substring_regex(cells.text, _CONTROL), cells.text, "control")
    return Read(cells.text, faults)


def _name(cells: Cells) -> Read:
    read = _text(cells)
    return Read(read.values, [*read.faults, *_missing(cells.text)])


def _id(cells: Cells) -> Read:
    bad = pc.invert(pc.match_substring_regex(cells.text, ID))
    faults = [
        (at, _with_mend(fault, made_id(str(cells.text[at]))))
        for at, fault in _at(bad, cells.text, "id")
    ]
    return Read(cells.text, [*faults, *_missing(cells.text)])


def _reference(cells: Cells) -> Read:
    """An id or a name; whether there is such a record is found with all rows of the chunk."""
    return Read(cells.text, _missing(cells.text))


def _url(cells: Cells) -> Read:
    bad = pc.invert(pc.match_substring_regex(cells.text, _URL))
    faults = [
        (at, _with_mend(fault, f"https://{cells.text[at]}" if _host(str(cells.text[at])) else None))
        for at, fault in _at(bad, cells.text, "url")
    ]
    return Read(cells.text, faults)


def _number(cells: Cells) -> Read:
    clean = pc.match_substring_regex(cells.text, _SIGNED_NUMBER)
    read = _clean_or_read(
        clean, cells.text, pa.float64(), amounts.parse_number, cells.context, "number"
    )
    return Read(read.values, [*read.faults, *_mixed_commas(cells, clean)])


def _whole(cells: Cells) -> Read:
    clean = pc.match_substring_regex(cells.text, _WHOLE)
    return _clean_or_read(clean, cells.text, pa.int32(), _parse_whole, cells.context, "whole")


def _date(cells: Cells) -> Read:
    clean = pc.match_substring_regex(cells.text, _DATE)
    return _clean_or_read(clean, cells.text, pa.string(), dates.parse_date, cells.context, "date")


def _amount(cells: Cells) -> Read:
    """Amounts in millions of dollars where the cell is a bare number; else by what it says."""
    unit, currency = amounts.header_unit(cells.header)
    if cells.header == cells.about.name:
        unit, currency = amounts.MILLION, "USD"
    bare = unit == amounts.MILLION and currency == "USD" and cells.about.type != "range"
    clean = (
        pc.match_substring_regex(cells.text, _PLAIN_NUMBER)
        if bare
        else pc.if_else(pc.is_valid(cells.text), False, None)  # noqa: FBT003 - Arrow's way
    )
    said: dict[int, Amount] = {}

    def parse(cell: str) -> Amount:
        read = amounts.parse_amount(cell, unit)
        if read.currency is None and currency is None:
            raise CellError("amount", f"USD {cell}", f"KZT {cell}")
        return Amount(read.low, read.high, read.currency or currency)

    memory = cells.context.memory.setdefault((cells.about.type, cells.header, unit), {})
    values, faults = _cast(clean, cells.text, pa.float64())
    odd = pc.indices_nonzero(pc.fill_null(pc.invert(clean), False)).to_pylist()  # noqa: FBT003
    for at in odd:
        cell = str(cells.text[at])
        outcome = _remembered(memory, cell, parse)
        if isinstance(outcome, CellError):
            faults.append((at, _fault(outcome, cell)))
        else:
            said[at] = outcome
    faults += _mixed_commas(cells, clean)
    return Read(values, faults, said)


def _mixed_commas(cells: Cells, clean: pa.Array) -> list[tuple[int, Fault]]:
    """Where a column writes decimals with a comma, ``1.250`` may well be a thousand."""
    if pc.all(clean).as_py() is not False and cells.header not in cells.context.commas:
        return []
    if pc.any(pc.match_substring_regex(cells.text, _DECIMAL_COMMA)).as_py():
        cells.context.commas.add(cells.header)
    if cells.header not in cells.context.commas:
        return []
    doubtful = _at(pc.match_substring_regex(cells.text, _POINT), cells.text, "number_comma")
    return [
        (at, replace(f, mends=(str(cells.text[at]).replace(".", ""), f"{cells.text[at]}0")))
        for at, f in doubtful
    ]


def _codes(cells: Cells) -> Read:
    """Lists of codes; where every part is a code as it is, nothing is looked up one by one."""
    lists = pc.split_pattern(cells.text, ";")
    exact = cells.context.exact(cells.about.vocabulary)
    if pc.all(pc.is_in(lists.flatten(), exact)).as_py() is not False:
        return Read(lists, [])
    read = partial(cells.context.words.codes, cells.about.vocabulary)
    return _each_once(cells.text, LIST, read, cells.context, f"codes {cells.about.vocabulary}")


def _code(cells: Cells) -> Read:
    def read(cell: str) -> str:
        (first, *_others) = cells.context.words.code(cells.about.vocabulary, cell)
        return first

    return _each_once(
        cells.text, pa.string(), read, cells.context, f"code {cells.about.vocabulary}"
    )


def _words(cells: Cells) -> Read:
    return _each_once(cells.text, LIST, _free_words, cells.context, "words")


def _choice(cells: Cells) -> Read:
    read = partial(vocabularies.choice, cells.about.choices)
    if set(cells.about.choices) == {"yes", "partial", "no"}:
        read = partial(_verified, cells.about.choices)
    return _each_once(
        cells.text, pa.string(), read, cells.context, f"choice {cells.about.vocabulary}"
    )


def _flag(cells: Cells) -> Read:
    read = _each_once(cells.text, pa.string(), vocabularies.yes_no, cells.context, "yesno")
    return Read(pc.equal(read.values, "yes"), read.faults)


def _by(reader: Callable[[str], Any], name: str) -> Callable[..., Read]:
    def read(cells: Cells) -> Read:
        return _each_once(cells.text, pa.string(), reader, cells.context, name)

    return read


def _each_once(
    text: pa.Array, kind: pa.DataType, read: Callable[[str], Any], context: Context, name: str
) -> Read:
    """Read every different text once, and give each row its value."""
    coded = pc.dictionary_encode(text)
    memory = context.memory.setdefault((name, "", None), {})
    outcomes = [_remembered(memory, cell, read) for cell in coded.dictionary.to_pylist()]
    values = pa.array(
        [None if isinstance(outcome, CellError) else outcome for outcome in outcomes], kind
    )
    refused = [at for at, outcome in enumerate(outcomes) if isinstance(outcome, CellError)]
    faults = []
    if refused:
        indices = coded.indices.fill_null(-1).to_numpy()
        for at in np.flatnonzero(np.isin(indices, refused)).tolist():
            cell = coded.dictionary[int(indices[at])].as_py()
            faults.append((at, _fault(outcomes[int(indices[at])], cell)))
    return Read(values.take(coded.indices), faults)


def _clean_or_read(
    clean: pa.Array,
    text: pa.Array,
    kind: pa.DataType,
    read: Callable[[str], Any],
    context: Context,
    name: str,
) -> Read:
    """Convert what has the usual form, and read the rest."""
    values, faults = _cast(clean, text, kind)
    odd = pc.indices_nonzero(pc.fill_null(pc.invert(clean), False)).to_pylist()  # noqa: FBT003
    if not odd:
        return Read(values, faults)
    memory = context.memory.setdefault((name, "", None), {})
    mended: list[Any] = []
    for at in odd:
        outcome = _remembered(memory, str(text[at]), read)
        if isinstance(outcome, CellError):
            faults.append((at, _fault(outcome, str(text[at]))))
            outcome = None
        mended.append(outcome)
    mask = np.zeros(len(text), bool)
    mask[odd] = True
    return Read(pc.replace_with_mask(values, mask, pa.array(mended, kind)), faults)


def _cast(clean: pa.Array, text: pa.Array, kind: pa.DataType) -> tuple[pa.Array, list[Any]]:
    kept = text if pc.all(clean).as_py() is not False else pc.if_else(clean, text, None)
    return (kept if kind == pa.string() else pc.cast(kept, kind)), []


def _remembered(memory: dict[str, Any], cell: str, read: Callable[[str], Any]) -> Any:  # noqa: ANN401 - any value
    if cell not in memory:
        if len(memory) >= _MEMORY:
            memory.clear()
        try:
            memory[cell] = read(cell)
        except CellError as error:
            memory[cell] = error
    return memory[cell]


def _fault(error: CellError, cell: str) -> Fault:
    mends = tuple(dict.fromkeys(mend for mend in error.mends if mend and mend != cell))
    return Fault(error.rule, shown(cell), values=error.values, mends=mends)


def _at(bad: pa.Array, text: pa.Array, rule: str, **values: str) -> list[tuple[int, Fault]]:
    """A fault for each row where ``bad`` holds; a missing cell is none."""
    if not pc.any(bad).as_py():
        return []
    places = pc.indices_nonzero(pc.fill_null(bad, False)).to_pylist()  # noqa: FBT003
    return [(at, Fault(rule, shown(text[at].as_py()), values=values)) for at in places]


def _missing(text: pa.Array) -> list[tuple[int, Fault]]:
    if not text.null_count:
        return []
    places = pc.indices_nonzero(pc.is_null(text)).to_pylist()
    return [(at, Fault("required", "an empty cell")) for at in places]


def _with_mend(fault: Fault, mend: str | None) -> Fault:
    return Fault(fault.rule, fault.found, values=fault.values, mends=(mend,) if mend else ())


def _host(text: str) -> bool:
    return "." in text and " " not in text and "/" not in text.partition(".")[0]


def _parse_whole(text: str) -> int:
    value = amounts.parse_number(text)
    if value % 1 or abs(value) >= 2**31:
        raise CellError("whole")
    return int(value)


def _free_words(cell: str) -> list[str]:
    return vocabularies.parts(cell)


def _verified(allowed: list[str], cell: str) -> str:
    try:
        return vocabularies.choice(allowed, cell)
    except CellError:
        if vocabularies.folded(cell) in {"частично", "ішінара", "partly"}:
            return "partial"
        try:
            return vocabularies.yes_no(cell)
        except CellError:
            raise CellError("choice", choices=", ".join(allowed)) from None


_READERS: Final[Mapping[str, Callable[[Cells], Read]]] = {
    "id": _id,
    "name": _name,
    "reference": _reference,
    "text": _text,
    "url": _url,
    "number": _number,
    "whole": _whole,
    "date": _date,
    "amount": _amount,
    "range": _amount,
    "codes": _codes,
    "code": _code,
    "words": _words,
    "choice": _choice,
    "flag": _flag,
    "yesno": _by(vocabularies.yes_no, "yesno"),
    "country": _by(vocabularies.country, "country"),
    "currency": _by(amounts.parse_currency, "currency"),
}
