"""The one table of what is reachable: method, path, service, who may call, and how large a body may be.

What is not in it is not reachable. A test compares it with the services' own routes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum

UPLOAD_BYTES = 10_100_000
"""A CV of 10 MB in its multipart wrapping; profile-service counts the file itself."""
PDF_OR_DOCX_BYTES = 5_100_000
"""The same on the path that takes 5 MB."""
LONG_SECONDS = 90.0
"""For answers that wait for a text to be read or a letter to be written."""


class Access(Enum):
    """Who may call a route. The owning service asks again: nothing trusts the gateway."""

    PUBLIC = "no token needed, and one that is sent does not matter"
    OPTIONAL = "no token needed; one that is sent must be good"
    USER = "a valid token"
    ADMIN = "an administrator's token"


class Limit(StrEnum):
    """How often one address may call a route; the rates are settings: `GATEWAY_LIMIT_<NAME>`."""

    REGISTER = "register"
    LOGIN = "login"
    PLATFORM_REGISTER = "platform_register"
    PLATFORM_LOGIN = "platform_login"
    TOKEN_REFRESH = "token_refresh"
    PASSWORD = "password"
    CV = "cv"
    MATCH_REFRESH = "match_refresh"
    PARSE = "parse"


@dataclass(frozen=True, slots=True)
class Route:
    """One row."""

    method: str
    path: str
    service: str
    access: Access = Access.USER
    max_body_bytes: int | None = None
    """None: the gateway's setting."""
    seconds: float | None = None
    """Longest wait for the whole answer; None: the gateway's setting."""
    limit: Limit | None = None
    """Besides what one person may call in all."""
    keyed: bool = False
    """Whether it is done once under its `Idempotency-Key`, however often it comes."""


PUBLIC, OPTIONAL, ADMIN = Access.PUBLIC, Access.OPTIONAL, Access.ADMIN

ROUTES: tuple[Route, ...] = (
    Route("POST", "/auth/register", "auth", PUBLIC, limit=Limit.REGISTER),
    Route("POST", "/auth/login", "auth", PUBLIC, limit=Limit.LOGIN),
    Route("POST", "/auth/logout", "auth"),
    Route("POST", "/api/auth/register", "auth", PUBLIC, limit=Limit.PLATFORM_REGISTER),
    Route("POST", "/api/auth/login", "auth", PUBLIC, limit=Limit.PLATFORM_LOGIN),
    Route("POST", "/api/auth/refresh", "auth", PUBLIC, limit=Limit.TOKEN_REFRESH),
    Route("POST", "/api/auth/logout", "auth"),
    Route("POST", "/api/auth/password", "auth", limit=Limit.PASSWORD),
    Route("POST", "/api/auth/password-reset", "auth", PUBLIC, limit=Limit.PASSWORD),
    Route("POST", "/api/auth/password-reset/confirm", "auth", PUBLIC, limit=Limit.PASSWORD),
    Route("GET", "/auth/reset-password", "auth", PUBLIC),
    Route("GET", "/api/admin/users", "auth", ADMIN),
    Route("PUT", "/api/admin/users/{user_id}", "auth", ADMIN),
    Route("POST", "/api/admin/allowlist", "auth", ADMIN),
    Route("GET", "/api/admin/allowlist", "auth", ADMIN),
    Route("DELETE", "/api/admin/allowlist/{email}", "auth", ADMIN),
    Route("GET", "/.well-known/jwks.json", "auth", PUBLIC),
    Route("DELETE", "/api/profile", "auth"),
    Route("GET", "/api/export/auth", "auth"),
    Route("GET", "/auth/me", "profile"),
    Route("GET", "/api/profile", "profile"),
    Route("PUT", "/api/profile", "profile"),
    Route(
        "POST",
        "/api/profile/cv",
        "profile",
        max_body_bytes=UPLOAD_BYTES,
        seconds=LONG_SECONDS,
        limit=Limit.CV,
        keyed=True,
    ),
    Route(
        "POST",
        "/api/profile/cv-upload",
        "profile",
        max_body_bytes=PDF_OR_DOCX_BYTES,
        seconds=LONG_SECONDS,
        limit=Limit.CV,
        keyed=True,
    ),
    Route("GET", "/api/profile/me", "profile"),
    Route("PUT", "/api/profile/me", "profile"),
    Route("GET", "/api/profile/cv/parsed", "profile"),
    Route("PUT", "/api/profile/cv/parsed", "profile"),
    Route("GET", "/api/profile/cv/file", "profile"),
    Route("GET", "/api/profile/projects", "profile"),
    Route("POST", "/api/profile/projects", "profile", keyed=True),
    Route("PUT", "/api/profile/projects/{project_id}", "profile"),
    Route("DELETE", "/api/profile/projects/{project_id}", "profile"),
    Route("GET", "/api/profile/export", "profile"),
    Route("GET", "/api/export/profile", "profile"),
    Route("GET", "/api/jobs", "job", PUBLIC),
    Route("GET", "/api/jobs/{job_id}", "job", OPTIONAL),
    Route("POST", "/api/jobs/refresh", "job", keyed=True),
    Route("GET", "/api/jobs/refresh/{scrape_log_id}", "job"),
    Route("POST", "/api/jobs/seed-jobs", "job", seconds=LONG_SECONDS, keyed=True),
    Route("POST", "/api/user-jobs/parse", "job", limit=Limit.PARSE, keyed=True),
    Route("POST", "/api/user-jobs", "job", keyed=True),
    Route("GET", "/api/user-jobs", "job"),
    Route("GET", "/api/user-jobs/{job_id}", "job"),
    Route("PUT", "/api/user-jobs/{job_id}", "job"),
    Route("DELETE", "/api/user-jobs/{job_id}", "job"),
    Route("GET", "/api/v1/jobs", "job", PUBLIC),
    Route("POST", "/api/v1/jobs/fetch", "job", seconds=LONG_SECONDS, keyed=True),
    Route("GET", "/api/v1/jobs/sources", "job", PUBLIC),
    Route("GET", "/api/export/job", "job"),
    Route("GET", "/api/matches", "match"),
    Route("POST", "/api/matches", "match", keyed=True),
    Route("GET", "/api/matches/{match_id}", "match"),
    Route("POST", "/api/matches/refresh", "match", ADMIN, limit=Limit.MATCH_REFRESH, keyed=True),
    Route("GET", "/api/matches/refresh/status", "match"),
    Route("PUT", "/api/matches/{match_id}/status", "match"),
    Route("GET", "/api/jobs/matches", "match"),
    Route("GET", "/api/v1/match/cache/stats", "match"),
    Route("GET", "/api/v1/match/{job_id}", "match"),
    Route("POST", "/api/v1/match/{job_id}/explain", "match"),
    Route("GET", "/api/export/match", "match"),
    Route("POST", "/api/matches/{match_id}/generate-cover-letter", "generation", seconds=LONG_SECONDS, keyed=True),
    Route("POST", "/api/matches/{match_id}/generate-highlights", "generation", seconds=LONG_SECONDS, keyed=True),
    Route("POST", "/api/matches/{match_id}/regenerate", "generation", seconds=LONG_SECONDS, keyed=True),
    Route("GET", "/api/matches/{match_id}/letters", "generation"),
    Route("PUT", "/api/matches/{match_id}/letters", "generation"),
    Route("POST", "/api/interviews/prep/{match_id}", "generation", seconds=LONG_SECONDS, keyed=True),
    Route("GET", "/api/interviews/prep/{prep_id}", "generation"),
    Route("POST", "/api/interviews/start", "generation", keyed=True),
    Route("GET", "/api/interviews/sessions", "generation"),
    Route("GET", "/api/interviews/sessions/{session_id}", "generation"),
    Route("POST", "/api/interviews/sessions/{session_id}/answers", "generation", seconds=LONG_SECONDS, keyed=True),
    Route("POST", "/api/interviews/sessions/{session_id}/complete", "generation", keyed=True),
    Route("POST", "/api/v1/resume/generate", "generation", seconds=LONG_SECONDS, keyed=True),
    Route("GET", "/api/v1/resume/download/{resume_id}", "generation"),
    Route("POST", "/api/v1/cover-letters/bulk", "generation", seconds=LONG_SECONDS, keyed=True),
    Route("POST", "/api/v1/cover-letters/bulk/download", "generation"),
    Route("POST", "/api/v1/cover-letters/{job_id}", "generation", seconds=LONG_SECONDS, keyed=True),
    Route("GET", "/api/v1/cover-letters/{cover_letter_id}/download", "generation"),
    Route("GET", "/api/admin/cache/stats", "generation", ADMIN),
    Route("POST", "/api/admin/cache/reset-metrics", "generation", ADMIN),
    Route("GET", "/api/export/generation", "generation"),
    Route("GET", "/api/insights/skills", "insights"),
    Route("GET", "/api/skills/popular", "insights", PUBLIC),
    Route("POST", "/api/skills/custom", "insights", keyed=True),
    Route("GET", "/api/progress/stats", "insights"),
    Route("GET", "/api/export/insights", "insights"),
)


class Router:
    """Finds a path's routes by its segments; a literal segment wins over a parameter."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._root = _Node()
        self._literal: dict[str, dict[str, Route]] = {}
        """Paths without a parameter: most requests are for one, and nothing else could win over them."""
        for route in routes:
            self._root.add(_segments(route.path), route)
            if "{" not in route.path:
                self._literal.setdefault(route.path, {})[route.method] = route

    def find(self, path: str) -> dict[str, Route]:
        """The routes of a path by method; empty when there are none. Dot segments and empty ones match nothing."""
        if (literal := self._literal.get(path)) is not None:
            return literal
        segments = _segments(path)
        if any(segment in ("", ".", "..") for segment in segments):
            return {}
        return self._root.find(segments)


class _Node:
    __slots__ = ("by_method", "literals", "parameter")

    def __init__(self) -> None:
        self.literals: dict[str, _Node] = {}
        self.parameter: _Node | None = None
        self.by_method: dict[str, Route] = {}

    def add(self, segments: Sequence[str], route: Route) -> None:
        if not segments:
            self.by_method[route.method] = route
            return
        first, *rest = segments
        if first.startswith("{"):
            self.parameter = self.parameter or _Node()
            self.parameter.add(rest, route)
        else:
            self.literals.setdefault(first, _Node()).add(rest, route)

    def find(self, segments: Sequence[str]) -> dict[str, Route]:
        if not segments:
            return self.by_method
        first, *rest = segments
        if first in self.literals and (found := self.literals[first].find(rest)):
            return found
        return self.parameter.find(rest) if self.parameter is not None else {}


def _segments(path: str) -> list[str]:
    return path.removeprefix("/").split("/")
