"""The numbers of skills, words, titles, roles, terms and wishes: given once, used in every row."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import text

from match_service.features import TermsKey, WishKey, WordsKey
from match_service.queries.rows import as_json
from shared.database import ReadSession, WriteSession

_KNOWN_SKILLS = "SELECT id, name FROM match.skills WHERE name = ANY(CAST(:names AS text[]))"
_KNOWN_WORDS = "SELECT id, word AS name FROM match.words WHERE word = ANY(CAST(:names AS text[]))"

_COLUMNS = {
    "skills": "name text",
    "words": "word text",
    "titles": "words integer[], level smallint",
    "roles": "words integer[], level smallint",
    "terms": "job_type text, remote_type text, refuses_visa boolean, eligible text[], located text[]",
    "wishes": "job_types text[], remote_types text[], needs_visa boolean, eligible text[], preferred text[],"
    " prefers_remote boolean",
}


async def known_skills(session: ReadSession, names: Collection[str]) -> dict[str, int]:
    """The numbers of the skills that have one."""
    return await _known(session, _KNOWN_SKILLS, names)


async def known_words(session: ReadSession, words: Collection[str]) -> dict[str, int]:
    """The numbers of the words that have one."""
    return await _known(session, _KNOWN_WORDS, words)


async def _known(session: ReadSession, statement: str, names: Collection[str]) -> dict[str, int]:
    return {row.name: row.id for row in await session.execute(text(statement), {"names": list(names)})}


async def skill_numbers(session: WriteSession, names: Collection[str]) -> Mapping[str, int]:
    """The number of every skill, new or known."""
    return {
        name: number for (name,), number in (await _numbers(session, "skills", [(name,) for name in names])).items()
    }


async def word_numbers(session: WriteSession, words: Collection[str]) -> Mapping[str, int]:
    """The number of every word, new or known."""
    return {word: number for (word,), number in (await _numbers(session, "words", [(word,) for word in words])).items()}


async def title_numbers(session: WriteSession, titles: Collection[WordsKey]) -> Mapping[WordsKey, int]:
    """The number of every title, new or known."""
    return {WordsKey(*key): number for key, number in (await _numbers(session, "titles", titles)).items()}


async def role_numbers(session: WriteSession, roles: Collection[WordsKey]) -> Mapping[WordsKey, int]:
    """The number of every role, new or known."""
    return {WordsKey(*key): number for key, number in (await _numbers(session, "roles", roles)).items()}


async def terms_numbers(session: WriteSession, terms: Collection[TermsKey]) -> Mapping[TermsKey, int]:
    """The number of all terms, new or known."""
    return {TermsKey(*key): number for key, number in (await _numbers(session, "terms", terms)).items()}


async def wish_number(session: WriteSession, wish: WishKey) -> int:
    """The number of a wish, new or known."""
    return (await _numbers(session, "wishes", [wish]))[wish]


async def _numbers(session: WriteSession, table: str, keys: Collection[tuple[Any, ...]]) -> dict[tuple[Any, ...], int]:
    """Numbers by key. Keys are entered in order, so that two who enter the same ones wait for each other only once."""
    columns = [column.split(" ")[0] for column in _COLUMNS[table].split(", ")]
    rows = sorted(({*keys}), key=lambda key: [str(part) for part in key])
    values = {"rows": as_json([dict(zip(columns, row, strict=True)) for row in rows])}
    await session.execute(text(_enter(table, columns)), values)
    found = await session.execute(text(_find(table, columns)), values)
    return {tuple(map(_hashable, row[1:])): row[0] for row in found}


def _enter(table: str, columns: Iterable[str]) -> str:
    names, same = ", ".join(columns), _same(columns)
    return f"""
        INSERT INTO match.{table} ({names})
        SELECT {names} FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS new ({_COLUMNS[table]})
        WHERE NOT EXISTS (SELECT 1 FROM match.{table} AS known WHERE {same})
        ON CONFLICT DO NOTHING
    """  # noqa: S608 - names of ours


def _find(table: str, columns: Iterable[str]) -> str:
    shown = ", ".join(f"known.{column}" for column in columns)
    return f"""
        SELECT known.id, {shown} FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS new ({_COLUMNS[table]})
        JOIN match.{table} AS known ON {_same(columns)}
    """  # noqa: S608 - names of ours


_MAY_BE_MISSING = frozenset({"level", "job_type", "remote_type"})


def _same(columns: Iterable[str]) -> str:
    """Equal in every column; an index only finds what is compared by `=`."""
    compared = {column: "IS NOT DISTINCT FROM" if column in _MAY_BE_MISSING else "=" for column in columns}
    return " AND ".join(f"known.{column} {by} new.{column}" for column, by in compared.items())


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
