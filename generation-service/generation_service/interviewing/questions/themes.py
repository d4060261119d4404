"""Themes that interviewers ask about everywhere: what a posting calls them by, how they are asked, and their words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generation_service.interviewing.posting import PostingLine
from generation_service.interviewing.sides import Sides, shortened
from generation_service.interviewing.subjects import Difficulty, Question, QuestionKind


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme. Its words are those an answer to it uses, in English, German, French and Spanish."""

    asked_by: re.Pattern[str]
    """What in a posting calls for it."""
    question: str
    difficulty: Difficulty
    hint: str
    words: str


def _theme(asked_by: str, question: str, difficulty: Difficulty, hint: str, words: str) -> Theme:
    return Theme(re.compile(rf"\b(?:{asked_by})", re.IGNORECASE), question, difficulty, hint, words)


THEMES = (
    _theme(
        "team|colleague|collaborat|together|zusammen|équipe|equipo",
        "Tell me about something {place} that you could only finish together with others. What was your part in it?",
        Difficulty.EASY,
        "Name who depended on whom, what you took on and what you asked of others.",
        "together colleague helped shared joint handed pairing paired split agreed joined supported department teammate"
        " partner gemeinsam kollegen zusammen ensemble collègues partagé juntos compañeros equipo",
    ),
    _theme(
        "stakeholder|negotiat|conflict|de-escalat|diplomat|disagree|konflikt|conflit|conflicto",
        "Tell me about a disagreement with a colleague, a customer or a superior {place}. How did you settle it?",
        Difficulty.HARD,
        "Say what each side wanted and why; then what you did, and how things stood afterwards.",
        "disagreed disagreement argument argued conflict concern convinced persuaded compromise listened tension"
        " opinion"
        " objected insisted refused upset angry angrily calm calmed complaint settled resolved apologised understand"
        " disputed quarrel wanted instead proposed konflikt streit beschwerde überzeugt kompromiss désaccord conflit"
        " convaincu plainte conflicto desacuerdo convencí queja",
    ),
    _theme(
        "deadline|pressure|fast-paced|urgent|on-call|emergency|quickly|hektik|druck|pression|urgence|presión",
        "Tell me about a time {place} when the time was too short or the pressure high. What did you do first, and what"
        " did you leave?",
        Difficulty.MEDIUM,
        "Give the deadline and what was at stake; say how you chose, not only that you worked long hours.",
        "deadline pressure urgent late hours overnight weekend priority prioritised postponed dropped delayed emergency"
        " triage short rush queue overtime stress minutes critical outage frist druck dringend délai urgence pression"
        " plazo urgencia presión",
    ),
    _theme(
        "lead(?:ing|er|s)?\\b|mentor|coach|manage (?:a|the|people)|train(?:ing)?"
        " (?:new|junior)|supervis|leitung|führ|anleit"
        "|encadr|dirig",
        "Describe how you led, trained or guided somebody {place}. What became of it?",
        Difficulty.MEDIUM,
        "One person or one group, where they stood, what you did week by week, and what they could do afterwards.",
        "mentor mentored coached trained taught junior apprentice student intern onboarding delegated lead supervised"
        " guided feedback confidence learned explained showed reviewed praise hired promoted angeleitet ausgebildet"
        " geführt formé encadré stagiaire formé dirigí enseñé capacité",
    ),
    _theme(
        "customer|client|patient|guest|parent|student|user|kund|gäste|client|usager|cliente|paciente",
        "Tell me about a customer, patient, user or other person you worked for {place} who was hard to satisfy. What"
        " did"
        " you do?",
        Difficulty.MEDIUM,
        "Say what they needed, which may not be what they asked for, and how you knew that it was solved.",
        "customer client patient user guest parent pupil buyer visitor complained complaint needed expectation"
        " satisfied"
        " thanked listened explained refund relative family request kunde patient gast beschwerde zufrieden client"
        " patient plainte satisfait cliente paciente queja satisfecho",
    ),
    _theme(
        "improve|initiative|proactiv|optimi[sz]|automat|ownership|self-starter|efficien|verbesser|amélior|mejor",
        "Tell me about something {place} that you improved without being told to. How did you get it through?",
        Difficulty.MEDIUM,
        "Before and after in figures; who had to agree, and why they did.",
        "improved noticed suggested proposed automated replaced introduced reduced saved faster waste template"
        " checklist"
        " idea pilot tried convinced rollout adopted simplified rebuilt halved verbessert vorgeschlagen eingeführt"
        " amélioré proposé mejoré propuse introduje",
    ),
    _theme(
        "accura|quality|detail|careful|diligen|complian|safety|genau|sorgfalt|qualität|rigueur|qualité|calidad|precis",
        "Tell me about a mistake of yours or of others {place}. How was it found, and what did you change?",
        Difficulty.HARD,
        "A real mistake with a real cost; who you told and when; what makes it unlikely now.",
        "mistake error wrong missed forgot failed failure broke fault overlooked incident apologised corrected fixed"
        " cause"
        " learned since checklist prevent double-check review bug outage recall fehler übersehen behoben ursache erreur"
        " oublié corrigé cause error olvidé corregí causa",
    ),
    _theme(
        "communicat|present|explain|writ(?:e|ing|ten)|report|verständlich|kommunik|communiqu|comunic",
        "Describe how you explained something difficult {place} to people who knew little of it. How did you see that"
        " they understood?",
        Difficulty.EASY,
        "Say who listened, what they had to decide, and what you left out for them.",
        "explained presented audience slides diagram drew example words simple understood questions translated picture"
        " meeting workshop summary wrote document analogy jargon listeners board erklärt vorgetragen verstanden"
        " expliqué présenté compris expliqué presenté entendieron",
    ),
    _theme(
        "change|adapt|flexib|learn|curious|new technolog|wandel|lernbereit|anpass|apprendre|aprend",
        "Tell me about something you had to learn quickly {place}. How did you go about it?",
        Difficulty.EASY,
        "What you did not know, how you found out, and the first thing you could do with it.",
        "learned learning course studied read documentation practised tutorial asked shadowed new unknown switched"
        " moved"
        " changed adapted certificate quickly weeks evenings gelernt kurs neu einarbeiten appris cours nouveau aprendí"
        " curso nuevo",
    ),
    _theme(
        "organi[sz]|priorit|multi-?task|plan(?:ning|s)?\\b|independent|autonom|selbständig|organis|organiz",
        "Describe a week {place} with more work than hours. How did you decide what came first?",
        Difficulty.MEDIUM,
        "Name the tasks, the rule you sorted them by, what you said no to and how you told people.",
        "prioritised priority planned list schedule calendar postponed delegated urgent important order first later"
        " refused"
        " board kanban backlog hours weekly sorted declined renegotiated geplant priorität reihenfolge planifié"
        " priorité"
        " planifiqué prioridad",
    ),
    _theme(
        "decision|judg|ambigu|uncertain|startup|entscheid|décision|decisi",
        "Tell me about a decision {place} that you took without knowing enough. How did you take it, and was it right?",
        Difficulty.HARD,
        "What you knew, what you did not, the choices you had, and what would have changed your mind.",
        "decided decision choose chose option alternative risk assumption evidence uncertain unknown estimate numbers"
        " bet"
        " trade-off reversible test pilot advice reasons entschieden entscheidung risiko décidé choix risque decidí"
        " decisión riesgo",
    ),
    _theme(
        "feedback|review|self-aware|improvement|kritik|retour",
        "Which criticism of your work {place} was right, and what have you done differently since?",
        Difficulty.MEDIUM,
        "Quote the criticism; a real one. Then one change that others have noticed.",
        "criticism criticised feedback told honest review appraisal manager blunt right changed since habit practise"
        " noticed improved asked listened surprised kritik rückmeldung geändert critique retour changé crítica cambié",
    ),
)


def theme_questions(sides: Sides) -> Iterator[Question]:
    """The themes that the posting calls for first, each with the sentence that does; then the others."""
    for nth, (theme, line) in enumerate(sorted(_called(sides), key=lambda each: each[1] is None)):
        before = f"The posting says: “{shortened(line.text)}”. " if line else ""
        text = before + theme.question.format(place=sides.place(nth))
        yield Question(QuestionKind.BEHAVIORAL, text, theme.difficulty, theme.hint)


def themes_of(question: str) -> tuple[Theme, ...]:
    """The themes a question is about, whoever wrote it; what it quotes does not count."""
    asked = question.rpartition("”")[2] if "?" in question.rpartition("”")[2] else question
    own = tuple(theme for theme in THEMES if all(part.strip() in asked for part in theme.question.split("{place}")))
    return own or tuple(theme for theme in THEMES if theme.asked_by.search(asked))


def _called(sides: Sides) -> Iterator[tuple[Theme, PostingLine | None]]:
    """Each theme with the line that calls for it; a line calls for one theme."""
    free = list(sides.posting)
    for theme in THEMES:
        line = next((line for line in free if theme.asked_by.search(line.text)), None)
        if line:
            free.remove(line)
        yield theme, line
