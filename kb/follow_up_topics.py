"""What can be asked of an entry, and in which words: the tables of follow-up questions. Pure data.

A new way to ask is a word in a row of `TOPICS` or `QUALIFIERS` and a line in `tests/data/follow_up.jsonl`. Every
pattern is linear: bounded repetition, no nested quantifiers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from kb.entry import Check, Command
from kb.reading import STOP_WORDS

Part = Literal[
    "summary",
    "messages",
    "causes",
    "checks",
    "commands",
    "endpoints",
    "settings",
    "escalations",
    "notes",
    "undo",
    "sources",
    "related",
]
PARTS: tuple[Part, ...] = get_args(Part)


# --- what can be asked for ------------------------------------------------------------------------------------------


def _re(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to ask an entry for. Phrases are separated by semicolons, endings do not matter.

    `parts` are shown where the entry has them: of endpoints and settings the rows that `rows` matches. Passages
    (checks, own notes, the summary) that `says` or `checks` meets are shown where there is nothing else, or `always`.
    `beside` are words that say nothing more when they stand beside this topic. Where nothing of a `loose` topic has the
    other words of the question, a check with them in its title answers. Beside one that stands `alone` other topics say
    what it is about: "who can whitelist the hosts". Patterns meet folded text.
    """

    words: str
    asked: str
    parts: tuple[Part, ...] = ()
    rows: re.Pattern[str] | None = None
    says: re.Pattern[str] | None = None
    checks: Callable[[Check], bool] | None = None
    always: bool = False
    beside: str = ""
    loose: bool = False
    alone: bool = False


_HOST = r"[\w*-]{1,60}(?:\.[\w-]{1,60}){1,6}\.(?:com|net|org|cn|io|microsoft)\b"


def _elevated(command: Command) -> bool:
    return command.elevated or command.text.startswith("sudo ")


TOPICS: tuple[Topic, ...] = (
    # What the network must let through.
    Topic(
        "ports",
        "port; ports; port number; firewall port; tcp; udp; tcp port; udp port; tcp or udp; tcp udp",
        ("endpoints",),
        rows=_re(r"\d"),
        says=_re(r"\b(?:tcp|udp|ports?)\W{0,3}\d{2,5}|\b\d{2,5}/(?:https?|tcp|udp)\b|\bhttps?/\d{2,5}\b"),
        always=True,
        beside="open opened firewall allow allowed outgoing outbound",
    ),
    Topic(
        "hosts",
        "url; urls; host; hosts; hostname; host name; fqdn; domain; domains; endpoint; endpoints; addresses; sites;"
        " firewall rule; firewall rules; proxy rule; firewall exception; allow list; allowlist; whitelist; white"
        " list; bypass list; destination; destinations; web addresses",
        ("endpoints",),
        says=_re(_HOST),
        beside="open opened allow allowed firewall proxy reach reachable whitelist whitelisted unblock unblocked",
    ),
    Topic(
        "IP ranges",
        "ip; ips; ip address; ip addresses; ip range; ip ranges; subnet; subnets; service tag",
        says=_re(r"\bip (?:address )?ranges?\b|\bservice tags?\b|\bby ip\b|\b(?:\d{1,3}\.){3}\d{1,3}\b"),
        beside="open allow allowed firewall",
    ),
    # Why.
    Topic(
        "causes",
        "why; cause; causes; caused; causing; triggers; triggering; root cause; reason; reasons; how come; what"
        " triggers; what triggered; went wrong; how"
        " did this happen; how does this happen; why does it not work; why is it not working; why does this not"
        " work; where does the error come from; where does this error come from; to blame",
        ("causes",),
        beside="happen happens happened happening fail fails failing failed occur occurs breaks",
    ),
    Topic(
        "meaning",
        "meaning; what does it mean; what does this mean; what does that mean; what does the error mean; what does"
        " this error mean; what is this; what is that; what is it; what is this error; explain; explanation; plain"
        " english; summary; summarize; summarise; short version; tldr; tl dr; in short; in a nutshell; background",
        ("summary",),
    ),
    # What to do.
    Topic(
        "checks",
        "step; steps; check; checks; fix; fixes; solution; resolution; resolve; solve; workaround; remedy; what do"
        " i do; what can i do; what should i do; what to do; what can we do; what should i check; what to check;"
        " what should i try; what to try; where do i start; where to start; how do i fix; how to fix; troubleshoot;"
        " troubleshooting",
        ("checks",),
        beside="start first",
    ),
    Topic(
        "commands",
        "command; commands; cmdlet; cmdlets; a script; powershell script; one liner; command line; commandline;"
        " cli; what do i run; what"
        " should i run; what do i type; what to type; what to run",
        ("commands",),
        beside="exact type copy paste enter",
    ),
    Topic(
        "results",
        "good result; bad result; good output; bad output; expected result; expected output; result look; results"
        " look; output look; result should look; result; results; what should i see; what should it look like; what"
        " does it look like; what does good look like; how do i know it worked; how do i know if it worked; how can"
        " i tell it worked; how do i know it is fixed; what is normal; what is expected; output",
        ("checks",),
        checks=lambda check: bool(check.results),
        beside="like good bad expected expect",
    ),
    Topic(
        "undo",
        "undo; undone; revert; reverted; roll back; rollback; rolled back; roll it back; roll this back; roll that"
        " back; put back; put it back; put that back; put everything back; back out; back it out; take it back;"
        " reverse; change it back; change back; switch back; set it back; go back to how it was; undo it again",
        ("undo",),
        says=_re(
            r"\bundo\b|\brevert|\broll(?:ed|s)? back\b|\bback to direct\b|\bput (?:it )?back\b|\boriginal file\b"
            r"|\bto go back\b"
        ),
        alone=True,
        beside="change changes changed later again afterwards case step",
    ),
    Topic(
        "administrator rights",
        "admin; admins; admin right; admin rights; admin account; administrator; administrators; administrator"
        " rights; administrator account; local admin; elevated; elevation; elevated prompt; run as admin; run as"
        " administrator; as admin; as administrator; as root; sudo; permission; permissions; privilege; privileges;"
        " rights; global admin; global administrator; which role; which roles; what role; without admin; without"
        " admin rights; uac",
        says=_re(
            r"\belevated\b|\bsudo\b|\bprivileg|\brights\b|\bpermissions?\b|\b(?:as|local|an|global) administrator\b"
            r"|\badministrator(?:'s)? (?:rights|password|role)\b|\badministrator role\b"
        ),
        checks=lambda check: any(map(_elevated, check.commands)),
        beside="run account password prompt",
    ),
    Topic(
        "a restart",
        "restart; reboot; rebooting; restarting; restarted; rebooted",
        says=_re(r"\brestart|\breboot"),
        beside="machine computer pc server afterwards after",
    ),
    # Where things are.
    Topic(
        "settings",
        "setting; settings; configuration; configurations; config; configured; parameter; parameters",
        ("settings",),
        beside="change set where",
        loose=True,
    ),
    Topic(
        "files",
        "file; files; folder; folders; path; paths; directory; directories; config file; configuration file; which"
        " file; where is the file; file location; file path",
        ("settings",),
        rows=_re(r"\b(?:file|folder|path)\b|\.(?:config|log|sst|json|ini|xml|exe)\b"),
        says=_re(
            r"\b[a-z]:\\|%[a-z]{1,30}%\\|(?<![\w/:])(?:~|/etc|/usr|/opt|/library|/var)/"
            r"|\b\w{1,60}\.(?:config|conf|crt|cnf|ini|cfg)\b|(?<!\w)\.\w{1,20}rc\b"
        ),
        beside="edit stored live located put save saved saves write writes change which full exact",
    ),
    Topic(
        "the registry",
        "registry; registry key; registry value; reg key; regkey; registry path; regedit; registry setting; hklm;"
        " hkcu; dword",
        ("settings",),
        rows=_re(r"\bregistry\b|\bhk(?:lm|cu|ey)"),
        says=_re(r"\bregistry\b|\bhk(?:lm|cu|ey)|\breg (?:query|add|delete)\b"),
        always=True,
        beside="set change edit key value fix",
    ),
    Topic(
        "group policy",
        "group policy; group policies; gpo; gpos; gpedit",
        ("settings",),
        rows=_re(r"\bgroup polic|\bgpo\b"),
        says=_re(r"\bgroup polic|\bgpo\b|\bgpedit|\bgpresult"),
        always=True,
        beside="set change push deploy roll out",
    ),
    Topic(
        "logs",
        "logs; the log; log file; log files; event log; event logs; event viewer; which log; what log; event id",
        ("settings",),
        rows=_re(r"\blogs?\b|\bevent (?:log|viewer)\b|\btrac(?:e|ing)\b"),
        says=_re(
            r"\blog file|\bevent (?:log|viewer|id)|-winevent\b|\.log\b|\b(?:proxy|firewall|sign-in)(?:'s)? logs?\b"
            r"|\bits log\b|\blogs\b"
        ),
        always=True,
        beside="look find stored live written read",
    ),
    Topic(
        "environment variables",
        "environment variable; environment variables; env var; env vars; env variable; env variables; variable;"
        " variables",
        says=_re(r"\benvironment variable|\b(?:https?|all|no)_proxy\b|\bvariables?\b|\$env:"),
        beside="set which unset",
    ),
    Topic(
        "samples",
        "sample; samples; sample config; sample configuration; example config; example file; example configuration",
        says=_re(r"(?!)"),
        checks=lambda check: bool(check.samples),
        always=True,
    ),
    # Who.
    Topic(
        "whom to ask",
        "who; whom; which team; what team; escalate; escalation; escalated; escalate to; responsible; raise a"
        " ticket; open a ticket; ticket; hand it over; hand over; pass it on; who to contact; who do i contact;"
        " contact; who do i ask; who do i call; whom to ask",
        ("escalations",),
        says=_re(
            r"\bask (?:the|your|whoever|who)\b|\bsupport team\b|\bit admin\b|\b(?:network|proxy|firewall|dns) team\b"
            r"|\bwhoever runs\b|\bcontact (?:the|your)\b"
        ),
        alone=True,
        beside="open opens opened allow change changes fix fixes ask call contact send firewall proxy dns network cert"
        " certificate speak talk own owns run runs handles handle responsible do manages",
    ),
    # Where it is known from.
    Topic(
        "sources",
        "source; sources; says who; who says; who says so; who says that; who said that; where is this from; where"
        " is that from; where is it from; where does this come from; where does that come from; where does it come"
        " from; where did you get this; where did you get that; reference; references; official; officially;"
        " documentation; docs; document; microsoft article; microsoft docs; kb article; link; links; citation; which"
        " document; which article; who wrote this; how old is this; how current is this; proof; according to whom",
        ("sources",),
        beside="microsoft page official original read",
    ),
    Topic(
        "error text",
        "error text; error texts; error message; error messages; error wording; exact message; exact error; exact"
        " text; wording; exact wording; full message; full error; message text; what does the error say; what does"
        " it say; what does the message say; error look like; message look like; what does the error look like",
        ("messages",),
        beside="exact full error message text wording",
    ),
    Topic(
        "related entries",
        "related; see also; similar; similar error; similar errors; similar problem; similar problems; similar"
        " entries; other entries; other articles; more articles; related entries; related errors; related articles;"
        " further reading; read more",
        ("related",),
        beside="entry entries article articles like else",
    ),
    Topic(
        "notes",
        "notes; note; caveat; caveats; anything else i should know; anything else to know; side note; gotcha;"
        " gotchas; good to know",
        ("notes",),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Qualifier:
    """What a question can be restricted to. `says`: how folded text speaks of it; `at`: what stands before its"
    " name."""

    words: str
    asked: str
    says: re.Pattern[str]
    at: str
    platform: Literal["", "windows", "macos", "linux"] = ""
    shell: Literal["", "PowerShell", "Command Prompt", "Terminal"] = ""
    cloud: Literal["", "global", "china"] = ""


QUALIFIERS: tuple[Qualifier, ...] = (
    Qualifier(
        "Windows",
        "windows; win; win10; win11; win 10; win 11; windows 10; windows 11; windows server; windows server 2012;"
        " windows server 2016; windows server 2019; windows server 2022; windows server 2025; server 2012; server"
        " 2016; server 2019; server 2022; server 2025; server core; windows pc; windows laptop; windows machine",
        _re(r"\bwindows\b(?! update|\.net)|\b[a-z]:\\|%[a-z]{3,20}%\\|\bhk(?:lm|cu)\b"),
        "on",
        platform="windows",
    ),
    Qualifier(
        "macOS",
        "mac; macs; macos; mac os; mac os x; os x; osx; macbook; macbooks; imac; apple; apple mac; sonoma; ventura;"
        " sequoia; monterey; mac laptop",
        _re(r"\bmac(?:os|s|book)?\b|\bos x\b|\bkeychain\b|~/library/"),
        "on",
        platform="macos",
    ),
    Qualifier(
        "Linux",
        "linux; ubuntu; debian; red hat; redhat; rhel; centos; fedora; suse; mint; unix; linux server; linux box;"
        " ubuntu server",
        _re(r"\blinux\b|\bubuntu\b|\bdebian\b|\bred hat\b|\brhel\b|\bfedora\b"),
        "on",
        platform="linux",
    ),
    Qualifier(
        "PowerShell",
        "powershell; power shell; pwsh; posh; powershell command; powershell commands; ps command; powershell"
        " cmdlet; powershell version; powershell equivalent",
        _re(r"\bpowershell\b"),
        "in",
        shell="PowerShell",
    ),
    Qualifier(
        "Command Prompt",
        "cmd; cmd.exe; command prompt; dos; dos prompt; batch; batch file; dos box; cmd command; cmd version",
        _re(r"\bcommand prompt\b|\bcmd\b"),
        "in",
        shell="Command Prompt",
    ),
    Qualifier(
        "Terminal",
        "terminal; bash; zsh; shell; bash command; bash version; shell command",
        _re(r"\bterminal\b|\bbash\b"),
        "in",
        shell="Terminal",
    ),
    Qualifier(
        "the China cloud",
        "china; chinese; china cloud; chinese cloud; 21vianet; 21 vianet; vianet; gallatin; mooncake; azure china;"
        " china azure; china tenant; chinese tenant; china region; china edition; tenant in china; azure china"
        " cloud; operated by 21vianet; office 365 china; azure in china",
        _re(r"\bchina\b|\b21vianet\b|\bgallatin\b|\.cn\b"),
        "for",
        cloud="china",
    ),
    Qualifier(
        "the global cloud",
        "global; global cloud; global azure; azure global; public cloud; azure public; commercial; commercial"
        " cloud; worldwide; world wide; international; outside china; not china; not in china; global tenant; rest"
        " of the world; public azure; normal cloud; commercial tenant; normal tenant",
        _re(r"\bglobal (?:cloud|service)\b|\(global\b|\bglobal\b"),
        "for",
        cloud="global",
    ),
    # What people ask for and few entries know.
    Qualifier(
        "the government clouds",
        "gcc; gcc high; gcch; dod; us gov; us government; government cloud; azure government; gov cloud; government"
        " tenant; fairfax; arlington; gcc tenant; gcc high tenant",
        _re(r"\bgcc\b|\bdod\b|\bgovernment\b|\.us\b"),
        "for",
    ),
    Qualifier(
        "the German cloud",
        "germany; german cloud; azure germany; blackforest; black forest; cloud deutschland",
        _re(r"\bgermany\b|\bblackforest\b|\.de\b"),
        "for",
    ),
    Qualifier("Android", "android; android phone; samsung", _re(r"\bandroid\b"), "on"),
    Qualifier("iOS", "ios; iphone; iphones; ipad; ipads; ipados", _re(r"\bios\b|\biphone\b|\bipad"), "on"),
    Qualifier("ChromeOS", "chromebook; chromebooks; chromeos; chrome os", _re(r"\bchrome ?os\b|\bchromebook"), "on"),
    Qualifier(
        "virtual desktops",
        "vdi; citrix; avd; azure virtual desktop; virtual desktop; virtual desktops; terminal server; rds",
        _re(r"\bvdi\b|\bcitrix\b|\bvirtual desktop|\bterminal server\b"),
        "on",
    ),
)


def _product(names: str) -> re.Pattern[str]:
    """Folded text that names a product in one of these ways."""
    return _re(rf"(?<![\w.-])(?:{names.replace(' ', '[ -]')})(?![\w-])")


PRODUCTS: tuple[re.Pattern[str], ...] = tuple(
    map(
        _product,
        (
            "entra connect|azure ad connect|aad connect|aadconnect|ad connect|dirsync",
            "entra application proxy|application proxy|app proxy|appproxy|private network connector",
            "(?:ms |microsoft )?teams",
            "outlook|exchange|exchange online",
            "onedrive|one drive",
            "sharepoint|share point",
            "intune|autopilot|company portal",
            "office 365|microsoft 365|m365|o365|ms office|microsoft office|excel|powerpoint|onenote|visio",
            "sql server|sql|mysql|postgres|oracle|mongodb|redis",
            "chrome|chromium",
            "edge|internet explorer|ie11",
            "firefox",
            "safari",
            "git|github|gitlab|bitbucket",
            "npm|yarn|pnpm|node|nodejs|node.js",
            "python|pip|conda|requests",
            "curl|wget",
            "docker|kubernetes|podman",
            "java|maven|gradle",
            "zoom|slack|webex|skype",
            "sap|salesforce|jira|confluence|servicenow",
            "vpn|anyconnect|globalprotect|wireguard",
            "printer|printers|scanner",
            "rdp|remote desktop|terminal services",
            "ad fs|adfs",
            "windows update|wsus|sccm",
            "defender|bitlocker|windows hello",
        ),
    )
)
"""Products and what else a problem is said to be with: a question that names one is about an entry that does."""

# --- words of the question itself -----------------------------------------------------------------------------------

FILLERS = (
    STOP_WORDS
    | frozenset(
        """hey ok okay alright pls plz thx cheers mate sorry now then here too well actually quick quickly exactly exact
        required require requires needed necessary necessarily needs list show shows shown say says said find look
        looks know
        tell thing things way ways there is one ones info information full complete whole entire instead available exist
        exists possible anything something version equivalent work works run runs case question does apply applies
        applicable valid different user customer client he his him they entry article side kind sort specific
        specifically involved correct right first maybe perhaps come comes like must shall may might else other others
        im ive id sir where's wondering guys folks next""".split()
    )
) - frozenset({"help"})
"""Words that ask and do not say what for."""
BESIDE_QUALIFIERS = frozenset(
    """same machine machines computer computers pc pcs box boxes device devices laptop laptops users customers clients
    cloud clouds tenant tenants""".split()
)
"""Words that say nothing more beside a platform, shell or cloud: `a windows laptop`, but `who can give me a laptop`."""

THE_ERROR = ("this error", "the error", "that error", "this problem", "the problem", "that problem", "this issue",
              "the issue", "that issue", "error code", "this message", "the message")  # fmt: skip
"""The entry itself, in words; `dns problem` is another."""

ASKS = frozenset(
    """what which who whom whose where when why how is are was does do did can could should must will would has have
    any anything says list show give tell explain need needs may shall am name describe remind""".split()
)
"""How a question or a request begins, after words such as `and` or `ok`."""
LEADS = frozenset(
    """and or so but ok okay hi hello hey then also please pls plz thanks thank you thx cheers right alright well now
    sorry great good cool fine nice got it perfect hm hmm um ah oh sure yes yep yeah no actually btw just quick question
    mate for in on with at about to from""".split()
)
TELLS = frozenset(
    """is are was were have has had did done checked tried opened already restarted rebooted flushed cleared set changed
    ran added allowed removed looks look seems got get says said shows showed worked am still""".split()
)
"""Words by which a sentence that asks nothing tells something: `the ports are open`."""
POINTS = frozenset({"that", "this", "those", "these", "there"})
"""How a remark on what was shown begins: `that is for windows`."""
TROUBLE = frozenset(
    """fail fails failed failing failure cannot unable refused denied blocked blocks broken breaks crash crashes crashed
    crashing hang hangs hung freezes frozen stuck timeout expired invalid unauthorized forbidden wont error errors
    problem problems issue issues trouble missing lost slow disconnected disconnects rejected rejects corrupt corrupted
    not no never nothing stopped stops loop loops unreachable dropped drops drop keeps exception wrong bad down
    without""".split()
)
"""Words that report trouble; in a text that does not ask they make it a new problem."""
NEGATIONS = frozenset({"not", "no", "never", "nothing", "none", "cannot", "without"})
THINGS = frozenset(
    """phone phones office screen call calls calling page pages document documents name names picture company boss
    manager vendor sound audio meeting home""".split()
)
"""Everyday words that can be what a question is about: they count where the entry does not have them."""
OTHERWISE = (
    "log in; log on; log off; log out; hosts file; host file; host name mismatch; windows update; windows hello;"
    " windows firewall; windows defender; windows credentials; apple id; apple mail; domain controller; domain join;"
    " domain account; domain accounts; domain joined; custom domain; verified domain; kerberos ticket; pac script;"
    " login script; file share; file server; shared folder; source anchor; port forwarding; admin center; global"
    " address list; contact list; proxy script; root certificate; root certificates; client certificate; command not"
    " found"
)
"""Phrases with words of the tables that mean something else in them."""
BARE = {
    "cant": "can not", "can't": "can not", "cannot": "can not", "dont": "do not", "doesnt": "does not",
    "didnt": "did not", "isnt": "is not", "arent": "are not", "wont": "will not", "won't": "will not",
    "whats": "what is", "wheres": "where is", "whos": "who is", "hows": "how is", "wasnt": "was not",
    "shouldnt": "should not", "couldnt": "could not", "its": "it is", "thats": "that is", "im": "i am",
    "what's": "what is", "where's": "where is", "who's": "who is", "how's": "how is", "it's": "it is",
    "that's": "that is", "there's": "there is", "i'm": "i am",
}  # fmt: skip

PASTES: tuple[tuple[str, str], ...] = (
    ("a prompt", r"^\s{0,9}(?:ps [a-z]:\\|[a-z]:\\[^>]{0,200}>|[$#>] )"),
    ("an option of a command", r"\s--?[a-z][\w-]*|\s/[a-z?][\w:]*(?=\s|$)"),
    ("signs of programs", r"[{}|;=\\^~]|::|\(\)|\[\w|->|\w\(|&&"),
    ("a time or a date", r"\b\d\d:\d\d(?::\d\d)?\b|\b\d{4}-\d\d-\d\d\b"),
    ("a program's prefix", r"\b(?:error|fatal|warning|failed|exception|err!|failure|denied|refused)\s?:"),
    ("an exception", r"\b[a-z_]{0,60}[a-z](?:exception|error)\b|\bat [\w.]{1,80}\("),
    ("a number in hex", r"\b0x[0-9a-f]"),
    ("a status line", r"\bhttp/\d|\b\w+@\w+"),
)
"""What stands in errors, logs and command lines and not in a question, and its pattern in folded text."""
