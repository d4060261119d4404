"""Programs that occupations use, from the technology skills of O*NET (CC BY 4.0)."""

import csv
import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from vocabulary.skills.lexicon import Ask, Skill, Spelling

_LEAST_OCCUPATIONS = 4
_LARGEST_FAMILY = 40
_LEAST_OF_A_VENDOR = 4
_SHORTEST = 3
_ENDING = re.compile(r"\s+(?:software|systems?|suite software)$")
_MOST_WORDS = 3
_PRODUCT = re.compile(r"[A-Z0-9][\w&+./-]*(?: [A-Z0-9][\w&+./-]*)*")
_OLD = re.compile(
    r"\b(?:Netscape|FrontPage|Lotus|Visual (?:SourceSafe|FoxPro)|XP|EMR|EHR|PM|LIS|CRM|ERP|HRIS|HRMS|CMS|SEO|SQL|HMS)\b"
)


def read_onet(
    folder: Path, families: Mapping[str, str], ordinary: frozenset[str], rejected: frozenset[str]
) -> Iterator[Skill]:
    """The named programs that several occupations use; of one vendor's, the well-known own name is an alias."""
    uses, commodity, wanted = _read(folder)
    names = [name for name in uses if uses[name] >= _LEAST_OCCUPATIONS or name in wanted]
    dull = rejected | ordinary
    kept = [name for name in names if _is_product(own := _ENDING.sub("", name)) and own.casefold() not in dull]
    vendors = _vendors(uses)
    sizes = Counter(commodity[name] for name in kept)
    for name in sorted(kept):
        kind = commodity[name]
        family = families.get(kind) or (_ENDING.sub("", kind) if sizes[kind] <= _LARGEST_FAMILY else None)
        yield _skill(_ENDING.sub("", name), family, vendors, ordinary)


def _read(folder: Path) -> tuple[Counter[str], dict[str, str], set[str]]:
    uses: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    wanted = set()
    with gzip.open(folder / "onet_technology_skills.tsv.gz", "rt", encoding="utf-8") as source:
        for row in csv.DictReader(source, delimiter="\t"):
            name = row["Example"]
            uses[name] += 1
            kinds[name][row["Commodity Title"]] += 1
            if "Y" in (row["Hot Technology"], row["In Demand"]):
                wanted.add(name)
    return uses, {name: kind.most_common(1)[0][0] for name, kind in kinds.items()}, wanted


def _is_product(name: str) -> bool:
    return len(name.split()) <= _MOST_WORDS and _PRODUCT.fullmatch(name) is not None and _OLD.search(name) is None


def _vendors(names: Mapping[str, int]) -> frozenset[str]:
    """First words that several programs share: "Adobe", "Autodesk"."""
    firsts = Counter(name.split()[0] for name in names if " " in name)
    return frozenset(first for first, count in firsts.items() if count >= _LEAST_OF_A_VENDOR and first[:1].isupper())


def _skill(name: str, family: str | None, vendors: frozenset[str], ordinary: frozenset[str]) -> Skill:
    """A program, by its own name where that is telling: "Autodesk Revit" is also "Revit"."""
    forms = [name]
    vendor, _, product = name.partition(" ")
    if vendor in vendors and " " not in product and len(product) > _SHORTEST:
        forms.append(product)
    return Skill(name, family, tuple(Spelling(form, _ask(form, ordinary)) for form in forms))


def _ask(form: str, ordinary: frozenset[str]) -> Ask:
    if form.lower() in ordinary:
        return Ask.CONTEXT
    return Ask.NOTHING if len(form) > _SHORTEST and form != form.upper() else Ask.CASE
