"""Free ports."""

import socket


def free_port() -> int:
    """A loopback TCP port nobody listens on. Another process may take it before you do: be ready to ask again."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
