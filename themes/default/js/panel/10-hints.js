// Finds what may tell who somebody is: dates, numbers, addresses, beds, titles with names, initials.
// Asked when a field is left and before a file is made, never while typing; it holds nothing up.
(() => {
  "use strict";
  const ENGLISH = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
  const FRENCH = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre";
  const SPANISH = "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre";
  const PLACES = "bed|room|bay|mrn|nhs|dob|lit|chambre|dossier|cama|habitaci[oó]n|nhc|historia";
  const TITLES = "Mr|Mrs|Ms|Miss|Dr|Mme|Mlle|Monsieur|Madame|Sr|Sra|Srta|Señora?|Don|Doña";
  const LOOKS = [
    "\\d{1,2}[./-]\\d{1,2}[./-](?:\\d{4}|\\d{2})(?!\\d)",
    "\\d{4}-\\d{2}-\\d{2}(?!\\d)",
    `\\d{1,2}(?:st|nd|rd|th|er|º)?\\s+(?:of\\s+|de\\s+)?(?:${ENGLISH}|${FRENCH}|${SPANISH})(?!\\p{L})`,
    `(?:${ENGLISH})\\s+\\d{1,2}(?:st|nd|rd|th)?(?!\\d)`,
    "[\\p{L}\\d.+-]+@[\\p{L}\\d-]+\\.[\\p{L}\\d.]+",
    "\\+?\\d(?:[ ().\\/-]?\\d){6,}(?!\\d)",
    `(?:${PLACES})\\s*(?:no\\.?|nº|n°|#|:)?\\s*\\d+\\w*`,
  ].map((look) => new RegExp(`(?:^|[^\\p{L}\\d])(${look})`, "giu"));
  // Names and initials are told by their capitals.
  for (const look of [`(?:${TITLES})\\.?\\s+\\p{Lu}[\\p{L}'’-]*`, "\\p{Lu}\\.\\s?\\p{Lu}\\.?(?!\\p{L})"]) {
    LOOKS.push(new RegExp(`(?:^|[^\\p{L}\\d])(${look})`, "gu"));
  }
  const found = (text, look) => Array.from(text.matchAll(look), (match) => match[1]);
  window.bedside.hints = (text) => [...new Set(LOOKS.flatMap((look) => found(text, look)))].slice(0, 5);
})();
