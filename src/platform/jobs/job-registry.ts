import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { methodsOf } from '../methods-of.js';
import { givesUpKey, handlesKey, hearsKey, type JobKind, type JobKinds, type Work } from './job.js';

export const jobKindsToken = Symbol('job kinds');

type Handler = (work: Work) => Promise<void>;
type Mourner = (work: Work, reason: string) => Promise<void>;

/** Finds who handles what when the application starts, and refuses to start where that is not exactly one. */
@Injectable()
export class JobRegistry implements OnApplicationBootstrap {
  private readonly handlers = new Map<string, Handler>();
  private readonly mourners = new Map<string, Mourner>();
  private readonly listeners = new Map<string, string[]>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
    @Inject(jobKindsToken) private readonly kinds: JobKinds,
  ) {}

  onApplicationBootstrap(): void {
    for (const { instance } of this.discovery.getProviders()) this.readProvider(instance);
    const orphans = Object.keys(this.kinds).filter((kind) => !this.handlers.has(kind));
    if (orphans.length > 0) throw new Error(`No handler for ${orphans.join(', ')}`);
  }

  handler(kind: string): Handler {
    const handler = this.handlers.get(kind);
    if (!handler) throw new Error(`No handler for ${kind}`);
    return handler;
  }

  mourner(kind: string): Mourner | undefined {
    return this.mourners.get(kind);
  }

  kind(kind: string): JobKind {
    return this.kinds[kind] ?? { queue: 'io', tries: 20 };
  }

  /** The kinds of work that an event orders, one for each room that hears it. */
  kindsThatHear(event: string): readonly string[] {
    return this.listeners.get(event) ?? [];
  }

  private readProvider(instance: unknown): void {
    for (const { own, bound } of methodsOf<Handler & Mourner>(instance, this.scanner)) {
      const handled = this.reflector.get<string | undefined>(handlesKey, own);
      if (handled) this.addHandler(handled, bound, handled in this.kinds);
      const mourned = this.reflector.get<string | undefined>(givesUpKey, own);
      if (mourned) this.mourners.set(mourned, bound);
      const heard = this.reflector.get<{ event: string; listener: string } | undefined>(hearsKey, own);
      if (heard) this.addListener(heard.event, heard.listener, bound);
    }
  }

  private addHandler(kind: string, handler: Handler, isRegistered: boolean): void {
    if (!isRegistered) throw new Error(`${kind} has a handler but stands in no registry`);
    if (this.handlers.has(kind)) throw new Error(`${kind} has two handlers`);
    this.handlers.set(kind, handler);
  }

  private addListener(event: string, listener: string, handler: Handler): void {
    const kind = `${event} → ${listener}`;
    this.addHandler(kind, handler, true);
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), kind]);
  }
}
