// The clusters: a digit says which one shows whole persons.

import { listen, say, send, toggleHelp, warn } from "./keys.js";

const category = document.getElementById("clusters").dataset.category;
const buttons = [...document.querySelectorAll("[data-choose]")];

async function choose(cluster) {
  try {
    const { chosen } = await send(`/api/clusters/${encodeURIComponent(category)}/choose`, { cluster });
    for (const button of buttons) button.setAttribute("aria-pressed", String(Number(button.dataset.choose) === chosen));
    warn("");
    say(chosen === null ? "Withdrawn: the shape decides." : `Cluster ${chosen} shows whole persons.`);
  } catch (error) {
    warn(`Not kept: ${error.message}`);
  }
}

for (const button of buttons) button.addEventListener("click", () => choose(Number(button.dataset.choose)));
document.querySelector("[data-do=undo]").addEventListener("click", () => choose(null));
document.querySelector("[data-do=help]").addEventListener("click", toggleHelp);
listen((key) => {
  if (key === "u") choose(null);
  else if (buttons.some((button) => button.dataset.choose === key)) choose(Number(key));
  else return false;
  return true;
});
