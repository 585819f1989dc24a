// What both screens share: single keys, the list of keys, what is said aloud, and how a decision is sent.

const help = document.getElementById("help");
const switched = document.getElementById("keys-on");
const live = document.getElementById("live");
const alertBox = document.getElementById("alert");

switched.checked = localStorage.getItem("keys") !== "off";
switched.addEventListener("change", () => localStorage.setItem("keys", switched.checked ? "on" : "off"));

export function say(sentence) {
  // An equal sentence would not be read out again: a new node is.
  live.replaceChildren(document.createTextNode(sentence));
}

export function warn(sentence) {
  alertBox.textContent = sentence;
}

export function toggleHelp() {
  if (help.open) help.close();
  else help.showModal();
}

// `act` takes the name of a key and says whether it meant something.
export function listen(act) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
    if (help.open && event.key !== "?") return;
    // On a button or a link, Enter and Space belong to it.
    const own = event.target.closest("a, button, summary, input");
    if (own && (event.key === "Enter" || event.key === " ")) return;
    if (!switched.checked) return;
    if (event.key === "?") toggleHelp();
    else if (!act(event.key)) return;
    event.preventDefault();
  });
}

export async function send(address, body) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    keepalive: true,
  });
  if (!answer.ok) throw new Error((await answer.text()).trim());
  return answer.json();
}
