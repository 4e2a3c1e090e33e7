"""Forms that say which departments something is asked of: all, those of a bureau, or some."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, Protocol
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectField, SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from sotong.core import places
from sotong.core.forms import Form, options

BUREAU: Final = "bureau"
DEPARTMENTS: Final = "departments"


class Officer(Protocol):
    """An officer of today, as far as a list of departments shows her."""

    @property
    def department_id(self) -> UUID: ...
    @property
    def department_name(self) -> str: ...
    @property
    def officer_name(self) -> str: ...
    @property
    def bureau(self) -> str: ...


class AudienceForm(Form):
    """Bureaus and departments to choose from, asked for where the field named by `asks` means them.

    The page shows them with `audience_fields` of components/audience.html.
    """

    asks: ClassVar = "audience"
    names_officers: ClassVar = True

    bureau = SelectField(_l("국"), default="", description=_l("'한 국의 부서'를 고른 때에만 씁니다."))
    departments = SelectMultipleField(
        _l("부서"),
        description=_l("'고른 부서'를 고른 때에만 씁니다."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer(self, officers: Sequence[Officer]) -> None:
        """Fill in the bureaus and departments that have an officer today."""
        bureaus = dict.fromkeys(officer.bureau for officer in officers)
        self.bureau.choices = options(
            [("", _l("고르기")), *((bureau, places.bureau(bureau)) for bureau in bureaus)]
        )
        self.departments.choices = options((str(one.department_id), self._label(one)) for one in officers)

    def _label(self, one: Officer) -> str:
        name = places.department(one.department_name)
        return f"{name} ({one.officer_name})" if self.names_officers else name

    def validate_bureau(self, field: Field) -> None:
        """Ask for the bureau if one is meant."""
        if self[self.asks].data == BUREAU and not field.data:
            raise ValidationError(str(_l("국을 골라 주십시오.")))

    def validate_departments(self, field: Field) -> None:
        """Ask for a department if some are meant."""
        if self[self.asks].data == DEPARTMENTS and not field.data:
            raise ValidationError(str(_l("부서를 하나 이상 골라 주십시오.")))

    @property
    def chosen_departments(self) -> list[UUID]:
        """The departments chosen, once the form is valid."""
        return [UUID(department_id) for department_id in self.departments.data or ()]
