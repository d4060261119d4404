"""Projects: what the person built, with what, and where it can be seen."""

import re
from collections.abc import Iterable, Sequence

from profile_service.reading.blocks import Block, blocks_of, period_of
from profile_service.reading.contact import addresses_in
from profile_service.reading.document import Span
from profile_service.reading.heads import trimmed, undated
from profile_service.reading.paragraphs import Paragraph
from profile_service.reading.parsed import Entry, Project
from profile_service.reading.telling import told_text
from vocabulary.skills import skills_in

_TITLED = re.compile(r"^([^:.]{3,70}):\s+(?=\S)|^([^.:]{3,60})\s+[-–—]\s+(?=\S)")
_BARS = re.compile(r"\t|\s*[|•·]\s*")
_LONGEST_TITLE = 100


def projects_in(sections: Iterable[Sequence[Paragraph]]) -> list[Entry]:
    """The projects of all project sections, in their order."""
    return [project for paragraphs in sections for project in _projects(paragraphs)]


def _projects(paragraphs: Sequence[Paragraph]) -> list[Entry]:
    if paragraphs and all(_TITLED.match(paragraph.text) for paragraph in paragraphs):
        return [_titled(paragraph) for paragraph in paragraphs]
    blocks = blocks_of(paragraphs, _could_head, one_anchor_each=False)
    return [project for block in blocks if (project := _project(block))]


def _could_head(paragraph: Paragraph) -> bool:
    return (
        not paragraph.bullet
        and len(paragraph.text) <= _LONGEST_TITLE
        and (paragraph.look.bold or len(paragraph.text.split()) <= 6)
    )


def _titled(paragraph: Paragraph) -> Entry:
    """ "Chat app: a server for …": the title and the text in one line."""
    match = _TITLED.match(paragraph.text)
    title = (match[1] or match[2]).strip() if match else paragraph.text
    description = paragraph.text[match.end() :] if match else None
    return _entry((paragraph,), title, description)


def _project(block: Block) -> Entry | None:
    if not block.head:
        return None
    first = block.head[0]
    pieces = [piece for piece in map(trimmed, _BARS.split(_without_addresses(undated(first.text)))) if piece]
    if not pieces or len(pieces[0]) > _LONGEST_TITLE:
        return None
    rest = told_text(
        [paragraph for paragraph in (*block.head[1:], *block.body) if not _is_only_address(paragraph.text)]
    )
    return _entry(block.paragraphs, pieces[0], rest)


def _entry(paragraphs: Sequence[Paragraph], title: str, description: str | None) -> Entry:
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    links = addresses_in(text)
    project = Project(title, description, skills_in(text), links[0] if links else None)
    period = period_of(Block(tuple(paragraphs[:1]), ()))
    span = Span(paragraphs[0].span.start, paragraphs[-1].span.end)
    return Entry(project, span, period[1].span if period else None)


def _without_addresses(text: str) -> str:
    for address in addresses_in(text):
        text = text.replace(address, "\t")
    return text


def _is_only_address(text: str) -> bool:
    return not trimmed(_without_addresses(text))
