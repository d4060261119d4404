"""How a Word document says what its text looks like: styles, resolved up the chain they are based on."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml.etree import _Element as Element

USUAL_SIZE = 22.0
"""Half-points: Word's usual 11 points, where a document names no size."""
_DEEPEST_CHAIN = 12
_OFF = frozenset({"0", "false", "off", "none"})
_HEADING_NAMES = ("heading", "title", "überschrift", "titre", "título", "titolo", "kop", "section")


def value(element: Element | None, path: str) -> str | None:
    """The `val` of a child named by a path like "w:rPr/w:sz"."""
    found = element.find("/".join(qn(step) for step in path.split("/"))) if element is not None else None
    return None if found is None else (found.get(qn("w:val")) or "")


def switched_on(element: Element | None, path: str) -> bool | None:
    """Whether a toggle such as "w:b" is on; None when it is not named."""
    said = value(element, path)
    return None if said is None else said.lower() not in _OFF


def number(text: str | None) -> float | None:
    """A number of an attribute; None for none or nonsense."""
    try:
        return float(text) if text else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document by their id."""

    by_id: dict[str, Element] = field(default_factory=dict)
    usual_size: float = USUAL_SIZE

    @classmethod
    def of(cls, root: Element) -> "Styles":
        """The styles of a `w:styles` element."""
        usual = number(value(root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}"), "w:rPr/w:sz"))
        return cls({style.get(qn("w:styleId"), ""): style for style in root.iter(qn("w:style"))}, usual or USUAL_SIZE)

    def chain(self, style_id: str | None) -> Iterator[Element]:
        """A style and those it is based on."""
        for _ in range(_DEEPEST_CHAIN):
            style = self.by_id.get(style_id or "")
            if style is None:
                return
            yield style
            style_id = value(style, "w:basedOn")

    def bold(self, style_id: str | None) -> bool:
        """Whether a style makes its text bold."""
        said = (switched_on(style, "w:rPr/w:b") for style in self.chain(style_id))
        return next((on for on in said if on is not None), False)

    def size(self, style_id: str | None) -> float:
        """The height of a style's letters in half-points."""
        said = (number(value(style, "w:rPr/w:sz")) for style in self.chain(style_id))
        return next((size for size in said if size), self.usual_size)

    def is_heading(self, style_id: str | None) -> bool:
        """Whether a style is one for headings, by its name or its outline level."""
        return any(
            (value(style, "w:name") or "").lower().startswith(_HEADING_NAMES)
            or (value(style, "w:pPr/w:outlineLvl") or "9") < "9"
            for style in self.chain(style_id)
        )

    def is_list(self, style_id: str | None) -> bool:
        """Whether a style numbers or bullets its paragraphs."""
        return any(style.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None for style in self.chain(style_id))
