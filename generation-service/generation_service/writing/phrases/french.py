"""Letters in French. Sentences avoid agreement with the writer's gender."""

import re

from generation_service.writing.phrases.phrasebook import Clause, Form, Grammar, Phrasebook
from generation_service.writing.phrases.tails import with_tails
from generation_service.writing.subjects import Tone

_PARTICIPLES_WORDS = """
    accompagné administré amélioré analysé animé assuré augmenté automatisé collaboré conçu conduit configuré
    construit contribué coordonné créé défini déployé développé dirigé documenté effectué élaboré encadré
    évalué exécuté fait formé fourni géré harmonisé implémenté installé intégré lancé livré maintenu mené
    migré mis modernisé modélisé négocié optimisé organisé participé piloté planifié préparé présenté produit
    programmé proposé réalisé recruté rédigé réduit refondu remporté rénové représenté résolu simplifié
    soutenu supervisé testé traduit traité transformé vendu vérifié co-animé co-conçu co-développé co-dirigé
"""
_PARTICIPLES = frozenset(_PARTICIPLES_WORDS.split())


def clause_of(line: str) -> Clause:
    """A line that begins with a participle follows "j'ai"."""
    return with_tails(line, _begins_with_participle, "et")


def _begins_with_participle(phrase: str) -> bool:
    return phrase.partition(" ")[0].casefold() in _PARTICIPLES


def of(name: str) -> str:
    """The name after "de": "d'analyste", "de développeur"; letters spelled out and "h" keep "de"."""
    return f"d'{name}" if re.match(r"[AEIOÀÂÉÈÊÎÔaeioàâéèêîô](?![A-Z])", name) else f"de {name}"


def _credentials(title: str, names: str, *, many: bool) -> str:  # noqa: ARG001
    return f"Je suis titulaire {'des qualifications' if many else 'de la qualification'} {names}." if names else ""


GRAMMAR = Grammar(
    conjunction=lambda _: "et",
    role=lambda title: of(title).replace("d'", "qu'", 1) if of(title).startswith("d'") else f"que {title}",
    clause_of=clause_of,
    station="en tant {title} chez {company}",
    station_title="en tant {title}",
    station_company="chez {company}",
    since="depuis {start}",
    numbers=("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
    of=of,
    quotes=("« ", " »"),
    credentials=_credentials,
    languages={
        "Arabic": "l'arabe", "Chinese": "le chinois", "Czech": "le tchèque", "Danish": "le danois",
        "Dutch": "le néerlandais", "English": "l'anglais", "Finnish": "le finnois", "French": "le français",
        "German": "l'allemand", "Greek": "le grec", "Hindi": "le hindi", "Hungarian": "le hongrois",
        "Italian": "l'italien", "Japanese": "le japonais", "Korean": "le coréen", "Norwegian": "le norvégien",
        "Polish": "le polonais", "Portuguese": "le portugais", "Romanian": "le roumain", "Russian": "le russe",
        "Spanish": "l'espagnol", "Swedish": "le suédois", "Turkish": "le turc", "Ukrainian": "l'ukrainien",
        "Urdu": "l'ourdou",
    },
)  # fmt: skip

FRENCH = Phrasebook(
    language="fr",
    language_name="French",
    grammar=GRAMMAR,
    subject="Objet : candidature au poste {of_title}",
    greeting={
        Tone.NEUTRAL: ("Madame, Monsieur,",),
        Tone.WARM: ("Bonjour à toute l'équipe de recrutement,", "Bonjour,"),
        Tone.FORMAL: ("Madame, Monsieur,",),
    },
    greeting_unknown={
        Tone.NEUTRAL: ("Madame, Monsieur,",),
        Tone.WARM: ("Bonjour,",),
        Tone.FORMAL: ("Madame, Monsieur,",),
    },
    opening={
        Tone.NEUTRAL: (
            "Je vous adresse ma candidature au poste {of_title} chez {company}.",
            "Par la présente, je postule au poste {of_title} chez {company}.",
            "Je souhaite rejoindre {company} au poste {of_title} et vous adresse ma candidature.",
            "En réponse à votre offre pour le poste {of_title} chez {company}, je vous adresse ma candidature.",
        ),
        Tone.WARM: (
            "C'est avec plaisir que je vous adresse ma candidature au poste {of_title} chez {company}.",
            "Votre offre pour le poste {of_title} chez {company} a retenu mon attention, et j'y réponds avec envie.",
        ),
        Tone.FORMAL: (
            "J'ai l'honneur de vous présenter ma candidature au poste {of_title} chez {company}.",
            "Je me permets de vous soumettre ma candidature au poste {of_title} chez {company}.",
        ),
    },
    opening_unknown={
        Tone.NEUTRAL: (
            "Je vous adresse ma candidature au poste {of_title}.",
            "Par la présente, je postule au poste {of_title} que vous proposez.",
        ),
        Tone.WARM: ("C'est avec plaisir que je vous adresse ma candidature au poste {of_title}.",),
        Tone.FORMAL: ("J'ai l'honneur de vous présenter ma candidature au poste {of_title}.",),
    },
    standing_now=("Je travaille actuellement {station}.", "Aujourd'hui, je travaille {station}."),
    standing_past=("J'ai travaillé dernièrement {station}.", "En dernier lieu, j'ai travaillé {station}."),
    standing_now_years=(
        "Avec {years} ans d'expérience professionnelle, je travaille actuellement {station}.",
        "J'ai {years} ans d'expérience professionnelle et je travaille aujourd'hui {station}.",
    ),
    standing_past_years=(
        "J'ai {years} ans d'expérience professionnelle, dernièrement {station}.",
        "Avec {years} ans d'expérience professionnelle, j'ai travaillé dernièrement {station}.",
    ),
    standing_years=("J'ai {years} ans d'expérience professionnelle.",),
    shared_many=(
        "Votre annonce cite {skills} : tout cela fait partie de mon parcours.",
        "Parmi les compétences que vous recherchez, j'apporte {skills}.",
        "{skills} figurent à la fois dans votre annonce et dans mon CV.",
        "Mon parcours couvre {skills}, que votre annonce mentionne.",
    ),
    shared_one=(
        "Votre annonce cite {skills}, qui fait partie de mon parcours.",
        "Parmi les compétences que vous recherchez, j'apporte {skills}.",
    ),
    background=("Mon parcours couvre {skills}.", "J'apporte des compétences en {skills}."),
    told_here={Form.PAST: ("À ce poste, j'ai {line}.", "Dans ce cadre, j'ai {line}.")},
    told_at={Form.PAST: ("{Station}, j'ai {line}.", "Lors de mon travail {station}, j'ai {line}.")},
    told_more={Form.PAST: ("J'ai aussi {line}.", "De plus, j'ai {line}.", "J'ai par ailleurs {line}.")},
    listed_here=("Ce travail en quelques points :", "Voici ce que mon CV en dit :"),
    listed_at=("Mon travail {station} en quelques points :", "Voici ce que mon CV dit de mon travail {station} :"),
    listed_quoted_here=("Je cite mon CV sur ce travail, dans sa langue d'origine :",),
    listed_quoted_at=(
        "Je cite mon CV sur mon travail {station}, dans sa langue d'origine :",
        "Sur mon travail {station}, mon CV dit, dans sa langue d'origine :",
    ),
    also_worked=("J'ai également travaillé {station}.", "Mon parcours comprend aussi un travail {station}."),
    involved=(
        "Ce travail reposait sur {skills}, que votre annonce cite également.",
        "J'y ai eu recours à {skills}, que votre annonce mentionne aussi.",
    ),
    project_told=("Pour mon projet {project}, j'ai {line}.", "Dans l'un de mes projets, {project}, j'ai {line}."),
    project_described=(),
    project_named=(
        "Parmi mes projets figure {project}, autour de {skills}.",
        "L'un de mes projets, {project}, s'appuie sur {skills}.",
    ),
    degree=("Ma formation : {degree}.", "Côté formation : {degree}."),
    languages=("Je parle {languages}.",),
    profile=(),
    further=(
        "Mes autres compétences comprennent {skills}.",
        "J'apporte également {skills}.",
        "À cela s'ajoutent {skills}.",
    ),
    bridge=(
        "C'est cette expérience que je mettrais au service {of_company}.",
        "Voilà ce que je peux apporter à {company}.",
        "C'est avec ce parcours que je souhaite contribuer au travail {of_company}.",
    ),
    bridge_unknown=(
        "C'est cette expérience que je mettrais à votre service.",
        "Voilà ce que je peux apporter à votre équipe.",
    ),
    closing={
        Tone.NEUTRAL: (
            "Je me tiens à votre disposition pour un entretien.",
            "C'est avec plaisir que j'échangerais avec vous au sujet du poste.",
        ),
        Tone.WARM: (
            "C'est avec joie que j'échangerais avec vous, et j'espère avoir bientôt de vos nouvelles.",
            "J'aimerais beaucoup vous rencontrer et parler du poste avec vous.",
        ),
        Tone.FORMAL: (
            "Je me tiens à votre entière disposition pour un entretien.",
            "Je vous saurais gré de m'accorder un entretien afin de vous présenter ma candidature.",
        ),
    },
    closing_more=(
        "Je reviendrais alors volontiers sur chaque point de mon parcours.",
        "De mon côté, j'aimerais en savoir plus sur l'équipe, sur les objectifs des premiers mois et sur la façon dont"
        " vous mesurez la réussite à ce poste.",
        "Si une question sur mon parcours reste ouverte, j'y répondrai volontiers et rapidement.",
        "Je vous remercie du temps que vous consacrez à ma candidature.",
        "Je vous enverrai volontiers tout document complémentaire utile.",
    ),
    farewell={
        Tone.NEUTRAL: (
            "Je vous prie d'agréer, Madame, Monsieur, mes salutations distinguées.",
            "Veuillez agréer, Madame, Monsieur, mes salutations distinguées.",
        ),
        Tone.WARM: ("Bien cordialement,", "Avec mes cordiales salutations,"),
        Tone.FORMAL: ("Je vous prie d'agréer, Madame, Monsieur, l'expression de mes salutations distinguées.",),
    },
)
