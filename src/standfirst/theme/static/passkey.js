// Passkeys on the pages that have a form for one. Without scripts those forms stay hidden, and
// readers log in with a code.
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

  const asked = ({ publicKey: p }) => ({
    ...p,
    challenge: bytes(p.challenge),
    ...(p.user && { user: { ...p.user, id: bytes(p.user.id) } }),
    ...(p.excludeCredentials && { excludeCredentials: known(p.excludeCredentials) }),
    ...(p.allowCredentials && { allowCredentials: known(p.allowCredentials) }),
  });

  const answer = (credential) => {
    const r = credential.response;
    const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const response = {};
    for (const part of parts) if (r[part]) response[part] = text(r[part]);
    if (r.getTransports) response.transports = r.getTransports();
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  };

  const options = async (form) => {
    const kept = form.dataset.options && document.getElementById(form.dataset.options);
    if (kept) return JSON.parse(kept.textContent);
    const got = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!got.ok) throw new Error(`${got.status}`);
    return (await got.json()).request_options;
  };

  const run = async (form) => {
    const publicKey = asked(await options(form));
    const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
    form.elements.credential.value = JSON.stringify(answer(credential));
    form.submit();
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const fault = form.querySelector("[role=alert]");
    const button = form.querySelector("button");
    const start = () => {
      fault.hidden = true;
      run(form).catch(() => { fault.hidden = false; });
    };
    button.addEventListener("click", start);
    form.addEventListener("submit", (event) => { event.preventDefault(); start(); });
    form.hidden = false;
  }
  for (const note of document.querySelectorAll("[data-passkey-missing]")) note.remove();
})();
