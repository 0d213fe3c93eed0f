// The review page: shows what the desk says, sends what the person decides. Text is set as text, never as markup.
// Offsets from the kernel are code points; the DOM counts UTF-16, so texts outside the basic plane go through `cut`.

const KEYS = [
  ["j / k", "next / previous coding"], ["a", "accept"], ["x", "reject"], ["1 2 3 4", "supports, opposes, mixed, conditional"],
  ["c", "change code, statement or value"], ["e", "add a coding for the selected words, or for the turn"],
  ["w", "write a memo"], ["u", "undo"], ["/", "search"], ["f", "filters"], ["?", "these keys"], ["Esc", "back to the codings"],
];
const STANCES = ["supports", "opposes", "mixed", "conditional"];
const PART = 40; // turns that are laid out and drawn together
const SLOW = 4000; // ms without an answer after which we say so

function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (key === "class") node.className = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key.startsWith("--")) node.style.setProperty(key, value);
    else if (key in node && !key.includes("-")) node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

const points = (text) => (/[\ud800-\udfff]/.test(text) ? Array.from(text) : text);
const cut = (parts, start, end) => (typeof parts === "string" ? parts.slice(start, end) : parts.slice(start, end).join(""));

class Page {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.view = model.get("view");
    this.items = new Map(Object.entries(this.view.items).map(([turn, items]) => [Number(turn), items]));
    this.colours = new Map(this.view.codes.map(([code, colour]) => [code, colour || "#666666"]));
    this.statements = new Map(this.view.statements);
    this.pending = new Map();
    this.refused = 0;
    this.seq = 0;
    this.filters = { code: "", statement: "", group: "", status: "", sure: "", words: "" };
    this.order = "talk";
    this.taught = [];
    this.current = null;
    this.build();
    this.refilter();
    this.show(this.path.find((i) => i.status === "open" || i.status === "disputed") || this.path[0], false);
    model.on("msg:custom", (message) => this.answered(message));
    this.clock = setInterval(() => this.state(), 1000);
  }

  // ---- building -------------------------------------------------------------------------------------------------

  build() {
    const { root, view } = this;
    root.className = "ir";
    // Jupyter's own keys rest while one is in here. Notebook 7 hears a key before we do and asks the focused element,
    // not what is around it: there "x" would cut the cell.
    root.addEventListener("focusin", (event) => { event.target.dataset.lmSuppressShortcuts = "true"; });
    root.setAttribute("role", "region");
    root.setAttribute("aria-label", "Review of codings");
    this.bar = el("div", { class: "ir-bar", role: "search", "aria-label": "Filters" });
    const codes = [...new Set([...this.items.values()].flat().map((i) => i.code))].sort();
    const groups = [...new Set(view.turns.map((t) => t[2]).filter(Boolean))].sort();
    const statuses = ["open", "disputed", "accepted", "changed", "added", "rejected"];
    this.bar.append(
      this.choice("Code", "code", codes.map((c) => [c, c])),
      this.choice("Statement", "statement", view.statements.map(([id, text]) => [id, `${id} ${text}`])),
      this.choice("Group", "group", groups.map((g) => [g, g])),
      this.choice("Status", "status", statuses.map((s) => [s, s])),
      this.choice("Sure", "sure", [["low", "below .4"], ["middle", ".4 to .7"], ["high", "above .7"]]),
      el("label", {}, "Words ", (this.search = el("input", { type: "search", oninput: () => this.searched() }))),
      el("label", {}, "Order ", el("select", { onchange: (e) => this.sorted(e.target.value) },
        el("option", { value: "talk" }, "as talked"), el("option", { value: "unsure" }, "least sure first"),
        el("option", { value: "teach" }, "the 20 that teach most"))),
      (this.shown = el("output", { "aria-live": "off" })),
    );
    this.scroll = el("div", { class: "ir-scroll", tabIndex: 0, role: "feed", "aria-label": "Transcript with codings" });
    this.form = el("div");
    this.live = el("div", { class: "ir-live", role: "status", "aria-live": "polite" });
    const act = (label, key, go) => el("button", { type: "button", title: `Key ${key}`, "aria-keyshortcuts": key, onclick: go }, label);
    this.foot = el("div", { class: "ir-foot" },
      act("Accept", "a", () => this.accept()), act("Reject", "x", () => this.reject()), act("Change", "c", () => this.edit("change")),
      act("Add", "e", () => this.edit("add")), act("Memo", "w", () => this.memo()), act("Undo", "u", () => this.send({ what: "undo" })),
      act("Keys", "?", () => this.help()), (this.saved = el("span", { class: "ir-state" })));
    root.replaceChildren(this.bar, this.scroll, this.form, this.foot, this.live);
    this.turns = new Map();
    this.parts = [];
    for (let at = 0; at < view.turns.length; at += PART) {
      const turns = view.turns.slice(at, at + PART).map(([number, speaker, group, text]) => this.turn(number, speaker, group, text));
      this.parts.push(el("div", { class: "ir-part", role: "presentation" }, ...turns));
    }
    this.scroll.append(...this.parts);
    root.addEventListener("keydown", (event) => this.key(event));
    this.scroll.addEventListener("mouseup", () => (this.picked = this.selection()));
  }

  choice(label, name, options) {
    const all = [el("option", { value: "" }, "all"), ...options.map(([value, text]) => el("option", { value }, text.slice(0, 60)))];
    const select = el("select", { onchange: (e) => { this.filters[name] = e.target.value; this.refilter(); } }, ...all);
    return el("label", {}, `${label} `, select);
  }

  turn(number, speaker, group, text) {
    const said = el("p", { class: "ir-said", dir: "auto", lang: this.view.language });
    const margin = el("div", { class: "ir-margin" });
    const who = el("p", { class: "ir-who" }, el("b", {}, speaker || "unattributed"), group ? ` · ${group}` : "", ` · ${number}`);
    const article = el("article", { class: "ir-turn", "aria-label": `Turn ${number}, ${speaker || "unattributed"}` },
      el("div", {}, who, said), margin);
    article.dataset.turn = number;
    this.turns.set(number, { article, said, margin, parts: points(text), text, lower: text.toLowerCase(), group });
    this.draw(number);
    return article;
  }

  draw(number) {
    const turn = this.turns.get(number);
    const held = turn.margin.contains(document.activeElement); // keys go on working only where the focus stays
    const items = this.items.get(number) || [];
    const marked = items.filter((i) => i.status !== "rejected");
    const edges = [...new Set([0, turn.parts.length, ...marked.flatMap((i) => [i.start, i.end])])].sort((a, b) => a - b);
    turn.said.replaceChildren(...edges.slice(1).map((end, n) => {
      const start = edges[n];
      const here = marked.filter((i) => i.start <= start && end <= i.end);
      const words = cut(turn.parts, start, end);
      if (!here.length) return document.createTextNode(words);
      const first = here.find((i) => i.id === this.current?.id) || here[here.length - 1];
      const on = first.id === this.current?.id ? "on" : "";
      return el("mark", { class: on, "--c": this.colours.get(first.code) || "#666666", title: here.map(name).join("; "),
        onclick: () => this.show(first) }, words);
    }));
    const memos = this.view.memos.filter((m) => m[0] === number);
    turn.margin.replaceChildren(...items.map((i) => this.chip(i)),
      ...memos.map((m) => el("div", { class: "ir-memo" }, `${m[1]}: ${m[4]}`)));
    if (held) (turn.margin.querySelector(".on") || this.scroll).focus({ preventScroll: true });
  }

  chip(item) {
    const on = item.id === this.current?.id;
    const by = item.status === "open" ? `${item.coder}, ${item.confidence.toFixed(2)}` : `${item.status} · ${item.coder}`;
    const waits = [...this.pending.values()].some((p) => p.id === item.id);
    const chip = el("button", { type: "button", class: `ir-chip ${item.status}${on ? " on" : ""}${waits ? " pending" : ""}`,
      "--c": this.colours.get(item.code) || "#666666", "aria-pressed": String(on), tabIndex: on ? 0 : -1,
      title: this.statements.get(item.statement) || "", onclick: () => this.show(item) }, name(item), el("small", {}, by));
    chip.dataset.status = item.status;
    return chip;
  }

  // ---- what is shown --------------------------------------------------------------------------------------------

  passes(item) {
    const f = this.filters;
    const sure = item.confidence < 0.4 ? "low" : item.confidence > 0.7 ? "high" : "middle";
    return (!f.code || item.code === f.code) && (!f.statement || item.statement === f.statement)
      && (!f.status || item.status === f.status) && (!f.sure || sure === f.sure);
  }

  refilter() {
    const f = this.filters;
    const narrow = f.code || f.statement || f.status || f.sure;
    const words = f.words.toLowerCase();
    let shown = 0;
    this.path = [];
    for (const [number, turn] of this.turns) {
      const items = (this.items.get(number) || []).filter((i) => this.passes(i));
      const fits = (!f.group || turn.group === f.group) && (!words || turn.lower.includes(words)) && (!narrow || items.length);
      if (turn.article.hidden === !!fits) turn.article.hidden = !fits;
      if (fits) { shown += 1; this.path.push(...items); }
    }
    for (const part of this.parts) { // what is not on the screen keeps its height, also where nothing in it is shown
      const none = !part.querySelector(":scope > :not([hidden])");
      if (part.hidden !== none) part.hidden = none;
    }
    if (this.order === "unsure") this.path.sort((a, b) => a.confidence - b.confidence);
    if (this.order === "teach") this.path = this.taught.map((id) => this.path.find((i) => i.id === id)).filter(Boolean);
    this.shown.textContent = `${shown.toLocaleString()} of ${this.turns.size.toLocaleString()} turns`;
    this.highlight(words);
    this.state();
  }

  sorted(order) {
    this.order = order;
    this.taught = [];
    if (order === "teach") this.model.send({ kind: "teach" });
    this.refilter();
  }

  searched() {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => { this.filters.words = this.search.value.trim(); this.refilter(); }, 120);
  }

  highlight(words) {
    if (!window.CSS?.highlights) return;
    const ranges = [];
    if (words) for (const turn of this.turns.values()) {
      if (turn.article.hidden || ranges.length > 500) continue;
      for (const node of textNodes(turn.said)) {
        for (let at = node.data.toLowerCase().indexOf(words); at >= 0; at = node.data.toLowerCase().indexOf(words, at + 1)) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, Math.min(at + words.length, node.length));
          ranges.push(range);
        }
      }
    }
    CSS.highlights.set("search", new Highlight(...ranges));
  }

  show(item, focus = true) {
    const before = this.current?.turn;
    this.current = item || null;
    if (this.picked?.turn !== item?.turn) this.picked = null;
    if (before !== undefined && before !== item?.turn) this.draw(before);
    if (!item) return;
    this.draw(item.turn);
    const { article, margin } = this.turns.get(item.turn);
    const box = article.getBoundingClientRect();
    const frame = this.scroll.getBoundingClientRect();
    if (box.top < frame.top || box.bottom > frame.bottom) article.scrollIntoView({ block: "center" });
    const chip = margin.querySelector(".on");
    if (focus) chip?.focus({ preventScroll: true });
  }

  step(by) {
    if (!this.path.length) return this.say("No codings here.");
    const at = this.path.findIndex((i) => i.id === this.current?.id);
    const to = at < 0 ? (by > 0 ? 0 : this.path.length - 1) : at + by;
    if (to < 0 || to >= this.path.length) return this.say(by > 0 ? "That was the last coding." : "That was the first coding.");
    this.show(this.path[to]);
  }

  say(text) {
    this.live.textContent = text;
    this.said = text;
  }

  state() {
    const waits = this.pending.size;
    const oldest = Math.min(...[...this.pending.values()].map((p) => p.since));
    const lost = this.refused || (waits && performance.now() - oldest > SLOW);
    const open = [...this.items.values()].flat().filter((i) => i.status === "open" || i.status === "disputed").length;
    const saved = lost ? `Not saved: ${waits + this.refused}. The kernel does not answer, or refused.` : waits ? `Saving ${waits} …` : "All saved";
    const text = `${open.toLocaleString()} to review · ${saved}`;
    if (this.saved.textContent !== text) this.saved.textContent = text;
    this.saved.className = lost ? "ir-state bad" : "ir-state";
  }

  // ---- decisions ------------------------------------------------------------------------------------------------

  accept() {
    const item = this.current;
    if (!item) return;
    if (item.code === "candidate") return this.say("A candidate: say which side with 1 to 4, or reject it.");
    this.judge({ what: "accept" }, "accepted");
  }

  reject() { if (this.current) this.judge({ what: "reject" }, "rejected"); }

  stance(value) {
    const item = this.current;
    if (item?.code === "stance" || item?.code === "candidate") this.judge({ what: "change", value }, "changed");
    else this.say("Only stance has sides.");
  }

  judge(decision, status) {
    const item = this.current;
    const at = this.path.findIndex((i) => i.id === item.id);
    const next = this.path[at + 1];
    const { status: was, value } = item;
    item.status = status;
    if (decision.value) item.value = decision.value;
    this.send({ ...decision, id: item.id }, () => { Object.assign(item, { status: was, value }); this.draw(item.turn); });
    this.say(`${status}: ${name(item)}`);
    if (next && next.id !== item.id) this.show(next);
    else this.draw(item.turn);
    if (next && next.turn !== item.turn) this.draw(item.turn);
  }

  send(decision, back) { // `back` takes back what the page has shown already, should the desk refuse
    const seq = ++this.seq;
    this.pending.set(seq, { id: decision.id, since: performance.now(), back });
    try {
      this.model.send({ kind: "decide", seq, ...decision });
    } catch (error) {
      console.warn("review: not sent", error);
    }
    this.state();
  }

  answered(message) {
    if (message.kind === "order") {
      this.taught = message.ids;
      this.refilter();
      if (this.path.length) this.show(this.path[0]);
      return this.say(`${this.path.length} codings whose review teaches most.`);
    }
    const waited = this.pending.get(message.seq);
    this.pending.delete(message.seq);
    if (message.kind === "refused") {
      this.refused += waited ? 1 : 0;
      waited?.back?.();
      this.say(`Not saved: ${message.message}`);
      this.saved.title = message.message;
      this.state();
      return;
    }
    this.refused = 0;
    const memos = new Set([...this.view.memos, ...message.memos].map((m) => m[0]));
    const changed = this.view.memos.length !== message.memos.length ? memos : [];
    this.view.memos = message.memos;
    const here = this.current;
    Object.assign(this.view.items, message.items); // the model's, for a view that is opened beside this one
    for (const [turn, items] of Object.entries(message.items)) this.items.set(Number(turn), items);
    if (here && message.items[here.turn]) {
      const own = this.items.get(here.turn);
      this.current = own.find((i) => i.id === here.id) || own.find((i) => i.start === here.start && i.code === here.code) || own[0] || null;
    }
    for (const turn of new Set([...Object.keys(message.items).map(Number), ...changed])) if (this.turns.has(turn)) this.draw(turn);
    this.refilter();
    this.say(`${message.said}. Saved.`);
  }

  // ---- forms ----------------------------------------------------------------------------------------------------

  edit(what) {
    const item = this.current;
    const picked = what === "add" ? this.selection() || this.picked || this.whole() : null;
    if (what === "change" && !item) return;
    if (what === "add" && !picked) return this.say("Select some words of one turn first.");
    const given = what === "change" ? item : { code: "", statement: "", value: "", target: "" };
    const code = el("input", { value: given.code, required: true, "aria-label": "Code" });
    const value = el("input", { value: given.value, "aria-label": "Value" });
    const list = (input, id, options) => { input.setAttribute("list", `${this.uid()}${id}`); return el("datalist", { id: `${this.uid()}${id}` }, ...options.map((o) => el("option", { value: o }))); };
    const statement = el("select", { "aria-label": "Statement" }, el("option", { value: "" }, "none"),
      ...this.view.statements.map(([id, text]) => el("option", { value: id, selected: id === given.statement }, `${id} ${text}`.slice(0, 60))));
    const values = el("datalist", { id: `${this.uid()}v` });
    value.setAttribute("list", `${this.uid()}v`);
    const offer = () => { const known = this.view.codes.find((c) => c[0] === code.value);
      values.replaceChildren(...(known ? known[2] : []).map((v) => el("option", { value: v }))); };
    code.addEventListener("input", offer);
    offer();
    const target = el("input", { value: given.target, "aria-label": "Directed to" });
    const why = el("input", { "aria-label": "Why" });
    const words = picked ? ` “${this.words(picked).slice(0, 60)}”` : "";
    this.open(what === "add" ? `Add a coding for${words}` : "Change the coding", [
      el("label", {}, "Code", code), list(code, "c", this.view.codes.map((c) => c[0])),
      el("label", {}, "Statement", statement), el("label", {}, "Value", value), values,
      el("label", {}, "Directed to", target), el("label", {}, "Why", why)], () => {
      const fields = { code: code.value.trim(), statement: statement.value, value: value.value.trim(), target: target.value.trim() };
      if (!fields.code) return this.say("A coding needs a code.");
      this.send(what === "add" ? { what, ...picked, ...fields, why: why.value } : { what, id: item.id, ...fields, why: why.value });
      this.picked = null;
    });
    code.select();
  }

  memo() {
    const item = this.current;
    const text = el("textarea", { "aria-label": "Memo" });
    const on = el("select", { "aria-label": "About" }, ...(item ? [["coding", name(item)], ["turn", `turn ${item.turn}`], ["code", `the code ${item.code}`]] : [])
      .concat([["workshop", "the workshop"]]).map(([value, label]) => el("option", { value }, label)));
    this.open("Write a memo", [el("label", {}, "About", on), el("label", {}, "Memo", text)], () => {
      const about = { coding: { id: item?.id }, turn: { turn: item?.turn }, code: { code: item?.code }, workshop: {} }[on.value];
      this.send({ what: "memo", text: text.value, ...about });
    });
    text.focus();
  }

  open(title, fields, save) {
    const form = el("form", { class: "ir-form", "aria-label": title, onsubmit: (event) => { event.preventDefault(); save(); this.close(); } },
      el("b", {}, title), ...fields, el("button", { type: "submit" }, "Save"),
      el("button", { type: "button", onclick: () => this.close() }, "Cancel"));
    this.form.replaceChildren(form);
  }

  close() {
    this.form.replaceChildren();
    if (this.current) this.show(this.current);
    else this.scroll.focus();
  }

  help() {
    if (this.form.querySelector(".ir-help")) return this.close();
    this.form.replaceChildren(el("ul", { class: "ir-help", "aria-label": "Keys" },
      ...KEYS.map(([key, what]) => el("li", {}, el("kbd", {}, key), ` ${what}`))));
  }

  uid() { return (this.id ??= `ir${Math.random().toString(36).slice(2)}`); }

  whole() {
    const turn = this.current && this.turns.get(this.current.turn);
    return turn ? { turn: this.current.turn, start: 0, end: turn.parts.length } : null;
  }

  words({ turn, start, end }) { return cut(this.turns.get(turn).parts, start, end); }

  selection() {
    const chosen = this.root.getRootNode().getSelection?.() || document.getSelection();
    if (!chosen || chosen.isCollapsed || !chosen.rangeCount) return null;
    const range = chosen.getRangeAt(0);
    const said = (range.startContainer.nodeType === 1 ? range.startContainer : range.startContainer.parentElement)?.closest(".ir-said");
    if (!said || !this.scroll.contains(said)) return null;
    const turn = Number(said.closest(".ir-turn").dataset.turn);
    const upTo = (node, offset) => { const r = new Range(); r.selectNodeContents(said); r.setEnd(node, offset); return Array.from(r.toString()).length; };
    const start = upTo(range.startContainer, range.startOffset);
    const end = said.contains(range.endContainer) ? upTo(range.endContainer, range.endOffset) : this.turns.get(turn).parts.length;
    return end > start ? { turn, start, end } : null;
  }

  key(event) {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "Escape") { this.close(); event.preventDefault(); event.stopPropagation(); return; }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) { event.stopPropagation(); return; }
    const act = {
      j: () => this.step(1), k: () => this.step(-1), a: () => this.accept(), x: () => this.reject(), c: () => this.edit("change"),
      e: () => this.edit("add"), w: () => this.memo(), u: () => this.send({ what: "undo" }), "/": () => this.search.focus(),
      f: () => this.bar.querySelector("select").focus(), "?": () => this.help(),
      1: () => this.stance(STANCES[0]), 2: () => this.stance(STANCES[1]), 3: () => this.stance(STANCES[2]), 4: () => this.stance(STANCES[3]),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  done() { clearInterval(this.clock); }
}

function name(item) {
  return [item.code, item.statement, item.value, item.target && `→ ${item.target}`].filter(Boolean).join(" · ");
}

function* textNodes(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) yield walker.currentNode;
}

export default {
  render({ model, el: place }) {
    const from = performance.now();
    const root = document.createElement("div");
    place.append(root);
    const page = new Page(model, root);
    // Until the browser has drawn it: what benchmarks/review.py reads.
    requestAnimationFrame(() => setTimeout(() => performance.measure("review-open", { start: from })));
    return () => page.done();
  },
};
