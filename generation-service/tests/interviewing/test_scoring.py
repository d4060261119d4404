"""Scoring by rules: good answers of many trades above 60, what is no answer below 30, and what the measures promise."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation_service.interviewing import LONGEST_ANSWER, Assessment, Question, assess
from generation_service.interviewing.scoring import Measures, weigh
from generation_service.testing.practice import people
from generation_service.testing.practice.answers import GOOD, OFF_TOPIC, GoodAnswer
from generation_service.testing.practice.people import EVERYBODY, kit_for
from generation_service.writing import Candidate, Opening

Sides = tuple[Candidate, Opening]
GOOD_FROM, NO_ANSWER_BELOW = 60, 30
EVERY_QUESTION = [(sides, question) for sides in EVERYBODY for question in kit_for(sides).questions]
SKELETONS = (
    "Situation: … Task: … Action: … Result: …",
    "Situation: There was a situation. Task: I had a task. Action: I took action. Result: There was a good result.",
    "Situation: In my previous job there was a challenging situation that we had to solve. Task: My task was to find a"
    " solution to the problem. Action: I took action and worked hard with my team to solve it. Result: As a result, the"
    " project was a success and everyone was happy with the outcome.",
    "At my last company we faced a difficult problem with an important project that was at risk. I was responsible for"
    " making sure that everything would be delivered on time and that the stakeholders were satisfied. I communicated"
    " with"
    " everyone, organised meetings, listened to my team, made a plan and followed it carefully step by step. In the"
    " end,"
    " the project was delivered successfully, the customer was very happy and I learned a lot about communication.",
)


def question_of(sides: Sides, piece: str) -> Question:
    return next(question for question in kit_for(sides).questions if piece in question.text)


def judged(good: GoodAnswer) -> Assessment:
    return assess(question_of(good.sides, good.asked), good.text, *good.sides)


def score(sides: Sides, question: Question, answer: str) -> int:
    return assess(question, answer, *sides).score


@pytest.mark.parametrize("good", GOOD, ids=lambda good: good.name)
def test_a_good_answer_scores_over_60_and_hears_why(good: GoodAnswer) -> None:
    assessment = judged(good)

    assert assessment.score > GOOD_FROM
    assert assessment.feedback.startswith("A good answer")
    assert assessment.strengths


def test_a_strength_quotes_what_stands_in_the_answer() -> None:
    for good in GOOD:
        for strength in judged(good).strengths:
            for quote in strength.split("“")[1:]:
                assert quote.partition("”")[0] in good.text


def test_the_question_said_back_is_no_answer_whatever_is_asked() -> None:
    for sides, question in EVERY_QUESTION:
        for back in (question.text, question.text.upper(), f"{question.text} {question.hint}", question.text * 5):
            assert score(sides, question, back) < NO_ANSWER_BELOW, question.text


def test_the_posting_said_back_is_no_answer() -> None:
    for sides, question in EVERY_QUESTION:
        assert score(sides, question, sides[1].description) < NO_ANSWER_BELOW, question.text


def test_the_cv_read_out_is_no_answer() -> None:
    for sides, question in EVERY_QUESTION:
        cv = "\n".join(position.description for position in sides[0].experience)
        assert score(sides, question, cv) < NO_ANSWER_BELOW, question.text


@pytest.mark.parametrize("text", OFF_TOPIC, ids=["walk", "pancakes", "football", "moon"])
def test_a_text_about_something_else_is_no_answer_however_well_told(text: str) -> None:
    for sides, question in EVERY_QUESTION:
        if sides is not people.COOK_FOR_KITCHEN or "eggs" not in text:
            assert score(sides, question, text) < NO_ANSWER_BELOW, question.text


@pytest.mark.parametrize("skeleton", SKELETONS, ids=["dots", "short", "labelled", "wordy"])
def test_a_skeleton_without_content_is_no_answer(skeleton: str) -> None:
    for sides, question in EVERY_QUESTION:
        assert score(sides, question, skeleton) < NO_ANSWER_BELOW, question.text


@pytest.mark.parametrize(
    "words",
    [
        "Python Kafka PostgreSQL Docker Kubernetes leadership teamwork agile results 40% 6 minutes carriers freight"
        " planner",
        "I used Python and Kafka and PostgreSQL and Docker and Kubernetes and Redis and React and Java and Terraform"
        " and"
        " Jenkins and Git and Linux and I know microservices and testing and monitoring and I reduced costs by 20%.",
        "I improved the planner in Python at Parcelwise by 20%. " * 20,
    ],
    ids=["words", "list in a sentence", "one sentence again and again"],
)
def test_stuffing_is_no_answer(words: str) -> None:
    sides = people.DEVELOPER_FOR_BACKEND
    for question in kit_for(sides).questions:
        assert score(sides, question, words) < NO_ANSWER_BELOW, question.text


@pytest.mark.parametrize("good", GOOD, ids=lambda good: good.name)
def test_what_is_said_twice_or_copied_adds_nothing(good: GoodAnswer) -> None:
    question, plain = question_of(good.sides, good.asked), judged(good).score

    for more in (good.text, question.text, good.sides[1].description):
        assert score(good.sides, question, f"{good.text} {more}") <= plain


@pytest.mark.parametrize("good", GOOD, ids=lambda good: good.name)
def test_half_an_answer_is_worth_no_more_than_the_whole(good: GoodAnswer) -> None:
    question = question_of(good.sides, good.asked)
    sentences = good.text.split(". ")

    assert score(good.sides, question, ". ".join(sentences[: len(sentences) // 3])) < judged(good).score


def test_an_answer_in_another_trade_is_worth_less_than_in_its_own() -> None:
    for good in GOOD:
        elsewhere = [
            score(sides, question, good.text)
            for sides in EVERYBODY
            if sides is not good.sides
            for question in kit_for(sides).questions[::6]
        ]
        assert sorted(elsewhere)[len(elsewhere) // 2] < judged(good).score - 5, good.name


GERMAN = (
    "Im Winter 2022 hatte ich Spätdienst auf der chirurgischen Station, als es einem Patienten zwei Tage nach der"
    " Operation"
    " plötzlich schlechter ging. Ich habe zuerst Atmung, Puls und Blutdruck geprüft, die Sättigung lag bei 88 Prozent."
    " Ich"
    " habe Sauerstoff gegeben, die Kollegin gebeten, meine 7 anderen Patienten zu übernehmen, und den Arzt mit einer"
    " strukturierten Übergabe gerufen, weil er so schneller entscheiden konnte. Nach 40 Minuten war er im OP, am Ende"
    " ging er"
    " nach drei Wochen nach Hause. Ich habe alle Zeiten in der Akte dokumentiert."
)
FRENCH = (
    "Quand je suis arrivée chez Parcelwise en 2020, le planificateur de nuit prenait 40 minutes et les chauffeurs"
    " attendaient"
    " au dépôt. Je devais descendre sous dix minutes. J'ai mesuré le programme, j'ai vu que les mêmes colis étaient"
    " relus, et"
    " j'ai mis les changements dans Kafka afin de ne replanifier que les colis déplacés. Ensuite j'ai réécrit la"
    " boucle en"
    " Python et j'ai comparé chaque tournée pendant deux semaines. Finalement, un calcul prenait 6 minutes."
)
SPANISH = (
    "Cuando llegué a Parcelwise en 2020, el planificador de noche tardaba 40 minutos y los conductores esperaban en el"
    " almacén. Tenía que bajar de diez minutos. Medí el programa, propuse enviar los cambios por Kafka para que solo se"
    " planificaran los paquetes movidos y reescribí el bucle en Python. Comparé cada ruta durante dos semanas. Al final"
    " tardó 6 minutos y la cola del patio desapareció."
)


@pytest.mark.parametrize(
    ("sides", "piece", "answer"),
    [
        (people.NURSE_FOR_WARD, "condition gets worse", GERMAN),
        (people.DEVELOPER_FOR_BACKEND, "Rebuilt the planner", FRENCH),
        (people.DEVELOPER_FOR_BACKEND, "Rebuilt the planner", SPANISH),
    ],
    ids=["German", "French", "Spanish"],
)
def test_another_language_is_not_punished(sides: Sides, piece: str, answer: str) -> None:
    assert score(sides, question_of(sides, piece), answer) >= 50


def test_another_language_is_no_way_around_the_question() -> None:
    walk = (
        "Letzten Sommer bin ich mit meinem Bruder über die Alpen gewandert. Am ersten Tag hat es so stark geregnet,"
        " dass der"
        " Weg ein Bach wurde, und wir haben in einer Hütte mit vierzig anderen geschlafen, die alle schnarchten. Am"
        " dritten"
        " Morgen kam die Sonne heraus, und wir sahen Murmeltiere, zwei Steinböcke und einen Gletscher. Ich habe 12 Kilo"
        " getragen und zwei Zehennägel verloren. Abends gab es Knödel mit Käse."
    )
    for sides, question in EVERY_QUESTION:
        assert score(sides, question, walk) < NO_ANSWER_BELOW, question.text


def test_a_word_that_is_the_whole_cv_may_be_said() -> None:
    candidate = Candidate(skills=("Python",))
    question = next(each for each in kit_for((candidate, people.BACKEND)).questions if "Python" in each.text)

    told = assess(
        question, "I wrote the tile server in Python, and then I measured it again.", candidate, people.BACKEND
    )

    assert any("Python" in strength for strength in told.strengths)


def test_improvements_name_what_is_missing() -> None:
    sides = people.DEVELOPER_FOR_BACKEND
    question = question_of(sides, "Kubernetes")

    told = " ".join(assess(question, "We always found a way together when we had to.", *sides).improvements)

    assert "Kubernetes" in told
    assert "There is no figure in it" in told
    assert "You say “we” 2 times and “I” 0 times" in told
    assert "words of your own are short" in told


def test_a_copy_is_told_what_it_is_and_one_word_that_it_is_short() -> None:
    sides, question = EVERY_QUESTION[1]

    copied, short = (assess(question, text, *sides) for text in (question.text, "I don't know."))

    assert copied.improvements[0].startswith("Only 0 of ")
    assert not any("are short" in said for said in copied.improvements)
    assert short.feedback.startswith("This is too short to be an answer")
    assert all(len(each.improvements) <= 6 for each in (copied, short))


def test_strengths_quote_deeds_and_figures_with_what_belongs_to_them() -> None:
    [nurse] = [good for good in GOOD if good.name == "nurse on a patient getting worse"]

    told = " ".join(judged(nurse).strengths)

    assert "“I gave oxygen”" in told
    assert "“two days”" in told


SHARES = st.floats(0, 1)
MEASURES = st.builds(Measures, SHARES, SHARES, SHARES, SHARES, SHARES, SHARES)


@given(MEASURES, st.sampled_from(list(Measures.__dataclass_fields__)), SHARES)
def test_a_measure_that_grows_never_lowers_the_score(measures: Measures, name: str, value: float) -> None:
    fields = {field: getattr(measures, field) for field in Measures.__dataclass_fields__}
    better = Measures(**{**fields, name: max(fields[name], value)})

    assert 0 <= weigh(measures) <= weigh(better) <= 100


ANSWERS = st.one_of(
    st.text(max_size=400),
    st.lists(st.sampled_from([*" ".join(good.text for good in GOOD).split(), ".", "\n", "“"]), max_size=120).map(
        " ".join
    ),
)


@settings(max_examples=60, deadline=None)
@given(ANSWERS, st.sampled_from(EVERY_QUESTION))
def test_any_text_gets_the_same_score_twice_between_0_and_100(answer: str, asked: tuple[Sides, Question]) -> None:
    sides, question = asked

    first, second = assess(question, answer, *sides), assess(question, answer, *sides)

    assert first == second
    assert 0 <= first.score <= 100
    assert first.feedback


@pytest.mark.parametrize(
    "piece",
    [
        "a ",
        "I ",
        "x",
        "1,",
        "“",
        "I did then also first ",
        "at A ",
        ". ",
        "Python ",
        "\n- ",
        "é",
        "one two three four five ",
    ],
)
def test_the_longest_answer_is_judged_in_time_whatever_it_is_made_of(piece: str) -> None:
    answer = (piece * LONGEST_ANSWER)[:LONGEST_ANSWER]
    sides, question = EVERY_QUESTION[0]

    began = time.process_time()
    assess(question, answer, *sides)

    # Linear rules take a few dozen milliseconds; what grows with the square takes minutes.
    assert time.process_time() - began < 5
