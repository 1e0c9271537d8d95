'use strict';
document.addEventListener('DOMContentLoaded', () => {
  const mint = (id, path) => {
    const form = document.getElementById(id);
    form.addEventListener('submit', async event => {
      event.preventDefault();
      const wish = {};
      new FormData(form).forEach((value, key) => { if (value) wish[key] = value; });
      const made = await sim.ask('POST', path, wish);
      form.querySelector('output').textContent = made.code + (made.openid ? '（' + made.openid + '）' : '');
    });
  };
  mint('login', 'login-codes');
  mint('phone', 'phone-codes');
  for (const way of ['expire', 'invalidate']) {
    document.getElementById(way).addEventListener('click', async () => {
      const { touched } = await sim.ask('POST', 'tokens/' + way, {});
      document.getElementById('token').textContent = touched ? '已生效' : '还没有发出过令牌';
    });
  }
  sim.watch(sim.calls);
});
