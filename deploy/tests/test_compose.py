"""docker-compose.yml runs the whole product, with settings it reads and roles that see their own schema alone."""

import importlib
import re
import runpy
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import yaml
from pydantic_settings import BaseSettings
from sqlalchemy import make_url

from career_agent.testing.roles import OWNER, DatabaseWithRoles, database_with_roles, run_script
from gateway.settings import Settings as GatewaySettings
from shared.command import run_migrations
from shared.database import asks_language_model
from shared.llm.settings import LanguageModelSettings
from shared.peers import SERVICES
from shared.service import Service
from shared.serving import longest_stop_seconds
from shared.settings import PlatformSettings
from shared.testing.servers import PostgresServer

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
CONTAINERS: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text())["services"]
OURS = {name: container for name, container in CONTAINERS.items() if "build" in container}

NOT_OURS_TO_MAKE = "ANTHROPIC_API_KEY"
"""Bought, and wanted by nobody who is content with the rules."""

ROLES_OF_ACTION = {"serve": {"serve"}, "worker": {"worker"}, "all": {"serve", "worker"}, "migrate": {"migrate"}}


def service_named(name: str) -> Service:
    service: Service = importlib.import_module(f"{name}_service.service").service
    return service


def commands_of(container: dict[str, Any]) -> list[list[str]]:
    """What follows `python -m`, for each command a container runs."""
    command = container["command"]
    if command[0] == "python":
        return [command[2:]]
    return [line.split()[2:] for line in command[-1].splitlines()]


def variables_of(settings: type[BaseSettings]) -> set[str]:
    """The environment variables a settings class reads."""
    prefix = str(settings.model_config.get("env_prefix") or "")
    fields = settings.model_fields.items()
    return {str(field.validation_alias or f"{prefix}{name}").upper() for name, field in fields}


def settings_read_by(container: dict[str, Any]) -> set[str]:
    read = variables_of(PlatformSettings)
    for package, *_ in commands_of(container):
        name = package.removesuffix("_service")
        read |= variables_of(GatewaySettings if name == "gateway" else service_named(name).settings)
        if name != "gateway" and asks_language_model(service_named(name).metadata):
            read |= variables_of(LanguageModelSettings)
    return read


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_answers_handles_events_and_is_migrated(name: str) -> None:
    actions = [command[1] for container in OURS.values() for command in commands_of(container) if name in command[0]]

    assert set().union(*(ROLES_OF_ACTION[action] for action in actions)) == {"serve", "worker", "migrate"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_answers_where_the_others_look_for_it(name: str) -> None:
    container = name_in_address(str(PlatformSettings.model_fields[f"{name}_url"].default))

    ((package, action),) = commands_of(OURS[container])
    assert package == f"{name}_service"
    assert "serve" in ROLES_OF_ACTION[action]


def name_in_address(url: str) -> str:
    return str(make_url(url).host)


@pytest.mark.parametrize("container", OURS.values(), ids=OURS)
def test_every_command_is_one_that_its_package_knows(
    container: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for package, *actions in commands_of(container):
        if not actions:
            assert importlib.util.find_spec(f"{package}.__main__") is not None
            continue
        monkeypatch.setattr(sys, "argv", [package, *actions, "--help"])
        with pytest.raises(SystemExit) as ended:
            runpy.run_module(package, run_name="__main__")
        assert ended.value.code == 0


@pytest.mark.parametrize("container", OURS.values(), ids=OURS)
def test_every_variable_is_one_that_a_setting_reads(container: dict[str, Any]) -> None:
    assert set(container["environment"]) - settings_read_by(container) == set()


def test_nothing_runs_with_the_defaults_of_development() -> None:
    assert {container["environment"]["ENVIRONMENT"] for container in OURS.values()} == {"production"}


OF_OTHERS = {"SMTP_PASSWORD", "ANTHROPIC_API_KEY"}
"""Secrets that another company gives; without them the product goes without mail and without a language model."""


def test_every_secret_must_be_given_and_the_script_makes_each() -> None:
    text = COMPOSE.read_text()
    asked = set(re.findall(r"\$\{(\w*(?:PASSWORD|SECRET|KEY)\w*):\?", text))
    named = set(re.findall(r"\$\{(\w*(?:PASSWORD|SECRET|KEY)\w*)", text)) - {NOT_OURS_TO_MAKE}

    made = dict(line.split("=") for line in run_script("new_secrets.sh").splitlines())

    assert named - OF_OTHERS == asked == set(made)
    assert len(set(made.values())) == len(made)
    assert all(re.fullmatch("[0-9a-f]{48}", secret) for secret in made.values())


def test_images_have_a_version() -> None:
    bases = re.findall(r"^ARG \w+_IMAGE=(.+)$", (ROOT / "deploy" / "Dockerfile").read_text(), re.MULTILINE)

    for image in [*bases, *(container["image"] for container in CONTAINERS.values())]:
        assert re.fullmatch(r"[a-z-]+:\d+\.\d+\.?\d*(-[a-z-]+)?", image), image


def test_only_the_gateway_can_be_reached_and_workers_can_be_multiplied() -> None:
    assert [name for name, container in CONTAINERS.items() if "ports" in container] == ["gateway"]
    assert not [name for name, container in CONTAINERS.items() if "container_name" in container]


def test_every_container_that_stays_is_watched_and_started_again() -> None:
    staying = {name: container for name, container in CONTAINERS.items() if name != "migrate"}

    assert [name for name, container in staying.items() if "healthcheck" not in container] == []
    assert {container["restart"] for container in staying.values()} == {"unless-stopped"}


@pytest.mark.parametrize("container", OURS.values(), ids=OURS)
def test_no_process_is_killed_before_it_had_its_time_to_stop(
    container: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("DRAIN_SECONDS", "SHUTDOWN_SECONDS"):
        given = re.fullmatch(r"\$\{\w+:-(.+)\}", container["environment"].get(variable, ""))
        if given:
            monkeypatch.setenv(variable, given[1])

    assert int(container["stop_grace_period"].removesuffix("s")) > longest_stop_seconds(PlatformSettings())


def test_our_containers_can_do_no_more_than_they_must() -> None:
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text()

    assert re.search(r"^USER (?!0|root)", dockerfile, re.MULTILINE)
    assert "--require-hashes" in dockerfile
    assert all(container["read_only"] and container["cap_drop"] == ["ALL"] for container in OURS.values())


SCHEMAS = SERVICES
"""A service's schema is named like it."""


@pytest.fixture(scope="module")
def database(postgres_server: PostgresServer, amqp_url: str) -> Iterator[DatabaseWithRoles]:
    """With every schema in it, made by the owner of the migrations with the settings that compose gives it."""
    with database_with_roles(postgres_server) as database:
        platform = PlatformSettings(migration_database_url=database.url_of(OWNER), amqp_url=amqp_url)
        run_migrations([service_named(name) for name in SERVICES], platform)
        yield database


@asynccontextmanager
async def connected(database: DatabaseWithRoles, name: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.url_of(name), timeout=10)
    try:
        yield connection
    finally:
        await connection.close()


@pytest.mark.parametrize("schema", SCHEMAS)
async def test_a_services_role_uses_every_table_and_sequence_of_its_schema(
    schema: str, database: DatabaseWithRoles
) -> None:
    async with connected(database, schema) as connection:
        refused = await connection.fetch(REFUSED_IN_SCHEMA, schema)
        await connection.execute(f"INSERT INTO {schema}.tombstones (user_id) VALUES (1)")
        await connection.execute(f"UPDATE {schema}.tombstones SET erased_at = now()")
        await connection.execute("CREATE TEMPORARY TABLE incoming (id int)")
        gone = await connection.fetch(f"DELETE FROM {schema}.tombstones RETURNING user_id")

    assert refused == []
    assert len(gone) == 1


@pytest.mark.parametrize("schema", SCHEMAS)
async def test_a_services_role_is_refused_every_other_schema(schema: str, database: DatabaseWithRoles) -> None:
    async with connected(database, schema) as connection:
        for other in set(SCHEMAS) - {schema}:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(f"SELECT * FROM {other}.tombstones")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE auth.mine (id int)",
        "CREATE TABLE public.mine (id int)",
        "CREATE SCHEMA mine",
        "DROP TABLE auth.tombstones",
        "TRUNCATE auth.tombstones",
        "ALTER TABLE auth.tombstones ADD COLUMN mine int",
        "CREATE ROLE mine",
    ],
)
async def test_a_services_role_changes_rows_and_nothing_else(statement: str, database: DatabaseWithRoles) -> None:
    async with connected(database, "auth") as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)


REFUSED_IN_SCHEMA = """
SELECT c.oid::regclass
FROM pg_class c
WHERE c.relnamespace = $1::regnamespace AND (
    (c.relkind IN ('r', 'p') AND NOT (
        has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT')
        AND has_table_privilege(c.oid, 'UPDATE') AND has_table_privilege(c.oid, 'DELETE')
    ))
    OR (c.relkind = 'S' AND NOT has_sequence_privilege(c.oid, 'USAGE'))
)
"""
