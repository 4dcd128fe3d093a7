// Makes or uses a passkey before a form is sent: asks the server what to ask the device, and puts its answer
// into the form. Without a passkey the form goes as it is, and the server says what is missing.
"use strict";
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

const make = async ({ publicKey }) => {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: known(publicKey.excludeCredentials),
    },
  });
  const { attestationObject, clientDataJSON } = credential.response;
  return written(credential, {
    attestationObject: text(attestationObject),
    clientDataJSON: text(clientDataJSON),
  });
};

const use = async ({ publicKey }) => {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: known(publicKey.allowCredentials),
    },
  });
  const { authenticatorData, clientDataJSON, signature, userHandle } = credential.response;
  return written(credential, {
    authenticatorData: text(authenticatorData),
    clientDataJSON: text(clientDataJSON),
    signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  });
};

const written = ({ id, rawId, type }, response) =>
  JSON.stringify({ id, rawId: text(rawId), type, response, extensions: {} });

for (const form of document.querySelectorAll("form[data-passkey]"))
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.dataset.ask, { method: "POST", body, credentials: "same-origin" });
      if (answer.ok) {
        const ask = await answer.json();
        form.elements.passkey.value = await (form.dataset.passkey === "make" ? make(ask) : use(ask));
      }
    } catch {
      // Called off, or the device has none: the server says so.
    }
    form.submit();
  });
