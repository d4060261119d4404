"""Write the skill lexicon from its hand-made sources and the open lists of ESCO and O*NET."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from lexicon.esco import read_esco
from lexicon.onet import read_onet
from lexicon.ordinary import ordinary_words
from vocabulary.skills.folding import folded_name, squeezed
from vocabulary.skills.lexicon import Skill, Spelling

HAND_MADE = Path(__file__).parent / "hand"
LEXICON = Path(__file__).parent.parent / "vocabulary" / "skills" / "lexicon.tsv"
_REJECTED = "rejected.txt"
_TELLING = 4


def read_hand_made(folder: Path) -> Iterator[Skill]:
    """The skills of the hand-made sources; a line is `Name = alias, alias` under its `[family]`."""
    for source in sorted(folder.glob("*.txt")):
        family: str | None = None
        for line in _lines(source) if source.name != _REJECTED else ():
            if line.startswith("["):
                family = line.strip("[]") or None
            else:
                yield skill_of(line, family)


def _lines(source: Path) -> Iterator[str]:
    lines = source.read_text(encoding="utf-8").splitlines()
    return (line.rstrip(" ") for line in lines if line.strip() and not line.startswith("#"))


def skill_of(line: str, family: str | None) -> Skill:
    """Read one line of a source."""
    name, _, aliases = line.partition(" = ")
    forms = [Spelling.parse(form.strip()) for form in (name, *aliases.split(", ")) if form.strip()]
    return Skill(forms[0].text, family, tuple(forms))


def merged(skills: Iterable[Skill]) -> list[Skill]:
    """One entry a skill, by name; the first family named stands."""
    by_name: dict[str, Skill] = {}
    for skill in skills:
        known = by_name.get(skill.name, skill)
        forms = dict.fromkeys(known.spellings) | dict.fromkeys(skill.spellings[1:])
        by_name[skill.name] = Skill(skill.name, known.family or skill.family, tuple(forms))
    return sorted(by_name.values(), key=lambda skill: skill.name.casefold())


def imported(hand_made: list[Skill], folder: Path) -> Iterator[Skill]:
    """What the open lists have besides: the words of a hand-made entry are never another skill's."""
    rejected = frozenset(name.casefold() for name in _lines(HAND_MADE / _REJECTED))
    families = {
        kind: family for kind, _, family in (line.partition("\t") for line in _lines(HAND_MADE / "families.tsv"))
    }
    taken = {key for skill in hand_made for form in skill.spellings for key in _keys(form.text)}
    telling = {folded_name(form.text) for skill in hand_made for form in skill.spellings if len(form.text) >= _TELLING}
    for skill in (*read_onet(folder, families, ordinary_words(folder), rejected), *read_esco(folder, rejected)):
        forms = [form for form in skill.spellings if not taken & _keys(form.text)]
        if len(forms) == len(skill.spellings) and not _names_another(skill, telling):
            taken |= {key for form in forms for key in _keys(form.text)}
            yield skill


def _keys(name: str) -> set[str]:
    return {folded_name(name), squeezed(name)}


def _names_another(skill: Skill, telling: set[str]) -> bool:
    """Whether a program's name is another's with its vendor or edition: "Autodesk AutoCAD"."""
    if all(form.ask.value == "*" for form in skill.spellings):
        return False
    words = folded_name(skill.name).split()
    spans = (" ".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, len(words) + 1))
    return any(span in telling for span in spans)


def check(skills: list[Skill]) -> None:
    """Refuse one spelling for two skills."""
    owners: dict[str, str] = {}
    clashes = []
    for skill in skills:
        for form in skill.spellings:
            owner = owners.setdefault(folded_name(form.text), skill.name)
            if owner != skill.name:
                clashes.append(f"{form.text!r} stands for {owner} and {skill.name}")
    if clashes:
        raise ValueError("\n".join(clashes))


def as_line(skill: Skill) -> str:
    """One line of the lexicon."""
    return "\t".join((skill.name, skill.family or "", "|".join(form.text + form.ask.value for form in skill.spellings)))


def main(folder: Path) -> None:
    """Build the lexicon."""
    hand_made = merged(read_hand_made(HAND_MADE))
    check(hand_made)
    skills = merged([*hand_made, *imported(hand_made, folder)])
    check(skills)
    LEXICON.write_text("".join(as_line(skill) + "\n" for skill in skills), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
