// A workspace of the running emulator for one test.

const EMULATOR = process.env.MAIL_EMULATOR_URL ?? 'http://127.0.0.1:8525';

async function call(method, path, body) {
  const answer = await fetch(`${EMULATOR}/_emulator/api/${path}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const found = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path}: ${found.detail}`);
  return found;
}

async function mint(wishes = {}) {
  const workspace = await call('POST', 'workspaces', wishes);
  const own = (method, path, body) => call(method, `workspaces/${workspace.name}/${path}`, body);
  return {
    ...workspace,
    call: own,
    async waitForMessage(to) {
      const { results } = await own('GET', `messages/wait?${new URLSearchParams({ to, timeout: '5' })}`);
      return own('GET', `messages/${results[0].id}`);
    },
    drop: () => call('DELETE', `workspaces/${workspace.name}`),
  };
}

module.exports = { mint };
