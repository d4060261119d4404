"""What a letter could say, piece by piece, in the order in which it would be said."""

from generation_service.writing.outline.frame import Frame, frame_of
from generation_service.writing.outline.material import Material
from generation_service.writing.outline.outline import outline
from generation_service.writing.outline.pieces import Paragraph, Piece, Sentence, Urgency

__all__ = ["Frame", "Material", "Paragraph", "Piece", "Sentence", "Urgency", "frame_of", "outline"]
