/** Rings like a telephone, until it is told to stop. Silent where the browser lets nobody make a sound yet. */
export class Ringer {
  #audio;
  #timer;

  start() {
    this.#audio ??= new AudioContext();
    void this.#audio.resume();
    this.#ring();
    this.#timer = setInterval(() => this.#ring(), 3_000);
  }

  stop() {
    clearInterval(this.#timer);
    void this.#audio?.suspend();
  }

  /** Two tones, twice. */
  #ring() {
    const { currentTime: now, destination } = this.#audio;
    for (const at of [0.05, 0.55]) {
      for (const frequency of [440, 480]) {
        const tone = new OscillatorNode(this.#audio, { frequency });
        const volume = new GainNode(this.#audio, { gain: 0 });
        volume.gain.setTargetAtTime(0.08, now + at, 0.02);
        volume.gain.setTargetAtTime(0, now + at + 0.35, 0.03);
        tone.connect(volume).connect(destination);
        tone.start(now + at);
        tone.stop(now + at + 0.45);
      }
    }
  }
}
