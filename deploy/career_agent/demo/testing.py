"""A small product that speaks the documented shapes, for the demo's tests; `python -m` serves it at PORT."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import uvicorn
from fastapi import Depends, FastAPI, Request, Response, UploadFile
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from career_agent.demo.settings import DemoSettings, local_url

STAGES = ("none", "pending", "processing", "completed")
"""What the refresh status says, one after the other, at each look after an upload."""


class Refusal(Exception):
    def __init__(self, status: int, detail: str) -> None:
        self.status = status
        self.detail = detail


class NameIn(BaseModel):
    full_name: str


class AccountIn(BaseModel):
    email: str
    password: str


@dataclass
class StandIn:
    """What the small product was told, and what it shall answer."""

    accounts: dict[str, str] = field(default_factory=dict)
    uploads: list[str] = field(default_factory=list)
    name: str = ""
    looks: int = 0
    refused: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Paths that shall fail, with status and sentence."""
    stages: tuple[str, ...] = STAGES
    company: str = "Nordlicht GmbH"
    letter: str = "Dear Nordlicht team,\n\nI have run PostgreSQL for nine years."


def app_of(state: StandIn) -> FastAPI:
    """The product's app."""
    app = FastAPI()
    app.state.product = state
    app.exception_handler(Refusal)(_refuse)
    app.middleware("http")(_number_answers)
    app.post("/auth/register", status_code=201)(register)
    app.post("/auth/login")(log_in)
    app.get("/health")(health)
    signed_in = [Depends(_signed_in)]
    app.put("/api/profile", dependencies=signed_in)(rename)
    app.post("/api/profile/cv", dependencies=signed_in)(upload_cv)
    app.get("/api/matches/refresh/status", dependencies=signed_in)(refresh_status)
    app.get("/api/matches", dependencies=signed_in)(matches)
    app.post("/api/matches/{match_id}/generate-cover-letter", dependencies=signed_in)(letter)
    app.post("/api/matches/{match_id}/generate-highlights", dependencies=signed_in)(highlights)
    app.get("/api/insights/skills", dependencies=signed_in)(insights)
    return app


@contextmanager
def served(state: StandIn) -> Iterator[str]:
    """The small product on a free loopback port, and its address."""
    config = uvicorn.Config(app_of(state), port=0, log_config=None, lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield local_url(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()


async def _refuse(_: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    return JSONResponse({"detail": refusal.detail, "status_code": refusal.status}, refusal.status)


async def _number_answers(request: Request, answer: Any) -> Response:
    product: StandIn = request.app.state.product
    if request.url.path in product.refused:
        status, detail = product.refused[request.url.path]
        response: Response = JSONResponse({"detail": detail, "status_code": status}, status)
    else:
        response = await answer(request)
    response.headers["X-Request-ID"] = "1"
    return response


def _product(request: Request) -> StandIn:
    product: StandIn = request.app.state.product
    return product


def _signed_in(request: Request) -> None:
    if request.headers.get("authorization") not in {f"Bearer {email}" for email in _product(request).accounts}:
        raise Refusal(401, "Not authenticated")


def health() -> dict[str, str]:
    return {"status": "healthy"}


def register(sent: AccountIn, request: Request) -> dict[str, Any]:
    _product(request).accounts[sent.email] = sent.password
    return {"id": 1, "email": sent.email}


def log_in(sent: AccountIn, request: Request) -> dict[str, Any]:
    if _product(request).accounts.get(sent.email) != sent.password:
        raise Refusal(401, "Wrong e-mail address or password.")
    return {"access_token": sent.email, "token_type": "bearer", "expires_in": 86400}


def rename(sent: NameIn, request: Request) -> dict[str, Any]:
    _product(request).name = sent.full_name
    return {"id": 1, "full_name": sent.full_name}


def upload_cv(file: UploadFile, request: Request) -> dict[str, Any]:
    product = _product(request)
    product.uploads.append(file.filename or "")
    product.looks = 0
    parsed = {
        "name": "Maya Ferreira-Holt",
        "skills": ["Python", "PostgreSQL"],
        "experience": [{"company": "Havelfracht", "title": "Engineer"}],
        "years_of_experience": 8.5,
    }
    return {"message": "CV uploaded and parsed successfully", "filename": file.filename, "parsed_cv": parsed}


def refresh_status(request: Request) -> dict[str, Any]:
    product = _product(request)
    if not product.uploads:
        return {"status": "none", "message": "No match refresh in progress or recently completed."}
    stage = product.stages[min(product.looks, len(product.stages) - 1)]
    product.looks += 1
    if stage == "none":
        return {"status": stage, "message": "No match refresh in progress or recently completed."}
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=len(product.uploads), seconds=product.looks)
    result = {"matches_created": 2, "matches_updated": 0, "total_jobs_processed": 240}
    done = {"result": result} if stage == "completed" else {}
    return {"status": stage, "message": f"It is {stage}.", "updated_at": at.isoformat(), **done}


def matches(request: Request, limit: int = 50) -> dict[str, Any]:
    product = _product(request)
    found = [] if not product.uploads else [_match(1, 91.4, product.company), _match(2, 58.0, None)]
    return {"matches": found[:limit], "total": len(found), "limit": limit, "offset": 0}


def letter(request: Request) -> dict[str, Any]:
    product = _product(request)
    return {"cover_letter": f"{product.letter}\n\n{product.name}", "cached": False, "model": "rules-1"}


def highlights() -> dict[str, Any]:
    return {"highlights": ["Tuned PostgreSQL 15 for a 2.4 TB table"], "cached": False, "model": "rules-1"}


def insights() -> dict[str, Any]:
    docker = {"skill": "Docker", "priority": "high", "reason": "In 60% of your matches", "learning_effort": "low"}
    cobol = {"skill": "COBOL", "priority": "low", "reason": "Rare", "learning_effort": "high"}
    return {
        "user_id": 1,
        "jobs_analyzed": 240,
        "recommendations": [
            {**docker, "salary_impact": 15000, "frequency": 144},
            {**cobol, "salary_impact": None, "frequency": 1},
        ],
    }


def _match(number: int, score: float, company: str | None) -> dict[str, Any]:
    names = ("skill", "title", "experience", "work_type", "location", "salary")
    return {
        "id": number,
        "score": score,
        "reasoning": {
            **{f"{name}_score": score for name in names},
            "matching_skills": ["Python", "PostgreSQL"],
            "missing_skills": ["Docker"],
            "weights": {"skills": 0.35, "title": 0.2, "experience": 0.15}
            | dict.fromkeys(("work_type", "location", "salary"), 0.1),
        },
        "analysis": "Python and PostgreSQL are what they ask for.",
        "job": {
            "title": f"Backend Engineer {number}",
            "company": company,
            "location": "Berlin",
            "salary_min": 70000,
            "salary_max": 90000,
            "salary_currency": "EUR",
        },
    }


if __name__ == "__main__":
    uvicorn.run(app_of(StandIn()), port=DemoSettings().port, log_config=None, lifespan="off", ws="none")
