"""Letters by rules: how many claims are unsupported, how long they are, how much those of one person differ, how fast.

Run `python benchmarks/letters.py`. Prints one JSON line a figure, then a table. People: those invented for the tests
and the labelled CVs of CAREER_AGENT_DATA (default `../shared/data`). Postings: the product's samples, in all languages.
`python benchmarks/letters.py read 20` prints twenty letters to be read by a person instead.
"""

import json
import os
import re
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml
from selectolax.lexbor import LexborHTMLParser

from generation_service.writing import (
    FEWEST_WORDS,
    MOST_WORDS,
    Candidate,
    Letter,
    Match,
    Opening,
    Position,
    Project,
    School,
    Wishes,
    check_claims,
    choose_highlights,
    sentences_of,
    word_count,
    write_letter,
)

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("CAREER_AGENT_DATA", ROOT.parent / "shared" / "data"))
INVENTED = ROOT / "generation-service" / "generation_service" / "testing" / "invented" / "people.json"
SAMPLES = ROOT / "job-service" / "job_service" / "sample"
EVERY = 4
"""One posting in so many is written for."""
FULL_CV_LINES = 6
"""A CV with so many lines has the 200 words in it."""
GRAM = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number and the bar it must reach; no bar: it is reported only."""

    benchmark: str
    figure: str
    value: float
    bar: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A letter and what it was written from."""

    candidate: Candidate
    opening: Opening
    letter: Letter

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences between salutation and farewell."""
        return sentences_of("\n\n".join(self.letter.text.split("\n\n")[1:-2]))


def people() -> list[Candidate]:
    """Invented and labelled ones."""
    invented = map(_invented, json.loads(INVENTED.read_text(encoding="utf-8")).values())
    pairs = DATA / "cvs_labelled" / "pairs"
    reactive = map(_reactive, sorted(pairs.glob("rxresume_a*.json")))
    rendered = map(_rendered, sorted(pairs.glob("rendercv_*.yaml")))
    return [*invented, *reactive, *rendered, _best(pairs / "bestresume.yml"), _json_resume()]


def _invented(told: Mapping[str, Any]) -> Candidate:
    kinds = {"experience": Position, "education": School, "projects": Project}
    entries = {name: tuple(kind(**entry) for entry in told.get(name, ())) for name, kind in kinds.items()}
    lists = {name: tuple(told.get(name, ())) for name in ("skills", "languages")}
    return Candidate(**{**told, **entries, **lists})


def _reactive(source: Path) -> Candidate:
    told = json.loads(source.read_text(encoding="utf-8"))
    items = {name: section.get("items", ()) for name, section in told["sections"].items() if isinstance(section, dict)}
    return Candidate(
        name=told["basics"]["name"],
        email=told["basics"]["email"],
        skills=tuple(word for skill in items["skills"] for word in skill["keywords"]),
        summary=_plain(told["sections"]["summary"]["content"]),
        experience=tuple(
            Position(job["company"], job["position"], *_period(job["date"]), _plain(job["summary"]))
            for job in items["experience"]
        ),
        education=tuple(
            School(school["institution"], school["studyType"], school["area"]) for school in items["education"]
        ),
        projects=tuple(Project(work["name"], _plain(work["summary"])) for work in items["projects"]),
        languages=tuple(spoken["name"] for spoken in items["languages"]),
    )


def _rendered(source: Path) -> Candidate:
    told = yaml.safe_load(source.read_text(encoding="utf-8"))["cv"]
    sections = {name.casefold(): entries for name, entries in told["sections"].items()}
    return Candidate(
        name=told["name"],
        email=told["email"],
        skills=tuple(
            word.strip() for row in sections["skills"] for word in (row.get("details") or row["label"]).split(",")
        ),
        experience=tuple(
            Position(job["company"], job["position"], str(job["start_date"]), str(job["end_date"]), _bulleted(job))
            for job in sections["experience"]
        ),
        education=tuple(
            School(school["institution"], school["degree"], school["area"], str(school["end_date"]))
            for school in sections["education"]
        ),
        projects=tuple(Project(_linkless(work["name"]), _bulleted(work)) for work in sections["projects"]),
    )


def _best(source: Path) -> Candidate:
    told = yaml.safe_load(source.read_text(encoding="utf-8"))
    return Candidate(
        name=f"{told['name']['first']} {told['name']['last']}",
        skills=tuple(skill["name"] for skill in told["skills"]),
        summary=told["about"],
        experience=tuple(
            Position(job["company"], job["position"], *_period(job["timeperiod"]), job["description"])
            for job in told["experience"]
        ),
        education=tuple(School(None, school["degree"]) for school in told["education"]),
    )


def _json_resume() -> Candidate:
    told = json.loads((DATA / "cvs_labelled" / "jsonresume_sample.json").read_text(encoding="utf-8"))
    return Candidate(
        name=told["basics"]["name"],
        email=told["basics"]["email"],
        skills=tuple(word for skill in told["skills"] for word in (skill["name"], *skill["keywords"])),
        summary=told["basics"]["summary"],
        experience=tuple(
            Position(job["name"], job["position"], job["startDate"], job["endDate"], _bulleted(job))
            for job in told["work"]
        ),
        education=tuple(
            School(school["institution"], school["studyType"], school["area"], school["endDate"])
            for school in told["education"]
        ),
    )


def _bulleted(entry: Mapping[str, Any]) -> str:
    return "\n".join(f"- {_linkless(line)}" for line in entry["highlights"])


def _linkless(text: str) -> str:
    return re.sub(r"\[([^\]]*)\]\([^)]*\)|\*\*", r"\1", text)


def _plain(markup: str) -> str:
    return LexborHTMLParser(markup).text(separator="\n").strip()


def _period(told: str) -> tuple[str | None, str | None]:
    years = re.findall(r"\b(?:19|20)\d{2}\b", told)
    goes_on = re.search(r"present|since", told, re.IGNORECASE)
    return (years[0] if years else None), "present" if goes_on else years[-1] if years else None


def openings() -> list[Opening]:
    """Every fourth sample posting."""
    lines = (line for source in sorted(SAMPLES.glob("*.jsonl")) for line in source.read_text("utf-8").splitlines())
    told = [json.loads(line) for line in lines][::EVERY]
    return [Opening(each["title"], each["company"], each["description"], location=each["location"]) for each in told]


def write_all(candidates: Sequence[Candidate], postings: Sequence[Opening]) -> Iterator[Written]:
    """A letter of every person for every posting."""
    for candidate in candidates:
        for opening in postings:
            yield Written(candidate, opening, write_letter(candidate, opening, Match(), Wishes()))


def figures(candidates: Sequence[Candidate], postings: Sequence[Opening]) -> Iterator[Figure]:
    """Everything that is measured."""
    start = time.perf_counter()
    written = list(write_all(candidates, postings))
    seconds = time.perf_counter() - start
    yield Figure("letters", "letters", len(written))
    yield Figure("letters", "letters_a_second", len(written) / seconds)
    faults = [check_claims(each.sentences, each.candidate, each.opening) for each in written]
    yield Figure("letters", "unsupported_claims", sum(map(len, faults)), "= 0")
    yield from _lengths(written)
    yield from _differences(candidates, written)
    yield Figure("letters", "named_another_company", sum(map(_names_another, written)), "= 0")
    chosen = [
        len(choose_highlights(person, opening)) for person in candidates if _is_full(person) for opening in postings
    ]
    yield Figure("letters", "fewest_highlights_of_a_full_cv", min(chosen), ">= 3")


def _lengths(written: Sequence[Written]) -> Iterator[Figure]:
    words = [word_count(each.letter.text) for each in written if _is_full(each.candidate)]
    yield Figure("letters", "full_cv_fewest_words", min(words), f">= {FEWEST_WORDS}")
    yield Figure("letters", "full_cv_median_words", statistics.median(words))
    yield Figure("letters", "full_cv_most_words", max(words), f"<= {MOST_WORDS}")
    thin = [word_count(each.letter.text) for each in written if not _is_full(each.candidate)]
    yield Figure("letters", "thin_cv_median_words", statistics.median(thin))


def _is_full(candidate: Candidate) -> bool:
    entries = [*(at.description for at in candidate.experience), *(at.description for at in candidate.projects)]
    return sum(len(entry.splitlines()) for entry in entries) >= FULL_CV_LINES


def _differences(candidates: Sequence[Candidate], written: Sequence[Written]) -> Iterator[Figure]:
    """How alike two letters of a person are: the share of sentences, and of five words running, in common."""
    sentences, grams = list[float](), list[float]()
    for candidate in candidates:
        own = [each for each in written if each.candidate is candidate]
        by_language = (
            (one, other) for one, other in combinations(own, 2) if one.letter.language == other.letter.language
        )
        for one, other in by_language:
            sentences.append(_shared(set(one.sentences), set(other.sentences)))
            grams.append(_shared(_grams(one.letter.text), _grams(other.letter.text)))
    yield Figure("letters", "sentences_in_common_with_another_letter", statistics.mean(sentences))
    yield Figure("letters", "five_words_in_common_with_another_letter", statistics.mean(grams))
    yield Figure("letters", "identical_letters", sum(share == 1.0 for share in grams), "= 0")


def _shared(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def _grams(text: str) -> set[str]:
    words = text.split()
    return {" ".join(words[at : at + GRAM]) for at in range(len(words) - GRAM + 1)}


def _names_another(written: Written) -> bool:
    own = " ".join([written.opening.title, *(at.company or "" for at in written.candidate.experience)])
    cv = f"{own} {written.opening.company} {written.candidate.summary}"
    named = (each for each in COMPANIES if each not in cv and each != written.opening.company)
    return any(re.search(rf"(?<!\w){re.escape(each)}(?!\w)", written.letter.text) for each in named)


COMPANIES: set[str] = set()


def read(count: int) -> None:
    """Print letters for a person to read."""
    candidates, postings = people(), openings()
    for number in range(count):
        candidate = candidates[number % len(candidates)]
        opening = postings[(number * 13) % len(postings)]
        letter = write_letter(candidate, opening, Match(), Wishes())
        print(f"{'=' * 30} {letter.language}, {word_count(letter.text)} words\n{letter.text}\n")


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["read"]:
        read(int(sys.argv[2]))
        return
    postings = openings()
    COMPANIES.update(opening.company for opening in postings if opening.company and len(opening.company) > len("MOO"))
    measured = list(figures(people(), postings))
    for figure in measured:
        print(json.dumps(asdict(figure)))
    for figure in measured:
        print(f"{figure.figure:44}{figure.value:10.3f}{f'   bar {figure.bar}' if figure.bar else ''}")


if __name__ == "__main__":
    main()
