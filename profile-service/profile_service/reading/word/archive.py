"""Is this archive safe to open? Entries, inflated bytes, ratios, names and document types are checked first."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from profile_service.reading.failures import CvUnreadable, Fault

MOST_ENTRIES = 1_000
MOST_BYTES = 50_000_000
HIGHEST_RATIO = 100
SMALLEST_JUDGED = 100_000
"""Below this many inflated bytes a ratio says nothing: a short run of spaces compresses well in honest files too."""
_CHUNK = 65_536
_ENCRYPTED = 0x1
_XML = (".xml", ".rels", ".vml")
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_UNIX_LINK = 0o120000
_USUAL_ENCODINGS = (b"utf-8", b"us-ascii", b"iso-8859", b"windows-125", b"utf-16")
_MARKS = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)""")


def checked_archive(content: bytes) -> bytes:
    """The same bytes, once they are known to be harmless.

    Raises CvUnreadable: too many entries or bytes, a ratio over 100, names that lead outside, links, doubles,
    encryption, a DOCTYPE.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as broken:
        raise CvUnreadable(Fault.BROKEN) from broken
    return content


def _check(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = [entry.filename.casefold() for entry in entries]
    if len(entries) > MOST_ENTRIES:
        raise CvUnreadable(Fault.TOO_COMPLEX)
    if len(set(names)) < len(names) or any(map(_is_foul, entries)):
        raise CvUnreadable(Fault.BROKEN)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise CvUnreadable(Fault.ENCRYPTED)
    budget = MOST_BYTES
    for entry in entries:
        budget -= _inflate(archive, entry, budget)


def _is_foul(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename.replace("\\", "/")
    leads_out = name.startswith("/") or ":" in name or "\0" in entry.orig_filename or ".." in name.split("/")
    return leads_out or (entry.external_attr >> 16) & 0o170000 == _UNIX_LINK


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: int) -> int:
    """Really inflated bytes of an entry, counted while they stream: what its header says may be a lie."""
    seen, xml = 0, bytearray()
    is_xml = entry.filename.casefold().endswith(_XML)
    for chunk in _chunks(archive, entry):
        seen += len(chunk)
        if seen > budget or (seen > SMALLEST_JUDGED and seen > HIGHEST_RATIO * max(1, entry.compress_size)):
            raise CvUnreadable(Fault.TOO_COMPLEX)
        if is_xml:
            xml += chunk
    if is_xml:
        _refuse_document_types(bytes(xml))
    return seen


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _refuse_document_types(xml: bytes) -> None:
    """OOXML forbids document types, so any is an attack; the zeros of UTF-16 are taken out to see through it."""
    plain = xml.replace(b"\0", b"").lstrip(_MARKS)
    declared = _DECLARED.match(plain)
    exotic = declared and not declared[1].lower().startswith(_USUAL_ENCODINGS)
    if exotic or (plain and not plain.startswith(b"<")) or _DOCTYPE.search(plain):
        raise CvUnreadable(Fault.BROKEN)
