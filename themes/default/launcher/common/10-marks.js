// Marks (read or not, done or not) → one short line that a platform keeps, and back.
// The line is `1:<list>:<bits>:<check>`: which list of pages the bits belong to, six bits a letter, and a check by
// which a line that was cut or changed is known. Platforms of SCORM 1.2 keep 4,096 letters and no more.
(() => {
  "use strict";
  const MOST = 4096;
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const SHAPE = /^1:([0-9a-f]{8}):([A-Za-z0-9_-]*):([A-Za-z0-9_-]{2})$/;

  // Two letters that differ whenever one letter of the text does.
  function check(text) {
    let sum = 0;
    for (let i = 0; i < text.length; i++) sum = (sum * 31 + text.charCodeAt(i)) % 4093;
    return LETTERS[sum >> 6] + LETTERS[sum & 63];
  }

  // `marks`: an array of true and false. Those that find no place come last in it, and are not kept.
  function pack(list, marks) {
    const head = `1:${list}:`;
    const room = MOST - head.length - 3;
    let bits = "";
    for (let at = 0; at < marks.length && bits.length < room; at += 6) {
      let six = 0;
      for (let i = 0; i < 6; i++) if (marks[at + i]) six |= 1 << i;
      bits += LETTERS[six];
    }
    const text = head + bits.replace(/A+$/, "");
    return `${text}:${check(text)}`;
  }

  // The marks of a line; null where it is none, is damaged, or belongs to another list.
  function unpack(list, line, count) {
    const found = typeof line === "string" && line.length <= MOST ? SHAPE.exec(line) : null;
    if (!found || found[1] !== list || found[3] !== check(line.slice(0, -3))) return null;
    const marks = new Array(count).fill(false);
    for (let at = 0; at < count; at++) {
      const six = LETTERS.indexOf(found[2][Math.floor(at / 6)] || "A");
      marks[at] = ((six >> (at % 6)) & 1) === 1;
    }
    return marks;
  }

  window.launcher = { pack, unpack, MOST };
})();
