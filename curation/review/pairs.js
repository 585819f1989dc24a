// The pairs: one product at a time, the next ones fetched ahead, so that a key shows the next at once.

import { listen, say, send, toggleHelp, warn } from "./keys.js";

const AHEAD = 8; // items fetched at once
const LOW = 4; // when fewer are left, more are fetched
const KEYS = { Enter: "accept", ArrowRight: "accept", a: "accept", x: "none", s: "skip", u: "undo", z: "zoom" };

const at = (id) => document.getElementById(id);
const item = at("item");
const finished = at("finished");
const { category, order, made, photos } = item.dataset;
const api = `/api/pairs/${encodeURIComponent(category)}`;

let queue = []; // items that come next
let current = null;
let cursor = 0; // place in the order from which more are fetched
let exhausted = false;
let fetching = null;
let skipped = 0;
let unsaved = 0;
let saving = Promise.resolve(); // decisions are sent one after the other
let zoomed = false;

const address = (photo, size) => `/photo/${photos}/${photo}/${size}.jpg`;
const large = () => (zoomed ? "large" : "medium");
const words = (name) => name.replaceAll("_", " ");
const grouped = (number) => number.toLocaleString("en");

function count(numbers) {
  at("counts").textContent =
    `${grouped(numbers.decided)} of ${grouped(numbers.items)} decided, ${grouped(numbers.remaining)} remain`;
  at("progress").value = numbers.decided;
}

function preload(next) {
  const wanted = [[next.product, large()], [next.proposed, large()]];
  wanted.push(...next.candidates.map((candidate) => [candidate.photo, "small"]));
  // Kept with the item: a browser may drop pictures nobody holds.
  next.pictures = wanted.filter(([photo]) => photo >= 0).map(([photo, size]) => {
    const picture = new Image();
    picture.src = address(photo, size);
    return picture;
  });
}

function fetchMore() {
  if (exhausted) return Promise.resolve();
  fetching ??= (async () => {
    const answer = await fetch(`${api}?order=${order}&after=${cursor}&count=${AHEAD}`);
    if (!answer.ok) throw new Error((await answer.text()).trim());
    const { found, made: now } = await answer.json();
    // Paired anew meanwhile: photos have other numbers now.
    if (now !== made) return saving.then(() => location.reload());
    exhausted = found.length < AHEAD;
    if (found.length) cursor = found.at(-1).place + 1;
    found.forEach(preload);
    queue.push(...found);
  })()
    .catch((error) => warn(`The next pairs did not come: ${error.message}. Load the page again.`))
    .finally(() => (fetching = null));
  return fetching;
}

function verdict(shown) {
  const score = shown.score === null ? "" : `, ${shown.score.toFixed(2)} a full front`;
  if (shown.decision) return `Decided before${score}`;
  return shown.reason ? `Best candidate${score}; no pair so far: ${words(shown.reason)}` : `Pair${score}`;
}

function candidate({ photo, shot, front_score: score }, place) {
  const entry = document.createElement("li");
  const button = document.createElement("button");
  const picture = document.createElement("img");
  const label = document.createElement("span");
  const seen = shot ? `${words(shot)}${score === null ? "" : ` ${score.toFixed(2)}`}` : "";
  picture.src = address(photo, "small");
  picture.alt = "";
  label.textContent = `${place + 1} ${seen}`.trim();
  button.type = "button";
  button.setAttribute("aria-label", `Choose photo ${place + 1}${seen && `, ${seen}`}`);
  if (photo === current.proposed) button.setAttribute("aria-current", "true");
  button.append(picture, label);
  button.addEventListener("click", () => choose(place));
  entry.append(button);
  return entry;
}

async function draw(lead) {
  const shown = current;
  const name = [shown.brand, shown.name].filter(Boolean).join(" ") || shown.id;
  const inside = item.contains(document.activeElement) && !document.activeElement.closest(".actions");
  finished.hidden = true;
  item.hidden = false;
  item.setAttribute("aria-busy", "true");
  at("title").textContent = name;
  at("about").textContent = `${shown.store} ${shown.id}`;
  at("verdict").textContent = verdict(shown);
  at("product").alt = `Product photo of ${name}`;
  at("chosen").alt = `Photo of ${name} worn by a person`;
  if (shown.product >= 0) at("product").src = address(shown.product, large());
  else at("product").removeAttribute("src");
  at("chosen").src = address(shown.proposed, large());
  at("strip").replaceChildren(...shown.candidates.map(candidate));
  if (inside || document.activeElement === document.body) item.focus({ preventScroll: true });
  say(`${lead}${name}. ${verdict(shown)}. ${shown.candidates.length} photos.`);
  const pictures = [at("product"), at("chosen")].filter((picture) => picture.hasAttribute("src"));
  // A photo that cannot be read shows its alternative text, and is no reason to stop.
  await Promise.allSettled(pictures.map((picture) => picture.decode()));
  if (current === shown) {
    item.dataset.shown = `${shown.store} ${shown.id}`;
    item.setAttribute("aria-busy", "false");
  }
}

async function advance(lead) {
  if (!queue.length) await fetchMore();
  current = queue.shift() ?? null;
  if (current) draw(lead);
  else finish(lead);
  if (queue.length < LOW) fetchMore();
}

function finish(lead) {
  item.hidden = true;
  finished.hidden = false;
  const left = skipped ? `${grouped(skipped)} skipped, which you can go through again.` : "Every product was decided.";
  at("finished-about").textContent = left;
  finished.querySelector("[data-do=again]").hidden = !skipped;
  finished.focus();
  say(`${lead}Nothing left to decide. ${left}`);
}

function keep(decided, photo) {
  unsaved += 1;
  saving = saving
    .then(() => send(`${api}/decide`, { made, store: decided.store, id: decided.id, photo }))
    .then(count)
    .catch((error) => {
      warn(`Not kept: ${error.message}`);
      if (current) queue.unshift(current);
      current = decided;
      return draw("Not kept. ");
    })
    .finally(() => (unsaved -= 1));
}

function decide(photo, lead) {
  if (!current) return;
  warn("");
  keep(current, photo);
  advance(lead);
}

function choose(place) {
  const chosen = current?.candidates[place];
  if (!chosen) return say(`There is no photo ${place + 1}.`);
  decide(chosen.photo, `Photo ${place + 1} taken. `);
}

async function undo() {
  await saving;
  try {
    const numbers = await send(`${api}/undo`, { order });
    count(numbers);
    if (!numbers.item) return say("There is nothing to undo.");
    if (current) queue.unshift(current);
    current = numbers.item;
    preload(current);
    await draw("Withdrawn. ");
  } catch (error) {
    warn(error.message);
  }
}

const ACTIONS = {
  accept: () => current && decide(current.proposed, "Accepted. "),
  none: () => decide(null, "None fits. "),
  skip() {
    if (!current) return;
    skipped += 1;
    advance("Skipped. ");
  },
  undo,
  zoom() {
    zoomed = !zoomed;
    item.classList.toggle("zoomed", zoomed);
    item.querySelector("[data-do=zoom]").setAttribute("aria-pressed", String(zoomed));
    queue.forEach(preload);
    if (current) draw(zoomed ? "Enlarged. " : "Small again. ");
  },
  again() {
    [cursor, exhausted, skipped, queue] = [0, false, 0, []];
    saving.then(() => advance(""));
  },
  help: toggleHelp,
};

for (const button of document.querySelectorAll("[data-do]")) {
  button.addEventListener("click", () => ACTIONS[button.dataset.do]());
}
listen((key) => {
  if (/^[0-9]$/.test(key)) choose((Number(key) + 9) % 10);
  else if (KEYS[key]) ACTIONS[KEYS[key]]();
  else return false;
  return true;
});
window.addEventListener("beforeunload", (event) => unsaved && event.preventDefault());
advance("");
