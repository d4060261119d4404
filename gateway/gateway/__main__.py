"""`python -m gateway`: the gateway as a process of its own, in front of services at their addresses."""

import sys

from gateway.service import network_upstreams, open_gateway
from shared import logs
from shared.auth import Verifier
from shared.peers import Peers, PeerTokenSource
from shared.serving import Drain, keep_what_is_there, run_until_told_to_stop, serve
from shared.settings import MisconfiguredError, PlatformSettings, read_settings


async def run(platform: PlatformSettings) -> None:
    """Serve until told to stop."""
    peers = Peers.over_network(platform)
    drain = Drain()
    verifier = Verifier(PeerTokenSource(peers), platform)
    async with network_upstreams(platform) as upstreams:
        await verifier.start()
        try:
            async with open_gateway(upstreams, peers, verifier, platform, drain) as gateway:
                keep_what_is_there()
                await serve(gateway, platform, drain=drain)
        finally:
            await verifier.stop()
            await peers.close()


def main() -> None:
    """A setting that can't be used is one sentence and exit code 2."""
    try:
        platform = read_settings(PlatformSettings)
        logs.configure(platform)
        run_until_told_to_stop(run(platform))
    except MisconfiguredError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
