"""Places: names, the ones a text names, and overlap."""

from pathlib import Path

import pytest
from defusedxml.ElementTree import parse
from hypothesis import given
from hypothesis import strategies as st

from vocabulary.places import country_codes, place_named, places_in, regions_overlap
from vocabulary.places.atlas import countries, regions

every_name = st.sampled_from(
    [name for country in countries() for name in country.names]
    + [name for region in regions() for name in region.names]
)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("United States", "US"),
        ("U.S.", "US"),
        ("usa", "US"),
        ("American", "US"),
        ("Deutschland", "Germany"),
        ("DEU", "Germany"),
        ("de", "Germany"),
        ("Great Britain", "UK"),
        ("European Union", "EU"),
        ("the Netherlands", "Netherlands"),
        ("Anywhere in the World", "Worldwide"),
        ("Latin America", "LATAM"),
        ("Asia-Pacific", "APAC"),
    ],
)
def test_a_place_has_one_name(written: str, name: str) -> None:
    place = place_named(written)
    assert place is not None
    assert place.name == name


def test_a_made_up_place_is_unknown() -> None:
    assert place_named("Atlantis") is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Berlin, Germany", ["Germany"]),
        ("Remote (US only)", ["US"]),
        ("remote (usa)", ["US"]),
        ("NYC", ["US"]),
        ("USA Only", ["US"]),
        ("Europe Only", ["Europe"]),
        ("Anywhere in the World", ["Worldwide"]),
        ("Anywhere in the US", ["US"]),
        ("LATAM or Canada", ["LATAM", "Canada"]),
        ("Austin, TX", ["US"]),
        ("Paris, TX", ["US"]),
        ("Berlin, DE", ["Germany"]),
        ("Toronto, ON", ["Canada"]),
        ("Tbilisi, Georgia", ["Georgia"]),
        ("Atlanta, Georgia", ["US"]),
        ("join us and help us", []),
        ("Our Global company turns turkey and china into art in many wonderful ways", []),
        ("", []),
    ],
)
def test_a_location_names_its_places(text: str, names: list[str]) -> None:
    assert [place.name for place in places_in(text)] == names


@pytest.mark.parametrize(
    ("ours", "theirs", "overlap"),
    [
        (["EU"], ["Germany"], True),
        (["United States"], ["US", "Canada"], True),
        (["Worldwide"], ["Atlantis"], True),
        (["EU"], ["US"], False),
        (["LATAM"], ["Brasil"], True),
        (["Atlantis"], ["atlantis "], True),
        (["Atlantis"], ["Germany"], False),
        ([], ["Germany"], False),
    ],
)
def test_regions_overlap_by_their_countries(ours: list[str], theirs: list[str], overlap: bool) -> None:
    assert regions_overlap(ours, theirs) is regions_overlap(theirs, ours) is overlap


def test_the_countries_of_several_places_are_taken_together() -> None:
    assert country_codes(["DACH", "UK", "Atlantis"]) == {"DE", "AT", "CH", "GB"}


def test_the_world_is_every_country() -> None:
    assert country_codes(["Worldwide"]) == {country.code for country in countries()}


@given(every_name)
def test_every_name_names_a_place_that_overlaps_itself(name: str) -> None:
    place = place_named(name)
    assert place is not None
    assert place.countries <= country_codes(["Worldwide"])
    assert place_named(place.name) == place or place.name in {"Georgia", "Chad"}
    assert regions_overlap([name], [place.name])


def test_feed_regions_become_eligible_regions(shared_data: Path) -> None:
    feeds = sorted((shared_data / "jobs_raw" / "wwr").glob("*.rss"))
    said = [region for feed in feeds for item in parse(feed).iter("item") if (region := item.findtext("region"))]
    understood = [region for region in said if places_in(region)]
    assert feeds
    assert len(understood) >= 0.98 * len(said)
