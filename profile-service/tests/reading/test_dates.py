"""Dates and periods in the forms and languages of CVs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profile_service.reading.dates import is_duration, periods_in
from profile_service.testing.dating import in_dots, in_numbers, in_short_words, in_words
from profile_service.testing.people import PEOPLE, Month, Person


def found(text: str) -> list[tuple[str | None, str | None]]:
    return [(str(period.start) if period.start else None, period.end_text) for period in periods_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("January 2019 to Present", [("2019-01", "present")]),
        ("Mar. 2010 - Aug. 2017", [("2010-03", "2017-08")]),
        ("Sept 2018 – May 2023", [("2018-09", "2023-05")]),
        ("Jan '19 - Feb '20", [("2019-01", "2020-02")]),
        ("May – August 2021", [("2021-05", "2021-08")]),
        ("March 15, 2020 - April 3, 2021", [("2020-03", "2021-04")]),
        ("since January 2016", [("2016-01", "present")]),
        ("April 2020 –", [("2020-04", "present")]),
        ("2011–13", [("2011", "2013")]),
        ("2022-2023", [("2022", "2023")]),
        ("2019/2020", [("2019", "2020")]),
        ("2017 – 3/2018", [("2017", "2018-03")]),
        ("05/19 - 06/20", [("2019-05", "2020-06")]),
        ("2014-01/2015-02", [("2014-01", "2015-02")]),
        ("01.09.2014 bis 31.12.2016", [("2014-09", "2016-12")]),
        ("Okt. 2015 – heute", [("2015-10", "present")]),
        ("seit März 2021", [("2021-03", "present")]),
        ("de janvier 2018 à mars 2020", [("2018-01", "2020-03")]),
        ("depuis février 2016", [("2016-02", "present")]),
        ("desde enero de 2019 hasta la actualidad", [("2019-01", "present")]),
        ("gennaio 2020 – oggi", [("2020-01", "present")]),
        ("fevereiro de 2011 - atual", [("2011-02", "present")]),
        ("jan. 2018 t/m dec. 2019", [("2018-01", "2019-12")]),
        ("2020 年 09 月 – 至今", [("2020-09", "present")]),
        ("2016 / 09", [(None, "2016-09")]),
        ("Graduation: June 2020", [(None, "2020-06")]),
        ("Class of 2022", [(None, "2022")]),
        ("Summer 2019", [(None, "2019")]),
        ("Sep. 2013, Mar. 2011 - Oct. 2011", [(None, "2013-09"), ("2011-03", "2011-10")]),
    ],
)
def test_a_period_is_read(text: str, expected: list[tuple[str | None, str | None]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "(555) 123-4567",
        "$2000 a month",
        "10,000 users",
        "2333/23 – 2333/23",
        "room 1204",
        "20XX",
        "1200 kilometres",
        "from 2 to 5",
    ],
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert found(text) == []


months = st.tuples(st.integers(1960, 2029), st.integers(1, 12))


@given(
    st.sampled_from(PEOPLE),
    st.sampled_from([in_words, in_short_words, in_numbers, in_dots]),
    months,
    st.none() | months,
)
def test_every_period_is_read_back_in_every_language(
    person: Person, dating: object, start: Month, end: Month | None
) -> None:
    if end is not None and end < start:
        start, end = end, start
    assert callable(dating)

    [(first, last)] = found(dating(person.words, start, end))

    assert first == f"{start[0]}-{start[1]:02d}"
    assert last == (f"{end[0]}-{end[1]:02d}" if end else "present")


@given(st.text(max_size=200))
def test_any_text_is_searched_without_harm(text: str) -> None:
    for period in periods_in(text):
        assert 0 <= period.span.start < period.span.end <= len(text)


@pytest.mark.parametrize("text", ["2 years 10 months", "(4 months)", "3 yrs 2 mos", "1 Jahr 6 Monate", "2 ans"])
def test_a_length_of_time_is_known(text: str) -> None:
    assert is_duration(text)
    assert not is_duration(f"{text} at Acme")
