"""An entry as ranking sees it: phrases to find whole, terms by field, literals, codes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from kb.codes import canonical, find_codes
from kb.entry import Entry
from kb.reading import Names, Reading

_CODE_SPAN = re.compile(r"`([^`\n]{2,300})`")

FIELD_WEIGHTS = {
    "title": 1.0,
    "names": 1.0,
    "texts": 0.95,
    "literals": 0.9,
    "body": 0.75,
    "mentions": 0.65,
    "aside": 0.45,
}
"""How much a word counts that stands in a field: a word of the title is what the entry is about, a word of a note
often only stands beside it."""


@dataclass(frozen=True)
class Phrase:
    """A name or an error text, read. `kind`: title, alias, message, literal or mention;
    `codes`: those that it prints."""

    text: str
    kind: str
    squeezed: str
    pieces: frozenset[str]
    terms: frozenset[str]
    codes: frozenset[str] = frozenset()


@dataclass
class Document:
    """What ranking knows of an entry."""

    id: str
    kind: str
    codes: tuple[str, ...]
    products: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    fields: dict[str, frozenset[str]]
    literals: tuple[Phrase, ...]
    _order: dict[str, list[str]] = field(default_factory=dict, repr=False)

    def words(self, name: str) -> list[str]:
        """The terms of a field in reading order, repeats kept."""
        return self._order.get(name, [])

    @cached_property
    def weights(self) -> dict[str, float]:
        """Each term with the weight of the best field it stands in."""
        out: dict[str, float] = {}
        for name, terms in self.fields.items():
            for term in terms:
                out[term] = max(out.get(term, 0.0), FIELD_WEIGHTS[name])
        return out


def read_entry(entry: Entry, names: Names) -> Document:
    """The document of an entry."""
    texts = {
        "title": [entry.title],
        "names": [*entry.aliases, *entry.codes, entry.id.replace("-", " ")],
        "texts": list(entry.messages),
        "literals": list(_literals(entry)),
        "body": list(_body(entry)),
        "mentions": list(_mentions(entry)),
        "aside": [*(note.text for note in entry.notes), *entry.products],
    }
    order = {name: [w.term for t in parts for w in Reading(t, names).words] for name, parts in texts.items()}
    phrases = [
        _phrase(text, kind, names, entry.codes)
        for kind, listed in (("title", [entry.title]), ("alias", entry.aliases), ("message", entry.messages))
        for text in listed
        if not (kind == "alias" and (_HOST_OR_FILE.fullmatch(text) or canonical(text) in entry.codes))
    ]
    mentions = [_phrase(text, "mention", names) for text in _mentions(entry)]
    literals = [_phrase(text, "literal", names) for text in texts["literals"]]
    return Document(
        id=entry.id,
        kind=entry.kind,
        codes=entry.codes,
        products=entry.products,
        phrases=tuple({p.squeezed: p for p in phrases if len(p.squeezed) > 2}.values()),
        fields={name: frozenset(terms) for name, terms in order.items()},
        literals=tuple({p.squeezed: p for p in (*mentions, *literals)}.values()),
        _order={**order, "body": order["body"] + order["mentions"] + order["aside"]},
    )


_IDENTIFIER = re.compile(r"[A-Za-z]+(?:[_-][A-Za-z]+)+|(?:[A-Z][a-z0-9]+){2,}")


def _phrase(text: str, kind: str, names: Names, own: tuple[str, ...] = ()) -> Phrase:
    if kind == "alias" and len(text) > 9 and _IDENTIFIER.fullmatch(text):
        kind = "message"  # people say names, programs print identifiers
    codes = find_codes(text)
    reading = Reading(text, names)
    if codes and kind == "message":  # the code is matched as a code; the words around it must stand for themselves
        kept = text
        for code in reversed(codes):
            kept = kept[: code.start] + kept[code.end :]
        reading = Reading(kept, names)
    bare = {code for code in own if code.isdigit() and re.search(rf"\b{code}\b", text)}
    printed = frozenset({code.key for code in codes} | bare)
    return Phrase(text, kind, reading.squeezed, reading.pieces, reading.terms, printed)


_HOST_OR_FILE = re.compile(r"[^\s]{0,200}[^\s][./\\][^\s]{1,200}")


def _literals(entry: Entry) -> Iterator[str]:
    """Commands, hosts, files, settings: what a question may name and the entry is there to give."""
    yield from (alias for alias in entry.aliases if _HOST_OR_FILE.fullmatch(alias))
    yield from (command.text for command in entry.commands)
    yield from (endpoint.host for endpoint in entry.endpoints)
    yield from (literal for setting in entry.settings for literal in _CODE_SPAN.findall(setting.item))
    for check in entry.checks:
        yield from (sample.text for sample in check.samples if "\n" not in sample.text)


def _mentions(entry: Entry) -> Iterator[str]:
    """Whatever else stands in backticks."""
    yield from _CODE_SPAN.findall(entry.summary)
    for check in entry.checks:
        yield from _CODE_SPAN.findall(check.text)
    for note in entry.notes:
        if not note.outside:
            yield from (text for text in _CODE_SPAN.findall(note.text) if len(text) > 5)


def _body(entry: Entry) -> Iterator[str]:
    yield entry.summary
    yield from (cause.text for cause in entry.causes)
    for check in entry.checks:
        yield check.title
        yield check.text
        yield from (result.text for result in check.results)
    for endpoint in entry.endpoints:
        yield f"{endpoint.port} {endpoint.purpose} {endpoint.cloud}"
    for setting in entry.settings:
        yield f"{setting.item} {setting.kind} {setting.use}"
