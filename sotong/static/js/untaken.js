// What was typed into a form that came too late (its sign-in had ended, or its page was old) is put back into the form
// when the same person opens the same page in the same tab. It stays in this tab and is never sent anywhere by this file;
// passwords and files are not kept. Without this file the texts stand on the error page, to be copied.

const SHELF = "sotong-untaken";
const SECRET = /password|token|secret/i; // as in web/errors.py
const NEVER = new Set(["password", "file", "submit", "button", "image", "reset", "fieldset", "output"]);
const HAS_STATE = new Set(["checkbox", "radio"]);
const person = document.body.dataset.person ?? "";
const here = window.location.pathname + window.location.search;

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(SHELF));
  } catch {
    return null; // no storage in this browser
  }
}

function keep(typed) {
  try {
    if (typed) sessionStorage.setItem(SHELF, JSON.stringify(typed));
    else sessionStorage.removeItem(SHELF);
  } catch {
    // nothing is put back then
  }
}

const fieldsOf = (form) => [...form.elements].filter((one) => one.name && !NEVER.has(one.type) && !SECRET.test(one.name));

function valuesOf(field) {
  if (field.type === "select-multiple") return [...field.selectedOptions].map((option) => option.value);
  return HAS_STATE.has(field.type) && !field.checked ? [] : [field.value];
}

/** As a form goes. Whatever page comes next decides: only the one that says it was not taken keeps this. */
function note(event) {
  const form = event.target;
  if (!person || event.defaultPrevented || form.method !== "post" || form.matches("[data-sheet]")) return;
  const fields = fieldsOf(form).map((field) => [field.name, valuesOf(field)]);
  keep({ person, page: here, action: form.action, fields, untaken: false });
}

/** Hidden fields too: they say which state was changed, and the server tells whoever changes an older one. */
function fill(form, fields) {
  const rest = [...fields];
  for (const field of fieldsOf(form)) {
    const at = rest.findIndex(([name]) => name === field.name);
    if (at < 0) continue; // the page has one more now
    const [[, values]] = rest.splice(at, 1);
    if (HAS_STATE.has(field.type)) field.checked = fields.some(([name, chosen]) => name === field.name && chosen.includes(field.value));
    else if (field.tagName !== "SELECT") [field.value] = values;
    else [...field.options].forEach((option) => { option.selected = values.includes(option.value); });
  }
  if (form.hasAttribute("data-unsaved")) form.dataset.unsaved = "yes";
}

/** Say so above the form, and bring it into sight. */
function tell(form) {
  const said = document.querySelector("[data-put-back]");
  form.closest("details")?.setAttribute("open", "");
  form.before(said);
  said.hidden = false;
  said.focus();
}

function putBack(typed) {
  const form = [...document.forms].find((one) => one.method === "post" && one.action === typed.action);
  keep(null);
  if (!form) return;
  fill(form, typed.fields);
  tell(form);
}

function arrive() {
  const typed = kept();
  const said = document.querySelector("[data-untaken]");
  if (!typed) return;
  if (said) {
    keep({ ...typed, untaken: true });
    said.hidden = false;
  } else if (!typed.untaken || (person && person !== typed.person)) {
    keep(null);
  } else if (person && typed.page === here) {
    putBack(typed);
  }
}

document.addEventListener("submit", note);
arrive();
