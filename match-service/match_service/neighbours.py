"""What job-service and profile-service say to the caller, asked with the caller's own token."""

from http import HTTPStatus
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from match_service.errors import JobNotFound
from match_service.projects import Project
from shared.auth import Caller
from shared.errors import NotAuthenticated, Unavailable
from shared.peers import Peers

ShapeT = TypeVar("ShapeT", bound=BaseModel)


class JobTold(BaseModel):
    """A posting of job-service."""

    title: str
    description: str | None = None


class ProjectTold(BaseModel):
    """A project of profile-service."""

    id: int
    title: str
    description: str | None = None
    technologies: list[str] | None = None

    def project(self) -> Project:
        """As matching compares it."""
        return Project(self.id, self.title, self.description or "", tuple(self.technologies or ()))


class ProjectsTold(BaseModel):
    """The projects of a profile."""

    projects: list[ProjectTold]


class Neighbours:
    """Ownership is checked where it is known: a pasted job is there for its owner alone."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def job(self, caller: Caller, job_id: int) -> JobTold:
        """The posting. Raises JobNotFound, Unavailable."""
        answer = await self._get(caller, "job", f"/api/jobs/{job_id}")
        if answer.status_code == HTTPStatus.NOT_FOUND:
            raise JobNotFound
        return _read(JobTold, answer)

    async def projects(self, caller: Caller) -> list[Project]:
        """The caller's projects. Raises Unavailable."""
        told = _read(ProjectsTold, await self._get(caller, "profile", "/api/profile/projects"))
        return [each.project() for each in told.projects]

    async def _get(self, caller: Caller, service: str, path: str) -> httpx.Response:
        answer = await self._peers.get(service, path, token=caller.token)
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            raise NotAuthenticated
        return answer


def _read(shape: type[ShapeT], answer: httpx.Response) -> ShapeT:
    try:
        answer.raise_for_status()
        return shape.model_validate_json(answer.content)
    except (httpx.HTTPStatusError, ValidationError) as error:
        raise Unavailable from error
