// The Nu HTML checker over every page of both editions and of a course from right to left, in one JVM.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { build, buildBoth, files, here, list, root } from './support.mjs';

const JAR = join(here, 'node_modules/vnu-jar/build/dist/vnu.jar');

describe('HTML', { timeout: 1_800_000 }, () => {
  test('the checker finds no error on any page', async (t) => {
    const site = buildBoth(t);
    const fromRightToLeft = build('facilitator', join(site.learner, '../from-right-to-left'), join(root, 'tests/courses/right-to-left'));
    const folders = [...Object.values(site), fromRightToLeft];
    // Deep trees need a deeper stack than the JVM's own.
    const { code, messages } = await check(['-Xss1m', '-jar', JAR, '--skip-non-html', '--format', 'json', ...folders]);
    const errors = messages.filter((message) => message.type !== 'info');
    const lines = errors.map(({ url = '', lastLine, lastColumn, message, extract = '' }) => {
      const where = url.replace(/^file:/, '').replace(join(site.learner, '..'), '');
      return `${where}:${lastLine}:${lastColumn}: ${message}\n      ${extract.replace(/\s+/g, ' ').trim()}`;
    });
    assert.equal(errors.length, 0, list(lines));
    assert.equal(code, 0, 'the checker ended with an error of its own');
    t.diagnostic(`${folders.reduce((sum, folder) => sum + files(folder, '.html').length, 0)} pages`);
  });
});

function check(args) {
  return new Promise((done, fail) => {
    const child = spawn('java', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (chunk) => (said += chunk));
    child.on('error', (error) => fail(new Error(`java does not start (${error.message}): run scripts/setup-tests`)));
    child.on('close', (code) => {
      try {
        // The JVM may say something of its own before the report.
        done({ code, messages: JSON.parse(said.slice(said.indexOf('{'))).messages });
      } catch {
        fail(new Error(`the checker gave no report:\n${said.slice(0, 2000)}`));
      }
    });
  });
}
