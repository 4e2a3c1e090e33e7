// Choosing many rows of a board at once. Without this file each row is still chosen by its own box.

function offerChoosingAll(button) {
  const boxes = [...button.form.querySelectorAll("input[name='chosen']")];
  button.hidden = boxes.length < 2;
  button.addEventListener("click", () => {
    const all = boxes.every((box) => box.checked);
    boxes.forEach((box) => { box.checked = !all; });
    button.setAttribute("aria-pressed", String(!all));
  });
}

document.querySelectorAll("[data-choose-all]").forEach(offerChoosingAll);
