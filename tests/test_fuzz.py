"""The whole product under schemathesis: whatever is sent, nothing breaks and every answer is documented."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from career_agent.testing.all_in_one import Product, product_in
from career_agent.testing.person import Visitor

CV = Path(__file__).parents[1] / "deploy" / "career_agent" / "demo_cvs" / "software_engineer.pdf"
SECONDS = 40
ENDS_WITHIN_SECONDS = 100
SEED = "20261127"
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
)
KNOWN_SHARE = 0.7
"""How often an id in a path is one that is there."""


@pytest.fixture(scope="module")
async def product(started_module_folder: Path, boards: dict[str, str]) -> AsyncIterator[Product]:
    async with product_in(started_module_folder, RATE_LIMITS="off", **boards) as product:
        await product.start()
        yield product


async def ids_of(visitor: Visitor) -> dict[str, list[Any]]:
    """What is there to be asked for, by the names of the parameters."""
    http = visitor.http
    matches = [match["id"] for match in await visitor.wait_for_matches(least=5)][:5]
    jobs = [job["id"] for job in (await http.get("/api/jobs", params={"limit": 3})).json()["jobs"]]
    advert = {"title": "Cheese Monger", "description": "Sell cheese with SQL and Excel to everybody who likes it."}
    pasted = (await http.post("/api/user-jobs", json=advert)).json()["id"]
    project = (await http.post("/api/profile/projects", json={"title": "Cheese"})).json()["id"]
    letter = (await http.post(f"/api/matches/{matches[0]}/generate-cover-letter")).json()["cover_letter_id"]
    scrape = (await http.post("/api/jobs/refresh")).json()["scrape_log_id"]
    kit = (await http.post(f"/api/interviews/prep/{matches[0]}")).json()["id"]
    session = (await http.post("/api/interviews/start", json={"prep_kit_id": kit})).json()["session_id"]
    return {
        "match_id": matches,
        "job_id": [*jobs, pasted],
        "project_id": [project],
        "cover_letter_id": [letter],
        "scrape_log_id": [scrape],
        "prep_id": [kit],
        "session_id": [session],
    }


def configured(folder: Path, ids: dict[str, list[Any]]) -> Path:
    """Schemathesis' configuration, in which ids of what is there stand."""
    lines = [f'hooks = "{Path(__file__).parent / "fuzzing_hooks.py"}"', "[parameters]"]
    lines += [f'"path.{name}" = {{ dictionary = "{name}", probability = {KNOWN_SHARE} }}' for name in ids]
    for name, known in ids.items():
        values = ", ".join(f'"{each}"' if isinstance(each, str) else str(each) for each in known)
        lines += [f"[dictionaries.{name}]", f"values = [{values}]"]
    file = folder / "schemathesis.toml"
    file.write_text("\n".join(lines))
    return file


async def fuzzed(product: Product, config: Path, token: str) -> tuple[int, str]:
    """Run schemathesis to its end; its exit code and what it wrote."""
    command = [str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(config), "run"]
    limits = ["--max-time", str(SECONDS), "--max-examples", "20", "--workers", "1"]
    phases = ["--phases", "coverage,fuzzing", "--checks", ",".join(CHECKS), "--continue-on-failure"]
    repeatable = ["--seed", SEED, "--generation-database", "none", "--no-shrink", "--no-color", "--warnings", "off"]
    process = await asyncio.create_subprocess_exec(
        *command,
        f"{product.url}/openapi.json",
        *("--header", f"Authorization: Bearer {token}", "--request-timeout", "30"),
        *(*limits, *phases, *repeatable),
        cwd=config.parent,
        env={**os.environ, "FUZZED_URL": product.url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(ENDS_WITHIN_SECONDS):
        said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()


@pytest.mark.timeout(240)
async def test_whatever_is_sent_nothing_breaks_and_every_answer_is_documented(product: Product, tmp_path: Path) -> None:
    async with product.client() as http:
        visitor = await Visitor.register(http)
        uploaded = await visitor.upload_cv(CV.read_bytes(), CV.name)
        assert uploaded.status_code == 200, uploaded.text
        config = configured(tmp_path, await ids_of(visitor))
        code, said = await fuzzed(product, config, visitor.http.headers["Authorization"].removeprefix("Bearer "))
        well = await http.get("/health/db")

    assert code == 0, said
    assert "No issues found" in said or "passed" in said
    assert well.status_code == httpx.codes.OK
