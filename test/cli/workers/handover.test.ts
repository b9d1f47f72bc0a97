import { describe, expect, test } from "vitest";
import { type Flow } from "../../../src/index.js";
import { Assignment, type Places } from "../../../src/cli/workers/assignment.js";
import { ALICE, octetsOf, textOf, WorkersInMemory } from "./workers-in-memory.js";

const TWO: Places = [[1], [2]];
const OF_ONE = callOf(1);
const OF_TWO = callOf(2);

describe("a datagram to the address that all workers share", () => {
  test.each([
    [1, OF_ONE, 1],
    [2, OF_ONE, 1],
    [1, OF_TWO, 2],
    [2, OF_TWO, 2],
  ])("read by worker %d, with %s, is received by worker %d", (reader, callId, owner) => {
    const workers = workersAt(TWO);

    workers.datagram(reader, invite(callId));

    expect(workers.received).toMatchObject([{ worker: owner, text: invite(callId) }]);
    expect(workers.said).toEqual(reader === owner ? [] : [`${reader} ${owner} datagram`]);
  });

  test("is answered from the shared address, to where it came from (RFC 3581 §4)", () => {
    const workers = workersAt(TWO);
    workers.datagram(1, invite(OF_TWO));

    void workers.received[0]?.flow.send("SIP/2.0 180 Ringing");

    expect(workers.sent).toEqual([{ by: 2, to: ALICE, text: "SIP/2.0 180 Ringing" }]);
    expect(workers.received[0]?.flow.remote).toEqual(ALICE);
  });

  test("whoever reads it, an INVITE that is repeated, its CANCEL and the ACK to its refusal meet one worker (RFC 3261 §9.1, §17.2.1)", () => {
    const workers = workersAt(TWO);
    const ack = request("ACK", OF_ONE, `;tag=${tagOf(1)}`);

    for (const reader of [1, 2]) {
      for (const text of [invite(OF_ONE), request("CANCEL", OF_ONE), ack]) workers.datagram(reader, text);
    }

    expect(workers.owners).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test("goes where its tag was drawn, whatever its Call-ID says (RFC 3261 §12.2.2)", () => {
    const workers = workersAt(TWO);

    workers.datagram(1, request("BYE", OF_TWO, `;tag=${tagOf(1)}`));
    workers.datagram(1, `SIP/2.0 200 OK\r\nFrom: <sip:bob@x>;tag=${tagOf(2)}\r\nCall-ID: ${OF_ONE}\r\n\r\n`);

    expect(workers.owners).toEqual([1, 2]);
  });

  test.each([
    ["without a Call-ID", "INVITE sip:bob@x SIP/2.0\r\n\r\n"],
    ["that is no message at all", "\0\0\0"],
    ["of a worker that is gone", request("BYE", OF_TWO, `;tag=${tagOf(9)}`)],
  ])("%s is answered by whoever reads it (RFC 3261 §12.2.2: 481)", (_what, text) => {
    const workers = workersAt(TWO);

    workers.datagram(1, text);

    expect(workers.owners).toEqual([1]);
  });

  test("waits to be repeated while its place is empty", () => {
    const workers = workersAt([[1], []]);

    workers.datagram(1, invite(OF_TWO));
    workers.places = [[1], [3]];
    workers.datagram(1, invite(OF_TWO));

    expect(workers.owners).toEqual([3]);
  });

  test("is said to be dropped, once, when its worker takes nothing", () => {
    const workers = workersAt(TWO);
    workers.deaf.add(2);

    workers.datagram(1, invite(OF_TWO));
    workers.datagram(1, invite(OF_TWO));

    expect(workers.received).toEqual([]);
    expect(workers.problems).toEqual(["worker 2 takes nothing: messages for it are dropped"]);
  });

  test("from a link-local address is answered by the socket that knows its zone (RFC 4007 §11.2)", () => {
    const workers = workersAt(TWO);
    const remote = { host: "fe80::1", port: 5060 };
    workers.datagram(1, invite(OF_TWO), remote);

    void workers.received[0]?.flow.send("180");

    expect(workers.owners).toEqual([2]);
    expect(workers.received[0]?.flow).toMatchObject({ protocol: "UDP", reliable: false, remote });
    expect(workers.sent).toEqual([{ by: 1, to: remote, text: "180" }]);
  });
});

describe("a worker whose place another one has", () => {
  test("keeps what it knows, and hands on what begins", () => {
    const workers = workersAt(TWO);
    workers.datagram(2, invite(OF_TWO));
    workers.places = [[1], [2, 3]];

    for (const reader of [1, 2, 3]) {
      for (const text of [invite(OF_TWO), request("CANCEL", OF_TWO), invite(callOf(2, "new"))]) {
        workers.datagram(reader, text);
      }
    }

    expect(workers.owners).toEqual([2, 2, 2, 3, 2, 2, 3, 2, 2, 3]);
  });

  test.each([
    ["an INVITE that comes again with a password (RFC 3261 §22.2)", request("INVITE", OF_TWO, "", 2)],
    ["OPTIONS, though their Call-ID is known", request("OPTIONS", OF_TWO, "", 3)],
  ])("hands on %s", (_what, text) => {
    const workers = workersAt(TWO);
    workers.datagram(2, invite(OF_TWO));
    workers.datagram(2, request("OPTIONS", OF_TWO, "", 3));
    workers.places = [[1], [2, 3]];

    workers.datagram(1, text);

    expect(workers.owners).toEqual([2, 2, 3]);
  });

  test("knows a call for as long as it rings", () => {
    const workers = workersAt(TWO);
    workers.datagram(2, invite(OF_TWO));
    workers.ringing.add(OF_TWO);
    workers.places = [[1], [2, 3]];
    workers.now = 180_000;

    workers.datagram(1, request("CANCEL", OF_TWO));

    expect(workers.owners).toEqual([2, 2]);
  });

  test("hands on what still reaches it when it has left", () => {
    const workers = workersAt([[1], [2, 3]]);
    workers.places = [[1], [3]];

    workers.datagram(2, invite(OF_TWO));
    workers.worker(2).onFrame({ head: `datagram 1 0 ${ALICE.port} ${ALICE.host}`, octets: octetsOf(invite(OF_TWO)) });

    expect(workers.owners).toEqual([3, 3]);
  });

  test("gets what belongs to its dialogs until it is gone", () => {
    const workers = workersAt([[1], [2, 3]]);

    workers.datagram(1, request("BYE", OF_ONE, `;tag=${tagOf(2)}`));

    expect(workers.owners).toEqual([2]);
  });

  test("hands on what begins by its connections, and they serve the answers", () => {
    const workers = workersAt([[1], [2, 3]]);
    const { flow, sent } = connection();

    workers.worker(2).receiver.receive(octetsOf(invite(OF_TWO)), flow);
    void workers.received[0]?.flow.send("SIP/2.0 180 Ringing");

    expect(workers.owners).toEqual([3]);
    expect(sent).toEqual(["SIP/2.0 180 Ringing"]);
  });

  test("waits with its end until calls by its connections are set up", async () => {
    const workers = workersAt([[1], [2, 3]]);
    const { flow } = connection();
    let isOver = false;
    workers.worker(2).receiver.receive(octetsOf(invite(OF_TWO)), flow);
    const waited = workers.worker(2).withoutGuests.then(() => (isOver = true));
    const answer = (status: string) => `SIP/2.0 ${status}\r\nCall-ID: ${OF_TWO}\r\nCSeq: 1 INVITE\r\n\r\n`;

    await workers.received[0]?.flow.send(answer("180 Ringing"));
    const isOverWhileItRings = isOver;
    await workers.received[0]?.flow.send(answer("200 OK"));
    await waited;

    expect(isOverWhileItRings).toBe(false);
  });
});

describe("what comes by a connection", () => {
  test("begins where the connection is, whatever its Call-ID", () => {
    const workers = workersAt(TWO);

    workers.worker(1).receiver.receive(octetsOf(invite(OF_TWO)), connection().flow);

    expect(workers.owners).toEqual([1]);
  });

  test("by another one finds its dialog, and the answer finds the connection", async () => {
    const workers = workersAt(TWO);
    const { flow, sent } = connection();

    workers.worker(2).receiver.receive(octetsOf(request("BYE", OF_TWO, `;tag=${tagOf(1)}`)), flow);
    await workers.received[0]?.flow.send("SIP/2.0 200 OK");

    expect(workers.received).toMatchObject([
      { worker: 1, flow: { protocol: "TLS", reliable: true, remote: ALICE, peer: { tlsIdentities: ["a.example"] } } },
    ]);
    expect(sent).toEqual(["SIP/2.0 200 OK"]);
  });

  test("by the same one comes by the same way", () => {
    const workers = workersAt(TWO);
    const { flow } = connection();
    const bye = octetsOf(request("BYE", OF_TWO, `;tag=${tagOf(1)}`));

    for (let time = 0; time < 2; time += 1) workers.worker(2).receiver.receive(bye, flow);

    expect(workers.received[0]?.flow).toBe(workers.received[1]?.flow);
  });

  test("cannot be answered when it is gone, and the one who tries is told", async () => {
    const workers = workersAt(TWO);
    const { flow } = connection();
    flow.send = () => Promise.reject(new Error("the peer has closed it"));
    workers.worker(2).receiver.receive(octetsOf(request("BYE", OF_TWO, `;tag=${tagOf(1)}`)), flow);

    const sending = workers.received[0]?.flow.send("SIP/2.0 200 OK");

    await expect(sending).rejects.toThrow("cannot send by worker 2: the peer has closed it");
  });

  test.each([
    ["the connection", (_workers: WorkersInMemory, close: () => void) => close()],
    ["its worker", (workers: WorkersInMemory) => workers.worker(1).onLost(2)],
  ])("is told to be gone when %s is (RFC 7118 §5.3)", (_what, end) => {
    const workers = workersAt(TWO);
    const { flow, close } = connection("WS");
    let gone = 0;
    workers.worker(2).receiver.receive(octetsOf(request("BYE", OF_TWO, `;tag=${tagOf(1)}`)), flow);
    workers.received[0]?.flow.onGone?.(() => (gone += 1));

    end(workers, close);

    expect(gone).toBe(1);
  });

  test("is answered by nobody whose worker is gone meanwhile", async () => {
    const workers = workersAt(TWO);
    const { flow } = connection();
    flow.send = () => new Promise(() => undefined);
    workers.worker(2).receiver.receive(octetsOf(request("BYE", OF_TWO, `;tag=${tagOf(1)}`)), flow);
    const sending = workers.received[0]?.flow.send("SIP/2.0 200 OK");

    workers.worker(1).onLost(2);

    await expect(sending).rejects.toThrow("the worker with the connection is gone");
  });
});

describe("workers that do not agree on who is there", () => {
  test("do not hand one message round for ever", () => {
    const workers = workersAt(TWO);
    workers.worker(1).setPlaces([[2], [2]]);
    workers.worker(2).setPlaces([
      [2, 1],
      [2, 1],
    ]);

    workers.datagram(1, invite(OF_ONE));

    expect(workers.received).toHaveLength(1);
  });
});

function workersAt(places: Places): WorkersInMemory {
  const workers = new WorkersInMemory([1, 2, 3]);
  workers.places = places;
  return workers;
}

/** A connection of Alice's. */
function connection(protocol = "TLS") {
  const sent: string[] = [];
  const listeners: (() => void)[] = [];
  const flow: Flow = {
    protocol,
    reliable: true,
    local: { host: "192.0.2.9", port: 5061 },
    remote: ALICE,
    peer: { tlsIdentities: ["a.example"] },
    send: (message) => void sent.push(textOf(message)),
    onGone: (listener) => {
      listeners.push(listener);
      return () => undefined;
    },
  };
  return { flow, sent, close: () => listeners.forEach((listener) => listener()) };
}

/** A Call-ID that belongs to a worker. */
function callOf(worker: number, prefix = "call"): string {
  const assignment = new Assignment(TWO);
  const names = Array.from({ length: 50 }, (_, index) => `${prefix}-${index}@192.0.2.1`);
  return names.find((name) => assignment.workersFor(name)[0] === worker) ?? "none";
}

function tagOf(worker: number): string {
  return `0123456789abcdefw${worker}`;
}

function invite(callId: string): string {
  return request("INVITE", callId);
}

function request(method: string, callId: string, tag = "", cseq = 1): string {
  const start = `${method} sip:bob@x SIP/2.0\r\nTo: <sip:bob@x>${tag}\r\n`;
  return `${start}Call-ID: ${callId}\r\nCSeq: ${cseq} ${method}\r\n\r\n`;
}
