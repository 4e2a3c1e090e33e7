"""The forms of the results room, by what they are about. Those of cases are on a page of their own."""

from __future__ import annotations

from sotong.results.forms.show import PrepareShowForm, PressForm
from sotong.results.forms.tallies import DecisionForm

__all__ = ["DecisionForm", "PrepareShowForm", "PressForm"]
