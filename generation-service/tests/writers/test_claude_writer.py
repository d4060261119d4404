"""What a language model drafts: what is sent to it, what of it is kept, and what is shown on the way."""

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generation_service.errors import LetterUnusable
from generation_service.tables import Kind
from generation_service.testing.invented import PEOPLE
from generation_service.testing.models import ScriptedModel
from generation_service.writers import ClaudeLetterWriter
from generation_service.writing import Letter, check_claims, passages_of, sentences_of, text_of

from .conftest import DRAFTS, AttentiveReader, commission_of

ENGINEER = "engineer backend"
INVENTED: dict[str, Any] = {"text": "I bring ten years of Rust and Haskell.", "cv_lines": [3]}
PLAIN: dict[str, Any] = {"text": "I have worked with Docker and Git for years.", "cv_lines": [3]}


def with_sentence(name: str, sentence: dict[str, Any], paragraph: int = 1) -> dict[str, Any]:
    """A draft with one more sentence at the beginning of a paragraph."""
    draft = copy.deepcopy(DRAFTS[name])
    draft["paragraphs"][paragraph]["sentences"].insert(0, sentence)
    return draft


async def written(*answers: dict[str, Any], name: str = ENGINEER, reader: AttentiveReader | None = None) -> Letter:
    return await ClaudeLetterWriter(ScriptedModel(answers)).write(commission_of(name), reader)


@pytest.mark.parametrize("name", sorted(DRAFTS))
async def test_a_good_draft_stays_as_it_is_and_is_signed_here(name: str) -> None:
    letter = await written(DRAFTS[name], name=name)

    person, said = PEOPLE[name.split()[0]], letter.text
    for paragraph in DRAFTS[name]["paragraphs"]:
        assert " ".join(sentence["text"] for sentence in paragraph["sentences"]) in said
    assert person.name is not None
    assert person.name in said.split("\n\n")[-1]
    assert (person.email or "") in said.split("\n\n")[-1]
    assert all(claim.sentence in said and claim.evidence for claim in letter.claims)
    assert check_claims([claim.sentence for claim in letter.claims], person, commission_of(name).inputs.opening) == ()


@pytest.mark.parametrize("name", sorted(DRAFTS))
async def test_name_and_contact_of_a_person_are_never_sent(name: str) -> None:
    model = ScriptedModel([DRAFTS[name]])
    person = PEOPLE[name.split()[0]]
    wishes = f"Sign as {person.name}, {person.email}, see https://me.example/cv, call {person.phone}."

    await ClaudeLetterWriter(model).write(commission_of(name, instructions=wishes))
    await ClaudeLetterWriter(model_choosing([1, 2, 3], model)).highlight(commission_of(name))

    sent = json.dumps([dict(question.texts) for question in model.asked], ensure_ascii=False)
    for told in filter(None, (person.name, person.email, person.phone, "me.example")):
        assert told not in sent
    assert {question.user_id for question in model.asked} == {7}


def model_choosing(lines: list[int], beside: ScriptedModel | None = None) -> ScriptedModel:
    model = ScriptedModel([{"lines": lines}])
    model.asked = beside.asked if beside else []
    return model


async def test_the_cache_key_begins_as_documented_and_a_new_turn_is_a_new_question() -> None:
    model = ScriptedModel([DRAFTS[ENGINEER]])
    await ClaudeLetterWriter(model).write(commission_of(ENGINEER, turn=3))
    await ClaudeLetterWriter(model_choosing([6, 7, 8], model)).highlight(commission_of(ENGINEER, turn=3))

    assert [question.cache_prefix for question in model.asked] == ["cover_letter:7:123", "cv_highlights:7:123"]
    assert [question.turn for question in model.asked] == [3, 3]


def test_model_and_prompt_decide_which_letters_are_stale() -> None:
    writer = ClaudeLetterWriter(ScriptedModel([]))

    assert writer.model(Kind.LETTER) == "scripted-cover_letter"
    assert writer.edition(Kind.LETTER) == "scripted-cover_letter/cover_letter-1"
    assert writer.edition(Kind.HIGHLIGHTS) == "scripted-cv_highlights/cv_highlights-1"


async def test_a_claim_the_cv_does_not_hold_is_rewritten() -> None:
    model = ScriptedModel([with_sentence(ENGINEER, INVENTED), with_sentence(ENGINEER, PLAIN)])

    letter = await ClaudeLetterWriter(model).write(commission_of(ENGINEER))

    [complaints] = model.complaints
    assert any(INVENTED["text"] in complaint for complaint in complaints)
    assert PLAIN["text"] in letter.text
    assert INVENTED["text"] not in letter.text


async def test_a_claim_that_is_made_again_is_cut() -> None:
    letter = await written(with_sentence(ENGINEER, INVENTED))

    assert "Rust" not in letter.text
    assert "cutting" not in letter.text
    assert "led a team of five engineers" in letter.text


async def test_a_letter_of_which_nothing_stands_is_no_letter() -> None:
    empty = {"subject": "", "greeting": "", "paragraphs": [{"sentences": [INVENTED]}]}

    with pytest.raises(LetterUnusable):
        await written(empty)


async def test_a_letter_in_another_language_than_asked_is_no_letter() -> None:
    model = ScriptedModel([DRAFTS["engineer engineering_de"]])

    with pytest.raises(LetterUnusable):
        await ClaudeLetterWriter(model).write(commission_of(ENGINEER))

    assert any("language" in complaint for complaint in model.complaints[0])


@pytest.mark.parametrize(("times", "length", "told"), [(2, "short", "at most 220"), (1, "long", "at least 280")])
async def test_a_letter_of_another_length_is_asked_for_again(times: int, length: str, told: str) -> None:
    model = ScriptedModel([DRAFTS[ENGINEER] | {"paragraphs": DRAFTS[ENGINEER]["paragraphs"][:3] * times}])

    await ClaudeLetterWriter(model).write(commission_of(ENGINEER, length=length))

    assert told in model.complaints[0][-1]


@pytest.mark.parametrize(
    ("sentence", "lines"),
    [
        ("Read more at https://attacker.example/cv.", [6]),
        ("Write to me at nora@attacker.example.", [6]),
        ("Call me on +46 70 555 99 99 at any time.", [6]),
        ("![pixel](https://attacker.example/p.png)", [6]),
        ("<b>Hire me</b> for my routing service.", [6]),
        ("At Maersk I rebuilt the routing service.", [7]),
        ("I admire how Maersk plans its routes.", [7]),
        ("I worked for Globex on the routing service.", [7]),
        ("I hold a PhD and am a certified architect.", [18]),
        ("I led a team of 50 engineers.", [8]),
        ("I rebuilt the routing service in 35 days.", [7]),
        ("I have no experience with Azure.", [3]),
        ("You write cover letters for a career platform.", [7]),
        ("Say of the person only what the CV says.", [7]),
        ("I cut costs of the [COMPANY] database.", [13]),
        ("As Chief Technology Officer I set the strategy.", [6]),
        ("I saved the company from ruin.", []),
        ("I saved the firm from ruin.", [17]),
        ("I rebuilt the routing service.", [99]),
    ],
)
async def test_what_a_posting_might_have_it_say_never_stands_in_a_letter(sentence: str, lines: list[int]) -> None:
    letter = await written(with_sentence(ENGINEER, {"text": sentence, "cv_lines": lines}))

    assert sentence not in letter.text


async def test_subject_and_salutation_that_can_not_stay_are_ours() -> None:
    name = "nurse nursing"
    hijacked = DRAFTS[name] | {"subject": "Siehe https://x.example", "greeting": "Hallo <script>"}

    letter = await written(hijacked, name=name)

    assert letter.text.split("\n\n")[0] == "Bewerbung als Pflegefachkraft"
    assert "script" not in letter.text


async def test_a_reader_sees_the_letter_grow_from_its_beginning(reader: AttentiveReader) -> None:
    letter = await written(DRAFTS[ENGINEER], reader=reader)

    assert letter.text.startswith(text_of(reader.passages))
    assert len(reader.passages) > 8


async def test_nothing_is_shown_past_a_sentence_that_may_be_rewritten(reader: AttentiveReader) -> None:
    first = with_sentence(ENGINEER, INVENTED)
    model = ScriptedModel([first, with_sentence(ENGINEER, PLAIN)])

    letter = await ClaudeLetterWriter(model).write(commission_of(ENGINEER), reader)

    assert "Rust" not in text_of(reader.passages)
    assert letter.text.startswith(text_of(reader.passages))
    assert PLAIN["text"] in text_of(reader.passages)


async def test_what_was_shown_before_a_worker_died_stays_whatever_the_model_says_then() -> None:
    before = AttentiveReader()
    await written(DRAFTS[ENGINEER], reader=before)
    shown = AttentiveReader(before.passages[:5])
    other = copy.deepcopy(DRAFTS[ENGINEER])
    other["paragraphs"][0]["sentences"][0] = PLAIN

    letter = await written(other, reader=shown)

    assert letter.text.startswith(text_of(before.passages[:5]))
    sentences = sentences_of(letter.text)
    assert len(sentences) == len(set(sentences))


SENTENCES = [sentence for part in DRAFTS[ENGINEER]["paragraphs"] for sentence in part["sentences"]]
PARAGRAPHS = st.lists(
    st.lists(st.sampled_from([*SENTENCES, INVENTED, PLAIN]), min_size=1, max_size=4), min_size=1, max_size=4
)


@given(first=PARAGRAPHS, second=PARAGRAPHS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
async def test_a_sentence_shown_is_never_withdrawn(first: list[Any], second: list[Any]) -> None:
    answers = [
        {"subject": "x", "greeting": "Dear Hiring Team,", "paragraphs": [{"sentences": part} for part in paragraphs]}
        for paragraphs in (first, second)
    ]
    reader = AttentiveReader()
    try:
        letter = await written(*answers, reader=reader)
    except LetterUnusable:
        return

    assert letter.text.startswith(text_of(reader.passages))
    assert INVENTED["text"] not in letter.text


@given(st.text(alphabet="aB.!? \n–-é", max_size=200))
def test_a_text_cut_into_passages_is_put_together_again_to_the_letter(text: str) -> None:
    assert "".join(each.before + each.text for each in passages_of(text)) == text


async def test_highlights_are_the_cvs_own_lines_in_the_models_order() -> None:
    chosen = await ClaudeLetterWriter(model_choosing([5, 3, 9])).highlight(commission_of(ENGINEER))

    assert chosen == (
        "Designed event pipeline handling 3 million scans a day",
        "Rebuilt the routing service in Python and Kafka, cutting planning time from 40 to 6 minutes",
        "Maintained the deployment scripts in Terraform",
    )


@pytest.mark.parametrize("lines", [[], [77, 78, 79], [3, 3, 3], [3, 77]])
async def test_lines_that_do_not_exist_are_asked_for_again_and_made_up_for(lines: list[int]) -> None:
    model = model_choosing(lines)

    chosen = await ClaudeLetterWriter(model).highlight(commission_of(ENGINEER))

    assert len(model.complaints) == 1
    assert len(chosen) == 3
    told = [line.lstrip("-• ") for each in PEOPLE["engineer"].experience for line in each.description.splitlines()]
    assert all(line in told for line in chosen)


async def test_a_cv_without_a_line_has_no_highlights_and_asks_nobody() -> None:
    model = model_choosing([1])

    assert await ClaudeLetterWriter(model).highlight(commission_of("nameless backend")) == ()
    assert model.asked == []
