"""Where a request goes: a service's ASGI app in this process, or its addresses on the network."""

from gateway.upstreams.balanced import HttpUpstream
from gateway.upstreams.base import AppUpstream, Upstream
from gateway.upstreams.replicas import Replicas

__all__ = ["AppUpstream", "HttpUpstream", "Replicas", "Upstream"]
