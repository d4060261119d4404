"""What administrators see and change."""

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from auth_service.schemas.accounts import EmailText
from shared.http import Utc


class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int = Field(validation_alias="user_id")
    email: str
    full_name: str
    is_active: bool
    is_admin: bool
    created_at: Utc


class UsersOut(BaseModel):
    users: list[UserOut]
    total: int


class ChangeUserIn(BaseModel):
    is_active: StrictBool | None = Field(default=None, examples=[False])
    is_admin: StrictBool | None = Field(default=None, examples=[True])


class AllowIn(BaseModel):
    email: EmailText


class AllowedEmailOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    email: str
    added_by: int | None = Field(description="The administrator; null for the operator, or one who is gone.")
    created_at: Utc


class AllowedEmailsOut(BaseModel):
    allowed_emails: list[AllowedEmailOut]
    total: int
