"""The outreach room's pages. Importing this gives the blueprint with all of them."""

from __future__ import annotations

from sotong.outreach.views import alert_messages, alerts, guard, guidance, posts, publishing, safety
from sotong.outreach.views.room import blueprint

__all__ = ["alert_messages", "alerts", "blueprint", "guard", "guidance", "posts", "publishing", "safety"]
