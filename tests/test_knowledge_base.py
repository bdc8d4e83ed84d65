"""kb.knowledge_base: a pasted text becomes an answer, or none; never an exception."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import MakeBook
from hypothesis import given, settings
from hypothesis import strategies as st

import kb
from kb.finding import EXACT_SCORE, TEXT_LIMIT

ANY_TEXT = st.text(st.characters(exclude_categories=()))

PASTES = [
    "CAA20004",
    "0xcaa20004",
    "We weren’t able to connect. Please check your network connection and try again. (CAA20004)",
    "The remote server returned an error: (407) Proxy Authentication Required.",
    "User realm discovery failed",
    "how do I clear the Teams cache on a Mac?",
    "netsh winhttp show proxy",
    "ORA-12541: TNS:no listener",
    "the coffee machine on floor 3 is broken",
    "AADSTS9999999",
]

# Between real fragments anything may stand, as in a log.
MIXED = st.lists(st.one_of(st.sampled_from(PASTES), ANY_TEXT), max_size=6).map("\n".join)


def check(found: kb.Lookup, text: str) -> None:
    """What holds for every look-up of every text."""
    assert len(found.matches) <= 5
    scores = [match.score for match in found.matches]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)
    assert sum(scores) <= 1.001
    assert found.answer is None or found.answer == found.matches[0].entry
    assert len({match.entry.id for match in found.matches}) == len(found.matches)
    for match in found.matches:
        for evidence in match.evidence:
            assert 0 <= evidence.start < evidence.end <= len(text)
            assert evidence.met
    json.loads(found.model_dump_json())


# --- answers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("CAA20004", "caa20004"),
        ("error code 0xCAA20004", "caa20004"),
        ("3399614468", "caa20004"),
        ("caa20004", "caa20004"),
        ("Please check your network connection and try again. (CAA2OOO4)", "caa20004"),  # as OCR reads it
        ("System.Net.WebException: The remote server returned an error: (407) Proxy Authentication Required.",
         "http-407-proxy"),
        ("User realm discovery failed", "user-realm-discovery-failed"),
        ("user_realm_discovery_failed", "user-realm-discovery-failed"),
        ("UserRealmDiscoveryFaled", "user-realm-discovery-failed"),
        ("Flush the DNS cache", "dns-cache-flush"),
        ("zwischen uns und dem Proxy: HTTP 407 Proxyauthentifizierung erforderlich", "http-407-proxy"),
    ],
)  # fmt: skip
def test_answers(book: kb.KnowledgeBase, text: str, answer: str) -> None:
    found = book.lookup(text)
    assert found.answer is not None and found.answer.id == answer


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "?!",
        "a",
        "hello",
        "the coffee machine on floor 3 is broken",
        "ORA-12541: TNS:no listener",
        "CAA99999",  # of the family, but nobody knows it
        "HTTP 200 OK",
        "we had 407 guests",
    ],
)
def test_no_answer(book: kb.KnowledgeBase, text: str) -> None:
    assert book.lookup(text).answer is None


def test_a_code_that_the_book_does_not_know_is_named_all_the_same(book: kb.KnowledgeBase) -> None:
    assert book.lookup("it says AADSTS9999999 and 0x8007ABCD").codes == ("AADSTS9999999", "0x8007ABCD")


def test_a_text_that_is_a_name_and_nothing_else_is_as_good_as_certain(book: kb.KnowledgeBase) -> None:
    (first, *_) = book.lookup("  CAA20004\n").matches
    assert first.score == EXACT_SCORE
    assert {(e.start, e.end) for e in first.evidence if e.kind == "exact"} == {(2, 10)}


def test_evidence_points_at_the_code_in_the_text(book: kb.KnowledgeBase) -> None:
    text = "Teams says: try again. (0xCAA20004) since Monday"
    evidence = book.lookup(text).matches[0].evidence
    assert "0xCAA20004" in {text[e.start : e.end] for e in evidence if e.kind == "code"}


def test_every_entry_is_found_by_its_id_its_title_and_its_codes(book: kb.KnowledgeBase) -> None:
    for entry in book:
        assert book.find(entry.id) == (entry,)
        assert book.find(entry.id.upper().replace("-", " ")) == (entry,)
        for name in (entry.title, *entry.codes):
            assert entry in book.find(name)


# --- never raises ---------------------------------------------------------------------------------

ODD = {
    "empty": "",
    "one character": "a",
    "one digit": "4",
    "a megabyte of one letter": "a" * 1_000_000,
    "a megabyte of one digit": "4" * 1_000_000,
    "a megabyte of blanks": " " * 1_000_000,
    "a megabyte of line feeds": "\n" * 1_000_000,
    "a megabyte of dots": "." * 1_000_000,
    "a megabyte of one word": "proxy " * 170_000,
    "a megabyte of one code": "CAA20004 " * 110_000,
    "random bytes": random.Random(1).randbytes(20_000).decode("utf-8", "surrogateescape"),
    "NULs": "CAA20004\0\0\0",
    "only NULs": "\0" * 1000,
    "lone surrogates": "\ud800 CAA20004 \udfff",
    "escapes": "\x1b]52;c;cm0gLXJm\x07\x1b[31mCAA20004\x1b[0m\x9b0m",
    "direction overrides": "\u202e40002AAC\u202c CAA20004",
    "open brackets": "(" * 5000 + "407" + ")" * 5000,
    "a letter with ten thousand accents": "e" + "\u0301" * 10_000,
    "UTF-16 read as Latin": "C\0A\0A\0002\0000\0000\0000\0004\0",
    "query marks": 'code:407 AND (title:* OR "',
    "look-alike of a name": "Microsoft " * 300 + "Entra",
}


@pytest.mark.parametrize("name", ODD)
def test_odd_texts_are_answered_too(book: kb.KnowledgeBase, name: str) -> None:
    check(book.lookup(ODD[name]), ODD[name])


@given(ANY_TEXT)
def test_no_text_makes_it_raise(book: kb.KnowledgeBase, text: str) -> None:
    check(book.lookup(text), text)


@given(MIXED)
def test_no_mixture_makes_it_raise(book: kb.KnowledgeBase, text: str) -> None:
    check(book.lookup(text), text)


@given(st.binary(max_size=500))
def test_no_bytes_make_it_raise(book: kb.KnowledgeBase, data: bytes) -> None:
    for text in (data.decode("latin-1"), data.decode("utf-8", "surrogateescape"), data.decode("utf-16", "replace")):
        check(book.lookup(text), text)


@given(st.one_of(ANY_TEXT, st.text(alphabet=st.sampled_from(list('ab:*?"+-()[]{}^~\\/ ANDORT.<>=!')), max_size=40)))
def test_no_query_makes_the_search_raise(book: kb.KnowledgeBase, query: str) -> None:
    scores = [match.score for match in book.search(query)]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)


def test_a_long_text_is_read_at_both_ends_and_says_so(book: kb.KnowledgeBase) -> None:
    text = "x " * TEXT_LIMIT + " the last line: (CAA20004)"
    found = book.lookup(text)
    assert found.answer is not None and found.answer.id == "caa20004"
    assert found.remarks == (f"read the first 150,000 and the last 50,000 of {len(text):,} characters",)
    check(found, text)


# --- the same answer always -----------------------------------------------------------------------


def test_the_answer_does_not_depend_on_what_was_asked_before(book: kb.KnowledgeBase) -> None:
    first = {text: book.lookup(text) for text in PASTES}
    for text in reversed(PASTES * 2):
        assert book.lookup(text) == first[text]
    fresh = kb.open()
    for text in reversed(PASTES):
        assert fresh.lookup(text) == first[text]


@settings(max_examples=20)
@given(ANY_TEXT, st.sampled_from(PASTES))
def test_no_text_changes_a_later_answer(book: kb.KnowledgeBase, text: str, paste: str) -> None:
    before = book.lookup(paste)
    book.lookup(text)
    assert book.lookup(paste) == before


def test_eight_threads_get_the_answers_that_one_gets(book: kb.KnowledgeBase) -> None:
    expected = [book.lookup(text) for text in PASTES]
    fresh = kb.open()
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(fresh.lookup, text) for _ in range(8) for text in PASTES]
        assert [future.result() for future in asked] == expected * 8


# --- browsing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("code:407", "http-407-proxy"),
        ("code:CAA20004", "caa20004"),
        ("flush dns", "dns-cache-flush"),
        ("proxy timeout", "proxy-idle-timeout"),
        ("websock*", "teams-proxy-configuration"),
        ('"user realm discovery"', "user-realm-discovery-failed"),
        ('"idle timeout"', "proxy-idle-timeout"),
        ("product:teams cache", "teams-clear-credentials-windows"),
    ],
)
def test_search_finds(book: kb.KnowledgeBase, query: str, found: str) -> None:
    assert found in [match.entry.id for match in book.search(query)][:3]


def test_search_by_product_and_kind(book: kb.KnowledgeBase) -> None:
    assert {m.entry.kind for m in book.search("kind:check")} == {"check"}
    assert all("Microsoft Teams" in match.entry.products for match in book.search("product:teams"))


def test_search_for_nothing_finds_nothing(book: kb.KnowledgeBase) -> None:
    assert book.search("") == ()
    assert book.search("xyzzyplugh") == ()


def test_search_keeps_to_the_number_asked_for(book: kb.KnowledgeBase) -> None:
    assert len(book.search("proxy", limit=3)) == 3
    assert book.search("proxy", limit=0) == ()


# --- a book as a collection -----------------------------------------------------------------------


def test_a_book_is_iterated_counted_and_asked_by_id(small: Path) -> None:
    book = kb.open(small)
    assert [entry.id for entry in book] == ["oil", "widget"]
    assert len(book) == 2
    assert "oil" in book and "water" not in book
    assert book["oil"].title == "Oil the hinges"


@pytest.mark.parametrize("name", ["widgt", "", "\ud800", "x" * 10_000, "\x1b[31m", "../../etc/passwd"])
def test_an_unknown_id_is_an_error_that_can_be_shown(small: Path, name: str) -> None:
    with pytest.raises(kb.UnknownEntry) as caught:
        kb.open(small)[name]
    assert isinstance(caught.value, KeyError)
    assert str(caught.value).encode()


def test_an_unknown_id_names_the_nearest(small: Path) -> None:
    with pytest.raises(kb.UnknownEntry, match="no entry called 'widgt'; nearest: widget") as caught:
        kb.open(small)["widgt"]
    assert caught.value.nearest == ("widget",)


def test_a_name_that_entries_share_finds_them_all(make_book: MakeBook) -> None:
    root = make_book({"a/x.md": "# Overview", "b/y.md": "# Overview"})
    assert [entry.id for entry in kb.open(root).find("overview")] == ["x", "y"]


def test_models_are_frozen_and_come_back_from_json(book: kb.KnowledgeBase) -> None:
    entry = book["caa20004"]
    assert kb.Entry.model_validate_json(entry.model_dump_json()) == entry
    with pytest.raises(ValueError, match="frozen"):
        entry.title = "other"


# --- documents that nobody wrote for us -----------------------------------------------------------

RUNBOOKS: dict[str, str | bytes] = {
    "KubePodCrashLooping.md": "# KubePodCrashLooping\n\n## Meaning\n\nPod is in CrashLoop: the container restarts again and again.\n\n## Impact\n\nService degradation.\n\n## Diagnosis\n\n- Check the pod's logs.\n\n## Mitigation\n\nFix the crash.\n",  # noqa: E501
    "KubeQuotaExceeded.md": "# KubeQuotaExceeded\n\n## Meaning\n\nNamespace has used up its quota.\n\n## Impact\n\nNew pods are refused.\n\n## Mitigation\n\nRaise the quota.\n",  # noqa: E501
    "NodeClockSkew.md": "# NodeClockSkewDetected\n\n## Meaning\n\nClock skew detected.\n\n## Mitigation\n\nEnsure the time synchronization service is running.\n",  # noqa: E501
    "2322.md": "---\noriginal: \"Type '{0}' is not assignable to type '{1}'.\"\n---\n\nYou passed something of another type.\n",  # noqa: E501
    "2304.md": "---\noriginal: \"Cannot find name '{0}'.\"\n---\n\nThe name is not in scope.\n",
    "stuck.md": "# Upgrade is stuck\n\n## Symptom\n\n```\nFABRIC_E_TIMEOUT: operation timed out\n```\n\n## Cause\n\nSlow disk.\n\n## Resolution\n\nRestart the node.\n",  # noqa: E501
    "many.md": "# Errors\n\n## Lid cannot be opened\n\n### Cause\n\nRust.\n\n## Gear assembly jammed\n\n### Cause\n\nDust.\n",  # noqa: E501
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ('[FIRING:1] KubePodCrashLooping (pod="web-1" severity="warning")', "kubepodcrashlooping"),
        ("Namespace web is using 93% of its quota", "kubequotaexceeded"),
        ("Clock skew detected on node 7", "nodeclockskew"),
        ("src/cart.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'.", "2322"),
        ("Cannot find name 'undefinedThing'.", "2304"),
        ("upgrade: FABRIC_E_TIMEOUT", "stuck"),
        ("gear assembly jammed again", "gear-assembly-jammed"),
    ],
)
def test_pages_of_other_people_are_found_by_their_errors(make_book: MakeBook, text: str, first: str) -> None:
    assert kb.open(make_book(RUNBOOKS)).lookup(text).matches[0].entry.id == first


def test_known_noise_does_not_decide_and_is_named() -> None:
    book = kb.open()
    noise = "TCP_DENIED/403 3957 CONNECT dc.services.visualstudio.com:443 - HIER_NONE/- text/html"
    signal = "TCP_DENIED/407 4011 CONNECT login.microsoftonline.com:443 - HIER_NONE/- proxy authentication required"
    found = book.lookup(f"{noise}\n{noise}\n{signal}")
    assert found.answer is not None
    assert found.answer.id == "http-407-proxy"
    assert found.remarks == ("known noise in line 1: dc.services.visualstudio.com, see log-red-herrings",)
    alone = book.lookup(f"{noise}\n{noise}")
    assert alone.answer is not None
    assert alone.answer.id == "log-red-herrings"
    assert alone.remarks == ()


@pytest.mark.parametrize(
    "text",
    [
        "WinHTTP Web Proxy Auto-Discovery Service is running.",
        "HTTP/1.1 200 OK from adminwebservice.microsoftonline.com",
        "The connection to the proxy server completed successfully.",
    ],
)
def test_a_text_that_says_all_is_well_is_no_error(text: str) -> None:
    assert kb.open().lookup(text).answer is None


def test_success_beside_a_failure_is_not_all_is_well() -> None:
    found = kb.open().lookup("DNS look-up succeeded, then: The remote server returned an error: (407)")
    assert found.answer is not None


def test_a_symbolic_code_that_ocr_misread_is_found_and_a_digit_is_never_doubted() -> None:
    book = kb.open()
    assert "ERR_PROXY_CONNECTION_FAILED" in book.lookup("net::ERR_PR0XY_C0NNECTION_FAlLED at start").codes
    assert book.lookup("CAA20008").answer is None  # CAA2000B is another
