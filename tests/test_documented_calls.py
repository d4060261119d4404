"""The calls of the API documents in their order, made with curl on a fresh start: each answer is the documented one.

documented_answers.json has each answer as its document shows it. What depends on what was sent is compared by value,
the rest by shape: every documented field, of the documented type.
"""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from career_agent.testing.all_in_one import product_in

SCRIPT = Path(__file__).parent / "documented_calls.sh"
CV = Path(__file__).parents[1] / "deploy" / "career_agent" / "demo_cvs" / "software_engineer.pdf"
DOCUMENTED: dict[str, Any] = json.loads((Path(__file__).parent / "documented_answers.json").read_text())
ENDS_WITHIN_SECONDS = 150

Answers = Mapping[str, Any]


@pytest.fixture(scope="module")
async def answers(started_module_folder: Path, boards: dict[str, str]) -> Answers:
    """What the script was given, by the names it has for the calls."""
    out = started_module_folder / "answers"
    out.mkdir()
    async with product_in(started_module_folder, **boards) as product:
        await product.start()
        process = await asyncio.create_subprocess_exec(
            *("bash", str(SCRIPT)),
            env={"PATH": "/usr/bin:/bin", "API": product.url, "OUT": str(out), "CV": str(CV)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        async with asyncio.timeout(ENDS_WITHIN_SECONDS):
            said, _ = await process.communicate()
        assert process.returncode == 0, said.decode()
    return {file.name: _body(file) for file in out.iterdir()}


def _body(file: Path) -> Any:
    content = file.read_bytes()
    return json.loads(content) if content[:1] in (b"{", b"[") else content


def faults(documented: Any, given: Any, where: str = "") -> list[str]:
    """How an answer differs in shape from what is documented. Null may stand where a job or a person says nothing."""
    if given is None and where:
        return []
    match documented:
        case dict():
            if not isinstance(given, dict):
                return [f"{where}: {given!r} is no object"]
            missing = [f"{where}.{key} is missing" for key in documented.keys() - given.keys()]
            shared = documented.keys() & given.keys()
            return missing + [
                fault for key in shared for fault in faults(documented[key], given[key], f"{where}.{key}")
            ]
        case list():
            if not isinstance(given, list) or (documented and not given):
                return [f"{where}: {given!r} is not as documented"]
            return (
                [fault for each in given[:5] for fault in faults(documented[0], each, f"{where}[]")]
                if documented
                else []
            )
        case bool() | str():
            return [] if type(given) is type(documented) else [f"{where}: {given!r}"]
        case int() | float():
            is_number = isinstance(given, int | float) and not isinstance(given, bool)
            return [] if is_number else [f"{where}: {given!r}"]
    return []


@pytest.mark.parametrize("name", DOCUMENTED)
async def test_an_answer_has_the_documented_shape(name: str, answers: Answers) -> None:
    assert faults(DOCUMENTED[name], answers[name]) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("register", {"id": 1, "email": "user@example.com", "full_name": "John Doe", "is_active": True}),
        ("login", {"token_type": "bearer", "expires_in": 86400}),
        ("logout", {"message": "Successfully logged out"}),
        ("me", {"id": 1, "email": "user@example.com", "full_name": "John Doe"}),
        (
            "profile-update",
            {
                "bio": "Senior Software Engineer",
                "skills": ["Python", "React", "TypeScript", "Docker", "Kubernetes"],
                "experience_years": 6,
            },
        ),
        ("cv-upload", {"message": "CV uploaded and parsed successfully", "filename": CV.name}),
        ("jobs", {"limit": 20, "offset": 0}),
        ("jobs-refresh", {"message": "Job scraping started", "sources": ["remoteok", "weworkremotely"]}),
        (
            "user-job-parse",
            {
                "title": "Senior Python Developer",
                "company": "TechCorp Inc.",
                "url": "https://techcorp.com/careers/123",
                "location": "Remote (US only)",
                "remote_type": "full",
                "job_type": "permanent",
                "salary_min": 120000,
                "salary_max": 160000,
                "salary_currency": "USD",
                "tags": ["Python", "Django", "FastAPI", "PostgreSQL"],
            },
        ),
        (
            "user-job-create",
            {
                "user_id": 1,
                "title": "Senior Python Developer",
                "company": "TechCorp Inc.",
                "source": "user_submitted",
                "salary_min": 120000,
                "salary_max": 160000,
                "tags": ["Python", "Django", "FastAPI", "PostgreSQL"],
            },
        ),
        (
            "user-job-update",
            {
                "title": "Updated Title",
                "salary_min": 130000,
                "salary_max": 160000,
                "tags": ["Python", "FastAPI", "PostgreSQL", "Docker"],
            },
        ),
        ("matches", {"limit": 10, "offset": 0}),
        ("matches-refresh", {"status": "processing"}),
        ("match-status", {"user_id": 1, "status": "applied"}),
        ("cover-letter", {"cached": False}),
        ("regenerate", {"message": "Application materials regenerated", "cached": False}),
        ("insights", {"user_id": 1}),
        ("skills-popular", {"source": "job_tags_and_custom_skills"}),
        ("skill-custom", {"skill": "Elixir", "usage_count": 1}),
        ("admin-user-update", {"email": "user2@example.com", "is_active": False, "is_admin": True}),
        ("allowlist-add", {"email": "newuser@example.com", "added_by": 1}),
        ("health", {"status": "healthy"}),
        ("health-db", {"status": "healthy", "database": "connected"}),
        ("jmp-register", {"token_type": "bearer"}),
        ("jmp-profile-update", {"full_name": "Optional Name"}),
        ("jmp-seed-jobs", {"jobs_created": 0}),
        ("jmp-start", {"status": "active"}),
        ("jas-fetch", {"success": True}),
        ("jas-match", {"success": True, "user_id": 1}),
        ("jas-letter", {"success": True, "generation_method": "template"}),
        ("jas-bulk", {"success": True, "total_requested": 2, "total_generated": 2, "total_failed": 0, "errors": []}),
        ("jas-bulk-partly", {"success": False, "total_requested": 3, "total_generated": 2, "total_failed": 1}),
        ("jas-download-missing", {"detail": "Cover letter not found", "status_code": 404}),
        ("jas-health", {"status": "healthy", "service": "job-application-system"}),
        ("jas-without-a-token", {"detail": "Not authenticated", "status_code": 401}),
        (
            "jmp-progress",
            {
                "sessions_completed": 0,
                "average_score": 0,
                "total_questions_practiced": 0,
                "readiness_percentage": 0,
            },
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_an_answer_says_what_was_sent(name: str, expected: dict[str, Any], answers: Answers) -> None:
    assert {key: answers[name].get(key) for key in expected} == expected


async def test_the_answers_fit_one_another(answers: Answers) -> None:
    matched = answers["matches"]["matches"]
    first = matched[0]

    assert answers["user-job"] == answers["user-job-create"] == answers["user-jobs"]["jobs"][0]
    assert answers["cv-parsed"] == answers["cv-upload"]["parsed_cv"]
    assert all(match["score"] >= 70 and match["status"] == "matched" for match in matched)
    assert (answers["match-status"]["id"], answers["match-status"]["score"]) == (first["id"], first["score"])
    assert first["job"]["company"] in answers["cover-letter"]["cover_letter"]
    assert 3 <= len(answers["highlights"]["highlights"]) <= 5
    assert answers["admin-users"]["total"] == 2
    assert [user["email"] for user in answers["admin-users"]["users"]] == ["user2@example.com", "user@example.com"]
    assert answers["allowlist"]["allowed_emails"] == [answers["allowlist-add"]]
    assert answers["jmp-prep"] == answers["jmp-prep-get"]
    assert answers["jmp-prep"]["job_match_id"] == answers["jmp-matches"]["matches"][0]["id"]
    assert answers["jmp-start"]["prep_kit_id"] == answers["jmp-prep"]["id"]
    assert answers["jmp-refresh"]["refresh_token"] != answers["jmp-login"]["refresh_token"]
    assert [each["job_id"] for each in answers["jas-bulk"]["results"]] == [
        f"job-{answers['jas-jobs'][0]['id']}",
        answers["jas-jobs"][1]["id"],
    ]
    assert answers["jas-bulk-partly"]["errors"] == [
        {"job_id": "job-999999", "detail": "Job not found", "status_code": 404}
    ]
    assert answers["jas-download"].decode().strip() == answers["jas-letter"]["content"].strip()
    assert answers["jas-bulk-download"].startswith(b"PK")
    assert answers["jas-resume-download"].startswith(b"%PDF-")
    assert answers["jobs"]["total"] >= len(answers["jobs"]["jobs"]) > 0
    assert answers["job"]["id"] == answers["jobs"]["jobs"][0]["id"]
