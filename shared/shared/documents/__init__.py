"""Documents made from the code: what events say, and what can be set. Values in, texts out."""

from shared.documents.asyncapi import asyncapi
from shared.documents.events_page import events_page
from shared.documents.settings_page import SettingsGroup, settings_page

__all__ = ["SettingsGroup", "asyncapi", "events_page", "settings_page"]
