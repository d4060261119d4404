"""A request to the stand-in, as a test looks at it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

BLOCK = re.compile(r"<([a-z_]+)-([0-9a-f]{16})>\n(.*?)\n</\1-\2>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was sent."""

    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def model(self) -> str:
        return str(self.body["model"])

    @property
    def is_streamed(self) -> bool:
        return bool(self.body.get("stream"))

    @property
    def key(self) -> str:
        """The same for every attempt at one exchange."""
        return self.headers.get("Idempotency-Key", "")

    @property
    def schema(self) -> Mapping[str, Any]:
        """What the answer has to be."""
        schema: Mapping[str, Any] = self.body["tools"][0]["input_schema"]
        return schema

    @property
    def system(self) -> str:
        return "".join(block["text"] for block in self.body["system"])

    @property
    def texts(self) -> dict[str, str]:
        """The marked data by name."""
        return {name: text for name, _, text in BLOCK.findall(self.first_message)}

    @property
    def first_message(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def complaint(self) -> str:
        """What the model was told is wrong with its answer; empty when it is asked for the first time."""
        messages = self.body["messages"]
        if len(messages) == 1:
            return ""
        content = messages[-1]["content"]
        return content if isinstance(content, str) else str(content[0]["content"])
