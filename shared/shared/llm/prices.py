"""What a call costs: known afterwards from its tokens, estimated upwards before it."""

from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from shared.llm.settings import Price

MILLION = Decimal(1_000_000)
SMALLEST = Decimal("0.000001")
"""Costs are kept to a millionth of a dollar, rounded up."""

BYTES_PER_TOKEN = 3
"""Fewer than the four or so of English prose, so that an estimate errs upwards for other languages and JSON too."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What an exchange used, as the provider counts."""

    input: int = 0
    output: int = 0
    cache_write: int = 0
    cache_read: int = 0

    def __add__(self, other: "Tokens") -> "Tokens":
        return Tokens(
            self.input + other.input,
            self.output + other.output,
            self.cache_write + other.cache_write,
            self.cache_read + other.cache_read,
        )


def cost_of(tokens: Tokens, price: Price) -> Decimal:
    """US dollars for these tokens."""
    total = (
        tokens.input * price.input
        + tokens.output * price.output
        + tokens.cache_write * price.cache_write
        + tokens.cache_read * price.cache_read
    )
    return (total / MILLION).quantize(SMALLEST, ROUND_UP)


def tokens_in(text: str) -> int:
    """An estimate of how many tokens a text has, rather too many than too few."""
    return -(-len(text.encode()) // BYTES_PER_TOKEN)


def most_cost(question_tokens: int, answer_tokens: int, price: Price) -> Decimal:
    """What an exchange may cost at most: all of the question written to the provider's cache, the longest answer."""
    return cost_of(Tokens(cache_write=question_tokens, output=answer_tokens), price)
