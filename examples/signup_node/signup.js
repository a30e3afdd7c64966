// Sign up with an e-mail address: a mail brings a code, and the code confirms the address.

const http = require('node:http');
const { randomInt } = require('node:crypto');
const { Infobip, AuthType } = require('@infobip-api/sdk');

function createServer({ baseUrl, apiKey }) {
  const { email } = new Infobip({ baseUrl, apiKey, authType: AuthType.ApiKey }).channels;
  const waiting = new Map();
  const confirmed = new Set();

  async function signup({ address }) {
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const sent = await email.send({
      from: 'Shop <hello@shop.example>',
      to: address,
      subject: 'Confirm your address',
      text: `Your code is ${code}.`,
    });
    if (sent.status !== 200) {
      return [503, 'We cannot send mail right now. Please try again in a minute.'];
    }
    waiting.set(address, code);
    return [202, 'We sent you a code.'];
  }

  async function confirm({ address, code }) {
    if (!waiting.has(address) || waiting.get(address) !== code) {
      return [400, 'This is not the code we sent.'];
    }
    confirmed.add(address);
    return [200, 'Welcome!'];
  }

  const views = { '/signup': signup, '/confirm': confirm };
  return http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const view = views[request.url];
    const [status, text] = view ? await view(JSON.parse(body)) : [404, 'There is nothing here.'];
    response.writeHead(status, { 'Content-Type': 'text/plain' }).end(text);
  });
}

module.exports = { createServer };
