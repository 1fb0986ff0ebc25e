import { MailPeer } from './mail-peer.ts';
import { openStage, type Stage } from './stage.ts';

/** A stage for all tests of a file, and for each of them a mail server of its own that its mails go to. */
export interface MailingStage {
  stage: Stage;
  peer: MailPeer;
  /** The stage, with the mail server. */
  mailing: Stage;
}

/** Opens and closes it around the tests of the file; what is read of it before is not there yet. */
export function useMailingStage(): MailingStage {
  const held = {} as MailingStage;
  beforeAll(async () => {
    held.stage = await openStage();
  });
  afterAll(() => held.stage.close());

  beforeEach(async () => {
    held.peer = await new MailPeer().listen();
    held.mailing = held.stage.with({ mail: { url: held.peer.url, from: 'Perdura <no-reply@site.example>' } });
  });
  afterEach(async () => {
    await held.mailing.close();
    await held.peer.close();
  });
  return held;
}
