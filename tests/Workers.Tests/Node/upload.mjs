// Brings one file with the client of the TUS protocol: begins at one server, is cut off after some bytes, and goes on at another; or, where no other is named, goes on by itself until it is there.
// Arguments: folder of node_modules, address of each server, key, file, bytes of a request, columns as JSON, header of the order.
// Prints JSON: place, where it was cut off, from where it went on, bytes that were accepted, and the document that has the file.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const [packages, first, second, key, file, chunk, columns, order] = process.argv.slice(2);
const { Upload } = createRequire(`${packages}/`)('tus-js-client');
const bytes = await readFile(file);
const told = {};

function bring(server, options) {
  return new Promise((resolve, reject) => {
    const upload = new Upload(bytes, {
      endpoint: `${server}/v1/uploads`,
      chunkSize: Number(chunk),
      metadata: JSON.parse(columns),
      headers: { Authorization: `Bearer ${key}`, 'Idempotency-Key': order },
      retryDelays: second ? [100, 200, 400, 800, 1600] : Array(400).fill(250),
      onError: reject,
      onSuccess: () => resolve(upload),
      onChunkComplete: (_, accepted) => options.cut?.(upload, accepted, resolve),
      onAfterResponse: (request, response) => {
        if (request.getMethod() === 'HEAD' && response.getStatus() === 200) told.wentOnAt = Number(response.getHeader('Upload-Offset'));
        told.document = response.getHeader('Document-Id') ?? told.document;
      },
      ...options.more,
    });
    upload.start();
  });
}

const count = (_, accepted) => { told.accepted = accepted; };
if (second) {
  const cut = await bring(first, {
    cut: (upload, accepted, resolve) => {
      told.cutAt ??= accepted;
      upload.abort().then(() => resolve(upload));
    },
  });
  told.place = cut.url;
  await bring(second, { more: { uploadUrl: cut.url.replace(first, second) }, cut: count });
} else {
  told.place = (await bring(first, { cut: count })).url;
}
console.log(JSON.stringify(told));
