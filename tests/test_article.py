"""kb.article: a page of our form, or of anybody's, becomes entries; what is odd about it becomes faults."""

from __future__ import annotations

import pytest
import yaml
from conftest import ARTICLE

from kb.article import Article, read_article
from kb.entry import Command, Entry, Source
from kb.fault import Fault
from kb.front_matter import read_yaml
from kb.outline import outline, role_of
from kb.sections import split_sections


def read(text: str, file: str = "widget.md", targets: tuple[str, ...] = ("oil.md",)) -> Article:
    """The article as if links to `targets` led to entries."""
    return read_article(
        outline(split_sections(text), file),
        book="book",
        sources={"guide": Source(title="The widget guide")},
        resolve=lambda _, target: target.removesuffix(".md") if target in targets else "",
    )


def entry(text: str, file: str = "widget.md") -> Entry:
    (only,) = read(text, file).entries
    return only


def faults(text: str, file: str = "widget.md") -> list[tuple[int, str]]:
    return [(fault.line, fault.what) for fault in read(text, file).faults]


FRONT = "---\nkind: error\nproducts: [Widget]\nsources: [guide]\nreviewed: 2026-11-21\n---\n"


# --- our own form ---------------------------------------------------------------------------------


def test_every_part_of_an_article_becomes_its_field() -> None:
    found = entry(ARTICLE)
    assert found.id == "widget"
    assert found.title == "4711 The widget is jammed"
    assert found.kind == "error"
    assert found.codes == ("0x80070057",)
    assert found.aliases == ("jammed widget",)
    assert found.products == ("Widget",)
    assert found.summary == "The widget does not turn because something sits in its gears."
    assert found.messages == ("The widget gear assembly has stopped turning unexpectedly",)
    assert [cause.text for cause in found.causes] == ["Dust in the gears."]
    assert [source.title for source in found.sources] == ["The widget guide"]
    assert found.reviewed == "2026-11-21"
    assert (found.origin.file, found.origin.line) == ("widget.md", 7)


def test_a_check_has_title_words_commands_and_results() -> None:
    (check,) = entry(ARTICLE).checks
    assert (check.title, check.text) == ("Open the lid", "Look inside.")
    assert check.commands == (
        Command(text="widget /open", platform="windows", shell="Command Prompt", purpose="Windows, Command Prompt"),
    )
    assert [(r.good, r.text) for r in check.results] == [(True, "the lid opens."), (False, "it stays shut. See Oil.")]
    assert check.results[1].leads_to == ("oil",)


RESULTS = FRONT + "# T\n\nS.\n\n## Checks\n\n1. Do.\n\n   Windows, Command Prompt:\n\n   ```bat\n   one\n   ```\n\n"


def test_a_result_names_the_findings_that_show_it() -> None:
    (check,) = entry(
        RESULTS + "   - Good: `200` (our reading).\n     (when: http-200,\n     http-redirect)\n   - Bad: no."
    ).checks
    assert [(r.text, r.when) for r in check.results] == [
        ("`200` (our reading).", ("http-200", "http-redirect")),
        ("no.", ()),
    ]


@pytest.mark.parametrize("line", ["yes (when: http-200). More.", "yes (when: )", "yes (when: http-200"])
def test_findings_that_cannot_be_read_are_a_fault(line: str) -> None:
    assert [what for _, what in faults(RESULTS + f"   - Good: {line}")] == [
        "'(when: ...)' or '(cause: ...)' that cannot be read"
    ]


def test_a_result_names_the_causes_that_it_speaks_for() -> None:
    (check,) = entry(
        RESULTS + "   - Good: fine (our reading). (cause: 3)\n   - Bad: no (cause: 1, 2) (when: http-403)"
    ).checks
    assert [(r.text, r.causes, r.when) for r in check.results] == [
        ("fine (our reading).", (3,), ()),
        ("no", (1, 2), ("http-403",)),
    ]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("yes (cause: 1). More.", "'(when: ...)' or '(cause: ...)' that cannot be read"),
        ("yes (cause: 1) (cause: 2)", "'(when: ...)' or '(cause: ...)' that cannot be read"),
        ("yes (cause: dust)", "'(cause: ...)' names no cause"),
        ("yes (cause: 0)", "'(cause: ...)' names no cause"),
    ],
)
def test_causes_that_cannot_be_read_are_a_fault(line: str, what: str) -> None:
    assert [said for _, said in faults(RESULTS + f"   - Good: {line}")] == [what]


def test_a_check_says_how_to_take_it_back() -> None:
    (check,) = entry(RESULTS + "   - Good: it is off.\n   - Undo: run `two`,\n     then restart.").checks
    assert [r.text for r in check.results] == ["it is off."]
    assert check.undo == "run `two`, then restart."


def test_whom_to_ask_is_a_list_with_the_request() -> None:
    text = (
        "# T\n\nS.\n\n## Whom to ask\n\n- **Proxy team**: open `x.org:443`. (cause: 1)\n- **DNS team:** mend `x.org`.\n"
    )
    assert [(e.whom, e.what, e.causes) for e in entry(FRONT + text).escalations] == [
        ("Proxy team", "open `x.org:443`.", (1,)),
        ("DNS team", "mend `x.org`.", ()),
    ]
    assert faults(FRONT + "# T\n\nS.\n\n## Whom to ask\n\nThe proxy team.\n") == [
        (11, "something else than a list of whom to ask")
    ]


def test_the_article_of_the_form_has_no_fault() -> None:
    assert faults(ARTICLE) == []


def test_a_name_may_be_a_sentence() -> None:
    text = FRONT + "# T\n\nAlso called: It broke. Try again. (E1); second name.\n\nSummary."
    assert entry(text).aliases == ("It broke. Try again. (E1)", "second name")


def test_the_line_before_a_command_tells_where_it_runs() -> None:
    text = FRONT + (
        "# T\n\nS.\n\n## Checks\n\n1. Do.\n\n   Windows, elevated Command Prompt, China cloud, changes the system:\n\n"
        "   ```bat\n   one\n   two\n   ```\n\n   - Good: yes.\n"
    )
    one, two = entry(text).commands
    assert (one.text, two.text) == ("one", "two")
    assert (one.platform, one.cloud, one.elevated, one.changes_system) == ("windows", "China", True, True)


def test_lines_that_belong_together_are_one_command() -> None:
    text = FRONT + "# T\n\nS.\n\n## Checks\n\n1. Do.\n\n   Windows, PowerShell:\n\n   ```powershell\n   if ($a) {\n     b\n   }\n   ```\n\n   - Good: x.\n"  # fmt: skip  # noqa: E501
    assert [command.text for command in entry(text).commands] == ["if ($a) {\n  b\n}"]


def test_a_command_for_two_platforms_is_given_for_each() -> None:
    text = FRONT + "# T\n\nS.\n\n## Checks\n\n1. Do.\n\n   macOS and Linux, Terminal:\n\n   ```sh\n   dig x\n   ```\n\n   - Good: x.\n"  # fmt: skip  # noqa: E501
    assert [command.platform for command in entry(text).commands] == ["macos", "linux"]


def test_tables_of_hosts_and_settings_are_taken_out() -> None:
    text = FRONT + (
        "# T\n\nS.\n\n## Endpoints\n\n| Host | Port | Purpose |\n| --- | --- | --- |\n"
        "| `a.example`, `b.example` | TCP 443 | x |\n\n"
        "## Files and settings\n\n| Item | Kind | Use |\n| --- | --- | --- |\n| `a.conf` | file | y |\n"
    )
    found = entry(text)
    assert [(e.host, e.port, e.purpose) for e in found.endpoints] == [
        ("a.example", "TCP 443", "x"),
        ("b.example", "TCP 443", "x"),
    ]
    assert [(s.item, s.kind, s.use) for s in found.settings] == [("`a.conf`", "file", "y")]
    assert found.notes == ()


def test_what_comes_from_other_sources_is_marked_as_such() -> None:
    text = FRONT + (
        "# T\n\nS.\n\n## From other sources\n\n- It says. [Page](https://example.org)\n\n"
        "  Codes: `407`\n\n  > other text\n\n"
        "- Also called: other name. More words. [Page](https://example.org)\n"
    )
    found = entry(text)
    assert found.messages == ("other text",)
    assert found.aliases == ("other name",)
    assert set(found.outside) == {"407", "other text", "other name"}
    assert [note.outside for note in found.notes] == [True, True]
    assert found.notes[0].links[0].url == "https://example.org"


def test_sections_with_parts_of_their_own_are_entries_of_their_own() -> None:
    text = FRONT + (
        "# Errors\n\nIntro.\n\n## First error\n\nCodes: `0x80070057`\n\nOne.\n\n"
        "## Second error\n\n<a id='second'></a>\n\nTwo.\n\n### Checks\n\n1. Look.\n\n## Not an entry\n\nText.\n"
    )
    entries = read(text, "errors.md").entries
    assert [(e.id, e.title, e.origin.line) for e in entries] == [
        ("errors", "Errors", 7),
        ("first-error", "First error", 11),
        ("second", "Second error", 17),
    ]
    assert [note.title for note in entries[0].notes] == ["Not an entry"]


def test_pastes_to_try_become_examples_and_nothing_else() -> None:
    pastes = (
        "\n## Pastes that find it\n\nTwo lines,\nas printed.\n\n```text\nE4711: jammed\n  at gear 2\n```\n\n"
        "```text\nno reason given\n```\n\n## Pastes that do not find it\n\n> a quoted `paste`\n"
    )
    found = entry(ARTICLE + pastes)
    assert [(e.text, e.finds, e.why, e.line) for e in found.examples] == [
        ("E4711: jammed\n  at gear 2", True, "Two lines, as printed.", 41),
        ("no reason given", True, "", 46),
        ("a quoted paste", False, "", 52),
    ]
    assert found.model_copy(update={"examples": ()}) == entry(ARTICLE)
    assert faults(ARTICLE + pastes) == []


def test_each_of_several_entries_has_its_own_examples() -> None:
    text = FRONT + (
        "# Errors\n\n## One\n\nCodes: `0x80070057`\n\nS.\n\n### Pastes that find it\n\n> first\n\n"
        "## Two\n\n<a id='two'></a>\n\nS.\n\n### Pastes that do not find it\n\n> second\n"
    )
    entries = read(text, "errors.md").entries
    assert [(e.id, [x.text for x in e.examples]) for e in entries] == [("one", ["first"]), ("two", ["second"])]
    assert faults(text, "errors.md") == []


def test_pastes_beside_several_entries_make_no_entry() -> None:
    text = FRONT + (
        "# Errors\n\n## One\n\nCodes: `0x80070057`\n\nS.\n\n## Two\n\nCodes: `0x80072EE7`\n\nS.\n\n"
        "## Pastes that find it\n\n> whose?\n"
    )
    article = read(text, "errors.md")
    assert [(e.id, e.examples) for e in article.entries] == [("one", ()), ("two", ())]
    assert [(f.line, f.what) for f in article.faults] == [(21, "'Pastes that find it' belongs to no entry")]


# A page that nobody wrote for us has no Codes line: the codes of its pastes are no more its own for that.
def test_codes_of_pastes_belong_to_nobody() -> None:
    assert entry("# T\n\nS.\n\n## Pastes that do not find it\n\n```text\n0x80072EE7\n```\n").codes == ()


def test_a_heading_is_known_by_its_words_in_any_dress() -> None:
    assert role_of("**Possible causes:**") == "causes"
    assert role_of("`Resolution`") == "checks"
    assert role_of("Weather") == ""


# --- what a strict reader objects to, with the line -----------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("# T\n\nS.", 1, "no front matter"),
        ("---\na: b: c\n---\n# T", 2, "front matter is no YAML: mapping values are not allowed here"),
        ("---\nkind: error\nproducts: [a\n---\n# T", 3,
         "front matter is no YAML: expected ',' or ']', but got '<stream end>'"),
        ("---\njust words\n---\n# T", 2, "front matter is not a list of fields"),
        (FRONT.replace("kind: error", "kind: mistake") + "# T", 2, "unknown kind 'mistake'"),
        (FRONT.replace("2026-11-21", "soon") + "# T", 2, "'reviewed' is no date: 'soon'"),
        (FRONT.replace("guide", "rumour") + "# T", 2, "unknown source 'rumour'"),
        (FRONT.replace("---\nkind", "---\nmood: good\nkind") + "# T", 2, "unknown field 'mood' in the front matter"),
        (FRONT + "text without a heading", 1, "no title"),
        (FRONT + "# T\n\nSee [x](gone.md).", 9, "link to nowhere: gone.md"),
        (FRONT + "# T\n\nSee [x](FTP://example.org/x).", 9, "link of a kind that is not followed: FTP://example.org/x"),
        (FRONT + "# T\n\nCodes: 407\n", 9, "no code in the Codes line"),
        (FRONT + "# T\n\nCodes: `-2147012889`\n", 9, "code '-2147012889' is not in canonical form"),
        (FRONT + "# T\n\nS.\n\n## From other sources\n\n- Hearsay.\n", 13, "no link to where this is from"),
        (FRONT + "# T\n\nS.\n\n## Checks\n\n1. Look.\n\n   Windows, PowerShell:\n\n   ```powershell\n   y\n   ```", 13,
         "check 'Look' does not say what a good result is"),
        (FRONT + "# T\n\nS.\n\n## Checks\n\n1. Look.\n\n   ```powershell\n   y\n   ```\n\n   - Good: z\n", 15,
         "command without a platform"),
        (FRONT + "# T\n\nS.\n\n## Pastes that find it\n\n```text\n \n```\n", 13, "the paste is empty"),
        (FRONT + "# T\n\nS.\n\n## Pastes that find it\n\nWords.\n", 11, "no paste under 'Pastes that find it'"),
        (FRONT + "# T\n\nS.\n\n## Pastes that find it\n\n- > x\n", 13, "no paste, but a list"),
        (FRONT + "# T\n\nS.\n\n## Pastes that find it\n\n```sh\nx\n```\n", 13, "no paste, but a fence of sh"),
        (FRONT + "# T\n\nS.\n\n## Pastes that find it\n\n> x\n\n### More\n\n> y\n", 15,
         "a heading among the pastes: 'More'"),
        (FRONT + "# T\n\nS.\n\n## Notes\n\n### Pastes that find it\n\n> x\n", 13,
         "'Pastes that find it' belongs to no entry"),
    ],
)  # fmt: skip
def test_faults_name_the_line(text: str, line: int, what: str) -> None:
    assert (line, what) in faults(text)


def test_every_fault_says_how_to_mend_it() -> None:
    for text in ("", "---\n[\n---\n", "---\nkind: 1\nreviewed: x\nsources: [y]\n---\n[a](b)"):
        assert all(isinstance(fault, Fault) and fault.remedy for fault in read(text).faults)


# --- YAML that means harm -------------------------------------------------------------------------


def test_aliases_of_yaml_are_refused_before_they_can_multiply() -> None:
    bomb = "a: &a [x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(9)
    )
    with pytest.raises(yaml.YAMLError, match="aliases"):
        read_yaml(bomb)
    (_, what), *_ = faults(f"---\n{bomb}---\n# T")
    assert what.startswith("front matter is no YAML")


def test_yaml_makes_no_objects() -> None:
    with pytest.raises(yaml.YAMLError):
        read_yaml("!!python/object/apply:os.system ['true']")


@pytest.mark.parametrize(
    "value",
    [
        "0x" + "f" * 6000,  # a number too long to print
        "9" * 6000,
        '"\\ud800"',  # half a character
        "[" * 500,
        "[" * 100 + "]" * 100,
        "2026-99-99",
        "{a: {b: [c]}}",
        "!!binary zzz",
        "!!set {a}",
        ".nan",
        "~",
        "x" * 70_000,
    ],
)
@pytest.mark.parametrize(
    "name", ["kind", "products", "sources", "reviewed", "codes", "aliases", "title", "original", "mood"]
)
def test_whatever_front_matter_holds_the_page_stays_an_entry(name: str, value: str) -> None:
    found = entry(f"---\n{name}: {value}\n---\n# T\n\nS.")
    assert (found.title, found.summary) == ("T", "S.")
    assert Entry.model_validate_json(found.model_dump_json()) == found


# --- pages that nobody wrote for us ---------------------------------------------------------------


def test_a_page_without_headings_is_an_entry_named_after_its_file() -> None:
    found = entry("Just a sentence.", "notes.md")
    assert (found.id, found.title, found.kind, found.summary) == ("notes", "notes", "reference", "Just a sentence.")


def test_an_empty_file_is_an_entry_with_a_fault() -> None:
    article = read("", "empty.md")
    assert [e.id for e in article.entries] == ["empty"]
    assert "no title" in [fault.what for fault in article.faults]


def test_a_runbook_with_meaning_impact_diagnosis_and_mitigation() -> None:
    found = entry(
        "---\ntitle: Disk Filling Up\nweight: 20\n---\n\n# DiskFillingUp\n\n"
        "## Meaning\n\nThe disk will be full soon.\n\n"
        "## Impact\n\nServices cannot write.\n\n## Diagnosis\n\nLook at the graph.\n\n```shell\n$ df -h\n```\n\n"
        "## Mitigation\n\n- Delete old files.\n- Grow the disk.\n",
        "DiskFillingUp.md",
    )
    assert (found.id, found.title, found.kind) == ("diskfillingup", "DiskFillingUp", "error")
    assert found.codes == ("DiskFillingUp",)
    assert found.summary == "The disk will be full soon."
    assert [(note.title, note.text) for note in found.notes] == [("Impact", "Services cannot write.")]
    assert [check.title for check in found.checks] == ["Diagnosis", "Delete old files", "Grow the disk"]
    assert [(c.text, c.platform) for c in found.commands] == [("df -h", "any")]


def test_a_page_of_front_matter_and_a_sentence() -> None:
    found = entry("---\noriginal: \"Cannot find widget '{0}'.\"\n---\n\nThe widget has no name here.\n", "2304.md")
    assert found.title == "Cannot find widget '{0}'."
    assert found.messages == ("Cannot find widget '{0}'.",)
    assert found.summary == "The widget has no name here."
    assert found.codes == ("2304",)
    assert found.kind == "error"


def test_a_page_of_several_errors_is_several_entries() -> None:
    entries = read(
        "# Errors of the widget\n\n## Error 1: cannot open lid\n\n### Cause\n\nRust.\n\n### Solution\n\nOil it.\n\n"
        "## Error 2: cannot close lid\n\n### Cause\n\nA finger.\n\n### Solution\n\nTake it out.\n",
        "errors.md",
    ).entries
    assert [e.title for e in entries] == ["Error 1: cannot open lid", "Error 2: cannot close lid"]
    assert [[cause.text for cause in e.causes] for e in entries] == [["Rust."], ["A finger."]]
    assert [[check.text for check in e.checks] for e in entries] == [["Oil it."], ["Take it out."]]


def test_a_page_with_symptom_cause_and_resolution() -> None:
    found = entry(
        "# Upgrade is stuck\n\n## Symptom\n\n```\nFABRIC_E_TIMEOUT: operation timed out\n```\n\n"
        "## Cause\n\nThe disk is slow.\n\n## Resolution\n\n1. Restart the node.\n2. Resume the upgrade.\n",
        "upgrade.md",
    )
    assert found.kind == "error"
    assert found.codes == ("FABRIC_E_TIMEOUT",)
    assert found.messages == ("FABRIC_E_TIMEOUT: operation timed out",)
    assert [cause.text for cause in found.causes] == ["The disk is slow."]
    assert [check.title for check in found.checks] == ["Restart the node", "Resume the upgrade"]


# A page of ours says which codes are its own; the others it speaks of are not.
def test_codes_spoken_of_belong_to_a_stranger_only() -> None:
    assert entry("# T\n\nIt ends with 0x80072EE7.").codes == ("0x80072EE7",)
    assert entry(FRONT + "# T\n\nIt ends with 0x80072EE7.").codes == ()
