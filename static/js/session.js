/* Warns before the session ends, keeps it alive when asked, and hides the page when it has ended.
   The server decides when that is; other tabs may have kept the session in use, so it is asked each time. */
(function () {
  "use strict";

  const dialog = document.getElementById("session");
  if (!dialog) {
    return;
  }
  const form = dialog.querySelector("form");
  const warning = Number(dialog.dataset.warning) * 1000;
  let endsAt = Date.now() + Number(dialog.dataset.seconds) * 1000;
  let timer = 0;
  // A session that its age ends is announced once; staying is not offered.
  let announced = false;

  function left() {
    return endsAt - Date.now();
  }

  function show(reason) {
    for (const part of dialog.querySelectorAll("[data-idle]")) {
      part.hidden = reason !== "idle";
    }
    for (const part of dialog.querySelectorAll("[data-absolute]")) {
      part.hidden = reason === "idle";
    }
    if (!dialog.open && !announced) {
      dialog.showModal();
    }
    announced = reason !== "idle";
  }

  function count() {
    const minutes = Math.max(1, Math.round(left() / 60000));
    for (const place of dialog.querySelectorAll("[data-minutes]")) {
      place.textContent = minutes === 1 ? "1 minute" : `${minutes} minutes`;
    }
  }

  function end() {
    clearTimeout(timer);
    dialog.close();
    const main = document.getElementById("main");
    main.replaceChildren(document.getElementById("session-ended").content.cloneNode(true));
    // Who was signed in, and what was typed into the search, goes as well.
    document.body.replaceChildren(main);
    document.title = main.querySelector("h1").textContent;
    main.querySelector("h1").focus();
  }

  /* What is left by the server's clock; a POST is use of the session. */
  async function ask(options) {
    try {
      const answer = await fetch(form.action, { headers: { Accept: "application/json" }, ...options });
      if (answer.redirected || !answer.ok) {
        end();
        return;
      }
      const { seconds, reason } = await answer.json();
      endsAt = Date.now() + seconds * 1000;
      if (left() > warning) {
        announced = false;
        dialog.close();
      } else {
        count();
        show(reason);
      }
    } catch {
      // Without an answer the last known end holds.
      if (left() <= 0) {
        end();
        return;
      }
    }
    plan();
  }

  function plan() {
    clearTimeout(timer);
    const next = left() > warning ? left() - warning : Math.min(left(), 20000);
    timer = setTimeout(() => ask(), Math.max(next, 1000));
  }

  function stay(event) {
    event.preventDefault();
    ask({ method: "POST", body: new FormData(form) });
  }

  form.addEventListener("submit", stay);
  // Escape is a sign of life as well.
  dialog.addEventListener("cancel", stay);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && dialog.isConnected && left() <= warning) {
      ask();
    }
  });
  plan();
})();
