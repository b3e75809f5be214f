// Buttons that copy a text, a claim or a list of claims with the reference. Without this script
// the texts are there to be selected.

const QUOTES = { fr: ["«\u202f", "\u202f»"], en: ["“", "”"] };

/** What an element says, in one line, with the quotation marks that style sheets add. */
function textOf(element) {
  const copy = element.cloneNode(true);
  for (const each of copy.querySelectorAll("button, .card-cite")) each.remove();
  for (const each of copy.querySelectorAll("q")) {
    const [before, after] = QUOTES[each.lang] ?? QUOTES.en;
    each.replaceWith(`${before}${each.textContent}${after}`);
  }
  // Not \s: that would take the no-break spaces of French as well.
  return copy.textContent.replace(/[ \t\n\r]+/g, " ").replace(/[ ·]+$/, "").trim();
}

/** One claim: who said what, in which words, where and when, its IRI and the edition. */
function claimText(card, edition) {
  const parts = [...card.querySelectorAll("p")].map(textOf);
  return `${parts.join(". ")}. ${card.dataset.claim}${edition ? ` (${edition})` : ""}`;
}

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** A button, and behind it a place where what happened is said. */
function button(label, done, text) {
  const pressed = document.createElement("button");
  const status = document.createElement("span");
  pressed.type = "button";
  pressed.className = "copy-button";
  pressed.textContent = label;
  status.setAttribute("role", "status");
  status.className = "copy-status";
  pressed.addEventListener("click", async () => {
    await copy(text());
    status.textContent = done;
    setTimeout(() => { status.textContent = ""; }, 4000);
  });
  const both = document.createElement("span");
  both.append(pressed, " ", status);
  return both;
}

for (const box of document.querySelectorAll(".copy")) {
  const area = box.querySelector("textarea");
  box.append(button(box.dataset.button, box.dataset.done, () => area.value));
}
for (const page of document.querySelectorAll("[data-copy-claim]")) {
  const { edition, copyClaim, copyList, done } = page.dataset;
  for (const card of page.querySelectorAll("[data-claim]")) {
    const place = card.querySelector(".card-cite");
    place.append(" · ", button(copyClaim, done, () => claimText(card, edition)));
  }
  for (const list of page.querySelectorAll("[data-list]")) {
    const cards = [...list.querySelectorAll("[data-claim]")];
    const all = () => cards.map((card) => claimText(card, edition)).join("\n");
    if (cards.length > 1) list.append(button(copyList, done, all));
  }
}
