// Counts what breaks a rule on the board and marks it, after the board is there; the approval page lists it in words.

const place = document.querySelector("[data-findings]");

async function count() {
  const answer = await fetch(place.dataset.findings, { headers: { accept: "application/json" } });
  if (!answer.ok) return;
  const { hard, deliveries } = await answer.json();
  place.textContent = hard ? place.dataset.some.replace("#", hard) : place.dataset.none;
  place.className = hard ? "broken" : "kept";
  for (const delivery of deliveries) {
    for (const chip of document.querySelectorAll(`[href="/deliveries/${CSS.escape(delivery)}"]`)) {
      chip.classList.add("breaks");
    }
  }
}

if (place) count();
