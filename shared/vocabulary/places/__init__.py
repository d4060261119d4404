"""Places: countries and regions by every usual name, the ones a text names, and whether two overlap."""

from vocabulary.places.atlas import Place, country_codes, place_named, regions_overlap
from vocabulary.places.finding import places_in

__all__ = ["Place", "country_codes", "place_named", "places_in", "regions_overlap"]
