// The evidence reader: filters the transcript by statement, group, speaker, code and words. Without it, or
// without scripts, the whole transcript stands there as it is.
"use strict";
(() => {
  const reader = document.getElementById("reader");
  const turns = [...document.querySelectorAll("ol.transcript > li")];
  if (!reader || !turns.length) return;
  const fields = [...reader.querySelectorAll("select, input")];
  const shown = document.getElementById("shown");
  const search = document.getElementById("f-words");
  const said = turns.map((turn) => turn.querySelector(".said").textContent.toLocaleLowerCase());
  const say = shown.dataset;  // the words of the brief's language
  reader.hidden = false;

  const parsed = {};  // of thousands of turns, each is read once
  const values = (name) => parsed[name] ??= turns.map((turn) => JSON.parse(turn.dataset[name]));

  function apply() {
    const wanted = fields.filter((field) => field !== search && field.value)
      .map((field) => [values(field.name), field.value]);
    const words = search.value.trim().toLocaleLowerCase();
    let count = 0;
    turns.forEach((turn, at) => {
      const fits = wanted.every(([own, value]) => own[at].includes(value))
        && (!words || said[at].includes(words));
      turn.hidden = !fits;
      count += fits;
    });
    shown.textContent = say.shown.replace("{n}", count).replace("{of}", turns.length);
  }

  function reset() {
    fields.forEach((field) => { field.value = ""; });
    apply();
  }

  // A link into the transcript must never lead to a hidden turn.
  function reveal() {
    const turn = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (turn && turn.hidden) {
      reset();
      turn.scrollIntoView();
    }
  }

  function copy(button) {
    const quote = button.closest("blockquote");
    const by = quote.querySelector("cite").firstChild.textContent.trim().replace(/[,،]$/, "");
    const turn = quote.querySelector("a.ref").textContent;
    const text = `“${quote.querySelector("q").textContent}” (${by}, ${turn}; ${document.title})`;
    const copied = navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject(new Error("no clipboard"));
    copied.then(() => {
      button.textContent = say.copied;
      setTimeout(() => { button.textContent = say.copy; }, 1500);
    }, () => { button.textContent = say.refused; });
  }

  document.querySelectorAll("main blockquote").forEach((quote) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = say.copy;
    button.setAttribute("aria-label", say.label);
    button.addEventListener("click", () => copy(button));
    quote.append(button);
  });
  fields.forEach((field) => field.addEventListener("input", apply));
  document.getElementById("f-reset").addEventListener("click", reset);
  window.addEventListener("hashchange", reveal);
  // On paper nothing can be unfolded.
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details").forEach((part) => { part.open = true; });
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(input|select|textarea)$/i.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      search.focus();
    }
    if (event.key === "Escape" && typing) reset();
  });
  apply();
  reveal();
})();
