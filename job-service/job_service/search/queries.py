"""What is wanted of jobs, as the index is asked for it."""

from collections.abc import Iterable, Iterator, Sequence

from tantivy import FieldType, Occur, Query, Schema, SchemaBuilder

from job_service.reading.work_type import RemoteType
from job_service.search.question import Alternative, Phrase, Question, any_of, question_of
from job_service.search.wanted import Wanted
from job_service.search.words import literal, searchable

STEMS, LITERAL = "stems", "literal"
"""How words are cut; the analyzers of these names are the index's to register."""
_LITERAL = literal()


def _schema() -> Schema:
    fields = SchemaBuilder()
    # Newest first: see `place_of`.
    fields.add_unsigned_field("place", fast=True)
    # Signed: a deletion by term looks for an integer as one that has a sign, and finds no other.
    fields.add_integer_field("id", indexed=True, fast=True)
    for name in ("title", "head", "text"):
        fields.add_text_field(name, tokenizer_name=STEMS, index_option="position")
    for name in ("location", "company"):
        fields.add_text_field(name, tokenizer_name=LITERAL, index_option="basic")
    for name in ("source", "remote_type", "job_type"):
        fields.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("most", "least"):
        fields.add_integer_field(name, fast=True)
    return fields.build()


SCHEMA = _schema()
"""`head` is title and company, `text` those and the description; `most` and `least` are what the salary reaches."""


def query_of(wanted: Wanted) -> Query:
    """All that is wanted."""
    return _all(_conditions(wanted))


def tiers_of(search: str) -> list[Query]:
    """The parts of a result from the best to the rest: the title says it all, then title and company, then a part.

    A part is what a query finds and those before it do not.
    """
    question = [Alternative(each.phrases) for each in question_of(search) if each.phrases]
    words = [Alternative((phrase,)) for alternative in question for phrase in alternative.phrases]
    return [_answers("title", question), _answers("head", question), _answers("title", words), Query.all_query()]


def part(number: int, tiers: Sequence[Query], wanted: Query) -> Query:
    """What is wanted, of one tier alone."""
    before = [(Occur.MustNot, tier) for tier in tiers[:number]]
    return Query.boolean_query([(Occur.Must, wanted), (Occur.Must, tiers[number]), *before])


def _conditions(wanted: Wanted) -> Iterator[Query]:
    if wanted.search is not None:
        yield _answers("text", question_of(wanted.search))
    if wanted.keywords:
        yield _answers("text", any_of(wanted.keywords))
    if wanted.location is not None:
        yield _located(wanted.location)
    if wanted.company is not None:
        yield _has_words("company", wanted.company)
    for name, value in (("source", wanted.source), ("remote_type", wanted.remote_type), ("job_type", wanted.job_type)):
        if value is not None:
            yield Query.term_query(SCHEMA, name, str(value))
    if wanted.min_salary is not None:
        yield Query.range_query(SCHEMA, "most", FieldType.Integer, lower_bound=wanted.min_salary)
    if wanted.max_salary is not None:
        yield Query.range_query(SCHEMA, "least", FieldType.Integer, upper_bound=wanted.max_salary)


def _answers(field: str, question: Question | Sequence[Alternative]) -> Query:
    return _any(_holds(field, alternative) for alternative in question)


def _holds(field: str, alternative: Alternative) -> Query:
    there = _all(_says(field, phrase) for phrase in alternative.phrases)
    absent = [(Occur.MustNot, _says(field, phrase)) for phrase in alternative.without]
    return Query.boolean_query([(Occur.Must, there), *absent]) if absent else there


def _says(field: str, phrase: Phrase) -> Query:
    if len(phrase) == 1:
        return Query.term_query(SCHEMA, field, phrase[0])
    return Query.phrase_query(SCHEMA, field, list(phrase))


def _located(location: str) -> Query:
    located = _has_words("location", location)
    if "remote" in location.casefold().split():
        return _any([located, Query.term_query(SCHEMA, "remote_type", RemoteType.FULL.value)])
    return located


def _has_words(field: str, words: str) -> Query:
    asked = _LITERAL.analyze(searchable(words))
    return _all(Query.term_query(SCHEMA, field, word) for word in asked) if asked else Query.empty_query()


def _all(queries: Iterable[Query]) -> Query:
    """All of them; none at all lets everything through."""
    return _joined(Occur.Must, list(queries)) or Query.all_query()


def _any(queries: Iterable[Query]) -> Query:
    """Any of them; none at all lets nothing through."""
    return _joined(Occur.Should, list(queries)) or Query.empty_query()


def _joined(occur: Occur, queries: Sequence[Query]) -> Query | None:
    if len(queries) > 1:
        return Query.boolean_query([(occur, query) for query in queries])
    return queries[0] if queries else None
