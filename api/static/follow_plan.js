// Keeps the page of a running plan up to date from the page itself; without it the page reloads by itself.

const EVERY_MS = 700;
const lines = { best: [], bound: [] };
let begun = null;

const live = (name, within = document) => within.querySelector(`[data-live="${name}"]`);

function figure(name) {
  const { value } = document.querySelector(`[data-figure="${name}"]`).dataset;
  return value === "" ? null : Number(value);
}

// What says the same is left alone, so that a button in use keeps its focus.
function takeOver(fresh) {
  for (const place of document.querySelectorAll("[data-live]")) {
    const now = live(place.dataset.live, fresh);
    if (now.innerHTML !== place.innerHTML) place.replaceChildren(...now.childNodes);
    for (const mark of ["open", "running"]) {
      if (mark in now.dataset) place.dataset[mark] = "";
      else delete place.dataset[mark];
    }
  }
}

// The search tells of itself only when it has found something; the seconds go on all the same.
function showSeconds() {
  const place = document.querySelector('[data-figure="seconds"]');
  const told = figure("seconds");
  if ("running" in live("deeds").dataset) begun ??= performance.now() - told * 1000;
  const passed = begun === null ? told : Math.max(told, (performance.now() - begun) / 1000);
  place.textContent = passed.toFixed(0);
  return passed;
}

function drawLines(seconds) {
  for (const [name, points] of Object.entries(lines)) {
    if (figure(name) !== null) points.push([seconds, figure(name)]);
  }
  const values = [...lines.best, ...lines.bound].map(([, value]) => value);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const at = ([second, value]) =>
    `${(600 * second) / Math.max(seconds, 1)},${high === low ? 45 : 85 - (80 * (value - low)) / (high - low)}`;
  for (const [name, points] of Object.entries(lines)) {
    document.querySelector(`[data-lines] .${name}`).setAttribute("points", points.map(at).join(" "));
  }
}

async function follow() {
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.statusText);
    takeOver(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    return setTimeout(follow, 4 * EVERY_MS);
  }
  if (!("open" in live("deeds").dataset)) {
    if (lines.best.length < 2) document.querySelector("[data-lines]").remove(); // an empty frame tells nothing
    return undefined;
  }
  drawLines(showSeconds());
  return setTimeout(follow, EVERY_MS);
}

follow();
