"""The words of the screen: collect the marked ones, and check marks and translations.

    python -m tools.words extract    write locale/dashboard.pot, bring the .po files up to it
    python -m tools.words check      exit status 1 and one line per fault on standard error

`extract` keeps every translation whose source text still exists; a new text arrives empty.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from tools.marks import faults_in, marked
from ui.words import DOMAIN, LANGUAGES, SOURCE

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = Path("locale") / f"{DOMAIN}.pot"
HEADER = "# Words of the investor-matchmaking dashboard."
# Header lines that would change without a word changing, or that nobody fills in.
DROPPED_HEADERS = (
    "Project-Id-Version",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Generated-By",
    "Last-Translator",
    "Language-Team",
    "Report-Msgid-Bugs-To",
)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; see the module for the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.words")
    parser.add_argument("command", choices=["extract", "check"])
    if parser.parse_args(arguments).command == "extract":
        extract(ROOT)
        return 0
    faults = check(ROOT)
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def extract(root: Path) -> None:
    """Write the template and bring every translation up to it."""
    template = collect(root)
    _write(root / TEMPLATE, template)
    for path, code in translations(root):
        catalogue = _read(path, code) if path.exists() else _empty(code)
        catalogue.update(template, no_fuzzy_matching=True)
        _write(path, catalogue)


def check(root: Path) -> list[str]:
    """List the faults: words not marked, the template out of date, translations not right."""
    faults = [fault for path in sources(root) for fault in faults_in(path, root)]
    template = collect(root)
    if _stale(root / TEMPLATE, template):
        faults.append(f"{TEMPLATE}: out of date; run: make words")
    for path, code in translations(root):
        name = path.relative_to(root).as_posix()
        if not path.exists():
            faults.append(f"{name}: missing; run: make words")
            continue
        faults += [f"{name}: {fault}" for fault in check_translation(_read(path, code), template)]
    return faults


def collect(root: Path) -> Catalog:
    """Gather the marked messages of the sources."""
    template = _empty(None)
    for path in sources(root):
        place = path.relative_to(root).as_posix()
        for message in marked(path.read_text(encoding="utf-8")):
            template.add(message if len(message) > 1 else message[0], locations=[(place, 0)])
    return template


def sources(root: Path) -> list[Path]:
    """List the files whose words are shown on the screen."""
    folders = [path for name in ("pages", "ui") for path in (root / name).rglob("*.py")]
    return sorted([root / "dashboard.py", *folders])


def translations(root: Path) -> list[tuple[Path, str]]:
    """List the files of translations with their languages; they need not exist."""
    codes = [code for code in LANGUAGES if code != SOURCE]
    return [(root / "locale" / code / "LC_MESSAGES" / f"{DOMAIN}.po", code) for code in codes]


def check_translation(catalogue: Catalog, template: Catalog) -> Iterator[str]:
    """Say what is missing, doubtful or wrongly filled in one language's catalogue."""
    for message in template:
        if not message.id:
            continue
        translated = catalogue.get(message.id)
        if translated is None:
            yield f"not there: {_shown(message)}; run: make words"
        elif translated.fuzzy:
            yield f"marked fuzzy: {_shown(message)}"
        elif not all(_forms(translated.string, catalogue.num_plurals)):
            yield f"not translated: {_shown(message)}"
        else:
            yield from _wrong_placeholders(message, translated)


def _wrong_placeholders(message: Message, translated: Message) -> Iterator[str]:
    allowed = [placeholders(text) for text in _forms(message.id)]
    for text in _forms(translated.string):
        if placeholders(text) not in allowed:
            yield f"other placeholders than {_shown(message)}: {text!r}"


def placeholders(text: str) -> frozenset[str] | None:
    """Give the names in braces of a message, or None where the braces do not match."""
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return None


def _forms(text: str | tuple[str, ...] | list[str] | None, plurals: int = 1) -> list[str]:
    """List the forms of a text; a plural one has as many as its language needs."""
    if text is None or isinstance(text, str):
        return [text or ""]
    return [*text, *[""] * (plurals - len(text))]


def _shown(message: Message) -> str:
    return repr(_forms(message.id)[0])


def _stale(path: Path, template: Catalog) -> bool:
    return not path.exists() or path.read_text(encoding="utf-8") != _text(template)


def _empty(code: str | None) -> Catalog:
    return Catalog(locale=code, domain=DOMAIN, header_comment=HEADER, fuzzy=False)


def _read(path: Path, code: str) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale=code, domain=DOMAIN)


def _write(path: Path, catalogue: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_text(catalogue), encoding="utf-8")


def _text(catalogue: Catalog) -> str:
    """Render a catalogue so that only a changed word changes the text."""
    catalogue.header_comment = HEADER
    target = io.BytesIO()
    write_po(
        target, catalogue, width=98, sort_output=True, ignore_obsolete=True, include_lineno=False
    )
    lines = target.getvalue().decode().splitlines(keepends=True)
    dropped = tuple(f'"{name}:' for name in DROPPED_HEADERS)
    return "".join(line for line in lines if not line.startswith(dropped))


if __name__ == "__main__":
    sys.exit(main())
