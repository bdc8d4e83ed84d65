"""errkb beside what people would use instead, on the same entries and the same labelled pastes.

Baselines: Whoosh BM25F alone, SQLite FTS5 (words, and trigrams), tantivy on character trigrams, rapidfuzz
`partial_ratio` over all texts. None of them can say "I don't know", so each gets the threshold that serves it best on
the very file it is scored on (right answers less two for each false one): they are flattered, errkb is not.

usage: scripts/compare [FILE.jsonl...]
"""

from __future__ import annotations

import re
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import tantivy
from rapidfuzz import fuzz
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import MultifieldParser, OrGroup

import kb
from kb.evaluation import names_of, read_rows
from kb.sections import slug

Ranker = Callable[[str], tuple[str, float]]
"""A text -> (id of the best entry, its score); ('', 0.0) where nothing is found."""

_FIELDS = ("title", "names", "texts", "body")


def texts_of(entry: kb.Entry) -> dict[str, str]:
    """The texts of an entry by field, the same for every baseline."""
    body = [entry.summary, *(c.text for c in entry.causes), *(f"{c.title} {c.text}" for c in entry.checks)]
    body += [c.text for c in entry.commands] + [f"{e.host} {e.port} {e.purpose}" for e in entry.endpoints]
    body += [f"{s.item} {s.use}" for s in entry.settings] + [n.text for n in entry.notes]
    names = "\n".join((*entry.codes, *entry.aliases))
    return {"title": entry.title, "names": names, "texts": "\n".join(entry.messages), "body": "\n".join(body)}


def words_in(text: str) -> list[str]:
    """The distinct words of a paste, at most 300, as a query that no engine chokes on."""
    return list(dict.fromkeys(re.findall(r"\w+", text.lower())))[:300]


def whoosh_bm25f(book: kb.KnowledgeBase) -> Ranker:
    """Whoosh with its default analyzer and scoring, all fields, any word."""
    fields = {name: TEXT(field_boost=boost) for name, boost in zip(_FIELDS, (4, 3, 3, 1), strict=True)}
    index = RamStorage().create_index(Schema(id=ID(stored=True), **fields))
    writer = index.writer()
    for entry in book:
        writer.add_document(id=entry.id, **texts_of(entry))
    writer.commit()
    searcher = index.searcher()
    parser = MultifieldParser(list(_FIELDS), index.schema, group=OrGroup)

    def rank(text: str) -> tuple[str, float]:
        hits = searcher.search(parser.parse(" ".join(words_in(text))), limit=1)
        return (hits[0]["id"], float(hits.score(0))) if hits else ("", 0.0)

    return rank


def fts5(book: kb.KnowledgeBase, tokenizer: str) -> Ranker:
    """SQLite FTS5 with this tokenizer, bm25 over all fields."""
    db = sqlite3.connect(":memory:")
    db.execute(f"create virtual table e using fts5(id unindexed, title, names, texts, body, tokenize='{tokenizer}')")
    db.executemany("insert into e values (?, ?, ?, ?, ?)", [(entry.id, *texts_of(entry).values()) for entry in book])

    def rank(text: str) -> tuple[str, float]:
        words = words_in(text)
        if tokenizer == "trigram":
            words = [word for word in words if len(word) > 2]
        query = " OR ".join(f'"{word}"' for word in words)
        if not query:
            return "", 0.0
        sql = "select id, -bm25(e, 0, 4, 3, 3, 1) as s from e where e match ? order by s desc limit 1"
        row = db.execute(sql, (query,)).fetchone()
        return (row[0], row[1]) if row else ("", 0.0)

    return rank


def tantivy_trigrams(book: kb.KnowledgeBase) -> Ranker:
    """tantivy over character trigrams of all texts."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("grams", tokenizer_name="whitespace")
    index = tantivy.Index(builder.build(), path=tempfile.mkdtemp(prefix="errkb-compare-"))

    def grams(text: str) -> list[str]:
        plain = re.sub(r"[^a-z0-9]+", "_", text.lower())
        return [plain[i : i + 3] for i in range(len(plain) - 2)]

    writer = index.writer()
    for entry in book:
        writer.add_document(tantivy.Document(id=entry.id, grams=" ".join(grams("\n".join(texts_of(entry).values())))))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def rank(text: str) -> tuple[str, float]:
        found = list(dict.fromkeys(grams(text)))[:600]
        if not found:
            return "", 0.0
        query = index.parse_query(" ".join(f'"{gram}"' for gram in found), ["grams"])
        hits = searcher.search(query, 1).hits
        return (searcher.doc(hits[0][1])["id"][0], float(hits[0][0])) if hits else ("", 0.0)

    return rank


def rapidfuzz_all(book: kb.KnowledgeBase) -> Ranker:
    """The best `partial_ratio` of any title, name or error text of the book."""
    texts = [(entry.id, text.lower()) for entry in book for text in (entry.title, *entry.aliases, *entry.messages)]

    def rank(text: str) -> tuple[str, float]:
        lower = text.lower()[:5000]
        best = max(texts, key=lambda pair: (fuzz.partial_ratio(pair[1], lower), len(pair[1])))
        return best[0], fuzz.partial_ratio(best[1], lower)

    return rank


def scored(book: kb.KnowledgeBase, rank: Ranker, rows: Iterable[dict[str, object]]) -> list[tuple[float, bool, bool]]:
    """For each row: (score, right, a question the book can answer); a false answer on a negative is not right."""
    names = {entry.id: names_of(entry) for entry in book}
    known = set().union(*names.values())
    out = []
    for row in rows:
        want = {slug(str(x)) for x in row["expect"]}  # type: ignore[attr-defined]
        want |= {x.removeprefix("0x") for x in want}
        near = want | {slug(str(x)) for x in row.get("also_ok", ())}  # type: ignore[attr-defined]
        found, score = rank(str(row["text"]))
        positive = bool(want & known)
        right = bool(found) and bool((want if positive else near) & names[found])
        out.append((score if found else float("-inf"), right, positive))
    return out


def summary(results: list[tuple[float, bool, bool]], threshold: float) -> tuple[int, int]:
    """(right first, false answers) with answers from this score on."""
    right = sum(right and positive for score, right, positive in results if score >= threshold)
    false = sum(not right and not positive for score, right, positive in results if score >= threshold)
    return right, false


def best_threshold(results: list[tuple[float, bool, bool]]) -> float:
    """The score from which answers pay: most right answers less two for each false one."""

    def worth(threshold: float) -> int:
        right, false = summary(results, threshold)
        return right - 2 * false

    return max(sorted({score for score, _, _ in results}), key=worth)


def errkb_rank(book: kb.KnowledgeBase) -> Ranker:
    """errkb with its own rule for answering."""

    def rank(text: str) -> tuple[str, float]:
        found = book.lookup(text)
        return (found.answer.id, found.matches[0].score) if found.answer else ("", 0.0)

    return rank


def main(files: list[str]) -> int:
    """Print the table for each file."""
    book = kb.open()
    ways: dict[str, Ranker] = {
        "errkb": errkb_rank(book),
        "Whoosh BM25F": whoosh_bm25f(book),
        "SQLite FTS5, words": fts5(book, "unicode61"),
        "SQLite FTS5, trigrams": fts5(book, "trigram"),
        "tantivy, trigrams": tantivy_trigrams(book),
        "rapidfuzz partial_ratio": rapidfuzz_all(book),
    }
    root = Path(__file__).parent.parent
    for name in files or [str(root / "tests" / "data" / "questions.jsonl")]:
        rows = read_rows(Path(name))
        print(f"{Path(name).name}\n{'':26} {'right first':>16} {'false answers':>16}")
        for way, rank in ways.items():
            results = scored(book, rank, rows)
            positives = sum(positive for _, _, positive in results)
            threshold = float("0") if way == "errkb" else best_threshold(results)
            right, false = summary(results, threshold)
            print(
                f"{way:26} {right:5}/{positives} {right / positives:7.1%}"
                f" {false:6}/{len(rows) - positives} {false / (len(rows) - positives):7.1%}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
