"""The trade a title names, as a skill: what somebody of that title can do whatever else is said."""

from vocabulary.titles.tokens import title_tokens

_TRADES: tuple[tuple[str, str], ...] = (
    ("data scientist", "Data Science"),
    ("machine learning", "Machine Learning"),
    ("data engineer", "Data Engineering"),
    ("data analyst", "Data Analysis"),
    ("site reliability", "Site Reliability Engineering"),
    ("devops", "DevOps"),
    ("network engineer", "Networking"),
    ("quality assurance", "Software Testing"),
    ("tester", "Software Testing"),
    ("graphic designer", "Graphic Design"),
    ("ux", "UX Design"),
    ("ui", "UI Design"),
    ("product designer", "UX Design"),
    ("developer", "Software Development"),
    ("programmer", "Software Development"),
    ("software", "Software Development"),
    ("backend", "Software Development"),
    ("frontend", "Software Development"),
    ("fullstack", "Software Development"),
    ("product marketing", "Marketing"),
    ("product", "Product Management"),
    ("project", "Project Management"),
    ("program", "Project Management"),
    ("business analyst", "Business Analysis"),
    ("marketing", "Marketing"),
    ("social media", "Social Media Marketing"),
    ("copywriter", "Copywriting"),
    ("journalist", "Journalism"),
    ("translator", "Translation"),
    ("sales", "Sales"),
    ("account executive", "Sales"),
    ("customer support", "Customer Service"),
    ("customer service", "Customer Service"),
    ("it support", "Technical Support"),
    ("nurse", "Nursing"),
    ("doctor", "Medicine"),
    ("physician", "Medicine"),
    ("pharmacist", "Pharmacy"),
    ("physiotherapist", "Physical Therapy"),
    ("accountant", "Accounting"),
    ("bookkeeper", "Accounting"),
    ("auditor", "Auditing"),
    ("recruiter", "Recruiting"),
    ("human resources", "Human Resources"),
    ("teacher", "Teaching"),
    ("lawyer", "Law"),
    ("legal", "Law"),
    ("cook", "Cooking"),
    ("chef", "Cooking"),
    ("electrician", "Electrical Installation"),
    ("plumber", "Plumbing"),
    ("carpenter", "Carpentry"),
    ("welder", "Welding"),
    ("logistics", "Logistics"),
    ("warehouse", "Warehouse Operations"),
    ("buyer", "Procurement"),
    ("procurement", "Procurement"),
    ("mechanical engineer", "Mechanical Engineering"),
    ("electrical engineer", "Electrical Engineering"),
    ("civil engineer", "Civil Engineering"),
)
"""Words that all stand in a title's normalised words, and the skill; the first that fits counts."""

_BY_WORDS = tuple((frozenset(words.split()), skill) for words, skill in _TRADES)


def trade_of_title(title: str) -> str | None:
    """The canonical skill that is the trade itself ("Krankenpfleger" is Nursing); None when the title names none."""
    words = frozenset(title_tokens(title))
    return next((skill for named, skill in _BY_WORDS if named <= words), None)


def trades() -> tuple[str, ...]:
    """Every skill a title can name."""
    return tuple(dict.fromkeys(skill for _, skill in _TRADES))
