"""The tables of the outreach room, by what they are about."""

from __future__ import annotations

from sotong.outreach.models.posts import Post

__all__ = ["Post"]
