"""A stand-in for Anthropic: its Messages API on a local port, doing what a test says, well and badly."""

from shared.testing.messages_api.behaviours import (
    Answer,
    Behaviour,
    CutOff,
    Empty,
    Failing,
    Malformed,
    NoCredit,
    Overloaded,
    RateLimited,
    Refusal,
    Silent,
    SpendLimit,
    Truncated,
)
from shared.testing.messages_api.requests import Asked
from shared.testing.messages_api.server import StandIn, stand_in

__all__ = [
    "Answer",
    "Asked",
    "Behaviour",
    "CutOff",
    "Empty",
    "Failing",
    "Malformed",
    "NoCredit",
    "Overloaded",
    "RateLimited",
    "Refusal",
    "Silent",
    "SpendLimit",
    "StandIn",
    "Truncated",
    "stand_in",
]
