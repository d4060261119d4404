"""Fields in the odd shapes CVs have: odd phones, names, heads, grouped jobs, missing dates."""

from datetime import date

import pytest

from profile_service.reading import Experience, ParsedCv, read_file
from profile_service.reading.degrees import degree_in
from profile_service.reading.tenure import years_worked

TODAY = date(2026, 11, 20)


def cv(*lines: str) -> ParsedCv:
    return read_file("\n".join(lines).encode(), TODAY).parsed


def jobs(*lines: str) -> list[tuple[str | None, str | None, str | None, str | None]]:
    parsed = cv(
        "Ada Byron", "ada@example.com", "", "EXPERIENCE", *lines, "", "EDUCATION", "BSc Physics, University of Leeds"
    )
    return [(job.title, job.company, job.start_date, job.end_date) for job in parsed.experience]


@pytest.mark.parametrize(
    ("line", "phone"),
    [
        ("Phone: +92-321-4567890", "+923214567890"),
        ("Tel: (+82) 10-9030-1843", "+821090301843"),
        ("Berlin, Germany · 030 901820", "+4930901820"),
        ("San Francisco, CA | (415) 555-2671", "+14155552671"),
        ("0123 456789", "0123 456789"),
        ("(555) 123-4567", "(555) 123-4567"),
        ("Fax: +49 30 901821 Tel: +49 30 901820", "+4930901820"),
        ("+49 176 *** *** **", None),
        ("ORCID 0000-0002-1825-0097", None),
        ("born 12.05.1990", None),
    ],
)
def test_a_phone_is_international_when_its_country_is_sure(line: str, phone: str | None) -> None:
    assert cv("Ada Byron", line, "Skills", "Python, SQL").phone == phone


@pytest.mark.parametrize(
    ("top", "name"),
    [
        (["JOHN O'NEIL", "Plumber"], "John O'Neil"),
        (["Curriculum Vitae", "Ludwig van der Berg"], "Ludwig van der Berg"),
        (["Senior Software Engineer", "María-José Núñez"], "María-José Núñez"),
        (["Résumé of Grace M. Hopper"], "Grace M. Hopper"),
        (["Jane Doe, PhD", "Data Scientist"], "Jane Doe"),
        (["Name: Li Wei"], "Li Wei"),
        (["Persönliche Daten", "Name\tAnna-Lena Groß", "Geburtsdatum\t01.02.1990"], "Anna-Lena Groß"),
        (["氏名\t山田 太郎"], "山田 太郎"),
        (["Python Developer", "Berlin, Germany"], None),
    ],
)
def test_the_name_is_found_where_it_stands(top: list[str], name: str | None) -> None:
    assert cv(*top, "someone@example.com", "", "Skills", "Python, SQL").name == name


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Software Engineer at ABC Corp (2019 - Present)", ("Software Engineer", "ABC Corp", "2019", "present")),
        ("2018 - 2020: Nurse, St. Mary's Hospital", ("Nurse", "St. Mary's Hospital", "2018", "2020")),
        (
            "Acme, Inc. | Director, Product Marketing | 2015 - 2017",
            ("Director, Product Marketing", "Acme, Inc.", "2015", "2017"),
        ),
        ("Google, London, UK\tMay 2021 – Aug 2021", (None, "Google", "2021-05", "2021-08")),
        ("Koch, Restaurant Adler, Wien\t03/2012 – 04/2014", ("Koch", "Restaurant Adler", "2012-03", "2014-04")),
        ("Team Lead (Nokia)\tJan 2010 – Dec 2012", ("Team Lead", "Nokia", "2010-01", "2012-12")),
        ("Freelance Translator\t2011 – 2013", ("Freelance Translator", None, "2011", "2013")),
    ],
)
def test_a_head_is_taken_apart(head: str, expected: tuple[str | None, ...]) -> None:
    assert jobs(head, "- Did what had to be done.") == [expected]


def test_roles_grouped_under_one_employer_keep_it() -> None:
    told = jobs(
        "Bluefin Payments",
        "4 years 2 months",
        "Staff Engineer",
        "March 2022 - Present",
        "- Led the platform group.",
        "Senior Engineer",
        "January 2020 - February 2022",
        "- Built the ledger.",
    )

    assert told == [
        ("Staff Engineer", "Bluefin Payments", "2022-03", "present"),
        ("Senior Engineer", "Bluefin Payments", "2020-01", "2022-02"),
    ]


def test_jobs_without_dates_have_none() -> None:
    assert jobs("Cook", "Restaurant Adler", "- Cooked for eighty guests a night.") == [
        ("Cook", "Restaurant Adler", None, None)
    ]


def test_points_without_a_head_are_no_job() -> None:
    assert jobs("- Analysed large data sets", "- Built dashboards with Tableau") == []


def test_what_is_not_there_is_not_there() -> None:
    parsed = cv("Ada Byron")

    assert parsed == ParsedCv(name="Ada Byron")


def test_sections_named_in_the_line_are_read() -> None:
    parsed = cv(
        "Mini Agrawal",
        "Skills: Java, Spring Boot, SQL",
        "Experience: Software Engineer at ABC Corp",
        "Education: B.Tech in Computer Science",
    )

    assert parsed.skills == ("Java", "Spring Boot", "SQL")
    assert (parsed.experience[0].title, parsed.experience[0].company) == ("Software Engineer", "ABC Corp")
    assert (parsed.education[0].degree, parsed.education[0].field) == ("B.Tech", "Computer Science")


@pytest.mark.parametrize(
    ("text", "degree", "field"),
    [
        ("Bachelor of Science in Computer Science", "Bachelor of Science", "Computer Science"),
        ("B.S. Mathematics | NYU", "B.S.", "Mathematics"),
        ("M.Phil. in Mathematics", "M.Phil.", "Mathematics"),
        ("PhD", "PhD", None),
        ("Master's in Data Science, MIT", "Master's", "Data Science"),
        ("Diplom-Informatiker (FH)", "Diplom-Informatiker (FH)", None),
        ("Licence professionnelle en logistique", "Licence professionnelle", "logistique"),
        ("Laurea magistrale in Economia", "Laurea magistrale", "Economia"),
        ("Licenciatura em Gestão", "Licenciatura", "Gestão"),
        ("Abitur", "Abitur", None),
    ],
)
def test_a_degree_is_told_from_its_field(text: str, degree: str, field: str | None) -> None:
    found = degree_in(text)

    assert found is not None
    assert (found.name, found.field) == (degree, field)


@pytest.mark.parametrize("text", ["Scrum master", "Worked as a master plumber's help", "Master Project", "the ms team"])
def test_other_masters_are_no_degree(text: str) -> None:
    assert degree_in(text) is None


def test_overlapping_jobs_count_once_and_gaps_do_not() -> None:
    def job(start: str | None, end: str | None) -> Experience:
        return Experience("Acme", "Engineer", start, end, None)

    assert years_worked([job("2010-01", "2014-12"), job("2012-01", "2013-12")], TODAY) == 5
    assert years_worked([job("2010-01", "2010-12"), job("2020-01", "2020-12")], TODAY) == 2
    assert years_worked([job("2016", "2020")], TODAY) == 4
    assert years_worked([job("2020-11", "present")], TODAY) == 6
    assert years_worked([job(None, None)], TODAY) is None


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (
            ["Dear Hiring Manager,", "I am writing to apply for the post.", "Yours sincerely,", "Ada Byron"],
            "cover letter",
        ),
        (
            ["Sehr geehrte Damen und Herren,", "hiermit bewerbe ich mich um die Stelle.", "Mit freundlichen Grüßen"],
            "cover letter",
        ),
        (
            ["Backend Engineer", "About the role", "We are looking for an engineer.", "What we offer", "Apply now"],
            "advert",
        ),
        (["Wir suchen eine Pflegekraft (m/w/d)", "Ihre Aufgaben", "Ihr Profil", "Wir bieten"], "advert"),
    ],
)
def test_a_letter_or_an_advert_is_taken_with_a_warning(lines: list[str], word: str) -> None:
    quality = read_file("\n".join(lines).encode(), TODAY).quality

    assert any(word in warning for warning in quality.warnings)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            [
                "[ 15/03/2020 – Current ]",
                "Backend Engineer",
                "Bluefin Payments",
                "City: Portland | Country: United States",
                "- Did it.",
            ],
            ("Backend Engineer", "Bluefin Payments", "2020-03", "present"),
        ),
        (
            [
                "Company: Infosys Ltd",
                "Designation: Systems Engineer",
                "Duration: June 2018 - March 2021",
                "Responsibilities:",
                "- Built it.",
            ],
            ("Systems Engineer", "Infosys Ltd", "2018-06", "2021-03"),
        ),
        (
            ["2015–2019\tPostdoctoral Researcher, CERN, Geneva"],
            ("Postdoctoral Researcher", "CERN", "2015", "2019"),
        ),
        (
            ["Depuis 2019 : Chargée de communication, Musée des Confluences, Lyon"],
            ("Chargée de communication", "Musée des Confluences", "2019", "present"),
        ),
        (
            ["seit 04/2018\tSoftwareentwickler bei Nordlicht GmbH, Hamburg"],
            ("Softwareentwickler", "Nordlicht GmbH", "2018-04", "present"),
        ),
        (
            ["Store Manager, 01/2017 to Current", "Target – Austin, TX", "Managed forty people."],
            ("Store Manager", "Target", "2017-01", "present"),
        ),
        (
            ["Engineer", "Harbor Analytics", "Jan 2018 –", "Dec 2019", "- Did that."],
            ("Engineer", "Harbor Analytics", "2018-01", "2019-12"),
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_the_ways_of_many_countries_are_read(lines: list[str], expected: tuple[str, str, str, str]) -> None:
    assert jobs(*lines) == [expected]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["B.Tech (Computer Science) from JNTU Hyderabad in 2015 with 78%"],
            ("B.Tech", "Computer Science", "JNTU Hyderabad", "2015"),
        ),
        (["2004 – 2012\tAbitur, Gymnasium Altona, Note 1,7"], ("Abitur", None, "Gymnasium Altona", "2012")),
        (
            ["2015 : Master 2 Communication, Université Lyon 2"],
            ("Master 2", "Communication", "Université Lyon 2", "2015"),
        ),
        (
            ["Oregon State University", "Bachelor of Science - BS, Computer Science · (2012 - 2016)"],
            ("Bachelor of Science", "Computer Science", "Oregon State University", "2016"),
        ),
        (
            ["Associate of Arts: Business, 2013", "Austin Community College - Austin, TX"],
            ("Associate of Arts", "Business", "Austin Community College", "2013"),
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_the_schools_of_many_countries_are_read(lines: list[str], expected: tuple[str | None, ...]) -> None:
    [school] = cv("Ada Byron", "ada@example.com", "", "SKILLS", "Python, SQL", "", "EDUCATION", *lines).education

    assert (school.degree, school.field, school.institution, school.end_date) == expected


def test_an_absurd_cv_stays_within_bounds() -> None:
    skills = ", ".join(f"Tool{number}x" for number in range(20_000))
    told = [
        f"{word} at Acme {number} Ltd, 20{number % 20:02d} - present" for number in range(500) for word in ("Engineer",)
    ]
    parsed = cv(
        "Ada Byron",
        "EXPERIENCE",
        *told,
        "- " + "word " * 30_000,
        "SKILLS",
        skills,
        "EDUCATION",
        *["BSc Physics, Leeds"] * 300,
    )

    assert len(parsed.skills) <= 200
    assert max(len(parsed.experience), len(parsed.education)) <= 60
    assert all(len(job.description or "") <= 20_000 for job in parsed.experience)
