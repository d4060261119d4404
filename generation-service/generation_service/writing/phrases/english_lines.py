"""English phrases as parts of a sentence: "Built an API" follows "I", "Build APIs" follows "my task was to"."""

import re
from functools import cache
from importlib.resources import files

from generation_service.writing.phrases.phrasebook import Clause, Form

_VOWELS = "aeiou"
_LETTERS = re.compile(r"\b[a-z]\.[a-z]\.$")
"""An abbreviation that keeps its stop: "4 a.m."."""
_ADVERB = re.compile(r"^[A-Za-z]+ly$")
_DOUBLED = frozenset(
    {
        "plan",
        "program",
        "map",
        "ship",
        "trim",
        "submit",
        "embed",
        "scan",
        "debug",
        "crop",
        "admit",
        "transfer",
        "equip",
        "dim",
    }
)
_NP_END = re.compile(
    r"\s+(?:[a-z]+(?:ing|ed)|of|for|to|in|on|with|using|at|by|from|that|which|and|or|as|into|across|through|via|within"
    r"|per|over|under|between|while|against|serving)\b|[,;:()–—]|\s[-&+/]\s|$"
)
_DETERMINED = re.compile(
    r"^(?:an?|the|this|that|these|those|my|our|its|their|his|her|all|any|each|every|both|several|many|various|multiple"
    r"|more|most|over|up|some|no|new|high|\W*\d[\w,.+%]*|two|three|four|five|six|seven|eight|nine|ten|twelve|[A-Z]\S*)\b",
)
_COUNTED_WORDS = """
    engine pipeline framework platform system team application app store dashboard model tool library
    architecture website site portal interface api prototype module plugin package component database
    warehouse cluster algorithm strategy campaign programme program process workflow product project report
    study survey budget portfolio department unit group solution layer server client bot chatbot recommender
    classifier network environment suite feature game simulator simulation script scraper parser compiler
    gateway broker queue cache index catalogue catalog curriculum course workshop newsletter blog plan roadmap
    procedure concept proposal redesign paper rewrite rollout launch function mechanism
"""
_COUNTED = frozenset(_COUNTED_WORDS.split())
_ACTED_ON = frozenset(
    ["migration", "implementation", "development", "integration", "introduction", "transition", "redesign"]
)
_STATE = re.compile(
    r"^(?:responsible for|in charge of|accountable for|skilled in|proficient (?:in|with)|experienced (?:in|with)"
    r"|fluent in|speciali[sz]ed in|versed in|well[- ]versed in|adept (?:at|in)|familiar with|passionate about"
    r"|interested in|involved in|tasked with)\s",
    re.IGNORECASE,
)
_ALSO_NOUNS_WORDS = """
    aid audit award balance bill boost brief budget care chair chat check code coach control convert cook
    craft cut debug design document double draft estimate experiment experience file finish focus forecast
    form gain guide help hire host increase influence interview land launch lead lecture lift load lower map
    market master measure model monitor move onboard open order outline own partner pilot plan port present
    price process produce profile program prototype purchase push reach record release repair report research
    review run scale schedule scope score secure sell service set shape ship source sponsor staff start stock
    structure study supply support survey test track train transfer transition transport treat trim triple
    tune turn tutor update upgrade use visit win work
"""
_ALSO_NOUNS = frozenset(_ALSO_NOUNS_WORDS.split())
_NOUN_FOLLOWS = re.compile(
    r"^(?:an?|the|all|any|each|every|our|its|their|new|and|with|on|in|as|to|[a-z][a-z-]*s|\S+ly|up|out|across)\b"
)
_ACTED_ON |= {"creation", "deployment", "adoption", "optimization", "launch", "transformation", "planning", "design"}
_SMALL_WORDS = frozenset(
    ["and", "or", "in", "on", "with", "to", "for", "of", "at", "a", "an", "the", "by", "as", "from", "up", "out"]
)
_PASSIVE = re.compile(
    r"\w+ by$|(?:promoted|appointed|selected|invited|elected|hired|recruited|nominated|chosen|tasked|assigned"
    r"|recogni[sz]ed|featured|cited|published|transferred) (?:to|as|for|in)$"
    # What was built, used or shown comes right after the verb: where it does not, the line speaks of the thing.
    r"|(?:accepted|adopted|awarded|based|built|created|deployed|designed|developed|distributed|downloaded|exhibited"
    r"|hosted|implemented|installed|launched|made|owned|produced|programmed|published|released|sold|used|written)"
    r" (?:as|at|for|from|in|into|on|to|using|via|with|within)$"
    r"|(?!(?:acted|assisted|began|continued|co-?operated|doubled|functioned|interned|joined|operated|served|started"
    r"|trained|volunteered|worked) )\w+ as$"
)
_ROLE = re.compile(
    r"^(?P<one>chair(?:man|woman|person)?|co-?founder|founder|head|president|secretary|treasurer|captain)"
    r" (?:of|for) |^(?P<the>(?:lead|principal|sole|chief|main|primary)(?: [a-z-]+){0,2}? (?:engineer|developer|designer"
    r"|architect|nurse|author|contact|editor|analyst|scientist|writer|teacher|investigator|instructor)) (?:of|for|on) "
    r"|^(?P<a>(?:(?:key|active|founding|core|super|peer|first|board|committee|technical|elected|regular|clinical)[ -])*"
    r"(?:mentor|coach|tutor|advocate|liaison|judge|champion|partner|delegate|member|representative|ambassador"
    r"|organi[sz]er|maintainer|author|co-author|editor|reviewer|user|contributor|trainer|instructor|adviser|advisor"
    r"|preceptor|supervisor|speaker)) (?:of|to|for) ",
    re.IGNORECASE,
)
_PURPOSE = re.compile(r"(\bto) ([a-z]+) ")
_SAID_LIKE_A_VOWEL = re.compile(
    r"^(?:(?!one\b|eu)[aeio]|u(?!ni[a-z]|[sk][ea]|ti|x\b|i\b)|hono|hour|heir)", re.IGNORECASE
)
_SPELLED_OUT = re.compile(r"^[A-Z]{2,}\b|^[A-Z](?=[/&.\s]|$)")


@cache
def _forms() -> dict[str, Form]:
    forms: dict[str, Form] = {}
    for line in files(__package__).joinpath("english_verbs.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            base, *irregular = line.split()
            forms[base] = Form.BASE
            forms |= dict.fromkeys(irregular or _pasts(base), Form.PAST)
    return forms


def _pasts(base: str) -> tuple[str, ...]:
    if base.endswith("e"):
        return (f"{base}d",)
    if base.endswith("y") and base[-2] not in _VOWELS:
        return (f"{base[:-1]}ied",)
    if base in _DOUBLED:
        return (f"{base}{base[-1]}ed",)
    # "modelled" is British, "modeled" American.
    return (f"{base}ed", f"{base}led") if base.endswith(("al", "el", "il", "ol")) else (f"{base}ed",)


def phrase_of(line: str) -> Clause:
    """The phrase as it goes into an English sentence; a missing article after its verb is put in.

    A phrase that begins with no known verb comes back as it is, with Form.OTHER.
    """
    line = line.rstrip(" ;,") if _LETTERS.search(line) else line.rstrip(" .;,")
    if _STATE.match(line):
        return Clause(line[0].lower() + line[1:], Form.STATE)
    if role := _ROLE.match(line):
        return Clause(_in_office(role, line[0].lower() + line[1:]), Form.STATE)
    words = line.split(" ")
    verb_at = 1 if len(words) > 1 and _ADVERB.match(words[0]) else 0
    form = _form_of(words[verb_at:])
    if form is Form.OTHER:
        return Clause(line, Form.OTHER)
    verbs = _verbs_end(words, verb_at)
    head = " ".join(word.lower() for word in words[:verbs])
    return Clause(_conjoined(f"{head} {_with_articles(' '.join(words[verbs:]))}".strip()), form)


def is_verb(word: str) -> bool:
    """Whether a word is a verb that lines begin with, in its base form or past."""
    return word.casefold() in _forms()


def is_past(word: str) -> bool:
    """Whether a word is such a verb in the past."""
    return _forms().get(word.casefold()) is Form.PAST


def is_counted(noun: str) -> bool:
    """Whether a noun of our trades takes an article: "a tool", "an app"."""
    return noun.casefold() in _COUNTED


def _in_office(role: re.Match[str], line: str) -> str:
    """ "mentor to five" is "a mentor to five", "lead engineer of" is "the lead engineer of", "chair of" stays."""
    return f"the {line}" if role["the"] else with_article(line) if role["a"] else line


def _form_of(words: list[str]) -> Form:
    verb = words[0].casefold().rstrip(",")
    form = _forms().get(verb, Form.OTHER)
    if len(words) > 1 and _PASSIVE.match(f"{verb} {words[1]}"):
        return Form.OTHER
    if len(words) == 1 or (form is Form.BASE and verb in _ALSO_NOUNS and not _NOUN_FOLLOWS.match(words[1])):
        return Form.OTHER
    return form


def _verbs_end(words: list[str], at: int) -> int:
    """Where the object begins: after "designed, built and ran"."""
    end = at + 1
    while end + 1 < len(words) and (words[end - 1].endswith(",") or words[end].lower() == "and"):
        after = end + (words[end].lower() == "and")
        if words[after].lower().rstrip(",") not in _forms():
            break
        end = after + 1
    return end


def _with_articles(rest: str) -> str:
    """The objects with the articles CV style leaves out, of the verb and of a "to build" that follows."""
    purpose = _PURPOSE.search(rest)
    if purpose and purpose.group(2) in _forms():
        return f"{_with_article(rest[: purpose.end(1)])} {purpose.group(2)} {_with_article(rest[purpose.end() :])}"
    return _with_article(rest)


def _with_article(rest: str) -> str:
    """ "recommendation engine serving shops" is "a recommendation engine serving shops"; what is in doubt stays."""
    end = _NP_END.search(rest)
    phrase = rest[: end.start()].split() if end else []
    if not phrase or _DETERMINED.match(rest) or not _SMALL_WORDS.isdisjoint(word.lower() for word in phrase):
        return rest
    following = rest[end.start() :].lstrip() if end else ""
    if phrase[-1].casefold() in _ACTED_ON and following.startswith("of "):
        return f"the {' '.join(phrase)} of {_with_article(following[3:])}"
    return with_article(rest) if phrase[-1].casefold() in _COUNTED else rest


def _conjoined(clause: str) -> str:
    """Verbs written with a capital after a comma go on in lower case, and the last of them gets its "and"."""
    parts = clause.split(", ")
    for at, part in enumerate(parts[1:], start=1):
        first, _, rest = part.partition(" ")
        form = _forms().get(first.lower(), Form.OTHER)
        if form is not Form.OTHER and rest and first.lower() not in _ALSO_NOUNS:
            # "built with React" in lower case may be a participle that goes with the noun before it.
            goes_on = form is Form.BASE or first[0].isupper()
            is_last = goes_on and at == len(parts) - 1 and " and " not in f" {part} "
            parts[at] = ("and " if is_last else "") + f"{first.lower()} {rest}"
    return ", ".join(parts)


def with_article(noun: str) -> str:
    """The noun with "a" or "an" as it is spoken: "an SRE", "a UX designer", "an engineer"."""
    if _SPELLED_OUT.match(noun):
        return f"{'an' if noun[0] in 'AEFHILMNORSX' else 'a'} {noun}"
    return f"{'an' if _SAID_LIKE_A_VOWEL.match(noun) else 'a'} {noun}"
