import {
  ForbiddenException,
  Injectable,
  NotFoundException,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { apiPrefix, routeKey, type Audience, type RouteDeclaration } from './route.js';
import { Subjects } from './subjects.js';
import type { Visitor } from './visitor.js';

/** Holds every route to what it declares. What was not declared is not there; what is not yours is not there either. */
@Injectable()
export class RouteGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly subjects: Subjects,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const declaration = this.reflector.get<RouteDeclaration | undefined>(routeKey, context.getHandler());
    if (!declaration) throw new NotFoundException();
    const visitor = request.visitor;
    if (declaration.for !== 'anyone') {
      if (!visitor || (!visitor.isComplete && declaration.for !== 'half-signed-in')) throw new UnauthorizedException();
      if (!isAmong(visitor, declaration.for)) throw new ForbiddenException();
    }
    if (declaration.post !== undefined && visitor) holdToken(request, visitor);
    if (declaration.of !== undefined) await this.hold(declaration.of, visitor, request);
    return true;
  }

  private async hold(subject: string, visitor: Visitor | null, request: FastifyRequest): Promise<void> {
    const parameters = request.params as Record<string, string>;
    if (!visitor || !(await this.subjects.mayReach(subject, visitor, parameters))) throw new NotFoundException();
  }
}

function isAmong(visitor: Visitor, audience: Audience): boolean {
  return typeof audience === 'string' || audience.some((role) => visitor.roles.includes(role));
}

/** A form carries the session's token; JSON cannot be sent across sites without being asked for first, and is not asked for here. */
function holdToken(request: FastifyRequest, visitor: Visitor): void {
  const type = request.headers['content-type'] ?? '';
  if (request.url.startsWith(apiPrefix) && (type === '' || type.startsWith('application/json'))) return;
  if (request.formToken !== visitor.csrfToken) throw new ForbiddenException('form-token');
}
