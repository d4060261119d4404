"""A gateway, or one of its upstreams alone, to knock at in tests."""

from gateway.testing.door import Door, open_door
from gateway.testing.peers import Make, Peer, Service, sending

__all__ = ["Door", "Make", "Peer", "Service", "open_door", "sending"]
