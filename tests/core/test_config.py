"""Settings: what production refuses to start with, and clear words about what is wrong."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from sotong.core.config import DEVELOPMENT_SECRET, Settings, SettingsInvalid

GOOD = {
    "SOTONG_MODE": "production",
    "SOTONG_SECRET_KEY": "n" * 48,
    "SOTONG_PUBLIC_URL": "https://sotong.example/",
    "SOTONG_DATABASE_URL": "postgresql://sotong@localhost/sotong",
}


def test_production_starts_with_a_secret_and_an_https_address() -> None:
    settings = Settings.from_env(GOOD)
    assert settings.production
    assert settings.secure_cookies
    assert settings.public_url == "https://sotong.example"
    assert settings.database_url == "postgresql+psycopg://sotong@localhost/sotong"


@pytest.mark.parametrize("secret", ["", "short", DEVELOPMENT_SECRET])
def test_production_refuses_a_missing_short_or_default_secret(secret: str) -> None:
    with pytest.raises(SettingsInvalid, match="SOTONG_SECRET_KEY"):
        Settings.from_env(GOOD | {"SOTONG_SECRET_KEY": secret})


def test_production_is_what_is_meant_unless_said_otherwise() -> None:
    with pytest.raises(SettingsInvalid, match="SOTONG_SECRET_KEY"):
        Settings.from_env({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SOTONG_MODE", "prod"),
        ("SOTONG_PUBLIC_URL", "http://sotong.example"),
        ("SOTONG_DATABASE_URL", "mysql://localhost/x"),
        ("SOTONG_TRUSTED_PROXIES", "one"),
        ("SOTONG_MAX_REQUEST_MIB", "-1"),
        ("SOTONG_SEAL", "red"),
        ("SOTONG_HEAD_NAME", "가" * 61),
    ],
)
def test_a_wrong_value_is_named_with_its_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsInvalid, match=name):
        Settings.from_env(GOOD | {name: value})


def test_a_database_address_is_not_repeated_in_an_error_for_it_may_hold_a_password() -> None:
    with pytest.raises(SettingsInvalid) as refused:
        Settings.from_env(GOOD | {"SOTONG_DATABASE_URL": "mysql://me:geheim@localhost/x"})
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize(
    ("office", "title"),
    [
        ("영등포구청", "영등포구청장"),
        ("순천시청", "순천시장"),
        ("고성군청", "고성군수"),
        ("소통공단", "소통공단장"),
    ],
)
def test_the_head_of_an_office_is_called_as_its_name_has_it_unless_set(office: str, title: str) -> None:
    head = Settings.from_env(GOOD | {"SOTONG_OFFICE": office}).head
    assert head.signs(english=False) == (title, "")
    named = {"SOTONG_OFFICE": office, "SOTONG_HEAD_TITLE": "권한대행 부구청장", "SOTONG_HEAD_NAME": "한소통"}
    assert Settings.from_env(GOOD | named).head.signs(english=False) == ("권한대행 부구청장", "한소통")


def test_settings_are_frozen() -> None:
    settings = Settings.from_env(GOOD)
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.mode = "demo"  # type: ignore[misc]


def test_sign_ins_last_as_set() -> None:
    settings = Settings.from_env(GOOD | {"SOTONG_SIGN_IN_HOURS": "8", "SOTONG_IDLE_MINUTES": "15"})
    assert settings.sign_in_lasts == timedelta(hours=8)
    assert settings.idle_after == timedelta(minutes=15)
