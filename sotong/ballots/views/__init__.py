"""The pre-vote's pages. Importing this gives the blueprint with all of them."""

from __future__ import annotations

from sotong.ballots.views import fraud, keys, links, pictures, roster, sign_in, vote
from sotong.ballots.views.room import blueprint

__all__ = ["blueprint", "fraud", "keys", "links", "pictures", "roster", "sign_in", "vote"]
