import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { type MarkedMethod, methodsOf } from '../methods-of.js';
import { routeKey, subjectKey, type RouteDeclaration } from './route.js';
import type { Visitor } from './visitor.js';

type MayReach = (visitor: Visitor, parameters: Readonly<Record<string, string>>) => Promise<boolean>;

/** Who answers for which subject. The application does not start where a route names a subject nobody answers for. */
@Injectable()
export class Subjects implements OnApplicationBootstrap {
  private readonly answers = new Map<string, MayReach>();
  /** Every declared route, for the guard's spec and the permission matrix. */
  readonly declarations: RouteDeclaration[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap(): void {
    for (const { instance } of this.discovery.getProviders())
      for (const method of methodsOf<MayReach>(instance, this.scanner)) this.readSubject(method);
    for (const { instance } of this.discovery.getControllers())
      for (const method of methodsOf<MayReach>(instance, this.scanner)) this.readRoute(method);
    const unanswered = this.declarations.filter(({ of }) => of !== undefined && !this.answers.has(of));
    if (unanswered.length > 0) throw new Error(`Nobody answers for ${unanswered.map(({ of }) => of).join(', ')}`);
  }

  async mayReach(subject: string, visitor: Visitor, parameters: Readonly<Record<string, string>>): Promise<boolean> {
    const answer = this.answers.get(subject);
    return answer ? answer(visitor, parameters) : false;
  }

  /** True for the path of a POST whose faults are kept. */
  keepsFaults(path: string): boolean {
    return this.declarations.some(
      ({ post, ...more }) => post === path && 'faultsKept' in more && more.faultsKept === true,
    );
  }

  private readSubject({ own, bound }: MarkedMethod<MayReach>): void {
    const name = this.reflector.get<string | undefined>(subjectKey, own);
    if (!name) return;
    if (this.answers.has(name)) throw new Error(`Two answer for the subject ${name}`);
    this.answers.set(name, bound);
  }

  private readRoute({ own }: MarkedMethod<MayReach>): void {
    const declaration = this.reflector.get<RouteDeclaration | undefined>(routeKey, own);
    if (declaration) this.declarations.push(declaration);
  }
}
