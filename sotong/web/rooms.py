"""Every room that has pages. Importing this module also makes every table known."""

from __future__ import annotations

from flask import Blueprint

from sotong.web.views import blueprint as web

BLUEPRINTS: tuple[Blueprint, ...] = (web,)
