"""Which lines of a CV become highlights."""

from collections.abc import Mapping
from dataclasses import replace

from generation_service.writing import Candidate, Opening, Position, Project, choose_highlights


def test_the_line_that_fits_the_posting_best_comes_first(engineer: Candidate, openings: Mapping[str, Opening]) -> None:
    for_backend = choose_highlights(engineer, openings["backend"])
    for_data = choose_highlights(engineer, openings["data"])

    assert for_backend[0].startswith("Rebuilt the routing service in Python and Kafka")
    assert for_data[0] != for_backend[0]


def test_highlights_are_the_cvs_own_lines_without_their_bullets(person: Candidate, opening: Opening) -> None:
    told = [*(at.description for at in person.experience), *(at.description for at in person.projects), person.summary]
    own = "\n".join(told)

    for line in choose_highlights(person, opening):
        assert line in own
        assert line[0].isalnum()


def test_there_are_three_to_five_wherever_the_cv_has_them(people: Mapping[str, Candidate], opening: Opening) -> None:
    for name in ("engineer", "marketer", "nurse", "controller", "seller", "beginner"):
        assert 3 <= len(choose_highlights(people[name], opening)) <= 5
    assert choose_highlights(people["nameless"], opening) == ()


def test_no_line_is_chosen_twice(engineer: Candidate, backend: Opening) -> None:
    twice = replace(engineer, experience=engineer.experience * 2)
    chosen = choose_highlights(twice, backend)

    assert len(chosen) == len(set(chosen))


def test_wrapped_lines_are_joined_and_tool_lists_left_out(backend: Opening) -> None:
    description = (
        "- Built a planner in Python that serves\n  40 depots\n- Technologies: Python, Kafka\n- Kept it running"
    )
    candidate = Candidate(experience=(Position("Havn", "Developer", description=description),))

    assert choose_highlights(candidate, backend) == (
        "Built a planner in Python that serves 40 depots",
        "Kept it running",
    )


def test_a_summary_fills_up_what_positions_do_not_give(backend: Opening) -> None:
    candidate = Candidate(
        summary="Writes services in Python. Cares for PostgreSQL.",
        experience=(Position("Havn", "Developer", description="- Moved 9 services to Kafka"),),
    )

    assert choose_highlights(candidate, backend) == (
        "Moved 9 services to Kafka",
        "Writes services in Python.",
        "Cares for PostgreSQL.",
    )


def test_template_filler_is_shown_only_when_there_is_nothing_else(backend: Opening) -> None:
    filler = "- Lorem ipsum dolor sit amet consectetur\n- Wrote the parser in Python\n- Lorem ipsum and so on"
    candidate = Candidate(experience=(Position("Havn", "Developer", description=filler),))

    assert choose_highlights(candidate, backend)[0] == "Wrote the parser in Python"


UNIT = Position(
    "Swan Creek Hospital",
    "Charge Nurse",
    "2022",
    "present",
    "20-bed mixed unit, Level II trauma center, 1:2 ratio.\n"
    "Lead a shift of 9 to 11 nurses: assignments, admissions and code blue.\n"
    "Chair of the unit's workgroup: 412 days without a central line infection, previously 5 a year.\n"
    "Took part in meetings of the trauma center and its unit.",
)
NURSING = Opening("Charge Nurse", "Lee Valley", "A 20-bed mixed trauma unit, Level II center, needs nurses for shifts.")


def test_what_was_achieved_goes_before_what_the_place_was() -> None:
    chosen = choose_highlights(Candidate(experience=(UNIT,)), NURSING)

    assert "20-bed mixed unit" not in " ".join(chosen)
    assert any(line.startswith("Chair of the unit's workgroup: 412 days") for line in chosen)


def test_what_the_employer_is_gives_no_highlight(backend: Opening) -> None:
    lines = (
        "Payment gateway for 3,400 small shops; PCI DSS level 1. Python, Flask, Go, RabbitMQ.\n"
        "Listed cash-and-carry group, £140m turnover, reporting in Python.\n"
        "Python, Kafka, PostgreSQL, Kubernetes and Terraform.\n"
        "Replaced nightly settlement with streaming on Kafka; merchants received their money 19 hours earlier.\n"
        "Wrote the fraud rules in Python, which lowered losses by 31%.\n"
        "Raised test coverage from 41% to 93%."
    )
    chosen = choose_highlights(Candidate(experience=(Position("Kontor", "Engineer", description=lines),)), backend)

    assert len(chosen) == 3
    assert all(line.startswith(("Replaced", "Wrote", "Raised")) for line in chosen)


def test_five_are_given_when_five_are_relevant(backend: Opening) -> None:
    first = "- Moved all services to Python, Kafka, PostgreSQL and Kubernetes\n"
    more = "\n".join(f"- Cut the cost of report {each} by {each * 7}% in Python" for each in range(2, 8))
    candidate = Candidate(experience=(Position("Kontor", "Engineer", description=first + more),))

    assert len(choose_highlights(candidate, backend)) == 5


def test_lines_about_something_else_do_not_fill_up_to_five(backend: Opening) -> None:
    lines = "\n".join(f"- Moved {each} services to Python and Kafka" for each in (4, 5, 6))
    other = "- Watered the plants in the hall\n- Sang with colleagues at parties"
    candidate = Candidate(experience=(Position("Kontor", "Engineer", description=f"{lines}\n{other}"),))

    assert len(choose_highlights(candidate, backend)) == 3


def test_wrapped_lines_without_bullets_are_joined_where_the_first_cannot_end(backend: Opening) -> None:
    description = "Prepared accounts for 80 traders in\nXero, Sage and Python.\nTrained four apprentices"
    candidate = Candidate(experience=(Position("Havn", "Developer", description=description),))

    assert "Prepared accounts for 80 traders in Xero, Sage and Python." in choose_highlights(candidate, backend)


def test_a_label_of_a_project_is_no_highlight(backend: Opening) -> None:
    described = "Python, Kafka, Terraform · 2023 – present\nWrote a planner in Python used by 40 depots."
    candidate = Candidate(projects=(Project("Tides", described),))

    assert choose_highlights(candidate, backend) == ("Wrote a planner in Python used by 40 depots.",)
