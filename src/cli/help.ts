/** One screen: narrower than 120 columns, fewer than 60 lines. */
export const HELP = `Usage: sip-uas [options]
       sip-uas --demo

A callee to test phones and trunks against. What it does with a call is said by the user part of the Request-URI
(sip:busy@host); the host does not matter. No media is sent: the port in its session description is a dummy.

Options                                                                                 or environment
  --udp host[:port]        listen by UDP on an IPv4 address (5060; port 0: any free)     UAS_UDP
  --udp6 host[:port]       listen by UDP on an IPv6 address (5060)                       UAS_UDP6
  --tcp host[:port]        listen by TCP on either          (5060)                       UAS_TCP
  --tls host[:port]        listen by TLS on either          (5061)                       UAS_TLS
  --tls-cert file          certificate with its chain, PEM                               UAS_TLS_CERT
  --tls-key file           its private key, PEM                                          UAS_TLS_KEY
  --ws ws://host[:port]    listen by WebSocket (80; wss: by TLS, 443)                    UAS_WS
  --advertise host[:port]  the address that peers reach us at, if it is another (the     UAS_ADVERTISE
                           port: by UDP and TCP)
  --t1 ms                  round trip estimate (default 500)                             UAS_T1_MS
  --t2 ms                  longest interval between repeats (default 4000)               UAS_T2_MS
  --t4 ms                  longest life of a message in the network (default 5000)       UAS_T4_MS
  --workers n              answer calls by n processes (default 1)                       UAS_WORKERS
  --worker-ports a-b       ports that the Contacts of workers name, one each (UDP, TCP)  UAS_WORKER_PORTS
  --grace s                how long calls go on in a worker that SIGHUP has replaced     UAS_GRACE_S
                           (default 300)
  -q, --quiet              draw no ladders
      --demo               place three calls over a socket on this machine, draw them, and exit
  -h, --help               show this
  -v, --version            show the version
Each way to listen may be given several times (in the environment: with commas between). None at all: UDP and TCP on
0.0.0.0:5060. IPv6 in brackets where a port follows: [::1]:5060.

Users
  answer       180, after 200 ms 200             busy         486
  instant      200                               decline      603
  trying       180 after 1.5 s, 200 after 2 s    redirect     302 to answer
  ring         180, until CANCEL, BYE, Expires   no-answer    180, after 3 s 480
  early        183 with SDP, 200 after 0.6 s     status-NNN   that status
  forward      181, 180, 200                     hangup       200, BYE after 1 s
  late-offer   as answer, for an INVITE without  reinvite     200, re-INVITE 0.5 s after the ACK
               SDP: the offer is in the 200      update       200, UPDATE 0.5 s after the ACK
  rel          183 with SDP, reliable if the     slow         answers a re-INVITE after 1.5 s
               caller can; 200 at the PRACK,     timer        answer, refreshed every 45 s (RFC 4028)
               after 0.6 s if it cannot          auth         answer, for alice with the password
  rel2         183 with SDP and 180, both so;                 wonderland (Digest, MD5)
               200 at the second PRACK           auth256      the same with SHA-256
Anyone else: 404. OPTIONS outside a call: 200 for everyone.
Within a call: re-INVITE, UPDATE, OPTIONS and INFO with a key are answered 200; REFER 200 with two NOTIFYs, and
nobody is called. An INVITE with Replaces is answered at once and ends the call that it names. Browsers may call.

Exit codes
  0  ended by SIGINT or SIGTERM, or the demo went as it should
  1  a fault of the program, of its workers, or of the demo
  2  the options are wrong, or a file that they name
  3  an address cannot be listened on (a busy port, for one)
`;
