/** Answers calls in a process of its own, with what `callees/` has by the given name, until it is ended. Says when it is ready. */
const [name, port] = process.argv.slice(2);
const { listen } = await import(`./callees/${name}.mjs`);
await listen(Number(port));
process.send("ready");
