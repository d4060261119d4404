"""The shapes in which a language model answers."""

from pydantic import BaseModel, Field

MOST_PARAGRAPHS, MOST_SENTENCES, LONGEST_SENTENCE = 6, 10, 600


class DraftedSentence(BaseModel):
    """One sentence and what it rests on."""

    text: str = Field(min_length=1, max_length=LONGEST_SENTENCE, description="One sentence, with its full stop.")
    cv_lines: list[int] = Field(
        description="Numbers of the CV lines behind it; empty when it says nothing of the person's past."
    )


class DraftedParagraph(BaseModel):
    """Sentences that stand together."""

    sentences: list[DraftedSentence] = Field(min_length=1, max_length=MOST_SENTENCES)


class DraftedLetter(BaseModel):
    """A cover letter without farewell and signature."""

    subject: str = Field(max_length=200, description="One line that names the job.")
    greeting: str = Field(max_length=120, description="The salutation with its punctuation.")
    paragraphs: list[DraftedParagraph] = Field(min_length=1, max_length=MOST_PARAGRAPHS)


class ChosenLines(BaseModel):
    """Highlights, by the numbers of the CV's lines."""

    lines: list[int] = Field(max_length=10, description="Three to five numbers of CV lines, the strongest first.")
