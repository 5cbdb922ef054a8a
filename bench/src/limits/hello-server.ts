import express from 'express';

// What Express can do: one route, and nothing around it.
const port = Number(process.env['PORT']);
const app = express();
app.get('/', (_request, response) => {
  response.send('hello');
});
app.listen(port, '127.0.0.1', () => process.send?.({ listening: port }));
