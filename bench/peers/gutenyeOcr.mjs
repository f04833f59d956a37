// Reads each picture it is sent the path of.
import Ocr from '@gutenye/ocr-node';

const ocr = await Ocr.create();
process.on('message', async (file) => {
  const lines = await ocr.detect(file);
  process.send({ text: lines.map(({ text }) => text).join('\n') });
});
process.send('ready');
