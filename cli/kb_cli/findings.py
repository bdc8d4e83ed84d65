"""What a look-up found, in words: how sure and why, the evidence, numbered lists of entries. Pure.

Takes what the library gives, and what `kb.finding` gives, which is the same without models. Gives back lines as
`kb.layout` has them (style, indent, platform, text), of one line each; a program renders them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kb.safe_text import visible_line

if TYPE_CHECKING:
    from kb.finding import Found, FoundMatch
    from kb.lookup import Evidence, Lookup, Match
    from kb.matching import Span

    AnyEvidence = Evidence | Span
    AnyMatch = Match | FoundMatch
    AnyLookup = Lookup | Found

Line = tuple[str, int, str, str]

BLANK: Line = ("blank", 0, "", "")
_WORTH_LISTING = 0.01
_SURE = 0.8
_CLIP = 60
_PER_KIND = 5
_WORDS = 12
_KINDS = (
    ("exact", "the whole text is its name"),
    ("code", "code"),
    ("inferred", "code inside another"),
    ("message", "error text"),
    ("title", "title"),
    ("alias", "name"),
    ("literal", "literal"),
    ("word", "words"),
)
"""Kinds of evidence with their words, the strongest first."""


def percent(score: float) -> str:
    """A likelihood in words: never 0 and never 100, for neither is known."""
    return "under 1%" if score < 0.01 else f"{min(99, int(score * 100))}%"


def clip(text: str, limit: int = _CLIP) -> str:
    """The text on one line, every control character visible, cut after `limit` characters."""
    line = visible_line(" ".join(text[: 4 * limit].split()))
    return line if len(line) <= limit and len(text) <= 4 * limit else line[: limit - 1].rstrip() + "…"


def sure_line(match: AnyMatch, text: str) -> Line:
    """How sure and why, in one line."""
    if any(one.kind == "exact" for one in match.evidence):
        return "meta", 0, "", f"Found by name: {clip(text)}"
    reasons = _reasons(match.evidence, text)
    sure = f"{'' if match.score >= _SURE else 'only '}{percent(match.score)} sure"
    return "meta", 0, "", f"{sure[0].upper()}{sure[1:]}: {', '.join(reasons) or 'many small things agree'}"


def _reasons(evidence: Sequence[AnyEvidence], text: str) -> list[str]:
    """The two or three strongest reasons: codes, one phrase; literals or words only where there is nothing better."""
    kinds = {kind: _strongest(evidence, kind) for kind, _ in _KINDS}
    names = dict(_KINDS)
    reasons = [f"code {clip(one.met, 40)}" for one in kinds["code"][:2]]
    reasons += [
        f"{clip(text[one.start : one.end], 20)} holds {clip(one.met, 40)} (inferred)" for one in kinds["inferred"][:1]
    ]
    for kind in ("message", "title", "alias"):
        if kinds[kind]:
            return [*reasons, f"{names[kind]} “{clip(kinds[kind][0].met, 40)}”"]
    reasons += [f"literal {clip(one.met, 40)}" for one in kinds["literal"][:2]]
    words = list(dict.fromkeys(clip(text[one.start : one.end], 20) for one in kinds["word"]))[:4]
    return reasons or ([f"words {', '.join(words)}"] if words else [])


def _strongest(evidence: Sequence[AnyEvidence], kind: str) -> list[AnyEvidence]:
    """The evidence of a kind, the longest stretches first; no stretch inside another, nothing met twice.

    Words are never left out for what they met: two of them may have met one.
    """
    out: list[AnyEvidence] = []
    for one in sorted((e for e in evidence if e.kind == kind), key=lambda e: (e.start - e.end, e.start)):
        if not any(
            (kind != "word" and kept.met == one.met) or (kept.start <= one.start and one.end <= kept.end)
            for kept in out
        ):
            out.append(one)
    return out


def not_sure(found: AnyLookup, unknown_codes: Sequence[str]) -> Iterator[Line]:
    """The sentences that stand in place of an answer. `unknown_codes`: those of the text that no entry has."""
    yield "text", 0, "", "No answer that I would stand behind."
    if unknown_codes:
        codes = ", ".join(clip(code, 40) for code in unknown_codes[:5])
        yield "text", 0, "", f"The text has {codes}, of which the book knows nothing."
    yield from decoded_lines(found)
    if not found.matches:
        yield "text", 0, "", "Nothing in the book comes near it. The whole error text, with its code, helps most."


def decoded_lines(found: AnyLookup) -> Iterator[Line]:
    """What the codes that no entry has are by their structure, a line each."""
    if found.decoded:
        yield "text", 0, "", "Inferred from the code's structure:"
    for one in found.decoded[:_PER_KIND]:
        yield "item", 2, "", f"- {clip(one.code, 40)}: {visible_line(one.words)}"


def others(found: AnyLookup, shown: str) -> tuple[AnyMatch, ...]:
    """The matches worth a line beside the entry `shown`."""
    return tuple(m for m in found.matches if m.id != shown and m.score >= _WORTH_LISTING)


def numbered(items: Iterable[tuple[str, str]]) -> Iterator[Line]:
    """A numbered list of titles, each with what is said of it in brackets (nothing where that is empty)."""
    for number, (title, remark) in enumerate(items, 1):
        yield "item", 2, "", f"{number}. {visible_line(title)}" + (f" ({visible_line(remark)})" if remark else "")


def listed(matches: Iterable[AnyMatch], heading: str) -> list[Line]:
    """Matches as a numbered list under a heading, each with title, id and likelihood, and how to open one."""
    items = [(match.title, f"{match.id}, {percent(match.score)} likely") for match in matches]
    return [BLANK, ("heading", 0, "", heading), *numbered(items), ("meta", 2, "", "`kb show ID` opens one of them")]


def evidence_lines(match: AnyMatch, text: str) -> Iterator[Line]:
    """Which stretches of the text met what in the entry, a kind after the other."""
    for kind, words in _KINDS:
        found = _strongest(match.evidence, kind)
        if kind == "exact" and found:
            yield "item", 2, "", f"- {words}: {clip(text)}"
        elif kind == "word" and found:
            met = list(dict.fromkeys(clip(text[one.start : one.end], 30) for one in sorted(found, key=_place)))
            rest = f" and {len(met) - _WORDS} more" if len(met) > _WORDS else ""
            yield "item", 2, "", f"- {words}: {', '.join(met[:_WORDS])}{rest}"
        else:
            for one in found[:_PER_KIND]:
                yield "item", 2, "", f"- {words}: {_met(one, text)}"


def _place(one: AnyEvidence) -> int:
    return one.start


def _met(one: AnyEvidence, text: str) -> str:
    """What was met, the whole words that met it where they read otherwise, and their line in a text of several."""
    said = _whole_words(text, one.start, one.end)
    out = f"“{clip(one.met)}”" if _bare(said) == _bare(one.met) else f"“{clip(one.met)}”, met by “{clip(said)}”"
    return out + (f" in line {text.count(chr(10), 0, one.start) + 1}" if "\n" in text.strip("\n") else "")


def _whole_words(text: str, start: int, end: int) -> str:
    while 0 < start < len(text) and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while 0 < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return text[start:end]


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def runner_up(found: AnyLookup, shown: str) -> Iterator[Line]:
    """The best match beside the entry shown, with its likelihood and what it lacks, or that there is none."""
    match = next((m for m in found.matches if m.id != shown), None)
    if match is None:
        yield "text", 0, "", "No other entry came near."
        return
    title = visible_line(match.title)
    yield "text", 0, "", f"Next best: {title} ({match.id}), {percent(match.score)} likely."
    best = next((m for m in found.matches if m.id == shown), None)
    lacks = _lacks(best, match) if best else []
    if lacks:
        yield "text", 0, "", f"It lacks: {', '.join(lacks)}."


def _lacks(best: AnyMatch, other: AnyMatch) -> list[str]:
    """What the best match met in the text and the other did not, the strongest kinds first, up to three."""
    met = {_bare(one.met) for one in other.evidence}
    names = dict(_KINDS)
    strong = [e for kind, _ in _KINDS if kind not in ("exact", "word") for e in _strongest(best.evidence, kind)]
    named = [f"{names[e.kind]} “{clip(e.met, 40)}”" for e in strong if _bare(e.met) not in met][:3]
    said = [clip(e.met, 20) for e in _strongest(best.evidence, "word") if _bare(e.met) not in met][:4]
    return named or ([f"words {', '.join(said)}"] if said else [])
