"""Pages for people who come from a mail: each is one file, with a policy that lets only its own script run."""

import base64
import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Page:
    """HTML, and the Content-Security-Policy it is served with."""

    html: str
    policy: str


def read_page(name: str) -> Page:
    """A page of this folder, with the hashes of its inline script and style in its policy."""
    html = files(__package__).joinpath(f"{name}.html").read_text(encoding="utf-8")
    hashes = {tag: _hash(re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)) for tag in ("script", "style")}
    policy = (
        f"default-src 'none'; script-src {hashes['script']}; style-src {hashes['style']}; connect-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
    return Page(html, policy)


def _hash(texts: list[str]) -> str:
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts)
