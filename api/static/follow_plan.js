// Keeps the page of a running plan up to date; without it the page reloads by itself.

const EVERY_MS = 700;
const run = document.querySelector("[data-progress][data-open]");
const best = [];
const bound = [];

const shown = {
  best: (value) => value.toLocaleString("en", { maximumFractionDigits: 1 }),
  bound: (value) => value.toLocaleString("en", { maximumFractionDigits: 1 }),
  gap: (value) => `${(value * 100).toFixed(1)} %`,
  placed: (value) => String(value),
  seconds: (value) => value.toFixed(1),
};

function showFigures(progress) {
  for (const [name, write] of Object.entries(shown)) {
    const place = run.querySelector(`[data-figure="${name}"]`);
    if (place && progress[name] !== null) place.textContent = write(progress[name]);
  }
}

function drawLines(progress) {
  if (progress.best === null || progress.seconds === null) return;
  best.push([progress.seconds, progress.best]);
  if (progress.bound !== null) bound.push([progress.seconds, progress.bound]);
  const values = [...best, ...bound].map(([, value]) => value);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const latest = Math.max(progress.seconds, 1);
  const place = ([second, value]) =>
    `${(600 * second) / latest},${high === low ? 45 : 85 - (80 * (value - low)) / (high - low)}`;
  run.querySelector(".best").setAttribute("points", best.map(place).join(" "));
  run.querySelector(".bound").setAttribute("points", bound.map(place).join(" "));
}

async function follow() {
  try {
    const answer = await fetch(run.dataset.progress, { headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const progress = await answer.json();
    showFigures(progress);
    drawLines(progress);
    if (!progress.open) return location.reload();
  } catch {
    return setTimeout(() => location.reload(), 4 * EVERY_MS);
  }
  return setTimeout(follow, EVERY_MS);
}

if (run) follow();
