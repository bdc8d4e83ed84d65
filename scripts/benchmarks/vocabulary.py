"""The words and sentences that made-up entries are written in: a few thousand words, some forty forms of message.

Real nouns, verbs and adjectives of error messages, and made-up names of components, so that an entry differs from its
neighbours as entries do: much the same sentence about another thing.
"""

from __future__ import annotations

import random

NOUNS = """account adapter address agent alias allocation archive attribute audience authority backend backup
balancer bandwidth batch binding bitmap block bookmark branch broker bucket buffer bundle cache calendar callback
capability catalog certificate challenge channel checkpoint checksum chunk cipher claim client clock cluster codec
collection column command commit compiler component condition configuration connection connector constraint
consumer container context controller cookie counter credential cursor database datagram deadline decoder
definition delegate delivery dependency descriptor device digest directory disk dispatcher document domain download
driver element encoder endpoint entity enumeration envelope epoch event exchange executor expression extension
factory feature federation fetch field file filter fingerprint firewall firmware flag folder forest format
forwarder fragment frame gateway generation grant graph group handle handler handshake header heap heartbeat
hostname identifier identity image import index ingress inheritance initializer instance instruction interface
interval invocation issuer iterator job journal kernel key label latency layer lease ledger library license limit
listener literal locale lock log login loop machine mailbox manifest mapping marker mask matrix member memory merge
message metadata method metric migration mirror mode module monitor mount mutex namespace negotiation network node
notification object offset operand operation operator option origin output owner packet page parameter parent
parser partition password patch path payload peer permission pipeline placeholder plugin pointer policy pool port
prefix principal printer priority privilege probe procedure process producer profile promise property protocol
provider proxy publisher query queue quorum quota range reader realm receiver record recovery redirect reference
region registry relation release renewal replica replication report repository request reservation resolver
resource response restore retention retry revision role rollback root route router row runtime sample scanner
scheduler schema scope script section secret segment selector semaphore sender sequence serializer server service
session setting shard share signature site slot snapshot socket source stack stage statement status storage stream
string subnet subscription suffix supervisor switch symbol synchronization table tag target task template tenant
terminal thread threshold throttle ticket timeout timer token topic trace tracker transaction transfer transform
transport tree trigger trust tunnel type update upgrade upload user validator value variable vector vendor version
viewer volume watcher widget window worker workflow workspace writer zone""".split()

VERBS = """abort accept acquire activate align allocate append apply archive assign attach authenticate authorize
bind block broadcast build cancel close commit compare complete compress confirm connect consume convert copy
create decode decrypt delete deliver deny deploy derive detach detect disable discard dispatch download enable
encode encrypt enqueue enumerate establish evaluate evict execute expand expire export extend extract fetch flush
forward generate grant handle ignore import initialize inspect install interrupt invalidate invoke issue join
launch link load locate lock map match merge migrate mirror modify mount negotiate normalize notify open override
parse patch pause persist poll prepare present process promote propagate provision publish pull purge push query
queue quit reach rebuild receive reclaim recover redirect refresh refuse register reject release reload remove
rename render renew repair replace replicate report request reserve reset resolve restart restore resume retrieve
retry return reuse revoke rotate route sample save scan schedule seal select serialize share sign skip start stop
store stream submit subscribe suspend swap synchronize terminate transfer transform translate truncate trust unlock
unpack update upgrade upload validate verify wait watch withdraw wrap write""".split()

ADJECTIVES = """abandoned absent active ambiguous anonymous asynchronous available broken circular cold concurrent
conditional corrupt critical current custom damaged dangling deferred dirty disabled distributed duplicate dynamic
empty encrypted exclusive expired explicit external failed foreign frozen global hidden hybrid idle illegal
implicit incompatible incomplete inconsistent incorrect internal invalid isolated large legacy local locked
malformed mandatory mismatched missing mutable native nested obsolete optional orphaned partial pending permanent
persistent physical preferred premature previous primary private protected public quiet random recent recursive
redundant remote required reserved restricted secondary secure shared signed silent stale static strict suspended
temporary transient truncated trusted unexpected unknown unreachable unsigned unsupported untrusted unused valid
virtual volatile weak""".split()

_BEGINS = """al an ar bel bor cal cor dal dex el fen gal hal il jor kal kor lan lum mar mer nal nex or pal per quan
ral ren sal ser tal tor ul val ver vor wel xan yor zen zor""".split()
_MIDDLES = """a ba ca de do e fi ga i ka la li ma mi na ne o pa ra re ro sa si ta te ti u va vi""".split()
_ENDS = """cast core dex dian don flow form gate graph hub kit lane lex line link mesh mon net nova nox path point
port rix scope set sync tec tor track trix vault ware way works""".split()


def _made_names() -> list[str]:
    """Names of components such as Kalineflow."""
    names = {f"{begin}{middle}{end}".capitalize() for begin in _BEGINS for middle in _MIDDLES for end in _ENDS}
    return sorted(random.Random(3).sample(sorted(names), 1500))


def _past(verb: str) -> str:
    """`denied`, `copied`, `stopped`: near enough to English for text that nobody reads."""
    irregular = {"bind": "bound", "build": "built", "quit": "quit", "withdraw": "withdrawn", "write": "written"}
    if verb in irregular:
        return irregular[verb]
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeo":
        return verb[:-1] + "ied"
    return verb + verb[-1] + "ed" if verb in _DOUBLED else verb + "ed"


_DOUBLED = {"commit", "map", "scan", "skip", "stop", "submit", "swap", "transfer", "wrap"}

NAMES = _made_names()
PAST = [_past(verb) for verb in VERBS]
WORDS = [*NOUNS, *VERBS, *PAST, *ADJECTIVES, *NAMES]
"""Every word, those that are met most often first within their kind."""

KINDS = {"n": NOUNS, "i": VERBS, "v": PAST, "a": ADJECTIVES, "c": NAMES}
"""What may stand in a place of a form: noun, infinitive, past participle, adjective, name of a component."""

FORMS = [
    form.split()
    for form in """\
The {n} {n} of {c} could not be {v} because the {a} {n} was {v}
{c} failed to {i} the {a} {n} while the {n} was {v}
Cannot {i} {n} {c} : the {n} {n} is {a} or {a}
Unable to {i} {a} {n} for {c} after the {n} was {v} by {c}
The {a} {n} returned by {c} does not match the {n} {n} that was {v}
{n} {d} of {c} was {v} before its {n} could be {v}
Failed to {i} {n} {n} , the {a} {n} has been {v} by another {n}
{c} {v} the {n} with a {a} {n} and will not {i} {n} again
An {a} {n} was {v} while {c} tried to {i} the {n}
The {n} for {c} has been {v} and its {a} {n} must be {v}
No {a} {n} was found that can {i} the {n} of {c}
{c} : {n} {n} {v} , expected {a} {n} at {n} {d}
Could not {i} the {n} {n} because {c} {v} an {a} {n}
Access to the {a} {n} of {c} was {v} by {n} {n}
The {n} {c} is {a} and cannot {i} {n} {n} from {c}
Timed out after {d} seconds while {c} {v} the {a} {n} {n}
{c} detected an {a} {n} in {n} {d} and {v} the {n}
The {n} {v} by {c} contains an {a} {n} near {n} {n}
A {a} {n} prevents {c} from {n} {n} until the {n} is {v}
Your {n} {n} was {v} since {c} did not {i} the {a} {n}
{n} {n} is not {v} : {c} requires a {a} {n} to {i} it
The {a} {n} between {c} and {c} was {v} during {n}
{c} lost the {n} to its {a} {n} and {v} {d} {n}
Internal {n} : {c} cannot {i} an {a} {n} {v} by the {n}
The number of {a} {n} in {c} exceeds the {n} of {d}
The {n} {n} could not {i} {c} because {n} {d} is {a}
{c} must be {v} before the {a} {n} can {i} its {n}
Something {v} the {n} of {c} ; the {a} {n} cannot be {v}
{n} of {n} {c} stopped : the {a} {n} was not {v} in time
The {a} {n} {c} has {v} the {n} that {c} needs to {i}
{c} received a {a} {n} from {n} {d} instead of the {v} {n}
Only a {a} {n} may {i} the {n} of {c} once it is {v}
The {n} {v} for {n} {c} is older than the {a} {n} allows
{c} gave up to {i} {n} {d} after its {n} was {v} twice
The {n} of this {n} does not allow {c} to {i} {a} {n}
Two {a} {n} of {c} were {v} for the same {n}
While the {n} was {v} , {c} found no {n} to {i} {n} {d}
{c} refuses {n} {n} until an {a} {n} has {v} its {n}
There is no {n} left to {i} the {a} {n} of {c}
The {n} {c} ended with {n} {d} because its {n} was {v}""".splitlines()
]
"""Forms of messages; each is a list of words and of places such as {n}."""

TAILS = [
    form.split()
    for form in """\
( {n} {d} )
; {i} the {n} and try again
, see the {n} of {c}
; contact the owner of the {a} {n}
, {n} is {v}""".splitlines()
]
"""What some messages end with."""
