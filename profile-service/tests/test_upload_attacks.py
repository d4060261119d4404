"""Uploads made to hurt: archives, PDFs and multipart bodies (security.md U04–U13). Each is refused and costs little."""

import io
import zipfile
import zlib
from datetime import date

import pytest

from profile_service.reader import ReadingPool, RuleCvReader
from profile_service.reading import CvUnreadable, Fault
from profile_service.reading.extraction import extract
from profile_service.testing.documents import word_with_styles
from profile_service.testing.people import PEOPLE
from shared.testing.running import ServiceUnderTest

DOCX = word_with_styles(PEOPLE[0])
ATTACHED = (
    b'<?xml version="1.0" encoding="UTF-8"?><Relationships '
    b'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.'
    b'openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://127.0.0.1:9/evil.dotm" '
    b'TargetMode="External"/></Relationships>'
)
MULTIPART = {"Content-Type": "multipart/form-data; boundary=x"}


def with_overlapping_entries(copies: int) -> bytes:
    """The Word file whose directory names one stretch of its bytes many times over, as Fifield's bombs do."""
    end = DOCX.rfind(b"PK\x05\x06")
    directory = int.from_bytes(DOCX[end + 16 : end + 20], "little")
    entries = DOCX[directory:end]
    last = entries[entries.rfind(b"PK\x01\x02") :]
    length = int.from_bytes(last[28:30], "little")
    named = b"".join(last[:46] + f"{n:0{length}}"[:length].encode() + last[46 + length :] for n in range(copies))
    count = int.from_bytes(DOCX[end + 10 : end + 12], "little") + copies
    record = bytearray(DOCX[end : end + 22])
    record[8:10] = record[10:12] = count.to_bytes(2, "little")
    record[12:16] = (len(entries) + len(named)).to_bytes(4, "little")
    return DOCX[:directory] + entries + named + bytes(record)


def pdf_of(stream: bytes, *, trailer: bytes = b"") -> bytes:
    """One page with this content, deflated."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(stream), stream),
    ]
    paper, places = io.BytesIO(), []
    paper.write(b"%PDF-1.7\n")
    for number, written in enumerate(objects, start=1):
        places.append(paper.tell())
        paper.write(b"%d 0 obj\n%b\nendobj\n" % (number, written))
    begins = paper.tell()
    paper.write(b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in places))
    paper.write(
        b"trailer<</Size 5/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF" % (trailer % begins if trailer else b"", begins)
    )
    return paper.getvalue()


def deflated(megabytes: int) -> bytes:
    """So many megabytes of spaces."""
    packer, chunk = zlib.compressobj(), b" " * 1_000_000
    return b"".join(packer.compress(chunk) for _ in range(megabytes)) + packer.flush()


def test_entries_that_overlap_are_refused() -> None:
    """U04."""
    with pytest.raises(CvUnreadable) as refused:
        extract(with_overlapping_entries(200))

    assert refused.value.fault in {Fault.BROKEN, Fault.TOO_COMPLEX}


def test_a_template_elsewhere_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """U07."""

    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("something was asked for over the network")

    monkeypatch.setattr("socket.socket.connect", no_network)
    file = io.BytesIO(DOCX)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("word/_rels/settings.xml.rels", ATTACHED)

    assert extract(file.getvalue()).text


async def test_a_stream_that_unfolds_to_more_than_a_reader_may_hold_is_refused() -> None:
    """U09."""
    pool = ReadingPool(processes=1, seconds=20, memory_mb=64)

    with pytest.raises(CvUnreadable) as refused:
        await RuleCvReader(pool).read(pdf_of(deflated(300)), date(2026, 11, 20), 1)

    await pool.close()
    assert refused.value.fault is Fault.TOO_COMPLEX


@pytest.mark.parametrize("trailer", [b"/Prev %d", b"/XRefStm %d"], ids=["Prev", "XRefStm"])
async def test_tables_that_lead_back_to_themselves_end(app: ServiceUnderTest, trailer: bytes) -> None:
    """U09."""
    circular = pdf_of(zlib.compress(b"BT ET"), trailer=trailer)

    answer = await app.person(1).post("/api/profile/cv", files={"file": ("cv.pdf", circular)})

    assert answer.status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        b"".join(b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n1\r\n' % n for n in range(10_000))
        + b"--x--",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="' + b"a" * 1_000_000 + b'"\r\n\r\n1\r\n--x--',
        b"p" * 1_000_000 + b'\r\n--x\r\nContent-Disposition: form-data; name="cv"\r\n\r\n1\r\n--x--',
        pytest.param(
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="cv.txt"\r\n\r\nhalf of it',
            # The framework leaves the part's file to the garbage collector.
            marks=pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
        ),
    ],
    ids=["10,000 parts", "a header of 1 MB", "a preamble of 1 MB", "no end"],
)
async def test_a_multipart_body_made_to_hurt_is_4xx(app: ServiceUnderTest, body: bytes) -> None:
    """U13."""
    answer = await app.person(1).post("/api/profile/cv", content=body, headers=MULTIPART)

    assert answer.status_code in (400, 413, 422)
    assert answer.json()["status_code"] == answer.status_code
