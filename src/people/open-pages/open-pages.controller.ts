import { Controller } from '@nestjs/common';
import { page, type PageReply } from '../../platform/web/reply.js';
import { Route } from '../../platform/web/route.js';

/** Pages for everybody, signed in or not: what this is, who can use it, what is kept. */
@Controller()
export class OpenPagesController {
  @Route({ get: '/help', title: 'Help', for: 'anyone' })
  help(): PageReply {
    return page('people/pages/help.njk', { title: 'Help' });
  }

  @Route({ get: '/accessibility', title: 'Accessibility statement', for: 'anyone' })
  accessibility(): PageReply {
    return page('people/pages/accessibility.njk', { title: 'Accessibility statement' });
  }

  @Route({ get: '/privacy', title: 'Privacy', for: 'anyone' })
  privacy(): PageReply {
    return page('people/pages/privacy.njk', { title: 'Privacy' });
  }

  @Route({ get: '/cookies', title: 'Cookies', for: 'anyone' })
  cookies(): PageReply {
    return page('people/pages/cookies.njk', { title: 'Cookies' });
  }
}
