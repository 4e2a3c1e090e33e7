"""Nobody is led to another site."""

from __future__ import annotations

import pytest

from sotong.core.addresses import inside


@pytest.mark.parametrize("target", ["/", "/departments?page=2&text=%ED%95%9C", "/a//b", "/부서"])
def test_a_path_of_this_site_is_kept(target: str) -> None:
    assert inside(target) == target


@pytest.mark.parametrize(
    "target",
    [
        "",
        "departments",
        "//evil.example",
        "/\\evil.example",
        "/x\\..\\evil",
        "/\t/evil.example",
        "/\r\n/evil.example",
        "/\x00",
        " //evil.example",
        "https://evil.example",
        "javascript:alert(1)",
    ],
)
def test_whatever_may_lead_elsewhere_is_not(target: str) -> None:
    assert inside(target) is None
