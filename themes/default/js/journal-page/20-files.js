// The journal as files: sealed under a passphrase to come back with, or plain to be read.
(() => {
  "use strict";
  const { crypto: seals } = window.bedside;
  const course = document.documentElement.dataset.course || "";
  const KIND = "bedside-journal";
  const MOST = 33554432; // bytes of a file that is looked at

  function coded(bytes) {
    let text = "";
    for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
    return btoa(text);
  }
  const decoded = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  function download(name, type, content) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  async function sealed(entries, passphrase) {
    const kept = entries.map(({ id, version, ...entry }) => entry);
    const { salt, rounds, format, iv, data } = await seals.sealFile(course, passphrase, { entries: kept });
    return JSON.stringify({ kind: KIND, format, course, rounds, salt: coded(salt), iv: coded(iv), data: coded(data) }, null, 1);
  }

  // The entries of a file, or the word for why there are none: nothing is taken in by halves.
  async function opened(file, passphrase) {
    let read;
    try {
      if (file.size > MOST) return "foreign";
      read = JSON.parse(await file.text());
    } catch {
      return "foreign";
    }
    if (!read || read.kind !== KIND) return "foreign";
    if (!(read.format <= seals.FORMAT)) return "newer";
    // A file that asks for endless work is none of ours.
    if (read.course !== course || !(read.rounds <= 10 * seals.ROUNDS)) return "foreign";
    try {
      const bytes = { salt: decoded(read.salt), iv: decoded(read.iv), data: decoded(read.data) };
      const whole = await seals.openFile(course, passphrase, { ...bytes, rounds: Number(read.rounds) });
      const sound = ({ name, text, value }) => typeof name === "string" && (typeof text === "string" || (value && typeof value === "object"));
      return Array.isArray(whole.entries) && whole.entries.every(sound) ? whole.entries : "foreign";
    } catch {
      return "not-open";
    }
  }

  // Typed words in Markdown mean what they say: no line becomes a heading or a list by its first letters.
  const quoted = (text) => text.split("\n").map((line) => `> ${line.replace(/^(\s*)([#>*+=|~-]|\d+[.)]|`{3})/, "$1\\$2")}`).join("\n");

  function readable(groups, words, markdown) {
    const lines = [markdown ? `# ${words.title}` : words.title];
    if (words.note) lines.push("", words.note);
    for (const [title, entries] of groups) {
      lines.push("", markdown ? `## ${title}` : `${title}\n${"=".repeat(title.length)}`);
      for (const entry of entries) {
        const when = words.written(entry.at);
        lines.push("", markdown ? `### ${entry.label}\n\n${when}` : `${entry.label} (${when})`, "");
        lines.push(markdown ? quoted(entry.text) : entry.text);
      }
    }
    return `${lines.join("\n")}\n`;
  }

  // The names of all places to write in the course; nothing where they cannot be had.
  let names;
  const prompts = () =>
    (names ??= new Promise((done) => {
      const script = document.createElement("script");
      script.src = "journal-prompts.js";
      script.onload = script.onerror = () => done(window.bedside.prompts && new Set(window.bedside.prompts));
      document.head.append(script);
    }));

  window.bedside.files = { prompts, download, sealed, opened, readable };
})();
