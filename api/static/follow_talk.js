// Shows new texts of a simulated telephone as they come, without touching what is being typed.

const EVERY_MS = 2000;

async function follow() {
  const talk = document.querySelector("[data-talk]");
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-talk]");
      if (fresh && fresh.children.length !== talk.children.length) {
        talk.replaceChildren(...fresh.children);
        talk.lastElementChild?.scrollIntoView({ block: "nearest" });
      }
    }
  } finally {
    setTimeout(follow, EVERY_MS);
  }
}

setTimeout(follow, EVERY_MS);
