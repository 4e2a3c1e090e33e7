"""The verbs of the outreach room, by what they are about; those of posts are the room's own too."""

from __future__ import annotations

from sotong.outreach.services.posts import To, assign_share, cancel_post, record_post

__all__ = ["To", "assign_share", "cancel_post", "record_post"]
