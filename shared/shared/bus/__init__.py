"""The bus: what services publish and consume, on PostgreSQL or on RabbitMQ."""

from shared.bus.base import (
    RETRIES,
    Bus,
    BusUnavailable,
    ConsumersLost,
    Delay,
    Delivery,
    Depth,
    LeaseLost,
    Queue,
    Receive,
    Subscription,
    TopologyDrifted,
    refusal_of,
)
from shared.bus.local import LocalBus
from shared.bus.rabbit import RabbitBus

__all__ = [
    "RETRIES",
    "Bus",
    "BusUnavailable",
    "ConsumersLost",
    "Delay",
    "Delivery",
    "Depth",
    "LeaseLost",
    "LocalBus",
    "Queue",
    "RabbitBus",
    "Receive",
    "Subscription",
    "TopologyDrifted",
    "refusal_of",
]
