"""A CV and what a language model answers about it: it points at the CV's words and lines."""

from typing import Any

CV = """Morgan Ashworth
12 High Street, Leeds LS1 4AB
morgan@example.com | +44 20 7946 0958 | https://morgan.example.com
Date of birth: 04/05/1990
Profile
Backend engineer with a liking for small pull requests, at home in Python and k8s.
Experience
Senior Engineer
Acme Logistics Ltd · March 2021 – present
Built the booking service in Python and PostgreSQL, reachable at bookings@acme.example.
Engineer
Brightwater GmbH · Jan 2018 – Feb 2021
Kept Kafka alive. Phone duty: 030 1234567.
Education
BSc Computer Science, University of Leeds, 2017
Languages
English, German
"""
LINES = CV.splitlines()


def lines(first: str, last: str | None = None) -> dict[str, int]:
    """The numbers of the lines that begin so."""
    numbers = [
        next(number for number, line in enumerate(LINES, 1) if line.startswith(words))
        for words in (first, last or first)
    ]
    return {"first": numbers[0], "last": numbers[1]}


ANSWER: dict[str, Any] = {
    "name": "Morgan Ashworth",
    "location": "Leeds",
    "summary": lines("Backend"),
    "skills": ["Python", "k8s", "PostgreSQL", "Kafka"],
    "experience": [
        {
            "company": "Acme Logistics Ltd",
            "title": "Senior Engineer",
            "start": "March 2021",
            "end": "present",
            "lines": lines("Senior", "Built"),
            "description": lines("Built"),
        },
        {
            "company": "Brightwater GmbH",
            "title": "Engineer",
            "start": "Jan 2018",
            "end": "Feb 2021",
            "lines": lines("Engineer", "Kept"),
            "description": lines("Kept"),
        },
    ],
    "education": [
        {
            "institution": "University of Leeds",
            "degree": "BSc",
            "field": "Computer Science",
            "end": "2017",
            "lines": lines("BSc"),
        }
    ],
    "languages": ["English", "German"],
    "projects": [],
}
