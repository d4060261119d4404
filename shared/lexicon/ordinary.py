"""Words of ordinary English, taken from the running text of ESCO and O*NET: a name among them needs context."""

import csv
import gzip
import re
from collections.abc import Iterator
from pathlib import Path

_WORD = re.compile(r"(?<![A-Za-z-])[a-z]{2,}(?![A-Za-z-])")


def ordinary_words(folder: Path) -> frozenset[str]:
    """Every word that stands in lower case in the descriptions of occupations and skills."""
    return frozenset(word for text in _prose(folder) for word in _WORD.findall(text))


def _prose(folder: Path) -> Iterator[str]:
    with gzip.open(folder / "esco_occupations_en.csv.gz", "rt", encoding="utf-8") as source:
        yield from (row["description"] for row in csv.DictReader(source))
    with (folder / "onet_occupation_data.tsv").open(encoding="utf-8") as source:
        yield from (row["Description"] for row in csv.DictReader(source, delimiter="\t"))
