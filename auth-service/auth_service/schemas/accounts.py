"""Accounts, logins and passwords."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.http import Line, Stripped, Text, Utc

EmailText = Annotated[Line, Field(min_length=3, max_length=320, examples=["user@example.com"])]
Password = Annotated[Text, Field(max_length=1024, examples=["securepassword123"])]
"""Longer ones are refused before they are hashed; the real limits are in passwords.py."""
FullName = Annotated[Line, Stripped, Field(min_length=1, max_length=200, examples=["John Doe"])]
OpaqueToken = Annotated[str, Field(min_length=1, max_length=512)]


class RegisterIn(BaseModel):
    email: EmailText
    password: Password
    full_name: FullName


class OpenAccountIn(BaseModel):
    email: EmailText
    password: Annotated[Password, Field(examples=["SecurePass1"])]
    full_name: FullName | None = Field(default=None, description="May be given later, with the profile.")


class LoginIn(BaseModel):
    email: EmailText
    password: Password


class RefreshIn(BaseModel):
    refresh_token: OpaqueToken


class LogoutIn(BaseModel):
    refresh_token: OpaqueToken | None = Field(default=None, description="Ends its session as well.")


class ChangePasswordIn(BaseModel):
    current_password: Password
    new_password: Password


class AskForResetIn(BaseModel):
    email: EmailText


class ResetPasswordIn(BaseModel):
    token: OpaqueToken = Field(description="From the mailed link.")
    new_password: Password


class AccountOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int = Field(validation_alias="user_id")
    email: str
    full_name: str
    is_active: bool
    created_at: Utc


class TokenOut(BaseModel):
    access_token: str
    token_type: str = "bearer"
    expires_in: int = Field(description="The access token's lifetime in seconds.", examples=[86400])


class TokensOut(TokenOut):
    refresh_token: str = Field(description="Good for one `POST /api/auth/refresh`, which gives the next.")


class MessageOut(BaseModel):
    message: str
