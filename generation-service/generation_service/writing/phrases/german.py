"""Letters in German."""

import re

from generation_service.writing.phrases.phrasebook import Clause, Form, Grammar, Phrasebook
from generation_service.writing.subjects import Tone

_FEMININE = re.compile(
    r"^(?:Technische |Freie )?(?:Universität|Hochschule|Universit\w+ of|University of|Stadt|Bundesagentur)\b"
)


def _company(name: str) -> str:
    return (
        f"der {name.replace('Technische ', 'Technischen ').replace('Freie ', 'Freien ')}"
        if _FEMININE.match(name)
        else name
    )


def _credentials(title: str, names: str, *, many: bool) -> str:  # noqa: ARG001
    return f"Ich verfüge über die {'Qualifikationen' if many else 'Qualifikation'} {names}." if names else ""


GRAMMAR = Grammar(
    conjunction=lambda _: "und",
    role=lambda title: title,
    company=_company,
    clause_of=lambda line: Clause(line, Form.OTHER),
    station="als {title} bei {company}",
    station_title="als {title}",
    station_company="bei {company}",
    since="seit {start}",
    numbers=("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"),
    quotes=("„", "“"),
    credentials=_credentials,
    languages={
        "Arabic": "Arabisch", "Chinese": "Chinesisch", "Czech": "Tschechisch", "Danish": "Dänisch",
        "Dutch": "Niederländisch", "English": "Englisch", "Finnish": "Finnisch", "French": "Französisch",
        "German": "Deutsch", "Greek": "Griechisch", "Hindi": "Hindi", "Hungarian": "Ungarisch",
        "Italian": "Italienisch",
        "Japanese": "Japanisch", "Korean": "Koreanisch", "Norwegian": "Norwegisch", "Polish": "Polnisch",
        "Portuguese": "Portugiesisch", "Romanian": "Rumänisch", "Russian": "Russisch", "Spanish": "Spanisch",
        "Swedish": "Schwedisch", "Turkish": "Türkisch", "Ukrainian": "Ukrainisch", "Urdu": "Urdu",
    },
)  # fmt: skip

GERMAN = Phrasebook(
    language="de",
    language_name="German",
    grammar=GRAMMAR,
    subject="Bewerbung als {title}",
    greeting={
        Tone.NEUTRAL: ("Sehr geehrte Damen und Herren,", "Guten Tag,"),
        Tone.WARM: ("Liebes Team von {company},", "Hallo an das Team von {company},"),
        Tone.FORMAL: ("Sehr geehrte Damen und Herren,",),
    },
    greeting_unknown={
        Tone.NEUTRAL: ("Sehr geehrte Damen und Herren,", "Guten Tag,"),
        Tone.WARM: ("Guten Tag,",),
        Tone.FORMAL: ("Sehr geehrte Damen und Herren,",),
    },
    opening={
        Tone.NEUTRAL: (
            "hiermit bewerbe ich mich als {title} bei {company}.",
            "ich bewerbe mich bei {company} auf die Stelle als {title}.",
            "auf Ihre Stelle als {title} bei {company} bewerbe ich mich mit diesem Schreiben.",
            "mit diesem Schreiben bewerbe ich mich bei {company} um die Stelle als {title}.",
        ),
        Tone.WARM: (
            "Ihre Anzeige für die Stelle als {title} bei {company} hat mein Interesse geweckt; gern bewerbe ich mich.",
            "gern möchte ich als {title} bei {company} mitarbeiten und sende Ihnen deshalb meine Bewerbung.",
        ),
        Tone.FORMAL: (
            "hiermit bewerbe ich mich um die ausgeschriebene Stelle als {title} bei {company}.",
            "auf die von {company} ausgeschriebene Stelle als {title} bewerbe ich mich hiermit.",
        ),
    },
    opening_unknown={
        Tone.NEUTRAL: (
            "hiermit bewerbe ich mich auf Ihre Stelle als {title}.",
            "ich bewerbe mich auf die von Ihnen ausgeschriebene Stelle als {title}.",
        ),
        Tone.WARM: ("Ihre Anzeige für die Stelle als {title} hat mein Interesse geweckt; gern bewerbe ich mich.",),
        Tone.FORMAL: ("hiermit bewerbe ich mich um die ausgeschriebene Stelle als {title}.",),
    },
    standing_now=("Derzeit arbeite ich {station}.", "Aktuell bin ich {station} tätig."),
    standing_past=("Zuletzt habe ich {station} gearbeitet.", "Zuletzt war ich {station} tätig."),
    standing_now_years=(
        "Ich habe {years} Jahre Berufserfahrung und arbeite derzeit {station}.",
        "Ich blicke auf {years} Jahre Berufserfahrung zurück und bin aktuell {station} tätig.",
    ),
    standing_past_years=(
        "Ich habe {years} Jahre Berufserfahrung, zuletzt {station}.",
        "Ich bringe {years} Jahre Berufserfahrung mit und war zuletzt {station} tätig.",
    ),
    standing_years=("Ich habe {years} Jahre Berufserfahrung.", "Ich bringe {years} Jahre Berufserfahrung mit."),
    shared_many=(
        "Ihre Ausschreibung nennt {skills}; all das bringe ich mit.",
        "Von dem, was Sie suchen, bringe ich {skills} mit.",
        "{skills} stehen sowohl in Ihrer Ausschreibung als auch in meinem Lebenslauf.",
        "Aus Ihrem Anforderungsprofil kann ich {skills} einbringen.",
    ),
    shared_one=(
        "Ihre Ausschreibung nennt {skills}; das bringe ich mit.",
        "Aus Ihrem Anforderungsprofil kann ich {skills} einbringen.",
    ),
    background=("Zu meinen Kenntnissen gehören {skills}.", "Ich bringe Kenntnisse in {skills} mit."),
    told_here={},
    told_at={},
    told_more={},
    listed_here=("Diese Arbeit in Stichworten:", "Aus meinem Lebenslauf zu dieser Tätigkeit:"),
    listed_at=("Meine Tätigkeit {station} in Stichworten:", "Aus meinem Lebenslauf zu meiner Tätigkeit {station}:"),
    listed_quoted_here=("Zu dieser Tätigkeit zitiere ich aus meinem Lebenslauf im Original:",),
    listed_quoted_at=(
        "Zu meiner Tätigkeit {station} zitiere ich aus meinem Lebenslauf im Original:",
        "Über meine Tätigkeit {station} sagt mein Lebenslauf im Originalwortlaut:",
    ),
    also_worked=("Außerdem war ich {station} tätig.", "Zu meinem Werdegang gehört auch die Arbeit {station}."),
    involved=(
        "Dabei habe ich mit {skills} gearbeitet, was auch Ihre Ausschreibung nennt.",
        "Zu dieser Arbeit gehörte der Umgang mit {skills}, wie ihn auch Ihre Ausschreibung nennt.",
    ),
    project_told=(),
    project_described=(),
    project_named=(
        "Zu meinen Projekten gehört {project}; dabei ging es um {skills}.",
        "Mein Projekt {project} befasste sich mit {skills}.",
    ),
    degree=("Meine Ausbildung: {degree}.", "Zu meiner Ausbildung: {degree}."),
    languages=("Ich spreche {languages}.",),
    profile=(),
    further=(
        "Zu meinen weiteren Kenntnissen gehören {skills}.",
        "Darüber hinaus bringe ich Kenntnisse in {skills} mit.",
        "Außerdem kann ich {skills} einbringen.",
    ),
    bridge=(
        "Diese Erfahrung bringe ich gern bei {company} ein.",
        "Mit diesem Hintergrund möchte ich bei {company} als {role} arbeiten.",
        "Das ist die Erfahrung, die ich bei {company} einbringen kann.",
    ),
    bridge_unknown=(
        "Diese Erfahrung bringe ich gern bei Ihnen ein.",
        "Mit diesem Hintergrund möchte ich bei Ihnen arbeiten.",
    ),
    closing={
        Tone.NEUTRAL: (
            "Über die Einladung zu einem Gespräch freue ich mich.",
            "Gern stelle ich mich Ihnen in einem persönlichen Gespräch vor.",
            "Ich freue mich darauf, mit Ihnen über die Stelle zu sprechen.",
        ),
        Tone.WARM: (
            "Ich freue mich sehr darauf, Sie kennenzulernen und mehr über die Stelle zu erfahren.",
            "Sehr gern erzähle ich Ihnen in einem Gespräch mehr und freue mich auf Ihre Nachricht.",
        ),
        Tone.FORMAL: (
            "Über eine Einladung zu einem Vorstellungsgespräch würde ich mich freuen.",
            "Für ein Vorstellungsgespräch stehe ich Ihnen gern zur Verfügung.",
        ),
    },
    closing_more=(
        "Auf jeden Punkt meines Lebenslaufs gehe ich dabei gern genauer ein.",
        "Umgekehrt interessiert mich, wie das Team arbeitet, welche Ziele für die ersten Monate gesetzt sind und woran"
        " Sie den Erfolg in dieser Stelle messen.",
        "Sollten Fragen zu meinem Werdegang offen sein, beantworte ich sie Ihnen gern und rasch.",
        "Für die Zeit, die Sie sich für meine Bewerbung nehmen, danke ich Ihnen.",
        "Weitere Unterlagen sende ich Ihnen auf Wunsch gern zu.",
    ),
    farewell={
        Tone.NEUTRAL: ("Mit freundlichen Grüßen",),
        Tone.WARM: ("Herzliche Grüße", "Viele Grüße"),
        Tone.FORMAL: ("Mit freundlichen Grüßen",),
    },
)
