"""Every real CV there is uploads, but those that are listed here with what is wrong with them."""

from pathlib import Path

import pytest

from shared.testing.running import ServiceUnderTest

FOLDERS = ("cvs_pdf", "cvs_docx", "cvs_txt")

REFUSED: dict[str, str] = {}
"""File name: words of the sentence it must be refused with."""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("folder", FOLDERS)
async def test_every_real_cv_uploads_or_is_refused_as_listed(
    app: ServiceUnderTest, shared_data: Path, folder: str
) -> None:
    files = sorted(path for path in (shared_data / folder).iterdir() if path.is_file())
    assert files
    wrong = {}
    for path in files:
        sent = {"file": (path.name, path.read_bytes())}
        answer = await app.person(1).post("/api/profile/cv", files=sent, timeout=60)
        expected = 422 if path.name in REFUSED else 200
        words = REFUSED.get(path.name, "")
        if answer.status_code != expected or words not in answer.text:
            wrong[path.name] = f"{answer.status_code} {answer.text[:200]}"

    assert not wrong


async def _quality(app: ServiceUnderTest, content: bytes) -> dict[str, list[str]]:
    sent = {"file": ("cv.pdf", content)}
    answer = await app.person(1).post("/api/profile/cv", files=sent, timeout=60)
    quality: dict[str, list[str]] = answer.json()["parse_quality"]
    return quality


async def test_a_cover_letter_is_taken_with_a_warning(app: ServiceUnderTest, shared_data: Path) -> None:
    letter = shared_data / "cvs_pdf" / "NEG_awesomecv_coverletter.pdf"
    quality = await _quality(app, letter.read_bytes())

    assert any("letter" in warning for warning in quality["warnings"])


async def test_a_cv_that_says_hardly_anything_shows_what_is_missing(app: ServiceUnderTest, shared_data: Path) -> None:
    almost_empty = shared_data / "cvs_pdf" / "rendercv_classic_minimal.pdf"
    quality = await _quality(app, almost_empty.read_bytes())

    assert set(quality["missing"]) >= {"email", "skills", "education"}
