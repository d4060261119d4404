"""What the claim checker lets pass and what it doesn't, on text anybody could have written."""

import pytest

from generation_service.writing import Candidate, Fault, Opening, Position, School, check_claims, sentences_of

CANDIDATE = Candidate(
    name="Nora Lindqvist",
    email="nora@example.org",
    skills=("Python", "PostgreSQL", "Docker", "GitHub Actions", "FastAPI", "AWS"),
    experience=(
        Position(
            "Parcelwise AB",
            "Senior Software Engineer",
            "2021-01",
            "present",
            "- Built RESTful APIs in FastAPI serving 50,000+ daily active users\n"
            "- Cut deployment time by 60% with CI/CD pipelines in GitHub Actions\n"
            "- Mentored 3 junior developers and conducted code reviews\n"
            "- Moved a monolith to microservices on AWS",
        ),
        Position(
            "Havn Logistics",
            "Software Engineer",
            "2019-07",
            "2020-12",
            "- Improved response times by 40% with better SQL queries\n- Reached 85% code coverage",
        ),
    ),
    education=(School("Lund University", "Bachelor of Science", "Computer Science", "2019-06"),),
    languages=("Swedish", "English"),
    years=5.4,
)
OPENING = Opening(
    "Senior Backend Engineer (m/f/d)",
    "Fernhill Systems",
    "At Fernhill we build a freight platform, Aurora, used by 12 million people. Clients include Google and Siemens."
    " You know Python, Kubernetes and Kafka. Your team of 12 works in Berlin. German is required.",
    required_skills=("Python", "Kubernetes", "Kafka"),
    location="Berlin",
)


def fault(sentence: str) -> Fault | None:
    found = check_claims([sentence], CANDIDATE, OPENING)
    assert all(claim.sentence == sentence and claim.words for claim in found)
    return found[0].fault if found else None


@pytest.mark.parametrize(
    "sentence",
    [
        "I am writing to apply for the Senior Backend Engineer position at Fernhill Systems.",
        "As a Senior Software Engineer at Parcelwise AB, I cut deployment time by 60% with GitHub Actions.",
        "I have built RESTful APIs with FastAPI that serve more than 50,000 daily active users.",
        "Over five years of professional experience have taught me to value calm colleagues.",
        "Before that, I spent over a year at Havn Logistics, where I improved response times by 40%.",
        "I hold a Bachelor of Science in Computer Science from Lund University.",
        "Your team of 12 builds a freight platform with Kubernetes and Kafka.",
        "What draws me to Fernhill is the scale of your freight platform Aurora.",
        "I mentored three junior developers and conducted code reviews.",
        "Since January 2021 I have led the move from a monolith to microservices on AWS.",
        "In my two roles so far I worked across the stack.",
        "The role in Berlin appeals to me.",
        "Please write to nora@example.org.",
        "I speak Swedish and English.",
        "I would welcome the chance to talk about how my background fits your needs.",
        "Bei Parcelwise AB habe ich die Zeit für ein Deployment um 60 % gesenkt.",
        "Als Senior Software Engineer entwickle ich APIs mit FastAPI für über 50.000 Nutzer.",
        "Über eine Einladung zu einem Gespräch freue ich mich.",
        "Je travaille depuis cinq ans avec Python et PostgreSQL.",
        "Tengo cinco años de experiencia con Python.",
    ],
)
def test_what_the_cv_says_passes(sentence: str) -> None:
    assert fault(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("I bring deep knowledge of Kafka.", Fault.SKILL),
        ("I know Rust and Terraform.", Fault.SKILL),
        ("Ich kenne mich mit Kafka aus.", Fault.SKILL),
        ("I have eight years of experience with Python.", Fault.FIGURE),
        ("I led a team of 12 engineers.", Fault.FIGURE),
        ("I reduced costs by 75%.", Fault.FIGURE),
        ("I hired 60 engineers.", Fault.FIGURE),
        ("I served millions of users.", Fault.FIGURE),
        ("I grew revenue by $40M at Parcelwise AB.", Fault.FIGURE),
        ("My time at Havn Logistics ended in 2017.", Fault.FIGURE),
        ("Ich habe acht Jahre Erfahrung mit Python.", Fault.FIGURE),
        ("J'ai dirigé quinze personnes.", Fault.FIGURE),
        ("I hold a Master of Science in Computer Science.", Fault.DEGREE),
        ("I hold a PhD from Lund University.", Fault.DEGREE),
        ("Ich habe einen Masterabschluss in Informatik.", Fault.DEGREE),
        ("I am a certified architect.", Fault.CERTIFICATE),
        ("I am fluent in German.", Fault.LANGUAGE),
        ("Ich spreche fließend Deutsch.", Fault.LANGUAGE),
        ("As Head of Engineering at Parcelwise AB, I set the strategy.", Fault.TITLE),
        ("As a Principal Engineer I shaped the architecture.", Fault.TITLE),
        ("At Google, I built large systems.", Fault.NAME),
        ("I worked for Siemens and Initech GmbH.", Fault.NAME),
        ("Bei Google habe ich große Systeme gebaut.", Fault.NAME),
        ("I studied at Stanford University.", Fault.NAME),
        ("See my work at https://evil.example.com/apply.", Fault.LINK),
        ("Contact me at somebody@attacker.example.", Fault.LINK),
        ("Although I have no experience with queues, I learn quickly.", Fault.GAP),
    ],
)
def test_what_the_cv_does_not_say_is_found(sentence: str, kind: Fault) -> None:
    assert fault(sentence) is kind


def test_a_percentage_is_no_count_and_a_count_no_percentage() -> None:
    assert fault("I mentored 60 junior developers.") is Fault.FIGURE
    assert fault("I improved response times by 3%.") is Fault.FIGURE


def test_a_figure_counts_only_with_what_it_was_said_of() -> None:
    assert fault("I reached 85% code coverage.") is None
    assert fault("My gardens bloomed 85% longer every summer.") is Fault.FIGURE


def test_the_skill_in_the_title_of_the_opening_is_no_claim() -> None:
    opening = Opening("Kafka Engineer", "Fernhill Systems")

    assert check_claims(["I am applying for the Kafka Engineer role."], CANDIDATE, opening) == ()
    assert check_claims(["I am a Kafka expert."], CANDIDATE, opening)


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    assert sentences_of("I worked at Opal Inc. and later at e.g. Havn. Then I left.") == (
        "I worked at Opal Inc. and later at e.g. Havn.",
        "Then I left.",
    )


def test_a_german_sentence_by_itself_is_read_as_german(engineer: Candidate, backend: Opening) -> None:
    sentence = "Zu meiner Ausbildung: Master of Science, Computer Engineering, Lund University."

    assert check_claims([sentence], engineer, backend) == ()


def test_thirty_spelled_out_in_german_is_a_figure_like_any_other() -> None:
    held = Candidate("Nora", experience=(Position("Havn", "Entwicklerin", None, None, "- Kosten um 30 % gesenkt"),))

    told = check_claims(["Bei Havn habe ich die Kosten um dreißig Prozent gesenkt."], held, OPENING)
    unknown = check_claims(["Bei Havn habe ich die Kosten um vierzig Prozent gesenkt."], held, OPENING)

    assert [claim.fault for claim in (*told, *unknown)] == [Fault.FIGURE]
