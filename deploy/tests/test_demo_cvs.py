"""The demo CVs are what their sources say, and nobody real stands in them."""

import re
from pathlib import Path

import pytest
from docx import Document
from pdfminer.high_level import extract_text
from pdfminer.pdfpage import PDFPage

from career_agent.demo_cvs import make

FILES = ("software_engineer.pdf", "nurse.docx", "accountant.txt")


def text_of(path: Path) -> str:
    if path.suffix == ".pdf":
        return extract_text(path)
    if path.suffix == ".docx":
        return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)
    return path.read_text("utf-8")


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


@pytest.mark.parametrize("file", FILES)
def test_a_demo_cv_holds_every_word_of_its_source(file: str) -> None:
    path = make.FOLDER / file
    written = words_of(text_of(path))

    source = [word for line in make.read_source(path.stem) for word in words_of(line.text)]

    assert {word for word in source if source.count(word) > written.count(word)} == set()


@pytest.mark.parametrize("file", FILES)
def test_a_demo_cv_leads_to_nobody_real(file: str) -> None:
    addresses = re.findall(r"[\w.+-]+@([\w.-]+)", text_of(make.FOLDER / file))

    assert set(addresses) == {"example.com"}


def test_the_demo_pdf_has_two_pages() -> None:
    with (make.FOLDER / "software_engineer.pdf").open("rb") as file:
        assert sum(1 for _ in PDFPage.get_pages(file)) == 2
