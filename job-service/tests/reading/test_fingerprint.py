"""The same posting on two boards has one fingerprint; another opening has another."""

from job_service.reading.fingerprint import fingerprint_of
from job_service.reading.text import clean_text

TEXT = "We look for somebody who builds quiet machines for loud rooms. " * 6


def test_mark_up_case_spacing_and_legal_form_do_not_matter() -> None:
    here = fingerprint_of("Python Developer (Remote)", "Acme, Inc.", TEXT)
    there = fingerprint_of("python developer", "ACME", clean_text(f"<p>{TEXT.upper()}</p>").replace(" ", "  "))

    assert here == there


def test_another_title_company_or_text_is_another_posting() -> None:
    ours = fingerprint_of("Python Developer", "Acme", TEXT)

    assert ours != fingerprint_of("Senior Python Developer", "Acme", TEXT)
    assert ours != fingerprint_of("Python Developer", "Bcme", TEXT)
    assert ours != fingerprint_of("Python Developer", "Acme", TEXT + "And in Paris.")


def test_too_little_is_never_taken_for_the_same() -> None:
    assert fingerprint_of("Python Developer", None, TEXT) is None
    assert fingerprint_of("Python Developer", "Acme", "Great job!") is None
