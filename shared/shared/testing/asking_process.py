"""`python -m shared.testing.asking_process <database URL> <provider URL>`: asks one question, to be killed over it."""

import asyncio
import sys

from shared.llm.settings import LanguageModelSettings
from shared.testing.asking import asking, question
from shared.testing.messages_api.server import KEY


async def _ask(database_url: str, provider_url: str) -> None:
    settings = LanguageModelSettings(anthropic_api_key=KEY, anthropic_base_url=provider_url, llm_lease_seconds=1)
    async with asking(database_url, settings) as model:
        await model.ask(question())


if __name__ == "__main__":
    asyncio.run(_ask(sys.argv[1], sys.argv[2]))
