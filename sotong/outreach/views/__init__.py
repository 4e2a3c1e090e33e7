"""The outreach room's pages. Importing this gives the blueprint with all of them."""

from __future__ import annotations

from sotong.outreach.views import guard, posts, publishing
from sotong.outreach.views.room import blueprint

__all__ = ["blueprint", "guard", "posts", "publishing"]
