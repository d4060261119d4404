"""Letters in Spanish. Sentences avoid agreement with the writer's gender."""

import re

from generation_service.writing.phrases.phrasebook import Clause, Form, Grammar, Phrasebook
from generation_service.writing.phrases.tails import with_tails
from generation_service.writing.subjects import Tone

_FIRST_PERSON = re.compile(r"^\w{3,}[éí]$")
_IRREGULAR_WORDS = """
    hice puse mantuve obtuve propuse introduje traduje conduje produje reduje di fui supuse
"""
_IRREGULAR = frozenset(_IRREGULAR_WORDS.split())


def clause_of(line: str) -> Clause:
    """A line in the first person of the past needs no pronoun in front."""
    return with_tails(line, _begins_with_first_person, "y")


def _begins_with_first_person(phrase: str) -> bool:
    verb = phrase.partition(" ")[0].casefold()
    return _FIRST_PERSON.match(verb) is not None or verb in _IRREGULAR


def conjunction(following: str) -> str:
    """ "y", or "e" before the sound of i."""
    return (
        "e"
        if re.match(r"(?:i|hi(?!e))[a-zí]", following, re.IGNORECASE) and not re.match(r"[A-Z]{2}|i[A-Z]", following)
        else "y"
    )


def _credentials(title: str, names: str, *, many: bool) -> str:  # noqa: ARG001
    return f"Cuento con {'las titulaciones' if many else 'la titulación'} {names}." if names else ""


GRAMMAR = Grammar(
    conjunction=conjunction,
    role=lambda title: title,
    company=lambda name: f"la {name}" if name.startswith("Universidad") else name,
    clause_of=clause_of,
    station="como {title} en {company}",
    station_title="como {title}",
    station_company="en {company}",
    since="desde {start}",
    numbers=("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"),
    quotes=("«", "»"),
    credentials=_credentials,
    languages={
        "Arabic": "árabe", "Chinese": "chino", "Czech": "checo", "Danish": "danés", "Dutch": "neerlandés",
        "English": "inglés", "Finnish": "finés", "French": "francés", "German": "alemán", "Greek": "griego",
        "Hindi": "hindi", "Hungarian": "húngaro", "Italian": "italiano", "Japanese": "japonés", "Korean": "coreano",
        "Norwegian": "noruego", "Polish": "polaco", "Portuguese": "portugués", "Romanian": "rumano", "Russian": "ruso",
        "Spanish": "español", "Swedish": "sueco", "Turkish": "turco", "Ukrainian": "ucraniano", "Urdu": "urdu",
    },
)  # fmt: skip

SPANISH = Phrasebook(
    language="es",
    language_name="Spanish",
    grammar=GRAMMAR,
    subject="",
    greeting={
        Tone.NEUTRAL: ("Estimado equipo de {company}:", "Estimado equipo de selección:"),
        Tone.WARM: ("Hola, equipo de {company}:", "Estimado equipo de {company}:"),
        Tone.FORMAL: ("A quien corresponda:", "Estimado equipo de selección:"),
    },
    greeting_unknown={
        Tone.NEUTRAL: ("Estimado equipo de selección:",),
        Tone.WARM: ("Estimado equipo de selección:",),
        Tone.FORMAL: ("A quien corresponda:",),
    },
    opening={
        Tone.NEUTRAL: (
            "Les presento mi candidatura al puesto de {title} en {company}.",
            "Me dirijo a ustedes para presentar mi candidatura al puesto de {title} en {company}.",
            "Con esta carta solicito el puesto de {title} en {company}.",
            "Quisiera optar al puesto de {title} en {company}.",
        ),
        Tone.WARM: (
            "He leído con verdadero interés su oferta de {title} en {company} y me gustaría optar al puesto.",
            "Su oferta de {title} en {company} me llamó la atención y me encantaría formar parte del equipo.",
        ),
        Tone.FORMAL: (
            "Por la presente someto a su consideración mi candidatura al puesto de {title} en {company}.",
            "Tengo el agrado de presentar mi candidatura al puesto de {title} en {company}.",
        ),
    },
    opening_unknown={
        Tone.NEUTRAL: (
            "Les presento mi candidatura al puesto de {title}.",
            "Me dirijo a ustedes para presentar mi candidatura al puesto de {title} que han publicado.",
        ),
        Tone.WARM: ("He leído con verdadero interés su oferta de {title} y me gustaría optar al puesto.",),
        Tone.FORMAL: ("Por la presente someto a su consideración mi candidatura al puesto de {title}.",),
    },
    standing_now=("Actualmente trabajo {station}.", "Hoy trabajo {station}."),
    standing_past=("Mi último trabajo fue {station}.", "En mi último puesto trabajé {station}."),
    standing_now_years=(
        "Tengo {years} años de experiencia profesional y actualmente trabajo {station}.",
        "Aporto {years} años de experiencia profesional y hoy trabajo {station}.",
    ),
    standing_past_years=(
        "Tengo {years} años de experiencia profesional; mi último trabajo fue {station}.",
        "Aporto {years} años de experiencia profesional, y mi último trabajo fue {station}.",
    ),
    standing_years=(
        "Tengo {years} años de experiencia profesional.",
        "Aporto {years} años de experiencia profesional.",
    ),
    shared_many=(
        "Su oferta menciona {skills}, y todo ello forma parte de mi trayectoria.",
        "De las competencias que buscan, aporto {skills}.",
        "{skills} figuran tanto en su oferta como en mi currículum.",
        "Mi trayectoria abarca {skills}, que su oferta menciona.",
    ),
    shared_one=(
        "Su oferta menciona {skills}, que forma parte de mi trayectoria.",
        "De las competencias que buscan, aporto {skills}.",
    ),
    background=("Mi trayectoria abarca {skills}.", "Aporto conocimientos de {skills}."),
    told_here={Form.PAST: ("En este puesto {line}.", "Allí {line}.")},
    told_at={Form.PAST: ("{Station}, {line}.", "En mi trabajo {station}, {line}.")},
    told_more={Form.PAST: ("También {line}.", "Además, {line}.", "Asimismo, {line}.")},
    listed_here=("Este trabajo, en pocos puntos:", "Mi currículum lo describe así:"),
    listed_at=("Mi trabajo {station}, en pocos puntos:", "Así describe mi currículum mi trabajo {station}:"),
    listed_quoted_here=("Sobre este trabajo cito mi currículum en su idioma original:",),
    listed_quoted_at=(
        "Sobre mi trabajo {station} cito mi currículum en su idioma original:",
        "De mi trabajo {station}, mi currículum dice en su idioma original:",
    ),
    also_worked=("También he trabajado {station}.", "Mi trayectoria incluye además el trabajo {station}."),
    involved=(
        "En ese trabajo empleé {skills}, que su oferta también menciona.",
        "Ese trabajo se apoyó en {skills}, que su oferta también cita.",
    ),
    project_told=("Para mi proyecto {project}, {line}.", "En uno de mis proyectos, {project}, {line}."),
    project_described=(),
    project_named=(
        "Entre mis proyectos está {project}, en torno a {skills}.",
        "Uno de mis proyectos, {project}, se apoya en {skills}.",
    ),
    degree=("Mi formación: {degree}.", "En cuanto a mi formación: {degree}."),
    languages=("Hablo {languages}.",),
    profile=(),
    further=(
        "Entre mis otras competencias están {skills}.",
        "También puedo aportar {skills}.",
        "A ello se suman {skills}.",
    ),
    bridge=(
        "Esta es la experiencia que aportaría a {company}.",
        "Con gusto pondría esta trayectoria al servicio de {company}.",
        "Es lo que puedo aportar a {company} como {role}.",
    ),
    bridge_unknown=(
        "Esta es la experiencia que aportaría a su equipo.",
        "Con gusto pondría esta trayectoria a su servicio.",
    ),
    closing={
        Tone.NEUTRAL: (
            "Me gustaría conversar con ustedes sobre el puesto.",
            "Quedo a su disposición para una entrevista.",
            "Espero tener la ocasión de hablar con ustedes.",
        ),
        Tone.WARM: (
            "Me encantaría conocerles y contarles más en una conversación.",
            "Será un placer hablar con ustedes, y espero con ganas su respuesta.",
        ),
        Tone.FORMAL: (
            "Quedo a su entera disposición para una entrevista.",
            "Les agradecería la oportunidad de presentar mi candidatura en una entrevista.",
        ),
    },
    closing_more=(
        "Puedo detallar con gusto cualquier punto de mi trayectoria.",
        "Por mi parte, me gustaría saber más sobre el equipo, los objetivos de los primeros meses y la forma en que"
        " miden el éxito en el puesto.",
        "Si queda alguna pregunta sobre mi trayectoria, la responderé con gusto y sin demora.",
        "Les agradezco el tiempo que dedican a mi candidatura.",
        "Con gusto enviaré cualquier otro documento que necesiten.",
    ),
    farewell={
        Tone.NEUTRAL: ("Un cordial saludo,", "Saludos cordiales,"),
        Tone.WARM: ("Con un afectuoso saludo,", "Un cordial saludo,"),
        Tone.FORMAL: ("Atentamente,",),
    },
)
