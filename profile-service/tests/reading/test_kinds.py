"""What a file is, is told by its bytes alone; what it is not is refused with what to do about it."""

import io
import random
import struct
import zipfile
from collections.abc import Mapping

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from profile_service.reading import CvUnreadable, Fault, Kind
from profile_service.reading.extraction import extract
from profile_service.testing.documents import plain_text, word_with_styles
from profile_service.testing.one_column import company_first
from profile_service.testing.people import PEOPLE

ADA = PEOPLE[0]
PDF, DOCX, TXT = company_first(ADA), word_with_styles(ADA), plain_text(ADA)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def fault_of(content: bytes) -> Fault:
    with pytest.raises(CvUnreadable) as raised:
        extract(content)
    assert str(raised.value) == raised.value.fault.value
    return raised.value.fault


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def word(extra: dict[str, str | bytes] | None = None, types: str = MAIN) -> bytes:
    """A Word file taken apart and put together again, with more parts or with others in their place."""
    with zipfile.ZipFile(io.BytesIO(DOCX)) as original:
        parts: dict[str, str | bytes] = {name: original.read(name) for name in original.namelist()}
    content_types = parts["[Content_Types].xml"]
    assert isinstance(content_types, bytes)
    parts["[Content_Types].xml"] = content_types.replace(MAIN.encode(), types.encode())
    return archive(parts | (extra or {}))


def encrypted_pdf(**passwords: str) -> bytes:
    paper = io.BytesIO()
    canvas = Canvas(paper, encrypt=StandardEncryption(**passwords, strength=128))
    canvas.drawString(72, 720, "A curriculum vitae nobody may read")
    canvas.save()
    return paper.getvalue()


def scanned_pdf() -> bytes:
    paper = io.BytesIO()
    canvas = Canvas(paper)
    canvas.drawInlineImage(_picture(), 0, 0, 500, 700)
    canvas.drawString(300, 20, "1")
    canvas.save()
    return paper.getvalue()


def _picture() -> "object":
    from PIL import Image

    return Image.new("RGB", (40, 60), "white")


@pytest.mark.parametrize(("content", "kind"), [(PDF, Kind.PDF), (DOCX, Kind.DOCX), (TXT, Kind.TXT)])
def test_each_kind_is_known_by_its_bytes(content: bytes, kind: Kind) -> None:
    assert extract(content).kind is kind


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(64),
        b"\xff\xd8\xff\xe0" + bytes(64),
        b"GIF89a" + b"%PDF-1.4 " * 200,
        b"{\\rtf1\\ansi A curriculum vitae}",
        b"<!DOCTYPE html><html><body>CV</body></html>",
        b"<?xml version='1.0'?><cv/>",
        b"MZ\x90\x00" + bytes(200),
        b"\x7fELF" + bytes(200),
        b"7z\xbc\xaf\x27\x1c" + bytes(64),
        archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}),
        archive({"META-INF/MANIFEST.MF": "x", "A.class": b"\xca\xfe\xba\xbe"}),
        archive({"[Content_Types].xml": SHEET, "xl/workbook.xml": "<a/>"}),
        word(types=SHEET),
        PDF + archive({"evil.txt": "x"}),
        random.Random(7).randbytes(4_000),
        struct.pack("<8sQ", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0) + bytes(600),
    ],
    ids=lambda content: content[:8].hex(),
)
def test_anything_else_is_the_wrong_type(content: bytes) -> None:
    assert fault_of(content) is Fault.WRONG_TYPE


def test_an_old_word_file_says_what_to_do() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "WordDocument".encode("utf-16-le") + bytes(500)

    assert fault_of(content) is Fault.OLD_WORD


@pytest.mark.parametrize("content", [b"", b" \r\n\t ", b"\xef\xbb\xbf", bytes(20), b"--- *** ---\n ... \n"])
def test_a_file_without_a_letter_is_empty(content: bytes) -> None:
    assert fault_of(content) is Fault.EMPTY


def test_an_empty_page_is_empty() -> None:
    paper = io.BytesIO()
    canvas = Canvas(paper)
    canvas.showPage()
    canvas.save()

    assert fault_of(paper.getvalue()) is Fault.EMPTY


@pytest.mark.parametrize(
    "content",
    [
        encrypted_pdf(userPassword="secret", ownerPassword="owner"),
        encrypted_pdf(userPassword="", ownerPassword="owner"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500),
    ],
    ids=["user password", "owner password", "encrypted Word"],
)
def test_an_encrypted_file_is_called_so(content: bytes) -> None:
    assert fault_of(content) is Fault.ENCRYPTED


def test_a_scan_is_called_so() -> None:
    assert fault_of(scanned_pdf()) is Fault.SCAN


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\nnot much of a file", PDF[:400], DOCX[: len(DOCX) // 2], word({"word/document.xml": b"<w:document"})],
    ids=["no objects", "cut PDF", "cut DOCX", "cut XML"],
)
def test_a_damaged_file_is_called_so(content: bytes) -> None:
    assert fault_of(content) is Fault.BROKEN


def test_a_failure_survives_the_way_between_processes() -> None:
    import pickle

    assert pickle.loads(pickle.dumps(CvUnreadable(Fault.SCAN))).fault is Fault.SCAN
