"""The base of every form: says whether it is ready, turns refusals into sentences, loses nothing typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, Final

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, ImmutableMultiDict
from wtforms import Field, FileField, HiddenField, IntegerField, PasswordField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its stubs
from wtforms.validators import StopValidation

from sotong.core.canonical import LARGEST_INTEGER
from sotong.core.errors import Refused
from sotong.core.field_sentences import InReadersLanguage
from sotong.core.labels import sentence
from sotong.core.written import is_one_line, unseen_in

OK, REFUSED, UNPROCESSABLE = 200, 409, 422
_OF_SEVERAL_LINES: Final = (TextAreaField, HiddenField, PasswordField)


def stripped(value: Any) -> Any:
    """Filter of text fields: without the blanks around it."""
    return value.strip() if isinstance(value, str) else value


def countable(value: Any) -> Any:
    """Filter of whole numbers: one too long to compute with becomes the largest, beyond every bound too."""
    return max(-LARGEST_INTEGER, min(value, LARGEST_INTEGER)) if isinstance(value, int) else value


_READERS: Final = InReadersLanguage()


class Form(FlaskForm):
    """A form of the house.

    `ready()` is true for a valid POST; `attempt()` surrounds the one call and turns `Refused` into a
    sentence above the form, or at the field that `at_field` names for the reason; `done` tells that
    nothing was refused; `status` goes with the answer.
    """

    done = False
    status = OK
    at_field: ClassVar[Mapping[str, str]] = {}

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Take as a file only what a field for files asks for: elsewhere a file is no answer."""
            given = super().wrap_formdata(form, formdata)
            if not isinstance(given, CombinedMultiDict):
                return given
            wanted = {name for name, field in form._fields.items() if isinstance(field, FileField)}
            files = [(name, file) for name, file in request.files.items(multi=True) if name in wanted]
            return CombinedMultiDict((ImmutableMultiDict(files), request.form))

        def get_translations(self, form: Any) -> Any:  # noqa: ARG002 - as WTForms calls it
            return _READERS

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            filters = unbound_field.kwargs.get("filters", [])
            if issubclass(unbound_field.field_class, StringField):
                filters = [*filters, stripped]
            elif issubclass(unbound_field.field_class, IntegerField):
                filters = [*filters, countable]
            bound: Field = unbound_field.bind(form=form, filters=filters, **options)
            return bound

        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Any:
            # With `maxlength` a browser cuts off what is too long, without a word; here it is told, and kept.
            return super().render_field(field, {**render_kw, "maxlength": False})

    def ready(self) -> bool:
        """Whether this is a POST with valid input. If it is one with invalid input, status becomes 422."""
        if not self.is_submitted():
            return False
        if self.validate():
            return True
        self.status = UNPROCESSABLE
        return False

    def validate(self, extra_validators: Any = None) -> bool:
        clean = [_refuse_unseen(field) for field in self]
        return bool(super().validate(extra_validators)) and all(clean)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Surround the call of a service; a refusal is shown with status 409."""
        try:
            yield
        except Refused as refused:
            at = refused.facts.get("at") or self.at_field.get(refused.reason)
            self._show(sentence(refused.reason, **refused.facts), str(at) if at else None)
            self.status = REFUSED
        else:
            self.done = True

    def _show(self, message: str, name: str | None) -> None:
        if name is None:
            self.form_errors.append(message)
            return
        outer, _dot, inner = name.partition(".")
        field = self[outer].form[inner] if inner else self[outer]
        field.errors = [*field.errors, message]

    def refuse_field(self, name: str, message: object) -> None:
        """Put a sentence at one field and answer 422."""
        self._show(str(message), name)
        self.status = UNPROCESSABLE


def options(pairs: Iterable[tuple[object, object]]) -> Any:
    """Return the choices of a list from (value, label) pairs."""
    return [SelectChoice(value, label) for value, label in pairs]


class Part(Form):
    """A form within a form, whose token is the outer one's."""

    class Meta(Form.Meta):
        csrf = False


class ConfirmForm(Form):
    """A form with nothing but its token: a button."""


def _refuse_unseen(field: Field) -> bool:
    """Have a field refused that holds what nobody sees; return whether it is clean."""
    raw = [value for value in (field.raw_data or []) if isinstance(value, str)]
    message = next(filter(None, (_unseen_in(field, value) for value in raw)), None)
    if message is None:
        return True
    field.process_errors = []
    field.validators = [_always(message), *field.validators]
    return False


def _unseen_in(field: Field, text: str) -> str | None:
    if character := unseen_in(text):
        return str(
            _(
                "사용할 수 없는 문자(%(character)s)가 들어 있습니다. "
                "화면에 보이지 않을 수 있으니 지우고 다시 입력해 주십시오.",
                character=character,
            )
        )
    is_line = isinstance(field, StringField) and not isinstance(field, _OF_SEVERAL_LINES)
    return (
        str(_("줄 바꿈이나 탭 없이 한 줄로 입력해 주십시오.")) if is_line and not is_one_line(text) else None
    )


def _always(message: str) -> Any:
    def refuse(_form: Form, _field: Field) -> None:
        raise StopValidation(message)

    return refuse


def asked_page() -> int:
    """Return the page number asked for in the address, at least 1; nonsense counts as 1."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < len("1000000") else 1
