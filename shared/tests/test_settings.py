"""Settings: a mistake is one sentence that names the variable and keeps its value to itself."""

from typing import Literal

import pytest
from pydantic import Field, PositiveInt, SecretStr, model_validator

from shared.settings import MisconfiguredError, PlatformSettings, ServiceSettings, read_settings

SECRET_WORD = "hunter2-hunter2"


class Settings(ServiceSettings, env_prefix="PLAIN_"):
    workers: PositiveInt = 2
    mode: Literal["open", "closed"] = Field(default="open", validation_alias="REGISTRATION_MODE")
    api_key: SecretStr = Field(default=SecretStr(""), validation_alias="ANTHROPIC_API_KEY", max_length=8)
    places: tuple[int, ...] = ()


class Needy(ServiceSettings, env_prefix="NEEDY_"):
    address: str
    key: SecretStr = Field(validation_alias="NEEDED_KEY")


class Choosy(ServiceSettings, env_prefix="CHOOSY_"):
    user: str = "a"
    password: str = ""

    @model_validator(mode="after")
    def password_fits_user(self) -> "Choosy":
        if self.user == self.password:
            raise ValueError("CHOOSY_PASSWORD must not be CHOOSY_USER")
        return self


@pytest.mark.parametrize(
    "variable",
    ["PLAIN_WORKERS", "REGISTRATION_MODE", "ANTHROPIC_API_KEY", "PLAIN_PLACES", "PLAIN_POOL_SIZE"],
)
def test_a_setting_that_can_not_be_used_is_named_and_its_value_is_not(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, SECRET_WORD)

    with pytest.raises(MisconfiguredError) as refused:
        read_settings(Settings)

    sentence = str(refused.value)
    assert sentence.startswith(f"Setting {variable} can't be used: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert SECRET_WORD not in sentence
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


@pytest.mark.parametrize(("variable", "value"), [("PORT", "99999"), ("ENVIRONMENT", "staging"), ("LOG_LEVEL", "loud")])
def test_a_platform_setting_has_no_prefix(variable: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(MisconfiguredError, match=f"^Setting {variable} can't be used: "):
        read_settings(PlatformSettings)


def test_a_setting_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEEDED_KEY", SECRET_WORD)
    with pytest.raises(MisconfiguredError) as without_address:
        read_settings(Needy)

    monkeypatch.setenv("NEEDY_ADDRESS", "here")
    monkeypatch.delenv("NEEDED_KEY")
    with pytest.raises(MisconfiguredError) as without_key:
        read_settings(Needy)

    assert str(without_address.value) == "Setting NEEDY_ADDRESS is missing."
    assert str(without_key.value) == "Setting NEEDED_KEY is missing."


def test_settings_that_do_not_go_together_are_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHOOSY_USER", SECRET_WORD)
    monkeypatch.setenv("CHOOSY_PASSWORD", SECRET_WORD)

    with pytest.raises(MisconfiguredError) as refused:
        read_settings(Choosy)

    assert str(refused.value) == "CHOOSY_PASSWORD must not be CHOOSY_USER."


def test_values_come_from_the_environment_under_prefix_or_alias(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in {"PLAIN_WORKERS": "7", "REGISTRATION_MODE": "closed", "PLAIN_PLACES": "[1, 2]"}.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setenv("WORKERS", "9")

    settings = read_settings(Settings)

    assert (settings.workers, settings.mode, settings.places) == (7, "closed", (1, 2))
