import { checkbox, definePiece, dropdown, secretText, shortText } from '../define-piece.js';
import { sendEmail } from './send-email.js';
import { transportOf } from './transport.js';

/** @import { Auth } from '../piece-context.ts' */

const PORTS = { 25: 25, 465: 465, 587: 587, 2525: 2525 };

/** @type {Auth} */
const auth = {
  type: 'CUSTOM_AUTH',
  displayName: 'Connection',
  required: true,
  props: {
    host: shortText('Host', { required: true }),
    port: dropdown('Port', PORTS, {
      required: true,
      description: 'On 465 everything is encrypted; on others, as soon as the server offers it.',
    }),
    TLS: checkbox('Require TLS', {
      required: true,
      defaultValue: false,
      description: 'Nothing is sent to a server that does not offer encryption.',
    }),
    email: shortText('Email', { description: 'The name to log in with; none where no login is needed.' }),
    password: secretText('Password'),
  },
  async validate(given) {
    // Frameworks differ in whether the fields stand alone or inside the connection's value.
    const { props, ...fields } = Object(given.auth);
    const transport = transportOf(props ?? fields);
    try {
      await transport.verify();
      return { valid: true };
    } catch (error) {
      return { valid: false, error: error instanceof Error ? error.message : String(error) };
    } finally {
      transport.close();
    }
  },
};

export const smtp = definePiece({
  name: 'smtp',
  version: '0.4.3',
  displayName: 'SMTP',
  description: 'Sends mail by a server of your own',
  logo: 'smtp.svg',
  categories: ['CORE'],
  auth,
  actions: [sendEmail],
});
