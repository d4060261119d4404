"""What sentences are held against: the CV's evidence, and what the posting says itself."""

import re
from dataclasses import dataclass
from functools import cached_property

from generation_service.writing.evidence import Evidence
from generation_service.writing.figures import Figure, figures_in
from generation_service.writing.subjects import Candidate, Opening
from generation_service.writing.titles import running_title, shown_title
from generation_service.writing.words import fold, words_in
from vocabulary.languages import language_of, languages_in
from vocabulary.skills import skill_key, skills_in

_FIRST_PERSON = re.compile(
    r"\b(?:I|me|my|mine|myself|ich|mein\w*|mich|mir|je|moi|mon|ma|mes|yo|mi|mis|me|conmigo)\b|\bj['’]|\b\w{3,}(?:é|í)\b"
    r"|\b(?:tengo|aporto|hablo|trabajo|soy|he|domino|poseo|cuento)\b",
)
_SECOND_PERSON = re.compile(
    r"\b(?:you|your|yours|the (?:role|position|team|company|posting)|Ihr\w*|Sie|vous|votre|vos|ustedes|su|sus)\b",
    re.IGNORECASE,
)
_CERTIFICATE = re.compile(r"certif|zertif|licen[cs]|diplom", re.IGNORECASE)


@dataclass(frozen=True)
class Ground:
    """A candidate and an opening, ready to be asked."""

    candidate: Candidate
    opening: Opening
    evidence: Evidence
    cv_text: str
    """All lines, folded."""
    asked: str
    """The posting's text."""
    language: str | None
    """What the sentences are written in, as far as they tell."""

    @classmethod
    def of(cls, candidate: Candidate, opening: Opening, language: str | None) -> "Ground":
        """Read all once; `language` is that of the sentences."""
        evidence = Evidence.of(candidate)
        asked = "\n".join(
            part for part in (opening.title, opening.company, opening.location, opening.description) if part
        )
        asked = "\n".join((asked, *opening.required_skills, *opening.nice_skills))
        return cls(candidate, opening, evidence, fold("\n".join(evidence.lines)), asked, language)

    def masked(self, sentence: str) -> str:
        """The sentence without the opening's title and company, which it may always name, at equal length."""
        for name in filter(None, (*self._titles, self.opening.company)):
            spelled = rf"(?<!\w){re.escape(' '.join(name.split()))}(?!\w)"
            sentence = re.sub(spelled, lambda found: "·" * len(found.group()), sentence, flags=re.IGNORECASE)
        return sentence

    def is_about_posting(self, sentence: str) -> bool:
        """Whether a sentence speaks of the reader's side only."""
        return bool(_SECOND_PERSON.search(sentence)) and not _FIRST_PERSON.search(sentence)

    def holds(self, words: str) -> bool:
        """Whether these very words stand in the CV."""
        return re.search(rf"(?<!\w){re.escape(fold(words))}(?!\w)", self.cv_text) is not None

    @cached_property
    def _titles(self) -> tuple[str, ...]:
        """The opening's title in the ways it may be written, the longest first."""
        title = self.opening.title
        bare = re.sub(r"\s*[(\[].*?[)\]]", "", title)
        shown = {shown_title(title, self.opening.location), running_title(title, self.opening.location)}
        return tuple(sorted({title, bare, *shown}, key=len, reverse=True))

    @cached_property
    def is_translated(self) -> bool:
        """Whether sentences and CV are in two languages, so that they share no words."""
        cv = language_of("\n".join(self.evidence.lines))
        return None not in (cv, self.language) and cv != self.language

    @cached_property
    def asked_skills(self) -> frozenset[str]:
        """Keys of the skills the posting names."""
        return frozenset(
            map(skill_key, (*skills_in(self.asked), *self.opening.required_skills, *self.opening.nice_skills))
        )

    @cached_property
    def asked_words(self) -> frozenset[str]:
        """Folded words of the posting."""
        return frozenset(words_in(self.asked))

    @cached_property
    def title_words(self) -> frozenset[str]:
        """Folded words of the posting's title, company and place."""
        parts = (self.opening.title, self.opening.company, self.opening.location)
        return frozenset(words_in(" ".join(filter(None, parts))))

    @cached_property
    def asked_figures(self) -> frozenset[Figure]:
        """Figures of the posting."""
        return figures_in(self.asked)

    @cached_property
    def asked_languages(self) -> frozenset[str]:
        """Spoken languages the posting names."""
        return frozenset(languages_in(self.asked))

    @cached_property
    def spoken(self) -> frozenset[str]:
        """Spoken languages the CV names."""
        return frozenset(languages_in("\n".join(self.evidence.lines)))

    @cached_property
    def is_certified(self) -> bool:
        """Whether the CV speaks of any certificate."""
        return _CERTIFICATE.search(self.cv_text) is not None
