"""kb.codes: codes found in any text, in one canonical form."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.code_names import named, rows
from kb.codes import canonical, find_codes, looks_like_code, of_name, reread, spellings

ANY_TEXT = st.text(st.characters(exclude_categories=()))


def keys(text: str) -> list[str]:
    return [code.key for code in find_codes(text)]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("CAA20004", "CAA20004"),
        ("Please try again. (0xcaa20004)", "CAA20004"),
        ("3399614468", "CAA20004"),  # unsigned decimal
        ("WAM_network_error_3400007680", "CAA80000"),
        ("-895352828", "CAA20004"),  # signed decimal
        ("0x80072EE7", "0x80072EE7"),
        ("80072ee7", "0x80072EE7"),
        ("-2147012889", "0x80072EE7"),
        ("AADSTS50126: invalid username", "AADSTS50126"),
        ("aadsts 50126", "AADSTS50126"),
        ("what does entra error 50128 mean", "AADSTS50128"),
        ('"error_codes":[50126]', "AADSTS50126"),
        ("HTTP 407", "407"),
        ("(407) Proxy Authentication Required", "407"),
        ("the proxy returned 403", "403"),
        ("CONNECT tunnel failed, response 502", "502"),
        ("TCP_DENIED/407 4011 CONNECT login.contoso.com:443", "407"),
        ("curl: (56) Recv failure", "curl-56"),
        ("getaddrinfo ENOTFOUND login.microsoftonline.com", "ENOTFOUND"),
        ("net::ERR_TUNNEL_CONNECTION_FAILED", "ERR_TUNNEL_CONNECTION_FAILED"),
        ("error TS2322: Type", "TS2322"),
        ("WinHttpSendRequest: 12007: The server name or address could not be resolved", "0x80072EE7"),
        ("WinINet 12002", "0x80072EE2"),
        ("Result = failed [gle=0x00002ee7]", "0x80072EE7"),
        ("[WinError 10061] No connection could be made", "0x8007274D"),
        ("SocketException (10060): connect to 10.1.2.3", "0x8007274C"),
        ("recv: WSAECONNRESET", "0x80072746"),
        ("WININET_E_CANNOT_CONNECT", "0x80072EFD"),
        ("schannel: SEC_E_UNTRUSTED_ROOT", "0x80090325"),
        ("RPC failed; curl 56 OpenSSL SSL_read", "curl-56"),
        ("0     0    0curl: (56) Recv failure", "curl-56"),
        (">>> Curl error (60): SSL peer certificate", "curl-60"),
        ("pycurl.error: (60, 'SSL", "curl-60"),
        ("CURLE_COULDNT_RESOLVE_PROXY", "curl-5"),
        ("verify error:num=20:unable to get local issuer certificate", "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY"),
        ("Verify return code: 19 (self-signed", "X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN"),
        (
            "write EPROTO C0BAF076:error:0A000152:SSL routines:final",
            "EPROTO SSL_R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED",
        ),
        ("error:1408F10B:SSL routines:ssl3_get_record", "SSL_R_WRONG_VERSION_NUMBER"),
        ("error:0A000FFF:SSL routines", "SSL_R_4095"),
        ("GnuTLS recv error (-110): The TLS connection", "GNUTLS_E_PREMATURE_TERMINATION"),
        ("handshake failed; returned -1, SSL error code 1, net_error -202", "ERR_CERT_AUTHORITY_INVALID"),
        ("npm ERR! code E407", "npm-e407"),
        ("npm ERR! code SELF_SIGNED_CERT_IN_CHAIN", "SELF_SIGNED_CERT_IN_CHAIN"),
        ("Event ID: 12020", "event-12020"),
    ],
)
def test_codes_are_found_and_brought_to_one_form(text: str, key: str) -> None:
    assert keys(text) == key.split()


# Digits without their context mean nothing.
@pytest.mark.parametrize(
    "text",
    [
        "",
        "we have 407 users",
        "room 407",
        "line 403",
        "10.0.4.7",
        "port 8080",
        "0x1234",
        "deadbeef",
        "12345678",
        "1,407 files",
        "HTTP 200",
        "System.Net.WebException: The remote server returned an error: (502) Bad Gateway.",
        "80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 52e",
        "502 of 900 tests passed",
        "[12007/14233] Building CXX object src/winhttp_stub.cpp.o",
        "WinHTTP: Timeout waiting for the element (12002 ms)",
        "ERROR 10054 rows could not be sent to the remote host",
        "ERROR 10060: unable to open database file",
        "listening on port 10061, connected",
        "error:0B080074:x509 certificate routines",  # another library of OpenSSL
        "curl 7.81.0 (x86_64-pc-linux-gnu)",
    ],
)
def test_digits_without_context_are_no_codes(text: str) -> None:
    assert keys(text) == []


def test_codes_come_in_reading_order_with_their_places() -> None:
    text = "first AADSTS50126, then 0xCAA20004"
    found = find_codes(text)
    assert [text[code.start : code.end] for code in found] == ["AADSTS50126", "0xCAA20004"]


def test_letters_that_ocr_put_for_digits_are_turned_back() -> None:
    assert reread("CAA2OOO4 and OxCAA2O0O4") == "CAA20004 and 0xCAA20004"
    assert reread("Oxcaa2ooO4, 8o072EFE, Ox80072efe").split()[::2] == ["0xCAA20004,", "0x80072efe"]
    assert reread("Hello SOS") == "Hello SOS"


def test_other_spellings_of_a_code() -> None:
    assert list(spellings("CAA20004")) == ["CAA20004", "0xCAA20004", "3399614468", "-895352828"]
    assert {"-2147012889", "12007", "WININET_E_NAME_NOT_RESOLVED"} <= set(spellings("0x80072EE7"))
    assert "5" not in set(spellings("0x80070005"))  # a number that means too many things
    assert "CURLE_RECV_ERROR" in set(spellings("curl-56"))


def test_every_name_of_the_table_stands_for_one_code() -> None:
    for row in rows():
        keys_of = {of_name(name) for name in row.names if named(name) == row}
        assert len(keys_of) == 1, row
        key = keys_of.pop()
        assert row.family in ("facility", "wam") or canonical(row.names[0]) == key
        assert key is None or canonical(key) == key


def test_what_is_shaped_like_a_code() -> None:
    assert looks_like_code("TS2322")
    assert looks_like_code("FABRIC_E_TIMEOUT")
    assert looks_like_code("KubePodCrashLooping")
    assert not looks_like_code("Teams")
    assert not looks_like_code("a1")


@given(ANY_TEXT)
def test_any_text_can_be_searched_for_codes(text: str) -> None:
    found = find_codes(text)
    assert all(0 <= code.start < code.end <= len(text) for code in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert len(reread(text)) == len(text)
    canonical(text)
    looks_like_code(text)


@given(st.integers(min_value=2**31, max_value=2**32 - 10**8))
def test_every_spelling_of_a_failure_code_is_the_same_code(value: int) -> None:
    signed, unsigned, hexadecimal = str(value - 2**32), str(value), f"0x{value:08x}"
    assert canonical(signed) == canonical(unsigned) == canonical(hexadecimal)
    assert canonical(canonical(hexadecimal)) == canonical(hexadecimal)
