"""An entry as ranking sees it: phrases to find whole, terms with their weights, literals, codes. Pure.

A document is made of an entry once, when the index is built (`EntryText`), and kept there as plain lines
(`to_lines`, `from_lines`), so that a look-up builds no entry and reads no article's text.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from kb.codes import canonical, find_codes
from kb.patterns import compiled
from kb.reading import Names, Pieces, distinct_terms, pieces_of, terms_and_letters, terms_of

if TYPE_CHECKING:
    from kb.entry import Entry

_CODE_SPAN = r"`([^`\n]{2,300})`"

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
_LIGHTEST_FIRST = sorted(zip(FIELD_WEIGHTS.values(), range(len(FIELD_WEIGHTS)), strict=True))


_NONE: frozenset[str] = frozenset()


class Phrase:
    """A name or an error text, read. `kind`: title, alias, message, literal or mention; `words`: its terms in order,
    spaces between; `codes`: those that it prints."""

    __slots__ = ("_pieces", "_terms", "codes", "kind", "squeezed", "text", "words")

    def __init__(self, text: str, kind: str, squeezed: str, words: str, codes: frozenset[str] = frozenset()) -> None:
        self.text = text
        self.kind = kind
        self.squeezed = squeezed
        self.words = words
        self.codes = codes
        self._terms: frozenset[str] | None = None
        self._pieces: Pieces | None = None

    @property
    def terms(self) -> frozenset[str]:
        """Its terms."""
        if self._terms is None:  # of most phrases nobody asks
            self._terms = frozenset(self.words.split())
        return self._terms

    @property
    def pieces(self) -> Pieces:
        """The three-letter pieces of its letters."""
        if self._pieces is None:
            self._pieces = pieces_of(self.squeezed)
        return self._pieces


class Document:
    """What look-up knows of an entry. `fields`: for each of FIELD_WEIGHTS its distinct terms, spaces between."""

    __slots__ = ("_weights", "codes", "fields", "id", "literals", "noise", "phrases", "products", "title")

    def __init__(
        self,
        id: str,
        codes: tuple[str, ...],
        products: tuple[str, ...],
        noise: tuple[str, ...],
        title: str,
        fields: Sequence[str],
        phrases: tuple[Phrase, ...],
        literals: tuple[Phrase, ...],
    ) -> None:
        self.id = id
        self.codes = codes
        self.products = products
        self.noise = noise
        self.title = title
        self.fields = fields
        self.phrases = phrases
        self.literals = literals
        self._weights: dict[str, float] | None = None

    @property
    def weights(self) -> dict[str, float]:
        """Each term with the weight of the best field it stands in."""
        if self._weights is None:
            self._weights = {}
            for weight, at in _LIGHTEST_FIRST:
                self._weights.update(dict.fromkeys(self.fields[at].split(), weight))
        return self._weights

    @property
    def title_terms(self) -> frozenset[str]:
        """The terms of the title."""
        return frozenset(self.fields[0].split())


class EntryText:
    """The texts of an entry, read field by field."""

    def __init__(self, entry: "Entry", names: Names) -> None:
        self.entry = entry
        self._names = names
        self._literals = list(_literals(entry))
        self._mentions = list(_mentions(entry))
        self._body = _APART.join(_body(entry))
        self._aside = _APART.join([*(note.text for note in entry.notes), *entry.products])
        self._read: dict[str, tuple[list[str], str]] = {}  # what is a phrase and in a field is read once

    @cached_property
    def words(self) -> dict[str, list[str]]:
        """The terms of each field in reading order, repeats kept."""
        long = {"body": terms_of(self._body, self._names), "aside": terms_of(self._aside, self._names)}
        return self._short_fields | long

    @cached_property
    def _short_fields(self) -> dict[str, list[str]]:
        entry = self.entry
        return {
            "title": self._terms_of([entry.title]),
            "names": [
                *self._terms_of(entry.aliases),
                *terms_of(_APART.join([*entry.codes, entry.id.replace("-", " ")]), self._names),
            ],
            "texts": self._terms_of(entry.messages),
            "literals": self._terms_of(self._literals),
            "mentions": self._terms_of(self._mentions),
        }

    def _fields(self) -> list[str]:
        fields = {name: " ".join(dict.fromkeys(terms)) for name, terms in self._short_fields.items()}
        fields["body"] = distinct_terms(self._body, self._names)
        fields["aside"] = distinct_terms(self._aside, self._names)
        return [fields[name] for name in FIELD_WEIGHTS]

    def _terms_of(self, texts: Iterable[str]) -> list[str]:
        return [term for text in texts for term in self._terms_and_letters(text)[0]]

    def _terms_and_letters(self, text: str) -> tuple[list[str], str]:
        read = self._read.get(text)
        if read is None:
            read = self._read[text] = terms_and_letters(text, self._names)
        return read

    @cached_property
    def document(self) -> Document:
        """The document of the entry."""
        entry = self.entry
        phrases = [
            self._phrase(text, kind, entry.codes)
            for kind, listed in (("title", [entry.title]), ("alias", entry.aliases), ("message", entry.messages))
            for text in listed
            if not (kind == "alias" and (_is_host_or_file(text) or canonical(text) in entry.codes))
        ]
        mentions = [self._phrase(text, "mention") for text in self._mentions]
        literals = [self._phrase(text, "literal") for text in self._literals]
        return Document(
            id=entry.id,
            codes=entry.codes,
            products=entry.products,
            noise=entry.noise,
            title=entry.title,
            fields=self._fields(),
            phrases=tuple({p.squeezed: p for p in phrases if len(p.squeezed) > 2}.values()),
            literals=tuple({p.squeezed: p for p in (*mentions, *literals)}.values()),
        )

    def _phrase(self, text: str, kind: str, own: tuple[str, ...] = ()) -> Phrase:
        if kind == "alias" and len(text) > 9 and " " not in text and compiled(_IDENTIFIER).fullmatch(text):
            kind = "message"  # people say names, programs print identifiers
        codes = find_codes(text)
        kept = text
        if kind == "message":  # the code is matched as a code; the words around it must stand for themselves
            for code in reversed(codes):
                kept = kept[: code.start] + kept[code.end :]
        terms, squeezed = self._terms_and_letters(kept)
        printed = [code.key for code in codes]
        printed += [code for code in own if code.isdigit() and code in text and code in compiled(r"\w+").findall(text)]
        return Phrase(text, kind, squeezed, " ".join(terms), frozenset(printed) if printed else _NONE)


_APART = " \n\n\n\n"
"""Between texts that are read at once: too wide for a name or a hyphenated word to reach over."""


_IDENTIFIER = r"[A-Za-z]+(?:[_-][A-Za-z]+)+|(?:[A-Z][a-z0-9]+){2,}"


def _is_host_or_file(text: str) -> bool:
    return " " not in text and bool(compiled(r"[^\s]{0,200}[^\s][./\\][^\s]{1,200}").fullmatch(text))


def _literals(entry: "Entry") -> Iterator[str]:
    """Commands, hosts, files, settings: what a question may name and the entry is there to give."""
    yield from (alias for alias in entry.aliases if _is_host_or_file(alias))
    yield from (command.text for command in entry.commands)
    yield from (endpoint.host for endpoint in entry.endpoints)
    yield from (literal for setting in entry.settings for literal in compiled(_CODE_SPAN).findall(setting.item))
    for check in entry.checks:
        yield from (sample.text for sample in check.samples if "\n" not in sample.text)


def _mentions(entry: "Entry") -> Iterator[str]:
    """Whatever else stands in backticks."""
    find = compiled(_CODE_SPAN).findall
    yield from find(entry.summary)
    for check in entry.checks:
        yield from find(check.text)
    for note in entry.notes:
        if not note.outside:
            yield from (text for text in find(note.text) if len(text) > 5)


def _body(entry: "Entry") -> Iterator[str]:
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


# --- as lines --------------------------------------------------------------------------------------------------------


def to_lines(document: Document) -> str:
    """The document as text: codes, products, noise, title, terms by field, phrases, literals."""
    lines = [
        *map(_list_line, (document.codes, document.products, document.noise)),
        escaped(document.title),
        "\t".join(document.fields),
        str(len(document.phrases)),
        *map(_line_of, (*document.phrases, *document.literals)),
    ]
    return "\n".join(lines)


def from_lines(name: str, text: str) -> Document:
    """The document of the entry `name` that `to_lines` made this text of. Raises ValueError if it is none."""
    codes, products, noise, title, by_field, count, *lines = text.split("\n")
    fields = by_field.split("\t")
    if len(fields) != len(FIELD_WEIGHTS):
        raise ValueError(by_field)
    phrases = tuple([_phrase_of(line) for line in lines])
    return Document(
        id=name,
        codes=listed(codes),
        products=listed(products),
        noise=listed(noise),
        title=unescaped(title),
        fields=fields,
        phrases=phrases[: int(count)],
        literals=phrases[int(count) :],
    )


def title_of(text: str) -> str:
    """The title of a document that `to_lines` made this text of."""
    return unescaped(text.split("\n", 4)[3])


class Searched(NamedTuple):
    """What an engine for large books holds of a document: its terms, and of its names and error texts the letters, and
    the words in order; spaces between, where it is one text."""

    terms: str
    letters: list[str]
    words: list[str]


def searched(text: str) -> Searched:
    """What is searched of a document that `to_lines` made this text of."""
    _, _, _, _, by_field, count, *lines = text.split("\n")
    phrases = [line.split("\t", 3) for line in lines[: int(count)]]
    return Searched(by_field.replace("\t", " "), [phrase[1] for phrase in phrases], [phrase[2] for phrase in phrases])


def listed(line: str) -> tuple[str, ...]:
    """The texts of one of the first three lines of a document."""
    return tuple(map(unescaped, line.split("\t")[:-1]))


def _list_line(texts: tuple[str, ...]) -> str:
    return "".join([f"{escaped(text)}\t" for text in texts])


def _line_of(phrase: Phrase) -> str:
    codes = map(escaped, sorted(phrase.codes))
    return "\t".join((phrase.kind, phrase.squeezed, phrase.words, escaped(phrase.text), *codes))


def _phrase_of(line: str) -> Phrase:
    kind, squeezed, words, text, *codes = line.split("\t")
    held = frozenset(map(unescaped, codes)) if codes else _NONE
    return Phrase(unescaped(text), kind, squeezed, words, held)


def escaped(text: str) -> str:
    """The text on one line, without tabs."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def unescaped(text: str) -> str:
    """The text that `escaped` was given."""
    if "\\" not in text:
        return text
    parts = (part.replace("\\n", "\n").replace("\\t", "\t") for part in text.split("\\\\"))
    return "\\".join(parts)
