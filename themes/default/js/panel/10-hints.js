// Finds what may tell who somebody is: dates, numbers, addresses, beds, titles with names, initials.
// Asked when a field is left and before a file is made, never while typing; it holds nothing up.
(() => {
  "use strict";
  const MONTHS = "jan|feb|fév|mar|apr|avr|abr|may|mai|jun|jui|jul|aug|aoû|ago|sep|oct|nov|dec|déc|dic|ene";
  const LOOKS = [
    /\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b/g,
    /\b\d{4}-\d{2}-\d{2}\b/g,
    new RegExp(`\\b\\d{1,2}(?:st|nd|rd|th|er|º)?\\s+(?:of\\s+|de\\s+)?(?:${MONTHS})\\p{L}*`, "giu"),
    new RegExp(`\\b(?:${MONTHS})\\p{L}*\\s+\\d{1,2}(?:st|nd|rd|th)?\\b`, "giu"),
    /[\p{L}\d.+-]+@[\p{L}\d-]+\.[\p{L}\d.]+/gu,
    /(?:\+|\b)\d(?:[ ().\/-]?\d){6,}\b/g,
    /(?<!\p{L})(?:bed|room|bay|mrn|nhs|dob|lit|chambre|cama|habitaci[oó]n|nhc)\s*(?:no\.?|nº|n°|#|:)?\s*\d+\w*/giu,
    /(?<!\p{L})(?:Mr|Mrs|Ms|Miss|Dr|Mme|Mlle|Monsieur|Madame|Sr|Sra|Srta|Señora?|Don|Doña)\.?\s+\p{Lu}[\p{L}'’-]*/gu,
    /(?<!\p{L})\p{Lu}\.\s?\p{Lu}\.?(?!\p{L})/gu,
  ];
  window.bedside.hints = (text) => [...new Set(LOOKS.flatMap((look) => text.match(look) || []))].slice(0, 5);
})();
