"""Find the words marked for translation, and words that the screen shows without a mark.

A text counts as shown when it is an argument of a Streamlit call (positional, or by a keyword
such as `label` or `help`) or names a part of a chart. The text may hide in an f-string, a sum, a
list or a conditional. A line that ends with `# words: ignore - reason` is left out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from streamlit.delta_generator import DeltaGenerator

MARKERS: Final = frozenset({"_", "_n", "mark"})
TRANSLATORS: Final = frozenset({"_", "_n"})
IGNORE: Final = "# words: ignore"

ELEMENTS: Final = frozenset(
    name
    for name in dir(DeltaGenerator)
    if not name.startswith("_") and callable(getattr(DeltaGenerator, name))
)
"""Names of Streamlit's elements, for calls on a container: `left.metric("...")`."""

SHOWN_KEYWORDS: Final = frozenset(
    {
        *("alt", "body", "caption", "column_config", "delta", "description", "help", "label"),
        *("page_title", "placeholder", "text", "title"),
        *("annotation_text", "hovertemplate", "hovertext", "labels", "legend_title"),
        *("legend_title_text", "texttemplate", "ticktext", "title_text", "xaxis_title"),
        *("xaxis_title_text", "yaxis_title", "yaxis_title_text", "colorbar_title"),
    }
)
LISTED_KEYWORDS: Final = frozenset({"options"})

NOT_SHOWN: Final = frozenset(
    {
        *("cache_data", "cache_resource", "chat_message", "connection", "context", "fragment"),
        *("get_option", "query_params", "secrets", "session_state", "set_option", "switch_page"),
    }
)
"""Parts of `st` whose positional arguments are names, not words."""

FIRST_NOT_SHOWN: Final = frozenset({"Page", "audio", "image", "logo", "page_link", "pdf", "video"})
"""Calls whose first positional argument is a file or an address."""

OTHER_SPEAKERS: Final = frozenset({"st", "log", "logger", "logging", "LOGGER", "warnings"})

_NO_WORDS: Final = re.compile(
    r":material/\w+:|:[a-z]+(?:-[a-z]+)*\[|%\{[^}]*\}|<[^>]*>|&\w+;|https?://\S+"
)


def faults_in(path: Path, root: Path) -> list[str]:
    """List the faults of one source file, each as `file:line: what`."""
    source = path.read_text(encoding="utf-8")
    place = path.relative_to(root)
    return [f"{place.as_posix()}:{line}: {what}" for line, what in faults(source, place.parts[0])]


def faults(source: str, part: str) -> list[tuple[int, str]]:
    """List (line, what is wrong) for one source text; `part` is its first folder or file name."""
    tree = ast.parse(source)
    lines = source.splitlines()
    found = [*_unmarked(tree), *_moving_marks(tree)]
    if part == "ui":
        found += _early_translations(tree)
    return sorted(
        {
            (node.lineno, what)
            for node, what in found
            if not any(IGNORE in line for line in lines[node.lineno - 1 : node.end_lineno])
        }
    )


def marked(source: str) -> Iterator[tuple[str, ...]]:
    """Give the marked messages of one source text; a plural one as (one, many)."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _is_marker(node, MARKERS):
            texts = [text.value for text in _message(node) if isinstance(text, ast.Constant)]
            if texts and all(isinstance(text, str) for text in texts):
                yield tuple(map(str, texts))


def _unmarked(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Find shown texts that no marker encloses."""
    imported = _imported(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            candidates = _shown_arguments(node, imported)
        elif isinstance(node, ast.Dict):
            candidates = _shown_items(node)
        else:
            continue
        for candidate in candidates:
            for text in _texts(candidate):
                if has_words(text):
                    yield candidate, f"not marked for translation: {text!r}"


def _imported(tree: ast.AST) -> set[str]:
    """Give the names that imports bind: modules and functions, never a container."""
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {(alias.asname or alias.name).partition(".")[0] for s in statements for alias in s.names}


def _shown_arguments(call: ast.Call, imported: set[str]) -> Iterator[ast.expr]:
    root, *parts = _path(call.func)
    name = parts[-1] if parts else root
    if name in MARKERS and not parts:
        return
    on_streamlit = root == "st" and not NOT_SHOWN.intersection(parts)
    on_container = bool(parts) and name in ELEMENTS and root not in OTHER_SPEAKERS | imported
    keywords = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    shown = set(SHOWN_KEYWORDS)
    if on_streamlit or on_container:
        codes = "format_func" in keywords
        for argument in call.args[name in FIRST_NOT_SHOWN :]:
            if not (codes and isinstance(argument, ast.List | ast.Tuple | ast.Dict)):
                yield argument
        shown |= set() if codes else LISTED_KEYWORDS
    elif root in {"go", "px"} or name.startswith("add_"):
        shown.add("name")
    yield from (value for keyword, value in keywords.items() if keyword in shown)


def _shown_items(node: ast.Dict) -> Iterator[ast.expr]:
    """Give the values under shown names, as in `xaxis={"title": "..."}`."""
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and key.value in SHOWN_KEYWORDS:
            yield value


def _texts(node: ast.expr) -> Iterator[str]:
    """Give the literal texts that an expression may show; calls answer for themselves."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts) | ast.BoolOp(values=parts) | ast.Dict(values=parts):
            yield from (text for part in parts for text in _texts(part))
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            yield from (text for part in parts for text in _texts(part))
        case ast.BinOp(left=first, right=second) | ast.IfExp(body=first, orelse=second):
            yield from _texts(first)
            yield from _texts(second)
        case ast.Call(func=ast.Attribute(value=receiver)):
            yield from _texts(receiver)


def has_words(text: str) -> bool:
    """Tell whether a text holds letters besides icons, colour marks, tags and addresses."""
    return any(letter.isalpha() for letter in _NO_WORDS.sub("", text))


def _moving_marks(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Find marked texts that are put together: no catalogue can hold them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_marker(node, MARKERS):
            for argument in _message(node):
                if isinstance(argument, ast.JoinedStr | ast.BinOp) or _is_formatted(argument):
                    yield argument, "put together before translation; use {placeholders}"


def _message(call: ast.Call) -> list[ast.expr]:
    """Give the arguments of a marker that hold the message: one, or two for a plural form."""
    return call.args[: 2 if _path(call.func) == ["_n"] else 1]


def _is_formatted(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Constant)
    )


def _early_translations(tree: ast.Module) -> Iterator[tuple[ast.expr, str]]:
    """Find translations made while a module is imported: they would keep one reader's language."""
    for node in _at_import(tree):
        if isinstance(node, ast.Call) and _is_marker(node, TRANSLATORS):
            yield node, "translated at import; use mark() here and _() where it is shown"


def _at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Walk what runs at import: everything but the bodies of functions."""
    for child in ast.iter_child_nodes(node):
        yield child
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            early = [*child.decorator_list, *child.args.defaults, *child.args.kw_defaults]
            for part in filter(None, early):
                yield from ast.walk(part)
        elif not isinstance(child, ast.Lambda):
            yield from _at_import(child)


def _is_marker(call: ast.Call, names: frozenset[str]) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in names


def _path(node: ast.expr) -> list[str]:
    """Give the dotted name of a callee from its root; what is no plain name is left empty."""
    match node:
        case ast.Name(id=name):
            return [name]
        case ast.Attribute(value=value, attr=name):
            return [*_path(value), name]
        case ast.Call(func=func):
            return _path(func)
        case ast.Subscript(value=value):
            return _path(value)
    return [""]
