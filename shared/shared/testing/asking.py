"""A schema with nothing but plumbing and ledger, and language models on it, each as a process of its own has it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

from pydantic import BaseModel
from sqlalchemy import select, text

from shared.auth import IsShutOut, nobody_is_shut_out
from shared.database import Database, Listener, add_language_model_tables, open_engine, service_metadata, table_of
from shared.database.language_model_tables import CALLS, SPEND
from shared.llm import Category, Prompt, Question
from shared.llm.claude import Claude, ClaudeLanguageModel, language_model_of
from shared.llm.settings import LanguageModelSettings
from shared.testing.plain import eventually

SCHEMA = "asking"
SERVICE = "generation"
"""The service whose part of the budgets is spent."""

METADATA = service_metadata(SCHEMA)
add_language_model_tables(METADATA)

ADA, BOB = 7, 8
SECRET_WORDS = "canary-of-the-prompt"
CV = "canary-of-the-cv: Ada Byron, engines, London"


class Letter(BaseModel):
    """A letter."""

    text: str
    claims: list[str] = []


def question(cv: str = CV, *, user_id: int | None = ADA, **changed: object) -> Question[Letter]:
    """A question of Ada's."""
    asked = {
        "category": Category.COVER_LETTER,
        "prompt": Prompt(f"Write a letter. {SECRET_WORDS}", "letter-1"),
        "shape": Letter,
        "texts": {"cv": cv, "posting": "We build engines."},
        "user_id": user_id,
        "cache_prefix": f"cover_letter:{user_id}:3",
    }
    return Question(**{**asked, **changed})  # type: ignore[arg-type]


async def create_tables(database_url: str) -> None:
    """Make the schema."""
    engine = open_engine(database_url, name="test")
    async with engine.begin() as connection:
        await connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
        await connection.run_sync(METADATA.create_all)
    await engine.dispose()


@asynccontextmanager
async def asking(
    database_url: str,
    settings: LanguageModelSettings,
    redis_url: str = "",
    is_shut_out: IsShutOut = nobody_is_shut_out,
    last_seconds: float = 5,
) -> AsyncIterator[ClaudeLanguageModel]:
    """A language model with connections, places and breakers of its own."""
    database = Database(open_engine(database_url, name="asking", pool_overflow=30), METADATA)
    listener = Listener(database_url)
    await listener.start()
    claude = Claude(settings, redis_url)
    try:
        async with language_model_of(
            claude, SERVICE, database, listener, is_shut_out, last_seconds=last_seconds
        ) as model:
            yield model
    finally:
        await claude.close()
        await listener.stop()
        await database.close()


class Books:
    """What the ledger says."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def spent(self, scope: str = "all") -> Decimal:
        """US dollars counted today."""
        spend = table_of(METADATA, SPEND)
        async with self.database.read() as session:
            return await session.scalar(select(spend.c.usd).where(spend.c.scope == scope)) or Decimal(0)

    async def cost(self) -> Decimal:
        """What the calls themselves say they cost."""
        calls = table_of(METADATA, CALLS)
        async with self.database.read() as session:
            return sum((await session.scalars(select(calls.c.cost_usd))).all(), Decimal(0))

    async def states(self) -> list[tuple[str, int]]:
        """State and fence of every call."""
        calls = table_of(METADATA, CALLS)
        async with self.database.read() as session:
            rows = await session.execute(select(calls.c.state, calls.c.fence).order_by(calls.c.asked_at))
        return [(state, fence) for state, fence in rows]

    async def has_begun(self, calls: int) -> None:
        """Return when so many calls have been entered."""

        async def are_there() -> bool:
            return len(await self.states()) >= calls

        await eventually(are_there)
