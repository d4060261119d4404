"""Uploading CVs: what is read and kept, what is refused and leaves nothing behind."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.events import CvParsed, ProfileChanged
from shared.testing.running import ServiceUnderTest

DEMO_CVS = Path(__file__).parents[2] / "deploy" / "career_agent" / "demo_cvs"
PDF = (DEMO_CVS / "software_engineer.pdf").read_bytes()
DOCX = (DEMO_CVS / "nurse.docx").read_bytes()
TXT = (DEMO_CVS / "accountant.txt").read_bytes()
LIMIT = 10_000_000


async def upload(
    app: ServiceUnderTest, content: bytes, filename: str = "cv.pdf", *, user_id: int = 1, media_type: str = "text/html"
) -> httpx.Response:
    files = {"file": (filename, content, media_type)}
    return await app.person(user_id).post("/api/profile/cv", files=files, timeout=30)


async def nothing_kept(app: ServiceUnderTest, user_id: int = 1) -> bool:
    exported = (await app.person(user_id).get("/api/export/profile")).json()["data"]
    await app.settled()
    return not exported["cvs"] and not exported["projects"] and not app.told(CvParsed)


@pytest.mark.parametrize(("content", "filename"), [(PDF, "cv.pdf"), (DOCX, "cv.docx"), (TXT, "cv.txt")])
async def test_a_cv_is_read_kept_and_told(app: ServiceUnderTest, content: bytes, filename: str) -> None:
    answer = await upload(app, content, filename)

    body = answer.json()
    assert answer.status_code == 200, answer.text
    assert (body["message"], body["filename"]) == ("CV uploaded and parsed successfully", filename)
    assert body["model"] == "rules-1"
    parsed = body["parsed_cv"]
    assert parsed["name"]
    assert parsed["email"].endswith("@example.com")
    assert len(parsed["skills"]) >= 5
    assert len(parsed["experience"]) >= 2
    assert parsed["years_of_experience"] > 0
    assert (await app.person(1).get("/api/profile/cv/parsed")).json() == parsed
    kept = await app.person(1).get("/api/profile/cv/file")
    assert kept.content == content
    assert filename in kept.headers["Content-Disposition"]
    profile = (await app.person(1).get("/api/profile")).json()
    assert profile["cv_filename"] == filename
    assert profile["skills"] == parsed["skills"]
    assert profile["preferences"]["parsed_cv"]["email"] == parsed["email"]
    await app.settled()
    [told] = app.told(CvParsed)
    assert (told.version, told.person.has_cv, list(told.person.skills)) == (1, True, parsed["skills"])
    assert told.person.titles[0] == parsed["experience"][0]["title"]


@pytest.mark.parametrize(("content", "filename"), [(PDF, "cv.pdf"), (DOCX, "cv.docx")])
async def test_the_five_megabyte_door_reads_pdf_and_docx_just_as_well(
    app: ServiceUnderTest, content: bytes, filename: str
) -> None:
    answer = await app.person(1).post("/api/profile/cv-upload", files={"file": (filename, content)}, timeout=30)

    other = await upload(app, content, filename, user_id=2)
    assert answer.status_code == 200, answer.text
    assert answer.json() == other.json()
    assert (await app.person(1).get("/api/profile/cv/parsed")).json() == answer.json()["parsed_cv"]


@pytest.mark.parametrize("content", [TXT, b"%!PS-Adobe", b"{\\rtf1 cv}"])
async def test_the_five_megabyte_door_takes_nothing_but_pdf_and_docx_whatever_they_are_called(
    app: ServiceUnderTest, content: bytes
) -> None:
    files = {"file": ("cv.pdf", content, "application/pdf")}

    answer = await app.person(1).post("/api/profile/cv-upload", files=files)

    assert (answer.status_code, answer.json()["status_code"]) == (400, 400)
    assert "PDF" in answer.json()["detail"]
    assert await nothing_kept(app)


async def test_five_megabytes_are_the_limit_of_that_door_to_the_byte(app: ServiceUnderTest) -> None:
    padded = PDF + b"\n" * (5_000_000 - len(PDF))

    exact = await app.person(1).post("/api/profile/cv-upload", files={"file": ("cv.pdf", padded)}, timeout=30)
    over = await app.person(2).post("/api/profile/cv-upload", files={"file": ("cv.pdf", padded + b"\n")}, timeout=30)

    assert exact.status_code == 200, exact.text
    assert (over.status_code, over.json()["detail"]) == (413, "A CV can have at most 5 MB here.")
    assert (await app.person(2).get("/api/export/profile")).json()["data"]["cvs"] == []


async def test_a_second_cv_replaces_what_the_first_said_and_keeps_what_the_person_wrote(app: ServiceUnderTest) -> None:
    first = (await upload(app, PDF)).json()["parsed_cv"]
    await app.person(1).put("/api/profile", json={"skills": [*first["skills"], "Juggling"]})

    second = (await upload(app, DOCX)).json()["parsed_cv"]

    profile = (await app.person(1).get("/api/profile")).json()
    assert profile["skills"] == ["Juggling", *second["skills"]]
    assert profile["experience_years"] == second["years_of_experience"]
    await app.settled()
    assert [event.version for event in app.told(CvParsed)] == [1, 3]


async def test_only_the_newest_five_cvs_are_kept(app: ServiceUnderTest) -> None:
    for number in range(7):
        await upload(app, TXT, f"cv{number}.txt")

    kept = (await app.person(1).get("/api/export/profile")).json()["data"]["cvs"]

    assert sorted(cv["filename"] for cv in kept) == [f"cv{number}.txt" for number in range(2, 7)]


async def test_the_person_corrects_what_was_read(app: ServiceUnderTest) -> None:
    read = (await upload(app, PDF)).json()["parsed_cv"]
    jobs = [{**read["experience"][0], "title": "Chief Tea Officer"}]

    answer = await app.person(1).put("/api/profile/cv/parsed", json={"experience": jobs, "skills": ["k8s"]})

    corrected = answer.json()
    assert (corrected["experience"], corrected["skills"]) == (jobs, ["Kubernetes"])
    assert corrected["education"] == read["education"]
    assert (await app.person(1).get("/api/profile")).json()["skills"] == ["Kubernetes"]
    await app.settled()
    assert app.told(ProfileChanged)[-1].person.titles == ("Chief Tea Officer",)


async def test_correcting_without_a_cv_is_404(app: ServiceUnderTest) -> None:
    for call in (("GET", "parsed"), ("PUT", "parsed"), ("GET", "file")):
        answer = await app.person(1).request(call[0], f"/api/profile/cv/{call[1]}", json={})
        assert (answer.status_code, answer.json()["detail"]) == (404, "No CV uploaded yet")


def zip_with(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx_with(**replaced: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(DOCX)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zip_with({**parts, **{name.replace("__", "/"): content for name, content in replaced.items()}})


BILLION_LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>'

REFUSED: dict[str, tuple[bytes, int, str]] = {
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 2000, 400, "not a CV file"),
    "a web page": (b"<!doctype html><html><body>I am a CV</body></html>", 400, "not a CV file"),
    "a program": (b"MZ\x90\0" + bytes(range(256)) * 20, 400, "not a CV file"),
    "a zip": (zip_with({"cv.txt": TXT}), 400, "not a CV file"),
    "a spreadsheet": (zip_with({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<x/>"}), 400, "not a CV file"),
    "nothing": (b"", 422, "empty"),
    "blanks": (b" \n\t \r\n", 422, "empty"),
    "a broken pdf": (PDF[:400], 422, "damaged"),
    "a broken docx": (DOCX[: len(DOCX) // 2], 422, "damaged"),
    "a zip bomb": (
        docx_with(word__document_xml=b"", word__media__a=b"a" * 60_000_000),
        422,
        "too large or too complicated",
    ),
    "an entity bomb": (docx_with(**{"customXml__item1.xml": BILLION_LAUGHS}), 422, "sentence"),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_a_file_that_is_no_cv_is_refused_with_a_sentence_and_leaves_nothing(
    app: ServiceUnderTest, what: str
) -> None:
    content, status, words = REFUSED[what]

    answer = await upload(app, content, "cv.pdf", media_type="application/pdf")

    assert answer.status_code == status, answer.text
    assert answer.json()["detail"].endswith(".")
    assert words == "sentence" or words in answer.json()["detail"]
    assert await nothing_kept(app)


async def test_ten_megabytes_are_the_limit_to_the_byte(app: ServiceUnderTest) -> None:
    padded = PDF + b"\n" * (LIMIT - len(PDF))

    exact = await upload(app, padded)
    over = await upload(app, padded + b"\n", user_id=2)

    assert exact.status_code == 200, exact.text
    assert (over.status_code, over.json()["detail"]) == (413, "A CV can have at most 10 MB here.")
    assert (await app.person(2).get("/api/export/profile")).json()["data"]["cvs"] == []


async def test_an_endless_upload_is_refused_while_it_is_sent(app: ServiceUnderTest) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="cv.txt"\r\n\r\n'
        while sent < 50_000_000:
            sent += 100_000
            yield b"x" * 100_000

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await app.person(1).post("/api/profile/cv", content=endless(), headers=headers)

    assert (answer.status_code, answer.json()["status_code"]) == (413, 413)
    assert sent < 11_000_000


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Type": "application/json"}, b'{"file": "x"}'),
        ({"Content-Type": "multipart/form-data"}, b"no boundary"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"--y\r\n\r\n--y--"),
        (
            {"Content-Type": "multipart/form-data; boundary=x"},
            b'--x\r\nContent-Disposition: form-data; name="cv"\r\n\r\n1\r\n--x--',
        ),
        ({}, b""),
    ],
)
async def test_an_upload_without_a_file_is_4xx(app: ServiceUnderTest, headers: dict[str, str], body: bytes) -> None:
    answer = await app.person(1).post("/api/profile/cv", content=body, headers=headers)

    assert answer.status_code in (400, 422)
    assert answer.json()["status_code"] == answer.status_code


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\cv.docx", "cv.docx"),
        ("cv\u202efdp.exe", "cvfdp.exe"),
        ("x" * 300 + ".pdf", None),
        ("…résumé (1).pdf", "…résumé (1).pdf"),
    ],
)
async def test_file_names_are_shown_without_tricks(app: ServiceUnderTest, sent: str, shown: str | None) -> None:
    body = (await upload(app, TXT, sent)).json()

    assert body["filename"] == shown or (shown is None and len(body["filename"]) <= 200)
    kept = await app.person(1).get("/api/profile/cv/file")
    assert "\n" not in kept.headers["Content-Disposition"]
    assert kept.headers["Content-Disposition"].startswith("attachment;")


async def test_bad_files_beside_good_ones_hurt_nobody(app: ServiceUnderTest) -> None:
    bad = [content for content, _, _ in REFUSED.values()]
    good: list[tuple[bytes, str]] = [(PDF, "cv.pdf"), (DOCX, "cv.docx"), (TXT, "cv.txt")] * 2

    answers: list[Any] = await asyncio.gather(
        *(upload(app, content, user_id=100) for content in bad),
        *(upload(app, content, name, user_id=number) for number, (content, name) in enumerate(good, start=1)),
    )

    assert {answer.status_code for answer in answers[: len(bad)]} <= {400, 422}
    assert [answer.status_code for answer in answers[len(bad) :]] == [200] * len(good)


async def test_an_upload_sent_twice_under_one_key_is_read_once(app: ServiceUnderTest) -> None:
    person, key = app.person(1), {"Idempotency-Key": "cv-1"}

    answers = [
        await person.post("/api/profile/cv", files={"file": ("cv.pdf", PDF)}, headers=key, timeout=30) for _ in range(2)
    ]
    other = await person.post("/api/profile/cv", files={"file": ("cv.pdf", TXT)}, headers=key, timeout=30)
    await app.settled()

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert other.status_code == 422
    assert [event.version for event in app.told(CvParsed)] == [1]


async def test_a_too_large_upload_with_a_key_is_refused_all_the_same(app: ServiceUnderTest) -> None:
    refused = await app.person(1).post(
        "/api/profile/cv", files={"file": ("cv.txt", b"a" * (LIMIT + 200_000))}, headers={"Idempotency-Key": "cv-1"}
    )

    assert refused.status_code == 413
