"""Access tokens: what is refused, and what the revocation feed changes afterwards."""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.auth import FeedEntry, FeedPage, Jwks, Verifier
from shared.auth import verifier as verifier_module
from shared.auth.claims import REQUIRED_CLAIMS
from shared.errors import NotAuthenticated, Unavailable
from shared.settings import PlatformSettings
from shared.testing.issuer import Issuer
from shared.testing.plain import until

SETTINGS = PlatformSettings(feed_every_seconds=0.02, feed_stale_after_seconds=0.3)
WITHIN = 3.0


class AuthService(Issuer):
    """Keys and feed as auth-service gives them, counting who asks; it can be away, or broken."""

    def __init__(self, settings: PlatformSettings = SETTINGS) -> None:
        super().__init__(settings)
        self.asked_for_keys = 0
        self.fails_with: Exception | None = None
        self.longest_page = 1000
        self.slow_pages: asyncio.Event | None = None
        self.held_pages = 0

    @property
    def kid(self) -> str:
        return self._kid

    @property
    def key(self) -> Ed25519PrivateKey:
        return self._key

    def rotate(self) -> None:
        self._key, self._kid = Ed25519PrivateKey.generate(), secrets.token_hex(4)

    async def keys(self) -> Jwks:
        self.asked_for_keys += 1
        if self.fails_with is not None:
            raise self.fails_with
        return await super().keys()

    async def feed(self, after: int) -> FeedPage:
        if self.fails_with is not None:
            raise self.fails_with
        page = FeedPage(entries=(await super().feed(after)).entries[: self.longest_page])
        if (slow := self.slow_pages) is not None:
            self.held_pages += 1
            await slow.wait()
        return page

    def says(self, *, user_id: int | None = None, token_id: str | None = None, **entry: Any) -> None:
        number = len(self.revocations) + 1
        expires_at = entry.pop("expires_at", datetime.now(UTC) + timedelta(hours=1))
        self.revocations.append(
            FeedEntry(number=number, user_id=user_id, token_id=token_id, expires_at=expires_at, **entry)
        )


@asynccontextmanager
async def verifying(auth: AuthService, settings: PlatformSettings = SETTINGS) -> AsyncIterator[Verifier]:
    verifier = Verifier(auth, settings)
    await verifier.start()
    yield verifier
    await verifier.stop()


@pytest.fixture
def auth() -> AuthService:
    return AuthService()


@pytest.fixture
async def verifier(auth: AuthService) -> AsyncIterator[Verifier]:
    async with verifying(auth) as verifier:
        yield verifier


async def refusal(verifier: Verifier, token: str) -> str | None:
    """What a token is refused with; none when it is taken."""
    try:
        await verifier.verify(token)
    except NotAuthenticated as refused:
        return refused.detail
    return None


async def test_a_refusal_is_401_and_names_the_scheme(verifier: Verifier) -> None:
    with pytest.raises(NotAuthenticated) as refused:
        await verifier.verify("no token")

    assert (refused.value.status, refused.value.headers) == (401, {"WWW-Authenticate": "Bearer"})


async def becomes(verifier: Verifier, token: str, expected: str | None) -> None:
    deadline = time.monotonic() + WITHIN
    while await refusal(verifier, token) != expected:
        assert time.monotonic() < deadline, f"was not answered with {expected!r} within {WITHIN} s"
        await asyncio.sleep(0.01)


def segment(part: object) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def signed(auth: AuthService, claims: dict[str, Any], headers: dict[str, Any] | None = None) -> str:
    """Signed with the right key, whatever header and claims say."""
    unsigned = f"{segment({'alg': 'EdDSA', 'typ': 'JWT', 'kid': auth.kid} | (headers or {}))}.{segment(claims)}"
    return f"{unsigned}.{segment(auth.key.sign(unsigned.encode()))}"


async def test_a_valid_token_says_who_calls(auth: AuthService, verifier: Verifier) -> None:
    token = auth.token(7, name="Ada", admin=True)

    caller = await verifier.verify(token)

    assert (caller.id, caller.email, caller.name, caller.is_admin) == (7, "person7@example.com", "Ada", True)
    assert (caller.token_id, caller.token) == (claims_of(token)["jti"], token)


@pytest.mark.parametrize("algorithm", ["none", "None", "nOnE", "NONE", ""])
async def test_an_unsigned_token_is_refused(auth: AuthService, verifier: Verifier, algorithm: str) -> None:
    claims = segment(claims_of(auth.token(7)))
    head = segment({"alg": algorithm, "typ": "JWT", "kid": auth.kid})

    for token in (f"{head}.{claims}.", f"{head}.{claims}", f"{head}.{claims}.{segment(b'x')}"):
        assert await refusal(verifier, token) == "The token is invalid"


def _as_pem(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize(
    "secret_of",
    [
        _as_pem,
        lambda key: _as_pem(key).strip(),
        lambda key: key.public_key().public_bytes_raw(),
        lambda key: segment(key.public_key().public_bytes_raw()).encode(),
    ],
    ids=["pem", "pem without newline", "raw", "jwk"],
)
async def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(
    auth: AuthService, verifier: Verifier, secret_of: Callable[[Ed25519PrivateKey], bytes]
) -> None:
    unsigned = f"{segment({'alg': 'HS256', 'kid': auth.kid})}.{segment(claims_of(auth.token(7)))}"
    mac = hmac.new(secret_of(auth.key), unsigned.encode(), hashlib.sha256).digest()

    assert await refusal(verifier, f"{unsigned}.{segment(mac)}") == "The token is invalid"


@pytest.mark.parametrize("algorithm", ["RS256", "RS512", "PS256", "HS512"])
async def test_another_algorithm_is_refused(auth: AuthService, verifier: Verifier, algorithm: str) -> None:
    key: Any = "s" * 64 if algorithm.startswith("HS") else generate_private_key(65537, 2048)
    token = jwt.encode(claims_of(auth.token(7)), key, algorithm=algorithm, headers={"kid": auth.kid})

    assert await refusal(verifier, token) == "The token is invalid"


async def test_another_key_under_our_keys_name_is_refused(auth: AuthService, verifier: Verifier) -> None:
    token = jwt.encode(
        claims_of(auth.token(7)), Ed25519PrivateKey.generate(), algorithm="EdDSA", headers={"kid": auth.kid}
    )

    assert await refusal(verifier, token) == "The token is invalid"


@pytest.mark.parametrize("header", ["jku", "x5u", "jwk", "x5c"])
async def test_a_key_the_token_brings_itself_is_not_looked_at(
    auth: AuthService, verifier: Verifier, header: str
) -> None:
    theirs = Ed25519PrivateKey.generate()
    brought = {"kty": "OKP", "crv": "Ed25519", "x": segment(theirs.public_key().public_bytes_raw())}
    value: Any = brought if header == "jwk" else "http://127.0.0.1:9/keys"
    headers = {"kid": auth.kid, header: value}
    token = jwt.encode(claims_of(auth.token(7)), theirs, algorithm="EdDSA", headers=headers)

    assert await refusal(verifier, token) == "The token is invalid"


@pytest.mark.parametrize("claim", REQUIRED_CLAIMS)
async def test_a_token_without_a_claim_is_refused(auth: AuthService, verifier: Verifier, claim: str) -> None:
    claims = claims_of(auth.token(7))
    assert await refusal(verifier, signed(auth, claims)) is None
    del claims[claim]

    assert await refusal(verifier, signed(auth, claims)) == "The token is invalid"


@pytest.mark.parametrize(
    ("claims", "detail"),
    [
        ({"exp": lambda: time.time() - 60}, "The token has expired"),
        ({"nbf": lambda: time.time() + 600}, "The token is invalid"),
        ({"iat": lambda: time.time() + 600}, "The token is invalid"),
        ({"iss": "career-agent.example.com"}, "The token is invalid"),
        ({"iss": "career"}, "The token is invalid"),
        ({"iss": ["career-agent"]}, "The token is invalid"),
        ({"aud": "another-api"}, "The token is invalid"),
        ({"aud": ["another-api", "third-api"]}, "The token is invalid"),
        ({"aud": "career-agent-api-2"}, "The token is invalid"),
        ({"sub": "ada"}, "The token is invalid"),
        ({"sub": 7}, "The token is invalid"),
        ({"created_at": 7}, "The token is invalid"),
        ({"created_at": "yesterday"}, "The token is invalid"),
        ({"exp": "soon"}, "The token is invalid"),
        ({"exp": 10**30}, "The token is invalid"),
        ({"exp": None}, "The token is invalid"),
        ({"jti": None}, "The token is invalid"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
async def test_claims_that_do_not_fit_are_refused(
    auth: AuthService, verifier: Verifier, claims: dict[str, Any], detail: str
) -> None:
    # A moment is counted from the test's own: the cases may have been listed long before.
    stated = {name: value() if callable(value) else value for name, value in claims.items()}

    assert await refusal(verifier, signed(auth, claims_of(auth.token(7)) | stated)) == detail


@pytest.mark.parametrize(
    "headers",
    [
        {"kid": "../../../dev/null"},
        {"kid": "' OR 1=1--"},
        {"kid": "k" * 4000},
        {"kid": ["a", "list"]},
        {"kid": {"a": "map"}},
        {"kid": None},
        {"kid": 7},
        {"kid": ""},
        {"crit": ["unheard-of"], "unheard-of": True},
        {"crit": "EdDSA"},
        {"b64": False, "crit": ["b64"]},
    ],
    ids=lambda headers: str(headers)[:30],
)
async def test_a_header_with_tricks_is_refused(auth: AuthService, verifier: Verifier, headers: dict[str, Any]) -> None:
    assert await refusal(verifier, signed(auth, claims_of(auth.token(7)), headers)) == "The token is invalid"


NESTED = b'{"alg":"EdDSA","kid":' + b"[" * 2900 + b"]" * 2900 + b"}"


@pytest.mark.parametrize(
    "token",
    ["", ".", "..", "...", "a.b.c", "ä.ö.ü", "\x00.\x00.\x00", f"{segment(NESTED)}.e30.AA", f"{segment([1])}.e30.AA"],
    ids=["empty", "dot", "dots", "more dots", "letters", "umlauts", "nul", "nested", "no map"],
)
async def test_what_is_no_token_is_refused(verifier: Verifier, token: str) -> None:
    assert await refusal(verifier, token) == "The token is invalid"


async def test_a_token_with_one_character_changed_is_refused(auth: AuthService, verifier: Verifier) -> None:
    head, claims, signature = auth.token(7).split(".")
    changed = [
        f"{_flipped(head)}.{claims}.{signature}",
        f"{head}.{_flipped(claims)}.{signature}",
        f"{head}.{claims}.{_flipped(signature)}",
        f"{head}.{claims}.{signature}.",
        f"{head}.{claims}.{signature}.{signature}",
        f".{head}.{claims}.{signature}",
    ]

    assert {await refusal(verifier, token) for token in changed} == {"The token is invalid"}


def _flipped(part: str) -> str:
    middle = len(part) // 2
    return part[:middle] + ("A" if part[middle] != "A" else "B") + part[middle + 1 :]


async def test_an_oversized_token_is_refused_even_when_it_is_well_signed(auth: AuthService, verifier: Verifier) -> None:
    assert await refusal(verifier, auth.token(7, padding="x" * 8200)) == "The token is invalid"


async def test_a_token_that_was_taken_is_refused_when_it_expires(
    auth: AuthService, verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifier_module, "LEEWAY_SECONDS", 0)
    token = auth.token(7, exp=int(time.time()) + 2)
    assert await refusal(verifier, token) is None

    await becomes(verifier, token, "The token has expired")


async def test_an_ended_session_ends_one_token_and_no_other(auth: AuthService, verifier: Verifier) -> None:
    ended, other = auth.token(7), auth.token(7)
    assert await refusal(verifier, ended) is None

    auth.says(token_id=claims_of(ended)["jti"])

    await becomes(verifier, ended, "The session has ended")
    assert await refusal(verifier, other) is None


async def test_a_deactivated_person_is_refused_until_they_are_active_again(
    auth: AuthService, verifier: Verifier
) -> None:
    token, other = auth.token(7), auth.token(8)

    auth.says(user_id=7, active=False)
    await becomes(verifier, token, "The session has ended")
    assert await refusal(verifier, auth.token(7)) == "The session has ended"
    assert await refusal(verifier, other) is None

    auth.says(user_id=7, active=True)
    await becomes(verifier, token, None)


async def test_a_changed_role_counts_more_than_what_the_token_says(auth: AuthService, verifier: Verifier) -> None:
    former, new = auth.token(7, admin=True), auth.token(8)
    assert (await verifier.verify(former)).is_admin

    auth.says(user_id=7, admin=False)
    auth.says(user_id=8, admin=True)
    await asyncio.sleep(0.2)

    assert not (await verifier.verify(former)).is_admin
    assert (await verifier.verify(new)).is_admin


async def test_tokens_signed_before_a_point_in_time_are_dead_and_later_ones_live(
    auth: AuthService, verifier: Verifier
) -> None:
    now = time.time()
    before, after = auth.token(7, iat=now - 10), auth.token(7, iat=now)
    assert await refusal(verifier, before) is None

    auth.says(user_id=7, not_before=datetime.fromtimestamp(now - 5, UTC))

    await becomes(verifier, before, "The session has ended")
    assert await refusal(verifier, after) is None


async def test_a_long_feed_is_read_whole_before_the_first_token_is_taken(auth: AuthService) -> None:
    auth.longest_page = 2
    token = auth.token(7)
    for user_id in (1, 2, 3, 4, 5, 6, 7):
        auth.says(user_id=user_id, active=False)

    async with verifying(auth, PlatformSettings(feed_every_seconds=60)) as verifier:
        assert await refusal(verifier, token) == "The session has ended"


@pytest.mark.parametrize("failure", [Unavailable(), ConnectionError("no database"), RuntimeError("bug")], ids=repr)
async def test_while_the_feed_can_not_be_read_the_last_one_stays_in_force(
    auth: AuthService, verifier: Verifier, failure: Exception
) -> None:
    ended, living = auth.token(7), auth.token(8)
    auth.says(user_id=7, active=False)
    await becomes(verifier, ended, "The session has ended")

    auth.fails_with = failure
    await asyncio.sleep(0.2)

    assert await refusal(verifier, ended) == "The session has ended"
    assert await refusal(verifier, living) is None
    age = verifier.feed_age_seconds
    assert age is not None
    assert age > 0.1

    auth.fails_with = None
    auth.says(user_id=8, active=False)
    await becomes(verifier, living, "The session has ended")


async def test_before_keys_and_feed_were_ever_read_nobody_is_let_in_or_sent_away(auth: AuthService) -> None:
    auth.fails_with = Unavailable()
    async with verifying(auth) as verifier:
        with pytest.raises(Unavailable):
            await verifier.verify(auth.token(7))
        assert verifier.feed_age_seconds is None

        auth.fails_with = None

        assert (await verifier.verify(auth.token(7))).id == 7


async def test_an_unknown_key_makes_the_keys_be_fetched_again_but_not_for_every_token(
    auth: AuthService, verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = auth.token(7)
    assert await refusal(verifier, old) is None
    monkeypatch.setattr(verifier_module, "UNKNOWN_KEY_SECONDS", 0.5)
    auth.rotate()
    await asyncio.sleep(0.6)
    strangers = [signed(auth, claims_of(auth.token(7)), {"kid": f"unknown-{n}"}) for n in range(50)]

    assert (await verifier.verify(auth.token(7))).id == 7
    assert {await refusal(verifier, stranger) for stranger in strangers} == {"The token is invalid"}

    assert auth.asked_for_keys == 2
    assert await refusal(verifier, old) == "The token is invalid"


async def test_the_feed_forgets_what_concerns_only_expired_tokens(
    auth: AuthService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifier_module, "KEYS_EVERY_SECONDS", 0.05)
    auth.says(user_id=7, active=False, expires_at=datetime.now(UTC) + timedelta(seconds=0.3))
    async with verifying(auth) as verifier:
        token = auth.token(7)
        assert await refusal(verifier, token) == "The session has ended"

        await becomes(verifier, token, None)


async def test_work_is_refused_for_who_was_deactivated_and_at_once_no_more_when_they_are_active_again(
    auth: AuthService,
) -> None:
    """S06: a worker asks before it begins; a yes is made sure of, however seldom the feed is read."""
    auth.says(user_id=7, active=False)
    async with verifying(auth, PlatformSettings(feed_every_seconds=60)) as seldom:
        assert await seldom.is_shut_out(7)
        assert not await seldom.is_shut_out(8)

        auth.fails_with = Unavailable()
        assert await seldom.is_shut_out(7), "the last feed stays in force"

        auth.fails_with = None
        auth.says(user_id=7, active=True)
        assert not await seldom.is_shut_out(7)


async def test_a_page_of_the_feed_that_comes_late_does_not_bring_back_what_it_said(auth: AuthService) -> None:
    auth.says(user_id=7, active=False)
    async with verifying(auth, PlatformSettings(feed_every_seconds=60)) as verifier:
        auth.says(user_id=7, active=False)
        late = auth.slow_pages = asyncio.Event()
        asking = asyncio.create_task(verifier.is_shut_out(7))
        await until(lambda: auth.held_pages == 1)
        auth.slow_pages = None
        auth.says(user_id=7, active=True)
        assert not await verifier.is_shut_out(7)

        late.set()

        assert not await asking
        assert not await verifier.is_shut_out(7)
