"""Services of others are off until their keys are set, and keys are never printed."""

from __future__ import annotations

from sotong.core.outside import Outside

KEYS = {
    "SOTONG_KAKAO_CLIENT_ID": "kakao-id",
    "SOTONG_KAKAO_CLIENT_SECRET": "kakao-secret",
    "SOTONG_SOLAPI_KEY": "solapi-key",
    "SOTONG_SOLAPI_SECRET": "solapi-secret",
    "SOTONG_SOLAPI_SENDER": "0226703114",
}


def test_without_keys_nobody_signs_in_elsewhere_and_texts_stay_here_but_in_production() -> None:
    for mode in ("development", "demo", "test"):
        outside = Outside.from_env({}, mode)
        assert (dict(outside.sign_ins), outside.texts, outside.outbox) == ({}, None, True)
    assert not Outside.from_env({}, "production").outbox


def test_what_has_keys_is_offered_at_its_own_address() -> None:
    outside = Outside.from_env(KEYS, "production")
    assert list(outside.sign_ins) == ["kakao"]
    assert outside.sign_ins["kakao"].address == "https://kauth.kakao.com"
    assert outside.texts
    assert (outside.texts.sender, outside.texts.address) == ("0226703114", "https://api.solapi.com")
    assert not outside.outbox


def test_secrets_are_not_shown_when_settings_are_printed() -> None:
    shown = repr(Outside.from_env(KEYS, "production"))
    assert "kakao-secret" not in shown
    assert "solapi-secret" not in shown
