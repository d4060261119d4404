"""The first lines of a pasted posting: title, company and place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from job_service.reading.work_type import remote_type_named
from vocabulary.places import places_in

_HEAD_LINES = 6
_LONGEST_HEAD_LINE = 80
_LONGEST_PLACE = 60
_TITLE_WITHIN = 4
_LONGEST_TITLE_LINE = 140
_NO_TITLE = re.compile(
    r"[.!?:]$|^(?:new|save|share)$"
    r"|^(?:apply (?:now|at|here)|job description|promoted|easy apply|stellenanzeige|offre d'emploi)\b.{0,20}$",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"\s*[^\W\d_][\w .'/&-]{1,28}\s*[:：]\s*\S")
_AT_COMPANY = re.compile(
    r"^(?P<title>.{3,120}?)\s+(?:at|@|bei|chez|en la empresa|presso)\s+(?P<company>[A-ZÀ-Þ0-9][^,;|]{1,80})$"
)
_BETWEEN_PARTS = re.compile(r"\s+[-–—]\s+|\s*[|•·]\s*")
_SPEAKS = re.compile(
    r"\b(?:we|we're|you|our|you'll|wir|du|sie|nous|vous|notre|buscamos|estamos|procuramos|cerchiamo|siamo|wij|je"
    r"|jij|is|are"
    r"|ist|sind|looking|hiring)\b",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"\b(?:looking for|hiring|seeking|need|suchen|sucht|recherchons|recherche|buscamos|busca|procuramos|procura"
    r"|cerchiamo"
    r"|cerca|zoeken|zoekt)"
    r" (?:an? |our next |eine?n? |une? |una? |um |uma |een )?(?P<title>\w[^.,;!?\n]{2,80}?)"
    r"(?= (?:to|with|who|for|in|at|mit|der|die|für|qui|avec|pour|à|con|para|que|com|per|che|voor|met)\b|[.,;!?]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the text proper, and the line where that begins."""

    title: str
    company: str | None
    location: str | None
    body: int


def head_of(lines: Sequence[str]) -> Head:
    """Read "Title", then "Company - Place", or all in one line; without such lines, whom the text looks for."""
    first = _title_at(lines)
    if first is None:
        return Head(_wanted_in(lines), None, None, 0)
    title, company, location = _title_line(lines[first])
    body = first + 1
    for line in lines[first + 1 : first + _HEAD_LINES]:
        if line and not _is_head_line(line):
            break
        for part in filter(None, _BETWEEN_PARTS.split(line)):
            if _is_place(part):
                location = location or part
            elif not _LABELLED.match(part):
                company = company or part
        body += 1
    return Head(title, company, location, body)


def _title_at(lines: Sequence[str]) -> int | None:
    """The first of the upper lines that may be a title: short, no sentence, no notice of the page it came from."""
    upper = [(i, line) for i, line in enumerate(lines) if line][:_TITLE_WITHIN]
    return next((i for i, line in upper if len(line) <= _LONGEST_TITLE_LINE and not _NO_TITLE.search(line)), None)


def _wanted_in(lines: Sequence[str]) -> str:
    found = next((found for line in lines if (found := _WANTED.search(line))), None)
    return found["title"] if found else next((line for line in lines if line), "")


def _title_line(line: str) -> tuple[str, str | None, str | None]:
    """Title, company and place of "Title at Company" or "Title | Company "
    "| Place"; a lone dash may be the title's own."""
    if at := _AT_COMPANY.match(line):
        return at["title"], at["company"].strip(), None
    title, *rest = _BETWEEN_PARTS.split(line)
    places = [part for part in rest if _is_place(part)]
    others = [part for part in rest if not _is_place(part)]
    if len(others) > 1:
        return line, None, places[0] if places else None
    return title, others[0] if others else None, places[0] if places else None


def _is_head_line(line: str) -> bool:
    """Whether a line still names company and place: short, no bullet, no sentence, no heading."""
    if len(line) > _LONGEST_HEAD_LINE or line.startswith("- ") or line.endswith((".", ":", "!", "?")):
        return False
    return _SPEAKS.search(line) is None


def _is_place(part: str) -> bool:
    return len(part) <= _LONGEST_PLACE and (remote_type_named(part) is not None or bool(places_in(part)))
