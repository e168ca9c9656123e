import { NotFoundException } from '@nestjs/common';

/** What there is; what there is not looks like what is hidden: 404. */
export function found<T>(value: T | null): T {
  if (value === null) throw new NotFoundException();
  return value;
}
