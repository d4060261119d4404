"""What the neighbours say of a match, its job and the caller: on their public paths, with the caller's own token."""

import asyncio
from http import HTTPStatus
from typing import TypeVar

import httpx
import stamina
from pydantic import BaseModel, ValidationError

from generation_service.errors import JobNotFound, MatchNotFound, NotYourMatch
from generation_service.told import CvTold, JobTold, MatchTold, PersonTold, ProfileTold, ProjectsTold
from shared.auth import Caller
from shared.errors import NotAuthenticated, Unavailable
from shared.peers import Peers

ShapeT = TypeVar("ShapeT", bound=BaseModel)

HEARS_WITHIN_SECONDS = 5.0


class _NotHeardOf(Exception):
    """match-service does not know the job yet."""


ASKED_AT_ONCE = 16
"""A burst of letters must not become five times as many questions at the neighbours' doors in the same moment."""


class Neighbours:
    """Ownership is checked where it is known: a refusal of the owner's is passed on."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers
        self._places = asyncio.Semaphore(ASKED_AT_ONCE)

    async def match(self, caller: Caller, match_id: int) -> MatchTold:
        """The match. Raises MatchNotFound or NotYourMatch as its owner says."""
        answer = await self._get(caller, "match", f"/api/matches/{match_id}")
        if answer.status_code == HTTPStatus.FORBIDDEN:
            raise NotYourMatch
        if answer.status_code == HTTPStatus.NOT_FOUND:
            raise MatchNotFound
        return _read(MatchTold, answer)

    async def person(self, caller: Caller) -> PersonTold:
        """Profile, CV and projects; an empty CV when none was uploaded."""
        paths = ("/api/profile", "/api/profile/cv/parsed", "/api/profile/projects")
        profile, cv, projects = await asyncio.gather(*(self._get(caller, "profile", path) for path in paths))
        return PersonTold(
            profile=_read(ProfileTold, profile),
            cv=CvTold() if cv.status_code == HTTPStatus.NOT_FOUND else _read(CvTold, cv),
            projects=_read(ProjectsTold, projects).projects,
        )

    async def allows_model(self, caller: Caller) -> bool:
        """Whether the person, at this moment, lets a language model read what is theirs."""
        return _read(ProfileTold, await self._get(caller, "profile", "/api/profile")).allows_model

    async def job(self, caller: Caller, match: MatchTold) -> JobTold:
        """The posting; of one that is gone, what the match still knows."""
        answer = await self._get(caller, "job", f"/api/jobs/{match.job_id}")
        return match.job if answer.status_code == HTTPStatus.NOT_FOUND else _read(JobTold, answer)

    async def job_with(self, caller: Caller, job_id: int) -> JobTold:
        """A posting the caller may see. Raises JobNotFound."""
        answer = await self._get(caller, "job", f"/api/jobs/{job_id}")
        if answer.status_code == HTTPStatus.NOT_FOUND:
            raise JobNotFound
        return _read(JobTold, answer)

    async def match_with(self, caller: Caller, job_id: int) -> MatchTold:
        """The caller's match with a job that is there, made when there is none.

        match-service hears of a new job a moment after job-service shows it; raises Unavailable when it takes longer.
        """
        try:
            async for attempt in stamina.retry_context(on=_NotHeardOf, attempts=None, timeout=HEARS_WITHIN_SECONDS):
                with attempt:
                    return await self._match_with(caller, job_id)
        except _NotHeardOf:
            pass
        raise Unavailable

    async def _match_with(self, caller: Caller, job_id: int) -> MatchTold:
        answer = await self._peers.post("match", "/api/matches", {"job_id": job_id}, token=caller.token)
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            raise NotAuthenticated
        if answer.status_code == HTTPStatus.NOT_FOUND:
            raise _NotHeardOf
        return _read(MatchTold, answer)

    async def _get(self, caller: Caller, service: str, path: str) -> httpx.Response:
        async with self._places:
            answer = await self._peers.get(service, path, token=caller.token)
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            raise NotAuthenticated
        return answer


def _read(shape: type[ShapeT], answer: httpx.Response) -> ShapeT:
    """The answer's body. Raises Unavailable for what is no good answer: it is not the caller's fault."""
    try:
        answer.raise_for_status()
        return shape.model_validate_json(answer.content)
    except (httpx.HTTPStatusError, ValidationError) as error:
        raise Unavailable from error
