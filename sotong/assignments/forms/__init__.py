"""What officers hand in, and what reviewers decide."""

from __future__ import annotations

from sotong.assignments.forms.policy import (
    PolicyForm,
)
from sotong.assignments.forms.samples import (
    SampleForm,
)
from sotong.assignments.forms.screenshots import (
    ScreenshotForm,
)
from sotong.assignments.forms.work import (
    AnswerForm,
    DecisionForm,
    OutcomeForm,
    ProofForm,
)

__all__ = [
    "AnswerForm",
    "DecisionForm",
    "OutcomeForm",
    "PolicyForm",
    "ProofForm",
    "SampleForm",
    "ScreenshotForm",
]
