"""What profile-service says of the caller: on its public path, with the caller's own token."""

from http import HTTPStatus

from pydantic import BaseModel, ValidationError

from shared.auth import Caller
from shared.errors import NotAuthenticated, Unavailable
from shared.peers import Peers


class _Preferences(BaseModel):
    use_ai: bool = True


class _Profile(BaseModel):
    preferences: _Preferences


class Neighbours:
    """Asked at the moment it matters: a refusal counts from the next text on."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def may_use_ai(self, caller: Caller) -> bool:
        """Whether what the caller pastes may leave for a language model.

        Raises Unavailable when that can't be learnt: without consent nothing leaves.
        """
        answer = await self._peers.get("profile", "/api/profile", token=caller.token)
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            raise NotAuthenticated
        if not answer.is_success:
            raise Unavailable
        try:
            return _Profile.model_validate_json(answer.content).preferences.use_ai
        except ValidationError as error:
            raise Unavailable from error
