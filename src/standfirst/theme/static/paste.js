/* Keeps the marks of what is pasted: headings, lists, emphasis, links. Without this the words alone
   are sent. Whoever changes the words afterwards sends the words. */
const form = document.querySelector("[data-paste]");
const words = form.elements.text;
const file = form.elements.document;
const told = form.querySelector("[data-paste-told]");

words.addEventListener("paste", (event) => {
  const html = event.clipboardData.getData("text/html");
  if (!/<(p|h[1-6]|li|b|a|table)\b/i.test(html) || words.value.trim()) return;
  const kept = new DataTransfer();
  kept.items.add(new File([html], "pasted.html", { type: "text/html" }));
  file.files = kept.files;
  told.textContent = "Headings, lists, tables and links came with it. If you change the words here, the words alone are sent.";
  setTimeout(() => words.addEventListener("input", forget, { once: true }));
});

function forget() {
  file.value = "";
  told.textContent = "";
}

form.addEventListener("submit", () => {
  if (!file.files.length && words.value) {
    const sent = new DataTransfer();
    sent.items.add(new File([words.value], "pasted.txt", { type: "text/plain" }));
    file.files = sent.files;
  }
  words.disabled = file.files.length > 0;
});
