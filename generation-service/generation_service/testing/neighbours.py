"""profile, job and match, played by small apps that speak their public paths."""

from dataclasses import dataclass, field
from typing import Any

import jwt
from fastapi import FastAPI, Header, Request
from fastapi.responses import JSONResponse

ADA, BOB = 7, 8
"""The match is Ada's."""
MATCH, JOB = 456, 123


def _description() -> str:
    return "- Rebuilt the planner in Python and Kafka, cutting its run from 40 to 6 minutes\n- Led team of 5 engineers"


def _cv() -> dict[str, Any]:
    return {
        "name": "Ada Byron",
        "email": "ada@example.org",
        "phone": "+44 20 7946 0000",
        "summary": "Skilled in making slow programs fast.",
        "skills": ["Python", "Kafka", "PostgreSQL"],
        "experience": [
            {"company": "Parcelwise", "title": "Senior Developer", "start_date": "2020-01", "end_date": "present",
             "description": _description()},
            {"company": None, "title": "Developer", "start_date": "2017", "end_date": "2019", "description": None},
        ],
        "education": [{"institution": "Lund University", "degree": "MSc", "field": None, "end_date": "2016"}],
        "languages": ["English"],
        "years_of_experience": 8,
    }  # fmt: skip


def _profile() -> dict[str, Any]:
    return {
        "id": ADA, "email": "ada@account.example", "full_name": "Ada Lovelace", "bio": None,
        "skills": ["Python", "Docker"],
        "experience_years": None, "preferences": {"use_ai": True},
    }  # fmt: skip


def _job() -> dict[str, Any]:
    return {
        "id": JOB, "title": "Backend Engineer", "company": "Fernhill Systems", "location": "Remote", "tags": ["Python"],
        "description": "You build services in Python and Kafka and care for PostgreSQL. We run a platform for freight.",
    }  # fmt: skip


@dataclass
class Neighbours:
    """profile, job and match as their public paths show them; a test changes what they say."""

    profile: dict[str, Any] = field(default_factory=_profile)
    cv: dict[str, Any] | None = field(default_factory=_cv)
    projects: list[dict[str, Any]] = field(default_factory=list)
    job: dict[str, Any] | None = field(default_factory=_job)
    skills: dict[str, list[str]] = field(
        default_factory=lambda: {"matching_skills": ["Python", "Kafka"], "missing_skills": ["Kubernetes"]}
    )
    jobs: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Other postings, by id; the match with job n has the id 1000 + n."""
    unheard: dict[int, int] = field(default_factory=dict)
    """How often match-service is still to say that it does not know a job yet."""
    away: set[str] = field(default_factory=set)
    """Services that answer 503."""
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Paths and tokens that were asked with."""

    def apps(self) -> dict[str, FastAPI]:
        """Each neighbour as an app."""
        paths: dict[str, dict[str, Any]] = {
            "match": {f"/api/matches/{MATCH}": self._match, "/api/matches/{match_id}": self._no_match},
            "profile": {
                "/api/profile": self._profile,
                "/api/profile/cv/parsed": self._cv,
                "/api/profile/projects": self._projects,
            },
            "job": {"/api/jobs/{job_id}": self._job},
        }
        apps = {name: self._app(name, answers) for name, answers in paths.items()}
        apps["match"].post("/api/matches")(self._match_with)
        return apps

    def _app(self, name: str, answers: dict[str, Any]) -> FastAPI:
        app = FastAPI()
        for path, answer in answers.items():
            app.get(path)(self._answering(name, path, answer))
        return app

    def _answering(self, name: str, path: str, answer: Any) -> Any:
        async def endpoint(request: Request, authorization: str = Header()) -> JSONResponse:
            self.asked.append((path, authorization))
            if name in self.away:
                return JSONResponse({"detail": "busy", "status_code": 503}, 503)
            if (job := self.jobs.get(int(request.path_params.get("job_id", 0)))) is not None:
                return JSONResponse(job)
            status, body = answer(self.caller_of(authorization))
            return JSONResponse(body, status)

        return endpoint

    def caller_of(self, authorization: str) -> int:
        """Whose token it is."""
        claims = jwt.decode(authorization.removeprefix("Bearer "), options={"verify_signature": False})
        return int(claims["sub"])

    def _match(self, caller: int) -> tuple[int, dict[str, Any]]:
        if caller != ADA:
            return 403, {"detail": "Match belongs to another user", "status_code": 403}
        reasoning = {"overall_score": 80.0, "skill_score": 70, "weights": {"skills": 0.35}, **self.skills}
        job = {"id": JOB, "title": "Backend Engineer", "company": "Fernhill Systems", "tags": []}
        return 200, {"id": MATCH, "job_id": JOB, "user_id": ADA, "score": 80.0, "reasoning": reasoning, "job": job}

    async def _match_with(self, wanted: dict[str, int], authorization: str = Header()) -> JSONResponse:
        job_id = wanted["job_id"]
        self.asked.append(("/api/matches", authorization))
        if self.unheard.get(job_id, 0) > 0:
            self.unheard[job_id] -= 1
            return JSONResponse({"detail": "Job not found", "status_code": 404}, 404)
        _, match = self._match(ADA)
        if job_id == JOB:
            return JSONResponse(match)
        return JSONResponse({**match, "id": 1000 + job_id, "job_id": job_id, "job": self.jobs[job_id]}, 201)

    def _no_match(self, _: int) -> tuple[int, dict[str, Any]]:
        return 404, {"detail": "Match not found", "status_code": 404}

    def _profile(self, _: int) -> tuple[int, dict[str, Any]]:
        return 200, self.profile

    def _cv(self, _: int) -> tuple[int, dict[str, Any]]:
        return (200, self.cv) if self.cv is not None else (404, {"detail": "No CV uploaded yet", "status_code": 404})

    def _projects(self, _: int) -> tuple[int, dict[str, Any]]:
        return 200, {"projects": self.projects, "total": len(self.projects)}

    def _job(self, _: int) -> tuple[int, dict[str, Any]]:
        return (200, self.job) if self.job is not None else (404, {"detail": "Job not found", "status_code": 404})
