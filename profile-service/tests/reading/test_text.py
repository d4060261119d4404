"""Text as people see it: encodings, ligatures, icons, letter-spacing, headings, Word's boxes and margins."""

import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from profile_service.reading.cleaning import clean, unspaced, without_bullet
from profile_service.reading.extraction import extract
from profile_service.reading.headings import Section, heading_of
from profile_service.reading.paragraphs import joined
from profile_service.reading.plain import decode
from profile_service.testing.documents import word_with_styles
from profile_service.testing.people import PEOPLE

WESTERN = "Lebenslauf – Jörg Müßig, «Ingénieur» à Besançon, señor de la montaña"


def lines_of(content: bytes) -> list[str]:
    return [line.text for line in extract(content).lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_the_usual_encodings_are_told_apart(encoding: str) -> None:
    assert decode(WESTERN.encode(encoding)).lstrip("\ufeff") == WESTERN


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Опыт работы: ведущий инженер, завод «Прогресс», Москва, с 2015 года по настоящее время", "cp1251"),
        ("Doświadczenie zawodowe: główny księgowy, Łódź, od września 2015 do teraz, świadczenia", "cp1250"),
        ("職務経歴書 株式会社テスト ソフトウェアエンジニア 東京都 二〇一五年四月から現在まで", "shift_jis"),
    ],
)
def test_other_alphabets_are_guessed(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@given(st.binary(max_size=400))
def test_any_bytes_decode_to_some_text(content: bytes) -> None:
    assert isinstance(decode(content), str)


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("e\ufb03cient work\ufb02ow", "efficient workflow"),
        ("Certi\0cations", "Certifications"),
        ("Over\0ow, work\0ow", "Overflow, workflow"),
        ("co\u00adoperation\u200b", "cooperation"),
        ("\uf0e0 ada@example.com", "ada@example.com"),
        ("(cid:131) +1 415 555 2671", "+1 415 555 2671"),
        ("a\u00a0b   c", "a b c"),
        ("Mu\u0308ller", "Müller"),
        ("A\ud800da\x00 \x1b[1mByron\x07", "Ada [1mByron"),
    ],
)
def test_what_printing_did_to_letters_is_undone(written: str, seen: str) -> None:
    assert clean(written) == seen


@pytest.mark.parametrize(
    ("spaced", "whole"),
    [("E X P E R I E N C E", "EXPERIENCE"), ("W O R K   L I F E", "WORK LIFE"), ("A B C", "A B C"), ("R & D", "R & D")],
)
def test_letters_set_apart_are_words_again(spaced: str, whole: str) -> None:
    assert unspaced(spaced) == whole


@pytest.mark.parametrize("mark", ["• ", "- ", "– ", "* ", "▪ ", "➤", "o ", "· "])
def test_the_mark_of_a_point_is_no_text(mark: str) -> None:
    assert without_bullet(f"{mark}Led a team") == ("Led a team", True)
    assert without_bullet("Led a team-mate") == ("Led a team-mate", False)


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("He taught manage-", "ment there", "He taught management there"),
        ("a full-", "stack developer", "a full-stack developer"),
        ("the COVID-", "related work", "the COVID-related work"),
        ("He led", "a team", "He led a team"),
    ],
)
def test_a_word_broken_at_the_margin_is_whole_again(before: str, after: str, whole: str) -> None:
    assert joined(before, after) == whole


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("EXPERIENCE", Section.EXPERIENCE),
        ("Relevant Work Experience:", Section.EXPERIENCE),
        ("2. Professional Experience", Section.EXPERIENCE),
        ("Employment History", Section.EXPERIENCE),
        ("Beruflicher Werdegang", Section.EXPERIENCE),
        ("Expériences professionnelles", Section.EXPERIENCE),
        ("EXPERIENCIA LABORAL", Section.EXPERIENCE),
        ("Esperienze lavorative", Section.EXPERIENCE),
        ("Experiência Profissional", Section.EXPERIENCE),
        ("Werkervaring", Section.EXPERIENCE),
        ("Education & Training", Section.EDUCATION),
        ("Ausbildung / Studium", Section.EDUCATION),
        ("Formation", Section.EDUCATION),
        ("Skills & Interests", Section.SKILLS),
        ("Technical Strengths", Section.SKILLS),
        ("EDV-Kenntnisse", Section.SKILLS),
        ("Sprachkenntnisse", Section.LANGUAGES),
        ("Personal Projects", Section.PROJECTS),
        ("Honors & Awards", Section.AWARDS),
        ("About me", Section.SUMMARY),
        ("Hobbys und Interessen", Section.OTHER),
    ],
)
def test_a_heading_is_known(heading: str, section: Section) -> None:
    assert heading_of(heading) is section


@pytest.mark.parametrize(
    "line",
    [
        "Software Development, Consulting, Education",
        "Experience with Python and SQL.",
        "Senior Engineer",
        "University of Leeds",
        "I worked on projects in education and research for many years",
        "",
    ],
)
def test_other_lines_are_no_headings(line: str) -> None:
    assert heading_of(line) is None


def test_text_boxes_headers_footers_and_nested_tables_are_read_once() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "in the header"
    document.sections[0].footer.paragraphs[0].text = "in the footer"
    content = "<w:txbxContent><w:p><w:r><w:t>in the box</w:t></w:r></w:p></w:txbxContent>"
    box = (
        f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:AlternateContent>'
        f"<mc:Choice><w:drawing>{content}</w:drawing></mc:Choice><mc:Fallback><w:pict>{content}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    document.add_paragraph("before the box")._p.append(parse_xml(box))
    inner = document.add_table(1, 1).cell(0, 0).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "inner left", "inner right"
    file = io.BytesIO()
    document.save(file)

    assert lines_of(file.getvalue()) == [
        "in the header",
        "before the box",
        "in the box",
        "inner left\tinner right",
        "in the footer",
    ]


def test_deleted_text_of_a_word_file_stays_deleted() -> None:
    document = docx.Document(io.BytesIO(word_with_styles(PEOPLE[0])))
    gone = f'<w:del {nsdecls("w")} w:id="9"><w:r><w:delText>deleted</w:delText><w:t>gone</w:t></w:r></w:del>'
    document.add_paragraph("kept ")._p.append(parse_xml(gone))
    file = io.BytesIO()
    document.save(file)

    assert lines_of(file.getvalue())[-1] == "kept"


def test_letters_outside_the_page_and_drawn_twice_count_once() -> None:
    paper = io.BytesIO()
    canvas = Canvas(paper)
    for x in (72, 72.2):
        canvas.drawString(x, 700, "Curriculum vitae of Ada")
    canvas.drawString(9_000, 700, "nobody sees this")
    canvas.save()

    assert lines_of(paper.getvalue()) == ["Curriculum vitae of Ada"]


def test_an_endless_line_is_read_in_pieces() -> None:
    lines = lines_of(b"word " * 40_000)

    assert max(map(len, lines)) <= 1_000
    assert sum(line.count("word") for line in lines) == 40_000
