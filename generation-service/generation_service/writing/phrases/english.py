"""Letters in English."""

import re

from generation_service.writing.phrases.english_clauses import clause_of
from generation_service.writing.phrases.english_lines import with_article
from generation_service.writing.phrases.phrasebook import Form, Grammar, Phrasebook
from generation_service.writing.subjects import Tone

_WITHOUT_ARTICLE = re.compile(
    r"^(?:head|chief|c[efotimr]o|vp|vice|president|director of|managing|co-?founder|founder|founding|chair"
    r"|dean|principal of)\b",
    re.IGNORECASE,
)


_DEGREE = re.compile(
    r"^(?:bachelor|master|doctor|b\.?\s?(?:s|a|sc|eng|tech|com|ed|ba)\b|m\.?\s?(?:s|a|sc|eng|tech|ba|phil|ed)\b|ph\.?\s?d|mba"
    r"|bba|associate|diploma|certificate|degree|dipl|licen[cs]e|higher national|honours|first)",
    re.IGNORECASE,
)


_OF = re.compile(r"^(?:University|Bank|City|Ministry|Department|Institute|College|Church) of\b")
_ABBREVIATED = re.compile(
    r"^((?:B|M)\.?\s?(?:S|A|Sc|Eng|Tech|Com|Ed)\.?|Ph\.?D\.?|MBA|Bachelor['’]s|Master['’]s)\s+(?=[A-Z])"
)


def _company(name: str) -> str:
    return f"the {name}" if _OF.match(name) else name


def _role(title: str) -> str:
    return title if _WITHOUT_ARTICLE.match(title) else with_article(title)


def _credentials(title: str, names: str, *, many: bool) -> str:
    parts = [f"am {with_article(title)}"] if title else []
    parts += [f"hold the {names} {'qualifications' if many else 'qualification'}"] if names else []
    return f"I {' and '.join(parts)}." if parts else ""


def _schooling(degree: str | None, subject: str | None, institution: str | None) -> str:
    if not degree:
        return f"studies in {subject} at {institution}" if subject else f"studies at {institution}"
    studied = f" in {subject}" if subject and subject.casefold() not in degree.casefold() else ""
    named = _ABBREVIATED.sub(r"\1 in ", degree)
    named = with_article(named) if _DEGREE.match(named) else named
    return f"{named}{studied}" + (f" from {_company(institution)}" if institution else "")


GRAMMAR = Grammar(
    conjunction=lambda _: "and",
    role=_role,
    company=_company,
    clause_of=clause_of,
    station="as {title} at {company}",
    station_title="as {title}",
    station_company="at {company}",
    since="since {start}",
    numbers=("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    schooling=_schooling,
    credentials=_credentials,
    quotes=("“", "”"),
    languages={},
)

ENGLISH = Phrasebook(
    language="en",
    language_name="English",
    grammar=GRAMMAR,
    subject="",
    greeting={
        Tone.NEUTRAL: ("Dear Hiring Team at {company},", "Dear {company} Hiring Team,", "Dear Hiring Manager,"),
        Tone.WARM: ("Dear {company} team,", "Hello to the {company} team,"),
        Tone.FORMAL: ("Dear Hiring Manager,", "Dear Sir or Madam,"),
    },
    greeting_unknown={
        Tone.NEUTRAL: ("Dear Hiring Manager,",),
        Tone.WARM: ("Dear Hiring Manager,",),
        Tone.FORMAL: ("Dear Hiring Manager,",),
    },
    opening={
        Tone.NEUTRAL: (
            "I am applying for the {title} position at {company}.",
            "I am writing to apply for the {title} role at {company}.",
            "I would like to apply for the position of {title} at {company}.",
            "Please accept this letter as my application for the {title} position at {company}.",
            "With this letter I am applying for the role of {title} at {company}.",
        ),
        Tone.WARM: (
            "Your {title} opening at {company} caught my attention, and I would like to apply for it.",
            "I read your {title} posting at {company} with real interest and would like to put my name forward.",
            "I would love to be considered for the {title} role at {company}.",
        ),
        Tone.FORMAL: (
            "I hereby submit my application for the position of {title} at {company}.",
            "I wish to be considered for the position of {title} at {company}.",
            "Please accept this letter as my formal application for the position of {title} at {company}.",
        ),
    },
    opening_unknown={
        Tone.NEUTRAL: (
            "I am applying for the {title} position you have advertised.",
            "I am writing to apply for the role of {title}.",
            "Please accept this letter as my application for the {title} position.",
        ),
        Tone.WARM: (
            "Your {title} opening caught my attention, and I would like to apply for it.",
            "I would love to be considered for the {title} role you have posted.",
        ),
        Tone.FORMAL: (
            "I hereby submit my application for the advertised position of {title}.",
            "I wish to be considered for the advertised position of {title}.",
        ),
    },
    standing_now=("I currently work {station}.", "At present I work {station}.", "I am currently employed {station}."),
    standing_past=("Most recently I worked {station}.", "In my latest position I worked {station}."),
    standing_now_years=(
        "I have {years} years of professional experience and currently work {station}.",
        "I bring {years} years of professional experience, at present {station}.",
        "I look back on {years} years of professional experience and currently work {station}.",
    ),
    standing_past_years=(
        "I have {years} years of professional experience, most recently {station}.",
        "I bring {years} years of professional experience; most recently I worked {station}.",
    ),
    standing_years=(
        "I have {years} years of professional experience.",
        "I bring {years} years of professional experience.",
    ),
    shared_many=(
        "Your posting names {skills}, and these are part of my background.",
        "From the skills you list I bring experience with {skills}.",
        "{skills} appear both in your posting and in my CV.",
        "Of what you are looking for, I can offer experience with {skills}.",
        "My background covers {skills}, which your posting mentions as well.",
    ),
    shared_one=(
        "Your posting names {skills}, which is part of my background.",
        "From the skills you list I bring experience with {skills}.",
        "{skills} appears both in your posting and in my CV.",
    ),
    background=("My background covers {skills}.", "I bring skills in {skills}.", "My main skills are {skills}."),
    told_here={
        Form.PAST: ("In this role, I {line}.", "There, I {line}.", "In that position, I {line}."),
        Form.BASE: ("My task there {is_} to {line}.", "In this role, it {is_} my job to {line}."),
        Form.STATE: ("In this role, I {am} {line}.", "There, I {am} {line}."),
    },
    told_at={
        Form.PAST: ("{Station}, I {line}.", "In my work {station}, I {line}.", "During my time {station}, I {line}."),
        Form.BASE: ("My task {station} {is_} to {line}.", "{Station}, it {is_} my job to {line}."),
        Form.STATE: ("{Station}, I {am} {line}.", "In my work {station}, I {am} {line}."),
    },
    told_more={
        Form.PAST: (
            "I also {line}.",
            "In addition, I {line}.",
            "Beyond that, I {line}.",
            "In the same role, I {line}.",
        ),
        Form.BASE: ("Part of that work {is_} to {line}.", "It {is_} also my task to {line}."),
        Form.STATE: ("I {am} also {line}.", "In addition, I {am} {line}."),
    },
    listed_here=("From my CV on this work:", "My CV describes this work as follows:"),
    listed_at=("On my work {station}, my CV says:", "My CV describes my work {station} as follows:"),
    listed_quoted_here=("On this work, in the original words of my CV:",),
    listed_quoted_at=("On my work {station}, in the original words of my CV:",),
    also_worked=("I have also worked {station}.", "My career also includes work {station}."),
    involved=(
        "That work involved {skills}, which your posting also names.",
        "This work drew on {skills}, as your posting does.",
    ),
    project_told=(
        "For my project {project}, I {line}.",
        "In one of my projects, {project}, I {line}.",
        "Among my projects is {project}, for which I {line}.",
    ),
    project_described=("Among my projects is {project}, {line}.", "My projects include {project}, {line}."),
    project_named=(
        "My projects include {project}, which involved {skills}.",
        "One of my projects, {project}, drew on {skills}.",
    ),
    degree=("My education includes {degree}.", "My academic background includes {degree}."),
    languages=("I speak {languages}.",),
    profile=("I am {line}.",),
    further=(
        "My further skills include {skills}.",
        "Beyond this, my skills include {skills}.",
        "I also bring experience with {skills}.",
    ),
    bridge=(
        "This is the experience I would bring to {company}.",
        "I would gladly put this background to work at {company}.",
        "That is what I can contribute to {company} as {role}.",
    ),
    bridge_unknown=(
        "This is the experience I would bring to your team.",
        "I would gladly put this background to work for you.",
    ),
    closing={
        Tone.NEUTRAL: (
            "I would welcome the chance to discuss the position with you.",
            "I would be glad to talk about the role in a conversation.",
            "I look forward to the opportunity to speak with you.",
        ),
        Tone.WARM: (
            "I would be very happy to get to know you and to talk about the role.",
            "I would love to tell you more in a conversation, and I look forward to hearing from you.",
        ),
        Tone.FORMAL: (
            "I should be pleased to discuss my application with you in an interview.",
            "I would appreciate the opportunity to present my application in an interview.",
        ),
    },
    closing_more=(
        "I am glad to go through any part of this experience with you in more detail.",
        "In turn, I would like to hear more about the team, the goals for the first months and how success in the"
        " position is measured.",
        "If any question about my background is open, please let me know, and I will answer it promptly.",
        "Thank you for the time you take to read my application.",
        "I will gladly send any further documents you may need.",
    ),
    farewell={
        Tone.NEUTRAL: ("Kind regards,", "Sincerely,"),
        Tone.WARM: ("Warm regards,", "With best wishes,"),
        Tone.FORMAL: ("Yours faithfully,", "Yours sincerely,"),
    },
)
