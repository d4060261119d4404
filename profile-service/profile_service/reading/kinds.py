"""What kind of file this is, judged by its bytes alone."""

import io
import re
import zipfile
import zlib

from profile_service.reading.document import Kind
from profile_service.reading.failures import CvUnreadable, Fault

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_MAIN_PART = "word/document.xml"
_CONTENT_TYPES = "[Content_Types].xml"
_MAIN_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES_READ = 200_000
_FOREIGN = re.compile(
    rb"\s*(?:\{\\rtf|%!PS|<(?:!doctype|html|head|body|script|svg|\?xml|\?php)|#!|GIF8|BM.{4}\0{4}|BEGIN:)", re.I
)
_BINARY = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 65_536


def kind_of(content: bytes) -> Kind:
    """PDF, DOCX or TXT. Raises CvUnreadable for anything else, an empty file and an encrypted Word document."""
    head = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.strip(b"\0"):
        raise CvUnreadable(Fault.EMPTY)
    if head.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(_ZIP):
        return _docx(content)
    if content.startswith(_OLE):
        raise CvUnreadable(_fault_of_ole(content))
    if _FOREIGN.match(head) or not _is_text(content):
        raise CvUnreadable(Fault.WRONG_TYPE)
    return Kind.TXT


def _pdf(content: bytes) -> Kind:
    if _ends_as_zip(content):
        raise CvUnreadable(Fault.WRONG_TYPE)
    return Kind.PDF


def _ends_as_zip(content: bytes) -> bool:
    """Whether the bytes are an archive too: its end record closes exactly at the end of the file."""
    end = content.rfind(b"PK\x05\x06", -_LOOKED_AT)
    return end >= 0 and end + 22 + int.from_bytes(content[end + 20 : end + 22], "little") == len(content)


def _docx(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _by_parts(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, EOFError, OSError) as broken:
        fault = Fault.BROKEN if _MAIN_PART.encode() in content else Fault.WRONG_TYPE
        raise CvUnreadable(fault) from broken


def _by_parts(archive: zipfile.ZipFile) -> Kind:
    names = archive.namelist()
    if _CONTENT_TYPES not in names or _MAIN_PART not in names:
        raise CvUnreadable(Fault.WRONG_TYPE)
    if archive.getinfo(_CONTENT_TYPES).flag_bits & 1:
        raise CvUnreadable(Fault.ENCRYPTED)
    with archive.open(_CONTENT_TYPES) as types:
        if _MAIN_TYPE not in _as_ascii(types.read(_TYPES_READ)):
            raise CvUnreadable(Fault.WRONG_TYPE)
    return Kind.DOCX


def _as_ascii(xml: bytes) -> bytes:
    """XML may be UTF-16: its ASCII letters without the zeros between."""
    return xml.replace(b"\0", b"") if xml[:2] in _UTF16_BOMS else xml


def _fault_of_ole(content: bytes) -> Fault:
    if _ENCRYPTED_PACKAGE in content:
        return Fault.ENCRYPTED
    return Fault.OLD_WORD if _WORD_STREAM in content else Fault.WRONG_TYPE


def _is_text(content: bytes) -> bool:
    sample = content[:_LOOKED_AT]
    if sample[:2] in _UTF16_BOMS:
        return True
    if b"\0" in sample:
        return _every_other_is_zero(sample)
    return len(_BINARY.findall(sample)) <= len(sample) // 1000


def _every_other_is_zero(sample: bytes) -> bool:
    """UTF-16 of a Latin text without a byte order mark."""
    even, odd = sample[::2].count(0) / len(sample[::2]), sample[1::2].count(0) / max(1, len(sample[1::2]))
    return max(even, odd) > 0.7 and min(even, odd) < 0.05
