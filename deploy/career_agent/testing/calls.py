"""A request for every operation, made of the examples in the document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from career_agent.documents import openapi
from gateway.routing import ROUTES, Access, Route

JSON = "application/json"
MULTIPART = "multipart/form-data"
IDEMPOTENCY_KEY = "Idempotency-Key"
DOCUMENT = openapi()
CV = Path(str(files("career_agent"))) / "demo_cvs" / "software_engineer.pdf"


@dataclass(frozen=True, slots=True)
class Call:
    """An operation, and what to send so that its own part of the product is reached."""

    route: Route
    operation: Mapping[str, Any]
    path: str
    json: Any = None
    files: Mapping[str, Any] | None = None
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """As tests and the page of coverage name it."""
        return f"{self.route.method} {self.route.path}"

    @property
    def has_body(self) -> bool:
        """Whether a body is read."""
        return "requestBody" in self.operation

    @property
    def needs_token(self) -> bool:
        """Whether it is refused without a token."""
        return self.route.access in (Access.USER, Access.ADMIN)

    def documents(self, status: int) -> bool:
        """Whether the document says that this may come of it."""
        return str(status) in self.operation["responses"]

    def sending(self) -> dict[str, Any]:
        """What httpx sends: method, path and body."""
        body = {"files": self.files} if self.files else {"json": self.json} if self.json is not None else {}
        return {"method": self.route.method, "url": self.path, **body}


def calls() -> Iterator[Call]:
    """One for every row of the gateway's table that is documented: pages for people are not."""
    for route in ROUTES:
        operation = DOCUMENT["paths"].get(route.path, {}).get(route.method.lower())
        if operation is None:
            continue
        parameters = {each["name"]: each for each in operation.get("parameters", ())}
        path = route.path
        for name, parameter in parameters.items():
            path = path.replace(f"{{{name}}}", str(parameter.get("example", 1)))
        content = operation.get("requestBody", {}).get("content", {})
        yield Call(
            route=route,
            operation=operation,
            path=path,
            json=content.get(JSON, {}).get("example"),
            files={"file": (CV.name, CV.read_bytes())} if MULTIPART in content else None,
            parameters=parameters,
        )


CALLS = list(calls())
