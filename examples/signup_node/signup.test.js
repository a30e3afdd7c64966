// The sign-up, with the mail it sends and what becomes of it when it cannot.

const assert = require('node:assert/strict');
const { afterEach, beforeEach, test } = require('node:test');
const { createServer } = require('./signup');
const { mint } = require('./mail-emulator');

let workspace;
let server;
let post;

beforeEach(async () => {
  workspace = await mint({ clock: 'standing' });
  const { base_url: baseUrl, api_key: apiKey } = workspace.infobip;
  server = createServer({ baseUrl, apiKey });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  post = (path, body) =>
    fetch(`http://127.0.0.1:${server.address().port}${path}`, { method: 'POST', body: JSON.stringify(body) });
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await workspace.drop();
});

test('the code of the mail confirms the address', async () => {
  assert.equal((await post('/signup', { address: 'nora@home.example' })).status, 202);
  const mail = await workspace.waitForMessage('nora@home.example');
  assert.equal(mail.subject, 'Confirm your address');
  const [code] = mail.text.match(/\d{6}/);
  const confirmed = await post('/confirm', { address: 'nora@home.example', code });
  assert.equal(await confirmed.text(), 'Welcome!');
});

test('a wrong code confirms nothing', async () => {
  await post('/signup', { address: 'nora@home.example' });
  assert.equal((await post('/confirm', { address: 'nora@home.example', code: 'none' })).status, 400);
});

test('when the service refuses, the visitor is asked to come back', async () => {
  await workspace.call('POST', 'limits/prime', { operation: 'send_email__v3', remaining: 0 });
  assert.equal((await post('/signup', { address: 'nora@home.example' })).status, 503);
  await workspace.call('POST', 'clock/advance', { by: '1s' });
  assert.equal((await post('/signup', { address: 'nora@home.example' })).status, 202);
});

test('an address that bounces is seen in the state of its mail', async () => {
  await post('/signup', { address: 'bounce@home.example' });
  await workspace.call('POST', 'clock/advance', { by: '1m' });
  const { timeline } = await workspace.waitForMessage('bounce@home.example');
  assert.equal(timeline.past.at(-1).event, 'bounced');
});
