"""Types of texts and times in requests and answers."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shared.http import Line, Text, Utc

LINE, TEXT, UTC_TIME = TypeAdapter(Line), TypeAdapter(Text), TypeAdapter(Utc)
CONTROLS = [chr(code) for code in [*range(0x20), *range(0x7F, 0xA0)] if chr(code) not in "\n\t\r"]
SURROGATES = [chr(code) for code in (0xD800, 0xDBFF, 0xDC00, 0xDFFF)]

any_text = st.text(st.characters(exclude_categories=()))


def taken(adapter: TypeAdapter[str], text: str) -> str | None:
    try:
        return adapter.validate_python(text)
    except ValidationError:
        return None


@pytest.mark.parametrize("character", [*CONTROLS, *SURROGATES], ids=ascii)
def test_control_characters_and_lone_surrogates_are_refused(character: str) -> None:
    for adapter in (TEXT, LINE):
        assert taken(adapter, f"a{character}b") is None


@pytest.mark.parametrize("text", ["", "Ada", "日本語", "👩🏽‍💻", "naïve", "a\tb", "مرحبا", "a\u200bb"])
def test_what_people_write_is_taken_as_it_is(text: str) -> None:
    assert taken(TEXT, text) == taken(LINE, text) == text


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028", "\u2029", "\v", "\f", "\x1c", "\x85"], ids=ascii)
def test_a_line_has_no_end_of_line_in_it(end: str) -> None:
    assert taken(LINE, f"Ada{end}Lovelace") is None
    assert taken(LINE, f"Ada{end}") is None


def test_lines_end_in_one_way() -> None:
    assert taken(TEXT, "a\r\nb\rc\nd") == "a\nb\nc\nd"


@given(any_text)
def test_a_text_that_was_taken_can_be_kept_and_is_taken_again(text: str) -> None:
    kept = taken(TEXT, text)

    if kept is not None:
        assert kept.encode().decode() == kept
        assert "\x00" not in kept
        assert "\r" not in kept
        assert taken(TEXT, kept) == kept


@given(any_text)
def test_a_line_is_one_line_and_a_text(text: str) -> None:
    line = taken(LINE, text)

    if line is not None:
        assert len(f"{line}.".splitlines()) == 1
        assert taken(TEXT, text) == line


@given(st.timedeltas(timedelta(0), timedelta(days=100_000)), st.integers(-14 * 60, 14 * 60))
def test_a_time_is_written_in_utc_with_z_and_read_back_the_same(since: timedelta, minutes: int) -> None:
    at = datetime(1900, 1, 1, tzinfo=timezone(timedelta(minutes=minutes))) + since

    written = UTC_TIME.dump_python(at, mode="json")

    assert written.endswith("Z")
    assert "+" not in written
    assert UTC_TIME.validate_python(written) == at


def test_a_time_on_the_second_is_written_without_fractions() -> None:
    assert UTC_TIME.dump_python(datetime(2026, 11, 20, 8, 30, tzinfo=UTC), mode="json") == "2026-11-20T08:30:00Z"
