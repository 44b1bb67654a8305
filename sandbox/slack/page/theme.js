// Light and dark: as the system says, until somebody switches; the choice is remembered.

const dark = matchMedia("(prefers-color-scheme: dark)");

const wanted = () => localStorage.getItem("theme") ?? (dark.matches ? "dark" : "light");

function apply(button) {
  const theme = wanted();
  document.documentElement.dataset.theme = theme;
  const label = `Switch to ${theme === "dark" ? "light" : "dark"} theme`;
  button.setAttribute("aria-label", label);
  button.title = label;
}

/** Apply the theme and let a button switch it; returns the switch. */
export function startTheme(button) {
  const toggle = () => {
    localStorage.setItem("theme", wanted() === "dark" ? "light" : "dark");
    apply(button);
  };
  button.addEventListener("click", toggle);
  dark.addEventListener("change", () => apply(button));
  apply(button);
  return toggle;
}
