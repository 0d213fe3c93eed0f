// The list of briefs: search in what is shown, choose dialogue and state. Without scripts the whole list stands there.
"use strict";
(() => {
  const form = document.getElementById("finder");
  const rows = [...document.querySelectorAll("tbody > tr")];
  if (!form || !rows.length) return;
  const words = document.getElementById("f-words");
  const lists = [...form.querySelectorAll("select")];
  const shown = document.getElementById("shown");
  const said = rows.map((row) => row.textContent.toLocaleLowerCase());
  form.hidden = false;

  function apply() {
    const wanted = words.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    rows.forEach((row, at) => {
      const fits = lists.every((list) => !list.value || row.dataset[list.name] === list.value)
        && wanted.every((word) => said[at].includes(word));
      row.hidden = !fits;
      count += fits;
    });
    shown.textContent = `${count} of ${rows.length}`;
  }

  function reset() {
    [words, ...lists].forEach((field) => { field.value = ""; });
    apply();
  }

  [words, ...lists].forEach((field) => field.addEventListener("input", apply));
  document.getElementById("f-reset").addEventListener("click", reset);
  document.addEventListener("keydown", (event) => {
    const typing = /^(input|select|textarea)$/i.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      words.focus();
    }
    if (event.key === "Escape" && typing) reset();
  });
  apply();
})();
