"""A pasted posting and what a language model answers about it: it points at the posting's words and lines."""

from typing import Any

TEXT = """Jobs near you
Ingénieur logiciel confirmé (H/F)
Boulangerie Numérique SAS, Lyon
Publié il y a 3 jours
Nous cherchons quelqu'un qui connaît Python et k8s. Idéalement aussi Terraform.
5 ans d'expérience minimum. Télétravail complet, en CDI.
Salaire : 55 000 € - 62 000 € par an
Contact : rh@boulangerie.example
Postuler : https://boulangerie.example/emplois/7
Autres offres : https://ads.example/track?id=9"""

ANSWER: dict[str, Any] = {
    "title": "Ingénieur logiciel confirmé (H/F)",
    "company": "Boulangerie Numérique SAS",
    "location": "Lyon",
    "url": "https://boulangerie.example/emplois/7",
    "description": {"first": 5, "last": 9},
    "required_skills": ["Python", "k8s"],
    "nice_to_have_skills": ["Terraform"],
    "years": "5 ans d'expérience",
    "salary": "55 000 € - 62 000 € par an",
    "job_type": {"value": "permanent", "words": "en CDI"},
    "remote_type": {"value": "full", "words": "Télétravail complet"},
    "languages": [],
}
