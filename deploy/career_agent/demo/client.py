"""The product's API as the demo uses it: through the gateway, as anybody could."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from career_agent.demo.account import Account
from career_agent.demo.answers import (
    ErrorBody,
    Highlights,
    Letter,
    MatchPage,
    RefreshStatus,
    SkillInsights,
    Token,
    UploadedCv,
)
from career_agent.demo.failures import DemoFailed, Refused

ShapeT = TypeVar("ShapeT", bound=BaseModel)

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 100.0
"""A letter may take the gateway's 90 seconds."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")
FULL_NAME = "Demo Visitor"


@contextmanager
def open_http(url: str) -> Iterator[httpx.Client]:
    """A connection to the product. A proxy of the environment's is for the world, not for this machine."""
    here = httpx.URL(url).host in LOOPBACK
    timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    with httpx.Client(base_url=url, timeout=timeout, trust_env=not here) as http:
        yield http


class Client:
    """Every method raises DemoFailed with a sentence when the product refuses or does not answer."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def sign_in(self, account: Account) -> bool:
        """Log in, registering where the account is not known yet; whether it was."""
        try:
            self._log_in(account)
        except Refused as refusal:
            if refusal.status != HTTPStatus.UNAUTHORIZED:
                raise
            self._send("Registering", "POST", "/auth/register", json={**account.model_dump(), "full_name": FULL_NAME})
            self._log_in(account)
            return False
        return True

    def upload_cv(self, file: Path) -> UploadedCv:
        """Upload a CV and learn what was read in it."""
        sent = {"file": (file.name, file.read_bytes())}
        return self._ask(UploadedCv, "Uploading the CV", "POST", "/api/profile/cv", files=sent)

    def refresh_status(self) -> RefreshStatus:
        """How far the scoring is."""
        return self._ask(RefreshStatus, "Asking for the progress", "GET", "/api/matches/refresh/status")

    def best_matches(self, limit: int) -> MatchPage:
        """The best matches first."""
        return self._ask(MatchPage, "Reading the matches", "GET", "/api/matches", params={"limit": limit})

    def rename(self, full_name: str) -> None:
        """Give the account the name that letters are signed with."""
        self._send("Changing the name", "PUT", "/api/profile", json={"full_name": full_name})

    def write_letter(self, match_id: int) -> Letter:
        """Have the cover letter written."""
        return self._ask(Letter, "Writing the letter", "POST", f"/api/matches/{match_id}/generate-cover-letter")

    def choose_highlights(self, match_id: int) -> Highlights:
        """Have the CV's lines chosen that fit best."""
        return self._ask(Highlights, "Choosing the highlights", "POST", f"/api/matches/{match_id}/generate-highlights")

    def skill_insights(self) -> SkillInsights:
        """What the market asks for besides."""
        return self._ask(SkillInsights, "Reading the skill insights", "GET", "/api/insights/skills")

    def _log_in(self, account: Account) -> None:
        token = self._ask(Token, "Logging in", "POST", "/auth/login", json=account.model_dump())
        self._http.headers["Authorization"] = f"Bearer {token.access_token}"

    def _ask(self, shape: type[ShapeT], doing: str, method: str, path: str, **request: Any) -> ShapeT:
        answer = self._send(doing, method, path, **request)
        try:
            return shape.model_validate_json(answer.content)
        except ValidationError as error:
            field = ".".join(str(part) for part in error.errors()[0]["loc"]) or "the body"
            raise DemoFailed(f"{doing} failed: {method} {path} answered without a usable {field}.") from error

    def _send(self, doing: str, method: str, path: str, **request: Any) -> httpx.Response:
        try:
            answer = self._http.request(method, path, **request)
        except httpx.TimeoutException as error:
            raise DemoFailed(f"{doing} failed: no answer from {self._http.base_url} in time.") from error
        except httpx.HTTPError as error:
            raise DemoFailed(f"{doing} failed: {self._http.base_url} does not answer.") from error
        if not answer.is_success:
            raise Refused(doing, answer.status_code, _detail_of(answer))
        return answer


def _detail_of(answer: httpx.Response) -> str:
    """The product's own sentence, with what lets an operator find the request in the logs."""
    try:
        body = ErrorBody.model_validate_json(answer.content)
    except ValidationError:
        return answer.reason_phrase or "the answer says no more"
    return f"{body.detail} [request {body.request_id}]" if body.request_id else body.detail
