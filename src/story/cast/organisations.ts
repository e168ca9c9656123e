/** Providers, trusts and schools of the story. None of them exists: the numbers are ones that were never given out. */
export const providers = {
  harbour: { code: 'HARBOUR', name: 'Harbour Leadership Partnership' },
  larkfield: { code: 'LARKFIELD', name: 'Larkfield Teaching Alliance' },
} as const;

export const trusts = {
  tidewater: { uid: '90101', name: 'Tidewater Learning Trust' },
  beacon: { uid: '90102', name: 'Beacon Hill Schools Trust' },
  rivers: { uid: '90103', name: 'Three Rivers Academies Trust' },
} as const;

export type TrustKey = keyof typeof trusts;

export const schools = {
  saltmarsh: { urn: '990101', name: 'Saltmarsh Primary School', trust: 'tidewater' },
  lanternQuay: { urn: '990102', name: 'Lantern Quay Academy', trust: 'tidewater' },
  gannetRow: { urn: '990103', name: 'Gannet Row Infant School', trust: 'tidewater' },
  beaconRise: { urn: '990104', name: 'Beacon Rise High School', trust: 'beacon' },
  orchardLane: { urn: '990105', name: 'Orchard Lane Primary School', trust: 'beacon' },
  millrace: { urn: '990106', name: 'Millrace Junior School', trust: 'beacon' },
  ferryBridge: { urn: '990107', name: 'Ferrybridge Road Primary School', trust: 'rivers' },
  weirHouse: { urn: '990108', name: 'Weir House School', trust: 'rivers' },
  kingfisher: { urn: '990109', name: 'Kingfisher Park Academy', trust: 'rivers' },
} as const satisfies Record<string, { urn: string; name: string; trust: TrustKey }>;

export type SchoolKey = keyof typeof schools;
