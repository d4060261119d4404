"""Skills: names, families, and where a text mentions them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocabulary.skills import (
    are_related,
    canonical_skill,
    family_of,
    find_skills,
    known_skills,
    skill_key,
    skill_name,
    skills_in,
)

names = st.sampled_from(known_skills())
words = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40)
prose = st.lists(names | words | st.sampled_from([", ", " and ", "\n• ", ". ", "We use ", "ß", "İ"]), max_size=20).map(
    "".join
)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("k8s", "Kubernetes"),
        ("postgres", "PostgreSQL"),
        ("js", "JavaScript"),
        (" react.js ", "React"),
        ("powerbi", "Power BI"),
        ("NODEJS", "Node.js"),
        ("ci-cd", "CI/CD"),
        ("ms excel", "Excel"),
        ("c++", "C++"),
        ("Golang", "Go"),
        ("Wundversorgung", "Wound Care"),
        ("contabilità", "Accounting"),
    ],
)
def test_an_alias_has_its_canonical_name(written: str, name: str) -> None:
    assert canonical_skill(written) == name


@pytest.mark.parametrize(
    ("one", "other"), [("Java", "JavaScript"), ("C", "C++"), ("C", "C#"), ("R", "Ruby"), ("Go", "Golf")]
)
def test_names_that_look_alike_stay_apart(one: str, other: str) -> None:
    assert skill_key(one) != skill_key(other)


def test_an_unknown_skill_keeps_its_name_without_the_spare_spaces() -> None:
    assert canonical_skill("Underwater  basket weaving") is None
    assert skill_name("  Underwater  basket weaving ") == "Underwater basket weaving"
    assert skill_key("UNDERWATER basket weaving") == skill_key("underwater  Basket Weaving")


def test_a_name_of_nothing_is_no_skill() -> None:
    assert canonical_skill("") is None
    assert canonical_skill(" . ") is None


def test_skills_of_one_family_are_related_and_no_skill_is_related_to_itself() -> None:
    assert are_related("Flask", "django")
    assert family_of("flask") == family_of("FastAPI")
    assert not are_related("k8s", "Kubernetes")
    assert not are_related("Flask", "Wound Care")
    assert not are_related("Underwater basket weaving", "Underwater basket weaving II")


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("Java is not JavaScript. C++ is not C#.", ("Java", "JavaScript", "C++", "C#")),
        ("We build in Go, Rust and C.", ("Go", "Rust", "C")),
        ("Docker\nGo\nMake", ("Docker", "Go", "Make")),
        ("Skills: Go, Python, R, C/C++", ("Go", "Python", "R", "C", "C++")),
        ("skills: go, python, r", ("Go", "Python", "R")),
        ("5 years of Go programming", ("Go",)),
        ("experience in Swift or Kotlin", ("Swift", "Kotlin")),
        ("React, Vue and k8s on AWS", ("React", "Vue.js", "Kubernetes", "AWS")),
        ("Python3, REST APIs and microservices", ("Python", "REST APIs", "Microservices")),
        ("wound care, IV therapy and BLS certification", ("Wound Care", "IV Therapy", "Basic Life Support")),
        ("Erfahrung mit Buchhaltung und Projektmanagement", ("Accounting", "Project Management")),
        ("Vue.js/Nuxt.js", ("Vue.js", "Nuxt.js")),
        ("machine\nlearning", ("Machine Learning",)),
    ],
)
def test_a_text_names_its_skills(text: str, skills: tuple[str, ...]) -> None:
    assert skills_in(text) == skills


@pytest.mark.parametrize(
    "text",
    [
        "Go above and beyond, excel at what you do and express yourself.",
        "You make swift decisions in spring. React quickly!",
        "Our go-to-market motion and R&D budget",
        "Strong communication, teamwork and leadership; attention to detail.",
        "We offer health insurance, dental care and childcare.",
        "You report to the chef and take the rust off a flask.",
        "See https://www.python.org/java/react or write to go@docker.com",
        "We are an equal opportunity employer: genetics, disability, diversity and inclusion.",
        "Join us: the sales team and the marketing department are waiting.",
    ],
)
def test_ordinary_words_are_no_skills(text: str) -> None:
    assert skills_in(text) == ()


def test_the_letters_of_a_list_are_no_languages() -> None:
    listed = "a. audit of banks, or operational risk c. SQL and Tableau d. Report writing"

    assert {"SQL", "Tableau"} <= set(skills_in(listed))
    assert not {"C", "D", "R"} & set(skills_in(listed))
    assert {"C", "C++"} <= set(skills_in("Rust, C++ or C"))


def test_the_longest_name_wins() -> None:
    assert skills_in("React Native and Spring Boot") == ("React Native", "Spring Boot")


def test_a_skill_named_twice_is_mentioned_twice_and_listed_once() -> None:
    text = "Docker here, Docker there"
    assert len(find_skills(text)) == 2
    assert skills_in(text) == ("Docker",)


@given(names)
def test_a_canonical_name_is_its_own_canonical_name(name: str) -> None:
    assert canonical_skill(name) == skill_name(name) == name
    assert canonical_skill(name.upper()) == canonical_skill(f"  {name.lower()} ") == name


@given(prose)
def test_naming_a_skill_twice_changes_nothing(name: str) -> None:
    once = skill_name(name)
    assert skill_name(once) == once
    assert skill_key(once) == skill_key(name)


@given(prose)
def test_mentions_lie_in_order_in_the_text_on_word_boundaries(text: str) -> None:
    end = 0
    for mention in find_skills(text):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.skill in known_skills()
        assert not (mention.start and text[mention.start - 1].isalnum())
        assert not (mention.end < len(text) and text[mention.end].isalnum())
        end = mention.end


@given(prose)
def test_a_text_said_twice_names_the_same_skills(text: str) -> None:
    paragraph = f"{text}.\n\nThe next paragraph says:\n\n"
    assert skills_in(paragraph + paragraph) == skills_in(paragraph)


@given(names, names)
def test_being_related_goes_both_ways(one: str, other: str) -> None:
    assert are_related(one, other) == are_related(other, one)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Einzelzimmer mit WLAN und Balkon", "LAN/WAN"),
        ("Fully remote, since our payroll reaches no further", "Payroll"),
        ("ein EKG schreiben", "Telemetry"),
        ("dataflow verification already in progress", "Dataflow"),
        ("publishers are people of the word", "Microsoft Publisher"),
        ("you come from Fiji, Manila or Manchester", "ImageJ"),
        ("At Ubuntu Horizon, ordinary people build", "Ubuntu"),
        ("full P&L ownership", "Financial Statements"),
        ("Mainframe offloading", "JCL"),
        ("every Saturday in the calendar", "Calendar"),
        ("TPM for our avionics programme", "Total Productive Maintenance"),
    ],
)
def test_a_word_of_another_trade_is_not_taken_for_a_skill(text: str, wrong: str) -> None:
    assert wrong not in skills_in(text)


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        ("Pflege beatmeter Menschen; Beatmung und Praxisanleitung", "Mechanical Ventilation"),
        ("Bloque quirúrgico y esterilización", "Operating Room"),
        ("Somministrazione di farmaci e cure palliative", "Medication Administration"),
        ("rapprochements bancaires et déclarations de TVA", "Bank Reconciliation"),
        ("Neukundengewinnung im Außendienst", "New Customer Sales"),
        ("Fisioterapia y terapia manual", "Physical Therapy"),
        ("Usability-Tests und Barrierefreiheit", "Accessibility"),
        ("PGCE and experience of Key Stage 3", "Qualified Teacher Status"),
    ],
)
def test_every_trade_is_read_in_its_own_words(text: str, skill: str) -> None:
    assert skill in skills_in(text)
