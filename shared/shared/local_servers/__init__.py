"""What it takes to run a server of our own on this machine: an account, binaries it can run, a free port.

The zero-install product and the tests both start PostgreSQL with this; neither needs anything installed for it.
"""

from shared.local_servers.account import Account, account_of, own_account, server_account
from shared.local_servers.errors import CannotStart
from shared.local_servers.parent import die_with_parent
from shared.local_servers.ports import free_port
from shared.local_servers.postgres import (
    PostgresBinaries,
    create_cluster,
    system_binaries,
    wheel_binaries,
    within_reach,
)

__all__ = [
    "Account",
    "CannotStart",
    "PostgresBinaries",
    "account_of",
    "create_cluster",
    "die_with_parent",
    "free_port",
    "own_account",
    "server_account",
    "system_binaries",
    "wheel_binaries",
    "within_reach",
]
