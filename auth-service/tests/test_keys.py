"""Signing keys: encrypted, rotated without logging anyone out, or at once when one was stolen (J13)."""

from datetime import timedelta

import jwt
import pytest
from sqlalchemy import select, update

from auth_service import queries, use_cases
from auth_service.keys import KeyVault
from auth_service.tables import SigningKey
from auth_service.testing.visitor import Visitor
from shared.settings import MisconfiguredError
from shared.testing.running import ServiceUnderTest


async def key_set(app: ServiceUnderTest) -> list[str]:
    return [key["kid"] for key in (await app.anyone.get("/.well-known/jwks.json")).json()["keys"]]


async def age_keys(app: ServiceUnderTest, **by: int) -> None:
    """Let what is to come of the keys come sooner."""
    back = timedelta(**by)
    async with app.db.write() as session:
        moved = {"signs_from": SigningKey.signs_from - back, "retired_at": SigningKey.retired_at - back}
        await session.execute(update(SigningKey).values(moved))


async def verifies(app: ServiceUnderTest, token: str) -> bool:
    """Whether the published keys of just now verify a token."""
    keys = jwt.PyJWKSet.from_dict((await app.anyone.get("/.well-known/jwks.json")).json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    return bool(jwt.decode(token, key, algorithms=["EdDSA"], audience="career-agent-api"))


def signed_with(visitor: Visitor) -> str:
    return str(jwt.get_unverified_header(visitor.access)["kid"])


async def test_a_key_is_published_before_it_signs_and_the_old_one_verifies_until_its_tokens_are_gone(
    app: ServiceUnderTest,
) -> None:
    before = await Visitor.registered(app)
    [old] = await key_set(app)
    days = app.running.deps.settings.key_rotation_days

    await use_cases.rotate_keys(app.db, app.running.deps)
    assert await key_set(app) == [old], "a young key goes on signing"
    await age_keys(app, days=days, minutes=1)
    await use_cases.rotate_keys(app.db, app.running.deps)
    await use_cases.rotate_keys(app.db, app.running.deps)

    new, still_there = await key_set(app)
    assert still_there == old
    await before.log_in()
    assert signed_with(before) == old
    await age_keys(app, minutes=6)
    after = Visitor(app)
    await after.log_in()
    assert signed_with(after) == new
    assert await verifies(app, before.access)
    assert await verifies(app, after.access)
    await age_keys(app, days=1, minutes=5)
    assert await key_set(app) == [new]


async def test_the_private_half_of_a_retired_key_is_forgotten(app: ServiceUnderTest) -> None:
    await key_set(app)
    await use_cases.rotate_keys_at_once(app.db, app.running.deps, forget_old=False)
    await age_keys(app, days=2)

    await use_cases.prune(app.db, app.running.deps)

    async with app.db.read() as session:
        kept = (await session.scalars(select(SigningKey.kid))).all()
    assert list(kept) == await key_set(app)
    assert len(kept) == 1


async def test_a_stolen_key_signs_and_verifies_no_more(app: ServiceUnderTest) -> None:
    visitor = await Visitor.registered(app)
    stolen = await key_set(app)

    await use_cases.rotate_keys_at_once(app.db, app.running.deps, forget_old=True)

    assert len(await key_set(app)) == 1
    assert await key_set(app) != stolen
    await visitor.log_in()
    assert signed_with(visitor) not in stolen


async def test_private_keys_are_encrypted_with_the_secret_of_the_settings(app: ServiceUnderTest) -> None:
    await key_set(app)
    async with app.db.read() as session:
        key = await queries.keys.signing(session)
    assert key is not None

    private = app.running.deps.vault.open(key.private_encrypted)

    assert private.public_key().public_bytes_raw() == key.public
    assert private.private_bytes_raw() not in key.private_encrypted
    with pytest.raises(MisconfiguredError, match="KEY_ENCRYPTION_SECRET"):
        KeyVault("another secret").open(key.private_encrypted)
