// Says in the page's language what a browser shows in its own: a date with its weekday, a time, the files chosen.

const words = document.querySelector("script[data-choose]").dataset;
const chinese = document.documentElement.lang.startsWith("zh");
const weekdays = new Intl.DateTimeFormat(chinese ? "zh-CN" : "en-GB", { weekday: "short", timeZone: "UTC" });

/** `2026-06-12 周五`, `2026-06-12 周五 19:30`, `2026-06`, `19:30`; empty where nothing is filled in. */
function spoken(value) {
  const [, day, time] = value.match(/^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d))?/) ?? [];
  if (!day) return value;
  return [day, weekdays.format(new Date(`${day}T00:00Z`)), time].filter(Boolean).join(" ");
}

function follow(input, tell, place = input) {
  const told = document.createElement("small");
  told.className = "said-input";
  place.after(told);
  const say = () => { told.textContent = tell(input); };
  input.addEventListener("input", say);
  input.form?.addEventListener("reset", () => setTimeout(say));
  say();
}

function filesOf(input) {
  const names = [...input.files].map((file) => file.name);
  return names.join(chinese ? "、" : ", ") || words.none;
}

for (const input of document.querySelectorAll('input:is([type="date"], [type="datetime-local"], [type="month"], [type="time"])')) {
  follow(input, () => spoken(input.value));
}

for (const input of document.querySelectorAll('input[type="file"]')) {
  const frame = document.createElement("span");
  frame.className = "files-chosen";
  const button = document.createElement("span");
  button.className = "button";
  button.textContent = words.choose;
  button.setAttribute("aria-hidden", "true");
  input.before(frame);
  frame.append(input, button);
  follow(input, filesOf, button);
}
