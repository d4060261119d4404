"""A product with people in it, one of whom owns one thing of every kind."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from career_agent.testing.all_in_one import product_in
from career_agent.testing.isolation.matrix import Operation, Who
from career_agent.testing.person import Visitor

CV = Path(__file__).parents[2] / "demo_cvs" / "software_engineer.pdf"
POSTING = (
    "Backend Engineer\nFernhill Systems\n\nYou build services in Python and PostgreSQL, and care for Kubernetes. " * 3
)
DEAD_WITHIN_SECONDS = 5.0


@dataclass(slots=True)
class House:
    """Who lives here, and the ids of what the owner has, by the name of the parameter that takes them."""

    clients: dict[Who, httpx.AsyncClient]
    owner: Visitor
    things: dict[str, str] = field(default_factory=dict)

    async def try_it(self, operation: Operation, who: Who) -> httpx.Response:
        """Do it as this person, to the owner's thing."""
        path = operation.path.replace(f"{{{operation.parameter}}}", self.things[operation.parameter])
        query = {name: self.things[name] for name in operation.query}
        return await self.clients[who].request(operation.method, path, params=query, json=self._own(operation.body))

    def _own(self, body: Any) -> Any:
        """A documented body with the owner's things in the place of the example's."""
        if not isinstance(body, dict):
            return body
        known = {"selected_projects": [int(self.things["project_id"])], "question_id": self.things["question_id"]}
        return {name: known.get(name, value) for name, value in body.items() if name != "user_id"}


@asynccontextmanager
async def furnished(folder: Path) -> AsyncIterator[House]:
    """The house, with the administrator as the first to have moved in."""
    async with product_in(folder, RATE_LIMITS="off", JOB_SOURCES="") as product, AsyncExitStack() as stack:
        await product.start()
        people = {}
        for who in (Who.ADMIN, Who.OWNER, Who.OTHER, Who.DEACTIVATED):
            people[who] = await Visitor.register(await stack.enter_async_context(product.client()))
        nobody = await stack.enter_async_context(product.client())
        house = House({**{who: each.http for who, each in people.items()}, Who.ANONYMOUS: nobody}, people[Who.OWNER])
        await _furnish(house, people[Who.ADMIN], people[Who.OTHER])
        await _deactivate(people[Who.ADMIN], people[Who.DEACTIVATED])
        yield house


async def _furnish(house: House, admin: Visitor, other: Visitor) -> None:
    things, http = house.things, house.owner.http
    (await house.owner.upload_cv(CV.read_bytes(), CV.name)).raise_for_status()
    (await other.upload_cv(CV.read_bytes(), CV.name)).raise_for_status()
    pasted = {"title": "Backend Engineer", "company": "Fernhill Systems", "description": POSTING}
    things["job_id"] = str((await made(http, "POST", "/api/user-jobs", pasted))["id"])
    things["project_id"] = str((await made(http, "POST", "/api/profile/projects", {"title": "Solver"}))["id"])
    things["match_id"] = str(await _match_of(house.owner, int(things["job_id"])))
    letter = await made(http, "POST", f"/api/matches/{things['match_id']}/generate-cover-letter")
    things["cover_letter_id"] = letter["cover_letter_id"]
    kit = await made(http, "POST", f"/api/interviews/prep/{things['match_id']}")
    things["prep_id"] = kit["id"]
    things["question_id"] = kit["questions"][0]["id"]
    session = await made(http, "POST", "/api/interviews/start", {"prep_kit_id": kit["id"]})
    things["session_id"] = session["session_id"]
    things["resume_id"] = (await made(http, "POST", "/api/v1/resume/generate", {}))["resume_id"]
    things["scrape_log_id"] = str((await made(http, "POST", "/api/jobs/refresh"))["scrape_log_id"])
    things["user_id"] = str(other.user_id)
    things["email"] = "invited@example.com"
    await made(admin.http, "POST", "/api/admin/allowlist", {"email": things["email"]})


async def _match_of(owner: Visitor, job_id: int) -> int:
    """The match of a pasted job, which comes by event."""
    until = time.monotonic() + 30
    while True:
        listed = await owner.matches(min_score=0, limit=200)
        found = [match["id"] for match in listed["matches"] if match["job_id"] == job_id]
        if found:
            return int(found[0])
        assert time.monotonic() < until, "the pasted job got no match"


async def _deactivate(admin: Visitor, person: Visitor) -> None:
    answer = await admin.http.put(f"/api/admin/users/{person.user_id}", json={"is_active": False})
    answer.raise_for_status()
    until = time.monotonic() + DEAD_WITHIN_SECONDS
    while (await person.http.get("/auth/me")).status_code != 401:
        assert time.monotonic() < until, "a deactivated person is still let in"


async def made(http: httpx.AsyncClient, method: str, path: str, body: Any = None) -> dict[str, Any]:
    """What an operation that must succeed answered."""
    answer = await http.request(method, path, json=body)
    assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
    found: dict[str, Any] = answer.json()
    return found
