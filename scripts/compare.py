"""What people would use instead of errkb, on the same entries: engines for `scripts/evaluate --compare`.

None of them can say "I don't know", so each gets the threshold that serves it best on the very lines it is scored on
(right answers less two for each false one): they are favoured, errkb is not.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from functools import partial

from rapidfuzz import fuzz
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import MultifieldParser, OrGroup

import kb
from kb.evaluation import Judged

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
    import tantivy  # here, for only --compare has it installed

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("grams", tokenizer_name="whitespace")
    index = tantivy.Index(builder.build())

    def grams(text: str) -> list[str]:
        plain = re.sub(r"[^a-z0-9]+", "_", text.lower())
        return [plain[i : i + 3] for i in range(len(plain) - 2)]

    writer = index.writer(num_threads=1)  # with more, entries of one score come in another order each time
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


ENGINES: dict[str, Callable[[kb.KnowledgeBase], Ranker]] = {
    "Whoosh BM25F alone": whoosh_bm25f,
    "SQLite FTS5 words": partial(fts5, tokenizer="unicode61"),
    "SQLite FTS5 trigrams": partial(fts5, tokenizer="trigram"),
    "tantivy on character trigrams": tantivy_trigrams,
    "rapidfuzz `partial_ratio` over all texts": rapidfuzz_all,
}


def at_its_best(rank: Ranker, lines: list[Judged]) -> tuple[int, int]:
    """(right first, false answers) of an engine that answers from the score on that serves it best on these lines."""
    ranked = [(*rank(line.row["text"]), line) for line in lines]
    scores = {score for found, score, _ in ranked if found}

    def counts(threshold: float) -> tuple[int, int]:
        given = [(found, line) for found, score, line in ranked if found and score >= threshold]
        right = sum(found in line.right for found, line in given)
        return right, sum(not line.right and found not in line.near for found, line in given)

    def worth(counted: tuple[int, int]) -> int:
        right, false = counted
        return right - 2 * false

    return max(map(counts, sorted({*scores, float("inf")})), key=worth)


def verdict(own: tuple[int, int], others: dict[str, tuple[int, int]], of: tuple[int, int]) -> str:
    """In words, whether these (right first, false answers) lead each of the others, in all that lines ask for: `of`."""
    short = {}
    for name, (right, false) in others.items():
        not_more = [f"right-first ({own[0]} against {right})"] if of[0] and own[0] <= right else []
        not_fewer = [f"false answers ({own[1]} against {false})"] if of[1] and own[1] >= false else []
        if not_more or not_fewer:
            short[name] = " and ".join(not_more + not_fewer)
    measured = " and ".join(what for what, count in zip(("right-first", "false answers"), of, strict=True) if count)
    led = f"errkb leads {len(others) - len(short)} of {len(others)} engines in {'both ' * all(of)}{measured}"
    return "; ".join((led, *(f"not {name} in {what}" for name, what in short.items()))) + "."
