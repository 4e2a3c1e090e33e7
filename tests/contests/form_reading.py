"""What a browser would send if somebody opened a page and pressed its button without touching anything."""

from __future__ import annotations

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._text_of = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name, value = found.get("name") or "", found.get("value") or ""
        if tag == "input" and name:
            self._input(found.get("type") or "text", name, value, checked="checked" in found)
        elif tag == "textarea":
            self._text_of = name
            self.fields[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in found or self._select not in self.fields):
            self.fields[self._select] = value

    def _input(self, kind: str, name: str, value: str, *, checked: bool) -> None:
        if kind in {"radio", "checkbox"}:
            if checked:
                self.fields[name] = value
        elif kind != "submit":
            self.fields[name] = value

    def handle_data(self, text: str) -> None:
        if self._text_of:
            self.fields[self._text_of] += text

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.fields[self._text_of] = self.fields[self._text_of].strip("\r\n")
            self._text_of = ""


def shown_fields(html: str) -> dict[str, str]:
    """The fields of a page's forms by name, as they stand when the page is opened."""
    reader = _Reader()
    reader.feed(html)
    return reader.fields
