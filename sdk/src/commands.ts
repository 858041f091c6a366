import type { Command, Customer, Done, Status, Target } from './protocol';
import type { AskOptions } from './requests';

/** A call, or its id. */
export type CallRef = string | { id: string };

/** How to dial. */
export interface DialOptions extends AskOptions {
  /** Id of the outbound service to call through (`Snapshot.services`); without it the default one. */
  service?: string;
}

/** How to sign in. */
export interface SignInOptions extends AskOptions {
  /** The tenant. */
  domain: string;
  /** The agent's token, made by the CRM. */
  token: string;
  /** Base address of the contact centre; without it the one that Reo knows. */
  base?: string;
}

/** How to change the device. */
export interface DeviceOptions extends AskOptions {
  /** The mobile number, for device 3. */
  phone?: string;
  /** Put back the device of before when this page goes. */
  whileHere?: boolean;
}

/**
 * Everything that a page can ask for. Each promise is fulfilled when the phone took the command, which is before its effect shows in
 * the snapshot, and is rejected with a `ReoError`. The scope that is needed is in brackets.
 */
export abstract class Commands {
  /** Any command. */
  abstract send(command: Command, options?: AskOptions): Promise<Done>;

  /** Signs this agent in: at once when nobody else is; the agent is asked when somebody is (`control`). */
  async signIn({ domain, token, base, ...ask }: SignInOptions): Promise<void> {
    await this.send({ type: 'signIn', domain, token, base: base ?? null }, ask);
  }

  /** Signs the agent out (`control`). */
  async signOut(): Promise<void> {
    await this.send({ type: 'signOut' });
  }

  /** Takes calls, or stops taking calls (`control`). */
  async setStatus(status: Status): Promise<void> {
    await this.send({ type: 'setStatus', status });
  }

  /** Calls somebody (`dial`). The number as the CRM has it: spaces, dots, brackets and `+84` are fine. Gives the id of the call. */
  dial(number: string, { service, ...ask }: DialOptions = {}): Promise<Done> {
    return this.send({ type: 'dial', number, service: service ?? null }, ask);
  }

  /** Calls the last number again (`dial`). Gives the id of the call. */
  redial(ask: AskOptions = {}): Promise<Done> {
    return this.send({ type: 'redial' }, ask);
  }

  /** Answers a ringing call (`answer`; with `control` alone the agent is asked). */
  async answer(call: CallRef, ask: AskOptions = {}): Promise<void> {
    await this.send({ type: 'answer', call: idOf(call) }, ask);
  }

  /** Refuses a ringing call (`control`). */
  async refuse(call: CallRef): Promise<void> {
    await this.send({ type: 'refuse', call: idOf(call) });
  }

  /** Stops the ring tone of a call (`control`). */
  async silence(call: CallRef): Promise<void> {
    await this.send({ type: 'silence', call: idOf(call) });
  }

  /** Ends a call (`control`). */
  async hangUp(call: CallRef): Promise<void> {
    await this.send({ type: 'hangUp', call: idOf(call) });
  }

  /** Holds a call (`control`). */
  async hold(call: CallRef): Promise<void> {
    await this.send({ type: 'setHold', call: idOf(call), on: true });
  }

  /** Takes a call from hold (`control`). */
  async resume(call: CallRef): Promise<void> {
    await this.send({ type: 'setHold', call: idOf(call), on: false });
  }

  /** The customer hears the agent no more (`control`). */
  async mute(call: CallRef): Promise<void> {
    await this.send({ type: 'setMute', call: idOf(call), on: true });
  }

  /** The customer hears the agent again (`control`). */
  async unmute(call: CallRef): Promise<void> {
    await this.send({ type: 'setMute', call: idOf(call), on: false });
  }

  /** Presses keys (`control`): 1 to 32 of `0`-`9`, `*`, `#`, `A`-`D`. */
  async sendDigits(call: CallRef, digits: string): Promise<void> {
    await this.send({ type: 'sendDigits', call: idOf(call), digits });
  }

  /** Gives a call to a colleague, who is asked first (`control`). */
  async transferToColleague(call: CallRef, extension: string): Promise<void> {
    await this.transfer(call, { type: 'colleague', extension });
  }

  /** Gives a call to a queue (`control`). */
  async transferToQueue(call: CallRef, id: string): Promise<void> {
    await this.transfer(call, { type: 'queue', id });
  }

  /** Gives a call to any number (`control`); not at a contact centre. */
  async transferToNumber(call: CallRef, number: string): Promise<void> {
    await this.transfer(call, { type: 'number', number });
  }

  /** Gives a call to somebody else (`control`). */
  async transfer(call: CallRef, to: Target): Promise<void> {
    await this.send({ type: 'transfer', call: idOf(call), to });
  }

  /** Accepts the call that a colleague offers (`answer`; with `control` alone the agent is asked). */
  async acceptTransfer(ask: AskOptions = {}): Promise<void> {
    await this.send({ type: 'answerTransfer', accept: true }, ask);
  }

  /** Refuses the call that a colleague offers (`control`). */
  async refuseTransfer(): Promise<void> {
    await this.send({ type: 'answerTransfer', accept: false });
  }

  /** Keeps `Snapshot.colleagues` up to date while this page is connected, or stops (`agents`). */
  async watchColleagues(on = true): Promise<void> {
    await this.send({ type: 'watchColleagues', on });
  }

  /**
   * Lets calls ring on another device (`control`): 1 this computer, 2 IP phone, 3 mobile, 4 IP phone (always), 6 softphone, as the
   * contact centre numbers them.
   */
  async setDevice(device: number, { phone, whileHere = false, ...ask }: DeviceOptions = {}): Promise<void> {
    await this.send({ type: 'setDevice', device, phone: phone ?? null, whileHere }, ask);
  }

  /** Back to the device of the agent's role (`control`). */
  async resetDevice(): Promise<void> {
    await this.send({ type: 'resetDevice' });
  }

  /** Lets Reo try again now whatever is down (`control`). */
  async retryService(): Promise<void> {
    await this.send({ type: 'retry' });
  }

  /** Makes this page the one that controls the phone (`control`); takes the voice right too if another session has it. */
  async takeControl(): Promise<void> {
    await this.send({ type: 'takeControl' });
  }

  /** Lets another page control the phone. */
  async releaseControl(): Promise<void> {
    await this.send({ type: 'releaseControl' });
  }

  /** Shows in Reo who the customer of a call is (`events`). */
  async showCustomer(call: CallRef, customer: Customer): Promise<void> {
    await this.send({ type: 'showCustomer', call: idOf(call), customer });
  }

  /** Brings up Reo's window (`events`). */
  async showWindow(): Promise<void> {
    await this.send({ type: 'showWindow' });
  }
}

function idOf(call: CallRef): string {
  return typeof call === 'string' ? call : call.id;
}
