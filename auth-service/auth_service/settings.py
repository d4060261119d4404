"""Settings of auth-service."""

from typing import Literal

from pydantic import Field, PositiveInt, SecretStr

from shared.settings import ServiceSettings

DEVELOPMENT_SECRET = "development-only"
"""Good enough to try the product; production refuses to start with it."""


class Settings(ServiceSettings, env_prefix="AUTH_"):
    access_token_seconds: PositiveInt = 86_400
    """Lifetime of an access token."""
    refresh_idle_days: PositiveInt = 14
    """A session whose refresh token is not used for so long is over."""
    refresh_longest_days: PositiveInt = 90
    """However much it is used, a session is over after so long: then the password is asked for again."""
    key_rotation_days: PositiveInt = 90
    """A key signs for so long; then a new one does, and nobody is logged out."""
    hashing_threads: PositiveInt = 2
    """Passwords hashed at once; each takes 19 MiB."""
    audit_kept_days: PositiveInt = 400
    """What administrators did is kept for so long."""
    registration_mode: Literal["open", "allowlist", "closed"] = Field(
        default="open", validation_alias="REGISTRATION_MODE"
    )
    """Who may register: everybody, whose address an administrator has listed, nobody; another word stops the start."""
    first_admin_email: str = Field(default="", validation_alias="FIRST_ADMIN_EMAIL")
    """In production the account that becomes the first administrator when it registers."""
    key_encryption_secret: SecretStr = Field(
        default=SecretStr(DEVELOPMENT_SECRET), validation_alias="KEY_ENCRYPTION_SECRET"
    )
    """Encrypts the signing keys in the database; production needs one of its own, of 32 characters or more."""
    reset_link_minutes: PositiveInt = 60
    """A mailed link that resets a password is good for so long."""
    public_url: str = Field(default="", validation_alias="PUBLIC_URL")
    """Where people reach the product, as links in mails begin; empty: this machine at PORT."""
    smtp_host: str = Field(default="", validation_alias="SMTP_HOST")
    """The server that takes mail; empty: none is sent, and in development the links are logged."""
    smtp_port: PositiveInt = Field(default=587, le=65535, validation_alias="SMTP_PORT")
    """Its port."""
    smtp_security: Literal["starttls", "tls", "none"] = Field(default="starttls", validation_alias="SMTP_SECURITY")
    """How the connection is encrypted; `none` is for a server on this machine."""
    smtp_username: str = Field(default="", validation_alias="SMTP_USERNAME")
    """Who logs in there; empty: nobody does."""
    smtp_password: SecretStr = Field(default=SecretStr(""), validation_alias="SMTP_PASSWORD")
    """Their password."""
    mail_from: str = Field(default="", validation_alias="MAIL_FROM")
    """Whom mails come from; needed with SMTP_HOST."""
