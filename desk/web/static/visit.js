// Keeps the place in the line fresh. Without this script the page reloads itself every 20 seconds.
"use strict";
(() => {
  const live = document.getElementById("live");
  const away = document.getElementById("no-connection");
  const EVERY = 4000;
  let shown = live.innerHTML.trim();
  let stage = live.querySelector("#standing").dataset.stage;
  const title = document.title;

  function show(html) {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    if (fresh.innerHTML.trim() === shown) return;
    live.replaceChildren(fresh.content);
    shown = live.innerHTML.trim();
    const standing = live.querySelector("#standing");
    if (standing.dataset.stage === stage) return;
    stage = standing.dataset.stage;
    const called = stage === "called";
    if (why) why.hidden = called;
    document.title = called ? live.querySelector("h1").textContent.trim() : title;
    if (called && navigator.vibrate) navigator.vibrate([300, 150, 300]);
    if (!called) window.location.reload(); // other buttons belong to another stage
  }

  async function ask() {
    if (document.hidden) return;
    try {
      const answer = await fetch(live.dataset.source, { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      show(await answer.text());
      away.hidden = true;
    } catch {
      away.hidden = false;
    }
  }

  const why = document.getElementById("why");
  async function explain() {
    if (!why.open) return;
    try {
      const answer = await fetch(why.dataset.source, { cache: "no-store" });
      if (answer.ok) document.getElementById("why-told").innerHTML = await answer.text();
    } catch {
      // what was told when the page came stays
    }
  }
  if (why) why.addEventListener("toggle", explain);

  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
})();
