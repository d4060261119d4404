"""An archive is known to be harmless before any parser opens it."""

import io
import zipfile

import pytest

from profile_service.reading import CvUnreadable, Fault
from profile_service.reading.extraction import extract
from profile_service.reading.word.archive import MOST_ENTRIES
from profile_service.testing.documents import word_with_styles
from profile_service.testing.people import PEOPLE

DOCX = word_with_styles(PEOPLE[0])
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>'
XXE = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'


def with_parts(*parts: tuple[zipfile.ZipInfo | str, bytes]) -> bytes:
    """The Word file with more parts behind its own."""
    file = io.BytesIO(DOCX)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts:
            made.writestr(name, content)
    return file.getvalue()


def with_main_part(content: bytes) -> bytes:
    """The Word file with another main document."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(DOCX)) as original, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name in original.namelist():
            made.writestr(name, content if name == "word/document.xml" else original.read(name))
    return file.getvalue()


def fault_of(content: bytes) -> Fault:
    with pytest.raises(CvUnreadable) as raised:
        extract(content)
    return raised.value.fault


def test_one_byte_a_million_times_over_is_a_bomb() -> None:
    assert fault_of(with_parts(("word/media/image1.png", bytes(40_000_000)))) is Fault.TOO_COMPLEX


def test_small_parts_that_add_up_are_a_bomb() -> None:
    noise = b"".join(number.to_bytes(3, "big") for number in range(400_000))
    assert fault_of(with_parts(*((f"word/media/{n}.bin", noise) for n in range(50)))) is Fault.TOO_COMPLEX


def test_a_size_that_lies_is_counted_by_what_comes_out() -> None:
    content = bytearray(with_parts(("word/media/image1.png", bytes(60_000_000))))
    entry = content.rfind(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (1_000).to_bytes(4, "little")

    assert fault_of(bytes(content)) in {Fault.TOO_COMPLEX, Fault.BROKEN}


def test_too_many_entries_are_refused() -> None:
    assert fault_of(with_parts(*((f"word/media/{n}", b"") for n in range(MOST_ENTRIES + 1)))) is Fault.TOO_COMPLEX


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:\\evil.txt", "word\\..\\..\\evil"])
def test_names_that_lead_outside_are_refused(name: str) -> None:
    assert fault_of(with_parts((name, b"x"))) is Fault.BROKEN


def test_a_link_is_refused() -> None:
    link = zipfile.ZipInfo("word/link")
    link.external_attr = 0o120777 << 16

    assert fault_of(with_parts((link, b"/etc/passwd"))) is Fault.BROKEN


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_doubles_are_refused() -> None:
    assert fault_of(with_parts(("WORD/document.xml", b"<a/>"))) is Fault.BROKEN


def test_an_encrypted_entry_is_called_so() -> None:
    content = bytearray(with_parts(("word/media/secret.bin", b"x" * 50)))
    entry = content.rfind(b"PK\x01\x02")
    content[entry + 8] |= 1

    assert fault_of(bytes(content)) is Fault.ENCRYPTED


@pytest.mark.parametrize("bomb", [LAUGHS, XXE], ids=["billion laughs", "external entity"])
@pytest.mark.parametrize(
    "name",
    [
        "word/header9.xml",
        "word/footnotes9.xml",
        "word/comments.xml",
        "word/_rels/x.rels",
        "customXml/item9.xml",
        "word/theme/t.xml",
    ],
)
def test_a_document_type_is_refused_in_every_part(name: str, bomb: bytes) -> None:
    assert fault_of(with_parts((name, bomb))) is Fault.BROKEN


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"])
def test_a_document_type_is_refused_in_every_encoding(encoding: str) -> None:
    declared = XXE.decode().replace('version="1.0"', f'version="1.0" encoding="{encoding}"')

    assert fault_of(with_main_part(declared.encode(encoding))) is Fault.BROKEN
