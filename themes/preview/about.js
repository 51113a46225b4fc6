// Turns what is known of this page into a sheet: its file, its length, how hard it is to read, its story and its dates.
(function () {
  'use strict';

  var words = {
    button: 'This page', title: 'About this page', made: 'Bedside makes this page from the course’s data; there is no file of it.',
    file: 'File', copy: 'Copy', copied: 'Copied.', by_hand: 'Press Ctrl+C, or Cmd+C, to copy it.', copy_label: 'The file, to copy',
    words: 'Words that learners read', minutes: 'Minutes', stated: ' as the header says', reading: ' of reading, by the number of words',
    comma: ', ', grade: 'Reading grade', grade_about: ': about the years of school that the text asks for',
    grade_none: 'The text is too short for one, or not in English.',
    kind: 'Kind', draft: ' (a draft: only the preview shows it)', reviewed: 'Reviewed', never: 'No date is given', due: 'Next review', overdue: ' – this day has passed',
    story: 'Story', invented: 'Invented for teaching', teller: ', told by ', approved: ', wording approved on ', not_approved: ', wording not approved',
    through: ', may be shown through ', left: [' (1 day left)', ' days left)'], withheld: '. Not shown at present: ', no_terms: ' – it has no entry in stories.yaml',
    basis: { consented: 'consented to', published: 'published before', composite: 'made of several patients’ stories', fictional: 'invented for teaching' },
    failed: 'The preview does not answer.'
  };

  var preview = window.bedsidePreview;
  var element = preview.element;
  var sheet = null;

  preview.startAbout = function () {
    sheet = preview.sheet({ name: 'about', title: words.title, button: words.button, fill: fill });
    preview.bar.add(sheet);
    document.addEventListener('bedside:shown', function () { if (sheet.isOpen()) fill(sheet.body); });
  };

  // A text to copy: by the button where the browser allows it, else by hand, which it is selected for.
  preview.toCopy = function (text) {
    var made = element('div', { 'class': 'bedside-preview-copy' });
    var field = element('input', { type: 'text', readonly: '', value: text, 'aria-label': words.copy_label });
    var button = element('button', { type: 'button', 'class': 'bedside-preview-button' }, words.copy);
    var said = element('span', { role: 'status' });
    made.append(field, button, said);
    field.addEventListener('focus', function () { field.select(); });
    made.copy = async function () {
      try {
        await navigator.clipboard.writeText(text);
        said.textContent = words.copied;
      } catch (error) {
        field.focus();
        field.select();
        said.textContent = words.by_hand;
      }
    };
    button.addEventListener('click', made.copy);
    return made;
  };

  function fill(body) {
    preview.askAbout().then(function (about) {
      var now = JSON.stringify(about);
      if (body.dataset.shown === now) return;
      body.dataset.shown = now;
      body.replaceChildren(about.page ? facts(about.page) : element('p', {}, words.made));
    }).catch(function () { body.replaceChildren(element('p', {}, words.failed)); });
  }

  function facts(page) {
    var list = element('dl', {});
    var add = function (name, value, mark) {
      var told = element('dd', mark ? { 'data-mark': '' } : {});
      told.append(value);
      list.append(element('dt', {}, name), told);
    };
    var minutes = page.minutes === null ? [] : [page.minutes + words.stated];
    add(words.file, preview.toCopy(page.file));
    add(words.words, page.words.toLocaleString('en'));
    add(words.minutes, minutes.concat(page.readingMinutes + words.reading).join(words.comma));
    add(words.grade, page.grade === null ? words.grade_none : page.grade.toFixed(1) + words.grade_about);
    add(words.kind, page.kind + (page.draft ? words.draft : ''));
    page.stories.forEach(function (story) { add(words.story, terms(story), story.withheld || !story.basis); });
    add(words.reviewed, page.reviewed || words.never);
    add(words.due, page.reviewDue ? page.reviewDue + (page.isOverdue ? words.overdue : '') : words.never, page.isOverdue);
    return list;
  }

  function terms(story) {
    if (story.id === 'fictional') return words.invented;
    if (!story.basis) return story.id + words.no_terms;
    var told = story.id + words.comma + words.basis[story.basis];
    if (story.teller) told += words.teller + story.teller;
    if (story.approved) told += words.approved + story.approved;
    else if (story.basis === 'consented') told += words.not_approved;
    if (story.expires) told += words.through + story.expires + left(story.daysLeft);
    return story.withheld ? told + words.withheld + story.withheld : told;
  }

  function left(days) {
    if (days < 0) return '';
    return days === 1 ? words.left[0] : ' (' + days + words.left[1];
  }
})();
