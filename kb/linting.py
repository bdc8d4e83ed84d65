"""What a strict reader of the whole book objects to. Pure: entries in, faults out.

`article.py` and `edges/article_folder.py` report what they meet while reading; here are the rules that need
finished entries, or all of them at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kb.entry import Entry
from kb.fault import Fault
from kb.folding import squeeze
from kb.safe_text import is_visible
from kb.tool_output import FINDINGS, tools_of


def lint_entries(entries: Iterable[Entry]) -> Iterator[Fault]:
    """The faults of finished entries, in their order."""
    entries = list(entries)
    codes: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        for code in entry.codes:
            codes[code.upper()].append(entry.id)
    for entry in entries:
        file, line = entry.origin.file, entry.origin.line

        def fault(what: str, remedy: str, file: str = file, line: int = line) -> Fault:
            return Fault(file, line, what, remedy)

        if not entry.summary:
            yield fault(f"{entry.id}: no summary", "write one paragraph under the title")
        if not entry.sources:
            yield fault(f"{entry.id}: no source", "name the document its facts come from")
        if not entry.products:
            yield fault(f"{entry.id}: no product", "list products in the front matter")
        if entry.kind == "error" and not (entry.causes or entry.checks):
            yield fault(f"{entry.id}: an error without causes or checks", "add ## Causes or ## Checks")
        if entry.kind == "check" and not entry.checks:
            yield fault(f"{entry.id}: a check without a procedure", "add ## Checks with an ordered list")
        for code in entry.codes:
            others = sorted(set(codes[code.upper()]) - {entry.id})
            if others:
                yield fault(f"{entry.id}: code {code} is also that of {', '.join(others)}", "keep it in one of them")
        for command in entry.commands:
            if not (command.text.isascii() and command.text.replace("\n", "").isprintable()):
                yield fault(f"{entry.id}: command is not plain printable ASCII: {command.text!r}", "retype it")
        for message in entry.messages:
            if len(squeeze(message)) < 4:
                yield fault(f"{entry.id}: error text too short to find anything: {message!r}", "quote more of it")
        spoken = [(check.title, number) for check in entry.checks for r in check.results for number in r.causes]
        spoken += [(one.whom, number) for one in entry.escalations for number in one.causes]
        for title, number in spoken:
            if number > len(entry.causes):
                what = f"{entry.id}: {title!r} speaks of cause {number} of {len(entry.causes)}"
                yield fault(what, "count the causes of the entry from 1")
        for check in entry.checks:
            printed = {about for tool in tools_of(check) for about in tool.about}
            for name in dict.fromkeys(name for result in check.results for name in result.when):
                if name not in FINDINGS:
                    yield fault(f"{entry.id}: no finding is called {name!r}", "content/README.md lists them")
                elif FINDINGS[name].about not in printed:
                    what = f"{entry.id}: nothing that {check.title!r} runs shows {name!r}"
                    yield fault(what, "take the finding out of (when: ...), or give the check a command that prints it")
        if not all(map(is_visible, _texts(entry.model_dump()))):
            yield fault(f"{entry.id}: invisible or direction-changing characters", "remove them")


def _texts(value: object) -> Iterator[str]:
    """Every text inside the data of an entry."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
