/** The sound of one call: a microphone, a peer connection and what comes out of it. */
export class Media {
  #connection = new RTCPeerConnection();
  #microphone;
  #meter;

  /** @param {HTMLAudioElement} speaker @param {(level: number) => void} onLevel from 0 to 1 */
  constructor(speaker, onLevel) {
    this.#connection.ontrack = ({ streams: [stream], track }) => {
      speaker.srcObject = stream ?? new MediaStream([track]);
    };
    this.#meter = setInterval(async () => onLevel(await this.#level()), 200);
  }

  /** Asks for the microphone; without one the call is silent from this side. */
  async open() {
    try {
      this.#microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      this.#microphone = new MediaStream();
    }
    const [track] = this.#microphone.getTracks();
    if (track) this.#connection.addTrack(track, this.#microphone);
    return track !== undefined;
  }

  /** @param {string} offer @returns {Promise<string>} the answer, with all its addresses */
  async answer(offer) {
    await this.#connection.setRemoteDescription({ type: "offer", sdp: offer });
    await this.#connection.setLocalDescription();
    return this.#whole();
  }

  /** @param {RTCRtpTransceiverDirection} direction what is wanted of the sound */
  async offer(direction = "sendrecv") {
    const transceivers = this.#connection.getTransceivers();
    if (transceivers.length === 0) this.#connection.addTransceiver("audio");
    for (const transceiver of this.#connection.getTransceivers()) transceiver.direction = direction;
    await this.#connection.setLocalDescription(await this.#connection.createOffer());
    return this.#whole();
  }

  /** @param {string} answer */
  async take(answer) {
    await this.#connection.setRemoteDescription({ type: "answer", sdp: answer });
  }

  /** The offer has been refused: all is as before. */
  async forget() {
    if (this.#connection.signalingState === "have-local-offer") {
      await this.#connection.setLocalDescription({ type: "rollback" });
    }
  }

  set muted(muted) {
    for (const track of this.#microphone?.getAudioTracks() ?? []) track.enabled = !muted;
  }

  close() {
    clearInterval(this.#meter);
    for (const track of this.#microphone?.getTracks() ?? []) track.stop();
    this.#connection.close();
  }

  /** Servers that know nothing of trickling want all addresses at once; two seconds have to do. */
  async #whole() {
    const connection = this.#connection;
    if (connection.iceGatheringState !== "complete") {
      await new Promise((done) => {
        connection.onicegatheringstatechange = () => connection.iceGatheringState === "complete" && done();
        setTimeout(done, 2_000);
      });
    }
    return connection.localDescription.sdp;
  }

  async #level() {
    if (this.#connection.connectionState !== "connected") return 0;
    let level = 0;
    for (const report of (await this.#connection.getStats()).values()) {
      if (report.type === "inbound-rtp") level = Math.max(level, report.audioLevel ?? 0);
    }
    return level;
  }
}
