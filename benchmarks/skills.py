"""How right the skill lexicon is: SkillSpan's knowledge spans, adverts we judged by hand, speed.

Run `python benchmarks/skills.py`. Prints one JSON line a figure, then a table. The real data are found through
CAREER_AGENT_DATA (default `../shared/data`). `skills_judged.tsv` holds verdicts on a random sample of mentions in those
adverts by hash alone; mentions that nobody judged do not count. The rules were corrected after each of the three
samples was judged, so the figure flatters: before those corrections they scored 0.93, 0.91 and 0.93.
"""

import csv
import gzip
import hashlib
import json
import os
import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import parse
from selectolax.lexbor import LexborHTMLParser

from vocabulary.places import places_in
from vocabulary.skills import find_skills

DATA = Path(os.environ.get("CAREER_AGENT_DATA", Path(__file__).parents[2] / "shared" / "data"))
JUDGED = Path(__file__).with_name("skills_judged.tsv")
ROUNDS = 5
SHORTEST_ADVERT = 200

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number and the bar it must reach; no bar: it is reported only."""

    benchmark: str
    figure: str
    value: float
    bar: float | None = None


@dataclass(frozen=True, slots=True)
class Advert:
    """A posting as a person reads it."""

    title: str
    text: str

    def key(self, skill: str) -> str:
        """What a verdict on a skill of this advert is kept under."""
        return hashlib.sha256(f"{self.title}|{skill}".encode()).hexdigest()[:12]


def skillspan(name: str) -> Figure:
    """F1 of overlap with the spans that people marked as KNOWLEDGE."""
    source = DATA / "benchmarks" / "skillspan" / name
    text = gzip.decompress(source.read_bytes()).decode() if name.endswith("gz") else source.read_text(encoding="utf-8")
    found = right = marked = met = 0
    for row in map(json.loads, text.splitlines()):
        spans = [(mention.start, mention.end) for mention in find_skills(" ".join(row["tokens"]))]
        truth = list(_marked(row["tokens"], row["tags_knowledge"]))
        found, marked = found + len(spans), marked + len(truth)
        right, met = right + _touched(spans, truth), met + _touched(truth, spans)
    precision, recall = right / found, met / marked
    return Figure("skills", f"skillspan_f1_{name.split('.')[0]}", 2 * precision * recall / (precision + recall), 0.50)


def _marked(tokens: Sequence[str], tags: Sequence[str]) -> Iterator[Span]:
    start: int | None = None
    place = 0
    for token, tag in zip((*tokens, ""), (*tags, "O"), strict=True):
        if start is not None and tag != "I":
            yield start, place - 1
            start = None
        if tag != "O" and start is None:
            start = place
        place += len(token) + 1


def _touched(these: Iterable[Span], those: Sequence[Span]) -> int:
    return sum(any(start < end_of and begin < end for begin, end_of in those) for start, end in these)


def adverts() -> list[Advert]:
    """The postings of the boards and feeds, each once by its title."""
    raw = DATA / "jobs_raw"
    boards = [advert for source in sorted(raw.glob("*.json*")) for advert in _in_answer(_json(source))]
    feeds = [advert for source in sorted((*raw.glob("wwr/*.rss"), *raw.glob("*.xml"))) for advert in _in_feed(source)]
    return list({advert.title: advert for advert in (*boards, *feeds)}.values())


def _json(source: Path) -> Any:
    text = gzip.decompress(source.read_bytes()) if source.suffix == ".gz" else source.read_bytes()
    return json.loads(text)


def _in_answer(answer: Any) -> Iterator[Advert]:
    if isinstance(answer, list):
        for part in answer:
            yield from _in_answer(part)
    elif isinstance(answer, dict):
        title = next(
            (answer[key] for key in ("title", "text", "position", "name") if isinstance(answer.get(key), str)), None
        )
        long = [value for value in answer.values() if isinstance(value, str) and len(value) > SHORTEST_ADVERT]
        if title and long:
            yield Advert(title, f"{title}\n{_plain(max(long, key=len))}")
        else:
            yield from _in_answer(list(answer.values()))


def _in_feed(source: Path) -> Iterator[Advert]:
    for item in parse(source).iter("item"):
        title = item.findtext("title", "")
        yield Advert(title, f"{title}\n{_plain(item.findtext('description', ''))}")


def _plain(markup: str) -> str:
    tree = LexborHTMLParser(LexborHTMLParser(markup).text() if "&lt;" in markup else markup)
    return tree.text(separator="\n")


def judged_precision(postings: Sequence[Advert]) -> Iterator[Figure]:
    """The share of right ones among the mentions that were judged."""
    with JUDGED.open(encoding="utf-8") as source:
        verdicts = {row["mention"]: row["right"] == "yes" for row in csv.DictReader(source, delimiter="\t")}
    keys = {advert.key(mention.skill) for advert in postings for mention in find_skills(advert.text)}
    right = [verdicts[key] for key in keys & verdicts.keys()]
    yield Figure("skills", "advert_precision", statistics.mean(right), 0.95)
    yield Figure("skills", "advert_mentions_judged", len(right))


def adverts_a_second(postings: Sequence[Advert]) -> Figure:
    """The median of several rounds over all adverts."""
    return Figure("skills", "adverts_a_second", statistics.median(_rate(postings) for _ in range(ROUNDS)), 1000)


def _rate(postings: Sequence[Advert]) -> float:
    start = time.perf_counter()
    for advert in postings:
        find_skills(advert.text)
    return len(postings) / (time.perf_counter() - start)


def wwr_regions() -> Figure:
    """The share of WeWorkRemotely's `region` values that name at least one place."""
    feeds = sorted((*(DATA / "jobs_raw").glob("wwr/*.rss"), DATA / "jobs_raw" / "wwr_ikevinxie.xml"))
    regions = [region for feed in feeds for item in parse(feed).iter("item") if (region := item.findtext("region"))]
    return Figure("skills", "wwr_regions_read", statistics.mean(bool(places_in(region)) for region in regions), 0.98)


def main() -> None:
    """Measure and print."""
    start = time.perf_counter()
    find_skills("")
    loading = Figure("skills", "loading_ms", 1000 * (time.perf_counter() - start), 60)
    postings = adverts()
    figures = [loading, skillspan("train.json.gz"), skillspan("dev.json"), *judged_precision(postings)]
    figures += [adverts_a_second(postings), wwr_regions()]
    for figure in figures:
        print(json.dumps(asdict(figure)))
    for figure in figures:
        print(f"{figure.figure:28}{figure.value:10.3f}{f'   bar {figure.bar}' if figure.bar else ''}")


if __name__ == "__main__":
    main()
