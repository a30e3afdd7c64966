// Send to two recipients with an attachment, read the reports once and the logs twice, knock with a wrong key.

const assert = require('node:assert/strict');
const { Infobip, AuthType } = require('@infobip-api/sdk');

const { EMULATOR_URL, EMULATOR_CONTROL, INFOBIP_KEY } = process.env;

const client = (apiKey) => new Infobip({ baseUrl: EMULATOR_URL, apiKey, authType: AuthType.ApiKey });

async function advance(by) {
  const answer = await fetch(`${EMULATOR_CONTROL}/clock/advance`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ by }),
  });
  assert.equal(answer.status, 200, await answer.text());
}

const recipients = ['nora.lind@north.example', 'bounce@north.example'];

async function main() {
  const { email } = client(INFOBIP_KEY).channels;

  const sent = await email.send({
    from: 'Shop <orders@shop.example>',
    to: [...recipients],
    subject: 'Your order',
    text: 'It is on its way.',
    attachment: [{ data: Buffer.from('%PDF-1.4 invoice'), name: 'invoice.pdf' }],
  });
  assert.equal(sent.status, 200, String(sent));
  const { bulkId, messages } = sent.data;
  assert.ok(bulkId);
  assert.deepEqual(messages.map((message) => message.to), recipients);
  assert.equal(new Set(messages.map((message) => message.messageId)).size, 2);
  for (const { status } of messages) {
    assert.equal(status.groupName, 'PENDING');
    assert.equal(status.name, 'PENDING_ACCEPTED');
  }

  await advance('10m');

  const reports = await email.report.get({ bulkId });
  assert.equal(reports.status, 200, String(reports));
  const outcome = Object.fromEntries(reports.data.results.map((report) => [report.to, report.status.groupName]));
  assert.deepEqual(outcome, { [recipients[0]]: 'DELIVERED', [recipients[1]]: 'UNDELIVERABLE' });

  const again = await email.report.get({ bulkId });
  assert.equal(again.status, 200, String(again));
  assert.deepEqual(again.data.results, []);

  const logs = await email.log.get({ bulkId });
  assert.equal(logs.status, 200, String(logs));
  assert.deepEqual(new Set(logs.data.results.map((log) => log.to)), new Set(recipients));
  const sameLogs = await email.log.get({ bulkId });
  assert.deepEqual(sameLogs.data, logs.data);

  const refused = await client('a-wrong-key').channels.email.report.get({});
  assert.equal(refused.response.status, 401);
  assert.equal(refused.response.data.requestError.serviceException.messageId, 'UNAUTHORIZED');
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
