"""What overrides a token's claims: deactivated people, ended sessions, changed roles."""

from typing import Protocol

from pydantic import AwareDatetime, BaseModel, ConfigDict

JWKS_PATH = "/.well-known/jwks.json"
FEED_PATH = "/.well-known/revocations"


class FeedEntry(BaseModel):
    """A numbered fact about a person or one token; a later one about the same overrides it."""

    model_config = ConfigDict(frozen=True)

    number: int
    user_id: int | None = None
    token_id: str | None = None
    not_before: AwareDatetime | None = None
    """Tokens of this person signed before it are dead."""
    spares: str | None = None
    """But for the token with this `jti`."""
    active: bool = True
    admin: bool = False
    expires_at: AwareDatetime
    """When every token it concerns has expired anyhow."""


class FeedPage(BaseModel):
    """Entries after the number asked for, oldest first."""

    model_config = ConfigDict(frozen=True)

    entries: tuple[FeedEntry, ...]


class Jwk(BaseModel):
    """A public Ed25519 key as RFC 8037 writes it."""

    model_config = ConfigDict(frozen=True)

    kty: str = "OKP"
    crv: str = "Ed25519"
    alg: str = "EdDSA"
    use: str = "sig"
    kid: str
    x: str


class Jwks(BaseModel):
    """The keys that sign now or signed lately."""

    model_config = ConfigDict(frozen=True)

    keys: tuple[Jwk, ...]


class TokenSource(Protocol):
    """Where keys and feed come from: auth-service's public paths, or its own tables within it."""

    async def keys(self) -> Jwks:
        """The current key set. Raises Unavailable."""
        ...

    async def feed(self, after: int) -> FeedPage:
        """What was said after this number. Raises Unavailable."""
        ...


class Revocations:
    """The feed as it stands in this process's memory."""

    def __init__(self) -> None:
        self.last = 0
        self._people: dict[int, FeedEntry] = {}
        self._tokens: dict[str, FeedEntry] = {}

    def take_up(self, page: FeedPage) -> None:
        """Apply entries in the order of their numbers; a page that comes after a later one changes nothing."""
        for entry in page.entries:
            if entry.number <= self.last:
                continue
            if entry.user_id is not None:
                self._people[entry.user_id] = _joined(self._people.get(entry.user_id), entry)
            if entry.token_id is not None:
                self._tokens[entry.token_id] = entry
            self.last = max(self.last, entry.number)

    def of_person(self, user_id: int) -> FeedEntry | None:
        """The newest entry about a person."""
        return self._people.get(user_id)

    def of_token(self, token_id: str) -> FeedEntry | None:
        """The entry that ended this token's session."""
        return self._tokens.get(token_id)

    def forget_before(self, now: AwareDatetime) -> None:
        """Drop entries whose tokens have all expired."""
        self._people = {key: entry for key, entry in self._people.items() if entry.expires_at > now}
        self._tokens = {key: entry for key, entry in self._tokens.items() if entry.expires_at > now}


def _joined(before: FeedEntry | None, entry: FeedEntry) -> FeedEntry:
    """The newer entry; sessions that an older one ended stay ended."""
    if before is None or before.not_before is None or entry.not_before is not None:
        return entry
    return entry.model_copy(update={"not_before": before.not_before, "spares": before.spares})
