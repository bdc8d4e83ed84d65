"""kb.markup: what stands around a text is blanked, the text and every place stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kb
from kb.markup import unwrap, without_markup


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("\x1b[31mfailed\x1b[0m", "failed"),
        (
            '"{\\"error\\":\\"AADSTS50126: Invalid\\r\\nTrace ID: 1\\"}"',
            '"{ error : AADSTS50126: Invalid Trace ID: 1 }"',
        ),
        ("error_description=AADSTS50126%3a+Invalid%20grant", "error_description=AADSTS50126 +Invalid grant"),
        ("the name &quot;login&quot; isn&#39;t known", "the name login isn t known"),
        ('<p class="error">403 Forbidden</p><hr/>', "403 Forbidden"),
        ("2024-03-01T10:11:12.123Z [12] [ERROR] it failed", "it failed"),
        ("[16:08:42.018] [ 21] [INFO ] AzureTenantPage: begins", "AzureTenantPage: begins"),
        ("10:11:12 error 407 from the proxy", "error 407 from the proxy"),
        # none of these is markup
        ("C:\\new\\temp\\run.log", "C:\\new\\temp\\run.log"),
        ("List<string> of <tenant name>, 5 < 6", "List<string> of <tenant name>, 5 < 6"),
        ("100% of it, 20%off", "100% of it, 20%off"),
        ("AT&T; R&D", "AT&T; R&D"),
    ],
)
def test_what_stands_around_a_text_is_blanked(text: str, left: str) -> None:
    assert without_markup(text).split() == left.split()


@given(st.text(st.characters(exclude_categories=())) | st.text(alphabet='\\"nru0 <>/ap%2:-[]\x1b\n1&;'))
def test_every_place_stays(text: str) -> None:
    plain = without_markup(text)
    assert len(plain) == len(text)
    assert all(now in (was, " ") for was, now in zip(text, plain, strict=True))


@pytest.mark.parametrize(
    "paste",
    [
        '{"message":"{\\"error\\":\\"invalid_grant\\",\\"description\\":\\"\\nAADSTS50126: wrong\\r\\nTrace: 1\\"}"}',
        "https://contoso.com/cb?error=invalid_grant&error_description=%20AADSTS50126%3a+Error",
        "<div><b>AADSTS50126</b>: Error</div>",
        "\x1b[1mAADSTS50126\x1b[0m",
    ],
)
def test_codes_are_found_in_escaped_texts(paste: str) -> None:
    found = kb.open().lookup(paste)
    assert "AADSTS50126" in found.codes
    assert found.answer is not None
    assert all(paste[e.start : e.end] == "AADSTS50126" for e in found.matches[0].evidence if e.kind == "code")


@given(st.text(alphabet="ab1 \n\r|>x"))
def test_every_character_of_joined_lines_knows_where_it_came_from(text: str) -> None:
    joined = unwrap(text)
    assert all(text[joined.place(at)] == char for at, char in enumerate(joined.text))


@pytest.mark.parametrize(
    "paste", ["it says AADSTS50\n126, why?", "> it says AADSTS5\n> 0126", "(0xCAA20\r\n004) | again"]
)
def test_a_code_that_a_line_break_cut_in_two_is_found(paste: str) -> None:
    found = kb.open().lookup(paste)
    assert found.answer is not None
    assert {"AADSTS50126", "CAA20004"} & set(found.codes)
    spans = [paste[e.start : e.end] for e in found.matches[0].evidence if e.kind == "code"]
    assert [len("".join(filter(str.isalnum, span))) for span in spans] in ([11], [10])


def test_a_broken_line_makes_no_code_that_no_entry_has() -> None:
    assert kb.open().lookup("batch AADSTS99\n999 done").codes == ()
