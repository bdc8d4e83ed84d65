"""kb.redaction: what a paste brought along is gone, what it is about stays."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
from kb.public_hosts import is_public_host, tenant_part
from kb.redaction import KINDS, Replaced, redact
from kb.redaction_rules import RULES

Line = dict[str, Any]

DATA = Path(__file__).parent / "data" / "redaction.jsonl"
LINES: list[Line] = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
GONE = [line for line in LINES if "gone" in line]
STAY = [line for line in LINES if "gone" not in line]
LOGS = [line for line in GONE if line["text"].count("\n") >= 4]


def test_stand_ins_for_what_is_somebodys_and_nothing_else() -> None:
    """The example of the manual: one name for one value, however often and however written."""
    found = redact(
        r"AADSTS50126 for jane@contoso.com at proxy.contoso.com:3128, in C:\Users\jane\AppData; JANE@contoso.com again"
    )
    assert found.text == r"AADSTS50126 for <mail-1> at <host-1>:3128, in C:\Users\<user-1>\AppData; <mail-1> again"
    assert found.replaced == (
        Replaced("mail", "<mail-1>", 2),
        Replaced("host", "<host-1>", 1),
        Replaced("user", "<user-1>", 1),
    )


def test_the_set_is_as_large_as_it_says() -> None:
    """150 secrets and identifiers in their places, 30 of them in whole logs, and 60 texts that stay."""
    assert len({(line["text"], *line["gone"]) for line in GONE}) >= 150
    assert len(LOGS) >= 30
    assert len({line["text"] for line in LOGS}) >= 6
    assert len({line["text"] for line in STAY}) >= 60
    assert len({line["id"] for line in LINES}) == len(LINES)
    assert {line["kind"] for line in GONE} >= {
        "token",
        "password",
        "key",
        "cookie",
        "code",
        "user",
        "mail",
        "tenant",
        "host",
    }
    assert all(value in line["text"] for line in LINES for value in (*line.get("gone", ()), *line.get("stay", ())))


@pytest.mark.parametrize("line", GONE, ids=lambda line: line["id"])
def test_secrets_are_gone(line: Line) -> None:
    """Not a trace of them in any letter case, not in the list either; what the text is about stays."""
    found = redact(line["text"])
    for value in line["gone"]:
        assert value.casefold() not in found.text.casefold()
        assert value not in repr(found)
    for value in line.get("stay", ()):
        assert value in found.text


@pytest.mark.parametrize("line", STAY, ids=lambda line: line["id"])
def test_what_a_text_is_about_stays(line: Line) -> None:
    """Codes, public hosts, versions, commands: to the character."""
    found = redact(line["text"])
    for value in line["stay"]:
        assert value in found.text


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["id"])
def test_redacting_again_changes_nothing(line: Line) -> None:
    """Neither anew nor within the session."""
    once = redact(line["text"])
    assert redact(once.text).text == once.text
    assert redact(once.text).replaced == ()
    assert redact(once.text, known=once.known).text == once.text


# --- the same value, the same stand-in --------------------------------------------------------------------------------


def test_a_session_goes_on_with_its_names() -> None:
    """A value keeps its stand-in in the next text, and a new one gets the next number."""
    first = redact("upn ann@contoso.com")
    second = redact("bob@contoso.com and ann@contoso.com", known=first.known)
    assert second.text == "<mail-2> and <mail-1>"
    assert redact("bob@contoso.com").text == "<mail-1>"
    assert redact("", known=second.known).known == second.known


def test_what_was_given_is_not_changed() -> None:
    """The mapping that is passed on is a new one."""
    known = redact("upn ann@contoso.com").known
    before = dict(known.stand_ins)
    redact("upn bob@contoso.com", known=known)
    assert dict(known.stand_ins) == before


def test_a_stand_in_of_the_text_is_not_given_to_another_value() -> None:
    """A text that was redacted elsewhere keeps its own."""
    assert redact("<mail-1> wrote to ann@contoso.com").text == "<mail-1> wrote to <mail-2>"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Computer: PC-4711.contoso.local\npc-4711 is down", "Computer: <host-1>\n<host-1> is down"),
        ("jd@contoso.com; issuer CN=Contoso Root CA", "<mail-1>; issuer CN=<tenant-1> Root CA"),
        (r"C:\Users\mmustermann\x, later mmustermann alone", r"C:\Users\<user-1>\x, later <user-1> alone"),
        ("password=Zebra-9\nit echoed Zebra-9", "password=<password-1>\nit echoed <password-1>"),
        ("id 8F1D2C3B-4A59-4687-96A5-B4C3D2E1F001, Tenant ID: 8f1d2c3b-4a59-4687-96a5-b4c3d2e1f001",
         "id <tenant-1>, Tenant ID: <tenant-1>"),
        ("a4:5e:60:c1:d2:e3 is A4-5E-60-C1-D2-E3", "<mac-1> is <mac-1>"),
        (r"CONTOSO\jdoe on contoso.onmicrosoft.com", r"<domain-1>\<user-1> on <domain-1>.onmicrosoft.com"),
    ],
)  # fmt: skip
def test_what_was_found_once_is_found_everywhere(text: str, redacted: str) -> None:
    assert redact(text).text == redacted


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        (r"C:\Users\error\x: an error", r"C:\Users\<user-1>\x: an error"),
        ("proxy.proxy.local: the proxy refused", "<host-1>: the proxy refused"),
        ("user 'support': ask the support", "user '<user-1>': ask the support"),
    ],
)
def test_a_name_that_is_a_word_is_not_looked_for_in_sentences(text: str, redacted: str) -> None:
    assert redact(text).text == redacted


# --- hosts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "hidden"),
    [
        ("login.microsoftonline.com", ""),
        ("*.servicebus.windows.net", ""),
        ("onmicrosoft.com", ""),
        ("updater.msappproxy.net", ""),
        ("contoso.onmicrosoft.com", "contoso"),
        ("app-contoso.msappproxy.net", "app-contoso"),
        ("contoso.com", "contoso.com"),
        ("evil-microsoft.com", "evil-microsoft.com"),
        ("microsoft.com.contoso.net", "microsoft.com.contoso.net"),
    ],
)
def test_the_longest_ending_decides(host: str, hidden: str) -> None:
    assert host[: tenant_part(host)] == hidden
    assert is_public_host(host) == (not hidden)


EXAMPLES = re.compile(r"contoso|fabrikam|example\.|localhost|^[^.]*$|[<>{}\[\] ]")


def test_the_hosts_of_the_shipped_articles_stay(book: kb.KnowledgeBase) -> None:
    """A host that an article tells to open is in `public_hosts`, unless it is somebody's own."""
    hosts = {
        endpoint.host.lower() for entry in book for endpoint in entry.endpoints if not EXAMPLES.search(endpoint.host)
    }
    lost = {host for host in hosts if redact(host).text != host}
    assert len(hosts) > 50
    assert not lost, f"add their endings to kb/public_hosts.py: {sorted(lost)}"


# --- laws -------------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *r"""password= password: "pwd":" token= Authorization: Bearer Basic Cookie: Set-Cookie: :// @ %40 \ / C:\Users\
        /home/ CONTOSO\ jdoe contoso.com proxy. <user-1> <password-1> <tenant-2> .onmicrosoft.com eyJabcdefghijklmnop
        10.0.0.1 fe80::1 user= Computer: tenant: -p -u --password sig= -----BEGIN -----END S-1-5-21-1-2-3-4 " ' ; , . :
        = & < > { } [ ] ( ) 8f1d2c3b-4a59-4687-96a5-b4c3d2e1f001 code= 0x80072EE7 a1 abcdefgh12345678 CN= DC= +49 phone:
        ü 密码""".split(),
        *" \n\t\x00\ud800",
    ]
)
ANY_TEXT = st.text(st.characters(exclude_categories=()))
TEXTS = st.builds(
    lambda pieces, glue: glue.join(pieces), st.lists(PIECES | ANY_TEXT, max_size=25), st.sampled_from(["", " "])
)


@given(TEXTS)
def test_redacting_never_fails_and_once_is_enough(text: str) -> None:
    once = redact(text)
    assert redact(once.text).text == once.text
    assert all(one.count > 0 and one.kind in KINDS and one.stand_in in once.text for one in once.replaced)


@given(ANY_TEXT)
def test_any_text_is_a_text(text: str) -> None:
    assert redact(redact(text).text).text == redact(text).text


SEEDS = {
    *(shows.split()[0] for _, _, shows, _ in RULES),
    *r"""a - a. a- 0: 1. a@ http://a: <password key=" CN=a,OU= A\ C:\Users\ \ " 1234567890 a1- a:b@
    -----BEGIN_PRIVATE_KEY-----""".split(),
    *(
        "password: ",
        "net use \\\\",
        " a=",
        "\n",
        " ",
        "user '",
        "Authorization: Basic ",
        "ssh ",
        "-----BEGIN PRIVATE KEY-----",
    ),
}


@pytest.mark.parametrize("seed", sorted(SEEDS))
def test_ten_times_the_text_takes_about_ten_times_as_long(seed: str) -> None:
    """No pattern goes over the same characters again and again, whatever repeats."""
    short, long = (seed * (size // len(seed)) for size in (8_000, 80_000))
    redact(short)
    for allowed in (20, 30, 40):  # a busy machine gets another chance
        if _seconds(long) < allowed * _seconds(short) + 0.05:
            return
    pytest.fail("grows faster than the text")


def _seconds(text: str) -> float:
    start = time.process_time()
    redact(text)
    return time.process_time() - start


# --- the values stay inside -------------------------------------------------------------------------------------------


def test_what_is_known_does_not_show_itself() -> None:
    """A log line or an exception that prints the mapping must not undo the work."""
    found = redact("password=hunter2")
    assert "hunter2" not in f"{found!r} {found.known!r} {found.replaced!r} {found.known}"
    assert found.known.stand_ins == {("secret", "hunter2"): "<password-1>"}
