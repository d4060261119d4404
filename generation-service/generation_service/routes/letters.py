"""Letters and highlights."""

from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.sse import EventSourceResponse

from generation_service import use_cases
from generation_service.deps import Deps
from generation_service.routes.responses import OWNERSHIP, WRITING
from generation_service.routes.streams import STREAMED, streamed, wants_stream
from generation_service.schemas.letters import (
    CoverLetterOut,
    HighlightsOut,
    LetterIn,
    LettersOut,
    LetterVersionOut,
    RegeneratedOut,
    WishesIn,
)
from shared.http import CommandId, CurrentCaller, Db, LongCommandRoute, PathId, service_deps

Here = Annotated[Deps, service_deps]
WithClaims = Annotated[bool, Query(alias="claims", description="Show each sentence with the CV lines behind it.")]

materials = APIRouter(tags=["Generation"], route_class=LongCommandRoute)


@materials.post(
    "/api/matches/{match_id}/generate-cover-letter", responses=WRITING | STREAMED, response_model=CoverLetterOut
)
async def generate_cover_letter(
    match_id: PathId,
    caller: CurrentCaller,
    db: Db,
    deps: Here,
    wanted: WishesIn | None = None,
    claims: WithClaims = False,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> CoverLetterOut | EventSourceResponse:
    """A cover letter for a match, in the posting's language. Every claim in it stands in the CV or the profile.

    A new CV, profile or posting gives a new letter; unchanged ones give the stored letter at once.
    """
    wishes = (wanted or WishesIn()).wishes()
    if wants_stream(accept):
        return streamed(await use_cases.watch_letter(db, deps, caller, match_id, wishes), claims=claims)
    served = await use_cases.cover_letter(db, deps, caller, match_id, wishes)
    return CoverLetterOut.of(served.kept, cached=served.cached, claims=claims)


@materials.post("/api/matches/{match_id}/generate-highlights", responses=WRITING)
async def generate_highlights(match_id: PathId, caller: CurrentCaller, db: Db, deps: Here) -> HighlightsOut:
    """The three to five lines of the CV that speak most to a job, the most relevant first."""
    served = await use_cases.highlights(db, deps, caller, match_id)
    return HighlightsOut.of(served.kept, cached=served.cached)


@materials.post("/api/matches/{match_id}/regenerate", responses=WRITING)
async def regenerate(
    match_id: PathId,
    caller: CurrentCaller,
    db: Db,
    deps: Here,
    command_id: CommandId,
    wanted: WishesIn | None = None,
) -> RegeneratedOut:
    """Letter and highlights anew, whatever is stored; former versions stay."""
    wishes = (wanted or WishesIn()).wishes()
    letter, highlights = await use_cases.regenerate(db, deps, caller, match_id, wishes, command_id)
    return RegeneratedOut.of(letter, highlights)


@materials.get("/api/matches/{match_id}/letters", responses=OWNERSHIP)
async def list_letters(
    match_id: PathId, caller: CurrentCaller, db: Db, deps: Here, claims: WithClaims = False
) -> LettersOut:
    """Every version of a match's letter, newest first."""
    return LettersOut.of(await use_cases.letters(db, deps, caller, match_id), claims=claims)


@materials.put("/api/matches/{match_id}/letters", responses=OWNERSHIP)
async def edit_letter(match_id: PathId, sent: LetterIn, caller: CurrentCaller, db: Db, deps: Here) -> LetterVersionOut:
    """Keep the letter in the person's own words as its newest version."""
    edited = await use_cases.edit_letter(db, deps, caller, match_id, sent.cover_letter)
    return LetterVersionOut.of(edited, claims=False)
