// Offers, while a template is written, what may stand between its braces; Tab or Enter takes the marked one.

const draft = document.querySelector("[data-names]");
const list = document.getElementById("names");
const names = JSON.parse(draft.dataset.names);
const MOST = 8;
let marked = 0;

/** What is begun before the caret between braces: a name, or "|" and a filter's; null anywhere else. */
function begun() {
  const before = draft.value.slice(0, draft.selectionStart);
  const inside = before.slice(Math.max(before.lastIndexOf("{{"), before.lastIndexOf("{%"), 0));
  if (!/^\{[{%]/.test(inside) || /[}%]\}/.test(inside.slice(2))) return null;
  return inside.slice(2).match(/(\|\s*)?[\w.]*$/)[0].replace(/\s/g, "");
}

function fitting(word) {
  const first = names.filter((name) => name.startsWith(word));
  const holding = word.length > 1 ? names.filter((name) => !first.includes(name) && name.includes(word)) : [];
  return [...first, ...holding].filter((name) => name !== word).slice(0, MOST);
}

function offer() {
  const word = begun();
  const found = word === null ? [] : fitting(word);
  marked = 0;
  list.replaceChildren(...found.map(option));
  list.hidden = found.length === 0;
  mark(0);
}

function option(name, place) {
  const made = document.createElement("li");
  made.id = `name-${place}`;
  made.role = "option";
  made.textContent = name;
  made.addEventListener("mousedown", (event) => { event.preventDefault(); take(name); });
  return made;
}

function mark(place) {
  const offered = [...list.children];
  marked = offered.length ? (place + offered.length) % offered.length : 0;
  offered.forEach((each, at) => each.setAttribute("aria-selected", String(at === marked)));
  if (offered.length) draft.setAttribute("aria-activedescendant", offered[marked].id);
  else draft.removeAttribute("aria-activedescendant");
}

function take(name) {
  const end = draft.selectionStart;
  draft.setRangeText(name, end - begun().length, end, "end");
  list.hidden = true;
  list.replaceChildren();
  draft.focus();
}

function typed(event) {
  if (list.hidden) return;
  if (event.key === "ArrowDown") mark(marked + 1);
  else if (event.key === "ArrowUp") mark(marked - 1);
  else if (event.key === "Tab" || event.key === "Enter") take(list.children[marked].textContent);
  else if (event.key === "Escape") list.hidden = true;
  else return;
  event.preventDefault();
}

draft.setAttribute("aria-autocomplete", "list");
draft.setAttribute("aria-controls", "names");
draft.addEventListener("input", offer);
draft.addEventListener("keydown", typed);
draft.addEventListener("blur", () => { list.hidden = true; });
