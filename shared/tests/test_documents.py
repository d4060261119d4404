"""The documents made from the code, and the contracts they show."""

import json
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field, SecretStr

from shared.bus import Queue
from shared.documents import SettingsGroup, asyncapi, events_page, settings_page
from shared.events import JobsScraped, PostingFacts, ProfileChanged, SkillAdded, all_events
from shared.peers import SERVICES
from shared.settings import PlatformSettings, ServiceSettings

QUEUES = (
    Queue("profile.add_skill", ("skill.added",), 4),
    Queue("match.learn", ("skill.added", "profile.changed"), 4),
)
TOLD = (ProfileChanged, SkillAdded)
OURS = tuple(event for event in all_events() if event.__module__.startswith("shared.events"))
"""The product's own; tests make some of theirs."""


def described() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(asyncapi(TOLD, QUEUES, "1.2.3")))
    return document


def parts_of(value: object) -> Iterator[Mapping[str, Any]]:
    """Every object in a document, itself included."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from parts_of(each)
    if isinstance(value, list):
        for each in value:
            yield from parts_of(each)


def at(document: Any, reference: str) -> Any:
    for part in reference.removeprefix("#/").split("/"):
        document = document[part]
    return document


def test_every_event_has_a_name_an_owner_and_a_meaning() -> None:
    for event in OURS:
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", event.name), event
        assert event.owner in SERVICES, event
        assert (event.__doc__ or "").endswith("."), event


def test_an_event_about_a_person_says_whose_data_it_holds() -> None:
    about_nobody = {event.name for event in OURS if "user_id" not in event.model_fields}

    assert about_nobody == {"jobs.scraped", "jobs.closed", "jobs.scrape_requested"}


def test_the_page_says_who_tells_who_hears_and_what() -> None:
    page = events_page(TOLD, QUEUES)

    assert "| [`skill.added`](#skilladded) | insights | `match.learn`, `profile.add_skill` |" in page
    assert "`SkillAdded`, told by insights-service; heard by `match.learn`, `profile.add_skill`." in page
    assert SkillAdded.__doc__ is not None
    assert SkillAdded.__doc__ in page
    assert "| `user_id` | integer ≥ 1 | The person it is about. |" in page
    assert "| `skill` | text |  |" in page


def test_the_page_shows_what_events_hold_down_to_its_defaults() -> None:
    page = events_page([ProfileChanged], [])

    assert "| `person` | [PersonSnapshot](#personsnapshot) |" in page
    assert "### PersonSnapshot" in page
    assert "### Wishes" in page
    assert "| `experience_years` | number or null, `null` when left out |" in page
    assert "| `remote_only` | true or false, `false` when left out |" in page
    assert "nobody hears it" in page


def test_every_field_of_every_event_is_on_the_page() -> None:
    page = events_page(OURS, [])

    models: list[type[BaseModel]] = [*OURS, PostingFacts]
    for model in models:
        assert all(f"| `{name}` |" in page for name in model.model_fields)
    assert f"list of [{PostingFacts.__name__}](#postingfacts)" in page


def test_every_link_of_the_page_leads_to_a_heading() -> None:
    page = events_page(OURS, QUEUES)
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}

    assert set(re.findall(r"\(#([^)]+)\)", page)) <= anchors


def test_the_description_has_a_channel_for_each_event_and_an_operation_for_each_side() -> None:
    document = described()

    assert document["asyncapi"] == "3.0.0"
    assert document["info"]["version"] == "1.2.3"
    assert list(document["channels"]) == ["profile.changed", "skill.added"]
    assert {name: each["action"] for name, each in document["operations"].items()} == {
        "profile.tells.profile.changed": "send",
        "insights.tells.skill.added": "send",
        "match.learn.hears.profile.changed": "receive",
        "match.learn.hears.skill.added": "receive",
        "profile.add_skill.hears.skill.added": "receive",
    }


def test_every_reference_of_the_description_leads_somewhere_and_stands_alone() -> None:
    document = described()

    references = [part for part in parts_of(document) if "$ref" in part]

    assert len(references) > 10
    assert all(len(part) == 1 and at(document, part["$ref"]) for part in references)


def test_the_described_body_is_the_one_that_is_sent() -> None:
    schemas = described()["components"]["schemas"]

    sent = ProfileChanged.model_validate({"user_id": 1, "version": 2, "person": {}}).model_dump(mode="json")

    assert set(schemas["ProfileChanged"]["properties"]) == set(sent)
    assert set(schemas["PersonSnapshot"]["properties"]) == set(sent["person"])
    assert "description" in schemas["ProfileChanged"]["properties"]["version"]
    assert not any("title" in part for part in parts_of(schemas))


def test_the_same_events_are_described_the_same_in_any_order_of_queues() -> None:
    assert events_page(TOLD, QUEUES) == events_page(TOLD, QUEUES[::-1])
    assert asyncapi(TOLD, QUEUES, "1") == asyncapi(TOLD, QUEUES[::-1], "1")


def test_no_posting_carries_its_description() -> None:
    assert not {"description", "raw", "text"} & set(PostingFacts.model_fields)
    assert JobsScraped.model_fields.keys() == {"postings"}


class Colour(Enum):
    RED = "red"


class Settings(ServiceSettings, env_prefix="PLAIN_"):
    pool_size: int = 9
    """More than others."""
    address: str
    """Where it is."""
    mode: Literal["on", "off", ""] = Field(default="", validation_alias="PLAIN_MODE_OF_WORK")
    """How it works."""
    colour: Colour = Colour.RED
    secret: SecretStr = SecretStr("s3 cret")
    folder: Path | None = None
    rates: Mapping[str, float] = Field(default_factory=lambda: {"EUR": 1.1})
    places: tuple[str, ...] = ("a", "b")
    loud: bool = False


@pytest.fixture
def page() -> str:
    return settings_page(
        [
            SettingsGroup("All", PlatformSettings),
            SettingsGroup("Each", ServiceSettings, prefix="<SERVICE>_"),
            SettingsGroup("Plain", Settings, base=ServiceSettings),
            SettingsGroup("Again", PlatformSettings),
        ]
    )


@pytest.mark.parametrize(
    "line",
    [
        "#PORT=8000",
        "#<SERVICE>_POOL_SIZE=5",
        "#PLAIN_POOL_SIZE=9",
        "PLAIN_ADDRESS=",
        "#PLAIN_MODE_OF_WORK=",
        "#PLAIN_COLOUR=red",
        "#PLAIN_SECRET='s3 cret'",
        "#PLAIN_FOLDER=",
        """#PLAIN_RATES='{"EUR": 1.1}'""",
        """#PLAIN_PLACES='["a", "b"]'""",
        "#PLAIN_LOUD=false",
        "# How it works. One of: on, off, empty.",
        "# More than others.",
    ],
)
def test_a_setting_stands_in_the_example_with_its_default_and_its_meaning(page: str, line: str) -> None:
    assert page.splitlines().count(line) == 1


def test_what_is_the_same_for_every_service_is_said_once(page: str) -> None:
    assert "PLAIN_DATABASE_URL" not in page
    assert "── Again" not in page


def test_every_setting_of_the_platform_says_what_it_means() -> None:
    for settings in (PlatformSettings, ServiceSettings):
        assert [name for name, field in settings.model_fields.items() if not field.description] == []
