// Reo's colours, light and dark as the system wishes.
export const STYLE = `
:host {
  all: initial;
  position: fixed;
  right: 16px;
  bottom: 16px;
  z-index: 2147483647;
}
div {
  box-sizing: border-box;
  width: min(360px, calc(100vw - 32px));
  padding: 16px;
  border: 1px solid #d7dfe2;
  border-radius: 10px;
  background: #fff;
  color: #15212a;
  font: 14px/1.4 system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
  box-shadow: 0 4px 16px rgb(21 33 42 / 16%);
}
h2 { margin: 0 0 8px; font-size: 16px; }
p { margin: 0 0 16px; }
nav { display: flex; flex-wrap: wrap; gap: 8px; }
a, button {
  padding: 8px 12px;
  border: 1px solid #71818b;
  border-radius: 10px;
  background: none;
  color: inherit;
  font: inherit;
  text-decoration: none;
  cursor: pointer;
}
.main { border-color: #0f766e; background: #0f766e; color: #fff; }
:focus-visible { outline: 2px solid #0f766e; outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
  div { border-color: #33434d; background: #18242c; color: #e7eef1; }
  .main { border-color: #2dd4bf; background: #2dd4bf; color: #06231f; }
  :focus-visible { outline-color: #2dd4bf; }
}
`;
