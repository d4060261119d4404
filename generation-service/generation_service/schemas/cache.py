"""HTTP shapes of the cache's figures, as the Career Agent document shows them."""

from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict

from shared.llm import Category
from shared.llm.figures import CategoryFigures, Figures

ESTIMATED_USD: Mapping[Category, float] = {
    Category.COVER_LETTER: 0.15,
    Category.CV_HIGHLIGHTS: 0.01,
    Category.CV_PARSE: 0.01,
    Category.JOB_EXTRACT: 0.005,
    Category.INTERVIEW: 0.02,
}
"""What a call is taken to cost until one has been paid for; the document's own, but for interviews."""
COUNTED_AS: Mapping[Category, str] = {
    Category.COVER_LETTER: "cover_letters",
    Category.CV_HIGHLIGHTS: "cv_highlights",
    Category.CV_PARSE: "cv_parses",
    Category.JOB_EXTRACT: "job_extracts",
    Category.INTERVIEW: "interviews",
}
DIGITS = 6


class SummaryOut(BaseModel):
    """All categories together."""

    total_hits: int
    total_misses: int
    total_requests: int
    hit_rate_percent: float
    total_savings_usd: float


class CategoryOut(BaseModel):
    """One category of calls; `savings_usd` is its hits times what a miss costs."""

    hits: int
    misses: int
    total_requests: int
    hit_rate_percent: float
    cost_per_miss_usd: float
    savings_usd: float

    @classmethod
    def of(cls, category: Category, figures: CategoryFigures) -> Self:
        cost = figures.usd / figures.calls if figures.calls else ESTIMATED_USD[category]
        return cls(
            hits=figures.hits,
            misses=figures.misses,
            total_requests=figures.hits + figures.misses,
            hit_rate_percent=_percent(figures.hits, figures.misses),
            cost_per_miss_usd=round(cost, DIGITS),
            savings_usd=round(figures.hits * round(cost, DIGITS), DIGITS),
        )


class StorageOut(BaseModel):
    """What Redis holds now."""

    memory_used: str
    key_counts: dict[str, int]
    total_keys: int


class CacheStatsOut(BaseModel):
    """How often an answer was there, what that saved, and what is stored."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "available": True,
                    "summary": {
                        "total_hits": 800, "total_misses": 50, "total_requests": 850,
                        "hit_rate_percent": 94.1, "total_savings_usd": 120.0,
                    },
                    "breakdown": {
                        "cover_letter": {
                            "hits": 800, "misses": 50, "total_requests": 850, "hit_rate_percent": 94.1,
                            "cost_per_miss_usd": 0.15, "savings_usd": 120.0,
                        }
                    },
                    "storage": {"memory_used": "12.50M", "key_counts": {"cover_letters": 850}, "total_keys": 850},
                }
            ]
        }
    )  # fmt: skip

    available: bool
    summary: SummaryOut
    breakdown: dict[str, CategoryOut]
    storage: StorageOut

    @classmethod
    def of(cls, figures: Figures) -> Self:
        parts = {category: CategoryOut.of(category, each) for category, each in figures.by_category.items()}
        hits, misses = sum(each.hits for each in parts.values()), sum(each.misses for each in parts.values())
        keys = {COUNTED_AS[category]: each.keys for category, each in figures.by_category.items()}
        return cls(
            available=True,
            summary=SummaryOut(
                total_hits=hits,
                total_misses=misses,
                total_requests=hits + misses,
                hit_rate_percent=_percent(hits, misses),
                total_savings_usd=round(sum(each.savings_usd for each in parts.values()), DIGITS),
            ),
            breakdown={str(category): part for category, part in parts.items()},
            storage=StorageOut(memory_used=figures.memory_used, key_counts=keys, total_keys=sum(keys.values())),
        )


class ResetOut(BaseModel):
    message: str


def _percent(hits: int, misses: int) -> float:
    return round(100 * hits / (hits + misses), 1) if hits + misses else 0.0
