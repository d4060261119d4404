"""`python -m match_service.warm`: compile what scoring needs, once for all processes that come.

Compiling takes the better part of a minute and holds the interpreter lock, so a worker lets another process do it; of
several that come at the same time one compiles and the others wait for it.
"""

import struct
from collections.abc import Iterator
from datetime import UTC, datetime

from fasteners import InterProcessLock

from match_service.catalogue import Catalogue
from match_service.features import Numbers, TermsKey, WishKey, WordsKey, posting_features, read_posting
from match_service.index.compiled import COMPILED, WHOLE, all_is_compiled
from match_service.index.copied import LIST, NUMBER, Copied, CopyReader
from match_service.scoring import Person
from shared.events import PostingFacts
from vocabulary.money import DOLLARS_PER_UNIT

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TOLD = PostingFacts(
    job_id=1,
    version=1,
    source="warm",
    title="Developer",
    company=None,
    url=None,
    location=None,
    required_skills=("Python",),
    nice_skills=("Django",),
    scraped_at=NOW,
)


def main() -> None:
    """Compile everything, unless that is done."""
    COMPILED.mkdir(parents=True, exist_ok=True)
    with InterProcessLock(COMPILED / "lock"):
        if not all_is_compiled():
            _compile()
            (COMPILED / WHOLE).touch()


def _compile() -> None:
    """Go once through everything that is compiled, the way a worker does."""
    catalogue = Catalogue(DOLLARS_PER_UNIT)
    _fill(catalogue)
    catalogue.weigh(catalogue.counted_weights(1))
    catalogue.best(Person(1, skills=frozenset({"Python"})), [1], [WordsKey((1,), None)], NOW, 1)
    numbers = Numbers({"Python": 1, "Django": 2}, {"developer": 1})
    catalogue.takers([posting_features(TOLD, read_posting(TOLD), numbers)], DOLLARS_PER_UNIT, NOW)


def _fill(catalogue: Catalogue) -> None:
    catalogue.learn_skills({1: "Python", 2: "Django"})
    catalogue.learn_titles(_copied(1, 0, [1]))
    catalogue.learn_roles(_copied(1, 0, [1]))
    catalogue.learn_terms({1: TermsKey(None, None, refuses_visa=False, eligible=(), located=("DE",))})
    catalogue.learn_wishes({1: WishKey((), (), needs_visa=False, eligible=(), preferred=("DE",), prefers_remote=False)})
    for _ in range(2):
        catalogue.put_postings(_copied(1, 0, 2**31, 1, 1, 1, 1, 1, 2, 0, [1], [2]))
        catalogue.put_people(_copied(1, 1, 0, 1, 1, 1, 0, 1, [1], [1]))


def _copied(*fields: int | list[int]) -> Copied:
    """One row, by way of the bytes that COPY would send."""
    reader = CopyReader([LIST if isinstance(field, list) else NUMBER for field in fields])
    row = b"".join(_sent(fields))
    return [*reader.feed(bytes(19) + struct.pack(">h", len(fields)) + row + struct.pack(">h", -1)), reader.rest()][-1]


def _sent(fields: tuple[int | list[int], ...]) -> Iterator[bytes]:
    for field in fields:
        if isinstance(field, list):
            values = b"".join(struct.pack(">ii", 4, value) for value in field)
            sent = struct.pack(">iiiii", 1, 0, 23, len(field), 1) + values
        else:
            sent = struct.pack(">q", field)
        yield struct.pack(">i", len(sent)) + sent


if __name__ == "__main__":
    main()
