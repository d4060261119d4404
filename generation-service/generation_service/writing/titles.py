"""A job title as a person writes it: what is only the board's layout taken off."""

import re

_GENDERS = re.compile(
    r"\s*[(\[/|–-]*\s*\b(?:[mwfdhx]\s*(?:[/|,*]\s*[mwfdhxi]){1,3}|h/f|f/h|all genders?|alle geschlechter|gn)"
    r"\b\s*[)\]]?",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*(?:\(([^()]*)\)|\[([^\[\]]*)\]|\s[-–—|•]\s+([^-–—|•]+))\s*$")
_LEADING_ASIDE = re.compile(r"^\s*(?:\(([^()]*)\)|\[([^\[\]]*)\])\s*")
_LAYOUT_WORDS = """
    remote remotely fully hybrid onsite on-site full time full-time part part-time contract contractor
    permanent temporary fixed term fixed-term ftc month months hours week weekly us usa uk eu europe emea
    latam apac americas worldwide anywhere global only based home office open application immediate start
    urgent hiring now new w2 c2c freelance vollzeit teilzeit cdi cdd befristet unbefristet
"""
_LAYOUT = frozenset(_LAYOUT_WORDS.split())
_LONGEST_JOB = 9
_SALES_TALK = re.compile(
    r"[?!…]|\b(?:join|become|our|your?|you|we|us|want|looking|future opportunit\w+|wanted|hiring|apply)\b", re.I
)
_BRACKETS = re.compile(r"(?:^|(?<=\s))(?:\([^()]*\)|\[[^\[\]]*\])\s*")
_DASH = re.compile(r"\s+[-–—|•]\s+")
_SHIFT = re.compile(
    r"(?:,?\s+(?:(?:day|night|late|early|evening|bank|weekend) shifts?|(?:nacht|spät|früh|wechsel)schicht|nachtdienst"
    r"|de nuit|de jour|turno (?:de )?(?:noche|tarde|mañana))|,\s*(?:nights?|days?|evenings?|weekends?))\s*$",
    re.IGNORECASE,
)
_SHOUTED = re.compile(r"[A-ZÀ-Þ]{4,}")


def shown_title(title: str, location: str | None = None) -> str:
    """A job title as a person writes it: without gender marks, ways of working, places and capitals all over."""
    plain = " ".join(_GENDERS.sub(" ", title).split())
    known = _LAYOUT | {word.casefold() for word in re.findall(r"\w+", location or "")}
    for pattern in (_ASIDE, _ASIDE, _LEADING_ASIDE):
        aside = pattern.search(plain)
        rest = f"{plain[: aside.start()]}{plain[aside.end() :]}".strip() if aside else ""
        if aside and rest and _is_layout(next(filter(None, aside.groups()), ""), known):
            plain = rest
    if plain.isupper() and len(plain.split()) > 1:
        plain = _SHOUTED.sub(lambda word: word.group().capitalize(), plain)
    return plain.strip(" -–—|,") or title.strip()


def running_title(title: str, location: str | None = None) -> str:
    """The title inside a sentence: only the job, without brackets, what follows a dash, and shifts."""
    shown = shown_title(title, location)
    plain = _BRACKETS.sub("", shown)
    parts = [part for part in _DASH.split(plain) if part.strip() and not _is_layout(part, _LAYOUT)]
    return _SHIFT.sub("", parts[0]).strip(" ,/–—-") if parts else shown


def reads_as_job(title: str) -> bool:
    """Whether a title can follow "as a": adverts are also headed "Join our team" or "Are you the one?"."""
    return len(title.split()) <= _LONGEST_JOB and not _SALES_TALK.search(title)


def _is_layout(aside: str, known: frozenset[str]) -> bool:
    words = re.findall(r"[\w-]+", aside.casefold())
    return all(word in known or word.isdigit() for word in words)
