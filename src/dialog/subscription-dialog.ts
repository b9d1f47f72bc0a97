import { type Flow } from "../environment/flow.js";
import { Dialog } from "./dialog.js";
import { type DialogState } from "./dialog-state.js";
import { type RequestingDialog } from "./dialog-user.js";

/** A dialog that a REFER out of a dialog has made: there is no call in it. RFC 3515 §2.4.4 */
export class SubscriptionDialog extends Dialog implements RequestingDialog {
  flow: Flow;

  constructor(state: DialogState, flow: Flow) {
    super(state);
    this.flow = flow;
  }

  learn(): void {
    // Nothing depends on what the peer allows.
  }

  requestFailed(): void {
    // The subscription sees to it itself, and there is nothing else.
  }
}
