"""What every process of the product loads, for a nursery: what is born there is `python -m <module> …` at once."""

import runpy
import sys

from career_agent.services import ALL
from gateway.service import open_gateway

LOADED = (*ALL, open_gateway)


def main() -> None:
    """Run the module that the arguments name, with the rest of them."""
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
