"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // What needs script shows only where script runs.
  all(".tools, .filters, .more").forEach((element) => (element.hidden = false));

  // The fragment holds the place and the filters: #changes&level=consent,notice&slot=data
  const fragment = () => {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return location.hash.slice(1); // a lone % is no code
    }
  };
  const state = () => {
    const [target, ...pairs] = fragment().split("&");
    return { target, chosen: Object.fromEntries(pairs.map((pair) => [pair.split("=")[0], (pair.split("=")[1] || "").split(",")])) };
  };

  const forms = all(".filters").map((form) => {
    const home = form.closest(".changes");
    const changes = all(".change", home);
    const boxes = all("input", form);
    const wanted = () => {
      const found = {};
      boxes.filter((box) => box.checked).forEach((box) => (found[box.name] ||= []).push(box.value));
      return found;
    };
    const fits = (change, chosen) => Object.entries(chosen).every(([name, values]) => values.some((value) => change.dataset[name].split(" ").includes(value)));
    const show = () => {
      const chosen = wanted();
      const shown = changes.filter((change) => (change.hidden = !fits(change, chosen)) === false).length;
      all(".group", home).forEach((group) => (group.hidden = !group.querySelector(".change:not([hidden])")));
      home.querySelector(".empty").hidden = shown > 0;
      form.querySelector("[role=status]").textContent =
        shown === changes.length ? `All ${changes.length} changes` : `${shown} of ${changes.length} changes`;
      // Beside each choice: how many changes it would give together with the other filters.
      boxes.forEach((box) => {
        const number = changes.filter((change) => fits(change, { ...chosen, [box.name]: [box.value] })).length;
        box.parentElement.querySelector("b").textContent = number;
        box.parentElement.classList.toggle("off", number === 0 && !box.checked);
      });
    };
    const keep = () => {
      const pairs = Object.entries(wanted()).map(([name, values]) => `&${name}=${values.join(",")}`);
      history.replaceState(null, "", `#${home.id}${pairs.join("")}`);
      show();
    };
    const clear = () => boxes.forEach((box) => (box.checked = false));
    form.addEventListener("change", keep);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(keep));
    all(".reset", home).forEach((button) => button.addEventListener("click", () => (clear(), keep())));
    return {
      home,
      apply: (chosen) => {
        boxes.forEach((box) => (box.checked = (chosen[box.name] || []).includes(box.value)));
        show();
      },
      uncover: (element) => element.closest(".change[hidden]") && (clear(), show()),
    };
  });

  // Reports of a timeline are shown one at a time.
  const reports = all(".report");
  const reveal = (element) => {
    if (!element.closest("#rules")) reports.forEach((report) => report.classList.toggle("open", report.contains(element)));
    forms.forEach((form) => form.home.contains(element) && form.uncover(element));
    for (let at = element; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  };
  const go = () => {
    const { target, chosen } = state();
    const element = target && document.getElementById(target);
    if (!element) return reports.forEach((report) => report.classList.remove("open"));
    forms.filter((form) => form.home === element).forEach((form) => form.apply(chosen));
    reveal(element);
    all(".here").forEach((other) => other.classList.remove("here"));
    if (element.matches(".change")) element.classList.add("here");
    element.scrollIntoView();
    element.focus({ preventScroll: true });
  };
  addEventListener("hashchange", go);
  go();

  all(".more").forEach((button) =>
    button.addEventListener("click", () => {
      button.setAttribute("aria-expanded", "true");
      button.hidden = true;
    }),
  );

  // A row of the timeline unfolds into its kinds of data.
  all("[aria-controls]").forEach((button) =>
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-expanded") !== "true";
      button.setAttribute("aria-expanded", open);
      document.getElementById(button.getAttribute("aria-controls")).classList.toggle("open", open);
    }),
  );

  // A matrix that is no wider than the page scrolls with the page; a wider one has a box of its own.
  const fit = (box) => {
    box.classList.remove("fits");
    const fits = box.scrollWidth <= box.clientWidth;
    box.classList.toggle("fits", fits);
    box.tabIndex = fits ? -1 : 0;
  };
  const sizes = new ResizeObserver((changes) => changes.forEach((change) => fit(change.target.closest(".scroll"))));
  all(".scroll:has(.matrix), .matrix").forEach((element) => sizes.observe(element));

  const unfold = document.getElementById("unfold");
  const setAll = (open) => {
    all("details", document.getElementById("main")).forEach((details) => (details.open = open));
    unfold.setAttribute("aria-pressed", open);
  };
  unfold.addEventListener("click", () => setAll(unfold.getAttribute("aria-pressed") !== "true"));

  // The theme follows the system until the reader says otherwise.
  const dark = document.getElementById("dark");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const tell = () => dark.setAttribute("aria-pressed", isDark());
  dark.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    tell();
  });
  system.addEventListener("change", tell);
  tell();

  // Paper has nothing to unfold: what is folded is open there.
  let closed = [];
  addEventListener("beforeprint", () => (closed = all("details:not([open])")).forEach((details) => (details.open = true)));
  addEventListener("afterprint", () => closed.forEach((details) => (details.open = false)));
})();
