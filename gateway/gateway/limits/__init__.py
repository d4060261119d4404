"""How often one address and one person may call."""

from gateway.limits.addresses import Proxies, client_of
from gateway.limits.counting import RateLimits, TooManyRequests

__all__ = ["Proxies", "RateLimits", "TooManyRequests", "client_of"]
