// The floor: an HTTP server that has the answer ready.
import { createServer } from 'node:http';
import { rightAnswer } from '../workload.mjs';

const answer = Buffer.from(JSON.stringify(await rightAnswer()));
createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
    response.end(answer);
  });
}).listen(Number(process.env.PORT), '127.0.0.1');
