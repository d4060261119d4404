"""Interviews by rules: how particular kits are, how answers are told apart, how fast both are.

Run `python -m benchmarks.interviews`. Prints one JSON line a figure, then a table. People: those invented for the
tests. Postings: the product's samples. Answers: those of the tests, good ones and such that are none.
"""

import json
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path

from generation_service.interviewing import Kit, assess, make_kit
from generation_service.testing.practice.answers import GOOD, OFF_TOPIC
from generation_service.testing.practice.people import EVERYBODY, kit_for
from generation_service.writing import Candidate, Match, Opening

SAMPLES = Path(__file__).parents[1] / "job-service" / "job_service" / "sample"
LONG_ANSWER = 10_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number and the bar it must reach; no bar: it is reported only."""

    benchmark: str
    figure: str
    value: float
    bar: str = ""


def openings() -> list[Opening]:
    """The sample postings."""
    lines = (line for path in sorted(SAMPLES.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines())
    told = map(json.loads, lines)
    return [Opening(job["title"], job["company"], job["description"], location=job["location"]) for job in told]


def of_kits(postings: list[Opening]) -> Iterator[Figure]:
    """Every sample posting, each for another of the people."""
    candidates = [sides[0] for sides in EVERYBODY]
    kits, seconds = list[Kit](), list[float]()
    for at, opening in enumerate(postings):
        began = time.perf_counter()
        kits.append(make_kit(candidates[at % len(candidates)], opening, Match()))
        seconds.append(time.perf_counter() - began)
    yield Figure("interviews", "kits", len(kits))
    yield Figure("interviews", "questions_fewest", min(len(kit.questions) for kit in kits), ">= 15")
    yield Figure("interviews", "questions_most", max(len(kit.questions) for kit in kits), "<= 20")
    yield Figure("interviews", "kits_with_an_insight", _share(kit.insights != () for kit in kits))
    quotes = (
        insight.quote in opening.description
        for kit, opening in zip(kits, postings, strict=True)
        for insight in kit.insights
    )
    yield Figure("interviews", "quotes_that_stand_in_the_posting", _share(quotes), "= 1")
    own = [{question.text for question in kit.questions} for kit in kits]
    shared = [len(one & other) / len(one) for one, other in combinations(own[::5], 2)]
    yield Figure("interviews", "questions_in_common_with_another_kit", statistics.mean(shared), "<= 0.1")
    yield Figure("interviews", "kit_ms_median", statistics.median(seconds) * 1_000)


def of_answers() -> Iterator[Figure]:
    """The tests' answers, and each good one at every other question of its kit."""
    good, elsewhere, none = list[int](), list[int](), list[int]()
    for answer in GOOD:
        for question in kit_for(answer.sides).questions:
            score = assess(question, answer.text, *answer.sides).score
            (good if answer.asked in question.text else elsewhere).append(score)
    for sides in EVERYBODY:
        for question in kit_for(sides).questions:
            said = (question.text, sides[1].description, *OFF_TOPIC)
            none += [assess(question, text, *sides).score for text in said if not _is_his_field(sides, text)]
    yield Figure("interviews", "good_answers_lowest", min(good), "> 60")
    yield Figure("interviews", "good_answers_median", statistics.median(good))
    yield Figure("interviews", "good_answers_at_other_questions_median", statistics.median(elsewhere))
    yield Figure("interviews", "no_answers_highest", max(none), "< 30")
    answer = GOOD[0]
    question = next(each for each in kit_for(answer.sides).questions if answer.asked in each.text)
    yield Figure("interviews", "answer_ms_median", _milliseconds(lambda: assess(question, answer.text, *answer.sides)))
    long = " ".join(other.text for other in GOOD)[:LONG_ANSWER]
    yield Figure("interviews", "longest_answer_ms_median", _milliseconds(lambda: assess(question, long, *answer.sides)))


def _is_his_field(sides: tuple[Candidate, Opening], text: str) -> bool:
    return "Chef" in sides[1].title and "pancakes" in text


def _share(held: Iterator[bool]) -> float:
    kept = list(held)
    return sum(kept) / len(kept)


def _milliseconds(work: Callable[[], object], times: int = 20) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1_000


def main() -> None:
    """Measure and print."""
    measured = [*of_kits(openings()), *of_answers()]
    for figure in measured:
        print(json.dumps(asdict(figure)))
    for figure in measured:
        print(f"{figure.figure:44}{figure.value:10.3f}{f'   bar {figure.bar}' if figure.bar else ''}")


if __name__ == "__main__":
    main()
