"""Settings of the demo."""

from pathlib import Path

from pydantic import Field, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict


class DemoSettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", hide_input_in_errors=True, use_attribute_docstrings=True)

    demo_url: str = ""
    """The product to show; empty: the one on this machine at PORT, started when there is none."""
    port: PositiveInt = Field(default=8000, le=65535)
    """Where the product listens on this machine."""
    data_dir: Path = Path(".data")
    """The product's data; the demo keeps its account in `demo/` there."""

    @property
    def folder(self) -> Path:
        """What belongs to the demo."""
        return self.data_dir / "demo"

    @property
    def url(self) -> str:
        """Where the product is expected."""
        return self.demo_url.rstrip("/") or local_url(self.port)


def local_url(port: int) -> str:
    """The address of a product on this machine."""
    return f"http://localhost:{port}"
