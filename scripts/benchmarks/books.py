"""A made-up book of any size: the same entries every time, and as a folder of Markdown as somebody would write it.

An entry has a code, a title, two other names, a message of 8 to 20 words and symptoms of about 129 words. All messages
differ; one in ten is another's with a word or two exchanged, as families of errors have it. A book of 1,000 entries
begins with the same 100 as a book of 100.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator
from itertools import accumulate, islice
from pathlib import Path

from benchmarks.vocabulary import FORMS, KINDS, NAMES, NOUNS, TAILS, WORDS
from kb.entry import Entry, Note, Origin

ENTRIES_A_PAGE = 100
_SYMPTOM_WORDS = 129
_FAMILY = 0.1  # how many messages are another's with a word or two exchanged
_FRONT = """\
---
kind: error
products: [Made up]
sources: [made-up]
reviewed: 2026-01-01
---
"""

_Word = tuple[str, str]  # the place in the form ("" for a word of the form itself), the word


def entries(count: int) -> Iterator[Entry]:
    """The first so many entries of the made-up book."""
    chance = random.Random(20)
    # Words are met as unequally as in real text: the tenth a quarter as often as the first.
    shuffled = chance.sample(WORDS, len(WORDS))
    weights = list(accumulate(1 / (rank + 5) for rank in range(len(shuffled))))
    seen: set[str] = set()
    recent: deque[list[_Word]] = deque(maxlen=500)
    for number in range(count):
        message = _message(chance, recent, seen)
        name, noun, other = chance.choice(NAMES), chance.choice(NOUNS), chance.choice(NOUNS)
        body = _sentences(chance.choices(shuffled, cum_weights=weights, k=chance.randint(99, 159)), chance)
        yield Entry(
            id=f"made-{number:06d}",
            title=f"{name}: {noun} {other} {chance.choice(KINDS['v'])}",
            kind="error",
            codes=(_code(number),),
            aliases=(f"{name} {noun} problem", f"{other} of {name} {chance.choice(KINDS['v'])}"),
            messages=(message,),
            products=("Made up",),
            summary=f"{name} cannot go on with its {noun}.",
            notes=(Note(title="Symptoms", text=body),),
            origin=Origin(book="made-up", file=f"page-{number // ENTRIES_A_PAGE:04d}.md", line=1),
        )


def write(folder: Path, count: int) -> None:
    """Write the book as pages of a hundred entries each."""
    folder.mkdir(parents=True)
    (folder / "sources.yaml").write_text("made-up:\n  title: Made up for measuring\n", encoding="utf-8")
    pending = entries(count)
    while page := list(islice(pending, ENTRIES_A_PAGE)):
        title = f"# Errors from {page[0].codes[0]} on\n"
        text = "\n".join((_FRONT + title, *map(_article, page)))
        (folder / page[0].origin.file).write_text(text, encoding="utf-8")


def change(folder: Path, number: int) -> None:
    """Change a few words in one page, each `number` another page, as somebody who mends an article does."""
    pages = sorted(folder.glob("page-*.md"))
    page = pages[(len(pages) // 2 + number) % len(pages)]
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("cannot go on", f"cannot go on for reason {number}", 1), encoding="utf-8")


def _article(entry: Entry) -> str:
    return f"""\
## {entry.title}

<a id="{entry.id}"></a>

Codes: `{entry.codes[0]}`

Also called: {"; ".join(entry.aliases)}

{entry.summary}

### Error text

> {entry.messages[0]}

### Symptoms

{entry.notes[0].text}
"""


def _code(number: int) -> str:
    """A code in one of three ways of writing that errkb knows anywhere in a text, unlike that of any other entry."""
    if number % 3 == 0:
        return f"AADSTS{7_100_000 + number}"
    if number % 3 == 1:
        return f"0x8A{number:06X}"
    return f"CA{1_000_000 + number}"


def _message(chance: random.Random, recent: deque[list[_Word]], seen: set[str]) -> str:
    while True:
        words = _another(chance, recent) if len(recent) > 50 and chance.random() < _FAMILY else _new(chance)
        text = " ".join(word for _, word in words)
        text = text.replace(" ,", ",").replace(" ;", ";").replace(" :", ":").replace("( ", "(").replace(" )", ")")
        if 8 <= len(text.split()) <= 20 and text not in seen:
            seen.add(text)
            recent.append(words)
            return text[0].upper() + text[1:] + "."


def _new(chance: random.Random) -> list[_Word]:
    form = chance.choice(FORMS)
    if chance.random() < 0.5:
        form = form + chance.choice(TAILS)
    return [_filled(chance, place) for place in form]


def _another(chance: random.Random, recent: deque[list[_Word]]) -> list[_Word]:
    words = list(chance.choice(recent))
    places = [at for at, (place, _) in enumerate(words) if place]
    for at in chance.sample(places, chance.randint(1, 2)):
        words[at] = _filled(chance, words[at][0])
    return words


def _filled(chance: random.Random, place: str) -> _Word:
    if not place.startswith("{"):
        return "", place
    if place == "{d}":
        return place, str(chance.randint(2, 9999))
    return place, chance.choice(KINDS[place[1]])


def _sentences(words: list[str], chance: random.Random) -> str:
    sentences, at = [], 0
    while at < len(words):
        length = chance.randint(8, 16)
        sentences.append(" ".join(words[at : at + length]).capitalize() + ".")
        at += length
    return " ".join(sentences)
