"""What a posting asks for is read by section and phrasing, in seven languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from job_service.reading.requirements import Posting, Requirements, read_requirements
from job_service.reading.salary import Salary
from job_service.reading.work_type import JobType, RemoteType
from vocabulary.titles import Seniority


def read(text: str, title: str = "Engineer", location: str | None = None, **stated: object) -> Requirements:
    return read_requirements(Posting(title=title, text=text, location=location, **stated))  # type: ignore[arg-type]


def test_what_stands_under_nice_to_have_is_not_required() -> None:
    found = read("Requirements\n- Python\n- PostgreSQL\n\nNice to have\n- Docker\n- Kubernetes\n\nBenefits\n- Jira")

    assert found.required_skills == ("Python", "PostgreSQL")
    assert found.nice_skills == ("Docker", "Kubernetes")


@pytest.mark.parametrize(
    "text",
    [
        "You need strong Python. Docker is a plus.",
        "Experience with Python required, Docker is a plus",
        "Python is a must, ideally with Docker",
        "Strong Python, Docker a plus",
        "Must have Python (Docker preferred)",
        "Requirements:\n- Python\n- Nice to have: Docker",
        "Python experience; bonus points for Docker.",
        "Du hast Erfahrung mit Python. Docker ist von Vorteil.",
        "Expérience en Python requise. Docker serait un plus.",
        "Buscamos experiencia en Python. Se valorará Docker.",
        "Experiência com Python. Docker é um diferencial.",
        "Cerchiamo esperienza con Python. Docker è un plus.",
        "Ervaring met Python. Docker is een pré.",
    ],
)
def test_what_a_sentence_only_wishes_for_is_not_required(text: str) -> None:
    found = read(text)

    assert (found.required_skills, found.nice_skills) == (("Python",), ("Docker",))


@pytest.mark.parametrize(
    ("required", "nice"),
    [
        ("Requirements", "Preferred qualifications"),
        ("What you'll bring:", "Bonus points if…"),
        ("About you", "Nice-to-haves 🍒"),
        ("Dein Profil", "Von Vorteil"),
        ("Was du mitbringst:", "Idealerweise"),
        ("Profil recherché", "Les plus"),
        ("Requisitos", "Deseable"),
        ("Requisitos obrigatórios", "Diferenciais"),
        ("Requisiti", "Costituisce un plus"),
        ("Wat vragen wij?", "Pluspunten"),
    ],
)
def test_headings_are_known_in_seven_languages(required: str, nice: str) -> None:
    found = read(f"Intro.\n\n{required}\n- Python\n- Django\n\n{nice}\n- Docker\n")

    assert (found.required_skills, found.nice_skills) == (("Python", "Django"), ("Docker",))


def test_the_companys_own_story_asks_for_nothing() -> None:
    found = read("About us\nWe made Salesforce better.\n\nRequirements\n- Python\n\nWhat we offer\n- an AWS course")

    assert (found.required_skills, found.nice_skills) == (("Python",), ())


def test_without_headings_the_text_is_the_requirement() -> None:
    assert read("We build things with Python and Django.").required_skills == ("Python", "Django")


def test_skills_of_the_title_and_of_the_boards_field_are_required() -> None:
    found = read("Nice to have: Python", title="Python Developer", skills=("Kafka",))

    assert (found.required_skills, found.nice_skills) == (("Python", "Kafka"), ())


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Requirements\n- 5+ years of experience", (5, None)),
        ("Requirements\n- 3-5 years in a similar role", (3, 5)),
        ("At least two years of professional experience", (2, None)),
        ("Minimum of five (5) years of experience", (5, None)),
        ("Requirements\n- 5 years of development\n- 2 years of Go", (5, None)),
        ("Requirements\n- 8+ years of marketing, at least 3 years of them leading", (8, None)),
        ("Up to 3 years of experience", (None, 3)),
        ("Mindestens 5 Jahre Berufserfahrung", (5, None)),
        ("3 à 5 ans d'expérience", (3, 5)),
        ("Al menos 4 años de experiencia", (4, None)),
        ("Mínimo de 3 anos de experiência", (3, None)),
        ("Almeno 2 anni di esperienza", (2, None)),
        ("Minimaal 3 jaar ervaring", (3, None)),
        ("For the past 20 years our company has grown", (None, None)),
        ("You are at least 18 years of age", (None, None)),
        ("Over 25 years of experience in our team", (None, None)),
        ("Requirements\n- a four year degree", (None, None)),
        ("Nice to have\n- 10 years of experience", (None, None)),
    ],
)
def test_years_are_those_of_experience(text: str, years: tuple[int | None, int | None]) -> None:
    found = read(text)

    assert (found.years_min, found.years_max) == years


@pytest.mark.parametrize(
    ("title", "text", "step"),
    [
        ("Sr. Backend Engineer", "", Seniority.SENIOR),
        ("Engineer", "Seniority level: Mid-Senior", Seniority.SENIOR),
        ("Engineer", "This is an entry-level position.", Seniority.JUNIOR),
        ("Engineer", "Requirements\n- 6 years of experience", Seniority.SENIOR),
        ("Engineer", "Requirements\n- 3 years of experience", Seniority.MID),
        ("Engineer", "Come as you are.", None),
    ],
)
def test_seniority_comes_from_title_then_text_then_years(title: str, text: str, step: Seniority | None) -> None:
    assert read(text, title=title).seniority == step


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("Nurse", "This is a full-time role.", JobType.PERMANENT),
        ("Nurse", "Full-time or part-time, as you like", JobType.PERMANENT),
        ("Nurse", "Part-time, 20 hours a week", JobType.PART_TIME),
        ("Designer (Freelance)", "", JobType.FREELANCE),
        ("Engineer (6-month contract)", "", JobType.CONTRACT),
        ("Marketing Intern", "Part-time is possible", JobType.INTERNSHIP),
        ("Nurse", "Employment type: Contract", JobType.CONTRACT),
        ("Lawyer", "You draft contracts and manage freelancers and interns.", None),
        ("Pfleger", "Unbefristet in Vollzeit", JobType.PERMANENT),
        ("Pfleger", "Teilzeit, unbefristet", JobType.PART_TIME),
        ("Infirmier", "CDI à temps plein", JobType.PERMANENT),
        ("Enfermero", "Contrato indefinido, jornada completa", JobType.PERMANENT),
        ("Enfermeiro", "Contrato a termo certo", JobType.CONTRACT),
        ("Infermiere", "Contratto a tempo determinato", JobType.CONTRACT),
        ("Verpleegkundige", "Vast contract", JobType.PERMANENT),
    ],
)
def test_the_job_type_is_the_contracts_word(title: str, text: str, kind: JobType | None) -> None:
    assert read(text, title=title).job_type == kind


@pytest.mark.parametrize(
    ("location", "text", "kind"),
    [
        ("Remote (US only)", "", RemoteType.FULL),
        ("Berlin (Hybrid)", "", RemoteType.HYBRID),
        ("London", "3 days a week in the office", RemoteType.HYBRID),
        ("London", "2 days in the office, the rest at home", RemoteType.HYBRID),
        ("London", "This is a fully remote position.", RemoteType.FULL),
        ("London", "This is not a remote position: you work on-site.", RemoteType.ONSITE),
        ("München", "Zwei Tage Homeoffice", RemoteType.HYBRID),
        ("Lyon", "2 jours de télétravail par semaine", RemoteType.HYBRID),
        ("Madrid", "100% presencial", RemoteType.ONSITE),
        ("Torino", "Lavoro da remoto", RemoteType.FULL),
        ("Austin", "You run our hybrid cloud and on-site servers.", None),
    ],
)
def test_where_the_work_is_done_is_read(location: str, text: str, kind: RemoteType | None) -> None:
    assert read(text, location=location).remote_type == kind


def test_a_remote_board_means_remote_unless_the_posting_says_otherwise() -> None:
    assert read("Come.", is_remote_board=True).remote_type is RemoteType.FULL
    assert read("A hybrid role.", is_remote_board=True).remote_type is RemoteType.HYBRID


@pytest.mark.parametrize(
    ("location", "text", "regions"),
    [
        ("Remote (US only)", "", ("US",)),
        ("Remote", "", ()),
        ("Remote", "Candidates must be based in the EU or the UK.", ("EU", "UK")),
        ("Remote", "Open to candidates in Latin America only.", ("LATAM",)),
        ("Remote", "You can work from anywhere in the world.", ("Worldwide",)),
        ("Remote", "We serve customers worldwide from our office in Berlin.", ()),
        ("Berlin, Germany", "", ("Germany",)),
        ("Berlin, Germany", "We sponsor visas.", ()),
    ],
)
def test_regions_are_those_people_may_apply_from(location: str, text: str, regions: tuple[str, ...]) -> None:
    assert read(text, location=location).eligible_regions == regions


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("Visa sponsorship is available for this role.", 1),
        ("We do sponsor visas and help you relocate.", 1),
        ("We are unable to provide visa sponsorship.", 0),
        ("Authorized to work in the US without current or future sponsorship.", 0),
        ("Must be a US citizen.", 0),
        ("Wir unterstützen dich beim Visum.", 1),
        ("No ofrecemos patrocinio de visado.", 0),
        ("You work with our executive sponsor on sponsored ads.", None),
        ("Do you require visa sponsorship?", None),
        ("Nothing about it.", None),
    ],
)
def test_visa_sponsorship_is_yes_no_or_unsaid(text: str, offered: int | None) -> None:
    assert read(text).visa_sponsorship == offered


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("Fluent English and German (C1) required.", ("English", "German")),
        ("Verhandlungssicheres Deutsch, gute Englischkenntnisse", ("German",)),
        ("Fluent English, German is a plus.", ("English",)),
        ("Vous parlez couramment l'anglais.", ("English",)),
        ("Nivel alto de inglés", ("English",)),
        ("Our customers are French and our office is Swiss.", ()),
    ],
)
def test_languages_are_those_somebody_must_speak(text: str, languages: tuple[str, ...]) -> None:
    assert read(text).languages == languages


def test_what_a_board_states_is_believed_over_the_text() -> None:
    found = read(
        "A fully remote contract role in the US, $100,000 - $120,000",
        regions=("Europe",),
        job_type=JobType.PERMANENT,
        remote_type=RemoteType.HYBRID,
        salary=Salary(1, 2, "EUR"),
    )

    assert (found.eligible_regions, found.job_type, found.remote_type) == (("Europe",), "permanent", "hybrid")
    assert found.salary == Salary(1, 2, "EUR")


def test_a_posting_that_says_nothing_is_unknown_in_everything() -> None:
    found = read("Join our happy team!", title="Wizard")

    assert found == Requirements((), (), None, None, None, None, None, None, (), (), None, ())


@given(st.text(max_size=400), st.text(max_size=60), st.one_of(st.none(), st.text(max_size=40)))
def test_any_text_can_be_read(text: str, title: str, location: str | None) -> None:
    found = read(text, title=title, location=location)

    assert not set(found.required_skills) & set(found.nice_skills)
